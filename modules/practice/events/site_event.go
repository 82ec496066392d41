package events

import (
	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/words"
)

// eventView is GET /{lang}/events/{id}.
type eventView struct {
	look.Page
	TitleLang string
	Style     string
	Crumbs    look.Crumbs
	State     look.Tag
	Lead      string
	LeadLang  string
	Moved     *look.Alert
	Facts     []look.Fact
	Pools     []poolView
	Moves     look.Table
	Sections  []Section
	Enter     string // how one registers
	Drawn     bool
}

func (s *site) showEvent(r *web.Request) (web.Reply, error) {
	var v eventView
	err := r.Read(func(q *db.Snapshot) error {
		e, state, err := EventByRef(q, r.PathValue("id"))
		if err != nil {
			return err
		}
		all, err := Standings(q, e.ID)
		if err != nil {
			return err
		}
		title, lang := s.Name(r, e.Titles)
		home := "/" + r.Text.Lang().HTML()
		crumbs := []look.NavItem{{Word: r.Text.T("practice.site.title"), Href: home + "/practice"}}
		v = eventView{Page: s.frame(r, title), TitleLang: lang, State: look.Tag{Word: r.Text.T("practice.state." + state), Icon: stateIcon(state)}}
		v.Lead, v.LeadLang = s.Name(r, e.Themes)
		v.Facts = s.facts(r, e)
		if e.Series != "" {
			one, err := SeriesByID(q, e.Series)
			if err != nil {
				return err
			}
			word := s.Word(r, one.Titles)
			crumbs = append(crumbs, look.NavItem{Word: word, Href: home + "/series/" + one.Slug})
			v.Facts = append(v.Facts, look.Fact{Term: r.Text.T("practice.series"), Text: word, Href: home + "/series/" + one.Slug})
			if g, ok := s.programme(one.Programme); ok {
				v.Style = g.StyleHref()
			}
		}
		v.Crumbs = form.Crumbs(r, append(crumbs, look.NavItem{Word: title})...)
		if k := len(e.Moves); k > 0 {
			v.Moved = &look.Alert{Kind: "warning", Title: r.Text.T("practice.moved"), Text: s.moved(r, e.Moves[k-1])}
			v.Moves = s.moves(r, e)
		}
		if state != Cancelled && state != Planned {
			v.Pools, v.Drawn = poolViews(r, e, all), true
		}
		if state == OpenState {
			v.Enter = r.Text.T("practice.enter")
		}
		for _, section := range s.Sections {
			one, err := section(r, q, e, state)
			if err != nil {
				return err
			}
			if one.Title != "" {
				v.Sections = append(v.Sections, one)
			}
		}
		return nil
	})
	return s.event.With(v), err
}

// facts are what everybody may know of an event.
func (s *site) facts(r *web.Request, e Event) []look.Fact { return factsOf(r, s.Words, e) }

func factsOf(r *web.Request, w words.Words, e Event) []look.Fact {
	facts := []look.Fact{form.Fact(r, "practice.kind", r.Text.T("practice.kind."+e.Kind)), form.Fact(r, "practice.when", when(r.Text, e)),
		form.Fact(r, "practice.zone", e.Zone)}
	if where := form.Line(e.Venue, w.Place(r, e.Place)); where != "" {
		facts = append(facts, form.Fact(r, "practice.where", where))
	}
	if e.Deadline != "" {
		d := civilOf(e.Deadline)
		facts = append(facts, form.Fact(r, "practice.deadline", r.Text.DateTime(d, d.Location())))
	}
	var languages []string
	for _, l := range e.Languages {
		languages = append(languages, languageWord(r, l))
	}
	if len(languages) > 0 {
		facts = append(facts, form.Fact(r, "practice.languages", form.Line(languages...)))
	}
	if org := w.Org(r, e.Org); org != "" {
		facts = append(facts, form.Fact(r, "practice.organiser", org))
	}
	return append(facts, form.Fact(r, "practice.capacity", r.Text.Number(e.Capacity)))
}

// moved says from when to when an event was moved, and why.
func (s *site) moved(r *web.Request, m Move) string {
	return r.Text.T("practice.moved_text", "from", dayOr(r, m.From), "to", dayOr(r, m.To), "reason", m.Reason)
}

func dayOr(r *web.Request, civil string) string {
	if civil == "" {
		return r.Text.T("practice.date_open")
	}
	return r.Text.Date(civilOf(civil))
}

// moves are the times at which an event stood.
func (s *site) moves(r *web.Request, e Event) look.Table { return movesOf(r, e) }

func movesOf(r *web.Request, e Event) look.Table {
	t := look.Table{Caption: r.Text.T("practice.moves"), Head: form.Head(r, "practice.from", "practice.to", "practice.reason")}
	for _, m := range e.Moves {
		t.Rows = append(t.Rows, []look.Cell{{Text: dayOr(r, m.From)}, {Text: dayOr(r, m.To)}, {Text: m.Reason}})
	}
	return t
}

// languageWord is a language's own name, its tag where the program does not speak it.
func languageWord(r *web.Request, tag string) string {
	if l, ok := i18n.ParseLang(tag); ok {
		return l.Self()
	}
	return tag
}
