package geo

import (
	"math"
	"slices"

	"github.com/golang/geo/s2"
)

// Len is the number of places in the index.
func (ix *Index) Len() int { return len(ix.ids) }

// Locate lists the places that hold p, in order of their ids. A position
// that is not on the Earth is in none.
func (ix *Index) Locate(p Point) []string {
	if !p.Valid() {
		return nil
	}
	s := spotOf(p)
	p = s.point()
	leaf := leafCell(p)
	i, found := slices.BinarySearch(ix.cells, leaf)
	// Cells do not overlap, so only the nearest on either side can hold leaf.
	if !found && (i == len(ix.cells) || ix.cells[i].RangeMin() > leaf) {
		i--
	}
	if i < 0 || !ix.cells[i].Contains(leaf) {
		return nil
	}
	var out []string
	for _, n := range ix.named[ix.start[i]:ix.start[i+1]] {
		place := &ix.places[n>>1]
		if place.box.Holds(p) && (n&1 == 1 || place.holds(s)) {
			out = append(out, ix.ids[n>>1])
		}
	}
	slices.Sort(out)
	return out
}

// Nearest is the place closest to p and its distance in metres, 0 if p lies
// in it, as far as there is one within that many metres; of two at the same
// distance, the one whose id comes first. See OutsideM for its precision.
func (ix *Index) Nearest(p Point, within float64) (id string, metres float64, ok bool) {
	if !p.Valid() {
		return "", 0, false
	}
	p = p.Snap()
	if in := ix.Locate(p); len(in) > 0 {
		return in[0], 0, true
	}
	around := boxAround(p, within)
	metres = math.Inf(1)
	for i := range ix.places {
		o := &ix.places[i]
		if !o.box.Meets(around) {
			continue
		}
		d := o.distance(p)
		if d <= within && (d < metres || d == metres && ix.ids[i] < id) {
			id, metres, ok = ix.ids[i], d, true
		}
	}
	if !ok {
		metres = 0
	}
	return id, metres, ok
}

func (o *outline) distance(p Point) float64 {
	d := math.Inf(1)
	for i := range o.chunks {
		from, to := o.span(i)
		for k := from; k < to; k++ {
			a, b := o.ends(uint32(k))
			d = min(d, toEdge(p, a.point(), b.point()))
		}
	}
	return d
}

// boxAround holds everything within metres of p, and somewhat more.
func boxAround(p Point, metres float64) Box {
	lat := metres/earthRadius/radian*1.01 + 1e-6
	lon := 360.0
	if k := math.Cos((math.Abs(p.Lat) + lat) * radian); math.Abs(p.Lat)+lat < 89 {
		lon = lat / k
	}
	return Box{MinLat: p.Lat - lat, MaxLat: p.Lat + lat, MinLon: p.Lon - lon, MaxLon: p.Lon + lon}
}

func leafCell(p Point) s2.CellID {
	return s2.CellIDFromLatLng(s2.LatLngFromDegrees(p.Lat, p.Lon))
}

// CellID is the S2 cell of p at level 30 as it is stored: the 64 bits as a
// signed number. All points of a larger cell lie between its RangeMin and
// RangeMax read the same way, since no cell spans the change of sign.
func CellID(p Point) int64 { return int64(leafCell(p)) }
