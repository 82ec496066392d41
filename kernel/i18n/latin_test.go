package i18n

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestLatin(t *testing.T) {
	for cyrillic, want := range map[string]string{
		"Сачувај":                 "Sačuvaj",
		"Љубав":                   "Ljubav",
		"ЉУБАВ":                   "LJUBAV",
		"Њ. Џ.":                   "Nj. Dž.",
		"КОЊ и коњ":               "KONJ i konj",
		"џеп, ЏЕП, Џеп, ђак, Ђак": "džep, DŽEP, Džep, đak, Đak",
		"ћуран Чачак Шабац Жабаљ":     "ćuran Čačak Šabac Žabalj",
		"инјекција надживети":         "injekcija nadživeti",
		"SIENA и QR код (H0)":         "SIENA i QR kod (H0)",
		"Пећ&nbsp;&mdash; &#1033;":    "Peć&nbsp;&mdash; &#1033;",
		"Позовите 112 – одмах!":       "Pozovite 112 – odmah!",
		"Запоріжжя, Щорс, Юлія, Ґуди": "Zaporižžja, Ščors, Julija, Gudi",
		"": "",
	} {
		equal(t, cyrillic, Latin(cyrillic), want)
	}
}

func TestLatinLeavesNoCyrillic(t *testing.T) {
	var letters []rune
	for r := range azbuka {
		letters = append(letters, r, unicode.ToUpper(r))
	}
	letters = append(letters, []rune("abcXYZčŠ {}&;0’-")...)
	word := rapid.StringOf(rapid.SampledFrom(letters))
	rapid.Check(t, func(t *rapid.T) {
		s := word.Draw(t, "s")
		once := Latin(s)
		if strings.ContainsFunc(once, isCyrillic) {
			t.Fatalf("%q leaves Cyrillic in %q", s, once)
		}
		if twice := Latin(once); twice != once {
			t.Fatalf("%q becomes %q and then %q", s, once, twice)
		}
	})
}

// All thirty Serbian letters have a Latin form, and so has every letter of the
// basic Cyrillic block, capital or small.
func TestAzbukaIsWhole(t *testing.T) {
	for _, r := range "абвгдђежзијклљмнњопрстћуфхцчџш" {
		if s, ok := latinOf(r); !ok || s == "" {
			t.Errorf("%c has no Latin form", r)
		}
	}
	for r := 'Ѐ'; r <= 'џ'; r++ {
		if _, ok := latinOf(unicode.ToLower(r)); !ok {
			t.Errorf("%c would stay Cyrillic", r)
		}
	}
}

// Texts of the catalogue change script; what a person wrote does not.
func TestScriptOfArguments(t *testing.T) {
	c := own(t, files("en", `{"t.by":"{what} by {who}","t.report":"Report"}`, "sr", `{"t.by":"{what}: поднео {who}","t.report":"Пријава"}`))
	for _, x := range []struct {
		lang Lang
		want string
	}{
		{Serbian, "Пријава: поднео Ђорђе"},
		{SerbianLatin, "Prijava: podneo Ђорђе"},
	} {
		equal(t, string(x.lang), c.For(x.lang).T("t.by", "who", "Ђорђе", "what", Key("t.report")), x.want)
	}
	for key, m := range c.texts[SerbianLatin] {
		for _, p := range m.patterns() {
			if strings.ContainsFunc(p.String(), isCyrillic) {
				t.Errorf("%s keeps Cyrillic: %s", key, p.String())
			}
		}
	}
}
