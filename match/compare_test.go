package match

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Real spellings of the same names, as authorities of these countries write them.
func TestOnePersonManySpellings(t *testing.T) {
	for _, same := range [][]string{
		{"Arseniy Yatsenyuk", "Arsenij Jaceniuk", "Arsenijus Jaceniukas", "Arsēnijs Jaceņuks", "Arsenij Jaceňuk", "Arseni Jatsenjuk", "Арсеній Яценюк"},
		{"Volodymyr Zelenskyy", "Wołodymyr Zełenski", "Volodymyras Zelenskis", "Volodimirs Zelenskis", "Volodymyr Zelenskyj", "Volodõmõr Zelenskõi", "Володимир Зеленський"},
		{"Oleksandr Shevchenko", "Ołeksandr Szewczenko", "Oleksandras Ševčenka", "Oleksandrs Ševčenko", "Oleksandr Ševčenko", "Олександр Шевченко"},
		{"Yuliya Tymoshenko", "Julia Tymoszenko", "Julija Tymošenko", "Jūlija Timošenko", "Julia Tõmošenko", "Юлія Тимошенко"},
		{"Aleksandar Vučić", "Александар Вучић", "Aleksandar Vucic"},
		{"Saša Đorđević", "Саша Ђорђевић"},
		{"Jan Kowalski", "KOWALSKI Jan", "Kowalski, J."},
		{"Nguyen Thi Ha", "NGUYEN, Thi Ha"},
		{"Vjosa Osmani", "Osmani Vjosa"},
		{"Petr Novák", "Ing. Petr Novak", "NOVÁK Petr"},
	} {
		for _, a := range same {
			for _, b := range same {
				if r := Compare(a, b); r.Score < 0.8 {
					t.Errorf("%s and %s: %.2f %+v, want at least 0.8 (%v %v)", a, b, r.Score, r.Pairs, Tokens(a), Tokens(b))
				}
			}
		}
	}
}

func TestDifferentPeople(t *testing.T) {
	for _, c := range [][2]string{
		{"Petr Novák", "Pavel Novák"}, {"Jan Kowalski", "Jan Nowak"}, {"Olha Kovalenko", "Oleh Kovalenko"},
		{"Agim Krasniqi", "Arben Krasniqi"}, {"Kari Nordmann", "Kirsten Nordmann"}, {"Jonas Petraitis", "Jonas Jonaitis"},
		{"Marta Nováková", "Martin Novák"}, {"Kowalski", "Jan Kowalski"}, {"J. K.", "Jan Kowalski"}, {"", "Jan"}, {"Ana Li", "Ana Bo"},
	} {
		if r := Compare(c[0], c[1]); r.Score >= 0.8 {
			t.Errorf("%s and %s: %.2f %+v, want below 0.8 (%v %v)", c[0], c[1], r.Score, r.Pairs, Tokens(c[0]), Tokens(c[1]))
		}
	}
}

func TestComparing(t *testing.T) {
	word := rapid.StringMatching(`[A-Za-ząčęėłńśšźžаєіїюяшч]{1,9}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.SliceOfN(word, 1, 5).Draw(t, "a"), rapid.SliceOfN(word, 1, 5).Draw(t, "b")
		x, y := Compare(strings.Join(a, " "), strings.Join(b, " ")), Compare(strings.Join(b, " "), strings.Join(a, " "))
		if d := x.Score - y.Score; d > 1e-9 || d < -1e-9 {
			t.Fatalf("%v %v: %f one way, %f the other", a, b, x.Score, y.Score)
		}
		if x.Score < 0 || x.Score > 1 {
			t.Fatalf("score %f", x.Score)
		}
		turned := rapid.Permutation(a).Draw(t, "turned")
		if len(Tokens(strings.Join(a, " "))) != len(a) {
			return // a title or a word without sound
		}
		if Key(strings.Join(a, " ")) != Key(strings.Join(turned, " ")) {
			t.Fatalf("key of %v changes with the order", a)
		}
		full := 0
		for _, w := range a {
			if len([]rune(w)) > 1 {
				full++
			}
		}
		if s := Compare(strings.Join(a, " "), strings.Join(turned, " ")).Score; full > 0 && s < 1 {
			t.Fatalf("%v in another order: %f", a, s)
		}
	})
}

func FuzzCompare(f *testing.F) {
	f.Add("Арсеній Яценюк", "Arsenijus Jaceniukas")
	f.Add("\xff\xfe (", ") щ")
	f.Fuzz(func(t *testing.T, a, b string) {
		if s := Compare(a, b).Score; s < 0 || s > 1 || s != s {
			t.Errorf("%q %q: %f", a, b, s)
		}
	})
}
