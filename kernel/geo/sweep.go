package geo

import (
	"cmp"
	"slices"
)

// trapezoid lies between two lines of latitude; all in degrees.
type trapezoid struct {
	south, north  float64
	left0, right0 float64 // at south
	left1, right1 float64 // at north
}

// areaM2 by the same rule as AreaM2.
func (t trapezoid) areaM2() float64 {
	sum := 0.0
	for _, g := range gauss {
		width := (t.right0-t.left0)*(1-g.at) + (t.right1-t.left1)*g.at
		sum += g.weight * width * band((t.south+g.at*(t.north-t.south))*radian)
	}
	return sum * radian * (t.north - t.south) * radian
}

func (t trapezoid) centre() Point {
	return Point{
		Lat: (t.south + t.north) / 2,
		Lon: (t.left0 + t.right0 + t.left1 + t.right1) / 4,
	}
}

// strand is an edge in the sweep, south end first.
type strand struct {
	x0, y0, x1, y1 float64
	shape          int
	a, b           float64 // longitude at the slab's south and north
}

func (s *strand) lon(lat float64) float64 {
	return s.x0 + (lat-s.y0)*(s.x1-s.x0)/(s.y1-s.y0)
}

// sweep cuts the plane into trapezoids by going from south to north, and
// calls found for those where wanted says yes, given how many of the shapes
// hold it and whether the first does. Cuts run through each vertex and each
// crossing, so between two cuts the edges keep their order.
//
// Rounding moves an edge by some 1e-14 degree. It may give a trapezoid of
// that width or miss one, but nothing larger: there is no linking of crossings
// into rings that one wrong decision could break.
func sweep(shapes []MultiPolygon, lat0, lat1 float64, wanted func(first bool, holding int) bool, found func(trapezoid)) {
	strands, cuts := strandsOf(shapes, lat0, lat1)
	slices.SortFunc(strands, func(s, t strand) int { return cmp.Compare(s.y0, t.y0) })
	holds := make([]bool, len(shapes))
	var active []*strand
	next := 0
	for i := 0; i+1 < len(cuts); i++ {
		south, north := cuts[i], cuts[i+1]
		active = slices.DeleteFunc(active, func(s *strand) bool { return s.y1 <= south })
		for ; next < len(strands) && strands[next].y0 <= south; next++ {
			if strands[next].y1 > south {
				active = append(active, &strands[next])
			}
		}
		for _, s := range active {
			s.a, s.b = s.lon(south), s.lon(north)
		}
		slices.SortFunc(active, func(s, t *strand) int {
			return cmp.Or(cmp.Compare(s.a, t.a), cmp.Compare(s.b, t.b))
		})
		from := south
		for _, to := range append(kinks(active, south, north), north) {
			if to > from {
				slab(active, from, to, holds, wanted, found)
				from = to
			}
		}
	}
}

// strandsOf lists the edges between two latitudes and the latitudes of their
// ends, sorted.
func strandsOf(shapes []MultiPolygon, lat0, lat1 float64) ([]strand, []float64) {
	var strands []strand
	cuts := []float64{lat0, lat1}
	for i, mp := range shapes {
		for _, poly := range mp {
			for _, ring := range poly {
				if len(ring) == 0 {
					continue
				}
				a := ring[len(ring)-1]
				for _, b := range ring {
					s := strand{x0: a.Lon, y0: a.Lat, x1: b.Lon, y1: b.Lat, shape: i}
					if a.Lat > b.Lat {
						s.x0, s.y0, s.x1, s.y1 = b.Lon, b.Lat, a.Lon, a.Lat
					}
					if s.y0 < s.y1 && s.y1 > lat0 && s.y0 < lat1 {
						strands = append(strands, s)
					}
					if b.Lat > lat0 && b.Lat < lat1 {
						cuts = append(cuts, b.Lat)
					}
					a = b
				}
			}
		}
	}
	slices.Sort(cuts)
	return strands, slices.Compact(cuts)
}

// noise is less than any distance on the grid, in degrees.
const noise = 1e-11

// kinks are the latitudes between south and north where edges cross: sorting
// by the north end, each exchange of neighbours is a crossing.
func kinks(active []*strand, south, north float64) []float64 {
	var out []float64
	order := slices.Clone(active)
	for i := 1; i < len(order); i++ {
		for k := i; k > 0 && order[k-1].b > order[k].b; k-- {
			s, t := order[k-1], order[k]
			before, after := t.a-s.a, s.b-t.b
			if before > noise && after > noise {
				out = append(out, south+(north-south)*before/(before+after))
			}
			order[k-1], order[k] = t, s
		}
	}
	slices.Sort(out)
	return out
}

// slab walks from west to east between two cuts.
func slab(active []*strand, south, north float64, holds []bool, wanted func(bool, int) bool, found func(trapezoid)) {
	middle := (south + north) / 2
	order := slices.Clone(active)
	for _, s := range order {
		s.a = s.lon(middle)
	}
	slices.SortStableFunc(order, func(s, t *strand) int { return cmp.Compare(s.a, t.a) })
	clear(holds)
	holding := 0
	var open *strand
	for _, s := range order {
		if holds[s.shape] = !holds[s.shape]; holds[s.shape] {
			holding++
		} else {
			holding--
		}
		want := wanted(holds[0], holding)
		if want && open == nil {
			open = s
		}
		if !want && open != nil {
			if s.a-open.a > noise {
				found(trapezoid{south, north, open.lon(south), s.lon(south), open.lon(north), s.lon(north)})
			}
			open = nil
		}
	}
}
