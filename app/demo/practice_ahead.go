package demo

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/modules/practice"
)

// workshopAhead is an event that is still to come, with a line and an offer that runs.
type workshopAhead struct {
	Titles    i18n.Text `json:"titles"`
	Themes    i18n.Text `json:"themes"`
	Org       string    `json:"org"`
	Place     string    `json:"place"`
	Venue     string    `json:"venue"`
	Zone      string    `json:"zone"`
	Languages []string  `json:"languages"`
	Capacity  int64     `json:"capacity"`
	Pools     []seatRow `json:"pools"`
	Day       int       `json:"day"`      // days after the end of the story
	Deadline  int       `json:"deadline"` // the same
	Groups    []guests  `json:"groups"`
	GivesUp   string    `json:"gives_up"`
	Message   struct {
		Subjects i18n.Text `json:"subjects"`
		Texts    i18n.Text `json:"texts"`
	} `json:"message"`
}

// ahead is an event after the story: registered in its last weeks, and a seat given up in its last hours.
func (l *loader) ahead(w workshops) (all []happening, err error) {
	a := w.Ahead
	zone, err := l.zone(a.Place)
	if err != nil {
		return nil, err
	}
	p, _ := l.a.Places.Snapshot().ByCode(a.Place)
	day := l.storyEnd().In(zone).AddDate(0, 0, a.Day).Format(time.DateOnly)
	last := l.storyEnd().In(zone).AddDate(0, 0, a.Deadline).Format(time.DateOnly)
	find := func(tx *db.Tx) (practice.Dated, bool, error) {
		some, _, err := practice.ListEvents(tx, practice.EventFilter{From: day, Limit: 50}, nil)
		for _, d := range some {
			if d.Titles["pl"] == a.Titles["pl"] {
				return d, true, err
			}
		}
		return practice.Dated{}, false, err
	}
	add := func(at time.Time, do func(tx *db.Tx) error) {
		all = append(all, happening{at: at, by: "organiser", do: do})
	}
	add(l.day(-20, zone).Add(10*time.Hour), func(tx *db.Tx) error {
		_, there, err := find(tx)
		if err != nil || there {
			return err
		}
		org, err := l.a.Practice.Events.Organisation(tx, a.Org, "pl", false)
		if err != nil {
			return err
		}
		_, err = l.a.Practice.Events.Add(tx, practice.Event{Org: org.ID, Titles: a.Titles, Themes: a.Themes, Starts: day + "T09:30", Ends: day + "T15:00", Zone: a.Zone, Place: p.ID, Venue: a.Venue,
			Capacity: a.Capacity, Deadline: last + "T23:59", Languages: a.Languages, Pools: pools(a.Pools)}, true)
		return err
	})
	asked, err := l.call(find, zone)
	if err != nil {
		return nil, err
	}
	all = append(all, asked...)
	before := map[string]int{}
	for k, g := range a.Groups {
		n := before[g.Delegation]
		before[g.Delegation] += len(g.Orgs) * (g.Each + 1)
		add(l.day(-2, zone).Add(time.Duration(9+2*k)*time.Hour), func(tx *db.Tx) error {
			d, _, err := find(tx)
			if err != nil {
				return err
			}
			return l.register(tx, w, []practice.Event{d.Event}, g, n, 0)
		})
	}
	add(l.storyEnd().Add(-90*time.Minute), func(tx *db.Tx) error {
		d, _, err := find(tx)
		if err != nil {
			return err
		}
		org, err := l.a.Practice.Events.Organisation(tx, a.GivesUp, "pl", false)
		if err != nil {
			return err
		}
		there, err := practice.Standings(tx, d.ID)
		for _, s := range there {
			if err == nil && s.Org == org.ID && s.State == "confirmed" {
				_, err = l.a.Practice.Events.Answer(tx, s.Ref, "withdraw", l.madeID("practice withdraw", 0))
			}
		}
		return err
	})
	add(l.storyEnd().Add(-time.Hour), func(tx *db.Tx) error {
		d, _, err := find(tx)
		if err == nil {
			_, err = l.a.Practice.Events.SendMessage(tx, d.Event, practice.MessageOf(l.madeRef("practice message"), a.Message.Subjects, a.Message.Texts))
		}
		return err
	})
	return all, nil
}
