package day

import (
	"net/http"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/document/pdf"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/modules/practice/events"
)

// paper is GET .../day/certificates/{attendance}: the certificate as PDF, drawn from the record as long as the name is there.
func (o *office) paper(w http.ResponseWriter, r *web.Request) error {
	var b []byte
	var number string
	var seen events.Event
	err := r.Read(func(q *db.Snapshot) error {
		e, a, c, err := o.certificateAt(q, r)
		if err != nil {
			return err
		}
		if c.Revoked {
			return errs.New(errs.Conflict, "practice.day.is_revoked")
		}
		p, err := o.Person(q, a)
		if err != nil {
			return err
		}
		seen, number = e, c.Number
		b, err = o.draw(r, e, c, p.Name, o.Org(r, a.Org))
		return err
	})
	if err != nil {
		return err
	}
	if _, err := web.Write(r, func(tx *db.Tx) (web.None, error) { return web.None{}, o.looked(tx, seen) }); err != nil {
		return err
	}
	return send(w, "certificate-"+number+".pdf", b)
}

func send(w http.ResponseWriter, name string, b []byte) error {
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", `inline; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err := w.Write(b)
	return err
}

// draw puts a certificate on a page of A4 across, with the address at which it is verified.
func (o *office) draw(r *web.Request, e events.Event, c Certificate, name, org string) ([]byte, error) {
	l, lang := r.Text, r.Text.Lang().HTML()
	verify := o.BaseURL() + "/" + lang + "/certificates/" + c.Number
	code, err := document.QRBitmap(verify, document.Medium)
	if err != nil {
		return nil, err
	}
	s := pdf.NewSheet(lang, l.T("practice.day.certificate")+" "+c.Number, pdf.Size{Width: pdf.A4.Height, Height: pdf.A4.Width}, c.IssuedAt)
	s.Frame(10, 10, 277, 190, 3, 0.4, pdf.Quiet)
	const left, wide = 26.0, 245.0
	y := s.Write(left, 28, wide, pdf.Words{Points: 14, Color: pdf.Quiet, Most: 1}, o.Org(r, e.Org))
	y = s.Write(left, y+6, wide, pdf.Words{Points: 34, Bold: true, Color: pdf.Black, Most: 1}, l.T("practice.day.certificate"))
	y = s.Write(left, y+12, wide, pdf.Words{Points: 26, Bold: true, Color: pdf.Black, Most: 2}, name)
	y = s.Write(left, y+2, wide, pdf.Words{Points: 13, Color: pdf.Quiet, Most: 2}, org)
	y = s.Write(left, y+8, wide, pdf.Words{Points: 13, Color: pdf.Black, Most: 1}, l.T("practice.day.attended"))
	y = s.Write(left, y+2, wide, pdf.Words{Points: 18, Bold: true, Color: pdf.Black, Most: 3}, o.Word(r, e.Titles))
	s.Write(left, y+2, wide, pdf.Words{Points: 13, Color: pdf.Black, Most: 2}, events.When(l, e)+" · "+l.Duration(minutes(c.Minutes)))
	s.Modules(code, 236, 152, 38)
	y = s.Write(left, 162, 200, pdf.Words{Points: 11, Color: pdf.Black, Most: 1}, l.T("practice.day.number")+": "+c.Number+" · "+l.Date(c.IssuedAt.In(e.Location())))
	s.Write(left, y+1, 200, pdf.Words{Points: 10, Color: pdf.Quiet, Most: 2}, l.T("practice.day.verify")+" "+verify)
	return s.Bytes()
}

// badges is GET .../day/badges: a QR code for everybody who is expected, to be printed and cut.
func (o *office) badges(w http.ResponseWriter, r *web.Request) error {
	var b []byte
	var seen events.Event
	err := r.Read(func(q *db.Snapshot) error {
		e, _, err := o.event(q, r, r.PathValue("ref"))
		if err != nil {
			return err
		}
		seen = e
		all, err := events.Standings(q, e.ID)
		if err != nil {
			return err
		}
		d := pdf.New(r.Text.Lang().HTML(), strings.Join([]string{r.Text.T("practice.day.badges"), o.Word(r, e.Titles)}, ": "), r.Now.Truncate(time.Second))
		for _, n := range all {
			if n.State != events.Confirmed && n.State != events.Attended {
				continue
			}
			p, err := o.Events.Person(q, n.Nomination)
			if errs.KindOf(err) == errs.Gone {
				continue
			}
			if err != nil {
				return err
			}
			code, err := document.QRPNG(o.Code(n.Ref), document.Medium, 400)
			if err != nil {
				return err
			}
			d.Heading(2, p.Name)
			d.Text(o.Org(r, n.Org))
			d.Image(code, 40)
			d.Small(o.Code(n.Ref))
		}
		b, err = d.Bytes()
		return err
	})
	if err != nil {
		return err
	}
	if _, err := web.Write(r, func(tx *db.Tx) (web.None, error) { return web.None{}, o.looked(tx, seen) }); err != nil {
		return err
	}
	return send(w, "badges-"+seen.Ref+".pdf", b)
}
