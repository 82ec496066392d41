package places

import (
	"context"
	"fmt"
	"math"
	"math/rand"
	"reflect"
	"strings"
	"testing"

	"reeve/kernel/db"
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
)

// wobbly is n × n places whose common borders have the same crooked vertices.
func wobbly(n int, rng *rand.Rand) []feature {
	const steps = 8
	size := 1 / float64(n) / steps
	jitter := map[[2]int]geo.Point{}
	vertex := func(x, y int) geo.Point {
		k := [2]int{x, y}
		if _, ok := jitter[k]; !ok {
			jitter[k] = geo.Point{Lat: 52 + (float64(y)+rng.Float64()*0.8-0.4)*size, Lon: 18 + (float64(x)+rng.Float64()*0.8-0.4)*size}.Snap()
		}
		return jitter[k]
	}
	features := grid(n, "8")
	for i := range features {
		x, y := i%n*steps, i/n*steps
		var ring geo.Ring
		for k := range steps {
			ring = append(ring, vertex(x+k, y))
		}
		for k := range steps {
			ring = append(ring, vertex(x+steps, y+k))
		}
		for k := range steps {
			ring = append(ring, vertex(x+steps-k, y+steps))
		}
		for k := range steps {
			ring = append(ring, vertex(x, y+steps-k))
		}
		features[i].shape = geo.MultiPolygon{{ring}}
	}
	return features
}

func TestLocateAgreesWithPlanar(t *testing.T) {
	rng := rand.New(rand.NewSource(7))
	p := onSQLite(t)
	features := wobbly(6, rng)
	load(t, p, options(t, "gmina", Community, features))
	load(t, p, options(t, "voivodeship", Region, grid(1, "")))
	s, inside := p.Snapshot(), 0
	for range 3000 {
		at := somewhere(rng)
		want := ""
		for _, f := range features {
			if geo.PlanarContains(f.shape, at) {
				want = "PL-" + f.props["code"].(string)
			}
		}
		w, ok := s.Locate(at)
		got := ""
		if w.Community != nil {
			got = w.Community.Code
			inside++
		}
		if got != want {
			t.Fatalf("%v lies in %q, the index says %q", at, want, got)
		}
		if ok && (w.Region == nil || w.Region.Code != "PL-000" || want != "" && w.Deepest != w.Community) {
			t.Fatalf("%v: %+v", at, w)
		}
		near, ok := s.NearestCommunity(at, NearestMetres)
		metres := math.Inf(1)
		for _, f := range features {
			metres = min(metres, geo.OutsideM(at, f.shape))
		}
		if ok != (metres <= NearestMetres) || ok && math.Abs(near.MetresOutside-metres) > 0.01*metres+0.01 {
			t.Fatalf("%v is %.0f m outside; nearest says %v %.0f", at, metres, ok, near.MetresOutside)
		}
	}
	if inside < 1500 {
		t.Fatalf("only %d points inside: the test shows little", inside)
	}
}

func TestBeatsChain(t *testing.T) {
	onBoth(t, func(t *testing.T, p *Places) {
		staffed(t, p)
		w, ok := p.Snapshot().Locate(geo.Point{Lat: 52.1, Lon: 18.1})
		if !ok || w.Beat == nil || w.Beat.Code != "PL-B1" || w.Community.Code != "PL-4000" || w.Region.Code != "PL-000" || w.Deepest != w.Beat {
			t.Errorf("%+v", w)
		}
		if w, ok := p.Snapshot().Locate(geo.Point{Lat: 52.4, Lon: 18.1}); !ok || w.Beat != nil || w.Community == nil {
			t.Errorf("no beat there: %+v", w)
		}
		if _, ok := p.Snapshot().NearestCommunity(geo.Point{Lat: 54.9, Lon: 18.1}, NearestMetres); ok {
			t.Error("far at sea")
		}
		community, _ := p.Snapshot().ByCode("PL-4000")
		p.reader(t, func(r *db.Snapshot) error {
			found, err := CheckBeats(r, community.ID, "2026-01-01", SliverM2)
			must(t, err)
			if len(found) != 1 || found[0].Kind != "gap" || math.Abs(found[0].AreaM2/p.Snapshot().AreaM2(community.ID)-0.5) > 0.01 {
				t.Errorf("half of the community has no beat: %+v", found)
			}
			return nil
		})
		third := func() Options {
			return options(t, "beat", Beat, []feature{{map[string]any{"code": "B3", "name": "Rejon 3"}, geo.MultiPolygon{{{{Lat: 52.2, Lon: 18}, {Lat: 52.2, Lon: 18.5}, {Lat: 52.5, Lon: 18.5}, {Lat: 52.5, Lon: 18}}}}, ""}})
		}
		dry := third()
		dry.DryRun = true
		tried := load(t, p, dry)
		r := load(t, p, third())
		overlaps := 0
		for _, f := range r.Findings {
			said(t, f.In(catalogue(t).For(i18n.English)))
			if f.Kind == "overlap" && strings.Contains(f.A+f.B, "PL-B3") {
				overlaps++
			}
		}
		if overlaps != 2 || len(r.Findings) != 2 {
			t.Errorf("%+v", r.Findings)
		}
		if !reflect.DeepEqual(tried.Findings, r.Findings) {
			t.Errorf("a dry run finds %+v, the import %+v", tried.Findings, r.Findings)
		}
	})
}

func TestSearchFoldsNames(t *testing.T) {
	p := onSQLite(t)
	p.write(t, func(tx *db.Tx) error {
		for i, names := range []i18n.Text{
			{"pl": "Łódź"}, {"pl": "Ostrów Wielkopolski"}, {"uk": "Вінниця"}, {"uk": "Кам’янець-Подільський"},
			{"sr": "Драгаш", "sq": "Dragash"}, {"uk": "Ґонта"}, {"pl": "Wielka Wieś"}, {"uk": "Згурівка"},
		} {
			if _, err := p.AddPlace(tx, Place{Code: fmt.Sprint("T-", i), Country: "PL", Level: Settlement, Names: names, At: geo.Point{Lat: 52, Lon: 18}}); err != nil {
				return err
			}
		}
		return nil
	})
	must(t, p.Reload(context.Background()))
	for query, want := range map[string]string{
		"lodz": "T-0", "ŁÓDŹ": "T-0", "ostrow w": "T-1", "wielk": "T-6 T-1", "vinny": "T-2", "вінн": "T-2", "kamianets po": "T-3",
		"Кам'янець подільський": "T-3", "dragaš": "T-4", "драгаш": "T-4", "гонта": "T-5", "zghur": "T-7", "t-4": "T-4", "x": "", "": "", "Лодз": "T-0",
	} {
		var got []string
		for _, v := range p.Snapshot().Search(query, 5) {
			got = append(got, v.Code)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q finds %v, want %s", query, got, want)
		}
	}
	if n := len(p.Snapshot().Search("t", 3)); n != 3 {
		t.Errorf("limit 3 gives %d", n)
	}
}

func TestSettlementsGetTheirCommunity(t *testing.T) {
	onBoth(t, func(t *testing.T, p *Places) {
		staffed(t, p)
		text := "population,name,name:uk,code,lon,lat,country\n" +
			"1200,Konin,Конін,11,18.1,52.1,PL\n,Brak,,12,18.1,x,PL\n,,,13,18.1,52.1,PL\n,Daleko,,14,20,54,PL\n,Konin,,11,18.2,52.2,PL\n"
		r, err := p.ImportSettlements(context.Background(), SettlementOptions{In: strings.NewReader(text), Source: "made up", Actor: db.System()})
		must(t, err)
		wanted(t, r, 2, 0, 3, 0)
		if got := parents(p); got["PL-s11"] != "PL-4000" || got["PL-s14"] != "" {
			t.Errorf("%v", got)
		}
		again, err := p.ImportSettlements(context.Background(), SettlementOptions{In: strings.NewReader(text), Actor: db.System()})
		must(t, err)
		wanted(t, again, 0, 2, 3, 0)
		if found := p.Snapshot().Search("konin", 1); len(found) != 1 || *found[0].Population != 1200 || found[0].Names["uk"] != "Конін" {
			t.Errorf("%+v", found)
		}
		// A finer level takes the settlement over.
		load(t, p, options(t, "part", "", grid(16, "9")))
		if got := parents(p); got["PL-s11"] != "PL-9017" {
			t.Errorf("%v", got["PL-s11"])
		}
	})
}
