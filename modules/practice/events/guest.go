package events

import (
	"net/http"
	"net/url"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/words"
)

const actAnswer = "practice.link.use"

// guest is the pages of who has no account: registration by an invitation, what became of it, and a person's own page.
type guest struct {
	*Events
	words.Words
	frame func(r *web.Request, title string) look.Page
	forms *form.Forms
	seat  *web.Page[seatView]
	sent  *web.Page[sentView]
}

func newGuest(v *Events, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*guest, error) {
	g := &guest{Events: v, Words: v.words(), frame: frame}
	var err error
	if g.forms, err = form.New(pages, "public"); err != nil {
		return nil, err
	}
	if g.seat, err = web.Add[seatView](pages, files, "public", "page/seat.html"); err != nil {
		return nil, err
	}
	g.sent, err = web.Add[sentView](pages, files, "public", "page/sent.html")
	return g, err
}

func (g *guest) routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/{lang}/invitations/{token}", Action: actAnswer, Handler: web.View(g.showForm)},
		{Method: "POST", Path: "/{lang}/invitations/{token}", Action: actAnswer, Handler: web.Form(g.takeForm)},
		{Method: "GET", Path: "/{lang}/registered/{token}", Action: actAnswer, Handler: web.View(g.showSent)},
		{Method: "GET", Path: "/{lang}/seat/{token}", Action: actAnswer, Handler: web.View(g.showSeat)},
		{Method: "POST", Path: "/{lang}/seat/{token}", Action: actAnswer, Handler: web.Form(g.takeSeat)},
		{Method: "GET", Path: "/{lang}/seat/{token}/answers", Action: actAnswer, Handler: web.View(g.showAnswers)},
		{Method: "POST", Path: "/{lang}/seat/{token}/answers", Action: actAnswer, Handler: web.Form(g.takeAnswers)},
	}
}

// seatView is GET /{lang}/seat/{token}: what a nominated person may know and answer. It only shows; an answer is a POST.
type seatView struct {
	look.Page
	Lead     string
	Alert    *look.Alert
	State    look.Tag
	Facts    []look.Fact
	Action   string
	Acts     []answerForm
	Sections []Section
	Public   look.NavItem
	Code     string // for the door; empty = none
	QR       look.QR
}

// answerForm is one button.
type answerForm struct{ Answer, Step, Word, Text, Variant string }

func (g *guest) showSeat(r *web.Request) (web.Reply, error) { return g.seatPage(r, form.Fresh(nil)) }

// bySeat reads the nomination of a person's link.
func (g *guest) bySeat(q db.Reader, r *web.Request) (s Standing, e Event, state string, err error) {
	return g.OfSeat(q, r.PathValue("token"))
}

func (g *guest) seatPage(r *web.Request, t form.Typed) (web.Reply, error) {
	var v seatView
	err := r.Read(func(q *db.Snapshot) error {
		s, e, state, err := g.bySeat(q, r)
		if err != nil {
			return err
		}
		title := g.Word(r, e.Titles)
		v = seatView{Page: g.frame(r, title), Lead: when(r.Text, e), Alert: t.Flash(r), State: look.Tag{Word: r.Text.T("practice.state." + s.State)}, Action: r.URL.Path,
			Public: look.NavItem{Word: r.Text.T("practice.seat.event"), Href: "/" + r.Text.Lang().HTML() + "/events/" + e.Ref}}
		v.NoIndex, v.Act = true, nil
		if r.URL.Query().Get("done") != "" {
			v.Flash = form.Done(r)
		}
		if p, err := g.Person(q, s.Nomination); err == nil {
			v.Facts = append(v.Facts, form.Fact(r, "practice.person", p.Name))
		} else if errs.KindOf(err) != errs.Gone {
			return err
		}
		if org := g.Org(r, s.Org); org != "" {
			v.Facts = append(v.Facts, form.Fact(r, "practice.organisation", org))
		}
		if s.Delegation != "" {
			v.Facts = append(v.Facts, form.Fact(r, "practice.delegation", s.Delegation))
		}
		if n, err := g.position(q, s); err != nil {
			return err
		} else if n != nil {
			v.Facts = append(v.Facts, form.Fact(r, "practice.position", r.Text.Number(*n)))
		}
		if s.State == Offered {
			v.Facts = append(v.Facts, form.Fact(r, "practice.offered_until", r.Text.DateTime(s.OfferedUntil, e.zone())))
		}
		if s.Coming != "" {
			v.Facts = append(v.Facts, form.Fact(r, "practice.can_come", r.Text.T("practice.coming."+s.Coming)))
		}
		v.Facts = append(v.Facts, factsOf(r, g.Words, e)...)
		if v.Sections, err = g.seatSections(r, q, s, e, state); err != nil {
			return err
		}
		if state == Cancelled || state == Held {
			v.Alert = &look.Alert{Kind: "info", Text: r.Text.T("practice.seat." + state)}
			return nil
		}
		if s.State == Confirmed && g.SeatCode != nil {
			v.Code = g.SeatCode(s.Ref)
			bitmap, err := document.QRBitmap(v.Code, document.Medium)
			if err != nil {
				return err
			}
			v.QR = look.NewQR(bitmap)
		}
		v.Acts = answers(r, s, r.Now.Before(s.OfferedUntil))
		return nil
	})
	return g.seat.Status(t.Status, v), err
}

// answers are what may be answered for a nomination now.
func answers(r *web.Request, s Standing, offer bool) (all []answerForm) {
	add := func(answer, variant string) {
		all = append(all, answerForm{Answer: answer, Step: id.New(), Word: r.Text.T("practice.answer." + answer), Text: r.Text.T("practice.answer." + answer + "_text"), Variant: variant})
	}
	if s.State == Offered && offer {
		add("accept", "primary")
	}
	on := s.State == Confirmed || s.State == Waitlisted || s.State == Offered
	if on && s.Round > 0 && s.Coming == "" {
		add("come", "primary")
		add("not_come", "secondary")
	} else if on || s.State == Named || s.State == Invited {
		add("withdraw", "secondary")
	}
	return all
}

// takeSeat is POST /{lang}/seat/{token}. The link is the permission.
func (g *guest) takeSeat(r *web.Request) (web.Reply, error) {
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		s, _, state, err := g.bySeat(tx, r)
		if err != nil {
			return web.None{}, err
		}
		if state == Cancelled || state == Held {
			return web.None{}, errs.New(errs.Conflict, "practice.seat."+state)
		}
		_, err = g.Answer(tx, s.Ref, form.Posted(r, "answer"), form.Posted(r, "step"))
		return web.None{}, err
	})
	if err == nil {
		return web.SeeOther(r.URL.Path + "?done=yes"), nil
	}
	t, ok := form.Refused(r, err)
	if !ok {
		return nil, err
	}
	return g.seatPage(r, t)
}

// sentView is GET /{lang}/registered/{token}: what became of a registration.
type sentView struct {
	look.Page
	Lead     string
	Late     *look.Alert
	Tables   []look.Table
	Sections []Section
	Note     string
}

const linkSent = "sent" // what who registered opens

func (g *guest) showSent(r *web.Request) (web.Reply, error) {
	ref, ok := g.refOf(linkSent, r.PathValue("token"))
	if !ok {
		return nil, errs.New(errs.NotFound, "practice.no_such_link")
	}
	v := sentView{Page: g.frame(r, r.Text.T("practice.sent.title")), Lead: r.Text.T("practice.sent.lead"), Note: r.Text.T("practice.sent.note")}
	v.NoIndex, v.Act = true, nil
	err := r.Read(func(q *db.Snapshot) error {
		v.Tables, v.Sections, v.Late = nil, nil, nil
		reg, err := registrationByRef(q, ref)
		if err != nil {
			return err
		}
		for _, section := range g.SentSections {
			one, err := section(r, q, reg.ID)
			if err != nil {
				return err
			}
			if one.Title != "" {
				v.Sections = append(v.Sections, one)
			}
		}
		all, err := ofRegistration(q, ref)
		if err != nil {
			return err
		}
		table := map[string]int{}
		for _, s := range all {
			k, ok := table[s.Event]
			if !ok {
				e, _, err := EventByID(q, s.Event)
				if err != nil {
					return err
				}
				k = len(v.Tables)
				table[s.Event] = k
				v.Tables = append(v.Tables, look.Table{Caption: g.Word(r, e.Titles) + ", " + when(r.Text, e), Head: form.Head(r, "practice.person", "practice.state", "practice.position")})
			}
			row, late, err := g.sentRow(r, q, s)
			if err != nil {
				return err
			}
			if late {
				v.Late = &look.Alert{Kind: "warning", Text: r.Text.T("practice.sent.late")}
			}
			v.Tables[k].Rows = append(v.Tables[k].Rows, row)
		}
		return nil
	})
	return g.sent.With(v), err
}

func (g *guest) sentRow(r *web.Request, q db.Reader, s Standing) (row []look.Cell, late bool, err error) {
	name := r.Text.T("practice.person_erased")
	p, err := g.Person(q, s.Nomination)
	if err == nil {
		name = p.Name
	} else if errs.KindOf(err) != errs.Gone {
		return nil, false, err
	}
	at, n := "", (*int64)(nil)
	if n, err = g.position(q, s); err == nil && n != nil {
		at = r.Text.Number(*n)
	}
	return []look.Cell{{Text: name}, {Text: stateWord(r, s)}, {Text: at}}, s.Late, err
}

// stateWord is the state of a nomination; of a substitute it says so.
func stateWord(r *web.Request, s Standing) string {
	word := r.Text.T("practice.state." + s.State)
	if s.Substitute && s.State == Waitlisted {
		return r.Text.T("practice.substitute")
	}
	return word
}

// ofRegistration are the nominations of a registration by its ref; errs.NotFound for none.
func ofRegistration(q db.Reader, ref string) ([]Standing, error) {
	all, err := db.All(q, func(scan db.Scan) (s Standing, err error) {
		s.Nomination, err = scanNomination(scan, &s.State)
		return s, err
	}, `SELECT `+nominationColumnList+`, i.state FROM practice_nomination n JOIN process_instance i ON i.id = n.id
		WHERE n.registration IN (SELECT r.id FROM practice_registration r WHERE r.ref = $1) ORDER BY n.event, n.arrival`, ref)
	if err == nil && len(all) == 0 {
		err = errs.New(errs.NotFound, "practice.no_such")
	}
	return all, err
}

// fresh is an empty form with an id of its own.
func fresh() form.Typed { return form.Typed{Status: http.StatusOK, Values: url.Values{}} }
