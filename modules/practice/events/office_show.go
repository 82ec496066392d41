package events

import (
	"strconv"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/seats"
)

// oneView is GET /desk/practice/events/{ref}.
type oneView struct {
	look.Page
	TitleLang string
	Crumbs    look.Crumbs
	State     look.Tag
	Lead      string
	Alert     *look.Alert
	Acts      []look.Act
	Action    string
	Facts     []look.Fact
	Pools     []poolView
	Answers   string
	Approve   []approveView
	People    []personView
	Names     bool
	Pages     look.Pagination
	Links     []linkView
	LinkForm  []look.Field
	Messages  look.Table
	Moves     look.Table
	Next      look.NextSteps
}

// approveView is a registration that came by an open link.
type approveView struct{ Registration, Org, When, People string }

// personView is a nomination; Seat is set where the organiser may give a seat.
type personView struct {
	Ref, Name, Mail, Post, Org, Pool, State, Position, Coming, When string
	Late                                                            string
	Seat                                                            bool
	Step                                                            string
}

// linkView is an invitation link.
type linkView struct{ Ref, For, Address, Until, State string }

const peopleRows = 100

func (o *office) showOne(r *web.Request) (web.Reply, error) { return o.onePage(r, form.Fresh(nil)) }

func (o *office) onePage(r *web.Request, t form.Typed) (web.Reply, error) {
	var v oneView
	var seen Event
	err := r.Read(func(q *db.Snapshot) error {
		e, state, err := o.read(q, r, actRead)
		if err != nil {
			return err
		}
		seen = e
		all, err := Standings(q, e.ID)
		if err != nil {
			return err
		}
		title, lang := o.Name(r, e.Titles)
		v = oneView{Page: o.frame(r, title), TitleLang: lang, Crumbs: eventCrumbs(r, o, e, ""), State: look.Tag{Word: r.Text.T("practice.state." + state), Icon: stateIcon(state)}, Lead: when(r.Text, e), Alert: t.Flash(r),
			Action: "/desk/practice/events/" + e.Ref, Facts: factsOf(r, o.Words, e), Pools: poolViews(r, e, all), Moves: movesOf(r, e), Names: r.Allowed(actWrite, o.Resource(e)) == nil}
		v.NoIndex, v.Flash = true, form.Done(r)
		v.Acts = append(v.Acts, look.Act{Word: r.Text.T("practice.public_page"), Href: "/" + r.Text.Lang().HTML() + "/events/" + e.Ref, Icon: "eye", Variant: "secondary"})
		if state == OpenState && r.May(actRegister) {
			v.Acts = append(v.Acts, look.Act{Word: r.Text.T("practice.register.act"), Href: v.Action + "/register", Icon: "user-check", Variant: "secondary"})
		}
		for _, more := range o.DeskActs {
			v.Acts = append(v.Acts, more(r, e)...)
		}
		if asked, yes, no := answersOf(all); asked > 0 {
			v.Answers = r.Text.T("practice.answers", "asked", r.Text.Number(asked), "yes", r.Text.Number(yes), "no", r.Text.Number(no))
		}
		if !v.Names {
			return nil
		}
		return o.fillOne(r, q, &v, e, state, all, t)
	})
	if err != nil {
		return nil, err
	}
	if v.Names && len(v.People) > 0 {
		if _, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
			return web.None{}, o.Log.Record(tx, audit.Entry{Operation: audit.Consultation, Action: "practice.nomination.names", Kind: KindEvent, ID: seen.ID, Place: seen.Place, Org: seen.Org})
		}); err != nil {
			return nil, err
		}
	}
	return o.one.Status(t.Status, v), nil
}

// answersOf counts who was asked after a move and what they said.
func answersOf(all []Standing) (asked, yes, no int64) {
	for _, s := range all {
		if s.Round == 0 {
			continue
		}
		asked++
		switch s.Coming {
		case "yes":
			yes++
		case "no":
			no++
		}
	}
	return asked, yes, no
}

// fillOne adds what only who holds the event sees: names, links, messages, steps.
func (o *office) fillOne(r *web.Request, q db.Reader, v *oneView, e Event, state string, all []Standing, t form.Typed) error {
	from, err := r.Int("from", 0, 0, 1_000_000)
	if err != nil {
		return err
	}
	sent, err := registrations(q, e.ID)
	if err != nil {
		return err
	}
	v.Approve = o.approvals(r, q, e, all, sent)
	line, used := positions(all), counts(all)
	to := min(from+peopleRows, len(all))
	for _, s := range all[min(from, to):to] {
		p, err := o.person(r, q, e, s, sent[s.Registration], line[s.ID])
		if err != nil {
			return err
		}
		p.Seat = s.State == Waitlisted && (state == OpenState || state == ClosedFor) && seats.Free(e.Capacity, e.Pools, used, s.Pool)
		v.People = append(v.People, p)
	}
	v.Pages.Label = r.Text.T("form.pages")
	if to < len(all) {
		v.Pages.Next = &look.NavItem{Word: r.Text.T("form.more"), Href: v.Action + "?from=" + strconv.Itoa(to)}
	}
	links, err := invitations(q, e.ID)
	if err != nil {
		return err
	}
	for _, i := range links {
		v.Links = append(v.Links, o.link(r, i))
	}
	sentMessages, err := messages(q, e.ID)
	if err != nil {
		return err
	}
	v.Messages = look.Table{Caption: r.Text.T("practice.messages"), Head: form.Head(r, "practice.at", "practice.message.subject", "practice.message.to", "practice.message.readers")}
	for _, m := range sentMessages {
		v.Messages.Rows = append(v.Messages.Rows, []look.Cell{{Text: r.Text.DateTime(db.Time(m.At), e.zone())}, {Text: o.Word(r, m.Subjects)}, {Text: audienceWord(r, e, m.Audience)}, {Text: r.Text.Number(m.Readers)}})
	}
	v.LinkForm = o.linkFields(r, t)
	v.Next = look.NextSteps{ID: "next", Title: r.Text.T("form.next"), Steps: []look.NextStep{{Icon: "pencil", Title: r.Text.T("practice.edit"), Href: v.Action + "/edit"},
		{Icon: "mail", Title: r.Text.T("practice.message.new"), Href: v.Action + "/message"},
		{Icon: "list-checks", Title: r.Text.T("practice.questions"), Needs: r.Text.T("practice.questions.act"), Href: v.Action + "/answers"}}}
	for _, s := range EventDefinition().Steps {
		for _, at := range s.From {
			if at == state {
				v.Next.Steps = append(v.Next.Steps, look.NextStep{Icon: stepIcon(s.Name), Title: r.Text.T("practice.act." + s.Name), Needs: r.Text.T("practice.act." + s.Name + "_text"), Href: v.Action + "/steps/" + s.Name})
			}
		}
	}
	return nil
}

func stepIcon(step string) string {
	switch step {
	case "open":
		return "door-open"
	case "close":
		return "lock"
	case "move":
		return "calendar-days"
	case "hold":
		return "check"
	}
	return "ban"
}

// approvals are the registrations whose nominations wait for a look.
func (o *office) approvals(r *web.Request, q db.Reader, e Event, all []Standing, sent map[string]Registration) (out []approveView) {
	at := map[string]int{}
	for _, s := range all {
		if s.State != Named {
			continue
		}
		k, ok := at[s.Registration]
		if !ok {
			reg := sent[s.Registration]
			k = len(out)
			at[s.Registration] = k
			out = append(out, approveView{Registration: reg.Ref, Org: o.org(r, q, s.Org), When: r.Text.DateTime(reg.At, e.zone())})
		}
		if p, err := o.Person(q, s.Nomination); err == nil {
			out[k].People = form.Line(out[k].People, p.Name)
		}
	}
	return out
}

// org is an organisation's name, also of one that was added a moment ago.
func (o *office) org(r *web.Request, q db.Reader, id string) string {
	if name := o.Org(r, id); name != "" {
		return name
	}
	one, err := o.orgNamed(q, id)
	if err != nil {
		return ""
	}
	return o.Word(r, one.Names)
}

func (o *office) person(r *web.Request, q db.Reader, e Event, s Standing, reg Registration, position *int64) (personView, error) {
	v := personView{Ref: s.Ref, Org: o.org(r, q, s.Org), Pool: s.Delegation, State: stateWord(r, s), When: r.Text.DateTime(reg.At, e.zone()), Step: id.New()}
	p, err := o.Person(q, s.Nomination)
	switch {
	case errs.KindOf(err) == errs.Gone:
		v.Name = r.Text.T("practice.person_erased")
	case err != nil:
		return v, err
	default:
		v.Name, v.Mail, v.Post = p.Name, p.Mail, p.Post
	}
	if position != nil {
		v.Position = r.Text.T("practice.position_no", "n", r.Text.Number(*position))
	}
	if s.State == Offered {
		v.Position = r.Text.Until(s.OfferedUntil.In(e.zone())) + ", " + r.Text.Time(s.OfferedUntil, e.zone())
	}
	if s.Round > 0 {
		v.Coming = r.Text.T("practice.coming.asked")
		if s.Coming != "" {
			v.Coming = r.Text.T("practice.coming." + s.Coming)
		}
	}
	if s.Late {
		v.Late = r.Text.T("practice.late")
	}
	return v, nil
}

func (o *office) link(r *web.Request, i Invitation) linkView {
	v := linkView{Ref: i.Ref, For: o.Org(r, i.Org), Address: o.BaseURL() + "/" + r.Text.Lang().HTML() + "/invitations/" + o.token(linkInvite, i.Ref), Until: r.Text.T("practice.link.until", "date", r.Text.Date(i.ExpiresAt))}
	if i.Org == "" {
		v.For = r.Text.T("practice.link.open")
	}
	v.For = form.Line(v.For, i.Note)
	switch {
	case i.Revoked:
		v.State, v.Address = r.Text.T("practice.link.revoked"), ""
	case i.Ended(r.Now):
		v.State, v.Address = r.Text.T("practice.link.ended"), ""
	}
	return v
}
