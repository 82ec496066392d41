package bank

import (
	"net/url"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/events"
)

// EventActs lead from an event's page at the desk to the form on which something is recommended because of it.
func (b *Bank) EventActs(r *web.Request, e events.Event) []look.Act {
	if b.Recommend == nil || !r.May(actRecommend) {
		return nil
	}
	return []look.Act{{Word: r.Text.T("practice.bank.recommend_act"), Href: eventAddress(e) + "/recommend", Icon: "lightbulb", Variant: "secondary"}}
}

func eventAddress(e events.Event) string { return "/desk/practice/events/" + e.Ref }

// eventOf finds the event of an address; what may not be seen does not exist.
func (o *office) eventOf(q db.Reader, r *web.Request) (e events.Event, err error) {
	if e, _, err = events.EventByRef(q, r.PathValue("ref")); err == nil && r.Allowed("practice.event.read", o.b.Events.Resource(e)) != nil {
		err = errs.New(errs.NotFound, "practice.no_such")
	}
	return e, err
}

// eventForm is GET /desk/practice/events/{ref}/recommend.
func (o *office) eventForm(r *web.Request) (web.Reply, error) {
	return o.eventPage(r, form.Fresh(url.Values{}))
}

func (o *office) eventPage(r *web.Request, t form.Typed) (web.Reply, error) {
	var e events.Event
	if err := r.Read(func(q *db.Snapshot) (err error) { e, err = o.eventOf(q, r); return err }); err != nil {
		return nil, err
	}
	title := o.b.word(r.Text, e.Titles)
	return o.recommendOf(r, t, ground{at: eventAddress(e), crumbs: []look.NavItem{{Word: r.Text.T("practice.desk.title"), Href: "/desk/practice"}, {Word: title, Href: eventAddress(e)}},
		lead: form.Line(title, events.When(r.Text, e)) + ". " + r.Text.T("practice.bank.recommend_lead"), draft: "event-recommend-" + e.Ref, org: e.Org})
}

// takeEvent is POST /desk/practice/events/{ref}/recommend. It leads to the recommendation, where who wrote it may read it.
func (o *office) takeEvent(r *web.Request) (web.Reply, error) {
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		e, err := o.eventOf(tx, r)
		if err != nil {
			return "", err
		}
		return o.recommend(tx, r, Recommending{Event: e.Ref, Title: e.Titles})
	})
	switch {
	case err == nil && r.May("plan.advice.read"):
		return web.SeeOther("/desk/recommendations/" + ref), nil
	case err == nil:
		return web.SeeOther("/desk/practice/events/" + r.PathValue("ref") + "?done=yes"), nil
	}
	t, again := form.Refused(r, err)
	if !again {
		return nil, err
	}
	return o.eventPage(r, t)
}
