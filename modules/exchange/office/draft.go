package office

import (
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/codes"
	"reeve/modules/exchange/request"
)

// draftView is a message that waits for its second pair of eyes, drawn dashed.
type draftView struct {
	Ref     string
	Country string
	Kind    string
	By      string
	Subject string
	Text    string
	Lang    string
	To      string
	Items   []itemView
	Notes   []string
	Stamps  look.Stamps
	Edit    string // addresses; empty = not for the reader, or not now
	Approve string
	Return  string
	Alone   string
	Drop    string
	Wait    string // why the reader cannot send it
}

// drafts are what is written about a case and not sent.
func (o *Office) drafts(r *web.Request, q db.Reader, show request.Show, v request.Request) (all []draftView, err error) {
	for _, line := range show.Drafts {
		d, err := request.LoadDraft(q, line.ID)
		if err != nil {
			return nil, err
		}
		c, err := o.Requests.Content(q, d)
		if missing(err) != nil {
			return nil, err
		}
		if err != nil {
			continue
		}
		one, err := o.draft(r, q, d, c, v)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func (o *Office) draft(r *web.Request, q db.Reader, d request.DraftRow, c request.Content, v request.Request) (out draftView, err error) {
	l, at := r.Text, drafts+"/"+d.Ref
	out = draftView{Ref: d.Ref, Country: o.Own.Card().Country, Kind: l.T("exchange.draft.of", "kind", l.T("exchange.kind."+string(d.Kind))), Subject: c.Subject, Text: c.Text, Lang: c.Lang,
		Stamps: stamps(r, c.Handling, c.Restrict, []codes.Grade{c.Grade}, true)}
	var to []string
	for _, a := range c.To {
		p, err := o.Requests.Party(q, a.Org)
		if err != nil {
			return out, err
		}
		to = append(to, partyName(r, p))
	}
	out.To = l.T("exchange.draft.to", "who", l.List(to))
	w := &reading{o: o, r: r, q: q, request: v, paper: true}
	out.Notes = w.notes(request.Entry{Refusal: c.Refusal})
	if c.Expected != "" {
		out.Notes = append(out.Notes, w.notes(request.Entry{Expected: &c.Expected})...)
	}
	for n, e := range c.Entities {
		it := request.EntryItem{N: n + 2, Type: e.Type, Entity: e.Body, Handling: c.Handling, Restriction: c.Restrict, Evaluation: &c.Grade}
		if e.Codes != nil && len(e.Handling) > 0 {
			it.Handling, it.Restriction, it.Evaluation = e.Handling, e.Restrict, &e.Grade
		}
		one := itemView{Type: l.T("exchange.item." + string(e.Type)), Stamps: stamps(r, it.Handling, it.Restriction, grades(it.Evaluation), true)}
		if err := w.entity(request.Entry{Own: true}, it, &one, &entryView{}); err != nil {
			return out, err
		}
		out.Items = append(out.Items, one)
	}
	for _, f := range c.Files {
		out.Items = append(out.Items, itemView{Type: l.T("exchange.item.file"), Text: l.T("exchange.file", "name", f.Name, "size", size(r, f.Size)), Stamps: stamps(r, c.Handling, c.Restrict, nil, false)})
	}
	for _, p := range c.Passes {
		out.Items = append(out.Items, itemView{Type: l.T("exchange.act.forward"), Text: l.T("exchange.acting.item", "n", l.Number(int64(p.Item)))})
	}
	author := person(q, d.Author)
	if author == "" {
		author = l.T("exchange.by_program")
	}
	mine := d.Author != "" && d.Author == r.Principal().ID
	write, review := o.Requests.May(r, actWrite, v) == nil, o.Requests.May(r, actReview, v) == nil
	out.By = l.T("exchange.draft.waits_you", "who", author)
	switch {
	case review && !mine:
		out.Approve, out.Return = at+"/send", at+"/return"
	case mine:
		out.By = l.T("exchange.draft.waits_other", "who", author)
		out.Wait = l.T("exchange.draft.own")
	default:
		out.By, out.Wait = l.T("exchange.draft.waits_other", "who", author), l.T("form.locked")
	}
	if write {
		out.Edit, out.Drop = at+"/edit", at+"/drop"
		if mine && (c.Urgency == codes.Urgent || v.Urgency == codes.Urgent) {
			out.Alone = at + "/alone"
		}
	}
	return out, nil
}

// draftOf is the draft of the address, if the asker may do the action on its request.
func (o *Office) draftOf(r *web.Request, q db.Reader, action string) (d request.DraftRow, v request.Request, err error) {
	if d, err = request.LoadDraft(q, r.PathValue("draft")); err != nil {
		return d, v, err
	}
	if v, err = request.ByID(q, d.Request); err == nil {
		err = o.Requests.May(r, action, v)
	}
	return d, v, err
}

// draftDo changes a draft in one transaction and leads back to its case.
func (o *Office) draftDo(action string, act func(r *web.Request, tx *db.Tx, d request.DraftRow) error) func(r *web.Request) (web.Reply, error) {
	return func(r *web.Request) (web.Reply, error) {
		ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
			d, v, err := o.draftOf(r, tx, action)
			if err != nil {
				return "", err
			}
			return v.Ref, act(r, tx, d)
		})
		if err != nil {
			return nil, err
		}
		return web.SeeOther(root + "/" + ref + "?done=1"), nil
	}
}

func (o *Office) takeLook(r *web.Request) (web.Reply, error) {
	return o.draftDo(actReview, func(_ *web.Request, tx *db.Tx, d request.DraftRow) error {
		_, err := o.Requests.Look(tx, d.Ref)
		return err
	})(r)
}

func (o *Office) takeDrop(r *web.Request) (web.Reply, error) {
	reply, err := o.draftDo(actWrite, func(_ *web.Request, tx *db.Tx, d request.DraftRow) error {
		_, err := o.Requests.Drop(tx, d.Ref)
		return err
	})(r)
	if err == nil {
		err = o.Keys.SyncLedger(r.Context(), o.DB)
	}
	return reply, err
}

// takeSend is the second pair of eyes: what another person wrote is approved, sealed and sent.
func (o *Office) takeSend(r *web.Request) (web.Reply, error) {
	if err := fresh(r); err != nil {
		return o.confirm(r, err)
	}
	var d request.DraftRow
	err := o.DB.Write(r.Context(), r.Actor(), func(tx *db.Tx) (err error) {
		if d, _, err = o.draftOf(r, tx, actReview); err == nil {
			d, err = o.Requests.Approve(tx, d.Ref)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return o.sendNow(r, d.Ref, "")
}

// sendNow seals and sends a draft, and leads to its case.
func (o *Office) sendNow(r *web.Request, ref, alone string) (web.Reply, error) {
	ready, err := o.Requests.Ready(r.Context(), ref)
	if err != nil {
		return nil, err
	}
	to, err := web.Write(r, func(tx *db.Tx) (string, error) {
		msg, err := o.Requests.Send(tx, ready, alone)
		if err != nil {
			return "", err
		}
		d, err := request.LoadDraft(tx, ref)
		if err != nil {
			return "", err
		}
		v, err := request.ByID(tx, d.Request)
		return root + "/" + v.Ref + "?done=1#" + string(msg.ID), err
	})
	if err != nil {
		return nil, err
	}
	return web.SeeOther(to), nil
}

// confirm leads somebody whose second factor lies too far back to where it is shown again, and back to the case.
func (o *Office) confirm(r *web.Request, stale error) (web.Reply, error) {
	if errs.KindOf(stale) != errs.Forbidden {
		return nil, stale
	}
	back := root
	err := r.Read(func(q *db.Snapshot) error {
		if d, v, err := o.draftOf(r, q, actRead); err == nil {
			back = root + "/" + v.Ref + "#draft-" + d.Ref
		}
		return nil
	})
	return o.confirmThen(back), err
}

// reasonForm asks for the reason of giving a draft back, or of sending it alone.
func (o *Office) reasonForm(name, action string) func(r *web.Request) (web.Reply, error) {
	return func(r *web.Request) (web.Reply, error) { return o.reason(r, name, action, form.Fresh(nil)) }
}

func (o *Office) reason(r *web.Request, name, action string, t form.Typed) (web.Reply, error) {
	l := r.Text
	var d request.DraftRow
	var v request.Request
	if err := r.Read(func(q *db.Snapshot) (err error) { d, v, err = o.draftOf(r, q, action); return err }); err != nil {
		return nil, err
	}
	f := form.View{Page: o.frame(r, l.T("exchange.draft."+name)), Lead: l.T("exchange.draft." + name + ".lead"), Action: drafts + "/" + d.Ref + "/" + name, Submit: l.T("exchange.draft." + name), Back: form.Back(r, root+"/"+v.Ref)}
	f.Crumbs = form.Crumbs(r, look.NavItem{Word: l.T("exchange.title"), Href: root}, look.NavItem{Word: v.Case, Href: root + "/" + v.Ref}, look.NavItem{Word: f.Title})
	f.Groups = []form.Group{{Parts: form.Parts(look.Field{Name: "reason", Type: "textarea", Label: l.T("exchange.reason"), Required: true, Value: t.Values.Get("reason"), Rows: 3})}}
	return o.forms.Answer(r, f, t)
}

// takeReturn gives a draft back to who wrote it.
func (o *Office) takeReturn(r *web.Request) (web.Reply, error) {
	reply, err := o.draftDo(actReview, func(r *web.Request, tx *db.Tx, d request.DraftRow) error {
		_, err := o.Requests.GiveBack(tx, d.Ref, form.Posted(r, "reason"))
		return err
	})(r)
	if t, ok := form.Refused(r, err); ok {
		return o.reason(r, "return", actReview, t)
	}
	return reply, err
}

// takeAlone sends what is urgent by one person on shift; the second look follows.
func (o *Office) takeAlone(r *web.Request) (web.Reply, error) {
	if err := fresh(r); err != nil {
		return o.confirm(r, err)
	}
	var d request.DraftRow
	if err := r.Read(func(q *db.Snapshot) (err error) { d, _, err = o.draftOf(r, q, actWrite); return err }); err != nil {
		return nil, err
	}
	why := strings.TrimSpace(form.Posted(r, "reason"))
	if why == "" {
		t, _ := form.Refused(r, errs.Bad("reason", "request.reason_missing"))
		return o.reason(r, "alone", actWrite, t)
	}
	reply, err := o.sendNow(r, d.Ref, why)
	if t, ok := form.Refused(r, err); ok {
		return o.reason(r, "alone", actWrite, t)
	}
	return reply, err
}
