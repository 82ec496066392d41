package geo

import (
	"math"
	"slices"
)

// PlanarContains says whether p, put on the grid, lies in mp: a ray to the
// east crosses its edges an odd number of times. It walks every edge, in
// exact integers, and knows nothing of Index, which it checks.
//
// A point on a border counts as a step to the east of it, and if that
// is on a border too, a much smaller step to the north: so each point is in
// exactly one of the places that share a border with the same vertices.
func PlanarContains(mp MultiPolygon, p Point) bool {
	s := spotOf(p)
	in := false
	for _, poly := range mp {
		for _, ring := range poly {
			if len(ring) == 0 {
				continue
			}
			a := spotOf(ring[len(ring)-1])
			for _, q := range ring {
				b := spotOf(q)
				if eastOf(a, b, s) {
					in = !in
				}
				a = b
			}
		}
	}
	return in
}

// eastOf says whether the edge ab crosses the ray that runs from s to the east.
func eastOf(a, b, s spot) bool {
	switch {
	case a.y <= s.y && s.y < b.y:
		return turn(a, b, s) > 0
	case b.y <= s.y && s.y < a.y:
		return turn(a, b, s) < 0
	}
	return false
}

// evenOdd is the same in floating point, for points between those of the
// grid.
func evenOdd(poly Polygon, p Point) bool {
	in := false
	for _, ring := range poly {
		a := ring[len(ring)-1]
		for _, b := range ring {
			if (a.Lat > p.Lat) != (b.Lat > p.Lat) &&
				p.Lon < a.Lon+(p.Lat-a.Lat)*(b.Lon-a.Lon)/(b.Lat-a.Lat) {
				in = !in
			}
			a = b
		}
	}
	return in
}

// within is some point inside poly: the middle of the widest stretch on
// nine lines of latitude, none of which meets a vertex because they run
// between two steps of the grid. It may itself not be on the grid.
func within(poly Polygon) Point {
	box := MultiPolygon{poly[:1]}.Box()
	best, width := poly[0][0], math.Inf(-1)
	for k := 1.0; k <= 9; k++ {
		lat := (math.Floor((box.MinLat+(box.MaxLat-box.MinLat)*k/10)*unit) + 0.5) / unit
		var lons []float64
		for _, ring := range poly {
			a := ring[len(ring)-1]
			for _, b := range ring {
				if (a.Lat > lat) != (b.Lat > lat) {
					lons = append(lons, a.Lon+(lat-a.Lat)*(b.Lon-a.Lon)/(b.Lat-a.Lat))
				}
				a = b
			}
		}
		slices.Sort(lons)
		for i := 0; i+1 < len(lons); i += 2 {
			if w := lons[i+1] - lons[i]; w > width {
				best, width = Point{Lat: lat, Lon: (lons[i] + lons[i+1]) / 2}, w
			}
		}
	}
	return best
}
