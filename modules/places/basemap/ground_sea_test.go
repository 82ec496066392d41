package basemap

import (
	"math"
	"testing"

	"reeve/kernel/geo"
	"reeve/kernel/geo/tile"
)

// seas are spots at least 60 km from any shore that a map of zoom 0 could still move by its thinning out.
func seas() map[string]geo.Point {
	return map[string]geo.Point{
		"the Atlantic west of Portugal": {Lat: 40, Lon: -16}, "the Atlantic in the middle": {Lat: 45, Lon: -35}, "the Atlantic at the equator": {Lat: 0, Lon: -25},
		"the Bay of Biscay": {Lat: 45.5, Lon: -5}, "the Norwegian Sea": {Lat: 68, Lon: 2}, "the Greenland Sea": {Lat: 75, Lon: -3}, "the Barents Sea": {Lat: 73.5, Lon: 37},
		"the North Sea": {Lat: 56.5, Lon: 3.5}, "the southern North Sea": {Lat: 53.8, Lon: 3.2}, "the Baltic": {Lat: 56.0, Lon: 19}, "the Bothnian Sea": {Lat: 61.6, Lon: 19.3},
		"the western Mediterranean": {Lat: 39.9, Lon: 6}, "the Tyrrhenian Sea": {Lat: 39.8, Lon: 12.4}, "the Ionian Sea": {Lat: 37, Lon: 18.5}, "the eastern Mediterranean": {Lat: 33.7, Lon: 29},
		"the Black Sea": {Lat: 43.2, Lon: 34}, "the western Black Sea": {Lat: 43.3, Lon: 30}, "the Indian Ocean": {Lat: -20, Lon: 75}, "the Pacific": {Lat: 10, Lon: -150},
	}
}

// lands are spots at least 60 km from any shore, with the country that holds them.
func lands() map[string]geo.Point {
	return map[string]geo.Point{
		"PL": {Lat: 52.2, Lon: 18.9}, "UA": {Lat: 49.2, Lon: 28.9}, "SE": {Lat: 65.5, Lon: 18.5}, "FI": {Lat: 63.2, Lon: 26.3}, "DE": {Lat: 50.8, Lon: 9.8},
		"FR": {Lat: 47, Lon: 2.6}, "ES": {Lat: 40, Lon: -4}, "RO": {Lat: 46, Lon: 25}, "TR": {Lat: 39, Lon: 33.5}, "BY": {Lat: 53.6, Lon: 28}, "RU": {Lat: 56.5, Lon: 45},
	}
}

// TestSeaIsNoLand: no country covers the open sea at any zoom, and land is its country's alone.
func TestSeaIsNoLand(t *testing.T) {
	g := NewGround()
	for zoom := 0; zoom <= GroundZoom; zoom++ {
		for name, p := range seas() {
			a := over(p, zoom)
			if got := holders(read(t, g, a)["land"], a, p); len(got) > 0 {
				t.Errorf("%s at zoom %d lies in %v", name, zoom, got)
			}
		}
		for want, p := range lands() {
			a := over(p, zoom)
			if got := holders(read(t, g, a)["land"], a, p); len(got) != 1 || got[0] != want {
				t.Errorf("%v at zoom %d lies in %v, want %s", p, zoom, got, want)
			}
		}
	}
}

// TestGroundIsCutAsItIs measures the land of every tile of the low zooms and of Europe below them, and compares it
// with what of the same rings lies within the tile, reckoned without any cutting.
func TestGroundIsCutAsItIs(t *testing.T) {
	things, err := readGround()
	must(t, err)
	compared := 0
	for zoom := 0; zoom <= 5; zoom++ {
		for x := range 1 << zoom {
			for y := range 1 << zoom {
				f := tile.Address{Z: zoom, X: x, Y: y}.Frame()
				if zoom > 3 && !f.Reach().Meets(tile.Around(tile.Line{tile.Project(geo.Point{Lat: 70, Lon: -12}), tile.Project(geo.Point{Lat: 34, Lon: 46})})) {
					continue
				}
				for i := range things {
					if things[i].shape == nil || !things[i].box.Meets(f.Reach()) {
						continue
					}
					for _, polygon := range things[i].shape.Polygons {
						for k := range polygon {
							spots := polygon[k].At(f.Tolerance(units(zoom)), nil)
							drawn, around := ringArea(f, spots)
							want := areaWithin(f, spots)
							// Rounding moves the rim by no more than 0.71.
							if math.Abs(drawn-want) > around*0.71+2 {
								t.Fatalf("%v: %s, ring %d: %.0f drawn, %.0f there", f.Address, layers()[things[i].layer], k, drawn, want)
							}
							compared++
						}
					}
				}
			}
		}
	}
	if compared < 10_000 {
		t.Errorf("only %d rings compared", compared)
	}
}

// ringArea is the area of a ring as it is drawn, and how long its rim is.
func ringArea(f tile.Frame, spots tile.Line) (area, around float64) {
	ring := f.Ring(spots)
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		area += float64(p.X)*float64(q.Y) - float64(q.X)*float64(p.Y)
		around += math.Hypot(float64(q.X-p.X), float64(q.Y-p.Y))
	}
	return math.Abs(area) / 2, around
}

// areaWithin adds up, edge by edge, what lies between the edge and the western margin, as far as it is within
// (Green's theorem for the ring and the square).
func areaWithin(f tile.Frame, spots tile.Line) (area float64) {
	r := f.Reach()
	side := (tile.Extent + 2*f.Margin)
	scale := side / (r.MaxX - r.MinX)
	local := func(s tile.Spot) (x, y float64) { return (s.X - r.MinX) * scale, (s.Y - r.MinY) * scale }
	for i, s := range spots {
		ax, ay := local(s)
		bx, by := local(spots[(i+1)%len(spots)])
		if ay == by {
			continue
		}
		at := func(y float64) float64 { return ax + (bx-ax)*(y-ay)/(by-ay) }
		low, high := max(min(ay, by), 0), min(max(ay, by), side)
		if low >= high {
			continue
		}
		cuts := []float64{low, high}
		for _, x := range []float64{0, side} {
			if y := ay + (by-ay)*(x-ax)/(bx-ax); bx != ax && y > low && y < high {
				cuts = append(cuts, y)
			}
		}
		sum := 0.0
		if len(cuts) == 4 {
			cuts[2], cuts[3] = min(cuts[2], cuts[3]), max(cuts[2], cuts[3])
		}
		from := low
		for _, to := range append(cuts[2:], high) {
			sum += (to - from) * max(0, min(side, at((from+to)/2)))
			from = to
		}
		if by > ay {
			area += sum
		} else {
			area -= sum
		}
	}
	return math.Abs(area)
}
