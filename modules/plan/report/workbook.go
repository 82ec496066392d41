package report

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// book is a workbook that is being written; it keeps the first error.
type book struct {
	f      *excelize.File
	bold   int
	styles map[Number]int // by digits and per cent
	names  map[string]bool
	err    error
}

// sheetName is how long the format lets the name of a sheet be, in characters.
const sheetName = 31

func newBook() *book {
	b := &book{f: excelize.NewFile(), styles: map[Number]int{}, names: map[string]bool{}}
	var err error
	b.bold, err = b.f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	b.try(err)
	return b
}

func (b *book) try(err error) {
	if b.err == nil {
		b.err = err
	}
}

// sheet adds a sheet; its name is cut to what the format takes and made unique. The first takes the place of the empty
// one that every new file has.
func (b *book) sheet(name string) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) {
			return ' '
		}
		return r
	}, name), "' ")
	for name == "" || b.names[strings.ToLower(name)] || utf8.RuneCountInString(name) > sheetName {
		if r := []rune(name); len(r) > sheetName-1 {
			name = strings.TrimSpace(string(r[:sheetName-2]))
		}
		name += "_"
	}
	if len(b.names) == 0 {
		b.try(b.f.SetSheetName("Sheet1", name))
	} else {
		_, err := b.f.NewSheet(name)
		b.try(err)
	}
	b.names[strings.ToLower(name)] = true
	return name
}

// style is that of a number.
func (b *book) style(n Number) int {
	n.Scaled = 0
	if s, ok := b.styles[n]; ok {
		return s
	}
	format := "#,##0"
	if n.Percent {
		format = "0"
	}
	if n.Digits > 0 {
		format += "." + strings.Repeat("0", n.Digits)
	}
	if n.Percent {
		format += "%"
	}
	s, err := b.f.NewStyle(&excelize.Style{CustomNumFmt: &format, Alignment: &excelize.Alignment{Vertical: "top"}})
	b.try(err)
	b.styles[n] = s
	return s
}

// mostInCell is how many characters the format keeps in a cell.
const mostInCell = 32_767

// cell is what stands in a cell of a sheet: a number as a number, everything else as text, which no program takes for a
// formula.
func (b *book) cell(c Cell) excelize.Cell {
	if c.Number != nil {
		return excelize.Cell{StyleID: b.style(*c.Number), Value: c.Number.Float()}
	}
	if utf8.RuneCountInString(c.Text) > mostInCell {
		c.Text = string([]rune(c.Text)[:mostInCell-1]) + "…"
	}
	return excelize.Cell{Value: c.Text}
}

// table writes a table on a sheet of its own and gives the sheet's name.
func (b *book) table(t Table, tick func(rows int)) string {
	name := b.sheet(t.Sheet)
	w, err := b.f.NewStreamWriter(name)
	if err != nil {
		b.try(err)
		return name
	}
	for i, h := range t.Head {
		b.try(w.SetColWidth(i+1, i+1, widthOf(t, i, h)))
	}
	b.try(w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	head := make([]any, len(t.Head))
	for i, h := range t.Head {
		head[i] = excelize.Cell{StyleID: b.bold, Value: h}
	}
	b.try(w.SetRow("A1", head))
	for i, row := range t.Rows {
		values := make([]any, len(row))
		for k, c := range row {
			values[k] = b.cell(c)
		}
		at, err := excelize.CoordinatesToCellName(1, i+2)
		b.try(err)
		b.try(w.SetRow(at, values))
	}
	if len(t.Rows) == 0 && t.None != "" {
		b.try(w.SetRow("A2", []any{t.None}))
	}
	b.try(w.Flush())
	tick(len(t.Rows))
	return name
}

// widthOf is how wide a column is, in characters, by its head and its first rows.
func widthOf(t Table, col int, head string) float64 {
	most := utf8.RuneCountInString(head)
	for _, row := range t.Rows[:min(len(t.Rows), 50)] {
		if col < len(row) {
			most = max(most, utf8.RuneCountInString(row[col].Text))
		}
	}
	return float64(min(max(most+2, 8), 70))
}

// bytes is the file.
func (b *book) bytes() ([]byte, error) {
	defer b.f.Close()
	if b.err != nil {
		return nil, b.err
	}
	var out bytes.Buffer
	err := b.f.Write(&out)
	return out.Bytes(), err
}
