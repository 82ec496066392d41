package threatmap

import (
	"reeve/kernel/disclosure"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// everyoneSees are the lines of what everybody will see of a report, said before it is sent: by the same rule by
// which its place is published.
func (s *site) everyoneSees(r *web.Request, at located, c Category) []string {
	l, community := r.Text, s.nameOf(r, at.Community)
	if c.CrimeTip {
		return []string{l.T("threatmap.site.everyone.nothing")}
	}
	place := l.T("threatmap.site.everyone.place", "place", community)
	s.m.zoned(r.Context(), &at, c)
	if _, _, precision, zone := published(c.Class, at.Exact, at.At, at.Zone); zone != "" {
		place = l.T("threatmap.site.everyone.zone", "place", community, "metres", l.Number(*precision))
	} else if precision != nil {
		place = l.T("threatmap.site.everyone.exact", "place", community)
	}
	items := []string{place, l.T("threatmap.site.everyone.kind"), l.T("threatmap.site.everyone.when"), l.T("threatmap.site.everyone.answer")}
	if disclosure.Review(c.Class) {
		items = append([]string{l.T("threatmap.site.everyone.held")}, items...)
	}
	return items
}

// everyoneSeesAt is the map of the same: the place as it will be published; nil where nothing will be.
func (s *site) everyoneSeesAt(r *web.Request, at located, c Category) *look.Map {
	if c.CrimeTip {
		return nil
	}
	s.m.zoned(r.Context(), &at, c)
	var place *PublishedPlace
	if lat, lon, precision, _ := published(c.Class, at.Exact, at.At, at.Zone); precision != nil {
		place = &PublishedPlace{Lat: *lat, Lon: *lon, Precision: *precision}
	}
	m := s.publishedMap(r, at.Community.Code, place, c.Code, New)
	return &m
}
