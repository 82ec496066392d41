package geo

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// holdsByFractions is the ray rule once more, in fractions, written from the
// definition: count the edges whose longitude at p's latitude is east of p.
func holdsByFractions(mp MultiPolygon, p Point) bool {
	r := func(f float64) *big.Rat { return new(big.Rat).SetFrac64(spotOf(Point{Lat: f}).y, unit) }
	lat, lon, n := r(p.Lat), r(p.Lon), 0
	for _, poly := range mp {
		for _, ring := range poly {
			for i, a := range ring {
				b := ring[(i+1)%len(ring)]
				if (r(a.Lat).Cmp(lat) > 0) == (r(b.Lat).Cmp(lat) > 0) {
					continue
				}
				k := new(big.Rat).Quo(new(big.Rat).Sub(lat, r(a.Lat)), new(big.Rat).Sub(r(b.Lat), r(a.Lat)))
				x := new(big.Rat).Add(r(a.Lon), k.Mul(k, new(big.Rat).Sub(r(b.Lon), r(a.Lon))))
				if x.Cmp(lon) > 0 {
					n++
				}
			}
		}
	}
	return n%2 == 1
}

func TestPlanarContainsEqualsFractions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mp := star(t, 52, 18, 0.3)
		p := anyPoint(t, mp)
		if got, want := PlanarContains(mp, p), holdsByFractions(mp, p); got != want {
			t.Fatalf("%v: %v, want %v", p, got, want)
		}
	})
}

func TestIndexEqualsPlanar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var places []Place
		lat := rapid.SampledFrom([]float64{0, 48.3, 52.2, 69.6, -33}).Draw(t, "lat")
		size := rapid.SampledFrom([]float64{0.0001, 0.02, 0.5, 6}).Draw(t, "size")
		for i := range rapid.IntRange(1, 6).Draw(t, "places") {
			mp := star(t, lat+size*float64(i%2), 18+size*float64(i/2), size)
			places = append(places, Place{ID: fmt.Sprint("p", i), Shape: mp})
		}
		ix := NewIndex(places)
		for range 20 {
			p := anyPoint(t, rapid.SampledFrom(places).Draw(t, "near").Shape)
			var want []string
			for _, place := range places {
				if PlanarContains(place.Shape, p) {
					want = append(want, place.ID)
				}
			}
			if got := ix.Locate(p); !slices.Equal(got, want) {
				t.Fatalf("%v: %v, want %v", p, got, want)
			}
			if len(want) > 0 {
				continue
			}
			id, metres, ok := ix.Nearest(p, 1e6)
			least, nearest := 1e9, ""
			for _, place := range places {
				if d := OutsideM(p, place.Shape); d < least {
					least, nearest = d, place.ID
				}
			}
			if !ok || id != nearest || metres != least {
				t.Fatalf("nearest to %v: %s %f, want %s %f", p, id, metres, nearest, least)
			}
		}
	})
}

// Four triangles share a square, a fifth its hole: every point is in one.
func TestEveryPointInOneOfNeighbours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Point{50 + float64(rapid.IntRange(1, 999).Draw(t, "lat"))/1000, 10 + float64(rapid.IntRange(1, 999).Draw(t, "lon"))/1000}
		ring := degree(50, 10)
		var places []Place
		for i := range ring {
			mp, _, err := Check(MultiPolygon{{{ring[i], ring[(i+1)%4], c}}})
			if err != nil {
				t.Fatal(err)
			}
			places = append(places, Place{fmt.Sprint(i), mp})
		}
		ix := NewIndex(places)
		for range 20 {
			p := anyPoint(t, rapid.SampledFrom(places).Draw(t, "near").Shape)
			inside := p.Lat >= 50 && p.Lat < 51 && p.Lon >= 10 && p.Lon < 11
			if got := ix.Locate(p); len(got) != 1 && inside || len(got) != 0 && !inside {
				t.Fatalf("%v in %v", p, got)
			}
		}
	})
}

func TestLocateAndNearest(t *testing.T) {
	ix := NewIndex([]Place{
		{"east", MultiPolygon{{rect(52, 19, 53, 20)}}},
		{"west", MultiPolygon{{rect(52, 17, 53, 18), rect(52.4, 17.4, 52.6, 17.6)}}},
		{"all", MultiPolygon{{rect(51, 16, 54, 18.2)}}},
		{"dateline", MultiPolygon{{rect(-17, 179, -16, 180)}, {rect(-17, -180, -16, -179)}}},
		{"cap", MultiPolygon{{rect(80, -180, 90, 180)}}},
		{"empty", nil},
	})
	for _, c := range []struct {
		p    Point
		want []string
	}{
		{Point{52.5, 19.5}, []string{"east"}},
		{Point{52.2, 17.2}, []string{"all", "west"}},
		{Point{52.5, 17.5}, []string{"all"}},
		{Point{55, 17.5}, nil},
		{Point{-16.5, 179.9}, []string{"dateline"}},
		{Point{-16.5, -179.9}, []string{"dateline"}},
		{Point{85, -100}, []string{"cap"}},
		{Point{-52.5, -162.5}, nil},
		{Point{520, 19}, nil},
	} {
		if got := ix.Locate(c.p); !slices.Equal(got, c.want) {
			t.Errorf("%v in %v, want %v", c.p, got, c.want)
		}
	}
	p := Point{52.5, 18.98}
	if id, m, ok := ix.Nearest(p, 2000); !ok || id != "east" || m < 1340 || m > 1370 {
		t.Errorf("nearest = %s %f %v", id, m, ok)
	}
	if id, m, ok := ix.Nearest(p, 1000); ok || id != "" || m != 0 {
		t.Errorf("nearest within 1 km = %s %f %v", id, m, ok)
	}
	if id, m, ok := ix.Nearest(Point{52.2, 17.2}, 0); !ok || id != "all" || m != 0 {
		t.Errorf("nearest inside = %s %f %v", id, m, ok)
	}
	if got := NewIndex(nil).Locate(p); got != nil {
		t.Errorf("empty index: %v", got)
	}
}

// 2,500 places of 40 points in a grid, about a country of communities.
func BenchmarkLocate(b *testing.B) {
	var places []Place
	for i := range 2500 {
		lat, lon := 49+float64(i/50)*0.1, 14+float64(i%50)*0.2
		var ring Ring
		for k := range 10 {
			ring = append(ring, Point{lat, lon + float64(k)*0.02})
		}
		for k := range 10 {
			ring = append(ring, Point{lat + float64(k)*0.01, lon + 0.2})
		}
		for k := range 10 {
			ring = append(ring, Point{lat + 0.1, lon + 0.2 - float64(k)*0.02})
		}
		for k := range 10 {
			ring = append(ring, Point{lat + 0.1 - float64(k)*0.01, lon})
		}
		places = append(places, Place{fmt.Sprint(i), MultiPolygon{{ring}}})
	}
	ix := NewIndex(places)
	b.ResetTimer()
	for i := range b.N {
		p := Point{49 + float64(i*7919%50000)/10000, 14 + float64(i*104729%100000)/10000}
		if len(ix.Locate(p)) != 1 {
			b.Fatal(p)
		}
	}
}
