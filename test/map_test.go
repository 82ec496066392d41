package test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"reeve/app"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/geo/mvt/mvttest"
	"reeve/test/fixture"
)

// mapTown fills a town with reports: filed in both communities, in every class, some read, confirmed,
// handed over, held and hidden.
func mapTown(t *testing.T, town *fixture.Town) {
	t.Helper()
	r := rand.New(rand.NewPCG(7, 7))
	officer := bearer(town.All["officer"])
	for i := range 60 {
		category := []string{"speeding", "illegal_dumping", "illegal_parking", "vandalism", "drug_use", "begging"}[i%6]
		f := file(t, town, map[string]any{"category": category, "lat": 52.001 + 0.198*r.Float64(), "lon": 18.001 + 0.398*r.Float64()})
		ref := f["ref"].(string)
		if i%6 == 4 {
			steps(t, town, ref, step{as: officer, in: map[string]any{"step": "publish"}})
		}
		switch i / 6 % 5 {
		case 1:
			steps(t, town, ref, step{as: officer, in: map[string]any{"step": "open"}})
		case 2:
			steps(t, town, ref, step{as: officer, in: map[string]any{"step": "open"}}, step{as: officer, in: map[string]any{"step": "confirm", "reason": "Seen"}})
		case 3:
			steps(t, town, ref, step{as: officer, in: map[string]any{"step": "hide", "reason": "A name"}})
		}
	}
}

// tileSums follows the tiles down to a zoom and adds up what they count.
func tileSums(t *testing.T, town *fixture.Town, query string, deepest int) (sums []int64) {
	t.Helper()
	todo := [][2]int{{0, 0}}
	for z := 0; z <= deepest; z++ {
		sum := int64(0)
		var next [][2]int
		for _, at := range todo {
			res := town.Get(t, fmt.Sprintf("/tiles/reports/%d/%d/%d.mvt?%s", z, at[0], at[1], query), "")
			body, _ := io.ReadAll(res.Body)
			if res.StatusCode == http.StatusNoContent && len(body) == 0 {
				continue
			}
			layers, err := mvttest.Decode(body)
			if res.StatusCode != http.StatusOK || err != nil || len(layers) != 1 || layers[0].Name != "reports" || res.Header.Get("Content-Type") != "application/vnd.mapbox-vector-tile" {
				t.Fatalf("tile %d/%v?%s: %d %v", z, at, query, res.StatusCode, err)
			}
			for _, f := range layers[0].Features {
				sum += f.Int("count")
			}
			for i := range 4 {
				next = append(next, [2]int{2*at[0] + i%2, 2*at[1] + i/2})
			}
		}
		sums, todo = append(sums, sum), next
	}
	return sums
}

func countOf(t *testing.T, town *fixture.Town, query string) int64 {
	t.Helper()
	status, out := call(t, "GET", town.URL+"/api/v1/reports/count?"+query, nil, nil)
	if status != http.StatusOK {
		t.Fatalf("%s: %d %v", query, status, out)
	}
	return int64(out["count"].(float64))
}

// TestMapAndListAgree: under any filter the tiles of each zoom, the list, GeoJSON, CSV and the facets have the same
// total.
func TestMapAndListAgree(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		mapTown(t, town)
		r := rand.New(rand.NewPCG(1, 1))
		month := time.Now().Format("2006-01")
		seen := 0
		for i := range 50 {
			q := url.Values{}
			pick := func(name string, values ...string) {
				if r.IntN(3) == 0 {
					q.Add(name, values[r.IntN(len(values))])
				}
			}
			if i > 0 {
				pick("category", "speeding", "speeding,vandalism", "drug_use", "begging")
				pick("category", "illegal_parking", "illegal_dumping")
				pick("state", "new", "verification,confirmed", "withdrawn")
				pick("community", "PL-Region", "PL-Westerby", "PL-Easterby", "PL-Westerby-1")
				pick("from", "2020-01", month)
				pick("to", month, "2099-12")
				pick("bbox", "18,52,18.2,52.2", "17,51,19,53", "170,-80,18.1,80", "0,0,1,1")
			}
			query := q.Encode()
			want := countOf(t, town, query)
			seen += int(want)
			for z, sum := range tileSums(t, town, query, 8) {
				if sum != want {
					t.Errorf("%s: the tiles of zoom %d say %d, the count %d", query, z, sum, want)
				}
			}
			status, list := call(t, "GET", town.URL+"/api/v1/reports?limit=1000&"+query, nil, nil)
			var features struct{ Features []json.RawMessage }
			if err := json.NewDecoder(town.Get(t, "/api/v1/reports.geojson?"+query, "").Body).Decode(&features); err != nil {
				t.Fatal(err)
			}
			rows, err := csv.NewReader(town.Get(t, "/api/v1/reports.csv?"+query, "").Body).ReadAll()
			_, facets := call(t, "GET", town.URL+"/api/v1/reports/facets?"+query, nil, nil)
			if status != http.StatusOK || err != nil || int64(len(list["items"].([]any))) != want || int64(len(features.Features)) != want || int64(len(rows)-1) != want || int64(facets["count"].(float64)) != want {
				t.Errorf("%s: %d counted, %d listed, %d in GeoJSON, %d in CSV, facets say %v", query, want, len(list["items"].([]any)), len(features.Features), len(rows)-1, facets["count"])
			}
			for _, f := range facets["states"].([]any) {
				q.Set("state", part(f, "code").(string))
				if n := countOf(t, town, q.Encode()); n != number(t, f, "count") {
					t.Errorf("%s: the facet of the state says %v, the count %d", q.Encode(), f, n)
				}
			}
		}
		if seen == 0 {
			t.Error("no filter let anything through")
		}
	})
}

// TestWrongTiles: what there is no tile or filter for is told so, by field where it is a filter.
func TestWrongTiles(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	file(t, town, nil)
	for _, tile := range []string{"30/1/1.mvt", "5/-1/3.mvt", "5/3/abc.mvt", "5/32/0.mvt", "5/3/3.png", "5/3/3", "-1/0/0.mvt"} {
		if status, out := call(t, "GET", town.URL+"/tiles/reports/"+tile, nil, nil); status != http.StatusBadRequest || out["detail"] == "" {
			t.Errorf("%s: %d %v", tile, status, out)
		}
	}
	for query, field := range map[string]string{"bbox=1,2,3": "bbox", "bbox=a,b,c,d": "bbox", "bbox=0,60,10,50": "bbox", "bbox=0,0,NaN,1": "bbox", "bbox=-181,0,1,1": "bbox",
		"category=speeding,nonsense": "category", "state=newish": "state", "community=PL-Nowhere": "community", "from=2026-13": "from", "to=2026": "to", "from=2026-05&to=2026-04": "to"} {
		for _, path := range []string{"/tiles/reports/0/0/0.mvt", "/api/v1/reports", "/api/v1/reports/count", "/api/v1/reports/facets", "/api/v1/reports.geojson", "/api/v1/reports.csv"} {
			if status, out := call(t, "GET", town.URL+path+"?"+query, nil, nil); status != http.StatusBadRequest || complaint(out, field) == "" {
				t.Errorf("%s?%s: %d %v", path, query, status, out)
			}
		}
	}
	if res := town.Get(t, "/tiles/reports/3/0/0.mvt", ""); res.StatusCode != http.StatusNoContent {
		t.Errorf("an empty tile: %d", res.StatusCode)
	}
	first := town.Get(t, "/tiles/reports/0/0/0.mvt", "")
	req, _ := http.NewRequest("GET", town.URL+"/tiles/reports/0/0/0.mvt", nil)
	req.Header.Set("If-None-Match", first.Header.Get("ETag"))
	res, err := http.DefaultClient.Do(req)
	if err != nil || res.StatusCode != http.StatusNotModified {
		t.Errorf("unchanged: %v %v", res.StatusCode, err)
	}
	res.Body.Close()
	file(t, town, nil)
	if again := town.Get(t, "/tiles/reports/0/0/0.mvt", ""); again.Header.Get("ETag") == first.Header.Get("ETag") {
		t.Error("another report and the same ETag")
	}
}

// TestTwoProcessesSeeEachOther: what one process acknowledges its own lists show at once, the other's within two
// seconds; so does what is hidden, confirmed or erased.
func TestTwoProcessesSeeEachOther(t *testing.T) {
	database := dbtest.PostgresURL(t)
	one := fixture.Open(t, app.Options{Database: database})
	two, err := app.Open(context.Background(), app.Options{Dir: one.Dir, Database: database})
	if err != nil {
		t.Fatal(err)
	}
	defer two.Close()
	other := &fixture.Town{App: two, Tokens: one.Tokens, All: one.All}
	one.Serve(t)
	other.Serve(t)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 2)
	for _, a := range []*app.App{one.App, two} {
		go func() { ended <- a.Run(ctx, nil, nil) }()
	}
	defer func() {
		stop()
		for range 2 {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
	}()
	both := []*fixture.Town{one, other}
	for i := range 6 {
		here, there := both[i%2], both[(i+1)%2]
		ref := file(t, here, nil)["ref"].(string)
		want := countOf(t, here, "")
		if want != int64(i/2+1+i%2) {
			t.Fatalf("its own process counts %d after filing %d", want, i+1)
		}
		seen(t, there, want)
		if i%2 == 1 {
			steps(t, there, ref, step{as: bearer(one.All["officer"]), in: map[string]any{"step": "hide", "reason": "A name"}})
			if n := countOf(t, there, ""); n != want-1 {
				t.Fatalf("hidden and still counted: %d", n)
			}
			seen(t, here, want-1)
		}
	}
}

// seen waits until a process counts so many.
func seen(t *testing.T, town *fixture.Town, want int64) {
	t.Helper()
	end := time.Now().Add(2 * time.Second)
	for countOf(t, town, "") != want {
		if time.Now().After(end) {
			t.Fatalf("after two seconds the other process counts %d, not %d", countOf(t, town, ""), want)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// TestSavedIndex: a start reads the saved index where it fits the log, and the database where it is cut, changed,
// of another log, or gone; the answers are the same.
func TestSavedIndex(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	mapTown(t, town)
	town.App.Map.Index.SaveFrom = 1
	list := func() string {
		body, err := io.ReadAll(town.Get(t, "/api/v1/reports?limit=1000", "").Body)
		if err != nil {
			t.Fatal(err)
		}
		tile, _ := io.ReadAll(town.Get(t, "/tiles/reports/5/17/10.mvt", "").Body)
		return string(body) + string(tile)
	}
	want := list()
	ctx := context.Background()
	if err := town.App.Map.Index.Save(ctx); err != nil {
		t.Fatal(err)
	}
	town.App.Map.Index.SaveFrom = 1 << 30
	name := filepath.Join(town.Dir, "cache", "reports.index")
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	late := file(t, town, nil)["ref"].(string) // after the file was written
	grown := list()
	for what, saved := range map[string][]byte{"whole": whole, "cut": whole[:len(whole)/2], "empty": {}, "changed": append(append([]byte{}, whole[:len(whole)-9]...), "123456789"...), "gone": nil} {
		os.Remove(name)
		if saved != nil {
			if err := os.WriteFile(name, saved, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		town.Reopen(t, app.Options{Dir: town.Dir})
		town.Serve(t)
		if list() != grown {
			t.Errorf("with the file %s the answers differ", what)
		}
		if from := town.App.Map.Index.Origin(); (from == "file") != (what == "whole") {
			t.Errorf("with the file %s the index came from the %s", what, from)
		}
	}

	// Of another log: the file of this installation in the folder of another one.
	if err := os.WriteFile(name, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	second := fixture.Open(t, app.Options{})
	dir := second.Dir
	second.Close(t)
	if err := os.MkdirAll(filepath.Join(dir, "cache"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "cache", "reports.index"), whole, 0o600); err != nil {
		t.Fatal(err)
	}
	second.Reopen(t, app.Options{Dir: dir})
	second.Serve(t)
	if n := countOf(t, second, ""); n != 0 {
		t.Errorf("%d reports of another installation", n)
	}

	// What is erased does not stay in the file.
	town.Reopen(t, app.Options{Dir: town.Dir})
	town.Serve(t)
	if status, out := call(t, "POST", town.URL+"/api/v1/desk/reports/"+late+"/erase", bearer(town.All["admin"]), map[string]any{"reason": "asked"}); status != http.StatusOK {
		t.Fatal(status, out)
	}
	if list() != want {
		t.Error("the erased report is still listed")
	}
	if _, err := os.Stat(name); !os.IsNotExist(err) {
		t.Error("the file with the erased report is still there")
	}
}
