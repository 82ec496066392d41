package events

import (
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

// ownView is GET /desk/practice/own: an organisation's people, and what it can register for.
type ownView struct {
	look.Page
	Lead     string
	Alert    *look.Alert
	Open     []eventItem
	People   []ownPerson
	Sections []Section
	Pages    look.Pagination
	Empty    *look.Empty
}

type ownPerson struct {
	Ref, Name, Event, Href, When, Org, State, Position string
	Acts                                               []answerForm
}

func (o *office) showOwn(r *web.Request) (web.Reply, error) { return o.ownPage(r, form.Fresh(nil)) }

func (o *office) ownPage(r *web.Request, t form.Typed) (web.Reply, error) {
	v := ownView{Page: o.frame(r, r.Text.T("practice.own.title")), Lead: r.Text.T("practice.own.lead"), Alert: t.Flash(r)}
	v.NoIndex, v.Flash = true, form.Done(r)
	ids, all := o.ours(r)
	scope := policy.Scope{All: all}
	for _, org := range ids {
		scope.Refs = append(scope.Refs, policy.Ref{Kind: policy.Org, ID: org})
	}
	err := r.Read(func(q *db.Snapshot) error {
		v.People, v.Open, v.Sections = nil, nil, nil
		for _, section := range o.OwnSections {
			one, err := section(r, q, ids)
			if err != nil {
				return err
			}
			if one.Title != "" {
				v.Sections = append(v.Sections, one)
			}
		}
		open, _, err := List(q, Filter{State: OpenState, Limit: 30}, nil)
		if err != nil {
			return err
		}
		for _, d := range open {
			item := eventItem{Href: "/desk/practice/events/" + d.Ref + "/register", When: when(r.Text, d.Event), Where: form.Line(d.Venue, o.Place(r, d.Place))}
			item.Title, item.Lang = o.Name(r, d.Titles)
			v.Open = append(v.Open, item)
		}
		mine, next, err := OrgNominations(q, scope, r.URL.Query().Get("after"), listRows)
		if err != nil {
			return err
		}
		for _, n := range mine {
			p, err := o.ownPerson(r, q, n)
			if err != nil {
				return err
			}
			v.People = append(v.People, p)
		}
		v.Pages.Label = r.Text.T("form.pages")
		if next != "" {
			v.Pages.Next = &look.NavItem{Word: r.Text.T("form.more"), Href: "/desk/practice/own?after=" + next}
		}
		return nil
	})
	if len(v.People) == 0 {
		v.Empty = &look.Empty{Icon: "users", Title: r.Text.T("practice.own.none")}
	}
	return o.own.Status(t.Status, v), err
}

func (o *office) ownPerson(r *web.Request, q db.Reader, n Ours) (ownPerson, error) {
	v := ownPerson{Ref: n.Ref, Event: o.Word(r, n.Of.Titles), Href: "/" + r.Text.Lang().HTML() + "/events/" + n.Of.Ref, When: when(r.Text, n.Of), Org: o.org(r, q, n.Org), State: stateWord(r, n.Standing), Name: r.Text.T("practice.person_erased")}
	p, err := o.Person(q, n.Nomination)
	if err == nil {
		v.Name = p.Name
	} else if errs.KindOf(err) != errs.Gone {
		return v, err
	}
	if n.State == Offered {
		v.Position = r.Text.T("practice.offer_until", "until", r.Text.DateTime(n.OfferedUntil, n.Of.zone()))
	} else if k, err := o.position(q, n.Standing); err != nil {
		return v, err
	} else if k != nil {
		v.Position = r.Text.T("practice.position_no", "n", r.Text.Number(*k))
	}
	if n.EventState == OpenState || n.EventState == ClosedFor || n.EventState == Planned {
		v.Acts = answers(r, n.Standing, r.Now.Before(n.OfferedUntil))
	}
	return v, nil
}

// takeAnswer is POST /desk/practice/own/{ref}.
func (o *office) takeAnswer(r *web.Request) (web.Reply, error) {
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		s, err := NominationByRef(tx, r.PathValue("ref"))
		if err != nil {
			return web.None{}, err
		}
		e, _, err := EventByID(tx, s.Event)
		if err != nil {
			return web.None{}, err
		}
		if err := o.mayRegister(r, e, s.Org); err != nil {
			return web.None{}, err
		}
		_, err = o.Answer(tx, s.Ref, form.Posted(r, "answer"), form.Posted(r, "step"))
		return web.None{}, err
	})
	if err == nil {
		return web.SeeOther("/desk/practice/own?done=yes"), nil
	}
	t, ok := form.Refused(r, err)
	if !ok {
		return nil, err
	}
	return o.ownPage(r, t)
}

func (o *office) newRegistration(r *web.Request) (web.Reply, error) {
	return o.registrationPage(r, fresh())
}

func (o *office) registrationPage(r *web.Request, t form.Typed) (web.Reply, error) {
	var e Event
	var more []Dated
	var asked Questions
	var enclosed []form.Group
	if err := r.Read(func(q *db.Snapshot) (err error) {
		if e, _, err = EventByRef(q, r.PathValue("ref")); err == nil {
			more, err = sisters(q, e)
		}
		if err != nil {
			return err
		}
		if asked, err = QuestionsOf(q, e.ID); err == nil {
			enclosed, err = o.enclosed(r, q, e, t)
		}
		return err
	}); err != nil {
		return nil, err
	}
	holds := r.Allowed(actWrite, o.Resource(e)) == nil
	ids, all := o.ours(r)
	title := r.Text.T("practice.register.title", "event", o.Word(r, e.Titles))
	v := form.View{Page: o.frame(r, title), Lead: when(r.Text, e), Action: "/desk/practice/events/" + e.Ref + "/register", Submit: r.Text.T("practice.register.send"), Back: form.Back(r, "/desk/practice/own"), Draft: "register-" + e.Ref,
		Crumbs: form.Crumbs(r, look.NavItem{Word: r.Text.T("practice.own.title"), Href: "/desk/practice/own"}, look.NavItem{Word: title}), Hidden: rowsHidden(t), More: moreRows(r)}
	if e.Late(r.Now) && t.Alert == nil {
		t.Alert = &look.Alert{Kind: "warning", Text: r.Text.T("practice.register.late")}
	}
	org := look.Field{Name: "organisation", Label: r.Text.T("practice.organisation"), Value: t.Values.Get("organisation"), Required: true}
	if !holds && !all {
		org.Type = "select"
		for _, one := range o.Places.Snapshot().Orgs() {
			if slices.Contains(ids, one.ID) {
				org.Options = append(org.Options, look.Option{Value: one.ID, Word: o.Word(r, one.Names), Selected: one.ID == t.Values.Get("organisation")})
			}
		}
	}
	who := form.Group{ID: "who", Title: r.Text.T("practice.register.who"), Note: r.Text.T("practice.register.note"), Parts: append(form.Parts(org), sisterParts(r, o.Words, more, t)...)}
	v.Groups = slices.Concat([]form.Group{who}, peopleGroups(r, o.Words, e, asked.All, t), []form.Group{listGroup(r, t)}, enclosed)
	return o.forms.Answer(r, v, t)
}

// takeRegistration is POST /desk/practice/events/{ref}/register.
func (o *office) takeRegistration(r *web.Request) (web.Reply, error) {
	if spread(r.PostForm) {
		return o.registrationPage(r, form.Fresh(r.PostForm))
	}
	asks, rows := postedPeople(r)
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		e, _, err := EventByRef(tx, r.PathValue("ref"))
		if err != nil {
			return web.None{}, err
		}
		events, err := postedEvents(tx, r, e)
		if err != nil {
			return web.None{}, err
		}
		org, err := o.Organisation(tx, form.Posted(r, "organisation"), r.Text.Lang().HTML(), r.Allowed(actWrite, o.Resource(e)) == nil)
		if err != nil {
			return web.None{}, err
		}
		for _, one := range events {
			if err := o.mayRegister(r, one, org.ID); err != nil {
				return web.None{}, err
			}
		}
		if err := o.Answered(tx, e, asks, r.Text.Lang()); err != nil {
			return web.None{}, err
		}
		reg, named, err := o.Register(tx, events, org.ID, asks)
		if err != nil {
			return web.None{}, err
		}
		return web.None{}, o.enclose(tx, r, e, reg, named)
	})
	if err == nil {
		return web.SeeOther("/desk/practice/own?done=yes"), nil
	}
	t, ok := form.Refused(r, atRows(err, rows))
	if !ok {
		return nil, err
	}
	return o.registrationPage(r, t)
}
