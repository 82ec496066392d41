package talks

import (
	"net/url"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/events"
	"reeve/modules/practice/words"
)

const actWrite = "practice.event.write"

// office is the desk's page of the programme: the draft, what it would change, and the release.
type office struct {
	*Talks
	words.Words
	frame func(r *web.Request, title string) look.Page
	page  *web.Page[draftView]
	forms *form.Forms
}

func newOffice(t *Talks, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*office, error) {
	page, err := web.Add[draftView](pages, files, "desk", "page/draft.html")
	if err != nil {
		return nil, err
	}
	forms, err := form.New(pages, "desk")
	return &office{Talks: t, Words: t.words(), frame: frame, page: page, forms: forms}, err
}

// Routes are the ways into this feature. pages gets its pages; frame fills what all pages share.
func (t *Talks) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	o, err := newOffice(t, pages, frame)
	if err != nil {
		return nil, err
	}
	const at = "/desk/practice/events/{ref}/programme"
	return []web.Route{
		{Method: "GET", Path: "/api/v1/events/{id}/schedule", Action: actPublic, Handler: web.JSON(t.scheduleAPI), Summary: "The released programme of an event"},
		{Method: "GET", Path: "/{lang}/events/{id}/programme.ics", Action: actPublic, Handler: web.Raw(t.calendar)},
		{Method: "GET", Path: "/{lang}/events/{id}/programme.xlsx", Action: actPublic, Handler: web.Raw(t.workbook)},
		{Method: "GET", Path: "/{lang}/events/{id}/programme.json", Action: actPublic, Handler: web.Raw(t.schedule)},
		{Method: "GET", Path: at, Action: actWrite, Handler: web.View(o.show)},
		{Method: "GET", Path: at + "/session", Action: actWrite, Handler: web.View(o.showSession)},
		{Method: "POST", Path: at + "/session", Action: actWrite, Handler: web.Form(o.takeSession)},
		{Method: "POST", Path: at + "/release", Action: actWrite, Handler: web.Form(o.takeRelease)},
	}, nil
}

// Acts lead from an event's page at the desk to its programme.
func (t *Talks) Acts(r *web.Request, e events.Event) []look.Act {
	if r.Allowed(actWrite, t.Events.Resource(e)) != nil {
		return nil
	}
	return []look.Act{{Word: r.Text.T("practice.talks.programme"), Href: "/desk/practice/events/" + e.Ref + "/programme", Icon: "calendar", Variant: "secondary"}}
}

// draftView is GET /desk/practice/events/{ref}/programme.
type draftView struct {
	look.Page
	Crumbs  look.Crumbs
	Lead    string
	Acts    []look.Act
	Alert   *look.Alert
	Changes []string
	Action  string
	Draft   look.Table
	Missing string // how many sessions have no time yet
	Empty   *look.Empty
}

func (o *office) show(r *web.Request) (web.Reply, error) { return o.draft(r, form.Fresh(nil)) }

func (o *office) event(q db.Reader, r *web.Request) (e events.Event, err error) {
	if e, _, err = events.EventByRef(q, r.PathValue("ref")); err != nil {
		return e, err
	}
	if r.Allowed("practice.event.read", o.Events.Resource(e)) != nil {
		return e, errs.New(errs.NotFound, "practice.no_such")
	}
	return e, r.Allowed(actWrite, o.Events.Resource(e))
}

func (o *office) draft(r *web.Request, t form.Typed) (web.Reply, error) {
	var v draftView
	err := r.Read(func(q *db.Snapshot) error {
		e, err := o.event(q, r)
		if err != nil {
			return err
		}
		all, err := Draft(q, e.ID)
		if err != nil {
			return err
		}
		last, released, err := Released(q, e.ID)
		if err != nil {
			return err
		}
		title := r.Text.T("practice.talks.programme")
		at := "/desk/practice/events/" + e.Ref
		v = draftView{Page: o.frame(r, title), Alert: t.Flash(r), Action: at + "/programme/release", Draft: Table(r, title, all),
			Crumbs: form.Crumbs(r, look.NavItem{Word: r.Text.T("practice.desk.title"), Href: "/desk/practice"}, look.NavItem{Word: o.Word(r, e.Titles), Href: at}, look.NavItem{Word: title})}
		v.NoIndex, v.Flash, v.Lead = true, form.Done(r), r.Text.T("practice.talks.not_released")
		if released {
			v.Lead = r.Text.T("practice.talks.version", "n", r.Text.Number(last.Number), "date", r.Text.Date(last.At.In(e.Location())))
		}
		v.Acts = []look.Act{{Word: r.Text.T("practice.talks.session_new"), Href: at + "/programme/session", Icon: "plus"}}
		for i, s := range all {
			v.Draft.Rows[i][1].Href = at + "/programme/session?key=" + url.QueryEscape(s.Key)
		}
		if n := len(all) - len(placed(all)); n > 0 {
			v.Missing = r.Text.N("practice.talks.unplaced_count", int64(n))
		}
		for _, c := range Changes(last.Sessions, placed(all)) {
			v.Changes = append(v.Changes, changeWords(r, c))
		}
		if len(all) == 0 {
			v.Empty = &look.Empty{Icon: "calendar", Title: r.Text.T("practice.talks.none"), Text: r.Text.T("practice.talks.none_text")}
		}
		return nil
	})
	return o.page.Status(t.Status, v), err
}

// takeRelease is POST .../programme/release.
func (o *office) takeRelease(r *web.Request) (web.Reply, error) {
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		e, err := o.event(tx, r)
		if err != nil {
			return "", err
		}
		_, err = o.Release(tx, e)
		return e.Ref, err
	})
	if err == nil {
		return web.SeeOther("/desk/practice/events/" + ref + "/programme?done=yes"), nil
	}
	t, ok := form.Refused(r, err)
	if !ok {
		return nil, err
	}
	return o.draft(r, t)
}
