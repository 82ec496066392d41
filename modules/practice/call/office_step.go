package call

import (
	"encoding/json"
	"net/url"
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/events"
	"reeve/modules/practice/talks"
)

// history are the decisions so far with their reasons.
func (o *office) history(r *web.Request, q db.Reader, p Proposal, e events.Event) (look.Table, error) {
	t := look.Table{Caption: r.Text.T("practice.call.history"), Head: form.Head(r, "practice.when", "practice.call.decision", "practice.reason")}
	taken, err := process.History(q, p.ID)
	for _, s := range taken {
		var said struct {
			Reason string `json:"reason"`
		}
		if len(s.Detail) > 0 {
			if err := json.Unmarshal(s.Detail, &said); err != nil {
				return t, err
			}
		}
		t.Rows = append(t.Rows, []look.Cell{{Text: r.Text.DateTime(s.OccurredAt, e.Location())}, {Text: r.Text.T("practice.proposal.step." + s.Step)}, {Text: said.Reason}})
	}
	return t, err
}

func (o *office) showStep(r *web.Request) (web.Reply, error) {
	return o.stepPage(r, form.Fresh(url.Values{"id": {newStep()}}))
}

// stepPage is a decision: its reason, and for an accepted talk when and where, as far as that is known.
func (o *office) stepPage(r *web.Request, t form.Typed) (web.Reply, error) {
	name := r.PathValue("step")
	s, ok := Definition().Step(name)
	if !ok {
		return nil, errs.New(errs.NotFound, "web.no_such_page")
	}
	var p Proposal
	var e events.Event
	if err := r.Read(func(q *db.Snapshot) (err error) { p, e, err = o.open(q, r); return err }); err != nil {
		return nil, err
	}
	word, at := r.Text.T("practice.proposal.step."+name), "/desk/practice/proposals/"+p.Ref
	v := form.View{Page: o.frame(r, word), Lead: p.Title + ". " + r.Text.T("practice.call.needs."+name), Action: at + "/steps/" + name, Submit: word, Back: form.Back(r, at), Hidden: []form.Hidden{{Name: "id", Value: t.Values.Get("id")}},
		Crumbs: o.crumbs(r, e, look.NavItem{Word: r.Text.T("practice.call.title"), Href: "/desk/practice/events/" + e.Ref + "/talks"}, look.NavItem{Word: p.Title, Href: at}, look.NavItem{Word: word})}
	if !slices.Contains(s.From, p.State) && t.Alert == nil {
		t.Alert = &look.Alert{Kind: "warning", Text: r.Text.T("process.step_not_now")}
	}
	reason := look.Field{Name: "reason", Type: "textarea", Rows: 4, Label: r.Text.T("practice.reason"), Help: r.Text.T("practice.call.reason_help"), Value: t.Values.Get("reason"), Max: maxReason}
	if reason.Required = slices.Contains(s.Needs, "reason"); !reason.Required {
		reason.Optional = r.Text.T("form.optional")
	}
	v.Groups = []form.Group{{Parts: form.Parts(reason)}}
	if name == "accept" {
		v.Groups = append(v.Groups, form.Group{ID: "slot", Title: r.Text.T("practice.talks.slot"), Note: r.Text.T("practice.talks.slot_note"), Parts: form.Parts(talks.SlotFields(r, t)...)})
	}
	return o.forms.Answer(r, v, t)
}

// takeStep is POST /desk/practice/proposals/{ref}/steps/{step}.
func (o *office) takeStep(r *web.Request) (web.Reply, error) {
	name := r.PathValue("step")
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		p, e, err := o.open(tx, r)
		if err != nil {
			return "", err
		}
		if !known(name) {
			return "", errs.New(errs.NotFound, "web.no_such_page")
		}
		_, err = o.Decide(tx, p.Ref, Decision{ID: form.Posted(r, "id"), Step: name, Reason: form.Posted(r, "reason"), Starts: talks.Civil(form.Posted(r, "start"), e), Ends: talks.Civil(form.Posted(r, "end"), e),
			Room: form.Posted(r, "room")})
		return p.Ref, err
	})
	if err == nil {
		return web.SeeOther("/desk/practice/proposals/" + ref + "?done=yes"), nil
	}
	t, ok := form.Refused(r, err)
	if !ok {
		return nil, err
	}
	return o.stepPage(r, t)
}
