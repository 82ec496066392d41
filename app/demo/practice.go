package demo

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
	"reeve/modules/places"
	"reeve/modules/practice"
)

// workshops is data/practice.json: real facts of two programmes, with people who do not exist.
type workshops struct {
	Programmes []struct {
		Slug    string    `json:"slug"`
		Names   i18n.Text `json:"names"`
		Slogans i18n.Text `json:"slogans"`
	} `json:"programmes"`
	Series []workshopSeries       `json:"series"`
	Names  map[string][2][]string `json:"names"` // by delegation: given names, surnames
	Ahead  workshopAhead          `json:"ahead"`
}

type workshopSeries struct {
	Slug      string    `json:"slug"`
	Programme string    `json:"programme"`
	Titles    i18n.Text `json:"titles"`
	Abstracts i18n.Text `json:"abstracts"`
	Apart     i18n.Text `json:"apart"`
	Funder    string    `json:"funder"`
	GrantLine string    `json:"grant_line"`
	Partners  []string  `json:"partners"`
	Zone      string    `json:"zone"`
	Languages []string  `json:"languages"`
	Capacity  int64     `json:"capacity"`
	Deadline  string    `json:"deadline"`
	Pools     []seatRow `json:"pools"`
	Moved     string    `json:"moved_because"`
	Listed    bool      `json:"listed"`    // attendance lists were entered after the events
	Evaluated []int     `json:"evaluated"` // events of which some answered the survey
	Events    []struct {
		Kind    string    `json:"kind"`
		Planned string    `json:"planned"` // day; empty = it was never moved
		Real    string    `json:"real"`
		Venue   string    `json:"venue"`
		Titles  i18n.Text `json:"titles"`
		Groups  []int     `json:"groups"` // who comes; none = all
		First   int       `json:"first"`  // of each organisation the first so many; 0 = all
	} `json:"events"`
	Groups     []guests `json:"groups"`
	NotComing  int      `json:"not_coming"`
	Unanswered int      `json:"unanswered"`
}

// guests are organisations that name people.
type guests struct {
	Delegation  string   `json:"delegation"`
	Lang        string   `json:"lang"`
	Orgs        []string `json:"orgs"`
	Each        int      `json:"each"`
	Substitutes int      `json:"substitutes"` // the first so many organisations name one more, as a substitute
	Domain      string   `json:"domain"`      // of their addresses; empty = they have none
}

// mail is the address of somebody; empty for who has none.
func (g guests) mail(person string) string {
	if g.Domain == "" {
		return ""
	}
	return strings.ReplaceAll(strings.ReplaceAll(tabular.Fold(person), "ł", "l"), " ", ".") + "@" + g.Domain
}

// seatRow is a delegation with its seats.
type seatRow struct {
	Delegation string
	Seats      int64
}

// UnmarshalJSON reads ["NO", 2].
func (p *seatRow) UnmarshalJSON(raw []byte) error {
	return json.Unmarshal(raw, &[]any{&p.Delegation, &p.Seats})
}

func pools(rows []seatRow) (all []practice.Pool) {
	for _, p := range rows {
		all = append(all, practice.Pool{Delegation: p.Delegation, Seats: p.Seats})
	}
	return all
}

// practice is what happened with workshops and trainings. The real ones lie before the story and are entered afterwards:
// registered for the days that were planned, moved to those on which they were held.
func (l *loader) practice() (all []happening, err error) {
	var w workshops
	if err := readJSON("practice.json", &w); err != nil {
		return nil, err
	}
	at := l.start.Add(40 * time.Hour)
	add := func(do func(tx *db.Tx) error) {
		all = append(all, happening{at: at, by: "organiser", do: do})
		at = at.Add(7 * time.Minute)
	}
	add(func(tx *db.Tx) error {
		for _, g := range w.Programmes {
			if _, err := places.GetProgramme(tx, g.Slug); errs.KindOf(err) != errs.NotFound || err == nil {
				return err
			}
			if _, err := l.a.Places.SetProgramme(tx, places.Programme{Slug: g.Slug, Names: g.Names, Slogans: g.Slogans}); err != nil {
				return err
			}
		}
		return nil
	})
	for i := range w.Series {
		s := &w.Series[i]
		add(func(tx *db.Tx) error { return l.announce(tx, s) })
		for k := range s.Groups {
			add(func(tx *db.Tx) error { return l.nameGuests(tx, w, s, k) })
		}
		add(func(tx *db.Tx) error { return l.moveSeries(tx, s) })
		add(func(tx *db.Tx) error { return l.answerMove(tx, s) })
		add(func(tx *db.Tx) error { return l.holdSeries(tx, s) })
		if s.Listed {
			for k := range s.Events {
				add(func(tx *db.Tx) error { return l.enterList(tx, s, k) })
			}
		}
		for _, k := range s.Evaluated {
			add(func(tx *db.Tx) error { return l.evaluate(tx, s, k) })
		}
	}
	ahead, err := l.ahead(w)
	return append(all, ahead...), err
}

func (l *loader) announce(tx *db.Tx, s *workshopSeries) error {
	if _, err := practice.SeriesBySlug(tx, s.Slug); errs.KindOf(err) != errs.NotFound || err == nil {
		return err
	}
	v := l.a.Practice.Events
	made, err := v.AddSeries(tx, practice.Series{Slug: s.Slug, Programme: s.Programme, Titles: s.Titles, Abstracts: s.Abstracts, Apart: s.Apart, Funder: s.Funder, GrantLine: s.GrantLine, Partners: s.Partners})
	if err != nil {
		return err
	}
	for _, e := range s.Events {
		day := e.Planned
		if day == "" {
			day = e.Real
		}
		if _, err := v.Add(tx, practice.Event{Series: made.ID, Kind: e.Kind, Titles: e.Titles, Starts: day + "T09:00", Ends: day + "T16:00", Zone: s.Zone, Venue: e.Venue, Capacity: s.Capacity,
			Languages: s.Languages, Pools: pools(s.Pools)}, true); err != nil {
			return err
		}
	}
	return nil
}

// eventsOf are the events of a series in the order of the file.
func (l *loader) eventsOf(tx *db.Tx, s *workshopSeries) ([]practice.Dated, error) {
	one, err := practice.SeriesBySlug(tx, s.Slug)
	if err != nil {
		return nil, err
	}
	all, err := practice.EventsOf(tx, one.ID)
	if err == nil && len(all) != len(s.Events) {
		err = fmt.Errorf("series %s has %d events", s.Slug, len(all))
	}
	return all, err
}

// nameGuests lets the organisations of a group register, each once.
func (l *loader) nameGuests(tx *db.Tx, w workshops, s *workshopSeries, k int) error {
	all, err := l.eventsOf(tx, s)
	if err != nil {
		return err
	}
	before := 0
	for _, g := range s.Groups[:k] {
		if g.Delegation == s.Groups[k].Delegation {
			before += len(g.Orgs) * (g.Each + 1)
		}
	}
	for _, e := range s.Events {
		if len(e.Groups) > 0 {
			return l.nameSome(tx, w, s, k, all, before)
		}
	}
	var events []practice.Event
	for _, d := range all {
		events = append(events, d.Event)
	}
	return l.register(tx, w, events, s.Groups[k], before, 0)
}

// nameSome is nameGuests for a series whose events have guests of their own.
func (l *loader) nameSome(tx *db.Tx, w workshops, s *workshopSeries, k int, all []practice.Dated, before int) error {
	for i, e := range s.Events {
		for _, g := range e.Groups {
			if g != k {
				continue
			}
			if err := l.register(tx, w, []practice.Event{all[i].Event}, s.Groups[k], before, e.First); err != nil {
				return err
			}
		}
	}
	return nil
}

// register names the people of a group's organisations for events. first = of each organisation so many, 0 = all.
func (l *loader) register(tx *db.Tx, w workshops, events []practice.Event, g guests, before, first int) error {
	v := l.a.Practice.Events
	names := w.Names[g.Delegation]
	given, family := names[0], names[1]
	n := before
	for i, name := range g.Orgs {
		org, err := v.Organisation(tx, name, g.Lang, true)
		if err != nil {
			return err
		}
		var asks []practice.Ask
		most := g.Each
		if i < g.Substitutes {
			most++
		}
		for j := range most {
			person := given[n%len(given)] + " " + family[n/len(given)%len(family)]
			n++
			if first == 0 || j < first {
				delegation := g.Delegation
				if len(events[0].Pools) == 1 {
					delegation = ""
				}
				asks = append(asks, practice.Ask{Person: practice.Person{Name: person, Lang: g.Lang, Mail: g.mail(person)}, Delegation: delegation, Substitute: j >= g.Each})
			}
		}
		there, err := practice.Standings(tx, events[0].ID)
		if err != nil {
			return err
		}
		registered := false
		for _, s := range there {
			registered = registered || s.Org == org.ID
		}
		if registered {
			continue
		}
		if _, _, err := v.Register(tx, events, org.ID, asks); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// moveSeries moves events from the days that were planned to those on which they were held.
func (l *loader) moveSeries(tx *db.Tx, s *workshopSeries) error {
	all, err := l.eventsOf(tx, s)
	if err != nil {
		return err
	}
	for i, e := range s.Events {
		if e.Planned == "" || len(all[i].Moves) > 0 || all[i].Starts[:10] != e.Planned {
			continue
		}
		if _, err := l.a.Practice.Events.MoveTo(tx, all[i].Ref, e.Real+"T09:00", e.Real+"T16:00", s.Deadline, s.Moved, l.madeID("practice move "+s.Slug, i)); err != nil {
			return err
		}
	}
	return nil
}

// answerMove lets everybody who has a seat answer, but a few.
func (l *loader) answerMove(tx *db.Tx, s *workshopSeries) error {
	all, err := l.eventsOf(tx, s)
	if err != nil {
		return err
	}
	for i, e := range all {
		if len(e.Moves) == 0 {
			continue
		}
		there, err := practice.Standings(tx, e.ID)
		if err != nil {
			return err
		}
		n := 0
		for _, one := range there {
			if one.State != "confirmed" && one.State != "waitlisted" {
				continue
			}
			n++
			answer := "come"
			switch {
			case n <= s.Unanswered:
				continue
			case n <= s.Unanswered+s.NotComing && i > 0:
				answer = "not_come"
			}
			if one.Coming != "" {
				continue
			}
			if _, err := l.a.Practice.Events.Answer(tx, one.Ref, answer, l.madeID("practice answer "+s.Slug, i, n)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *loader) holdSeries(tx *db.Tx, s *workshopSeries) error {
	all, err := l.eventsOf(tx, s)
	for i, e := range all {
		if err != nil {
			return err
		}
		if e.State == "open" {
			_, err = l.a.Practice.Events.Take(tx, e.Ref, "hold", "", l.madeID("practice hold "+s.Slug, i))
		}
	}
	return err
}
