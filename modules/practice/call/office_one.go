package call

import (
	"net/url"
	"slices"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/events"
)

func stateTag(r *web.Request, state string) look.Tag {
	t := look.Tag{Word: r.Text.T("practice.proposal.state." + state), Icon: "clock"}
	switch state {
	case Accepted:
		t.Icon, t.Color = "check", "success"
	case Declined, Withdrawn:
		t.Icon = "x"
	case Waitlisted:
		t.Icon = "hourglass"
	}
	return t
}

func newStep() string { return id.New() }

// oneView is GET /desk/practice/proposals/{ref}.
type oneView struct {
	look.Page
	Crumbs    look.Crumbs
	State     look.Tag
	Lead      string
	WordsLang string // of title and abstract, where it is not the page's
	Alert     *look.Alert
	Abstract  string
	Facts     []look.Fact
	History   look.Table
	Next      look.NextSteps
}

// open finds the proposal of an address with its event; what may not be seen does not exist.
func (o *office) open(q db.Reader, r *web.Request) (p Proposal, e events.Event, err error) {
	if p, err = ByRef(q, r.PathValue("ref")); err != nil {
		return p, e, err
	}
	found, _, err := events.EventByID(q, p.Event)
	if err != nil {
		return p, e, err
	}
	e, _, err = o.event(q, r, found.Ref)
	return p, e, err
}

func (o *office) showOne(r *web.Request) (web.Reply, error) {
	var v oneView
	var seen Proposal
	var of events.Event
	err := r.Read(func(q *db.Snapshot) error {
		p, e, err := o.open(q, r)
		if err != nil {
			return err
		}
		seen, of = p, e
		at := "/desk/practice/proposals/" + p.Ref
		v = oneView{Page: o.frame(r, p.Title), Lead: o.Word(r, e.Titles) + ", " + events.When(r.Text, e), WordsLang: other(r, p.Lang), State: stateTag(r, p.State), Abstract: p.Abstract,
			Crumbs: o.crumbs(r, e, look.NavItem{Word: r.Text.T("practice.call.title"), Href: "/desk/practice/events/" + e.Ref + "/talks"}, look.NavItem{Word: p.Title}),
			Next:   look.NextSteps{ID: "next", Title: r.Text.T("form.next")}}
		v.NoIndex, v.Flash = true, form.Done(r)
		if v.Facts, err = o.facts(r, q, p, false); err != nil {
			return err
		}
		if p.State == Accepted {
			v.Next.Steps = append(v.Next.Steps, look.NextStep{Icon: "calendar", Title: r.Text.T("practice.talks.session_edit"), Href: "/desk/practice/events/" + e.Ref + "/programme/session?key=" + url.QueryEscape(p.Key())})
		}
		for _, s := range Definition().StepsFrom(p.State) {
			v.Next.Steps = append(v.Next.Steps, look.NextStep{Icon: stepIcon(s.Name), Title: r.Text.T("practice.proposal.step." + s.Name), Needs: r.Text.T("practice.call.needs." + s.Name), Href: at + "/steps/" + s.Name})
		}
		v.History, err = o.history(r, q, p, e)
		return err
	})
	if err != nil {
		return nil, err
	}
	if _, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		return web.None{}, o.Log.Record(tx, audit.Entry{Operation: audit.Consultation, Action: "practice.proposal.read", Kind: KindProposal, ID: seen.ID, Place: of.Place, Org: of.Org})
	}); err != nil {
		return nil, err
	}
	return o.one.With(v), nil
}

func stepIcon(step string) string {
	switch step {
	case "accept":
		return "check"
	case "waitlist":
		return "hourglass"
	case "decline":
		return "x"
	}
	return "undo-2"
}

// known tells whether a step is one of a proposal.
func known(step string) bool {
	return slices.ContainsFunc(Definition().Steps, func(s process.Step) bool { return s.Name == step })
}
