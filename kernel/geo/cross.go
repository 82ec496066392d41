package geo

import (
	"cmp"
	"math"
	"slices"
)

// segment is an edge on the grid, with the loop it belongs to and its place
// in it.
type segment struct {
	a, b spot
	loop int32
	nth  int32
}

// crossing looks for the first place where the rings of a shape cross one
// another or themselves.
//
// With shells counter-clockwise and holes clockwise, a sound shape has
// winding number 0 or 1 everywhere. Two edges that cross inside one another
// always give three values around the crossing. Where lines only touch, the
// values around that spot are counted: a ring that touches itself at a vertex,
// a hole that touches its shell, two parts with a common border have two values
// and pass; lines that cross in a vertex have three and do not.
func crossing(groups [][]loop) *ShapeError {
	var loops []loop
	var segments []segment
	for _, group := range groups {
		for _, l := range group {
			for i, s := range l.spots {
				segments = append(segments, segment{s, l.spots[(i+1)%len(l.spots)], int32(len(loops)), int32(i)})
			}
			loops = append(loops, l)
		}
	}
	mesh := newMesh(segments)
	touched := map[spot]struct{}{}
	for c := range mesh.cells() {
		in := mesh.at(c)
		for i, s := range in {
			for _, t := range in[i+1:] {
				s, t := segments[s], segments[t]
				if neighbours(s, t, loops) {
					continue
				}
				if cut := meet(s, t, touched); cut {
					return fault(loops, s, t, where(s, t))
				}
			}
		}
	}
	// In order of place, so that the same shape gives the same answer.
	spots := make([]spot, 0, len(touched))
	for x := range touched {
		spots = append(spots, x)
	}
	slices.SortFunc(spots, func(a, b spot) int {
		if a.y != b.y {
			return cmp.Compare(a.y, b.y)
		}
		return cmp.Compare(a.x, b.x)
	})
	for _, x := range spots {
		if s, t, ok := sound(x, mesh.at(mesh.cell(x)), segments); !ok {
			return fault(loops, s, t, x.point())
		}
	}
	return nil
}

func fault(loops []loop, s, t segment, at Point) *ShapeError {
	if s.loop == t.loop {
		return loops[s.loop].fault(ProblemSelfCrossing, at)
	}
	return loops[max(s.loop, t.loop)].fault(ProblemRingsCross, at)
}

// neighbours share a vertex by following one another. Spikes are gone, so
// they have nothing else in common.
func neighbours(s, t segment, loops []loop) bool {
	if s.loop != t.loop {
		return false
	}
	n := int32(len(loops[s.loop].spots))
	return (s.nth+1)%n == t.nth || (t.nth+1)%n == s.nth
}

// meet says whether s and t cross inside one another; where an end of one
// lies on the other it is added to touched.
func meet(s, t segment, touched map[spot]struct{}) bool {
	if max(s.a.x, s.b.x) < min(t.a.x, t.b.x) || max(t.a.x, t.b.x) < min(s.a.x, s.b.x) ||
		max(s.a.y, s.b.y) < min(t.a.y, t.b.y) || max(t.a.y, t.b.y) < min(s.a.y, s.b.y) {
		return false
	}
	ta, tb := turn(s.a, s.b, t.a), turn(s.a, s.b, t.b)
	sa, sb := turn(t.a, t.b, s.a), turn(t.a, t.b, s.b)
	if ta*tb < 0 && sa*sb < 0 {
		return true
	}
	if ta == 0 && spans(s, t.a) {
		touched[t.a] = struct{}{}
	}
	if tb == 0 && spans(s, t.b) {
		touched[t.b] = struct{}{}
	}
	if sa == 0 && spans(t, s.a) {
		touched[s.a] = struct{}{}
	}
	if sb == 0 && spans(t, s.b) {
		touched[s.b] = struct{}{}
	}
	return false
}

// spans says whether x, known to be on the line of s, lies on s itself.
func spans(s segment, x spot) bool {
	return x.x >= min(s.a.x, s.b.x) && x.x <= max(s.a.x, s.b.x) &&
		x.y >= min(s.a.y, s.b.y) && x.y <= max(s.a.y, s.b.y)
}

// where two segments that cross do so.
func where(s, t segment) Point {
	dx, dy := float64(s.b.x-s.a.x), float64(s.b.y-s.a.y)
	ex, ey := float64(t.b.x-t.a.x), float64(t.b.y-t.a.y)
	k := (float64(t.a.x-s.a.x)*ey - float64(t.a.y-s.a.y)*ex) / (dx*ey - dy*ex)
	return Point{
		Lat: math.Round(float64(s.a.y)+k*dy) / unit,
		Lon: math.Round(float64(s.a.x)+k*dx) / unit,
	}
}

// spoke is half an edge as seen from a spot: its direction, and whether it
// leaves (+1) or arrives (-1).
type spoke struct {
	dx, dy int64
	out    int
	of     int32
}

// sound counts the winding numbers around x. If there are more than two, it
// names two segments of those that meet there, of different rings if any.
func sound(x spot, near []int32, segments []segment) (s, t segment, ok bool) {
	var spokes []spoke
	for _, i := range near {
		e := segments[i]
		if turn(e.a, e.b, x) != 0 || !spans(e, x) {
			continue
		}
		if e.a != x {
			spokes = append(spokes, spoke{e.a.x - x.x, e.a.y - x.y, -1, i})
		}
		if e.b != x {
			spokes = append(spokes, spoke{e.b.x - x.x, e.b.y - x.y, 1, i})
		}
	}
	slices.SortStableFunc(spokes, around)
	now, least, most := 0, math.MaxInt, math.MinInt
	for i, k := range spokes {
		now += k.out
		if i+1 == len(spokes) || around(k, spokes[i+1]) != 0 {
			least, most = min(least, now), max(most, now)
		}
	}
	if most-least <= 1 {
		return s, t, true
	}
	s, t = segments[spokes[0].of], segments[spokes[0].of]
	for _, k := range spokes {
		if segments[k.of].loop != s.loop {
			t = segments[k.of]
		}
	}
	return s, t, false
}

// around orders spokes counter-clockwise, from east.
func around(a, b spoke) int {
	if ha, hb := lower(a), lower(b); ha != hb {
		return ha - hb
	}
	l, r := a.dx*b.dy, a.dy*b.dx
	switch {
	case l > r:
		return -1
	case l < r:
		return 1
	}
	return 0
}

func lower(k spoke) int {
	if k.dy < 0 || k.dy == 0 && k.dx < 0 {
		return 1
	}
	return 0
}
