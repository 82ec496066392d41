package disclosure

// Least is the smallest count about persons that is shown: counts of 1 and 2 are suppressed.
const Least = 3

// Table is counts by row and column with their totals: Cells[r][c], Rows[r] the total of row r, Columns[c] that of
// column c, All of everything. Where it holds shown counts, -1 is one that is suppressed.
type Table struct {
	Cells   [][]int64
	Rows    []int64
	Columns []int64
	All     int64
}

// NewTable adds up counts that are not negative; rows have equal length.
func NewTable(cells [][]int64) Table {
	t := Table{Cells: cells, Rows: make([]int64, len(cells))}
	for r, row := range cells {
		if t.Columns == nil {
			t.Columns = make([]int64, len(row))
		}
		for c, n := range row {
			t.Rows[r] += n
			t.Columns[c] += n
			t.All += n
		}
	}
	return t
}

// Suppress gives the table as it may be shown: without the counts, totals included, that are above 0 and below
// least, and without as many others as it takes that none of them can be computed from what is shown. Of those it
// takes small ones.
//
// A table with its totals is a circulation: All flows into the rows, each cell from its row to its column, and from
// the columns back. What is hidden can vary by pushing flow around a circle of hidden counts, forward without
// bound and backward where the count is above 0. A count through which no such circle runs has one possible value.
func Suppress(t Table, least int64) Table {
	g := newFlow(t)
	for n := range g.arcs {
		if c := g.arcs[n].count; c > 0 && c < least {
			g.arcs[n].hidden = true
		}
	}
	for changed := true; changed; {
		changed = false
		for n := range g.arcs {
			if g.arcs[n].hidden && !g.varies(n) {
				g.protect(n)
				changed = true
			}
		}
	}
	return g.shown(t)
}

// Suppress1 is Suppress for one row of counts with its total.
func Suppress1(counts []int64, least int64) (shown []int64, all int64) {
	if len(counts) == 0 {
		return nil, 0
	}
	t := Suppress(NewTable([][]int64{counts}), least)
	// The totals of single columns are the cells again: hidden in one place is hidden.
	for c, n := range t.Columns {
		if n < 0 {
			t.Cells[0][c] = -1
		}
	}
	if t.Rows[0] < 0 {
		t.All = -1
	}
	return t.Cells[0], t.All
}

// arc is one count: from node to node of the circulation.
type arc struct {
	from, to int
	count    int64
	hidden   bool
}

// flow is a table as a circulation. From node 0 flow goes to the rows, into node 1 it comes from the columns.
type flow struct {
	arcs  []arc
	nodes int
	at    [][]int // arcs that touch a node
}

// newFlow orders the arcs: cells row by row, totals of rows, totals of columns, the total of all.
func newFlow(t Table) *flow {
	g := &flow{nodes: 2 + len(t.Rows) + len(t.Columns)}
	row := func(r int) int { return 2 + r }
	column := func(c int) int { return 2 + len(t.Rows) + c }
	for r, cells := range t.Cells {
		for c, n := range cells {
			g.arcs = append(g.arcs, arc{from: row(r), to: column(c), count: n})
		}
	}
	for r, n := range t.Rows {
		g.arcs = append(g.arcs, arc{from: 0, to: row(r), count: n})
	}
	for c, n := range t.Columns {
		g.arcs = append(g.arcs, arc{from: column(c), to: 1, count: n})
	}
	g.arcs = append(g.arcs, arc{from: 1, to: 0, count: t.All})
	g.at = make([][]int, g.nodes)
	for n, a := range g.arcs {
		g.at[a.from], g.at[a.to] = append(g.at[a.from], n), append(g.at[a.to], n)
	}
	return g
}

func (g *flow) shown(t Table) Table {
	n := 0
	take := func(counts []int64) []int64 {
		out := make([]int64, len(counts))
		for i := range counts {
			if out[i] = g.arcs[n].count; g.arcs[n].hidden {
				out[i] = -1
			}
			n++
		}
		return out
	}
	var out Table
	for _, cells := range t.Cells {
		out.Cells = append(out.Cells, take(cells))
	}
	out.Rows, out.Columns = take(t.Rows), take(t.Columns)
	out.All = take([]int64{t.All})[0]
	return out
}
