package threatmap

import (
	"slices"
	"strings"
	"time"

	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/modules/places"
)

// dayOrder is the day as people go through it, for forms and tables.
func dayOrder() []DayPart { return []DayPart{Morning, Day, Evening, Night} }

// placeName is a place's name for the reader. In Kosovo both names stand side by side, the reader's first.
func (s *site) placeName(r *web.Request, country string, names i18n.Text) string {
	name, tag := names.Best(r.Text.Lang(), s.m.Settings.Get().Fallback)
	if country != "XK" {
		return name
	}
	serbian := i18n.Serbian
	if r.Text.Lang() == i18n.SerbianLatin {
		serbian = i18n.SerbianLatin
	}
	other := names.In(serbian)
	if strings.HasPrefix(tag, "sr") {
		other = names.In(i18n.Albanian)
	}
	if other == "" || other == name {
		return name
	}
	return name + " / " + other
}

func (s *site) nameOf(r *web.Request, p places.Place) string {
	return s.placeName(r, p.Country, p.Names)
}

// communityName is the name behind a public reference to a community.
func (s *site) communityName(r *web.Request, c CommunityRef) string {
	country, _, _ := strings.Cut(c.Code, "-")
	return s.placeName(r, country, c.Name)
}

// above names what a place lies in, nearest first, to tell places of one name apart.
func (s *site) above(r *web.Request, p places.Place) string {
	var names []string
	for _, a := range s.places().Ancestors(p.ID) {
		if a.Role != places.Beat {
			names = append(names, s.nameOf(r, a))
		}
	}
	return strings.Join(names, " · ")
}

// civil reads a civil date; what is none becomes the zero time.
func civil(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return time.Time{}
	}
	return t
}

// part names a part of the day within a sentence; the word that stands alone is partAlone.
func part(l *i18n.Localizer, p DayPart) string { return l.T("threatmap.site.part." + string(p)) }

func partAlone(l *i18n.Localizer, p DayPart) string { return l.T("threatmap.part." + string(p)) }

// dayAndPart is all that a public page says of a time: "14 October 2026, evening".
func dayAndPart(l *i18n.Localizer, day time.Time, p DayPart) string {
	return l.T("threatmap.site.day_part", "date", l.DateLong(day), "part", part(l, p))
}

// seenTimes tells when a resident sees the threat: dates, weekdays, parts of the day; empty if nothing is known.
func seenTimes(l *i18n.Localizer, s Seen) string {
	var words []string
	from, to := civil(s.From), civil(s.To)
	switch {
	case from.IsZero() && to.IsZero():
	case to.IsZero() || from.Equal(to):
		words = append(words, l.DateLong(from))
	case from.IsZero():
		words = append(words, l.Until(to))
	default:
		words = append(words, l.DateLong(from)+" – "+l.DateLong(to))
	}
	if len(s.Weekdays) > 0 {
		words = append(words, weekdayWords(l, s.Weekdays))
	}
	var parts []string
	for _, p := range dayOrder() {
		if slices.Contains(s.Parts, p) {
			parts = append(parts, part(l, p))
		}
	}
	if len(parts) > 0 {
		words = append(words, l.List(parts))
	}
	return strings.Join(words, " · ")
}

// weekdayWords writes three days or more in a row as a span: Mon–Fri. 1 = Monday.
func weekdayWords(l *i18n.Localizer, days []int) string {
	short := func(d int) string { return l.WeekdayShort(time.Weekday(d % 7)) }
	if n := len(days); n > 2 && days[n-1]-days[0] == n-1 {
		return short(days[0]) + "–" + short(days[n-1])
	}
	words := make([]string, len(days))
	for i, d := range days {
		words[i] = short(d)
	}
	return l.List(words)
}

// findPlaces finds what a resident may point at by name: communities and the settlements in them.
func (s *site) findPlaces(query string, most int) []places.Place {
	var found []places.Place
	sn := s.places()
	for _, p := range sn.Search(query, 50*most) {
		if p.Role != places.Community && p.Level != places.Settlement {
			continue
		}
		if _, ok := sn.Above(p.ID, places.Community); ok && len(found) < most {
			found = append(found, p)
		}
	}
	return found
}
