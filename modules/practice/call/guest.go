package call

import (
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/events"
	"reeve/modules/practice/words"
)

// guest is the pages of who offers a talk by a link.
type guest struct {
	*Calls
	words.Words
	frame func(r *web.Request, title string) look.Page
	forms *form.Forms
	one   *web.Page[ownView]
}

// ownView is GET /{lang}/proposals/{token}: what became of a talk.
type ownView struct {
	look.Page
	Lead      string
	Alert     *look.Alert
	State     look.Tag
	Facts     []look.Fact
	Abstract  string
	WordsLang string // of title and abstract, where it is not the page's
	Action    string // of the withdrawal; empty = there is nothing to withdraw
	Step      string
}

func newGuest(c *Calls, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*guest, error) {
	g := &guest{Calls: c, Words: c.words(), frame: frame}
	var err error
	if g.forms, err = form.New(pages, "public"); err != nil {
		return nil, err
	}
	g.one, err = web.Add[ownView](pages, files, "public", "page/own.html")
	return g, err
}

func (g *guest) showForm(r *web.Request) (web.Reply, error) {
	return g.formPage(r, form.Fresh(nil))
}

func (g *guest) formPage(r *web.Request, t form.Typed) (web.Reply, error) {
	var e events.Event
	var state string
	var call Call
	if err := r.Read(func(q *db.Snapshot) (err error) {
		if _, e, state, err = g.Events.OfSeat(q, r.PathValue("token")); err == nil {
			call, err = Of(q, e.ID)
		}
		return err
	}); err != nil {
		return nil, err
	}
	title := r.Text.T("practice.call.offer")
	v := form.View{Page: g.frame(r, title), Lead: g.Word(r, e.Titles) + ", " + events.When(r.Text, e), Action: r.URL.Path, Back: form.Back(r, strings.TrimSuffix(r.URL.Path, "/talk")), Submit: r.Text.T("practice.call.send"),
		Draft: "talk-" + e.Ref, Groups: []form.Group{{ID: "talk", Title: title, Note: g.guidance(r, e, call), Parts: fields(r, t, true)}}}
	v.Act = nil
	if !call.Takes(e, state, r.Now) && t.Alert == nil {
		t.Alert = &look.Alert{Kind: "warning", Text: r.Text.T("practice.call.closed")}
	}
	return g.forms.Answer(r, v, t)
}

// takeForm is POST /{lang}/seat/{token}/talk. The link is the permission.
func (g *guest) takeForm(r *web.Request) (web.Reply, error) {
	p, err := web.Write(r, func(tx *db.Tx) (string, error) {
		n, e, _, err := g.Events.OfSeat(tx, r.PathValue("token"))
		if err != nil {
			return "", err
		}
		if !mayOffer(n) {
			return "", errs.New(errs.Conflict, "practice.call.closed")
		}
		contact, err := g.Events.Person(tx, n.Nomination)
		if err != nil {
			return "", err
		}
		p, err := g.Offer(tx, e.ID, From{Org: n.Org, Registration: n.Registration, Nomination: n.ID}, posted(r, contact))
		return g.address(r.Text.Lang(), p), err
	})
	if err == nil {
		return web.SeeOther(p + "?done=yes"), nil
	}
	t, ok := form.Refused(r, err)
	if !ok {
		return nil, err
	}
	return g.formPage(r, t)
}

// byLink reads the proposal of a link; errs.NotFound for a link not made here.
func (g *guest) byLink(q db.Reader, r *web.Request) (p Proposal, e events.Event, err error) {
	ref, ok := g.Events.RefOf(linkTalk, r.PathValue("token"))
	if !ok {
		return p, e, errs.New(errs.NotFound, "practice.no_such_link")
	}
	if p, err = ByRef(q, ref); err == nil {
		e, _, err = events.EventByID(q, p.Event)
	}
	return p, e, err
}

func (g *guest) show(r *web.Request) (web.Reply, error) { return g.onePage(r, form.Fresh(nil)) }

func (g *guest) onePage(r *web.Request, t form.Typed) (web.Reply, error) {
	var v ownView
	err := r.Read(func(q *db.Snapshot) error {
		p, e, err := g.byLink(q, r)
		if err != nil {
			return err
		}
		v = ownView{Page: g.frame(r, p.Title), Lead: g.Word(r, e.Titles) + ", " + events.When(r.Text, e), Alert: t.Flash(r), State: stateTag(r, p.State), Abstract: p.Abstract, WordsLang: other(r, p.Lang)}
		v.NoIndex, v.Flash, v.Act = true, form.Done(r), nil
		if v.Facts, err = g.facts(r, q, p, true); err != nil {
			return err
		}
		if p.State == Proposed || p.State == Waitlisted || p.State == Accepted {
			v.Action, v.Step = r.URL.Path, newStep()
		}
		return nil
	})
	return g.one.Status(t.Status, v), err
}

// withdraw is POST /{lang}/proposals/{token}. The link is the permission.
func (g *guest) withdraw(r *web.Request) (web.Reply, error) {
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		p, _, err := g.byLink(tx, r)
		if err != nil {
			return web.None{}, err
		}
		_, err = g.Decide(tx, p.Ref, Decision{ID: form.Posted(r, "step"), Step: "withdraw"})
		return web.None{}, err
	})
	if err == nil {
		return web.SeeOther(r.URL.Path + "?done=yes"), nil
	}
	t, ok := form.Refused(r, err)
	if !ok {
		return nil, err
	}
	return g.onePage(r, t)
}
