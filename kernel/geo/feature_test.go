package geo

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// collection wraps features, written without the quotes around names.
func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

func feature(properties, kind, coordinates string) string {
	return fmt.Sprintf(`{"type":"Feature","properties":%s,"geometry":{"type":%q,"coordinates":%s}}`, properties, kind, coordinates)
}

func TestReadFeatures(t *testing.T) {
	in := "\xef\xbb\xbf" + collection(
		feature(`{"code":"A1","l_id":21,"n":1e400}`, "Polygon", `[[[18,52,7],[19,52],[19,53],[18,53],[18,52]]]`),
		feature(`null`, "MultiPolygon", `[[[[18,52],[19,52],[19,53],[18,52]]],[[[1,2],[2,2],[2,3],[1,2]]]]`),
		feature(`{}`, "Point", `[18,52]`),
		feature(`{}`, "Polygon", `[[[18,52],[19,52],[19,53],[18,53]]]`),
		feature(`{}`, "Polygon", `[[[18,52],[19,52],[18,52]]]`),
		feature(`{}`, "Polygon", `[[[18,52],[19,52],[19,53],[18,52]],[]]`),
		feature(`{}`, "Polygon", `[[[18,null],[19,52],[19,53],[18,52]]]`),
		feature(`{}`, "Polygon", `[[[18,"52"],[19,52],[19,53],[18,52]]]`),
		feature(`{}`, "Polygon", `{"a":1}`),
		feature(`{}`, "Polygon", `null`),
		feature(`{}`, "Polygon", `[[[52,18],[52,19],[53,19],[52,18]]]`),
		feature(`{}`, "Polygon", `[[[-33,118],[-33,119],[-34,119],[-33,118]]]`),
		feature(`{}`, "Polygon", `[[[2003750,6800125],[2003750,6900125],[2103750,6900125],[2003750,6800125]]]`),
		feature(`{}`, "Polygon", `[[[18,52],[19,53],[19,52],[18,53],[18,52]]]`),
		`{"type":"Feature","id":77,"properties":{},"geometry":null}`,
		`17`,
		feature(`{"code":" B2 "}`, "Polygon", `[[[18,52],[19,52],[19,53],[18,52]]]`),
	)
	want := []string{"", "", ProblemNotPolygon, ProblemUnclosed, ProblemTooFewPoints, ProblemTooFewPoints, ProblemCoordinates,
		ProblemCoordinates, ProblemCoordinates, ProblemEmpty, ProblemSwapped, ProblemSwapped, ProblemProjected, ProblemSelfCrossing,
		ProblemNoGeometry, ProblemNotFeature, ""}
	europe := &Box{MinLat: 34, MinLon: -25, MaxLat: 72, MaxLon: 45}
	var got []Feature
	for f, err := range ReadFeatures(strings.NewReader(in), Limits{Near: europe}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, f)
	}
	if len(got) != len(want) {
		t.Fatalf("%d features, want %d", len(got), len(want))
	}
	for i, f := range got {
		problem := ""
		if f.Problem != nil {
			problem = f.Problem.Problem
		}
		if problem != want[i] || f.Number != i+1 || (problem == "") != (len(f.Shape) > 0) {
			t.Errorf("feature %d: %v, want %q", f.Number, f.Problem, want[i])
		}
	}
	if got[0].Text("code") != "A1" || got[0].Text("l_id") != "21" || got[0].Text("none") != "" || got[16].Text("code") != "B2" || got[14].ID != "77" {
		t.Errorf("texts: %v %v %v", got[0].Properties, got[16].Properties, got[14].ID)
	}
	if p := got[5].Problem; p.Part != 1 || p.Ring != 2 {
		t.Errorf("too few points named as %v", p)
	}
}

func TestReadFeaturesRefusesFiles(t *testing.T) {
	good := feature(`{}`, "Polygon", `[[[18,52],[19,52],[19,53],[18,52]]]`)
	for name, c := range map[string]struct {
		in      string
		limits  Limits
		problem string
		before  int // features read until then
	}{
		"empty":             {"", Limits{}, FileNotJSON, 0},
		"text":              {"code;name\n1;Konin", Limits{}, FileNotJSON, 0},
		"array":             {"[" + good + "]", Limits{}, FileNotCollection, 0},
		"one feature":       {good, Limits{}, FileNotCollection, 0},
		"geometry":          {`{"type":"Polygon","coordinates":[]}`, Limits{}, FileNotCollection, 0},
		"topology":          {`{"type":"Topology","arcs":[]}`, Limits{}, FileTopoJSON, 0},
		"topology, no type": {`{"arcs":[[[1,2]]],"type":"Topology"}`, Limits{}, FileTopoJSON, 0},
		"no features":       {`{"type":"FeatureCollection"}`, Limits{}, FileNotCollection, 0},
		"no type":           {`{"features":[` + good + `]}`, Limits{}, FileNotCollection, 1},
		"features object":   {`{"type":"FeatureCollection","features":{}}`, Limits{}, FileNotCollection, 0},
		"cut off":           {collection(good, good)[:270], Limits{}, FileNotJSON, 2},
		"cut in a feature":  {collection(good, good)[:200], Limits{}, FileNotJSON, 1},
		"two documents":     {collection(good) + collection(good), Limits{}, FileNotJSON, 1},
		"too large":         {collection(good, good), Limits{Bytes: 220}, FileTooLarge, 0},
		"too many":          {collection(good, good, good), Limits{Features: 2}, FileTooManyFeatures, 2},
		"deep":              {strings.Repeat(`{"a":[`, 20_000), Limits{}, FileNotJSON, 0},
		"other grid":        {`{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::2180"}},"features":[]}`, Limits{}, FileOtherGrid, 0},
	} {
		t.Run(name, func(t *testing.T) {
			n := 0
			var last error
			for f, err := range ReadFeatures(strings.NewReader(c.in), c.limits) {
				if last = err; err == nil {
					n++
					if f.Problem != nil {
						t.Error(f.Problem)
					}
				}
			}
			var fe *FileError
			if !errors.As(last, &fe) || fe.Problem != c.problem || n != c.before {
				t.Errorf("%d features, then %v; want %d, %s", n, last, c.before, c.problem)
			}
		})
	}
	old := `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[]}`
	for _, err := range ReadFeatures(strings.NewReader(old), Limits{}) {
		t.Errorf("WGS 84 by its old name: %v", err)
	}
	for f := range ReadFeatures(strings.NewReader(collection(good, good)), Limits{Positions: 3}) {
		if f.Problem == nil || f.Problem.Problem != ProblemTooManyPoints {
			t.Errorf("positions: %v", f.Problem)
		}
		break // an early end must not be followed by another yield
	}
}

func TestJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mp := star(t, 52, 18, 0.3)
		if rapid.Bool().Draw(t, "two parts") {
			mp = append(mp, star(t, -5, -170, 2)...)
		}
		raw, err := json.Marshal(mp)
		if err != nil {
			t.Fatal(err)
		}
		var back MultiPolygon
		if err := json.Unmarshal(raw, &back); err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(back) != fmt.Sprint(mp) {
			t.Fatalf("%v\n%v", back, mp)
		}
	})
	raw, _ := json.Marshal(MultiPolygon{{Ring{{52, 18}, {52, 18.5}, {52.1234567, 18}}}})
	if want := `{"type":"Polygon","coordinates":[[[18,52],[18.5,52],[18,52.1234567],[18,52]]]}`; string(raw) != want {
		t.Errorf("%s, want %s", raw, want)
	}
	for _, bad := range []string{`{}`, `{"type":"Polygon","coordinates":[[[1,2],[2,3],[3,4],[4,5]]]}`, `{"type":"Polygon","coordinates":[[[1,200],[2,3],[3,4],[1,200]]]}`} {
		var mp MultiPolygon
		if json.Unmarshal([]byte(bad), &mp) == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

// FuzzReadFeatures: whatever comes in, what comes out passes the checks again.
func FuzzReadFeatures(f *testing.F) {
	f.Add([]byte(collection(feature(`{"a":1}`, "Polygon", `[[[18,52],[19,52],[19,53],[18,53],[18,52]],[[18.2,52.2],[18.4,52.2],[18.3,52.3],[18.2,52.2]]]`))))
	f.Add([]byte(collection(feature(`{}`, "MultiPolygon", `[[[[0,0],[4,0],[4,4],[0,4],[0,0]]],[[[3.999,1],[5,0],[5,2],[3.999,1]]]]`))))
	f.Add([]byte(collection(feature(`{}`, "Polygon", `[[[0,0],[2,0],[2,2],[1,0],[0,2],[0,0]]]`))))
	f.Add([]byte(`{"type":"Topology","arcs":[]}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		for got, err := range ReadFeatures(strings.NewReader(string(in)), Limits{Bytes: 1 << 16}) {
			if err != nil || got.Problem != nil {
				continue
			}
			if _, _, err := Check(got.Shape); err != nil {
				t.Fatalf("%v does not pass again: %v", got.Shape, err)
			}
			ix := NewIndex([]Place{{"x", got.Shape}})
			if p := InteriorPoint(got.Shape); len(ix.Locate(p)) == 1 != PlanarContains(got.Shape, p) {
				t.Fatalf("%v: index and planar disagree at %v", got.Shape, p)
			}
		}
	})
}
