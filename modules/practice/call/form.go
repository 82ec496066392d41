package call

import (
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/events"
	"reeve/modules/practice/talks"
	"reeve/modules/practice/words"
)

// fields ask for a talk; alone = the form asks for nothing else, so its title has to be there.
func fields(r *web.Request, t form.Typed, alone bool) []form.Part {
	get, optional := t.Values.Get, r.Text.T("form.optional")
	must := optional
	if alone {
		must = ""
	}
	lang, kind := get("talk_lang"), get("talk_form")
	if lang == "" {
		lang = r.Text.Lang().HTML()
	}
	if kind == "" {
		kind = Talk
	}
	var kinds []look.Option
	for _, f := range Forms() {
		kinds = append(kinds, look.Option{Value: f, Word: r.Text.T("practice.call.form." + f)})
	}
	return form.Parts(look.Field{Name: "talk_title", Label: r.Text.T("practice.call.talk_title"), Value: get("talk_title"), Required: alone, Optional: must},
		look.Field{Name: "talk_abstract", Type: "textarea", Rows: 5, Label: r.Text.T("practice.talks.abstract"), Help: r.Text.T("practice.call.abstract_help"), Value: get("talk_abstract"), Required: alone, Optional: must},
		look.Field{Name: "talk_form", Type: "select", Label: r.Text.T("practice.kind"), Options: words.Choose(kinds, kind)},
		look.Field{Name: "talk_lang", Type: "select", Label: r.Text.T("practice.talks.lang"), Options: words.Choose(talks.Languages(lang), lang)},
		look.Field{Name: "talk_speakers", Type: "textarea", Rows: 2, Label: r.Text.T("practice.talks.speakers"), Help: r.Text.T("practice.call.speakers_help"), Value: get("talk_speakers"), Optional: optional},
		look.Field{Name: "talk_needs", Type: "textarea", Rows: 2, Label: r.Text.T("practice.call.needs"), Help: r.Text.T("practice.call.needs_help"), Value: get("talk_needs"), Optional: optional})
}

// posted is the offer of a form; contact is who is written to.
func posted(r *web.Request, contact events.Person) Offer {
	return Offer{Title: form.Posted(r, "talk_title"), Abstract: form.Posted(r, "talk_abstract"), Lang: form.Posted(r, "talk_lang"), Form: form.Posted(r, "talk_form"),
		People: People{Name: contact.Name, Mail: contact.Mail, Lang: contact.Lang, Speakers: form.Lines(form.Posted(r, "talk_speakers")), Needs: form.Posted(r, "talk_needs")}}
}

// guidance says what is looked for and until when.
func (c *Calls) guidance(r *web.Request, e events.Event, call Call) string {
	all := []string{c.words().Word(r, call.Guidance)}
	if call.Deadline != "" {
		at := e.Instant(call.Deadline)
		all = append(all, r.Text.T("practice.call.until", "until", r.Text.DateTime(at, e.Location())))
	}
	return strings.TrimSpace(strings.Join(all, " "))
}

// Enclosure asks for a talk in the form of a registration, while the event takes proposals.
func (c *Calls) Enclosure() events.Enclosure {
	return events.Enclosure{Groups: c.groups, Take: c.take}
}

func (c *Calls) groups(r *web.Request, q db.Reader, e events.Event, t form.Typed) ([]form.Group, error) {
	call, err := Of(q, e.ID)
	if err != nil {
		return nil, err
	}
	_, state, err := events.EventByID(q, e.ID)
	if err != nil || !call.Takes(e, state, r.Now) {
		return nil, err
	}
	return []form.Group{{ID: "talk", Title: r.Text.T("practice.call.offer"), Note: strings.TrimSpace(r.Text.T("practice.call.offer_note") + " " + c.guidance(r, e, call)), Parts: fields(r, t, false)}}, nil
}

// take stores the talk that came with a registration; who is named first is written to. Nothing typed is no talk.
func (c *Calls) take(tx *db.Tx, r *web.Request, e events.Event, reg events.Registration, named []events.Standing) error {
	if form.Posted(r, "talk_title") == "" && form.Posted(r, "talk_abstract") == "" || len(named) == 0 {
		return nil
	}
	contact, err := c.Events.Person(tx, named[0].Nomination)
	if err != nil {
		return err
	}
	_, err = c.Offer(tx, e.ID, From{Org: reg.Org, Registration: reg.ID, Nomination: named[0].ID}, posted(r, contact))
	return err
}

// Section tells everybody, on the event's public page, that talks can be offered and what is looked for.
func (c *Calls) Section(r *web.Request, q db.Reader, e events.Event, state string) (s events.Section, err error) {
	call, err := Of(q, e.ID)
	if err != nil || !call.Takes(e, state, r.Now) {
		return s, err
	}
	return events.Section{ID: "call", Title: r.Text.T("practice.call.edit"), Text: strings.TrimSpace(r.Text.T("practice.call.public") + " " + c.guidance(r, e, call))}, nil
}

// SentSection names the talks that came with a registration, on the page that says what became of it.
func (c *Calls) SentSection(r *web.Request, q db.Reader, registration string) (s events.Section, err error) {
	all, err := ofRegistration(q, registration)
	if err != nil || len(all) == 0 {
		return s, err
	}
	return c.section(r, all), nil
}

const ownTalks = 50 // of one organisation on its own page

// OwnSection lists what organisations have offered and what became of it, on the desk's page of their own people.
func (c *Calls) OwnSection(r *web.Request, q db.Reader, orgs []string) (s events.Section, err error) {
	title := r.Text.T("practice.call.title")
	s = events.Section{ID: "talks", Table: look.Table{Caption: title, Head: form.Head(r, "practice.call.talk_title", "practice.event", "practice.state", "practice.reason")}}
	for _, org := range orgs {
		all, err := ofOrg(q, org, ownTalks)
		if err != nil {
			return s, err
		}
		for _, p := range all {
			e, _, err := events.EventByID(q, p.Event)
			if err != nil {
				return s, err
			}
			s.Title = title
			s.Table.Rows = append(s.Table.Rows, []look.Cell{{Text: p.Title, Lang: other(r, p.Lang)}, {Text: c.words().Word(r, e.Titles), Href: "/" + r.Text.Lang().HTML() + "/events/" + e.Ref},
				{Text: r.Text.T("practice.proposal.state." + p.State)}, {Text: p.Reason}})
		}
	}
	return s, nil
}

// SeatSection names the talks of somebody who is named for an event, on that person's own page, and leads to the form of
// a new one.
func (c *Calls) SeatSection(r *web.Request, q db.Reader, n events.Standing, e events.Event, at string) (s events.Section, err error) {
	all, err := ofNomination(q, n.ID)
	if err != nil {
		return s, err
	}
	call, err := Of(q, e.ID)
	if err != nil {
		return s, err
	}
	_, state, err := events.EventByID(q, e.ID)
	if err != nil {
		return s, err
	}
	open := call.Takes(e, state, r.Now) && mayOffer(n)
	if len(all) == 0 && !open {
		return s, nil
	}
	s = c.section(r, all)
	if open {
		s.Text = c.guidance(r, e, call)
		s.Links = append(s.Links, look.NavItem{Word: r.Text.T("practice.call.offer"), Href: at + "/talk"})
	}
	return s, nil
}

// mayOffer tells whether somebody who was named may offer a talk.
func mayOffer(n events.Standing) bool {
	return n.State != events.Withdrawn && n.State != events.Lapsed && n.State != events.NoShow
}

func (c *Calls) section(r *web.Request, all []Proposal) events.Section {
	s := events.Section{ID: "talks", Title: r.Text.T("practice.call.yours")}
	for _, p := range all {
		s.Links = append(s.Links, look.NavItem{Word: p.Title + " – " + r.Text.T("practice.proposal.state."+p.State), Href: c.address(r.Text.Lang(), p)})
	}
	return s
}

// other is a language tag where it is not the reader's.
func other(r *web.Request, tag string) string {
	if tag == r.Text.Lang().HTML() {
		return ""
	}
	return tag
}

// facts are what is known of a proposal; own = they are shown to who offered it.
func (c *Calls) facts(r *web.Request, q db.Reader, p Proposal, own bool) ([]look.Fact, error) {
	w := c.words()
	all := []look.Fact{form.Fact(r, "practice.kind", r.Text.T("practice.call.form."+p.Form)), form.Fact(r, "practice.talks.lang", langWord(p.Lang))}
	if org := w.Org(r, p.Org); org != "" {
		all = append(all, form.Fact(r, "practice.organisation", org))
	}
	people, err := c.People(q, p)
	switch {
	case errs.KindOf(err) == errs.Gone:
		all = append(all, form.Fact(r, "practice.talks.speakers", r.Text.T("practice.person_erased")))
	case err != nil:
		return nil, err
	default:
		all = append(all, form.Fact(r, "practice.talks.speakers", strings.Join(people.Speakers, ", ")))
		if people.Needs != "" {
			all = append(all, form.Fact(r, "practice.call.needs", people.Needs))
		}
		if !own {
			all = append(all, form.Fact(r, "practice.call.contact", form.Line(people.Name, people.Mail)))
		}
	}
	if p.Reason != "" {
		all = append(all, form.Fact(r, "practice.reason", p.Reason))
	}
	return all, nil
}

func langWord(tag string) string {
	if l, ok := i18n.ParseLang(tag); ok {
		return l.Self()
	}
	return tag
}
