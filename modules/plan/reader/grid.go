package reader

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"reeve/kernel/errs"
)

// grid is a table of cells, whatever file it came from. All rows are equally long.
type grid struct {
	sheet string // "Plan", or "#2" for the second table of a document
	rows  [][]cell
	lines []int // row of the file of each row, from 1, where they differ (nil = position + 1)

	broken map[int]errs.Field // rows that are not to be read, and why
	hidden bool
}

// cell is one cell. The cells of a merged area all hold its value; row and col tell where it begins.
type cell struct {
	text     string // as a reader sees it, blanks around it taken off
	number   bool   // the file holds a number: text is a plain decimal
	percent  bool   // shown as per cent
	day      string // YYYY-MM-DD: the file holds a date
	noYear   bool   // of a date that is shown without its year
	row, col int    // of the first cell of its area
}

func (c cell) empty() bool { return c.text == "" }

// own tells whether the value begins in this cell.
func (g *grid) own(row, col int) bool { c := g.rows[row][col]; return c.row == row && c.col == col }

// ownRow tells whether the value begins in this row.
func (g *grid) ownRow(row, col int) bool { return g.rows[row][col].row == row }

func (g *grid) width() int {
	if len(g.rows) == 0 {
		return 0
	}
	return len(g.rows[0])
}

// place names the cell where the value begins.
func (g *grid) place(row, col int) Place {
	if row >= len(g.rows) || col < 0 || col >= g.width() {
		return Place{Sheet: g.sheet}
	}
	c := g.rows[row][col]
	return Place{Sheet: g.sheet, Cell: letters(c.col) + strconv.Itoa(g.line(c.row))}
}

func (g *grid) line(row int) int {
	if row < len(g.lines) {
		return g.lines[row]
	}
	return row + 1
}

// letters is the name of a column, from 0: A, B, ... AA.
func letters(col int) string {
	name, err := excelize.ColumnNumberToName(col + 1)
	if err != nil {
		return strconv.Itoa(col + 1)
	}
	return name
}

// square makes all rows equally long, trims the texts, and lets every cell be its own area.
func square(sheet string, rows [][]string, l Limits) (grid, error) {
	g := grid{sheet: sheet}
	width := 0
	for _, r := range rows {
		width = max(width, len(r))
	}
	if err := measured(len(rows), width, l); err != nil {
		return g, err
	}
	g.rows = make([][]cell, len(rows))
	for i, r := range rows {
		g.rows[i] = make([]cell, width)
		for j := range width {
			g.rows[i][j] = cell{row: i, col: j}
			if j < len(r) {
				g.rows[i][j].text = clean(r[j])
			}
		}
	}
	return g, nil
}

func measured(rows, columns int, l Limits) error {
	switch {
	case rows > l.Rows:
		return errs.New(errs.TooLarge, "plan.reader.rows_many", "most", l.Rows)
	case columns > l.Columns:
		return errs.New(errs.TooLarge, "plan.reader.columns_many", "most", l.Columns)
	}
	return nil
}

// merge gives the value of the first cell of an area to all its cells. Limits outside the grid are cut off.
func (g *grid) merge(row, col, lastRow, lastCol int) {
	if row < 0 || col < 0 || row >= len(g.rows) || col >= g.width() {
		return
	}
	from := g.rows[row][col]
	for i := row; i <= min(lastRow, len(g.rows)-1); i++ {
		for j := col; j <= min(lastCol, g.width()-1); j++ {
			g.rows[i][j] = from
		}
	}
}

// clean takes off blanks, also those that only look like nothing.
func clean(s string) string {
	s = strings.NewReplacer("\u00a0", " ", "\u200b", "", "\ufeff", "", "\u00ad", "", "\r\n", "\n", "\r", "\n", "_x000D_", "", "\x00", "").Replace(s)
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.Join(strings.Fields(l), " ")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// flat is a text on one line.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }
