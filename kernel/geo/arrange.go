package geo

import (
	"cmp"
	"math"
	"slices"
)

// arc is an edge between two spots where no other edge crosses or ends
// inside it. It points north, or east if level; times is how often the rings
// run along it in that direction less how often against it.
type arc struct {
	a, b  spot
	times int
	left  int // winding number on the left side; right is left - times
}

// mostArcs bounds the time that arranging takes, which grows with the square.
const mostArcs = 20_000

// arrange cuts rings wherever they meet and counts the winding numbers on
// both sides of every piece.
func arrange(groups [][]loop) ([]arc, bool) {
	var segments []segment
	for _, group := range groups {
		for _, l := range group {
			for i, s := range l.spots {
				segments = append(segments, segment{a: s, b: l.spots[(i+1)%len(l.spots)]})
			}
		}
	}
	// A crossing is moved to the grid, which bends both edges by up to 8 mm
	// and can make a new crossing; it takes two or three rounds.
	for round := 0; ; round++ {
		if round == 10 || len(segments) > mostArcs {
			return nil, false
		}
		next := cutUp(segments)
		if len(next) == len(segments) {
			break
		}
		segments = next
	}
	net := map[[2]spot]int{}
	for _, s := range segments {
		if ordered(s.a, s.b) < 0 {
			net[[2]spot{s.a, s.b}]++
		} else {
			net[[2]spot{s.b, s.a}]--
		}
	}
	var arcs []arc
	for ends, times := range net {
		if times != 0 {
			arcs = append(arcs, arc{a: ends[0], b: ends[1], times: times})
		}
	}
	slices.SortFunc(arcs, func(p, q arc) int { return cmp.Or(ordered(p.a, q.a), ordered(p.b, q.b)) })
	for i := range arcs {
		arcs[i].left = winding(arcs, i)
	}
	return arcs, true
}

func ordered(a, b spot) int { return cmp.Or(cmp.Compare(a.y, b.y), cmp.Compare(a.x, b.x)) }

// cutUp divides segments where others cross them or end on them. Pieces keep their segment's loop and place.
func cutUp(segments []segment) []segment {
	at := map[int32][]spot{}
	cut := func(i int32, x spot) {
		if s := segments[i]; x != s.a && x != s.b {
			at[i] = append(at[i], x)
		}
	}
	mesh := newMesh(segments)
	touched := map[spot]struct{}{}
	for c := range mesh.cells() {
		in := mesh.at(c)
		for k, i := range in {
			for _, j := range in[k+1:] {
				clear(touched)
				if meet(segments[i], segments[j], touched) {
					touched[spotOf(where(segments[i], segments[j]))] = struct{}{}
				}
				for x := range touched {
					cut(i, x)
					cut(j, x)
				}
			}
		}
	}
	out := make([]segment, 0, len(segments)+2*len(at))
	for i, s := range segments {
		xs := at[int32(i)]
		slices.SortFunc(xs, func(p, q spot) int { return cmp.Or(cmp.Compare(along(s, p), along(s, q)), ordered(p, q)) })
		a := s.a
		for _, x := range slices.Compact(xs) {
			out = append(out, segment{a, x, s.loop, s.nth})
			a = x
		}
		out = append(out, segment{a, s.b, s.loop, s.nth})
	}
	return out
}

func along(s segment, x spot) float64 {
	return float64(x.x-s.a.x)*float64(s.b.x-s.a.x) + float64(x.y-s.a.y)*float64(s.b.y-s.a.y)
}

// winding is the number on the left of arc i, from a ray that runs east from
// its middle. Everything is doubled, so that the middle is a whole number;
// differences stay below 2^32 for shapes up to 100 degrees wide.
func winding(arcs []arc, i int) int {
	e := arcs[i]
	middle := spot{e.a.x + e.b.x, e.a.y + e.b.y}
	east := 0
	for k := range arcs {
		o := &arcs[k]
		if k == i || 2*max(o.a.x, o.b.x) < middle.x {
			continue
		}
		if eastOf(spot{2 * o.a.x, 2 * o.a.y}, spot{2 * o.b.x, 2 * o.b.y}, middle) {
			east += o.times
		}
	}
	if e.a.y == e.b.y {
		return east // the ray runs a hair north of a level arc, on its left
	}
	return east + e.times
}

// trace follows the border of the region whose winding numbers satisfy in,
// keeping it on the left. Where the border touches itself it turns left, so
// that rings are as small as can be.
func trace(arcs []arc, in func(int) bool) [][]spot {
	out := map[spot][]spot{}
	var starts []spot
	for _, e := range arcs {
		l, r := in(e.left), in(e.left-e.times)
		if l == r {
			continue
		}
		a, b := e.a, e.b
		if r {
			a, b = b, a
		}
		out[a] = append(out[a], b)
		starts = append(starts, a)
	}
	var rings [][]spot
	for _, start := range starts {
		if len(out[start]) == 0 {
			continue
		}
		ring := []spot{start}
		from, at := start, take(out, start, start)
		for at != start {
			ring = append(ring, at)
			if len(out[at]) == 0 {
				return nil // cannot be: as many arcs leave a spot as arrive
			}
			from, at = at, take(out, at, from)
		}
		rings = append(rings, ring)
	}
	return rings
}

// take removes and returns the end of the arc that leaves at most to the
// left for one who comes from there.
func take(out map[spot][]spot, at, from spot) spot {
	ends := out[at]
	best := 0
	back := math.Atan2(float64(from.y-at.y), float64(from.x-at.x))
	least := math.Inf(1)
	for i, b := range ends {
		// Clockwise from the way back.
		angle := back - math.Atan2(float64(b.y-at.y), float64(b.x-at.x))
		if angle <= 0 {
			angle += 2 * math.Pi
		}
		if angle < least {
			best, least = i, angle
		}
	}
	b := ends[best]
	out[at] = slices.Delete(slices.Clone(ends), best, best+1)
	return b
}
