package call

import (
	"net/url"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/events"
)

// showCall is GET /desk/practice/events/{ref}/talks/call.
func (o *office) showCall(r *web.Request) (web.Reply, error) {
	t := form.Fresh(url.Values{})
	if err := r.Read(func(q *db.Snapshot) error {
		e, _, err := o.event(q, r, r.PathValue("ref"))
		if err != nil {
			return err
		}
		call, err := Of(q, e.ID)
		t.Values = url.Values{"version": {strconv.FormatInt(call.Version, 10)}, "deadline": {call.Deadline}, "guidance": {o.Word(r, call.Guidance)}}
		if call.Running || call.Version == 0 {
			t.Values.Set("running", "yes")
		}
		return err
	}); err != nil {
		return nil, err
	}
	return o.callPage(r, t)
}

func (o *office) callPage(r *web.Request, t form.Typed) (web.Reply, error) {
	var e events.Event
	if err := r.Read(func(q *db.Snapshot) (err error) { e, _, err = o.event(q, r, r.PathValue("ref")); return err }); err != nil {
		return nil, err
	}
	get, optional, at := t.Values.Get, r.Text.T("form.optional"), "/desk/practice/events/"+e.Ref+"/talks"
	title := r.Text.T("practice.call.edit")
	v := form.View{Page: o.frame(r, title), Lead: r.Text.T("practice.call.lead"), Action: at + "/call", Back: form.Back(r, at), Crumbs: o.crumbs(r, e, look.NavItem{Word: r.Text.T("practice.call.title"), Href: at}, look.NavItem{Word: title}),
		Hidden: []form.Hidden{{Name: "version", Value: get("version")}},
		Groups: []form.Group{{Parts: form.Parts(look.Field{Name: "running", Type: "checkbox", Label: r.Text.T("practice.call.running_box"), Value: "yes", Checked: get("running") != ""},
			look.Field{Name: "deadline", Label: r.Text.T("practice.call.deadline"), Help: r.Text.T("practice.call.deadline_help"), Value: get("deadline"), Optional: optional, Key: true},
			look.Field{Name: "guidance", Type: "textarea", Label: r.Text.T("practice.call.guidance"), Help: r.Text.T("practice.call.guidance_help"), Value: get("guidance"), Optional: optional})}}}
	return o.forms.Answer(r, v, t)
}

// takeCall is POST /desk/practice/events/{ref}/talks/call.
func (o *office) takeCall(r *web.Request) (web.Reply, error) {
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		e, _, err := o.event(tx, r, r.PathValue("ref"))
		if err != nil {
			return "", err
		}
		was, err := Of(tx, e.ID)
		if err != nil {
			return "", err
		}
		return e.Ref, o.Announce(tx, e, Call{Running: form.Posted(r, "running") != "", Deadline: form.Posted(r, "deadline"), Guidance: o.Put(r, was.Guidance, form.Posted(r, "guidance")), Version: form.Version(r)})
	})
	if err == nil {
		return web.SeeOther("/desk/practice/events/" + ref + "/talks?done=yes"), nil
	}
	t, ok := form.Refused(r, err)
	if !ok {
		return nil, err
	}
	return o.callPage(r, t)
}
