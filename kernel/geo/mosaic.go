package geo

import (
	"cmp"
	"errors"
	"slices"

	"github.com/golang/geo/s2"
)

// Tile is a connected piece of a shape that lies in one S2 cell.
type Tile struct {
	Shape  Polygon
	AreaM2 float64
	CellM2 float64         // area of the whole cell
	Beside map[int]float64 // metres of common border, by number of the neighbour
	edges  []edge          // directed, the tile on the left
}

// edge is a directed edge on the grid.
type edge struct{ a, b spot }

// Mosaic is a shape cut into the S2 cells of one level. Tiles neither overlap nor leave a gap: neighbours share the
// vertices of their common border. The same shape gives the same tiles in the same order.
//
// A cell is taken as the quadrilateral of its corners with edges straight in degrees, like every other edge here;
// at level 13 that differs from the cell on the sphere by centimetres.
type Mosaic struct{ Tiles []Tile }

// Why a shape is not cut.
var (
	ErrTooManyCells = errors.New("geo: more cells than allowed")
	ErrNotCut       = errors.New("geo: the shape cannot be cut into cells")
)

// Cut cuts a shape that passed Check. More than most cells are ErrTooManyCells. A shape of which a cell crosses
// the 180th meridian, or which is too intricate for the grid, is ErrNotCut.
func Cut(shape MultiPolygon, level, most int) (*Mosaic, error) {
	c := &cutter{level: level, most: most}
	for _, poly := range shape {
		for _, ring := range poly {
			for i, p := range ring {
				c.rim = append(c.rim, segment{a: spotOf(p), b: spotOf(ring[(i+1)%len(ring)])})
			}
		}
	}
	if len(c.rim) == 0 {
		return &Mosaic{}, nil
	}
	c.shape = newOutline(shape)
	near := make([]int32, len(c.rim))
	for i := range near {
		near[i] = int32(i)
	}
	for face := range 6 {
		if err := c.divide(s2.CellIDFromFace(face), near); err != nil {
			return nil, err
		}
	}
	if err := c.pieces(); err != nil {
		return nil, err
	}
	m := &Mosaic{Tiles: c.tiles}
	m.join()
	return m, nil
}

// join finds the common borders.
func (m *Mosaic) join() {
	of := map[edge]int32{}
	for n, t := range m.Tiles {
		for _, e := range t.edges {
			of[e] = int32(n)
		}
	}
	for n := range m.Tiles {
		t := &m.Tiles[n]
		t.Beside = map[int]float64{}
		for _, e := range t.edges {
			if other, ok := of[edge{e.b, e.a}]; ok && int(other) != n {
				t.Beside[int(other)] += DistanceM(e.a.point(), e.b.point())
			}
		}
	}
}

// Union is the shape that some tiles make together: without their common borders, and with holes where tiles in
// their middle are missing.
func (m *Mosaic) Union(tiles []int) MultiPolygon {
	if len(tiles) == 1 {
		return MultiPolygon{m.Tiles[tiles[0]].Shape}
	}
	all := map[edge]bool{}
	for _, n := range tiles {
		for _, e := range m.Tiles[n].edges {
			all[e] = true
		}
	}
	var border []edge
	for e := range all {
		if !all[edge{e.b, e.a}] {
			border = append(border, e)
		}
	}
	return assemble(ringsAlong(border))
}

// ringsAlong follows directed edges to rings, in an order that depends on the edges alone.
func ringsAlong(edges []edge) [][]spot {
	slices.SortFunc(edges, func(p, q edge) int { return cmp.Or(ordered(p.a, q.a), ordered(p.b, q.b)) })
	arcs := make([]arc, len(edges))
	for i, e := range edges {
		arcs[i] = arc{a: e.a, b: e.b, times: 1, left: 1}
	}
	return trace(arcs, func(w int) bool { return w > 0 })
}
