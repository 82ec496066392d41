package materials

import (
	"net/http"
	"net/url"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/events"
	"reeve/modules/practice/talks"
)

// of finds the material of an address, with its event.
func (o *office) of(q db.Reader, r *web.Request) (m Material, e events.Event, err error) {
	if e, err = o.event(q, r); err != nil {
		return m, e, err
	}
	if m, err = ByRef(q, r.PathValue("id")); err == nil && m.Event != e.ID {
		err = errs.New(errs.NotFound, "document.not_found")
	}
	return m, e, err
}

// send is GET /desk/practice/events/{ref}/materials/{id}: for who holds the event, released or not.
func (o *office) send(w http.ResponseWriter, r *web.Request) error {
	var m Material
	if err := r.Read(func(q *db.Snapshot) (err error) { m, _, err = o.of(q, r); return err }); err != nil {
		return err
	}
	return o.Archive.Send(r.Context(), w, m.File, document.Inside)
}

// edit is GET /desk/practice/events/{ref}/materials/{id}/edit.
func (o *office) edit(r *web.Request) (web.Reply, error) {
	t := form.Fresh(url.Values{})
	if err := r.Read(func(q *db.Snapshot) error {
		m, _, err := o.of(q, r)
		t.Values = url.Values{"version": {strconv.FormatInt(m.Version, 10)}, "title": {m.Title}, "session": {m.Session}, "lang": {m.Lang}, "licence": {m.Licence}, "audience": {m.Audience}}
		if m.Released {
			t.Values.Set("released", "yes")
		}
		return err
	}); err != nil {
		return nil, err
	}
	return o.editPage(r, t)
}

func (o *office) editPage(r *web.Request, t form.Typed) (web.Reply, error) {
	var m Material
	var e events.Event
	var draft []talks.Session
	if err := r.Read(func(q *db.Snapshot) (err error) {
		if m, e, err = o.of(q, r); err == nil {
			draft, err = talks.Draft(q, e.ID)
		}
		return err
	}); err != nil {
		return nil, err
	}
	title, at := r.Text.T("practice.material.edit"), "/desk/practice/events/"+e.Ref+"/materials"
	v := form.View{Page: o.frame(r, title), Lead: m.Name + ", " + size(r, m.Size), Action: at + "/" + m.ID + "/edit", Back: form.Back(r, at), Crumbs: o.crumbs(r, e, look.NavItem{Word: r.Text.T("practice.materials"), Href: at}, look.NavItem{Word: title}),
		Hidden: []form.Hidden{{Name: "version", Value: t.Values.Get("version")}}, Groups: []form.Group{{Parts: form.Parts(fields(r, t, draft)...)}},
		More: []form.Button{{Name: "remove", Value: "yes", Word: r.Text.T("practice.material.remove")}}}
	return o.forms.Answer(r, v, t)
}

// takeEdit is POST /desk/practice/events/{ref}/materials/{id}/edit.
func (o *office) takeEdit(r *web.Request) (web.Reply, error) {
	return o.change(r, o.editPage, func(tx *db.Tx, e events.Event) error {
		m, _, err := o.of(tx, r)
		if err != nil {
			return err
		}
		if r.PostForm.Get("remove") != "" {
			return o.Remove(tx, e, m.ID)
		}
		m = read(r, m)
		m.Version = form.Version(r)
		return o.Save(tx, e, m)
	})
}
