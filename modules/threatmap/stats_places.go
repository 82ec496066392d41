package threatmap

import (
	"sync"

	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/modules/places"
)

// statsLevel is the role of the places by which figures are grouped: regions of the whole, communities of a
// region, beats of a community; nothing below a beat.
func (m *Map) statsLevel(r *web.Request, sn *places.Snapshot, p places.Place) string {
	switch p.Role {
	case places.Beat:
		return ""
	case places.Community:
		return places.Beat
	case places.Region:
		return places.Community
	}
	for _, region := range sn.Regions(r.Text, m.Settings.Get().Fallback) {
		if sn.LiesIn(region.ID, p.ID) {
			return places.Region
		}
	}
	return places.Community
}

// statsGroups are the places of a role in another one, in the reader's order.
func statsGroups(r *web.Request, m *Map, sn *places.Snapshot, in places.Place, role string) (all []places.Place) {
	fallback := m.Settings.Get().Fallback
	switch {
	case role == places.Region && in.ID == "":
		return sn.Regions(r.Text, fallback)
	case role == places.Community && in.ID == "":
		return sn.Communities(r.Text, fallback)
	case role == places.Community || role == places.Region:
		ordered := sn.Communities
		if role == places.Region {
			ordered = sn.Regions
		}
		for _, p := range ordered(r.Text, fallback) {
			if sn.LiesIn(p.ID, in.ID) {
				all = append(all, p)
			}
		}
		return all
	}
	for _, p := range sn.WithRole(role) {
		if sn.LiesIn(p.ID, in.ID) {
			all = append(all, p)
		}
	}
	i18n.SortBy(r.Text.Collator(), all, func(p places.Place) string { return m.placeText(r, p.Names) })
	return all
}

// placeText is a place's name for the reader.
func (m *Map) placeText(r *web.Request, names i18n.Text) string {
	name, _ := names.Best(r.Text.Lang(), m.Settings.Get().Fallback)
	return name
}

// noGroup is what is said of reports that lie in no place of the level below: communities outside of every region,
// or reports that are published with their community and no more.
func noGroup(in places.Place) string {
	if in.Role == places.Community {
		return "threatmap.stats.no_beat"
	}
	return "threatmap.stats.no_place"
}

// residents is how many live in a place, nil where it is not known, and of which day that figure is.
type residents struct {
	N    *int64
	Date string // YYYY-MM-DD, empty where it is not known or not the same for all parts
}

// census is the residents of all places that have communities below them, and of the whole (""), of one snapshot.
type census struct {
	mu   sync.Mutex
	sn   *places.Snapshot
	sums map[string]residents
}

// of is the population of a place: its own figure, else the sum of its communities when all are known. A sum with
// gaps would make every rate too high.
func (c *census) of(sn *places.Snapshot, p places.Place) residents {
	if p.Population != nil {
		return residents{p.Population, p.PopulationDate}
	}
	if p.Role == places.Beat || p.Role == places.Community {
		return residents{}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sn != sn {
		c.sn, c.sums = sn, sumResidents(sn)
	}
	return c.sums[p.ID]
}

func sumResidents(sn *places.Snapshot) map[string]residents {
	sums, gaps := map[string]residents{}, map[string]bool{}
	for _, c := range sn.WithRole(places.Community) {
		for _, above := range append(sn.Ancestors(c.ID), places.Place{}) {
			sum, known := sums[above.ID]
			if c.Population == nil {
				gaps[above.ID] = true
				continue
			}
			if !known {
				sum = residents{new(int64), c.PopulationDate}
			}
			if *sum.N += *c.Population; c.PopulationDate != sum.Date {
				sum.Date = ""
			}
			sums[above.ID] = sum
		}
	}
	for id := range gaps {
		delete(sums, id)
	}
	return sums
}
