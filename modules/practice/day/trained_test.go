package day

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"reeve/kernel/db"
	"reeve/modules/practice/events"
)

// Synthetic people: every name is made up of common first names and surnames, 35 of each of three countries. A name is
// spelled as its bearer spells it and as a neighbour's clerk does; the third spelling is without marks.
var (
	firstCZ = []string{"Tomáš", "Lucie", "Zdeněk", "Markéta", "Bohumil"}
	lastCZ  = []string{"Dvořák", "Hruška", "Křížek", "Šimůnek", "Vondráček", "Bartoš", "Ptáček"}
	firstUA = [][2]string{{"Олександр", "Oleksandr"}, {"Наталія", "Nataliia"}, {"Сергій", "Serhii"}, {"Ірина", "Iryna"}, {"Богдан", "Bohdan"}}
	lastUA  = [][2]string{{"Коваленко", "Kovalenko"}, {"Мельник", "Melnyk"}, {"Гриценко", "Hrytsenko"}, {"Шульга", "Shulha"}, {"Яремчук", "Yaremchuk"}, {"Литвин", "Lytvyn"}, {"Бондар", "Bondar"}}
	firstPL = []string{"Wojciech", "Małgorzata", "Łukasz", "Grażyna", "Stanisław"}
	lastPL  = []string{"Dąbrowski", "Szymczak", "Wróbel", "Jabłoński", "Kaźmierczak", "Zając", "Pietrzak"}
)

type synthetic struct {
	spellings []string
	org       string
	country   string
}

// plain takes the marks off the letters that these names use.
func plain(s string) string {
	return strings.NewReplacer("á", "a", "č", "c", "ř", "r", "š", "s", "Š", "S", "ž", "z", "í", "i", "ů", "u", "ě", "e", "é", "e", "ł", "l", "Ł", "L", "ą", "a", "ń", "n", "ź", "z", "ó", "o", "ż", "z").Replace(s)
}

func people() (all []synthetic) {
	for _, last := range lastCZ {
		for _, first := range firstCZ {
			all = append(all, synthetic{[]string{first + " " + last, strings.ToUpper(last) + " " + first, plain(first + " " + last)}, "Městská policie Zkušebnice", "CZ"})
		}
	}
	for _, last := range lastUA {
		for _, first := range firstUA {
			all = append(all, synthetic{[]string{first[0] + " " + last[0], first[1] + " " + last[1], last[1] + ", " + first[1]}, "Громада Пробна", "UA"})
		}
	}
	for _, last := range lastPL {
		for _, first := range firstPL {
			all = append(all, synthetic{[]string{first + " " + last, last + " " + first, plain(first + " " + last)}, "Gmina Próbna", "PL"})
		}
	}
	return all
}

// Test105People enters lists of four events: everybody comes to the first, two thirds to the second, a third to the
// third, in other spellings, and each list repeats some lines. Exactly 105 people, before and after erasure.
func Test105People(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		all, seats := people(), int64(0)
		if len(all) != 105 {
			t.Fatalf("%d people", len(all))
		}
		for k := range 3 {
			e := h.event(fmt.Sprintf("Školení %d", k+1))
			var list []Listed
			for i, p := range all {
				if i%3 < k {
					continue
				}
				seats++
				one := Listed{Name: p.spellings[(i+k)%3], Organisation: p.org, Country: p.country}
				list = append(list, one)
				if i%5 == 0 { // written down twice, the second time otherwise
					one.Name = p.spellings[(i+k+1)%3]
					list = append(list, one)
				}
			}
			h.write(func(tx *db.Tx) error {
				done, err := h.day.Enter(tx, e, list, "en")
				for i, d := range done {
					if k > 0 && d.Decided == ByNew {
						t.Errorf("%q was taken for somebody new", list[i].Name)
					}
				}
				return err
			})
		}
		check := func(when string) {
			t.Helper()
			c := h.count()
			if c.People != 105 || c.Seats != seats || c.Countries["CZ"] != 35 || c.Countries["UA"] != 35 || c.Countries["PL"] != 35 {
				t.Errorf("%s: %d people on %d of %d seats, %v, %v", when, c.People, c.Seats, seats, c.Countries, c.Decided)
			}
			t.Logf("%s: people %d, seats %d, decided %v, open questions %d", when, c.People, c.Seats, c.Decided, c.Undecided)
		}
		check("before erasure")
		h.now = h.now.AddDate(2, 0, 0)
		if err := h.day.Forget(context.Background(), 12); err != nil {
			t.Fatal(err)
		}
		check("after erasure")
		// Somebody erased comes again, spelled as before: the keyed hash knows them.
		e := h.event("Školení 4")
		h.write(func(tx *db.Tx) error {
			done, err := h.day.Enter(tx, e, []Listed{{Name: "DVOŘÁK Tomáš", Organisation: all[0].org}}, "en")
			if err == nil && done[0].Decided != ByName {
				t.Errorf("%+v", done[0])
			}
			return err
		})
		if c := h.count(); c.People != 105 || c.Seats != seats+1 {
			t.Errorf("%d people, %d seats", c.People, c.Seats)
		}
	})
}

// TestSomebodyDecides asks about a namesake in another municipality; the count follows the answer.
func TestSomebodyDecides(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		one, two := h.event("První"), h.event("Druhá")
		enter := func(e events.Event, l Listed) (out Entered) {
			h.write(func(tx *db.Tx) error {
				all, err := h.day.Enter(tx, e, []Listed{l}, "cs")
				if err == nil {
					out = all[0]
				}
				return err
			})
			return out
		}
		enter(one, Listed{Name: "Jan Novák", Organisation: "Kladno"})
		if a := enter(two, Listed{Name: "Novák Jan", Organisation: "Brno"}); a.Asked != 1 {
			t.Fatalf("%+v", a)
		}
		if c := h.count(); c.People != 2 || c.Undecided != 1 {
			t.Errorf("%+v", c)
		}
		var q []Question
		if err := h.d.Read(context.Background(), func(s *db.Snapshot) (err error) { q, err = OpenQuestions(s, "programme/cz-no", 10); return err }); err != nil {
			t.Fatal(err)
		}
		h.write(func(tx *db.Tx) error { _, err := h.day.Answer(tx, q[0].Ref, true); return err })
		if c := h.count(); c.People != 1 || c.Seats != 2 || c.Undecided != 0 || c.Decided[ByPerson] != 1 {
			t.Errorf("%+v", c)
		}
	})
}

func TestDecide(t *testing.T) {
	known := []Sighting{
		{ID: "1", Human: "1", Org: "kladno", Name: "Jan Novák", NameKey: "jn", MailKey: "a"},
		{ID: "2", Human: "2", Org: "kladno", Name: "Marie Svobodová", NameKey: "ms", MailKey: "office"},
		{ID: "3", Human: "3", Org: "brno", NameKey: "gone", MailKey: "c"},
	}
	for name, c := range map[string]struct {
		s     Sighting
		human string
		how   string
		asks  int
	}{
		"same mail":                 {Sighting{Org: "brno", Name: "Novák Jan", NameKey: "jn", MailKey: "a"}, "1", ByMail, 0},
		"shared mailbox":            {Sighting{Org: "kladno", Name: "Petr Dlouhý", NameKey: "pd", MailKey: "office"}, "", ByNew, 1},
		"same name, same place":     {Sighting{Org: "kladno", Name: "NOVÁK Jan", NameKey: "jn"}, "1", ByName, 0},
		"other spelling":            {Sighting{Org: "kladno", Name: "Jan Nowak", NameKey: "x"}, "1", ByLike, 0},
		"same name, other address":  {Sighting{Org: "kladno", Name: "Jan Novák", NameKey: "jn", MailKey: "b"}, "", ByNew, 1},
		"namesake elsewhere":        {Sighting{Org: "plzen", Name: "Jan Novák", NameKey: "jn"}, "", ByNew, 1},
		"somebody else":             {Sighting{Org: "kladno", Name: "Zbyněk Hora", NameKey: "zh"}, "", ByNew, 0},
		"erased, by the hash":       {Sighting{Org: "brno", Name: "Ola Nordmann", NameKey: "gone"}, "3", ByName, 0},
		"erased, by the address":    {Sighting{Org: "oslo", Name: "Ola Nordman", NameKey: "y", MailKey: "c"}, "3", ByMail, 0},
		"no organisation, no proof": {Sighting{Name: "Jan Novák", NameKey: "jn"}, "", ByNew, 1},
	} {
		v := Decide(c.s, known)
		if v.Human != c.human || v.How != c.how || len(v.Ask) != c.asks {
			t.Errorf("%s: %+v", name, v)
		}
	}
}
