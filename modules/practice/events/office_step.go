package events

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

func (o *office) showStep(r *web.Request) (web.Reply, error) { return o.stepPage(r, fresh()) }

func (o *office) stepPage(r *web.Request, t form.Typed) (web.Reply, error) {
	s, ok := EventDefinition().Step(r.PathValue("step"))
	if !ok {
		return nil, errs.New(errs.NotFound, "web.no_such_page")
	}
	var e Event
	var state string
	if err := r.Read(func(q *db.Snapshot) (err error) { e, state, err = o.read(q, r, actWrite); return err }); err != nil {
		return nil, err
	}
	word, href := r.Text.T("practice.act."+s.Name), "/desk/practice/events/"+e.Ref
	key := t.Values.Get("id")
	if !id.IsUUID(key) {
		key = id.New()
	}
	v := form.View{Page: o.frame(r, word), Lead: r.Text.T("practice.act." + s.Name + "_text"), Action: href + "/steps/" + s.Name, Submit: word, Back: form.Back(r, href), Crumbs: eventCrumbs(r, o, e, word),
		Hidden: []form.Hidden{{Name: "id", Value: key}}}
	if !slices.Contains(s.From, state) {
		t.Status, t.Alert = http.StatusConflict, &look.Alert{Kind: "warning", Text: r.Text.T("process.step_not_now")}
	}
	var parts []form.Part
	for _, need := range s.Needs {
		if need == "when" {
			if t.Values.Get("id") == "" {
				t.Values = url.Values{"start": {e.Starts}, "end": {e.Ends}, "registration_deadline": {e.Deadline}}
			}
			parts = append(parts, timeParts(r, t)...)
			continue
		}
		parts = append(parts, form.Part{Field: look.Field{Name: need, Type: "textarea", Rows: 3, Max: 1000, Label: r.Text.T("practice." + need), Help: r.Text.T("practice.reason_help"), Value: t.Values.Get(need), Required: true}})
	}
	v.Groups = []form.Group{{Parts: parts}}
	return o.forms.Answer(r, v, t)
}

func (o *office) takeStep(r *web.Request) (web.Reply, error) {
	return o.change(r, o.stepPage, func(tx *db.Tx, e Event) error {
		name, reason, key := r.PathValue("step"), form.Posted(r, "reason"), form.Posted(r, "id")
		if name == "move" {
			starts, ends, deadline := postedTimes(r)
			_, err := o.MoveTo(tx, e.Ref, starts, ends, deadline, reason, key)
			return err
		}
		_, err := o.Take(tx, e.Ref, name, reason, key)
		return err
	})
}

func (o *office) takeApprove(r *web.Request) (web.Reply, error) {
	return o.change(r, o.onePage, func(tx *db.Tx, e Event) error {
		all, err := registrations(tx, e.ID)
		if err != nil {
			return err
		}
		for _, reg := range all {
			if reg.Ref == form.Posted(r, "registration") {
				return o.Approve(tx, e.ID, reg.ID)
			}
		}
		return errs.New(errs.NotFound, "practice.no_such")
	})
}

func (o *office) takeSeat(r *web.Request) (web.Reply, error) {
	return o.change(r, o.onePage, func(tx *db.Tx, e Event) error {
		s, err := NominationByRef(tx, form.Posted(r, "nomination"))
		if err != nil {
			return err
		}
		if s.Event != e.ID {
			return errs.New(errs.NotFound, "practice.no_such")
		}
		return o.Seat(tx, s.Ref, form.Posted(r, "step"))
	})
}

const linkDays = 60

func (o *office) linkFields(r *web.Request, t form.Typed) []look.Field {
	get := t.Values.Get
	orgs := []look.Option{{Word: r.Text.T("practice.link.open")}}
	for _, one := range o.Places.Snapshot().Orgs() {
		orgs = append(orgs, look.Option{Value: one.ID, Word: o.Word(r, one.Names), Selected: one.ID == get("org")})
	}
	until := get("expires")
	if until == "" {
		until = r.Now.AddDate(0, 0, linkDays).Format(time.DateOnly)
	}
	return []look.Field{{Name: "org", Type: "select", Label: r.Text.T("practice.link.for"), Help: r.Text.T("practice.link.for_help"), Options: orgs},
		{Name: "note", Label: r.Text.T("practice.link.note"), Value: get("note"), Optional: r.Text.T("form.optional")},
		{Name: "expires", Type: "date", Label: r.Text.T("practice.link.expires"), Value: until, Required: true},
		{Name: "approve", Type: "checkbox", Label: r.Text.T("practice.link.approve"), Value: "yes", Checked: get("approve") != ""}}
}

func (o *office) takeLink(r *web.Request) (web.Reply, error) {
	return o.change(r, o.onePage, func(tx *db.Tx, e Event) error {
		i := Invitation{Org: form.Posted(r, "org"), Note: form.Posted(r, "note"), Approve: form.Posted(r, "approve") != ""}
		if i.Org != "" {
			if _, err := o.orgNamed(tx, i.Org); err != nil {
				return err
			}
		}
		day, err := time.ParseInLocation(time.DateOnly, form.Posted(r, "expires"), e.zone())
		if err != nil {
			return errs.Bad("expires", "practice.expires_wrong")
		}
		i.ExpiresAt = day.AddDate(0, 0, 1) // the day named is the last
		_, err = o.Invite(tx, e, i)
		return err
	})
}

func (o *office) takeRevoke(r *web.Request) (web.Reply, error) {
	return o.change(r, o.onePage, func(tx *db.Tx, e Event) error { return o.Revoke(tx, e, form.Posted(r, "link")) })
}
