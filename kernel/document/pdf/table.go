package pdf

import (
	"slices"
	"strings"
	"unicode"
)

// Table writes a table with a head that is repeated on every page. Columns are as wide as what stands in them asks for.
// A column in which every cell begins with a digit, or says that there is nothing ("–"), stands to the right.
func (d *Document) Table(head []string, rows [][]string) {
	if d.err != nil || len(head) == 0 {
		return
	}
	widest, least := make([]float64, len(head)), make([]float64, len(head))
	measure := func(row []string) {
		for n := range min(len(row), len(head)) {
			text := d.clean(row[n])
			for part := range strings.SplitSeq(text, "\n") {
				widest[n] = max(widest[n], d.f.GetStringWidth(part)+2*pad+slack)
			}
			for word := range strings.FieldsSeq(text) {
				least[n] = max(least[n], d.f.GetStringWidth(word)+2*pad+slack)
			}
		}
	}
	d.font(cell, false)
	for _, row := range rows {
		measure(row)
	}
	body := slices.Clone(least)
	d.font(cell, true)
	measure(head)
	if total(least) > inner { // words of the head may be broken, a number may not
		least = body
	}
	if floor, free := total(least), float64(len(least))*beside; floor > inner {
		f := max(smallest/cell, (inner-free)/(floor-free))
		d.cell = cell * f
		for n := range least {
			least[n], widest[n] = (least[n]-beside)*f+beside, (widest[n]-beside)*f+beside
		}
	}
	d.table(head, rows, shares(widest, least, inner))
	d.cell = 0
}

// total is the sum of widths, each cut as shares does.
func total(least []float64) (sum float64) {
	for _, w := range least {
		sum += min(w, inner/2)
	}
	return sum
}

// points is the size of letters in the table that is being written.
func (d *Document) points() float64 {
	if d.cell > 0 {
		return d.cell
	}
	return cell
}

// Sizes within a table.
const (
	cell     = 9.5 // points
	smallest = 6   // points, of a table with more columns than a page has room for
	pad      = 1.5 // millimetres
	slack    = 2.5 // millimetres that breaking lines keeps free
	beside   = 2*pad + slack
	inner    = 210 - 2*margin
)

// shares divides a width: every column gets what its longest word needs, the rest goes by what the columns hold.
func shares(widest, least []float64, width float64) []float64 {
	out := make([]float64, len(widest))
	sum, floor := 0.0, 0.0
	for n := range widest {
		least[n] = min(least[n], width/2)
		sum += widest[n] - least[n]
		floor += least[n]
	}
	for n := range out {
		switch {
		case floor >= width:
			out[n] = least[n] / floor
		case sum+floor <= width:
			out[n] = widest[n] / (sum + floor)
		default:
			out[n] = (least[n] + (width-floor)*(widest[n]-least[n])/sum) / width
		}
	}
	return out
}

// table writes rows; the columns' widths are shares of the page's.
func (d *Document) table(head []string, rows [][]string, share []float64) {
	if d.err != nil {
		return
	}
	right := make([]bool, len(share))
	for n := range right {
		right[n] = head != nil && numeric(rows, n)
	}
	writeHead := func() {
		if head != nil {
			d.row(head, d.broken(head, share, true), share, right, true)
		}
	}
	d.room(line(cell) * 4)
	writeHead()
	for _, row := range rows {
		broken := d.broken(row, share, false)
		if height := d.height(broken); d.f.GetY()+height > A4.Height-foot && height < A4.Height-margin-foot-20 {
			d.f.AddPage()
			writeHead()
		}
		d.row(row, broken, share, right, false)
	}
	d.f.Ln(4)
}

func numeric(rows [][]string, n int) bool {
	for _, row := range rows {
		if n >= len(row) || row[n] == "" || row[n] == "–" {
			continue
		}
		first := []rune(strings.TrimLeft(row[n], "−-+ "))
		if len(first) == 0 || !unicode.IsDigit(first[0]) {
			return false
		}
	}
	return len(rows) > 0
}

// broken are the cells of a row, each as the lines that it takes; the font is set by it.
func (d *Document) broken(row []string, share []float64, bold bool) [][]string {
	d.font(d.points(), bold)
	all := make([][]string, min(len(row), len(share)))
	for n := range all {
		all[n] = d.lines(d.clean(row[n]), share[n]*inner-2*pad)
	}
	return all
}

// height is how much a row takes.
func (d *Document) height(broken [][]string) float64 {
	most := 1
	for _, lines := range broken {
		most = max(most, len(lines))
	}
	return float64(most)*line(d.points()) + 2*pad
}

// row writes one row with a rule below. A row that is higher than a page is cut by pages as text is.
func (d *Document) row(row []string, broken [][]string, share []float64, right []bool, bold bool) {
	d.font(d.points(), bold)
	height := d.height(broken)
	y, x := d.f.GetY(), margin
	over := y+height > A4.Height-foot
	for n := range min(len(row), len(share)) {
		align, width := "L", share[n]*inner
		if right[n] {
			align = "R"
		}
		if over { // higher than a page: below each other
			d.f.SetX(margin)
			d.f.MultiCell(0, line(d.points()), d.clean(row[n]), "", "L", false)
			continue
		}
		for i, text := range broken[n] {
			d.f.SetXY(x+pad, y+pad+float64(i)*line(d.points()))
			d.f.CellFormat(width-2*pad, line(d.points()), text, "", 0, align, false, 0, "")
		}
		x += width
	}
	if !over {
		d.f.SetXY(margin, y+height)
	}
	y = d.f.GetY()
	d.f.SetDrawColor(150, 150, 150)
	d.f.SetLineWidth(0.2)
	if bold {
		d.f.SetDrawColor(0, 0, 0)
		d.f.SetLineWidth(0.4)
	}
	d.f.Line(margin, y, margin+inner, y)
}
