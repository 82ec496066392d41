package docx

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Table writes a table with a head that is repeated on every page. A column in which every cell begins with a digit, or
// says that there is nothing ("–"), stands to the right.
func (d *Document) Table(head []string, rows [][]string) {
	if len(head) == 0 {
		return
	}
	width, least := make([]int, len(head)), make([]int, len(head))
	for _, row := range append([][]string{head}, rows...) {
		for n := range min(len(row), len(head)) {
			width[n] = max(width[n], min(utf8.RuneCountInString(row[n]), 40)+3)
			for word := range strings.FieldsSeq(row[n]) {
				least[n] = max(least[n], utf8.RuneCountInString(word)*letter+2*padding)
			}
		}
	}
	right := make([]bool, len(head))
	for n := range head {
		right[n] = numeric(rows, n)
	}
	grid := shares(width, least)
	d.begin("Figures", grid, true)
	d.row(head, grid, right, true, false)
	for _, row := range rows {
		d.row(row, grid, right, false, false)
	}
	d.end()
}

// Facts writes terms with what is said of them, one below the other.
func (d *Document) Facts(pairs [][2]string) {
	if len(pairs) == 0 {
		return
	}
	grid := shares([]int{34, 66}, []int{0, 0})
	d.begin("Figures", grid, false)
	for _, p := range pairs {
		d.row(p[:], grid, make([]bool, 2), false, true)
	}
	d.end()
}

// begin opens a table whose columns have widths in twentieths of a point.
func (d *Document) begin(style string, grid []int, head bool) {
	d.headed = true
	first, column := "0", "1"
	if head {
		first, column = "1", "0"
	}
	d.body.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="` + style + `"/><w:tblW w:w="` + strconv.Itoa(inner) + `" w:type="dxa"/>` +
		`<w:tblLook w:val="0000" w:firstRow="` + first + `" w:lastRow="0" w:firstColumn="` + column +
		`" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>`)
	for _, w := range grid {
		d.body.WriteString(`<w:gridCol w:w="` + strconv.Itoa(w) + `"/>`)
	}
	d.body.WriteString("</w:tblGrid>")
}

// end closes a table; two tables that follow each other would be one without a paragraph between them.
func (d *Document) end() {
	d.body.WriteString(`</w:tbl><w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>`)
}

func (d *Document) row(cells []string, grid []int, right []bool, head, term bool) {
	d.body.WriteString("<w:tr><w:trPr><w:cantSplit/>")
	if head {
		d.body.WriteString("<w:tblHeader/>")
	}
	d.body.WriteString("</w:trPr>")
	for n, w := range grid {
		text := ""
		if n < len(cells) {
			text = cells[n]
		}
		d.body.WriteString(`<w:tc><w:tcPr><w:tcW w:w="` + strconv.Itoa(w) + `" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="Cell"/>`)
		if head {
			d.body.WriteString("<w:keepNext/>")
		}
		if right[n] {
			d.body.WriteString(`<w:jc w:val="right"/>`)
		}
		d.body.WriteString("</w:pPr>")
		if text != "" {
			run(&d.body, text, head || term && n == 0)
		}
		d.body.WriteString("</w:p></w:tc>")
	}
	d.body.WriteString("</w:tr>")
}

// What a letter of a table takes on average and what is kept free beside it, in twentieths of a point.
const (
	letter  = 115
	padding = 110
)

// shares divides the width of a page: every column gets what its longest word takes, at most half of the page, and the
// rest goes by what the columns hold. The columns' sum is the page's.
func shares(width, least []int) []int {
	sum, floor, out, left := 0, 0, make([]int, len(width)), inner
	for n, w := range width {
		least[n] = min(least[n], inner/2)
		sum += w
		floor += least[n]
	}
	for n, w := range width {
		if floor >= inner {
			out[n] = inner * least[n] / floor
		} else {
			out[n] = least[n] + (inner-floor)*w/sum
		}
		left -= out[n]
	}
	out[0] += left
	return out
}

func numeric(rows [][]string, n int) bool {
	for _, row := range rows {
		if n >= len(row) || row[n] == "" || row[n] == "–" {
			continue
		}
		first, _ := utf8.DecodeRuneInString(strings.TrimLeft(row[n], "−-+ "))
		if !unicode.IsDigit(first) {
			return false
		}
	}
	return len(rows) > 0
}
