package zone

import (
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"reeve/kernel/geo"
)

// ground draws a beat: a ring around a centre, sometimes with an island beside it.
func ground(t *rapid.T) geo.MultiPolygon {
	lat, lon := rapid.Float64Range(-65, 65).Draw(t, "lat"), rapid.Float64Range(-170, 170).Draw(t, "lon")
	ring := func(lat, lon, size float64) geo.Ring {
		n := rapid.IntRange(3, 30).Draw(t, "points")
		r := make(geo.Ring, n)
		for i := range r {
			d, angle := size*rapid.Float64Range(0.3, 1).Draw(t, "distance"), 2*math.Pi*float64(i)/float64(n)
			r[i] = geo.Point{Lat: lat + d*math.Sin(angle), Lon: lon + d*math.Cos(angle)}
		}
		return r
	}
	mp := geo.MultiPolygon{{ring(lat, lon, rapid.Float64Range(0.001, 0.03).Draw(t, "size"))}}
	if rapid.Bool().Draw(t, "island") {
		mp = append(mp, geo.Polygon{ring(lat, lon+0.05, rapid.Float64Range(0.0005, 0.01).Draw(t, "island size"))})
	}
	mp, _, err := geo.Check(mp)
	if err != nil {
		t.Fatalf("ground: %v", err)
	}
	return mp
}

func TestDivide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := ground(t)
		perKm2 := rapid.SampledFrom([]float64{-1, 0, 1, 40, 300, 5000}).Draw(t, "people per km²")
		set, err := Divide(shape, perKm2)
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := Divide(shape, perKm2); !reflect.DeepEqual(set, again) {
			t.Fatal("the same beat has other zones the second time")
		}
		if want := map[bool]int{true: CoarseLevel, false: Level}[perKm2 < 0]; set.Level != want {
			t.Errorf("cut at level %d, want %d", set.Level, want)
		}
		area, sum, length := geo.AreaM2(shape), 0.0, 0.0
		for _, poly := range shape {
			for _, ring := range poly {
				for i, p := range ring {
					length += geo.DistanceM(p, ring[(i+1)%len(ring)])
				}
			}
		}
		cell := cellM2(t, shape, set.Level)
		for n, z := range set.Zones {
			sum += z.AreaM2
			if len(set.Zones) > 1 && (z.AreaM2 < cell*0.49 || perKm2 >= 0 && z.AreaM2*perKm2/1e6 < LeastResidents) {
				t.Errorf("zone %d of %d has %.0f m² and %.1f people", n, len(set.Zones), z.AreaM2, z.AreaM2*perKm2/1e6)
			}
			if !geo.PlanarContains(z.Shape, z.At) || !geo.PlanarContains(shape, z.At) {
				t.Errorf("the point of zone %d lies outside", n)
			}
			for _, poly := range z.Shape {
				for _, ring := range poly {
					for _, p := range ring {
						if geo.DistanceM(z.At, p) > float64(z.PrecisionM) {
							t.Errorf("a corner of zone %d is %.1f m away, its precision is %d m", n, geo.DistanceM(z.At, p), z.PrecisionM)
						}
					}
				}
			}
			if math.Abs(geo.AreaM2(z.Shape)-z.AreaM2) > 1 {
				t.Errorf("zone %d: shape of %.1f m², area %.1f m²", n, geo.AreaM2(z.Shape), z.AreaM2)
			}
			for m, other := range set.Zones[:n] {
				if o := geo.OverlapArea(z.Shape, other.Shape); o > 1 {
					t.Errorf("zones %d and %d have %.1f m² in common", n, m, o)
				}
			}
		}
		if math.Abs(sum-area) > 1+0.01*length {
			t.Errorf("zones have %.1f m², the beat %.1f", sum, area)
		}
	})
}

// cellM2 is the area of the smallest cell of the beat.
func cellM2(t *rapid.T, shape geo.MultiPolygon, level int) float64 {
	m, err := geo.Cut(shape, level, mostCells)
	if err != nil {
		t.Fatal(err)
	}
	least := math.Inf(1)
	for _, tile := range m.Tiles {
		least = min(least, tile.CellM2)
	}
	return least
}

// TestSmallGroundIsOneZone: an island of some hundred metres has no zones that could hide anything.
func TestSmallGroundIsOneZone(t *testing.T) {
	set, err := Divide(geo.MultiPolygon{{{{Lat: 52, Lon: 18}, {Lat: 52, Lon: 18.002}, {Lat: 52.001, Lon: 18.002}, {Lat: 52.001, Lon: 18}}}}, 5000)
	if err != nil || set.Usable() || len(set.Zones) != 1 {
		t.Errorf("%v zones, %v", len(set.Zones), err)
	}
}

// TestThinGroundHasWideZones: two people on a square kilometre need ten of them.
func TestThinGroundHasWideZones(t *testing.T) {
	shape := geo.MultiPolygon{{{{Lat: 52, Lon: 18}, {Lat: 52, Lon: 18.2}, {Lat: 52.1, Lon: 18.2}, {Lat: 52.1, Lon: 18}}}}
	thin, err := Divide(shape, 2)
	if err != nil {
		t.Fatal(err)
	}
	thick, err := Divide(shape, 2000)
	if err != nil {
		t.Fatal(err)
	}
	for _, z := range thin.Zones {
		if z.AreaM2 < 10e6 {
			t.Errorf("a zone of %.1f km²", z.AreaM2/1e6)
		}
	}
	if len(thick.Zones) < 50*len(thin.Zones) || !thin.Usable() {
		t.Errorf("%d and %d zones", len(thin.Zones), len(thick.Zones))
	}
}
