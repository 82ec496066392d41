package events

import (
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/seats"
)

// seriesView is GET /{lang}/series/{slug}.
type seriesView struct {
	look.Page
	TitleLang string
	Style     string
	Crumbs    look.Crumbs
	Logo      string
	Lead      string
	LeadLang  string
	Notes     []note
	Feed      look.NavItem
	Apart     *look.Alert
	Moved     *look.Alert
	Tiles     []look.Tile
	Events    []seriesEvent
	Drawn     bool // seats are drawn: the page says what the marks mean
}

type note struct{ Icon, Text string }

// seriesEvent is an event of a series' page.
type seriesEvent struct {
	Day, Year, Was      string
	State               string
	Icon                string
	Title, Lang, Href   string
	Where, Theme, Taken string
	Pools               []poolView
}

// poolView is the seats of a delegation, drawn one by one where there are few.
type poolView struct {
	Name  string
	Marks []mark
	Text  string
}

// mark is one seat: taken, offered, free, or waiting, who stands behind a bar. Bar begins the line.
type mark struct {
	Kind string
	Bar  bool
}

const maxMarks = 60

// poolViews are the pools of an event for a reader.
func poolViews(r *web.Request, e Event, all []Standing) (out []poolView) {
	by, free := counts(all), false
	for _, p := range e.Pools {
		free = free || seats.Free(e.Capacity, e.Pools, by, p.ID)
	}
	for _, p := range e.Pools {
		c := by[p.ID]
		v := poolView{Name: p.Delegation}
		if v.Name == "" {
			v.Name = r.Text.T("practice.everybody")
		}
		v.Text = r.Text.T("practice.pool_taken", "taken", r.Text.Number(c.Taken), "seats", r.Text.Number(p.Seats))
		if c.Offered > 0 {
			v.Text += ", " + r.Text.T("practice.pool_offered", "n", r.Text.Number(c.Offered))
		}
		if left := p.Seats - c.Used(); left > 0 {
			v.Text += ", " + r.Text.T("practice.pool_free", "n", r.Text.Number(left))
		}
		if c.Waiting > 0 {
			key := "practice.pool_waiting"
			if free && !seats.Free(e.Capacity, e.Pools, by, p.ID) {
				key = "practice.pool_waiting_although"
			}
			v.Text += ", " + r.Text.T(key, "n", r.Text.Number(c.Waiting))
		}
		if max(p.Seats, c.Used())+c.Waiting <= maxMarks {
			add := func(kind string, n int64) {
				for range max(n, 0) {
					v.Marks = append(v.Marks, mark{Kind: kind})
				}
			}
			add("taken", c.Taken)
			add("offered", c.Offered)
			add("free", p.Seats-c.Used())
			if n := len(v.Marks); c.Waiting > 0 {
				add("waiting", c.Waiting)
				v.Marks[n].Bar = n > 0
			}
		}
		out = append(out, v)
	}
	return out
}

func (s *site) seriesPage(r *web.Request) (web.Reply, error) {
	var v seriesView
	err := r.Read(func(q *db.Snapshot) error {
		one, err := SeriesBySlug(q, r.PathValue("slug"))
		if err != nil {
			return err
		}
		all, err := EventsOf(q, one.ID)
		if err != nil {
			return err
		}
		title, lang := s.Name(r, one.Titles)
		home := "/" + r.Text.Lang().HTML()
		v = seriesView{Page: s.frame(r, title), TitleLang: lang, Feed: look.NavItem{Word: r.Text.T("practice.calendar"), Href: home + "/series/" + one.Slug + ".ics"},
			Crumbs: form.Crumbs(r, look.NavItem{Word: r.Text.T("practice.site.title"), Href: home + "/practice"}, look.NavItem{Word: title})}
		v.Lead, v.LeadLang = s.Name(r, one.Abstracts)
		add := func(icon, text string) {
			if text != "" {
				v.Notes = append(v.Notes, note{icon, text})
			}
		}
		if g, ok := s.programme(one.Programme); ok {
			add("flag", s.Word(r, g.Names))
			v.Logo, v.Style = g.Look.LogoHref(), g.StyleHref()
		}
		add("hand-coins", form.Line(one.Funder, one.GrantLine))
		add("handshake", strings.Join(one.Partners, " · "))
		if apart := s.Word(r, one.Apart); apart != "" {
			v.Apart = &look.Alert{Kind: "info", Title: r.Text.T("practice.apart"), Text: apart}
		}
		return s.fillSeries(r, q, &v, all, add)
	})
	return s.series.With(v), err
}

// fillSeries adds what follows from the events.
func (s *site) fillSeries(r *web.Request, q db.Reader, v *seriesView, all []Dated, add func(icon, text string)) error {
	orgs, people := map[string]bool{}, map[string]bool{}
	most, deadline := int64(0), ""
	var languages []string
	planned, asked, coming := []string{}, int64(0), int64(0)
	for _, d := range all {
		standings, err := Standings(q, d.ID)
		if err != nil {
			return err
		}
		for _, n := range standings {
			if n.State != Withdrawn && n.State != Lapsed {
				orgs[n.Org], people[n.NameKey] = true, true
			}
			if n.Round > 0 {
				asked++
				if n.Coming == "yes" {
					coming++
				}
			}
		}
		most = max(most, d.Capacity)
		if d.Deadline != "" && (deadline == "" || d.Deadline < deadline) {
			deadline = d.Deadline
		}
		for _, l := range d.Languages {
			if !slices.Contains(languages, languageWord(r, l)) {
				languages = append(languages, languageWord(r, l))
			}
		}
		if len(d.Moves) > 0 {
			planned = append(planned, d.Moves[0].From)
		}
		v.Events = append(v.Events, s.seriesEvent(r, d, standings))
		v.Drawn = v.Drawn || len(v.Events[len(v.Events)-1].Pools) > 0
	}
	if deadline != "" {
		add("calendar-days", r.Text.T("practice.until", "date", r.Text.DateInSentence(civilOf(deadline))))
	}
	add("languages", strings.Join(languages, ", "))
	if planned = slices.DeleteFunc(planned, func(t string) bool { return t == "" }); len(planned) > 1 {
		slices.Sort(planned)
		v.Moved = &look.Alert{Kind: "warning", Title: r.Text.T("practice.series_moved"),
			Text: r.Text.T("practice.series_moved_text", "before", months(r, planned[0], planned[len(planned)-1]), "now", span(r, all))}
		if asked > 0 {
			v.Moved.Text += " " + r.Text.T("practice.series_answers", "yes", r.Text.Number(coming), "asked", r.Text.Number(asked))
		}
	}
	v.Tiles = []look.Tile{{Value: r.Text.Number(int64(len(all))), Label: r.Text.T("practice.tile_events")},
		{Value: r.Text.Number(most), Label: r.Text.T("practice.tile_seats")},
		{Value: r.Text.Number(int64(len(orgs))), Label: r.Text.T("practice.tile_orgs")},
		{Value: r.Text.Number(int64(len(people))), Label: r.Text.T("practice.tile_people")}}
	return nil
}

// seriesEvent is an event of a series' page. What is over shows how many were there, what is ahead its seats.
func (s *site) seriesEvent(r *web.Request, d Dated, all []Standing) seriesEvent {
	v := seriesEvent{State: r.Text.T("practice.state." + d.State), Icon: stateIcon(d.State), Href: "/" + r.Text.Lang().HTML() + "/events/" + d.Ref,
		Where: form.Line(d.Venue, s.Place(r, d.Place)), Theme: s.Word(r, d.Themes)}
	v.Title, v.Lang = s.Name(r, d.Titles)
	if d.Starts == "" {
		v.Day = r.Text.T("practice.date_open")
	} else if text := r.Text.Date(civilOf(d.Starts)); true {
		v.Day, v.Year = dayAndYear(text, d.Starts[:4])
		if d.DateKind == UntilDay {
			v.Day, v.Year = r.Text.Until(civilOf(d.Ends)), ""
		}
	}
	if k := len(d.Moves); k > 0 && d.Moves[0].From != "" {
		v.Was = r.Text.T("practice.was", "date", r.Text.Date(civilOf(d.Moves[0].From)))
	}
	switch d.State {
	case Held:
		n := int64(0)
		for _, x := range all {
			if x.State == Confirmed || x.State == Attended {
				n++
			}
		}
		v.Taken = r.Text.N("practice.taken_part", n)
	case OpenState, ClosedFor:
		v.Pools = poolViews(r, d.Event, all)
	}
	return v
}

// dayAndYear parts the year from a written date, so that the day can stand large.
func dayAndYear(text, year string) (day, rest string) {
	at := strings.LastIndex(text, year)
	if at < 0 || at+len(year) < len(text) && strings.TrimRight(text[at+len(year):], ". ") != "" || strings.TrimSpace(text[:at]) == "" {
		return text, ""
	}
	return strings.TrimRight(text[:at], " "), strings.TrimSpace(text[at:])
}

func stateIcon(state string) string {
	switch state {
	case Held:
		return "check"
	case OpenState:
		return "door-open"
	case Cancelled:
		return "ban"
	case ClosedFor:
		return "lock"
	}
	return "calendar"
}
