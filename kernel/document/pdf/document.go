package pdf

import (
	"strconv"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// Document is text that runs over pages of A4, with its number at the foot of each. Not safe for concurrent use.
type Document struct {
	*paper
	err  error
	cell float64 // points of the table that is being written; 0 = the usual size
}

// Margins of a document and the space that is kept at the foot, in millimetres.
const (
	margin = 20.0
	foot   = 20.0
	body   = 10.5 // points of running text
)

// New begins a document in a language (BCP 47) with a title, written at an instant. The title stands in the file's
// properties and at the foot of every page; a heading is written by [Document.Heading].
func New(lang, title string, at time.Time) *Document {
	p, err := newPaper(lang, title, A4, at)
	d := &Document{paper: p, err: err}
	if err != nil {
		return d
	}
	p.f.SetMargins(margin, margin, margin)
	p.f.SetAutoPageBreak(true, foot)
	p.f.AliasNbPages("")
	below := p.clean(title)
	p.f.SetFooterFunc(func() {
		p.f.SetY(-foot + 6)
		p.font(8, false)
		p.f.SetTextColor(80, 80, 80)
		words := below
		for p.f.GetStringWidth(words) > A4.Width-2*margin-20 && words != "" {
			words = strings.TrimSpace(words[:strings.LastIndexByte(" "+words, ' ')])
		}
		p.f.CellFormat(0, 5, words, "", 0, "L", false, 0, "")
		p.f.SetX(margin)
		p.f.CellFormat(0, 5, strconv.Itoa(p.f.PageNo()), "", 0, "R", false, 0, "")
		p.f.SetTextColor(0, 0, 0)
	})
	p.f.AddPage()
	return d
}

// Heading writes a heading; level 1 is the largest, 3 the smallest. It also stands in the file's outline.
func (d *Document) Heading(level int, text string) {
	if d.err != nil || strings.TrimSpace(text) == "" {
		return
	}
	points := []float64{18, 14, 11.5}[min(max(level, 1), 3)-1]
	text = d.clean(text)
	d.room(line(points)*2 + line(cell)*6) // with the beginning of what follows: a table's head and two of its rows
	if d.f.GetY() > margin {
		d.f.Ln(line(points) * 0.6)
	}
	d.f.Bookmark(text, min(max(level, 1), 3)-1, -1)
	d.font(points, true)
	d.f.MultiCell(0, line(points), text, "", "L", false)
	d.f.Ln(1.5)
}

// Text writes a paragraph; line breaks in it stay.
func (d *Document) Text(text string) { d.paragraph(text, body, 0) }

// Small writes a quiet paragraph: a source, a note below a table.
func (d *Document) Small(text string) { d.paragraph(text, 8.5, 0) }

// List writes a list with dots.
func (d *Document) List(items []string) {
	for _, item := range items {
		if d.err != nil {
			return
		}
		d.room(line(body))
		d.font(body, false)
		d.f.CellFormat(5, line(body), "•", "", 0, "L", false, 0, "")
		d.paragraph(item, body, 5)
	}
}

func (d *Document) paragraph(text string, points, indent float64) {
	if d.err != nil || strings.TrimSpace(text) == "" {
		return
	}
	d.font(points, false)
	d.f.SetLeftMargin(margin + indent)
	d.f.SetX(margin + indent)
	d.f.MultiCell(0, line(points), d.clean(text), "", "L", false)
	d.f.SetLeftMargin(margin)
	d.f.Ln(line(points) * 0.4)
}

// Facts writes terms with what is said of them, one below the other.
func (d *Document) Facts(pairs [][2]string) {
	var rows [][]string
	for _, v := range pairs {
		rows = append(rows, []string{v[0], v[1]})
	}
	d.table(nil, rows, []float64{0.34, 0.66})
}

// Image writes a JPEG or PNG at a width in millimetres, at most that of the page.
func (d *Document) Image(image []byte, width float64) {
	if d.err != nil {
		return
	}
	name, w, h, err := d.picture(image)
	if err != nil || w == 0 {
		d.err = err
		return
	}
	width = min(width, A4.Width-2*margin)
	height := width * h / w
	if most := A4.Height - margin - foot; height > most {
		width, height = width*most/height, most
	}
	d.room(height)
	y := d.f.GetY()
	d.f.ImageOptions(name, margin, y, width, height, false, fpdf.ImageOptions{}, 0, "")
	d.f.SetY(y + height + 3)
}

// room goes to the next page where less than height is left on this one.
func (d *Document) room(height float64) {
	if d.f.GetY()+height > A4.Height-foot && d.f.GetY() > margin {
		d.f.AddPage()
	}
}

// Bytes is the file.
func (d *Document) Bytes() ([]byte, error) {
	if d.err != nil {
		return nil, d.err
	}
	return d.bytes()
}
