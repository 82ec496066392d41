package day

import (
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/events"
	"reeve/modules/practice/words"
)

// site is the pages on which anybody looks a certificate up, and answers a survey by a token.
type site struct {
	*Day
	words.Words
	frame func(r *web.Request, title string) look.Page
	one   *web.Page[certificateView]

	forms  *form.Forms
	thanks *web.Page[thanksView]
}

func newSite(d *Day, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*site, error) {
	s := &site{Day: d, Words: words.Words{Places: d.Needs.Places, Settings: d.Needs.Settings}, frame: frame}
	var err error
	if s.forms, err = form.New(pages, "public"); err != nil {
		return nil, err
	}
	if s.thanks, err = web.Add[thanksView](pages, files, "public", "page/thanks.html"); err != nil {
		return nil, err
	}
	s.one, err = web.Add[certificateView](pages, files, "public", "page/certificate.html")
	return s, err
}

// certificateView is GET /{lang}/certificates/{number}. It never shows a name: who has the paper types the one on it.
type certificateView struct {
	look.Page
	State  look.Tag
	Lead   string
	Result *look.Alert
	Facts  []look.Fact
	Action string
	Field  look.Field
}

func (s *site) showCertificate(r *web.Request) (web.Reply, error) { return s.certificate(r, "") }

// checkName answers whether the name typed is the certificate's. It stores nothing, and the name stands in no address.
func (s *site) checkName(r *web.Request) (web.Reply, error) {
	name := strings.Join(strings.Fields(form.Posted(r, "name")), " ")
	if n := utf8.RuneCountInString(name); n < 2 || n > 200 {
		name = "?"
	}
	return s.certificate(r, name)
}

func (s *site) certificate(r *web.Request, name string) (web.Reply, error) {
	number, ok := id.ParseRef(r.PathValue("number"))
	if !ok {
		return nil, errs.New(errs.NotFound, "practice.day.no_certificate")
	}
	var v certificateView
	err := r.Read(func(q *db.Snapshot) error {
		c, err := CertificateByNumber(q, number)
		if errs.KindOf(err) == errs.NotFound {
			return errs.New(errs.NotFound, "practice.day.no_certificate")
		}
		if err != nil {
			return err
		}
		e, _, err := events.EventByID(q, c.Event)
		if err != nil {
			return err
		}
		a, err := byID(q, c.Attendance)
		if err != nil {
			return err
		}
		v = certificateView{Page: s.frame(r, r.Text.T("practice.day.certificate")), Lead: r.Text.T("practice.day.certificate_lead"), Action: r.URL.Path,
			State: look.Tag{Word: r.Text.T("practice.day.valid"), Icon: "check"}, Field: look.Field{Name: "name", Label: r.Text.T("practice.day.name_on_it"), Help: r.Text.T("practice.day.name_help"), Required: true, Autocomplete: "off"}}
		v.NoIndex = true
		if c.Revoked {
			v.State = look.Tag{Word: r.Text.T("practice.day.revoked"), Icon: "ban"}
		}
		title := s.Word(r, e.Titles)
		v.Facts = []look.Fact{form.Fact(r, "practice.day.number", c.Number), {Term: r.Text.T("practice.event"), Text: title, Href: "/" + r.Text.Lang().HTML() + "/events/" + e.Ref},
			form.Fact(r, "practice.when", events.When(r.Text, e)), form.Fact(r, "practice.day.hours", r.Text.Duration(minutes(c.Minutes))), form.Fact(r, "practice.day.issued", r.Text.Date(c.IssuedAt.In(e.Location())))}
		if org := s.Org(r, e.Org); org != "" {
			v.Facts = append(v.Facts, form.Fact(r, "practice.organiser", org))
		}
		switch {
		case name == "":
		case s.IsOf(a, name):
			v.Result = &look.Alert{Kind: "success", Text: r.Text.T("practice.day.name_right")}
		default:
			v.Result = &look.Alert{Kind: "warning", Text: r.Text.T("practice.day.name_wrong")}
		}
		return nil
	})
	return s.one.With(v), err
}

func minutes(n int64) time.Duration { return time.Duration(n) * time.Minute }
