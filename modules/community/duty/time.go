package duty

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/modules/places"
)

// Period is civil days, both included.
type Period struct{ From, Until string }

// Days adds up what posts did on the days of a period, by post and day. Days are those of each post's zone.
func (d *Duty) Days(q db.Reader, posts []places.Filled, p Period) (map[Cell]Sum, error) {
	s, err := d.sheet(q, posts, p)
	return s, err
}

// Time is the sum of some posts over a period.
func (d *Duty) Time(q db.Reader, posts []places.Filled, p Period) (Sum, error) {
	s, err := d.sheet(q, posts, p)
	return s.Total(), err
}

func (d *Duty) sheet(q db.Reader, posts []places.Filled, p Period) (sheet, error) {
	zones := map[string]*time.Location{}
	for _, f := range posts {
		zones[f.Post.ID] = d.zoneOf(f.Post.ID)
	}
	const slack = 24 * time.Hour // days begin earlier east and later west of Greenwich
	from, until := midnight(p.From, time.UTC).Add(-slack), midnight(p.Until, time.UTC).Add(2*slack)
	var entries []Entry
	var err error
	if len(posts) == 1 {
		entries, err = OfPost(q, posts[0].Post.ID, from, until)
	} else {
		entries, err = ofAll(q, from, until)
	}
	if err != nil {
		return nil, err
	}
	s := sheet{}
	for _, e := range entries {
		if zone := zones[e.Post]; zone != nil {
			s.work(e, zone)
		}
	}
	var rosters []Roster
	if len(posts) == 1 {
		rosters, err = rosterOf(q, posts[0].Post.ID, p)
	} else {
		rosters, err = rosterOfAll(q, p)
	}
	if err != nil {
		return nil, err
	}
	for _, v := range rosters {
		if zones[v.Post] != nil {
			s.plan(v.Post, v.Day, v.Minutes)
		}
	}
	return s.settled(p.From, p.Until), nil
}

// Sent is the minutes for which officers were sent elsewhere, by who ordered it and why.
type Sent struct {
	OrderedBy, OrderedWhy string
	Minutes               int64
	Entries               int64
}

// Abstractions adds up the abstractions of some posts over a period, the longest first.
func (d *Duty) Abstractions(q db.Reader, posts []places.Filled, p Period) ([]Sent, error) {
	zones := map[string]*time.Location{}
	for _, f := range posts {
		zones[f.Post.ID] = d.zoneOf(f.Post.ID)
	}
	entries, err := ofAll(q, midnight(p.From, time.UTC).Add(-longest), midnight(p.Until, time.UTC).Add(2*longest))
	if err != nil {
		return nil, err
	}
	sums := map[Sent]Sent{}
	for _, e := range entries {
		if e.Type != Abstraction || zones[e.Post] == nil {
			continue
		}
		key := Sent{OrderedBy: e.OrderedBy, OrderedWhy: e.OrderedWhy}
		v := key
		v.Minutes, v.Entries = sums[key].Minutes, sums[key].Entries
		counted := false
		for _, part := range byDay(e.From, e.To, zones[e.Post]) {
			if part.Day >= p.From && part.Day <= p.Until {
				v.Minutes += part.Minutes
				counted = true
			}
		}
		if counted {
			v.Entries++
			sums[key] = v
		}
	}
	return longestFirst(sums), nil
}

// Kinds adds up the entries of some posts over a period by their kind: what was done, how often and for how long.
func (d *Duty) Kinds(q db.Reader, posts []places.Filled, p Period) (map[string]Sum, error) {
	zones := map[string]*time.Location{}
	for _, f := range posts {
		zones[f.Post.ID] = d.zoneOf(f.Post.ID)
	}
	entries, err := ofAll(q, midnight(p.From, time.UTC).Add(-longest), midnight(p.Until, time.UTC).Add(2*longest))
	if err != nil {
		return nil, err
	}
	out := map[string]Sum{}
	for _, e := range entries {
		if zones[e.Post] == nil {
			continue
		}
		s := sheet{}
		s.work(e, zones[e.Post])
		out[e.Type] = out[e.Type].Plus(s.settled(p.From, p.Until).Total())
	}
	return out, nil
}

func longestFirst(sums map[Sent]Sent) []Sent {
	all := slices.Collect(maps.Values(sums))
	slices.SortFunc(all, func(a, b Sent) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(a.OrderedBy, b.OrderedBy), cmp.Compare(a.OrderedWhy, b.OrderedWhy))
	})
	return all
}
