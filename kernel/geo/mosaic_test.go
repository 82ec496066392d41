package geo

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestCutPartitions cuts drawn shapes, some with a hole: the tiles have the shape's area, each point of the shape
// is in exactly one of them, each fits into its cell, and borders are told alike from both sides.
func TestCutPartitions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := star(t, rapid.Float64Range(-70, 70).Draw(t, "lat"), rapid.Float64Range(-170, 170).Draw(t, "lon"), 0.03)
		if rapid.Bool().Draw(t, "hole") {
			at := InteriorPoint(shape)
			d := 0.0004
			if holed, _, err := Check(MultiPolygon{{shape[0][0], {{at.Lat - d, at.Lon - d}, {at.Lat + d, at.Lon - d}, {at.Lat + d, at.Lon + d}, {at.Lat - d, at.Lon + d}}}}); err == nil {
				shape = holed
			}
		}
		m, err := Cut(shape, rapid.SampledFrom([]int{13, 15}).Draw(t, "level"), 100_000)
		if err != nil {
			t.Fatal(err)
		}
		sum, all := 0.0, make([]int, len(m.Tiles))
		for n, tile := range m.Tiles {
			sum += tile.AreaM2
			all[n] = n
			if tile.AreaM2 > tile.CellM2*1.0001+1 || tile.AreaM2 <= 0 {
				t.Fatalf("tile %d has %v of %v m²", n, tile.AreaM2, tile.CellM2)
			}
			for other, metres := range tile.Beside {
				if math.Abs(m.Tiles[other].Beside[n]-metres) > 1e-6 {
					t.Fatalf("tiles %d and %d: %v and %v m", n, other, metres, m.Tiles[other].Beside[n])
				}
			}
		}
		area, length := AreaM2(shape), 0.0
		for _, ring := range shape[0] {
			for i, p := range ring {
				length += DistanceM(p, ring[(i+1)%len(ring)])
			}
		}
		slack := 1 + 0.01*length // crossings are moved to the grid
		if math.Abs(sum-area) > slack {
			t.Fatalf("tiles have %v m², the shape %v", sum, area)
		}
		if whole := AreaM2(m.Union(all)); math.Abs(whole-area) > slack {
			t.Fatalf("all tiles together have %v m², the shape %v", whole, area)
		}
		box := shape.Box()
		for range 30 {
			p := Point{rapid.Float64Range(box.MinLat, box.MaxLat).Draw(t, "y"), rapid.Float64Range(box.MinLon, box.MaxLon).Draw(t, "x")}.Snap()
			in := 0
			for _, tile := range m.Tiles {
				if PlanarContains(MultiPolygon{tile.Shape}, p) {
					in++
				}
			}
			inside := PlanarContains(shape, p)
			nearBorder := OutsideM(p, shape) < 0.1 && toBorder(shape, p) < 0.1
			if !nearBorder && (inside && in != 1 || !inside && in != 0) {
				t.Fatalf("%v is in %d tiles; in the shape: %v", p, in, inside)
			}
		}
	})
}

// toBorder is the distance of a point to the nearest edge, in metres.
func toBorder(mp MultiPolygon, p Point) float64 {
	d := math.Inf(1)
	for _, poly := range mp {
		for _, ring := range poly {
			for i, a := range ring {
				d = min(d, toEdge(p, a, ring[(i+1)%len(ring)]))
			}
		}
	}
	return d
}

func TestCutRefuses(t *testing.T) {
	if _, err := Cut(MultiPolygon{{degree(50, 10)}}, 15, 100); !errors.Is(err, ErrTooManyCells) {
		t.Errorf("a degree at level 15: %v", err)
	}
	if _, err := Cut(MultiPolygon{{{{50, 179.9}, {50, 180}, {50.1, 180}, {50.1, 179.9}}}}, 13, 100_000); err != nil && !errors.Is(err, ErrNotCut) {
		t.Error(err)
	}
}
