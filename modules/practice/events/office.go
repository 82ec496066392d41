package events

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/words"
)

// office is the desk's pages: what there is, an event with everybody who comes, forms, an organisation's own people.
type office struct {
	*Events
	words.Words
	frame   func(r *web.Request, title string) look.Page
	forms   *form.Forms
	list    *web.Page[listView]
	one     *web.Page[oneView]
	preview *web.Page[previewView]
	own     *web.Page[ownView]
	tallies *web.Page[answersView]
}

func newOffice(v *Events, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*office, error) {
	o := &office{Events: v, Words: v.words(), frame: frame}
	var err error
	if o.forms, err = form.New(pages, "desk"); err != nil {
		return nil, err
	}
	if o.list, err = web.Add[listView](pages, files, "desk", "page/desk_list.html"); err != nil {
		return nil, err
	}
	if o.one, err = web.Add[oneView](pages, files, "desk", "page/desk_event.html", "page/parts.html"); err != nil {
		return nil, err
	}
	if o.preview, err = web.Add[previewView](pages, files, "desk", "page/desk_preview.html"); err != nil {
		return nil, err
	}
	if o.own, err = web.Add[ownView](pages, files, "desk", "page/desk_own.html"); err != nil {
		return nil, err
	}
	o.tallies, err = web.Add[answersView](pages, files, "desk", "page/desk_answers.html")
	return o, err
}

func (o *office) routes() []web.Route {
	const at = "/desk/practice/events/{ref}"
	return []web.Route{
		{Method: "GET", Path: "/desk/practice", Action: actRead, Handler: web.View(o.showList)},
		{Method: "GET", Path: "/desk/practice/series/new", Action: actWrite, Handler: web.View(o.newSeries)},
		{Method: "POST", Path: "/desk/practice/series/new", Action: actWrite, Handler: web.Form(o.takeNewSeries)},
		{Method: "GET", Path: "/desk/practice/series/{slug}/edit", Action: actWrite, Handler: web.View(o.editSeries)},
		{Method: "POST", Path: "/desk/practice/series/{slug}/edit", Action: actWrite, Handler: web.Form(o.takeEditSeries)},
		{Method: "GET", Path: "/desk/practice/events/new", Action: actWrite, Handler: web.View(o.newEvent)},
		{Method: "POST", Path: "/desk/practice/events/new", Action: actWrite, Handler: web.Form(o.takeNewEvent)},
		{Method: "GET", Path: at, Action: actRead, Handler: web.View(o.showOne)},
		{Method: "GET", Path: at + "/edit", Action: actWrite, Handler: web.View(o.editEvent)},
		{Method: "POST", Path: at + "/edit", Action: actWrite, Handler: web.Form(o.takeEditEvent)},
		{Method: "GET", Path: at + "/steps/{step}", Action: actWrite, Handler: web.View(o.showStep)},
		{Method: "POST", Path: at + "/steps/{step}", Action: actWrite, Handler: web.Form(o.takeStep)},
		{Method: "POST", Path: at + "/approve", Action: actWrite, Handler: web.Form(o.takeApprove)},
		{Method: "POST", Path: at + "/seat", Action: actWrite, Handler: web.Form(o.takeSeat)},
		{Method: "POST", Path: at + "/links", Action: actWrite, Handler: web.Form(o.takeLink)},
		{Method: "POST", Path: at + "/links/revoke", Action: actWrite, Handler: web.Form(o.takeRevoke)},
		{Method: "GET", Path: at + "/message", Action: actWrite, Handler: web.View(o.newMessage)},
		{Method: "POST", Path: at + "/message", Action: actWrite, Handler: web.Form(o.takeMessage)},
		{Method: "GET", Path: at + "/questions", Action: actWrite, Handler: web.View(o.showQuestions)},
		{Method: "POST", Path: at + "/questions", Action: actWrite, Handler: web.Form(o.takeQuestions)},
		{Method: "GET", Path: at + "/answers", Action: actWrite, Handler: web.View(o.showAnswers)},
		{Method: "GET", Path: at + "/register", Action: actRegister, Handler: web.View(o.newRegistration)},
		{Method: "POST", Path: at + "/register", Action: actRegister, Handler: web.Form(o.takeRegistration)},
		{Method: "GET", Path: "/desk/practice/own", Action: actRegister, Handler: web.View(o.showOwn)},
		{Method: "POST", Path: "/desk/practice/own/{ref}", Action: actRegister, Handler: web.Form(o.takeAnswer)},
	}
}

// read finds the event of an address; what may not be seen does not exist.
func (o *office) read(q db.Reader, r *web.Request, action string) (e Event, state string, err error) {
	if e, state, err = EventByRef(q, r.PathValue("ref")); err != nil {
		return e, state, err
	}
	if r.Allowed(actRead, o.Resource(e)) != nil {
		return e, state, errs.New(errs.NotFound, "practice.no_such")
	}
	return e, state, r.Allowed(action, o.Resource(e))
}

// change is a write about an event that leads back to its page; a refused form comes back by again.
func (o *office) change(r *web.Request, again func(r *web.Request, t form.Typed) (web.Reply, error), fn func(tx *db.Tx, e Event) error) (web.Reply, error) {
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		e, _, err := o.read(tx, r, actWrite)
		if err != nil {
			return "", err
		}
		return e.Ref, fn(tx, e)
	})
	if err == nil {
		return web.SeeOther("/desk/practice/events/" + ref + "?done=yes"), nil
	}
	t, ok := form.Refused(r, err)
	if !ok {
		return nil, err
	}
	return again(r, t)
}

func eventCrumbs(r *web.Request, o *office, e Event, here string) look.Crumbs {
	title := o.Word(r, e.Titles)
	items := []look.NavItem{{Word: r.Text.T("practice.desk.title"), Href: "/desk/practice"}}
	if here == "" {
		return form.Crumbs(r, append(items, look.NavItem{Word: title})...)
	}
	return form.Crumbs(r, append(items, look.NavItem{Word: title, Href: "/desk/practice/events/" + e.Ref}, look.NavItem{Word: here})...)
}
