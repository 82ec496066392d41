package search

import (
	"context"
	"slices"
	"testing"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
)

func TestFind(t *testing.T) {
	records := map[string][]Text{
		"patrols": {{"en", "Joint patrols with municipalities", 3}, {"en", "Foot patrols near schools after dark.", 1}},
		"kola":    {{"cs", "Bezpečná cesta do školy", 3}, {"cs", "Obce a městská policie hlídají přechody.", 1}},
		"park":    {{"uk", "Безпечний парк", 3}, {"uk", "Патрулювання парків громадою ввечері", 1}},
		"zajed":   {{"sr", "Заједничке патроле са општинама", 3}},
		"latin":   {{"sr-Latn", "Bezbednost u školama", 3}},
		"lit":     {{"lt", "Saugi kaimynystė", 3}, {"lt", "Gyventojų susitikimai su pareigūnais", 1}},
		"lat":     {{"lv", "Drošas skolas", 3}},
		"est":     {{"et", "Turvalised koolid", 3}},
		"alb":     {{"sq", "Patrullimet e përbashkëta në komuna", 3}},
		"pol":     {{"pl", "Bezpieczne przejścia dla pieszych", 3}, {"pl", "Dzielnicowi i mieszkańcy Łodzi", 1}},
		"nor":     {{"nb", "Trygge skoleveier i Tromsø", 3}},
	}
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		err := d.Housekeep(ctx, func(tx *db.Tx) error {
			for doc, texts := range records {
				if err := Put(tx, "practice", doc, texts); err != nil {
					return err
				}
			}
			return Put(tx, "other", "x", []Text{{"en", "patrols", 1}})
		})
		if err != nil {
			t.Fatal(err)
		}
		for query, want := range map[string][]string{
			"patrol":            {"patrols", "zajed"}, // the same word in Serbian
			"PATROLS schools":   {"patrols"},
			"municip":           {"patrols"}, // a beginning
			"cesty":             {"kola"},
			"městské":           {"kola"},
			"mestska policie":   {"kola"},
			"парку":             {"park"},
			"громада":           {"park"},
			"zajedničke":        {"zajed"},
			"opština":           {"zajed"},
			"школа":             {"kola", "lat", "latin"},
			"susitikimas":       {"lit"},
			"pareigunai":        {"lit"},
			"skola":             {"kola", "lat", "latin"},
			"kool":              {"est"},
			"komunave":          {"alb"},
			"perbashket":        {"alb"},
			"lodz":              {"pol"},
			"przejscie":         {"pol"},
			"skoleveien tromso": {"nor"},
			"patrols bezpečná":  nil,
			"":                  nil,
			"zzz":               nil,
		} {
			var got []string
			err := d.Read(ctx, func(s *db.Snapshot) error {
				hits, err := Find(s, "practice", query, 10)
				for _, h := range hits {
					got = append(got, h.Doc)
				}
				return err
			})
			slices.Sort(got)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%q finds %v %v, want %v", query, got, err, want)
			}
		}
		if err := d.Housekeep(ctx, func(tx *db.Tx) error { return Remove(tx, "practice", "patrols") }); err != nil {
			t.Fatal(err)
		}
		d.Read(ctx, func(s *db.Snapshot) error {
			if hits, err := Find(s, "practice", "patrols schools", 10); err != nil || len(hits) != 0 {
				t.Errorf("removed and found: %v %v", hits, err)
			}
			return nil
		})
	}, audit.Files(), Files())
}

func TestBestFirst(t *testing.T) {
	d := dbtest.SQLite(t, audit.Files(), Files())
	ctx := context.Background()
	err := d.Housekeep(ctx, func(tx *db.Tx) error {
		if err := Put(tx, "k", "text", []Text{{"en", "a word about noise", 1}}); err != nil {
			return err
		}
		return Put(tx, "k", "title", []Text{{"en", "Noise", 5}})
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Read(ctx, func(s *db.Snapshot) error {
		hits, err := Find(s, "k", "noise", 1)
		if err != nil || len(hits) != 1 || hits[0].Doc != "title" {
			t.Errorf("%v %v", hits, err)
		}
		return nil
	})
}

func FuzzTerms(f *testing.F) {
	f.Add("Безпечний парк, obcích", "uk")
	f.Add("\xff\xfe", "")
	f.Fuzz(func(t *testing.T, text, lang string) {
		for _, term := range Terms(text, lang) {
			if term == "" || len([]rune(term)) > longest {
				t.Errorf("%q gives %q", text, term)
			}
		}
	})
}
