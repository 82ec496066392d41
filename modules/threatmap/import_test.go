package threatmap

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"reeve/kernel/db"
	"reeve/kernel/disclosure"
	"reeve/kernel/process"
	"reeve/kernel/tabular"
)

const konin = `
source: konin
key: [nr]
category: {column: rodzaj, map: {prędkość: speeding, narkotyki: drug_use}, skip: [podsumowanie], each: {lang: pl, class: B}}
when: {column: data, style: d.m.Y, zone: Europe/Warsaw}
place: {lat: lat, lon: lon, precision: exact}
text: {columns: [opis], lang: pl, public: true}
state: eliminated
clocks: none
`

func mapping(t *testing.T, text string) Mapping {
	t.Helper()
	return ok[Mapping](t)(ReadMapping(strings.NewReader(text)))
}

func table(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "reports.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (s *station) count(query string) (n int) {
	s.t.Helper()
	if err := s.d.Read(context.Background(), func(r *db.Snapshot) error { return r.QueryRow(query).Scan(&n) }); err != nil {
		s.t.Fatal(err)
	}
	return n
}

func (s *station) load(path string, m Mapping, dry bool) ImportResult {
	s.t.Helper()
	return ok[ImportResult](s.t)(s.m.Import(context.Background(), ImportOptions{File: path, Mapping: m, DryRun: dry, Actor: db.System()}))
}

func counts(r ImportResult) string {
	return fmt.Sprintf("left out %d, imported %d (%d changed), unchanged %d, rejected %d", r.LeftOut, r.Imported, r.Changed, r.Unchanged, r.Rejected)
}

func TestImport(t *testing.T) {
	onStation(t, func(t *testing.T, s *station) {
		const head = "opis,nr,rodzaj,lon,lat,data\n"
		const rows = "Za szybko,1,prędkość,18.25,52.25,1.03.2024 7:15\n" +
			"strzykawki,2,narkotyki,18.26,52.26,2.03.2024\n" +
			",3,podsumowanie,0,0,\n" +
			"hałas,4,hałas nocny,18.27,52.27,03.03.2024\n" +
			"daleko,5,prędkość,30,60,1.03.2024\n" +
			"kiedy,6,prędkość,18.25,52.25,31.02.2024\n" +
			"\"źle,7,prędkość,18.25,52.25,1.03.2024\n" +
			"dobrze,8,prędkość,18.25,52.25,1.03.2024 23:00\n"
		path, m := table(t, head+rows), mapping(t, konin)
		before := s.count("SELECT count(*) FROM audit_entry")
		const first = "left out 1, imported 4 (0 changed), unchanged 0, rejected 3"
		if got := counts(s.load(path, m, true)); got != first {
			t.Errorf("dry run: %s", got)
		}
		if n := s.count("SELECT count(*) FROM report") + s.count("SELECT count(*) FROM audit_entry") - before; n != 0 {
			t.Errorf("a dry run left %d rows", n)
		}
		res := s.load(path, m, false)
		if got := counts(res); got != first {
			t.Errorf("first: %s", got)
		}
		if got := counts(s.load(path, m, false)); got != "left out 1, imported 0 (0 changed), unchanged 4, rejected 3" {
			t.Errorf("again: %s", got)
		}
		if n := s.count("SELECT count(*) FROM process_clock"); n != 0 {
			t.Errorf("%d clocks run", n)
		}
		s.checkImported(t)
		s.mend(t, res.RejectedFile, m)
		if got := counts(s.load(table(t, head+strings.Replace(rows, "Za szybko,1,prędkość", "Za wolno,1,hałas nocny", 1)), m, false)); got != "left out 1, imported 1 (1 changed), unchanged 3, rejected 3" {
			t.Errorf("changed in the source: %s", got)
		}
	})
}

// checkImported looks at the rows of the first import as they are stored and as the public sees them.
func (s *station) checkImported(t *testing.T) {
	t.Helper()
	err := s.d.Read(context.Background(), func(q *db.Snapshot) error {
		all, err := db.All(q, scanReport, "SELECT "+reportColumns+" FROM report r WHERE r.source = 'import' ORDER BY r.filed_at")
		if err != nil {
			return err
		}
		if len(all) != 4 {
			return fmt.Errorf("%d reports", len(all))
		}
		fast, tip, own := all[0], all[2], all[3]
		text, err := s.m.publicText(q, fast)
		if err != nil || text == nil || *text != "Za szybko" {
			t.Errorf("public text %v, %v", text, err)
		}
		if fast.PubLat == nil || *fast.PubLat != 52.25 || fast.Place != s.places["PL-3062"] || fast.Beat == "" || fast.Seen.From != "2024-03-01" || fast.Seen.Parts[0] != disclosure.Morning {
			t.Errorf("with an exact place: %+v", fast)
		}
		if tip.Category != "drug_use" || tip.Publication != Held || tip.PubLat != nil {
			t.Errorf("class C: %+v", tip)
		}
		if c, ok := s.m.Categories.Get(own.Category); !ok || c.Set != "konin" || c.Names["pl"] != "hałas nocny" || own.PubLat == nil || *own.PubLat == own.At.Lat || own.Zone == "" {
			t.Errorf("own category %+v of %+v", c, own)
		}
		i, err := process.Load(q, fast.ID)
		if err != nil || i.State != Eliminated || i.Waits != process.WaitsNobody || !i.ClosedAt.Equal(fast.FiledAt) {
			t.Errorf("life: %+v, %v", i, err)
		}
		var keyed int
		if err := q.QueryRow("SELECT count(*) FROM report WHERE key_hash IS NOT NULL").Scan(&keyed); err != nil || keyed != 0 {
			t.Errorf("%d imported reports have a key, %v", keyed, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// mend repairs the file of the rejected as a person would, and imports it.
func (s *station) mend(t *testing.T, path string, m Mapping) {
	t.Helper()
	raw := ok[[]byte](t)(os.ReadFile(path))
	if got := strings.Count(string(raw), "\n"); got != 4 {
		t.Errorf("%d lines in\n%s", got, raw)
	}
	text := strings.NewReplacer("30,60", "18.25,52.25", "31.02", "29.02").Replace(string(raw))
	if got := counts(s.load(table(t, text), m, false)); got != "left out 0, imported 3 (0 changed), unchanged 0, rejected 0" {
		t.Errorf("mended: %s\n%s", got, text)
	}
}

// TestImportByNameAndArea: Windows-1250, place by name, area precision, state new, no key column.
func TestImportByNameAndArea(t *testing.T) {
	onStation(t, func(t *testing.T, s *station) {
		m := mapping(t, `
source: names
format: {encoding: windows-1250}
category: {default: speeding}
when: {style: split, year: R, month: M, zone: Europe/Warsaw}
place: {name: {column: gmina, country: PL, suffixes: [{ending: " woj.", role: region}]}, precision: area}
state: new
clocks: none
`)
		raw := ok[[]byte](t)(charmap.Windows1250.NewEncoder().Bytes([]byte("M;R;gmina;opis\n3;2024;KONIN;żółć\n3;2024;KONIN;żółć\n13;2024;Konin;x\n4;2024;wielkopolskie woj.;x\n4;2024;Łódź;x\n")))
		path := table(t, string(raw))
		const want = "left out 0, imported 3 (0 changed), unchanged 0, rejected 2"
		if got := counts(s.load(path, m, true)); got != want {
			t.Errorf("dry run: %s", got)
		}
		if got := counts(s.load(path, m, false)); got != want {
			t.Errorf("first: %s", got)
		}
		if got := counts(s.load(path, m, false)); got != "left out 0, imported 0 (0 changed), unchanged 3, rejected 2" {
			t.Errorf("again: %s", got)
		}
		if n := s.count("SELECT count(*) FROM report WHERE precision_kind = 'area' AND pub_lat IS NULL AND seen_from IN ('2024-03-01', '2024-04-01') AND seen_to IN ('2024-03-31', '2024-04-30')"); n != 3 {
			t.Errorf("%d reports of whole months in an area", n)
		}
		if n := s.count("SELECT count(*) FROM process_instance WHERE state = 'new' AND waits <> 'nobody'"); n != 3 {
			t.Errorf("%d wait for somebody", n)
		}
		if n := s.count("SELECT count(*) FROM process_clock"); n != 0 {
			t.Errorf("%d clocks run", n)
		}
	})
}

func TestImportGoesOnAfterAStop(t *testing.T) {
	onStation(t, func(t *testing.T, s *station) {
		var rows strings.Builder
		rows.WriteString("opis,nr,rodzaj,lon,lat,data\n")
		for n := range 1200 {
			fmt.Fprintf(&rows, "x,%d,prędkość,18.25,52.25,1.03.2024\n", n)
		}
		path, m := table(t, rows.String()), mapping(t, konin)
		ctx, cancel := context.WithCancel(context.Background())
		_, err := s.m.Import(ctx, ImportOptions{File: path, Mapping: m, Actor: db.System(), Progress: func(n int, _, _ int64) { cancel() }})
		if err == nil {
			t.Fatal("a stopped import came to its end")
		}
		had := s.count("SELECT count(*) FROM report")
		if had == 0 || had == 1200 {
			t.Fatalf("stopped after %d rows", had)
		}
		if got, want := counts(s.load(path, m, false)), fmt.Sprintf("left out 0, imported %d (0 changed), unchanged %d, rejected 0", 1200-had, had); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if n := s.count("SELECT count(*) FROM report"); n != 1200 {
			t.Errorf("%d reports", n)
		}
	})
}

func TestMappingIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"an unknown word":          {"key:", "keys:", ""},
		"no such state":            {"state: eliminated", "state: gone", "state threatmap.import.setting_wrong"},
		"clocks":                   {"clocks: none", "clocks: run", "clocks threatmap.import.setting_wrong"},
		"no such style":            {"d.m.Y", "Y", "when.style threatmap.import.setting_wrong"},
		"no such zone":             {"Europe/Warsaw", "Europe/Nowhere", "when.zone threatmap.import.setting_wrong"},
		"no place":                 {"lat: lat, lon: lon, ", "", "place threatmap.import.place_ways"},
		"half a place":             {"lat: lat, ", "", "place.lat threatmap.import.setting_missing"},
		"no such class":            {"class: B", "class: X", "category.each.class threatmap.import.setting_wrong"},
		"the exact place of names": {"{lat: lat, lon: lon,", "{name: {column: x, country: PL},", "place.precision threatmap.import.setting_wrong"},
	} {
		_, err := ReadMapping(strings.NewReader(strings.Replace(konin, c.from, c.to, 1)))
		if got := faults(err); err == nil || got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestMappingsOfTheProgram reads every mapping that ships.
func TestMappingsOfTheProgram(t *testing.T) {
	all := ok[[]string](t)(filepath.Glob("data/mappings/*.yaml"))
	if len(all) == 0 {
		t.Fatal("no mapping")
	}
	for _, path := range all {
		m, err := ReadMapping(strings.NewReader(string(ok[[]byte](t)(os.ReadFile(path)))))
		if err != nil {
			t.Errorf("%s: %v", path, err)
		} else if _, err := newSorter(m, nil); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestUTM holds the inverse projection against values of other programs: the CN Tower, the Sydney Opera House, and points of the equator.
func TestUTM(t *testing.T) {
	for _, c := range []struct {
		x, y     float64
		zone     int
		south    bool
		lat, lon float64
	}{
		{500000, 0, 31, false, 0, 3},
		{166021.4431, 0, 31, false, 0, 0},
		{630084, 4833438.5, 17, false, 43.642567, -79.387139},
		{334873.2, 6252266.1, 56, true, -33.857, 151.215},
	} {
		p, ok := fromUTM(c.x, c.y, c.zone, c.south)
		if !ok || math.Abs(p.Lat-c.lat) > 2e-5 || math.Abs(p.Lon-c.lon) > 2e-5 {
			t.Errorf("%+v: %v, %v", c, p, ok)
		}
	}
	if _, ok := fromUTM(0, 0, 10, false); ok {
		t.Error("0, 0 is in no zone")
	}
}

func TestWhen(t *testing.T) {
	zone := ok[*time.Location](t)(time.LoadLocation("Europe/Stockholm"))
	for _, c := range []struct{ style, value, want string }{
		{"rfc3339", "2024-07-01T00:30:00+02:00", "2024-07-01T00:30:00+02:00 hour"},
		{"rfc3339", "2024-07-01", ""},
		{"iso", "2024-07-01 00:30", "2024-07-01T00:30:00+02:00 hour"},
		{"iso", "2024-12-31T23:30:00Z", "2025-01-01T00:30:00+01:00 hour"},
		{"iso", "2024-02-30", ""},
		{"d.m.Y", "1.2.2024", "2024-02-01T00:00:00+01:00"},
		{"m/d/Y", "1/2/2024 3:05 PM", "2024-01-02T15:05:00+01:00 hour"},
		{"m/d/Y", "13/2/2024", ""},
		{"d/m/Y", "13/2/2024", "2024-02-13T00:00:00+01:00"},
		{"month", "2024-02", "2024-02-01T00:00:00+01:00 month"},
		{"iso", "2024/2/1 7:05", "2024-02-01T07:05:00+01:00 hour"},
		{"iso", "20240201 0705", "2024-02-01T07:05:00+01:00 hour"},
		{"d/m/Y", "01-02-2024 23:10", "2024-02-01T23:10:00+01:00 hour"},
		{"m/d/Y", "2-1-2024 11:10 PM", "2024-02-01T23:10:00+01:00 hour"},
		{"unix", "1706742000", "2024-02-01T00:00:00+01:00 hour"},
		{"unix", "1706742000999", "2024-02-01T00:00:00+01:00 hour"},
		{"unix", "x", ""},
		{"unix", "NaN", ""},
		{"excel", "45292.5", "2024-01-01T12:00:00+01:00 hour"},
	} {
		path := table(t, "when\n\""+c.value+"\"\n")
		r := ok[*tabular.Reader](t)(tabular.Open(path, tabular.Format{}, tabular.Generous()))
		row := ok[tabular.Row](t)(r.Next())
		r.Close()
		m, _, good := mappedWhen{Style: c.style, Column: "when"}.read(row, zone)
		got := ""
		if good {
			got = m.at.Format(time.RFC3339)
			if m.hour {
				got += " hour"
			}
			if m.wholeMon {
				got += " month"
			}
		}
		if got != c.want {
			t.Errorf("%s %q: %q, want %q", c.style, c.value, got, c.want)
		}
	}
}
