package geo

import (
	"math"

	"github.com/golang/geo/s2"
)

// Index finds the places in which a point lies. It is built once, never
// changes, and may be used by many goroutines.
//
// It is a list of S2 cells that do not overlap, in order of their ids. Each
// names the places that hold all of it and those whose border may pass it.
// Whether a border passes is decided by the cell's rectangle of latitude and
// longitude, so the list is right for edges that are straight in degrees. For
// places of the second kind the exact planar test has the last word. There
// are no S2 loops that could turn inside out, and a place's bounding box must
// hold the point in any case.
//
// Memory: 8 bytes a vertex, 12 bytes a cell, 4 bytes for each place named
// in it.
type Index struct {
	ids    []string
	places []outline
	cells  []s2.CellID
	start  []uint32 // of each cell in named
	named  []uint32 // place number * 2, + 1 if the whole cell is inside
	most   int      // cells, after which none is divided
}

// Place is what an Index is built from. Shape must have come out of Check or
// ReadFeatures.
type Place struct {
	ID    string
	Shape MultiPolygon
}

const (
	cellEdges = 64 // a cell with more edges is divided
	cellLevel = 18 // but not below about 35 m
)

// NewIndex builds an Index. IDs should be distinct; the order of places does
// not change any answer.
func NewIndex(places []Place) *Index {
	ix := &Index{ids: make([]string, len(places)), places: make([]outline, len(places))}
	var edges []rim
	for i, p := range places {
		ix.ids[i] = p.ID
		ix.places[i] = newOutline(p.Shape)
		for c := range ix.places[i].chunks {
			from, to := ix.places[i].span(c)
			for k := from; k < to; k++ {
				edges = append(edges, rim{place: uint32(i), edge: uint32(k)})
			}
		}
	}
	// Borders of boundaries need far fewer cells. This ends the division of
	// shapes drawn to defeat it; coarser cells answer the same, only slower.
	ix.most = 1000 + 2*len(edges)
	if len(edges) > 0 {
		for face := range 6 {
			ix.divide(s2.CellIDFromFace(face), edges, nil)
		}
	}
	ix.start = append(ix.start, uint32(len(ix.named)))
	return ix
}

// rim is an edge of a place's border.
type rim struct{ place, edge uint32 }

// divide adds the cells below id: edges come near its parent, whole are the
// places that hold all of it.
func (ix *Index) divide(id s2.CellID, edges []rim, whole []uint32) {
	area := boundsOf(id)
	near := make([]rim, 0, len(edges)/3)
	held := append([]uint32(nil), whole...)
	// Edges stand in order of place. A place that loses its last edge here
	// holds either all of the cell or nothing of it.
	var centre *spot
	for i := 0; i < len(edges); {
		place, before := edges[i].place, len(near)
		for ; i < len(edges) && edges[i].place == place; i++ {
			a, b := ix.places[place].ends(edges[i].edge)
			if anyMeets(area, a, b) {
				near = append(near, edges[i])
			}
		}
		if len(near) > before {
			continue
		}
		if centre == nil {
			ll := id.LatLng()
			c := spotOf(Point{Lat: ll.Lat.Degrees(), Lon: ll.Lng.Degrees()})
			centre = &c
		}
		if ix.places[place].holds(*centre) {
			held = append(held, place)
		}
	}
	if len(near) > cellEdges && id.Level() < cellLevel && len(ix.cells) < ix.most {
		for _, child := range id.Children() {
			ix.divide(child, near, held)
		}
		return
	}
	if len(near)+len(held) == 0 {
		return
	}
	ix.cells = append(ix.cells, id)
	ix.start = append(ix.start, uint32(len(ix.named)))
	for _, place := range held {
		ix.named = append(ix.named, place<<1|1)
	}
	for i, e := range near {
		if i == 0 || near[i-1].place != e.place {
			ix.named = append(ix.named, e.place<<1)
		}
	}
}

// bounds is a rectangle on the grid.
type bounds struct{ low, high spot }

// boundsOf are rectangles that surely hold the cell, with room for rounding:
// one, or two for a cell on the 180th meridian.
func boundsOf(id s2.CellID) []bounds {
	r := s2.CellFromCellID(id).RectBound()
	low := spot{int64(math.Floor(r.Lng.Lo/radian*unit)) - 2, int64(math.Floor(r.Lat.Lo/radian*unit)) - 2}
	high := spot{int64(math.Ceil(r.Lng.Hi/radian*unit)) + 2, int64(math.Ceil(r.Lat.Hi/radian*unit)) + 2}
	if r.Lng.IsInverted() {
		return []bounds{{low, spot{180 * unit, high.y}}, {spot{-180 * unit, low.y}, high}}
	}
	return []bounds{{low, high}}
}

func anyMeets(all []bounds, a, b spot) bool {
	for _, r := range all {
		if r.meets(a, b) {
			return true
		}
	}
	return false
}

// meets says whether the edge ab has a point in the rectangle.
func (r bounds) meets(a, b spot) bool {
	if max(a.x, b.x) < r.low.x || min(a.x, b.x) > r.high.x ||
		max(a.y, b.y) < r.low.y || min(a.y, b.y) > r.high.y {
		return false
	}
	// All four corners on one side of the edge's line: it passes by.
	side := turn(a, b, r.low)
	return side == 0 ||
		turn(a, b, r.high) != side ||
		turn(a, b, spot{r.low.x, r.high.y}) != side ||
		turn(a, b, spot{r.high.x, r.low.y}) != side
}
