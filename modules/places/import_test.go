package places

import (
	"context"
	"maps"
	"os"
	"strings"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
)

func TestLevelsJoinInAnyOrder(t *testing.T) {
	levels := map[string]func(t *testing.T) Options{
		"coarse": func(t *testing.T) Options { return options(t, "voivodeship", Region, grid(1, "")) },
		"middle": func(t *testing.T) Options { return options(t, "powiat", "", grid(2, "2")) },
		"fine":   func(t *testing.T) Options { return options(t, "gmina", Community, grid(10, "3")) },
	}
	onBoth(t, func(t *testing.T, p *Places) {
		wanted(t, load(t, p, levels["coarse"](t)), 1, 0, 0, 0)
		wanted(t, load(t, p, levels["middle"](t)), 4, 0, 0, 0)
		wanted(t, load(t, p, levels["fine"](t)), 100, 0, 0, 0)
		want := parents(p)
		if want["PL-3000"] != "PL-2000" || want["PL-3099"] != "PL-2003" || want["PL-2001"] != "PL-000" || want["PL-000"] != "" {
			t.Fatalf("wrong parents: %v", want)
		}
		for _, order := range [][]string{{"fine", "middle", "coarse"}, {"fine", "coarse", "middle"}, {"coarse", "fine", "middle"}} {
			q := onSQLite(t)
			for _, level := range order {
				load(t, q, levels[level](t))
			}
			if got := parents(q); !maps.Equal(got, want) {
				t.Errorf("order %v: %v", order, got)
			}
			for _, level := range order {
				if r := load(t, q, levels[level](t)); r.Imported+r.Rejected+r.Joined > 0 {
					t.Errorf("order %v: %s again changed something: %+v", order, level, r)
				}
			}
			checkClosure(t, q)
		}
		checkClosure(t, p)
	})
}

func TestBadFeaturesAreToldAndGoodOnesGoIn(t *testing.T) {
	features := grid(2, "4")
	features[0].props["code"] = nil
	bow := `{"type":"Polygon","coordinates":[[[18.5,52],[19,52.5],[19,52],[18.5,52.5],[18.5,52]]]}`
	features[1].raw = bow
	features = append(features,
		feature{map[string]any{"code": "4003", "name": "again"}, square(18, 52, 0.1), ""},
		feature{map[string]any{"code": "4004", "name": "open"}, nil, `{"type":"Polygon","coordinates":[[[18,52],[18.1,52],[18.1,52.1],[18,52.1]]]}`},
		feature{map[string]any{"code": "4005", "name": "turned"}, nil, `{"type":"Polygon","coordinates":[[[52,18],[52.1,18],[52.1,18.1],[52,18]]]}`},
		feature{map[string]any{"code": "4006", "name": "people", "pop": "many"}, square(18, 52, 0.1), ""},
		feature{map[string]any{"code": "4007"}, square(18, 52, 0.1), ""},
		feature{map[string]any{"code": "4008", "name": "point"}, nil, `{"type":"Point","coordinates":[18,52]}`},
	)
	onBoth(t, func(t *testing.T, p *Places) {
		o := options(t, "gmina", Community, features)
		o.PopulationField, o.DryRun = "pop", true
		dry := load(t, p, o)
		wanted(t, dry, 2, 0, 8, 0)
		if p.reader(t, func(s *db.Snapshot) error { return nothing(s) }); p.Snapshot().Len() != 0 {
			t.Fatal("a dry run left something behind")
		}
		if _, err := os.Stat(o.File + ".rejected.geojson"); err == nil {
			t.Fatal("a dry run wrote a file")
		}
		o.DryRun = false
		r := load(t, p, o)
		wanted(t, r, 2, 0, 8, 0)
		want := []struct{ code, key string }{
			{"", "places.import.code_missing"}, {"PL-4001", "places.shape.self_crossing"}, {"PL-4003", "places.import.code_twice"},
			{"PL-4004", "places.shape.unclosed"}, {"PL-4005", "places.shape.swapped"}, {"PL-4006", "places.population_wrong"},
			{"PL-4007", "places.name_missing"}, {"PL-4008", "places.shape.not_polygon"},
		}
		for i, b := range r.Bad {
			if b.Code != want[i].code || b.Problem.Key != want[i].key || b.Problem.Remedy == "" {
				t.Errorf("bad feature %d is %+v, want %v", i, b, want[i])
			}
		}
		english := catalogue(t).For(i18n.English)
		for _, b := range r.Bad {
			var args []any
			for k, v := range b.Problem.Args {
				args = append(args, k, v)
			}
			said(t, english.T(b.Problem.Key, args...))
			said(t, english.T(b.Problem.Remedy, args...))
		}
		mended, err := os.ReadFile(r.RejectedFile)
		must(t, err)
		text := strings.Replace(string(mended), `"code":null`, `"code":"4000"`, 1)
		text = strings.Replace(text, bow, `{"type":"Polygon","coordinates":[[[18.5,52],[19,52],[19,52.5],[18.5,52.5],[18.5,52]]]}`, 1)
		must(t, os.WriteFile(r.RejectedFile, []byte(text), 0o600))
		o.File = r.RejectedFile
		again := load(t, p, o)
		// 4003 went in as it stood first; here it stands alone, with another shape.
		wanted(t, again, 3, 0, 5, 0)
	})
}

func nothing(s *db.Snapshot) error {
	var n int64
	if err := s.QueryRow(`SELECT (SELECT COUNT(*) FROM place) + (SELECT COUNT(*) FROM place_boundary) + (SELECT COUNT(*) FROM place_ancestor)`).Scan(&n); err != nil || n == 0 {
		return err
	}
	return errs.New(errs.Internal, "not empty", "rows", n)
}

func TestFileThatIsNoGeoJSONStoresNothing(t *testing.T) {
	p := onSQLite(t)
	o := options(t, "gmina", Community, nil)
	text := geojson(grid(2, "5"))
	for name, content := range map[string]string{"cut off": text[:len(text)-40], "topology": `{"type":"Topology","arcs":[],"objects":{}}`, "not JSON": "code;name\n1;2\n"} {
		must(t, os.WriteFile(o.File, []byte(content), 0o600))
		_, err := p.Import(context.Background(), o)
		if errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	p.reader(t, nothing)
}

func TestParentField(t *testing.T) {
	onBoth(t, func(t *testing.T, p *Places) {
		load(t, p, options(t, "powiat", "", grid(2, "2")))
		features := grid(10, "3")
		for i, f := range features {
			f.props["above"] = "2001" // not where the square lies: the field counts
			if i == 7 {
				f.props["above"] = "2999"
			}
		}
		features[8].props["above"] = "3009" // in the same file, further down
		o := options(t, "gmina", Community, features)
		o.ParentField = "above"
		r := load(t, p, o)
		wanted(t, r, 99, 0, 1, 0)
		if b := r.Bad[0]; b.Code != "PL-3007" || b.Problem.Key != "places.unknown_parent" || b.Problem.Args["parent"] != "PL-2999" || b.Problem.Row != 8 {
			t.Errorf("%+v", b)
		}
		if got := parents(p); got["PL-3000"] != "PL-2001" || got["PL-3008"] != "PL-3009" {
			t.Errorf("%v %v", got["PL-3000"], got["PL-3008"])
		}
		// What a field or a person decided, a coarser file does not change.
		wanted(t, load(t, p, options(t, "voivodeship", Region, grid(1, ""))), 1, 0, 0, 4)
		if got := parents(p); got["PL-3000"] != "PL-2001" || got["PL-2001"] != "PL-000" {
			t.Errorf("%v", got)
		}
		checkClosure(t, p)
	})
}

func TestChangedBoundaryIsANewVersion(t *testing.T) {
	onBoth(t, func(t *testing.T, p *Places) {
		features := grid(2, "6")
		load(t, p, options(t, "gmina", Community, features))
		place, _ := p.Snapshot().ByCode("PL-6000")
		features[0].shape = square(18, 52, 0.45)
		o := options(t, "gmina", Community, features)
		o.From = "2024-01-01"
		wanted(t, load(t, p, o), 1, 3, 0, 0)
		p.reader(t, func(s *db.Snapshot) error {
			all, err := Boundaries(s, place.ID)
			must(t, err)
			if len(all) != 2 || all[0].Valid != (Span{"", "2024-01-01"}) || all[1].Valid != (Span{"2024-01-01", ""}) || all[1].Number != 2 {
				t.Errorf("versions %+v", all)
			}
			before, err := BoundaryOn(s, place.ID, "2023-12-31")
			must(t, err)
			if before.Number != 1 || !sameShape(before.Shape, square(18, 52, 0.5)) {
				t.Errorf("on the last day before: %+v", before)
			}
			return nil
		})
		after, _ := p.Snapshot().ByCode("PL-6000")
		if after.At != place.At || after.Version != place.Version {
			t.Error("the point wandered although it lies inside")
		}
		o = options(t, "gmina", Community, grid(2, "6"))
		o.From = "2023-06-01"
		r := load(t, p, o)
		wanted(t, r, 0, 3, 1, 0)
		if b := r.Bad[0]; b.Problem.Key != "places.boundary_before" || b.Problem.Args["from"] != "2024-01-01" {
			t.Errorf("%+v", b)
		}
		// A boundary that is valid in the future does not hold yet.
		features[1].shape = square(18.5, 52, 0.3)
		o = options(t, "gmina", Community, features)
		o.From = time.Now().AddDate(1, 0, 0).Format(time.DateOnly)
		wanted(t, load(t, p, o), 1, 3, 0, 0)
		if _, ok := p.Snapshot().Locate(geo.Point{Lat: 52.45, Lon: 18.95}); !ok {
			t.Error("next year's boundary holds today")
		}
		p.now = func() time.Time { return time.Now().AddDate(1, 0, 2) }
		must(t, p.Refresh(context.Background()))
		if _, ok := p.Snapshot().Locate(geo.Point{Lat: 52.45, Lon: 18.95}); ok {
			t.Error("last year's boundary still holds")
		}
	})
}

func TestCityThatIsRegionAndCommunity(t *testing.T) {
	p := onSQLite(t)
	load(t, p, options(t, "oblast", Region, []feature{{map[string]any{"code": "80", "name": "City"}, square(18, 52, 1), ""}, {map[string]any{"code": "81", "name": "Other"}, square(19, 52, 2), ""}}))
	hromadas := append(grid(2, "7"), feature{map[string]any{"code": "80", "name": "City"}, square(20, 52, 0.5), ""})
	wanted(t, load(t, p, options(t, "hromada", Community, hromadas)), 5, 0, 0, 0)
	wanted(t, load(t, p, options(t, "hromada", Community, hromadas)), 0, 5, 0, 0)
	if got := parents(p); got["PL-80-community"] != "PL-81" {
		t.Errorf("%v", got)
	}
	// The same role under another level's name is a slip, not a second place.
	wanted(t, load(t, p, options(t, "hromady", Community, grid(2, "7"))), 0, 0, 4, 0)
}

func TestOrphansAreTold(t *testing.T) {
	p := onSQLite(t)
	load(t, p, options(t, "voivodeship", Region, grid(1, "")))
	r := load(t, p, options(t, "gmina", Community, append(grid(4, "3"), feature{map[string]any{"code": "9", "name": "Island"}, square(20, 54, 0.1), ""})))
	if len(r.Orphans) != 1 || r.Orphans[0] != "PL-9" {
		t.Errorf("%v", r.Orphans)
	}
}
