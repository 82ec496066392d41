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

const (
	actRead     = "practice.event.read"
	actWrite    = "practice.event.write"
	actRegister = "practice.registration.write"
	actLink     = "practice.link.use"
)

// office is the desk's pages: the call, what was offered, a decision.
type office struct {
	*Calls
	words.Words
	frame func(r *web.Request, title string) look.Page
	forms *form.Forms
	list  *web.Page[listView]
	one   *web.Page[oneView]
}

func newOffice(c *Calls, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*office, error) {
	o := &office{Calls: c, Words: c.words(), frame: frame}
	var err error
	if o.forms, err = form.New(pages, "desk"); err != nil {
		return nil, err
	}
	if o.list, err = web.Add[listView](pages, files, "desk", "page/list.html"); err != nil {
		return nil, err
	}
	o.one, err = web.Add[oneView](pages, files, "desk", "page/proposal.html")
	return o, err
}

// Routes are the ways into this feature. pages gets its pages; frame fills what all pages share.
func (c *Calls) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	g, err := newGuest(c, pages, frame)
	if err != nil {
		return nil, err
	}
	o, err := newOffice(c, pages, frame)
	if err != nil {
		return nil, err
	}
	const at, one = "/desk/practice/events/{ref}/talks", "/desk/practice/proposals/{ref}"
	return []web.Route{
		{Method: "GET", Path: "/{lang}/seat/{token}/talk", Action: actLink, Handler: web.View(g.showForm)},
		{Method: "POST", Path: "/{lang}/seat/{token}/talk", Action: actLink, Handler: web.Form(g.takeForm)},
		{Method: "GET", Path: "/{lang}/proposals/{token}", Action: actLink, Handler: web.View(g.show)},
		{Method: "POST", Path: "/{lang}/proposals/{token}", Action: actLink, Handler: web.Form(g.withdraw)},
		{Method: "GET", Path: at, Action: actWrite, Handler: web.View(o.showList)},
		{Method: "GET", Path: at + "/call", Action: actWrite, Handler: web.View(o.showCall)},
		{Method: "POST", Path: at + "/call", Action: actWrite, Handler: web.Form(o.takeCall)},
		{Method: "GET", Path: one, Action: actWrite, Handler: web.View(o.showOne)},
		{Method: "GET", Path: one + "/steps/{step}", Action: actWrite, Handler: web.View(o.showStep)},
		{Method: "POST", Path: one + "/steps/{step}", Action: actWrite, Handler: web.Form(o.takeStep)},
		{Method: "POST", Path: "/api/v1/events/{id}/proposals", Action: actRegister, Handler: web.JSON(c.offerAPI), Summary: "Offer a talk for an event", Status: 201},
		{Method: "GET", Path: "/api/v1/desk/events/{id}/proposals", Action: actWrite, Handler: web.JSON(c.listAPI), Summary: "The talks that were offered for an event"},
		{Method: "POST", Path: "/api/v1/desk/proposals/{id}/steps", Action: actWrite, Handler: web.JSON(c.stepAPI), Summary: "Accept, waitlist, decline or withdraw a talk"},
	}, nil
}

// Acts lead from an event's page at the desk to the talks that were offered.
func (c *Calls) Acts(r *web.Request, e events.Event) []look.Act {
	if r.Allowed(actWrite, c.Events.Resource(e)) != nil {
		return nil
	}
	return []look.Act{{Word: r.Text.T("practice.call.title"), Href: "/desk/practice/events/" + e.Ref + "/talks", Icon: "lightbulb", Variant: "secondary"}}
}

// event finds the event of an address; what may not be seen does not exist.
func (c *Calls) event(q db.Reader, r *web.Request, ref string) (e events.Event, state string, err error) {
	if e, state, err = events.EventByRef(q, ref); err != nil {
		return e, state, err
	}
	if r.Allowed(actRead, c.Events.Resource(e)) != nil {
		return e, state, errs.New(errs.NotFound, "practice.no_such")
	}
	return e, state, r.Allowed(actWrite, c.Events.Resource(e))
}

func (o *office) crumbs(r *web.Request, e events.Event, here ...look.NavItem) look.Crumbs {
	at := "/desk/practice/events/" + e.Ref
	return form.Crumbs(r, append([]look.NavItem{{Word: r.Text.T("practice.desk.title"), Href: "/desk/practice"}, {Word: o.Word(r, e.Titles), Href: at}}, here...)...)
}

// listView is GET /desk/practice/events/{ref}/talks.
type listView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Acts   []look.Act
	Label  string
	Views  []look.NavItem
	List   look.Table
	Empty  *look.Empty
}

func (o *office) showList(r *web.Request) (web.Reply, error) {
	var v listView
	only := r.URL.Query().Get("state")
	err := r.Read(func(q *db.Snapshot) error {
		e, state, err := o.event(q, r, r.PathValue("ref"))
		if err != nil {
			return err
		}
		call, err := Of(q, e.ID)
		if err != nil {
			return err
		}
		all, err := OfEvent(q, e.ID)
		if err != nil {
			return err
		}
		title, at := r.Text.T("practice.call.title"), "/desk/practice/events/"+e.Ref
		v = listView{Page: o.frame(r, title), Crumbs: o.crumbs(r, e, look.NavItem{Word: title}), Lead: r.Text.T("practice.call.not_running"), Label: r.Text.T("practice.state"),
			Acts: []look.Act{{Word: r.Text.T("practice.call.edit"), Href: at + "/talks/call", Icon: "pencil", Variant: "secondary"}, {Word: r.Text.T("practice.talks.programme"), Href: at + "/programme", Icon: "calendar", Variant: "secondary"}}}
		v.NoIndex, v.Flash = true, form.Done(r)
		if call.Takes(e, state, r.Now) {
			v.Lead = strings.TrimSpace(r.Text.T("practice.call.running") + " " + o.guidance(r, e, call))
		}
		count := map[string]int64{}
		v.List = look.Table{Caption: title, Head: form.Head(r, "practice.call.talk_title", "practice.organisation", "practice.kind", "practice.talks.lang", "practice.state", "practice.sent_at")}
		for _, p := range all {
			if count[p.State]++; only != "" && p.State != only {
				continue
			}
			v.List.Rows = append(v.List.Rows, []look.Cell{{Text: p.Title, Href: "/desk/practice/proposals/" + p.Ref, Lang: other(r, p.Lang)}, {Text: o.Org(r, p.Org)}, {Text: r.Text.T("practice.call.form." + p.Form)},
				{Text: langWord(p.Lang)}, {Text: r.Text.T("practice.proposal.state." + p.State)}, {Text: r.Text.DateTime(p.At, e.Location())}})
		}
		if len(all) == 0 {
			v.Empty = &look.Empty{Icon: "lightbulb", Title: r.Text.T("practice.call.none"), Text: r.Text.T("practice.call.none_text")}
			return nil
		}
		v.Views = []look.NavItem{{Word: r.Text.T("practice.call.all") + " (" + r.Text.Number(int64(len(all))) + ")", Href: at + "/talks", Current: only == ""}}
		for _, s := range States() {
			if count[s] > 0 {
				v.Views = append(v.Views, look.NavItem{Word: r.Text.T("practice.proposal.state."+s) + " (" + r.Text.Number(count[s]) + ")", Href: at + "/talks?state=" + s, Current: only == s})
			}
		}
		return nil
	})
	return o.list.With(v), err
}
