package geo

import (
	"slices"

	"github.com/golang/geo/s2"
)

// cutter is the state of [Cut].
type cutter struct {
	level, most int
	shape       outline
	rim         []segment // the shape's edges, the inside on the left
	cells       []quad
	tiles       []Tile
}

// quad is a cell of the wanted level; near are the edges of the shape that may pass it, none for a cell that
// lies inside as a whole.
type quad struct {
	corners [4]spot // counter-clockwise
	near    []int32
}

// divide adds the cells below id that the shape has part in, in order of their ids.
func (c *cutter) divide(id s2.CellID, edges []int32) error {
	area := boundsOf(id)
	var near []int32
	for _, n := range edges {
		if anyMeets(area, c.rim[n].a, c.rim[n].b) {
			near = append(near, n)
		}
	}
	if len(near) == 0 {
		ll := id.LatLng()
		if !c.shape.holds(spotOf(Point{Lat: ll.Lat.Degrees(), Lon: ll.Lng.Degrees()})) {
			return nil
		}
	}
	if id.Level() < c.level {
		for _, child := range id.Children() {
			if err := c.divide(child, near); err != nil {
				return err
			}
		}
		return nil
	}
	if len(c.cells) == c.most {
		return ErrTooManyCells
	}
	q := quad{near: near}
	cell := s2.CellFromCellID(id)
	for k := range q.corners {
		ll := s2.LatLngFromPoint(cell.Vertex(k))
		q.corners[k] = spotOf(Point{Lat: ll.Lat.Degrees(), Lon: ll.Lng.Degrees()})
	}
	for k, p := range q.corners {
		// Also refuses cells across the 180th meridian, whose corners run the other way round.
		if turn(p, q.corners[(k+1)%4], q.corners[(k+2)%4]) <= 0 {
			return ErrNotCut
		}
	}
	c.cells = append(c.cells, q)
	return nil
}

func (q quad) sides() (all [4]edge) {
	for k, p := range q.corners {
		all[k] = edge{p, q.corners[(k+1)%4]}
	}
	return all
}

// pieces cuts border cells and the shape's edges at each other and follows what of the shape lies in each cell.
func (c *cutter) pieces() error {
	n := len(c.rim)
	segments := slices.Clone(c.rim)
	for i := range segments {
		segments[i].loop = int32(i)
	}
	number := map[edge]int32{} // of the sides, which two cells share
	for _, q := range c.cells {
		if len(q.near) == 0 {
			continue
		}
		for _, s := range q.sides() {
			if ordered(s.a, s.b) > 0 {
				s = edge{s.b, s.a}
			}
			if _, known := number[s]; !known {
				number[s] = int32(len(segments))
				segments = append(segments, segment{a: s.a, b: s.b, loop: int32(len(segments))})
			}
		}
	}
	// A crossing is moved to the grid, which bends edges by some millimetres and can make a new crossing.
	for round := 0; ; round++ {
		next := cutUp(segments)
		if len(next) == len(segments) {
			break
		}
		if segments = next; round == 10 {
			return ErrNotCut
		}
	}
	of := make([][]edge, n+len(number)) // pieces of each segment
	for _, s := range segments {
		of[s.loop] = append(of[s.loop], edge{s.a, s.b})
	}
	rim := bentRim(of[:n])
	for _, q := range c.cells {
		if err := c.take(q, of, number, rim); err != nil {
			return err
		}
	}
	return nil
}

// take adds the tiles of one cell.
func (c *cutter) take(q quad, of [][]edge, number map[edge]int32, rim *strips) error {
	size := signedArea(q.corners[:])
	var border, ring []edge
	if len(q.near) == 0 {
		all := q.sides()
		c.tiles = append(c.tiles, Tile{Shape: Polygon{ringOf(q.corners[:])}, AreaM2: size, CellM2: size, edges: all[:]})
		return nil
	}
	for _, s := range q.sides() {
		if n, ok := number[s]; ok {
			ring = append(ring, of[n]...)
			continue
		}
		back := of[number[edge{s.b, s.a}]]
		for i := len(back) - 1; i >= 0; i-- {
			ring = append(ring, edge{back[i].b, back[i].a})
		}
	}
	for _, e := range ring {
		if rim.edges[e] || !rim.edges[edge{e.b, e.a}] && rim.holds(e.middle()) {
			border = append(border, e)
		}
	}
	side := map[edge]bool{}
	for _, e := range ring {
		side[e], side[edge{e.b, e.a}] = true, true
	}
	seen := map[edge]bool{}
	for _, n := range q.near {
		for _, e := range of[n] {
			if rim.edges[e] && !side[e] && !seen[e] && oddRing(ring, e.middle()) {
				seen[e] = true
				border = append(border, e)
			}
		}
	}
	rings := ringsAlong(border)
	if len(rings) == 0 && len(border) > 0 {
		return ErrNotCut
	}
	for _, poly := range assemble(rings) {
		t := Tile{Shape: poly, AreaM2: AreaM2(MultiPolygon{poly}), CellM2: size}
		for _, r := range poly {
			for i, p := range r {
				t.edges = append(t.edges, edge{spotOf(p), spotOf(r[(i+1)%len(r)])})
			}
		}
		c.tiles = append(c.tiles, t)
	}
	return nil
}

// middle is twice the middle of an edge, a whole number; so are the rays' tests.
func (e edge) middle() spot { return spot{e.a.x + e.b.x, e.a.y + e.b.y} }

func (e edge) eastOf(middle spot) bool {
	return eastOf(spot{2 * e.a.x, 2 * e.a.y}, spot{2 * e.b.x, 2 * e.b.y}, middle)
}

func oddRing(ring []edge, middle spot) (in bool) {
	for _, e := range ring {
		if e.eastOf(middle) {
			in = !in
		}
	}
	return in
}

// strips are the edges of a shape after cutting, sorted into strips of latitude for the tests by ray.
type strips struct {
	edges     map[edge]bool
	low, step int64
	rows      [][]edge
}

// bentRim collects the pieces of the shape's edges; two that run against each other go.
func bentRim(of [][]edge) *strips {
	s := &strips{edges: map[edge]bool{}}
	first := true
	var high int64
	for _, pieces := range of {
		for _, e := range pieces {
			if back := (edge{e.b, e.a}); s.edges[back] {
				delete(s.edges, back)
			} else {
				s.edges[e] = true
			}
			if first {
				s.low, high, first = e.a.y, e.a.y, false
			}
			s.low, high = min(s.low, e.a.y, e.b.y), max(high, e.a.y, e.b.y)
		}
	}
	s.step = (high-s.low)/int64(max(1, len(s.edges)/4)) + 1
	s.rows = make([][]edge, (high-s.low)/s.step+1)
	for e := range s.edges {
		for row := (min(e.a.y, e.b.y) - s.low) / s.step; row <= (max(e.a.y, e.b.y)-s.low)/s.step; row++ {
			s.rows[row] = append(s.rows[row], e)
		}
	}
	return s
}

// holds tells whether half of middle lies in the shape.
func (s *strips) holds(middle spot) bool {
	row := (middle.y/2 - s.low) / s.step
	if middle.y/2 < s.low || row >= int64(len(s.rows)) {
		return false
	}
	return oddRing(s.rows[row], middle)
}
