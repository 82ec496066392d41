package test

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/cryptotest"
	"time"

	"reeve/app"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/disclosure"
	"reeve/kernel/geo"
	"reeve/test/fixture"
)

// secret is one report of the data set of [TestNonInterference]: twice the same, but for its true place.
type secret struct {
	category string
	class    disclosure.Class
	places   [2]geo.Point // in the first and in the second installation
	steps    []string     // taken after the filing
	ref      string
}

// TestNonInterference loads a data set into two installations with the same ids, keys and clock. In the second
// one every report of class B lies elsewhere in its zone and every one of class C elsewhere in its community.
// Every public byte must be the same: what one of them tells that the other does not would be a leak of the true
// place. /log and /metrics are left out: entries of the log are salted digests of everything.
func TestNonInterference(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			reports := dataSet(t)
			var public, inside [2]map[string]string
			for n := range 2 {
				t.Run(fmt.Sprint("installation ", n+1), func(t *testing.T) {
					cryptotest.SetGlobalRandom(t, 1)
					o := app.Options{BaseURL: "https://reeve.example"}
					if engine == "postgres" {
						o.Database = dbtest.PostgresURL(t)
					}
					public[n], inside[n] = installation(t, o, reports, n)
				})
			}
			if t.Failed() {
				return
			}
			wrong := 0
			for _, path := range differences(public[0], public[1]) {
				if wrong++; wrong <= 5 {
					t.Errorf("%s tells the true place:\n%s", path, firstDifference(public[0][path], public[1][path]))
				}
			}
			if wrong > 0 {
				t.Errorf("%d of %d answers differ", wrong, len(public[0]))
			}
			// The same comparison finds what staff see of all redrawn reports: it can fail.
			redrawn := 0
			for _, r := range reports {
				if r.places[0] != r.places[1] {
					redrawn++
				}
			}
			if n := len(differences(inside[0], inside[1])); n != redrawn || redrawn < len(reports)/2 {
				t.Errorf("staff see %d differences, %d of %d reports are redrawn", n, redrawn, len(reports))
			}
			t.Logf("%d public answers", len(public[0]))
		})
	}
}

// dataSet draws the reports and finds, in an installation that is thrown away, where else they could lie.
func dataSet(t *testing.T) []secret {
	t.Helper()
	town := fixture.Open(t, app.Options{})
	draw := rand.New(rand.NewPCG(1, 2))
	box := func(lat, lon, side float64) geo.Box {
		return geo.Box{MinLat: lat, MinLon: lon, MaxLat: lat + side, MaxLon: lon + side}
	}
	in := func(b geo.Box) geo.Point {
		return geo.Point{Lat: b.MinLat + draw.Float64()*(b.MaxLat-b.MinLat), Lon: b.MinLon + draw.Float64()*(b.MaxLon-b.MinLon)}
	}
	grounds := []geo.Box{box(52, 18, 0.1), box(52, 18.1, 0.1), box(52.1, 18, 0.1), box(52, 18.2, 0.2)} // two beats, a gap, a community without beats
	communities := []geo.Box{box(52, 18, 0.2), box(52, 18, 0.2), box(52, 18, 0.2), box(52, 18.2, 0.2)}
	categories := map[disclosure.Class][]string{disclosure.A: {"speeding", "illegal_dumping"}, disclosure.B: {"vandalism", "drinking_prohibited", "illegal_parking"}, disclosure.C: {"drug_use", "begging"}}
	lives := [][]string{nil, {"open"}, {"open", "confirm"}, {"open", "not_confirm"}, {"publish_text"}, {"hide"}, {"crime_tip"}, {"open", "confirm", "eliminate"}}
	s := town.App.Places.Snapshot()
	var all []secret
	for n := range 90 {
		class := []disclosure.Class{disclosure.B, disclosure.C, disclosure.B, disclosure.A, disclosure.C, disclosure.B}[n%6]
		g := draw.IntN(len(grounds))
		r := secret{class: class, category: categories[class][draw.IntN(len(categories[class]))], steps: slices.Clone(lives[draw.IntN(len(lives))])}
		if class == disclosure.C && draw.IntN(3) > 0 {
			r.steps = append([]string{"publish"}, r.steps...)
		}
		r.places[0] = in(grounds[g])
		r.places[1] = r.places[0]
		switch class {
		case disclosure.B:
			at, ok := s.Locate(r.places[0])
			if !ok || at.Community == nil {
				t.Fatalf("%v is nowhere", r.places[0])
			}
			beat := ""
			if at.Beat != nil {
				beat = at.Beat.ID
			}
			zone, ok := town.App.Places.Zone(t.Context(), at.Community.ID, beat, r.places[0])
			for b := zone.Shape.Box(); r.places[1] == r.places[0]; {
				if !ok { // the gap between the beats
					r.places[1] = in(grounds[g])
				} else if p := in(b); geo.PlanarContains(zone.Shape, p) && deepIn(zone.Shape, p) {
					r.places[1] = p
				}
			}
		case disclosure.C:
			r.places[1] = in(communities[g])
		}
		all = append(all, r)
	}
	return all
}

// deepIn tells whether a point is more than a metre away from the border of a zone.
func deepIn(shape geo.MultiPolygon, p geo.Point) bool {
	for _, d := range [][2]float64{{1e-5, 0}, {-1e-5, 0}, {0, 2e-5}, {0, -2e-5}} {
		if !geo.PlanarContains(shape, geo.Point{Lat: p.Lat + d[0], Lon: p.Lon + d[1]}) {
			return false
		}
	}
	return true
}

// installation files the reports with their places in installation n and asks for everything.
func installation(t *testing.T, o app.Options, reports []secret, n int) (public, inside map[string]string) {
	t.Helper()
	now := time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC)
	o.Now = func() time.Time { return now }
	town := fixture.Open(t, o)
	town.Serve(t)
	step := func(ref, name string, number int) {
		t.Helper()
		now = now.Add(7 * time.Minute)
		in := map[string]any{"id": fmt.Sprintf("00000000-0000-4000-8000-%012d", number), "step": name, "reason": "Seen by the patrol", "text": "Shortened by the moderator"}
		role := "coordinator"
		if strings.HasPrefix(name, "publish") || name == "hide" {
			role = "moderator"
		}
		if status, out := call(t, "POST", town.URL+"/api/v1/reports/"+ref+"/steps", bearer(town.All[role]), in); status != http.StatusOK {
			t.Fatalf("%s of %s: %d %v", name, ref, status, out)
		}
	}
	numbers := 0
	for i := range reports {
		r := &reports[i]
		now = now.Add(53 * time.Minute)
		in := map[string]any{"category": r.category, "lat": r.places[n].Lat, "lon": r.places[n].Lon, "lang": "en", "text": "Every evening behind the school, number " + fmt.Sprint(i%7),
			"seen_from": "2026-03-01", "weekdays": []int{5, 6}, "day_parts": []string{"evening"}}
		status, out := call(t, "POST", town.URL+"/api/v1/reports", bearer(town.All["intake"]), in)
		if status != http.StatusCreated {
			t.Fatalf("filing %d: %d %v", i, status, out)
		}
		ref := out["ref"].(string)
		if n == 1 && ref != r.ref {
			t.Fatalf("report %d is %s in one installation and %s in the other", i, r.ref, ref)
		}
		r.ref = ref
		for _, s := range r.steps {
			numbers++
			step(ref, s, numbers)
		}
	}
	now = now.Add(time.Hour)
	public, inside = map[string]string{}, map[string]string{}
	for _, path := range publicPaths(reports) {
		public[path] = answerOf(t, town, path, "")
	}
	for _, r := range reports {
		path := "/api/v1/desk/reports/" + r.ref
		inside[path] = answerOf(t, town, path, town.All["moderator"])
	}
	return public, inside
}

// publicPaths is everything that the public may ask. What is asked depends on true places too, of both
// installations: whoever seeks will seek there.
func publicPaths(reports []secret) []string {
	draw := rand.New(rand.NewPCG(3, 4))
	all := []string{"/api/v1/categories", "/api/v1/sources", "/api/v1/stats", "/api/v1/stats.csv", "/api/v1/openapi.json"}
	for _, lang := range []string{"en", "pl", "uk"} {
		for _, page := range []string{"/", "/list", "/map", "/stats", "/sources", "/list?community=PL-Westerby", "/map?community=PL-Easterby", "/stats?community=PL-Westerby"} {
			all = append(all, "/"+lang+page)
		}
	}
	for _, community := range []string{"PL-Region", "PL-Westerby", "PL-Easterby", "PL-Westerby-1", "PL-Westerby-2"} {
		for _, category := range []string{"", "vandalism", "illegal_parking", "drug_use", "begging"} {
			q := url.Values{"community": {community}, "category": {category}}.Encode()
			all = append(all, "/api/v1/stats?"+q, "/api/v1/stats.csv?"+q, "/en/stats?"+q)
		}
	}
	for _, r := range reports {
		all = append(all, "/api/v1/reports/"+r.ref, "/en/r/"+r.ref, "/pl/r/"+r.ref, "/en/map/report/"+r.ref)
		for _, p := range r.places {
			q := url.Values{"category": {r.category}, "lat": {fmt.Sprint(p.Lat)}, "lon": {fmt.Sprint(p.Lon)}, "text": {"Every evening behind the school"}}
			all = append(all, "/api/v1/reports/similar?"+q.Encode())
		}
	}
	for n := range 1000 {
		q := filter(draw, reports).Encode()
		all = append(all, "/api/v1/reports?limit=200&"+q, "/api/v1/reports/count?"+q)
		if n%10 == 0 {
			all = append(all, "/api/v1/reports/facets?"+q, "/api/v1/reports.geojson?"+q, "/api/v1/reports.csv?"+q, "/api/v1/stats?"+q, "/en/list?"+q, "/en/stats?"+q)
		}
	}
	return append(all, tilePaths(reports)...)
}

// filter draws what a reader may ask of a list: often a small box around a true place.
func filter(draw *rand.Rand, reports []secret) url.Values {
	q := url.Values{}
	r := reports[draw.IntN(len(reports))]
	if draw.IntN(4) > 0 {
		p, half := r.places[draw.IntN(2)], math.Pow(10, -5+4*draw.Float64())
		q.Set("bbox", fmt.Sprintf("%f,%f,%f,%f", p.Lon-half, p.Lat-half, p.Lon+half, p.Lat+half))
	}
	if draw.IntN(3) == 0 {
		q.Set("category", r.category)
	}
	if draw.IntN(4) == 0 {
		q.Set("state", []string{"new", "verification", "confirmed", "not_confirmed", "eliminated"}[draw.IntN(5)])
	}
	if draw.IntN(4) == 0 {
		q.Set("community", []string{"PL-Westerby", "PL-Easterby", "PL-Region", "PL-Westerby-1"}[draw.IntN(4)])
	}
	if draw.IntN(5) == 0 {
		q.Set("from", "2026-03")
		q.Set("to", []string{"2026-03", "2026-04"}[draw.IntN(2)])
	}
	return q
}

// tilePaths are the tiles of the town: all of them up to zoom 11, from there on those with a true place.
func tilePaths(reports []secret) (all []string) {
	add := func(z int, p geo.Point) {
		side := math.Exp2(float64(z))
		x := int(math.Floor((p.Lon + 180) / 360 * side))
		y := int(math.Floor((1 - math.Asinh(math.Tan(p.Lat*math.Pi/180))/math.Pi) / 2 * side))
		all = append(all, fmt.Sprintf("/tiles/reports/%d/%d/%d.mvt", z, x, y))
	}
	for z := range 17 {
		if z <= 11 {
			for lat := 51.9; lat < 52.5; lat += 0.05 {
				for lon := 17.9; lon < 18.5; lon += 0.05 {
					add(z, geo.Point{Lat: lat, Lon: lon})
				}
			}
		}
		for _, r := range reports {
			add(z, r.places[0])
			add(z, r.places[1])
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// answerOf is an answer whole: status, headers, body.
func answerOf(t *testing.T, town *fixture.Town, path, token string) string {
	t.Helper()
	req, err := http.NewRequest("GET", town.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "reeve.example"
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode >= 500 {
		t.Fatalf("%s: %d %s", path, res.StatusCode, body)
	}
	res.Header.Del("Date")
	var head bytes.Buffer
	if err := res.Header.Write(&head); err != nil { // in the order of their names
		t.Fatal(err)
	}
	return fmt.Sprintf("%d\n%s\n%s", res.StatusCode, head.String(), body)
}

// differences are the paths whose answers differ, in their order.
func differences(a, b map[string]string) (paths []string) {
	for path, answer := range a {
		if b[path] != answer {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

// firstDifference shows both answers from shortly before the place where they part.
func firstDifference(a, b string) string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	cut := func(s string) string { return s[min(max(0, n-60), len(s)):min(n+60, len(s))] }
	return fmt.Sprintf("%q\n%q", cut(a), cut(b))
}
