package pdf

import (
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// Color is red, green and blue, each 0 to 255.
type Color [3]int

// Black, and the grey of quiet words: 7:1 on white.
var (
	Black = Color{0x10, 0x18, 0x1c}
	Quiet = Color{0x4a, 0x4a, 0x4a}
)

// Sheet is a page on which everything has its place. Positions and lengths are millimetres from the top left corner
// of the part that is being filled. Not safe for concurrent use.
type Sheet struct {
	*paper
	x, y float64
	err  error
}

// NewSheet begins a sheet of a size.
func NewSheet(lang, title string, size Size, at time.Time) *Sheet {
	p, err := newPaper(lang, title, size, at)
	s := &Sheet{paper: p, err: err}
	if err == nil {
		p.f.SetMargins(0, 0, 0)
		p.f.SetAutoPageBreak(false, 0)
		p.f.AddPage()
	}
	return s
}

// Twice fills a sheet of A4 across with the same page of A5 two times, side by side, to be cut in the middle.
func Twice(lang, title string, at time.Time, fill func(s *Sheet)) *Sheet {
	s := NewSheet(lang, title, Size{A4.Height, A4.Width}, at)
	if s.err != nil {
		return s
	}
	fill(s)
	s.x = A4.Height / 2
	fill(s)
	s.x = 0
	s.f.SetDashPattern([]float64{1, 2}, 0)
	s.Rule(A4.Height/2, 4, A4.Height/2, A4.Width-4, 0.1, Quiet)
	return s
}

// Words are letters of a size.
type Words struct {
	Points float64
	Bold   bool
	Color  Color
	Most   int  // lines; letters are made smaller, to six tenths at the least, until they fit. 0 = as many as needed
	Right  bool // ends at the right
}

// Write puts text at a place within a width and gives the place below it.
func (s *Sheet) Write(x, y, width float64, w Words, text string) float64 {
	if s.err != nil || text == "" {
		return y
	}
	text, points := s.clean(text), w.Points
	s.font(points, w.Bold)
	all := s.lines(text, width)
	for w.Most > 0 && len(all) > w.Most && points > w.Points*0.6 {
		points -= 0.5
		s.font(points, w.Bold)
		all = s.lines(text, width)
	}
	align := "L"
	if w.Right {
		align = "R"
	}
	s.f.SetTextColor(w.Color[0], w.Color[1], w.Color[2])
	for _, one := range all {
		s.f.SetXY(s.x+x-s.f.GetCellMargin(), s.y+y)
		s.f.CellFormat(width+2*s.f.GetCellMargin(), line(points), one, "", 0, align, false, 0, "")
		y += line(points)
	}
	return y
}

// Rule draws a line.
func (s *Sheet) Rule(x1, y1, x2, y2, thick float64, c Color) {
	if s.err == nil {
		s.f.SetDrawColor(c[0], c[1], c[2])
		s.f.SetLineWidth(thick)
		s.f.Line(s.x+x1, s.y+y1, s.x+x2, s.y+y2)
	}
}

// Frame draws a box with round corners.
func (s *Sheet) Frame(x, y, width, height, radius, thick float64, c Color) {
	if s.err == nil {
		s.f.SetDrawColor(c[0], c[1], c[2])
		s.f.SetLineWidth(thick)
		s.f.RoundedRect(s.x+x, s.y+y, width, height, radius, "1234", "D")
	}
}

// Fill draws a filled shape with straight edges.
func (s *Sheet) Fill(c Color, corners ...[2]float64) {
	if s.err != nil {
		return
	}
	var all []fpdf.PointType
	for _, p := range corners {
		all = append(all, fpdf.PointType{X: s.x + p[0], Y: s.y + p[1]})
	}
	s.f.SetFillColor(c[0], c[1], c[2])
	s.f.Polygon(all, "F")
}

// Disc draws a filled circle.
func (s *Sheet) Disc(c Color, x, y, radius float64) {
	if s.err == nil {
		s.f.SetFillColor(c[0], c[1], c[2])
		s.f.Circle(s.x+x, s.y+y, radius, "F")
	}
}

// Picture puts a JPEG or PNG into a box, as large as it fits.
func (s *Sheet) Picture(image []byte, x, y, width, height float64) {
	if s.err != nil {
		return
	}
	name, w, h, err := s.picture(image)
	if err != nil || w == 0 || h == 0 {
		s.err = err
		return
	}
	k := min(width/w, height/h)
	s.f.ImageOptions(name, s.x+x+(width-w*k)/2, s.y+y, w*k, h*k, false, fpdf.ImageOptions{}, 0, "")
}

// Modules draws a QR code of which rows are given, dark modules true, quiet zone included.
func (s *Sheet) Modules(rows [][]bool, x, y, size float64) {
	if s.err != nil || len(rows) == 0 {
		return
	}
	one := size / float64(len(rows))
	s.f.SetFillColor(0, 0, 0)
	for n, row := range rows {
		for from := 0; from < len(row); from++ {
			if !row[from] {
				continue
			}
			to := from
			for to < len(row) && row[to] {
				to++
			}
			s.f.Rect(s.x+x+float64(from)*one, s.y+y+float64(n)*one, float64(to-from)*one, one, "F")
			from = to
		}
	}
}

// Bytes is the file.
func (s *Sheet) Bytes() ([]byte, error) {
	if s.err != nil {
		return nil, s.err
	}
	return s.bytes()
}
