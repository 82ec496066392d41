package geo

import (
	"iter"
	"math"
)

// mesh sorts segments into square-ish cells, about as many as there are
// segments, so that only those that come near each other are compared: close
// to linear for boundaries, whose edges are short. A segment is in every cell
// that it passes, never only by its bounding box.
type mesh struct {
	low           spot
	width, height int64 // of one cell
	cols, rows    int64
	start         []int32 // of each cell in items
	items         []int32 // segment numbers
}

// side bounds the cells in each direction, and so the memory for shapes with
// many long edges.
const side = 512

func newMesh(segments []segment) *mesh {
	m := &mesh{low: segments[0].a}
	high := m.low
	for _, s := range segments {
		m.low.x, m.low.y = min(m.low.x, s.a.x, s.b.x), min(m.low.y, s.a.y, s.b.y)
		high.x, high.y = max(high.x, s.a.x, s.b.x), max(high.y, s.a.y, s.b.y)
	}
	n := int64(min(side, math.Ceil(math.Sqrt(float64(len(segments))))))
	m.width, m.height = (high.x-m.low.x)/n+1, (high.y-m.low.y)/n+1
	m.cols, m.rows = (high.x-m.low.x)/m.width+1, (high.y-m.low.y)/m.height+1

	m.start = make([]int32, m.cols*m.rows+1)
	for _, s := range segments {
		m.pass(s, func(c int64) { m.start[c+1]++ })
	}
	for c := range m.cols * m.rows {
		m.start[c+1] += m.start[c]
	}
	m.items = make([]int32, m.start[len(m.start)-1])
	next := append([]int32(nil), m.start...)
	for i, s := range segments {
		m.pass(s, func(c int64) {
			m.items[next[c]] = int32(i)
			next[c]++
		})
	}
	return m
}

// pass calls visit for each cell that s may touch, row by row.
func (m *mesh) pass(s segment, visit func(int64)) {
	if s.a.y > s.b.y {
		s.a, s.b = s.b, s.a
	}
	slope := 0.0
	if s.b.y > s.a.y {
		slope = float64(s.b.x-s.a.x) / float64(s.b.y-s.a.y)
	}
	left, right := min(s.a.x, s.b.x), max(s.a.x, s.b.x)
	for row := (s.a.y - m.low.y) / m.height; row <= (s.b.y-m.low.y)/m.height; row++ {
		from, to := left, right
		if s.b.y > s.a.y {
			y0 := max(s.a.y, m.low.y+row*m.height)
			y1 := min(s.b.y, m.low.y+(row+1)*m.height)
			x0 := float64(s.a.x) + slope*float64(y0-s.a.y)
			x1 := float64(s.a.x) + slope*float64(y1-s.a.y)
			// One step wider than computed: rounding must not lose a cell.
			from = max(left, int64(math.Floor(min(x0, x1)))-1)
			to = min(right, int64(math.Ceil(max(x0, x1)))+1)
		}
		for col := (from - m.low.x) / m.width; col <= (to-m.low.x)/m.width; col++ {
			visit(row*m.cols + col)
		}
	}
}

func (m *mesh) cells() iter.Seq[int64] {
	return func(yield func(int64) bool) {
		for c := range m.cols * m.rows {
			if !yield(c) {
				return
			}
		}
	}
}

// cell is the number of the cell that holds x, which must lie in the mesh.
func (m *mesh) cell(x spot) int64 {
	return (x.y-m.low.y)/m.height*m.cols + (x.x-m.low.x)/m.width
}

// at lists the segments of a cell.
func (m *mesh) at(c int64) []int32 { return m.items[m.start[c]:m.start[c+1]] }
