package officers

import (
	"net/http"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/document/pdf"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/modules/places"
)

// The colours of the mark.
var (
	markStone = pdf.Color{0x04, 0x53, 0x58}
	markKey   = pdf.Color{0xe9, 0xa2, 0x3f}
	markFloor = pdf.Color{0x22, 0x22, 0x1c}
)

// leaflet is GET /{lang}/officers/{code}/leaflet.pdf: A5, or two of them on A4 with ?paper=a4.
func (s *site) leaflet(w http.ResponseWriter, r *web.Request) error {
	d := s.o.directory()
	c, ok := d.byCode[r.PathValue("code")]
	if !ok {
		return errs.New(errs.NotFound, "officers.no_such_post", "post", r.PathValue("code"))
	}
	card := s.card(r, d, c, "")
	address := s.o.PublicURL() + officerHref(r, c.Code)
	code, err := document.QRBitmap(address, document.Medium)
	if err != nil {
		return err
	}
	var next string
	if p, ok := d.s.Above(c.Place, places.Community); ok && s.o.Meetings != nil {
		err := r.Read(func(q *db.Snapshot) error {
			all, err := s.o.Meetings(r, q, p.ID, s.o.Today(r, p.ID))
			if len(all) > 0 {
				next = all[0].When + ", " + all[0].What
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	l, lang := r.Text, r.Text.Lang().HTML()
	style, err := s.paperLook(r, d, c.Place)
	if err != nil {
		return err
	}
	var photo []byte
	if c.Officer != nil {
		if photo, err = s.o.Places.Picture(r.Context(), d.s.PhotoFile(c.Officer.Photo)); err != nil {
			return err
		}
	}
	fill := func(p *pdf.Sheet) { s.fill(r, p, style, photo, card, code, address, next) }
	var sheet *pdf.Sheet
	name := c.Code + "-" + lang + ".pdf"
	switch r.URL.Query().Get("paper") {
	case "a4":
		sheet, name = pdf.Twice(lang, l.T("officers.title")+": "+card.Name, r.Now, fill), c.Code+"-"+lang+"-a4.pdf"
	default:
		sheet = pdf.NewSheet(lang, l.T("officers.title")+": "+card.Name, pdf.A5, r.Now)
		fill(sheet)
	}
	b, err := sheet.Bytes()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", `inline; filename="`+fileName(name)+`"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(b)
	return err
}

// fileName keeps of a code what every system takes in the name of a file.
func fileName(name string) string {
	out := []byte(name)
	for n, c := range out {
		if !(c == '-' || c == '.' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
			out[n] = '-'
		}
	}
	return string(out)
}

// fill draws one leaflet of A5: who, the number, when and where, the code that leads to the page.
func (s *site) fill(r *web.Request, p *pdf.Sheet, style paperLook, photo []byte, c cardView, code [][]bool, address, next string) {
	const left, right = 11.0, 137.0
	const wide = right - left
	l := r.Text
	y := p.Write(left, 10, wide-24, pdf.Words{Points: 30, Bold: true, Color: pdf.Black, Most: 1}, style.name)
	if style.slogan != "" {
		y = p.Write(left, y, wide-24, pdf.Words{Points: 11, Color: pdf.Black, Most: 2}, style.slogan)
	}
	if style.logo != nil {
		p.Picture(style.logo, right-20, 9, 20, 14)
	} else {
		mark(p, right-12, 10.5)
	}
	y = max(y, 24) + 2
	p.Rule(left, y, right, y, 1, style.rule)
	y = s.head(p, style, photo, c, y+6)
	if c.Unit != "" {
		y = p.Write(left, y+2, wide, pdf.Words{Points: 12, Color: pdf.Black, Most: 3}, l.T("officers.unit_answers")+": "+c.Unit)
	}
	y = p.Write(left, y+5, wide, pdf.Words{Points: 12, Color: pdf.Quiet}, l.T("officers.phone"))
	if c.Phone != "" {
		y = p.Write(left, y, wide, pdf.Words{Points: 32, Bold: true, Color: pdf.Black, Most: 1}, c.Phone)
	} else {
		y = p.Write(left, y, wide, pdf.Words{Points: 13, Color: pdf.Black, Most: 2}, c.NoNumber)
	}
	facts := c.Facts
	y += 3
	row := func(term, text string) {
		if y > 150 || text == "" { // the foot stays free; the page says the rest
			return
		}
		p.Rule(left, y, right, y, 0.2, pdf.Quiet)
		a := p.Write(left, y+1.2, 42, pdf.Words{Points: 11, Color: pdf.Quiet, Most: 2}, term)
		b := p.Write(left+44, y+1.2, wide-44, pdf.Words{Points: 11, Color: pdf.Black, Most: 3}, text)
		y = max(a, b) + 1.2
	}
	for _, f := range facts {
		row(f.Term, f.Text)
	}
	row(l.T("officers.meetings"), next)
	s.foot(r, p, code, address)
}

// head is who: beside the photo where there is one.
func (s *site) head(p *pdf.Sheet, style paperLook, photo []byte, c cardView, y float64) float64 {
	const left, right, photoWide, photoHigh = 11.0, 137.0, 28.0, 34.0
	x, bottom := left, y
	if photo != nil {
		p.Picture(photo, left, y, photoWide, photoHigh)
		x, bottom = left+photoWide+6, y+photoHigh
	}
	y = p.Write(x, y, right-x, pdf.Words{Points: 12, Bold: true, Color: style.ink, Most: 2}, c.Title)
	y = p.Write(x, y+0.5, right-x, pdf.Words{Points: 22, Bold: true, Color: pdf.Black, Most: 2}, c.Name)
	y = p.Write(x, y, right-x, pdf.Words{Points: 12, Color: pdf.Black}, c.Rank)
	y = p.Write(x, y, right-x, pdf.Words{Points: 12, Color: pdf.Black, Most: 2}, c.PlaceLine)
	return max(y, bottom)
}

// foot is the lower part: it stands at the same place on every leaflet.
func (s *site) foot(r *web.Request, p *pdf.Sheet, code [][]bool, address string) {
	const left, right = 11.0, 137.0
	l := r.Text
	p.Rule(left, 158, right, 158, 0.2, pdf.Quiet)
	p.Modules(code, left-2, 159, 32)
	y := p.Write(44, 162, right-44, pdf.Words{Points: 12, Bold: true, Color: pdf.Black, Most: 2}, l.T("officers.leaflet_ask"))
	y = p.Write(44, y, right-44, pdf.Words{Points: 11, Color: pdf.Black, Most: 2}, l.T("officers.leaflet_text"))
	p.Write(44, y+0.5, right-44, pdf.Words{Points: 9, Color: pdf.Black, Most: 2}, address)
	p.Frame(left, 192.5, 60, 11, 1.5, 0.5, pdf.Black)
	p.Write(left+3, 195, 54, pdf.Words{Points: 13, Bold: true, Color: pdf.Quiet, Most: 1}, l.T("officers.danger", "number", s.o.Settings.Get().Emergency))
	y = p.Write(75, 193, right-75, pdf.Words{Points: 8.5, Color: pdf.Quiet, Right: true, Most: 1},
		l.T("officers.leaflet_printed", "date", l.Date(civil(s.o.Today(r, "")))))
	p.Write(75, y, right-75, pdf.Words{Points: 8.5, Color: pdf.Quiet, Right: true, Most: 1}, l.T("officers.leaflet_valid"))
}

// mark draws the mark of the program in a square of 12 mm: an arch with its keystone, and somebody who stands in it.
func mark(p *pdf.Sheet, x, y float64) {
	at := func(points ...[2]float64) (all [][2]float64) {
		for _, v := range points {
			all = append(all, [2]float64{x + v[0], y + v[1]})
		}
		return all
	}
	p.Fill(markStone, at([2]float64{0, 5.2}, [2]float64{3, 6.2}, [2]float64{3, 12}, [2]float64{0, 12})...)
	p.Fill(markStone, at([2]float64{12, 5.2}, [2]float64{9, 6.2}, [2]float64{9, 12}, [2]float64{12, 12})...)
	p.Fill(markStone, at([2]float64{0.3, 4.5}, [2]float64{1.6, 2.2}, [2]float64{4, 0.6}, [2]float64{4.8, 3.4}, [2]float64{3.2, 5.4})...)
	p.Fill(markStone, at([2]float64{11.7, 4.5}, [2]float64{10.4, 2.2}, [2]float64{8, 0.6}, [2]float64{7.2, 3.4}, [2]float64{8.8, 5.4})...)
	p.Fill(markKey, at([2]float64{4.5, 0}, [2]float64{7.5, 0}, [2]float64{6.8, 3.3}, [2]float64{5.2, 3.3})...)
	p.Disc(markFloor, x+6, y+9, 1.7)
}
