package threatmap

import (
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/modules/places"
)

// statsLevel is the role of the places by which figures are grouped: regions of the whole, communities of a
// region, beats of a community; nothing below a beat.
func statsLevel(sn *places.Snapshot, p places.Place) string {
	switch p.Role {
	case places.Beat:
		return ""
	case places.Community:
		return places.Beat
	case places.Region:
		return places.Community
	}
	for _, region := range sn.WithRole(places.Region) {
		if liesIn(sn, region.ID, p.ID) {
			return places.Region
		}
	}
	return places.Community
}

// liesIn tells whether a place is or lies in another one; everything lies in the whole, "".
func liesIn(sn *places.Snapshot, id, in string) bool {
	if in == "" {
		return true
	}
	for _, p := range sn.Path(id) {
		if p.ID == in {
			return true
		}
	}
	return false
}

// statsGroups are the places of a role in another one, in the reader's order.
func statsGroups(r *web.Request, m *Map, sn *places.Snapshot, in places.Place, role string) (all []places.Place) {
	for _, p := range sn.WithRole(role) {
		if liesIn(sn, p.ID, in.ID) {
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

// residentsOf is the population of a place: its own figure, else the sum of its communities when all are known.
// A sum with gaps would make every rate too high.
func residentsOf(sn *places.Snapshot, p places.Place) residents {
	if p.Population != nil {
		return residents{p.Population, p.PopulationDate}
	}
	if p.Role == places.Beat || p.Role == places.Community {
		return residents{}
	}
	var sum int64
	date, parts := "", 0
	for _, c := range sn.WithRole(places.Community) {
		if !liesIn(sn, c.ID, p.ID) {
			continue
		}
		if c.Population == nil {
			return residents{}
		}
		if parts++; parts == 1 {
			date = c.PopulationDate
		}
		if c.PopulationDate != date {
			date = ""
		}
		sum += *c.Population
	}
	if parts == 0 {
		return residents{}
	}
	return residents{&sum, date}
}
