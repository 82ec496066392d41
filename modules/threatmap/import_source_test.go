package threatmap

import (
	"context"
	"strings"
	"testing"

	"reeve/kernel/db"
)

// TestImportKeepsItsSource: who made the data stands in the table and with every report, and changes with the mapping.
func TestImportKeepsItsSource(t *testing.T) {
	onStation(t, func(t *testing.T, s *station) {
		const about = "names: {pl: Konin, en: From Konin}\nattribution: City of Konin\nlicence: CC BY 4.0\nlink: https://konin.example/\n"
		path := table(t, "opis,nr,rodzaj,lon,lat,data\nx,1,prędkość,18.25,52.25,1.03.2024\n")
		s.load(path, mapping(t, konin+about), true)
		if n := s.count("SELECT count(*) FROM report_source"); n != 0 {
			t.Errorf("a dry run left %d sources", n)
		}
		s.load(path, mapping(t, konin+about), false)
		entries := s.count("SELECT count(*) FROM audit_entry")
		s.load(path, mapping(t, konin+about), false)
		if n := s.count("SELECT count(*) FROM audit_entry"); n != entries {
			t.Errorf("the same again made %d entries", n-entries)
		}
		if got := s.m.Categories.SetName("konin")["en"]; got != "From Konin" {
			t.Errorf("the set is called %q", got)
		}
		if got := s.m.Categories.SetName("nobody")["und"]; got != "nobody" {
			t.Errorf("a set without a source is called %q", got)
		}
		s.load(path, mapping(t, konin+strings.Replace(about, "CC BY 4.0", "CC0", 1)), false)
		err := s.d.Read(context.Background(), func(q *db.Snapshot) error {
			rep, err := db.All(q, scanReport, "SELECT "+reportColumns+" FROM report r WHERE r.source = 'import'")
			if err != nil || len(rep) != 1 {
				t.Fatalf("%d reports, %v", len(rep), err)
			}
			from, err := sourceOf(q, rep[0].ID)
			if err != nil || from == nil || from.Licence != "CC0" || from.Version != 2 {
				t.Errorf("source %+v, %v", from, err)
			}
			public, err := s.m.publicReport(q, rep[0])
			if err != nil || public.Source == nil || public.Source.Attribution != "City of Konin" || *public.Source.Link != "https://konin.example/" {
				t.Errorf("the public sees %+v, %v", public.Source, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestImportKeyTwice: two rows of one key would overwrite each other at every import; the first one stays.
func TestImportKeyTwice(t *testing.T) {
	onStation(t, func(t *testing.T, s *station) {
		path := table(t, "opis,nr,rodzaj,lon,lat,data\na,1,prędkość,18.25,52.25,1.03.2024\nb,1,prędkość,18.25,52.25,1.03.2024\na,1,prędkość,18.25,52.25,1.03.2024\n")
		for _, dry := range []bool{true, false} {
			res := s.load(path, mapping(t, konin), dry)
			if got := counts(res); got != "left out 0, imported 1 (0 changed), unchanged 1, rejected 1" || res.Bad[0].Row != 2 {
				t.Errorf("dry %v: %s, %+v", dry, got, res.Bad)
			}
		}
		if got := counts(s.load(path, mapping(t, konin), false)); got != "left out 0, imported 0 (0 changed), unchanged 2, rejected 1" {
			t.Errorf("again: %s", got)
		}
	})
}

// TestImportInAnotherLayout: the time in a column of its own, another zone, points in one column, no key.
func TestImportInAnotherLayout(t *testing.T) {
	onStation(t, func(t *testing.T, s *station) {
		m := mapping(t, `
source: layout
category: {default: speeding}
when: {column: day, time: hour, style: d/m/Y, zone: Europe/Warsaw}
place: {point: where, precision: exact}
state: confirmed
clocks: none
`)
		path := table(t, "where;hour;day\nPOINT (18.25 52.25);7:05;13-02-2024\n\"52,25, 18,25\";7:05;13/02/2024\n\"52.25, 18.25\";;13/02/2024\n\"52.25, 18.25\";x;13/02/2024\n")
		if got := counts(s.load(path, m, false)); got != "left out 0, imported 2 (0 changed), unchanged 0, rejected 2" {
			t.Error(got)
		}
		if n := s.count("SELECT count(*) FROM report WHERE seen_from = '2024-02-13' AND day_parts = 'morning'"); n != 1 {
			t.Errorf("%d seen in the morning", n)
		}
	})
}

// TestGazetteerKnowsEndings: an ending that tells the role may be part of the place's name or not.
func TestGazetteerKnowsEndings(t *testing.T) {
	onStation(t, func(t *testing.T, s *station) {
		how := &mappedName{Column: "x", Country: "PL", Suffixes: []nameSuffix{{Ending: "polskie", Role: "region"}, {Ending: " woj.", Role: "region"}}}
		g := newGazetteer(s.m.Places.Snapshot(), how)
		for value, want := range map[string]bool{"wielkopolskie": true, "wielkopolskie woj.": true, "wielko": false, "Konin": true, "Koninpolskie": false} {
			if p, err := g.find(value); (err == nil) != want {
				t.Errorf("%s: %+v %v", value, p.Code, err)
			}
		}
	})
}
