package events

import (
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

// showForm is GET /{lang}/invitations/{token}. Opening it does nothing.
func (g *guest) showForm(r *web.Request) (web.Reply, error) { return g.formPage(r, fresh()) }

func (g *guest) formPage(r *web.Request, t form.Typed) (web.Reply, error) {
	var i Invitation
	var asked Questions
	var enclosed []form.Group
	var e Event
	var state string
	var more []Dated
	if err := r.Read(func(q *db.Snapshot) (err error) {
		if i, e, state, err = g.invited(q, r.PathValue("token"), r.Now); err == nil {
			more, err = sisters(q, e)
		}
		if err != nil {
			return err
		}
		if asked, err = QuestionsOf(q, e.ID); err == nil {
			enclosed, err = g.enclosed(r, q, e, t)
		}
		return err
	}); err != nil {
		return nil, err
	}
	home := "/" + r.Text.Lang().HTML()
	title := g.Word(r, e.Titles)
	v := form.View{Page: g.frame(r, r.Text.T("practice.register.title", "event", title)), Action: r.URL.Path, Submit: r.Text.T("practice.register.send"),
		Lead:   r.Text.T("practice.register.lead", "event", title, "when", when(r.Text, e)),
		Crumbs: form.Crumbs(r, look.NavItem{Word: r.Text.T("practice.site.title"), Href: home + "/practice"}, look.NavItem{Word: title, Href: home + "/events/" + e.Ref}, look.NavItem{Word: r.Text.T("practice.registration")}),
		Back:   form.Back(r, home+"/events/"+e.Ref), Draft: "invitation-" + i.Ref, Hidden: rowsHidden(t), More: moreRows(r)}
	v.Act = nil
	if e.Late(r.Now) && t.Alert == nil {
		t.Alert = &look.Alert{Kind: "warning", Text: r.Text.T("practice.register.late")}
	}
	if state != OpenState {
		t.Alert = &look.Alert{Kind: "warning", Text: r.Text.T("practice.not_open", "event", title, "state", r.Text.T("practice.state."+state))}
	}
	org := form.Group{ID: "who", Title: r.Text.T("practice.register.who"), Note: r.Text.T("practice.register.note")}
	if i.Org == "" {
		org.Parts = form.Parts(look.Field{Name: "organisation", Label: r.Text.T("practice.organisation"), Help: r.Text.T("practice.register.approval"), Value: t.Values.Get("organisation"), Required: true, Autocomplete: "organization"})
	} else {
		org.Note = g.Org(r, i.Org) + ". " + org.Note
	}
	org.Parts = append(org.Parts, sisterParts(r, g.Words, more, t)...)
	v.Groups = slices.Concat([]form.Group{org}, peopleGroups(r, g.Words, e, asked.All, t), []form.Group{listGroup(r, t)}, enclosed)
	return g.forms.Answer(r, v, t)
}

// takeForm is POST /{lang}/invitations/{token}. The link is the permission: for its organisation, or for one that the
// sender names and the organiser looks at.
func (g *guest) takeForm(r *web.Request) (web.Reply, error) {
	if spread(r.PostForm) {
		return g.formPage(r, form.Fresh(r.PostForm))
	}
	asks, rows := postedPeople(r)
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		i, e, _, err := g.invited(tx, r.PathValue("token"), r.Now)
		if err != nil {
			return "", err
		}
		events, err := postedEvents(tx, r, e)
		if err != nil {
			return "", err
		}
		org := i.Org
		if org == "" {
			o, err := g.Organisation(tx, form.Posted(r, "organisation"), r.Text.Lang().HTML(), true)
			if err != nil {
				return "", err
			}
			org = o.ID
		}
		if err := g.Answered(tx, e, asks, r.Text.Lang()); err != nil {
			return "", err
		}
		reg, named, err := g.register(tx, events, org, asks, i.Approve)
		if err != nil {
			return "", err
		}
		return reg.Ref, g.enclose(tx, r, e, reg, named)
	})
	if err == nil {
		return web.SeeOther("/" + r.Text.Lang().HTML() + "/registered/" + g.token(linkSent, ref)), nil
	}
	if errs.KindOf(err) == errs.Conflict && errs.Of(err).Key == "practice.not_open" {
		return g.formPage(r, form.Typed{Status: 409, Values: r.PostForm})
	}
	t, ok := form.Refused(r, atRows(err, rows))
	if !ok {
		return nil, err
	}
	return g.formPage(r, t)
}
