package geo

import (
	"cmp"
	"slices"
)

// Piece is a connected gap or overlap.
type Piece struct {
	AreaM2 float64
	At     Point // a point in its widest part
}

// OverlapArea is the area that a and b have in common, in square metres.
// It is exact but for rounding: the error is below one part in a million of
// the area and 0.01 m² for each kilometre of common border.
func OverlapArea(a, b MultiPolygon) float64 {
	sum := 0.0
	overlap(a, b, func(t trapezoid) { sum += t.areaM2() })
	return sum
}

// Overlaps lists the pieces that a and b have in common, largest first,
// without those smaller than least square metres.
func Overlaps(a, b MultiPolygon, least float64) []Piece {
	var p patches
	overlap(a, b, p.add)
	return p.pieces(least)
}

func overlap(a, b MultiPolygon, found func(trapezoid)) {
	p, q := a.Box(), b.Box()
	if !p.Meets(q) {
		return
	}
	sweep([]MultiPolygon{a, b}, max(p.MinLat, q.MinLat), min(p.MaxLat, q.MaxLat),
		func(_ bool, holding int) bool { return holding == 2 }, found)
}

// Gaps lists the pieces of whole that none of parts covers, largest first,
// without those smaller than least square metres.
func Gaps(whole MultiPolygon, parts []MultiPolygon, least float64) []Piece {
	box := whole.Box()
	shapes := []MultiPolygon{whole}
	for _, part := range parts {
		if part.Box().Meets(box) {
			shapes = append(shapes, part)
		}
	}
	var p patches
	sweep(shapes, box.MinLat, box.MaxLat,
		func(first bool, holding int) bool { return first && holding == 1 }, p.add)
	return p.pieces(least)
}

// patches joins trapezoids that touch along a cut into pieces. They come
// from south to north.
type patches struct {
	all    []trapezoid
	parent []int
	row    int // first trapezoid of the latest slab
	below  int // first trapezoid of the slab before
}

func (p *patches) add(t trapezoid) {
	i := len(p.all)
	if i > 0 && p.all[i-1].south != t.south {
		p.below, p.row = p.row, i
	}
	p.all, p.parent = append(p.all, t), append(p.parent, i)
	for k := p.below; k < p.row; k++ {
		o := p.all[k]
		if o.north == t.south && min(o.right1, t.right0)-max(o.left1, t.left0) > noise {
			p.parent[p.root(k)] = p.root(i)
		}
	}
}

func (p *patches) root(i int) int {
	for p.parent[i] != i {
		p.parent[i] = p.parent[p.parent[i]]
		i = p.parent[i]
	}
	return i
}

func (p *patches) pieces(least float64) []Piece {
	sums := map[int]*Piece{}
	widest := map[int]float64{}
	for i, t := range p.all {
		root, area := p.root(i), t.areaM2()
		if sums[root] == nil {
			sums[root] = &Piece{}
		}
		sums[root].AreaM2 += area
		if area > widest[root] {
			widest[root], sums[root].At = area, t.centre().Snap()
		}
	}
	out := []Piece{}
	for _, piece := range sums {
		if piece.AreaM2 >= least && piece.AreaM2 > 0 {
			out = append(out, *piece)
		}
	}
	slices.SortFunc(out, func(a, b Piece) int {
		return cmp.Or(cmp.Compare(b.AreaM2, a.AreaM2), cmp.Compare(a.At.Lat, b.At.Lat), cmp.Compare(a.At.Lon, b.At.Lon))
	})
	return out
}
