package threatmap

import (
	"context"
	"slices"

	"reeve/kernel/disclosure"
	"reeve/kernel/errs"
	"reeve/kernel/geo"
	"reeve/modules/places"
)

// nearWithin is how far outside every boundary a place may lie: water, thin gaps. Metres.
const nearWithin = 2000

// located is where a report lies.
type located struct {
	Community, Beat places.Place // Beat has no ID where none is drawn
	At              geo.Point
	Exact           bool         // a point was given, not just a place
	Nearest         bool         // it lies outside, this is the nearest community
	Zone            *places.Zone // that stands for it in public; nil without one
}

func (l located) beatID() string { return l.Beat.ID }

// deepest is the beat, or the community where no beat is drawn.
func (l located) deepest() string {
	if l.Beat.ID != "" {
		return l.Beat.ID
	}
	return l.Community.ID
}

// locate finds community and beat of a point; a point far outside is refused.
func (m *Map) locate(p geo.Point) (located, error) {
	s := m.Places.Snapshot()
	if at, ok := s.Locate(p); ok && at.Community != nil {
		l := located{Community: *at.Community, At: p, Exact: true}
		if at.Beat != nil {
			l.Beat = *at.Beat
		}
		return l, nil
	}
	if near, ok := s.NearestCommunity(p, nearWithin); ok {
		return located{Community: *near.Community, At: p, Exact: true, Nearest: true}, nil
	}
	return located{}, &errs.Error{Kind: errs.Invalid, Key: "threatmap.place_outside", Fields: []errs.Field{
		{Field: "lat", Key: "threatmap.place_outside"}, {Field: "lon", Key: "threatmap.place_outside"}}}
}

// zoned finds the zone of a report whose category is published by zone. A place that was only named, or lies outside
// every boundary, has none.
func (m *Map) zoned(ctx context.Context, l *located, c Category) {
	if c.Class != disclosure.B || !l.Exact || l.Nearest {
		return
	}
	if z, ok := m.Places.Zone(ctx, l.Community.ID, l.Beat.ID, l.At); ok {
		l.Zone = &z
	}
}

// named finds a community or settlement by its code; the report then lies at its fixed point, as an area.
func (m *Map) named(code string) (located, error) {
	s := m.Places.Snapshot()
	p, ok := s.ByCode(code)
	if !ok {
		return located{}, errs.Bad("place", "threatmap.place_unknown", "place", code)
	}
	l := located{At: p.At}
	for _, above := range s.Path(p.ID) {
		switch above.Role {
		case places.Community:
			l.Community = above
		case places.Beat:
			l.Beat = above
		}
	}
	if at, ok := s.Locate(p.At); ok && at.Beat != nil && p.Level == places.Settlement {
		l.Beat = *at.Beat
	}
	if l.Community.ID == "" {
		return l, errs.Bad("place", "threatmap.place_no_community", "place", code)
	}
	return l, nil
}

// facts collects what routing looks at.
func (m *Map) facts(l located, c Category) Facts {
	s := m.Places.Snapshot()
	f := Facts{Route: c.Route}
	officers := func(place string) (found []Candidate) {
		for _, p := range s.PostsOf(place) {
			if p.Post.Role == "officer" && p.Account() != "" { // a vacant post answers nobody: the queue takes its reports
				found = append(found, Candidate{Post: p.Post.ID, Unit: p.Post.Unit, Org: p.Org})
			}
		}
		return found
	}
	if l.Beat.ID != "" {
		f.Beat = officers(l.Beat.ID)
	}
	f.Community = officers(l.Community.ID)
	f.Owner = owner(s, s.Path(l.Community.ID))
	for _, rule := range m.Categories.rules(c.Route) {
		if p, ok := s.Post(rule.Post); ok && p.Account() != "" && within(s.Path(l.Community.ID), rule.Place) {
			f.ByCategory = append(f.ByCategory, Candidate{Post: p.Post.ID, Unit: p.Post.Unit, Org: p.Org})
		}
	}
	return f
}

// owner is the organisation whose coordinators watch over a place: the post's place, or its unit's territory, is
// the nearest one at or above it.
func owner(s *places.Snapshot, path []places.Place) string {
	best, org := len(path), ""
	for _, p := range s.Posts() {
		if p.Post.Role != "coordinator" {
			continue
		}
		at := p.Post.Place
		if u, ok := s.Unit(p.Post.Unit); ok && at == "" {
			at = u.Place
		}
		for n, above := range path { // from the place itself upwards
			if above.ID == at && n < best {
				best, org = n, p.Org
			}
		}
	}
	return org
}

func within(path []places.Place, place string) bool {
	return slices.ContainsFunc(path, func(p places.Place) bool { return p.ID == place })
}

// orgByCode and postByCode find what a step names.
func (m *Map) orgByCode(code string) (places.Org, bool) {
	for _, o := range m.Places.Snapshot().Orgs() {
		if o.Code == code && code != "" {
			return o, true
		}
	}
	return places.Org{}, false
}

func (m *Map) postByCode(code string) (places.Post, bool) {
	for _, p := range m.Places.Snapshot().Posts() {
		if p.Post.Code == code && code != "" {
			return p.Post, true
		}
	}
	return places.Post{}, false
}
