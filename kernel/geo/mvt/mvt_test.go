package mvt_test

import (
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"reeve/kernel/geo/mvt"
	"reeve/kernel/geo/mvt/mvttest"
)

func decode(t interface {
	Fatal(...any)
	Helper()
}, tile []byte) []mvttest.Layer {
	t.Helper()
	layers, err := mvttest.Decode(tile)
	if err != nil {
		t.Fatal(err)
	}
	return layers
}

func TestPoints(t *testing.T) {
	l := mvt.NewLayer("reports", 4096)
	l.Point(0, 25, 17, mvt.Str("kind", "report"), mvt.Int("count", 1), mvt.Bool("open", true))
	l.Point(7, -3, 4100, mvt.Str("kind", "cluster"), mvt.Int("count", 70_000), mvt.Int("low", -5), mvt.Bool("open", false))
	layers := decode(t, mvt.Encode(l, mvt.NewLayer("empty", 4096)))
	want := []mvttest.Feature{
		{Type: 1, Parts: [][][2]int64{{{25, 17}}}, Props: map[string]any{"kind": "report", "count": int64(1), "open": true}},
		{ID: 7, Type: 1, Parts: [][][2]int64{{{-3, 4100}}}, Props: map[string]any{"kind": "cluster", "count": int64(70_000), "low": int64(-5), "open": false}},
	}
	if len(layers) != 1 || layers[0].Name != "reports" || !reflect.DeepEqual(layers[0].Features, want) {
		t.Errorf("got %+v", layers)
	}
}

// The bytes of the specification's own example of a point (section 4.3.5.1).
func TestPointBytes(t *testing.T) {
	l := mvt.NewLayer("p", 4096)
	l.Point(0, 25, 17)
	want := "\x1a\x11\x78\x02\x0a\x01p\x28\x80\x20\x12\x07\x18\x01\x22\x03\x09\x32\x22"
	if got := string(mvt.Encode(l)); got != want {
		t.Errorf("got %x, want %x", got, want)
	}
}

func TestLinesAndRings(t *testing.T) {
	l := mvt.NewLayer("land", 4096)
	if l.Line(0, [][]mvt.XY{{{1, 1}, {1, 1}}}) || l.Polygon(0, [][][]mvt.XY{{{{0, 0}, {5, 5}, {0, 0}}}}) {
		t.Error("what has no extent was drawn")
	}
	l.Line(0, [][]mvt.XY{{{2, 2}, {2, 10}, {2, 10}, {10, 10}}, {{1, 1}, {3, 5}}})
	shell, hole := []mvt.XY{{0, 0}, {0, 10}, {10, 10}, {10, 0}, {0, 0}}, []mvt.XY{{2, 2}, {4, 2}, {4, 4}, {2, 4}}
	l.Polygon(3, [][][]mvt.XY{{shell, hole}, {{{20, 20}, {30, 20}, {30, 30}}, {{21, 21}, {21, 21}}}}, mvt.Str("name", "ł"))
	f := decode(t, mvt.Encode(l))[0].Features
	if want := [][][2]int64{{{2, 2}, {2, 10}, {10, 10}}, {{1, 1}, {3, 5}}}; !reflect.DeepEqual(f[0].Parts, want) {
		t.Errorf("lines: %v", f[0].Parts)
	}
	want := [][][2]int64{{{10, 0}, {10, 10}, {0, 10}, {0, 0}}, {{2, 4}, {4, 4}, {4, 2}, {2, 2}}, {{20, 20}, {30, 20}, {30, 30}}}
	if !reflect.DeepEqual(f[1].Parts, want) {
		t.Errorf("rings: %v", f[1].Parts)
	}
	if shell[1] != (mvt.XY{0, 10}) {
		t.Error("the caller's ring was turned")
	}
}

func TestLayersAreReusable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		used, fresh := mvt.NewLayer("a", 4096), mvt.NewLayer("a", 4096)
		used.Point(1, 1, 1, mvt.Str("x", "y"), mvt.Int("n", 3), mvt.Int("m", 1<<40), mvt.Bool("b", true))
		used.Reset()
		type point struct {
			x, y int32
			n    int64
			s    string
			b    bool
		}
		var points []point
		for range rapid.IntRange(1, 30).Draw(t, "points") {
			p := point{rapid.Int32Range(math.MinInt32/2, math.MaxInt32/2).Draw(t, "x"), rapid.Int32Range(-10, 5000).Draw(t, "y"), rapid.Int64().Draw(t, "n"), rapid.String().Draw(t, "s"), rapid.Bool().Draw(t, "b")}
			points = append(points, p)
			for _, l := range []*mvt.Layer{used, fresh} {
				l.Point(0, p.x, p.y, mvt.Int("n", p.n), mvt.Str("s", p.s), mvt.Bool("b", p.b))
			}
		}
		if string(mvt.Encode(used)) != string(mvt.Encode(fresh)) {
			t.Fatal("a reset layer writes something else")
		}
		for i, f := range decode(t, mvt.Encode(used))[0].Features {
			p := points[i]
			if f.Parts[0][0] != [2]int64{int64(p.x), int64(p.y)} || f.Props["n"] != p.n || f.Props["s"] != p.s || f.Props["b"] != p.b {
				t.Fatalf("%+v was read as %+v", p, f)
			}
		}
	})
}
