package threatmap

import (
	"slices"
	"time"

	"reeve/kernel/disclosure"
	"reeve/kernel/process/calendar"
)

// seenLayouts are the ways to write seen_from and seen_to beside a bare civil date: an instant by RFC 3339, or the
// wall clock at the place.
func seenLayouts() []string {
	return []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04"}
}

// seenTime reads a time with its hour; zone is that of the place, for what comes without offset.
func seenTime(s string, zone *time.Location) (t time.Time, ok bool) {
	for _, layout := range seenLayouts() {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t.In(zone), true
		}
	}
	return t, false
}

// seenDate is the civil date of seen_from or seen_to as it was written.
func seenDate(s string) (calendar.Date, error) {
	for _, layout := range seenLayouts() {
		if t, err := time.Parse(layout, s); err == nil {
			return calendar.DateIn(t, t.Location()), nil
		}
	}
	return calendar.ParseDate(s)
}

// settleSeen turns times with an hour into what is kept of them: the civil date at the place, and the parts of the
// day unless they were given. Two times a day or more apart say nothing of the part of the day.
func (f *Filing) settleSeen(zone *time.Location) {
	from, fromOK := seenTime(f.SeenFrom, zone)
	to, toOK := seenTime(f.SeenTo, zone)
	if fromOK {
		f.SeenFrom = from.Format(time.DateOnly)
	}
	if toOK {
		f.SeenTo = to.Format(time.DateOnly)
	}
	switch {
	case len(f.Parts) > 0:
	case fromOK && (f.SeenTo == "" || !toOK && f.SeenTo == f.SeenFrom):
		f.Parts = []DayPart{disclosure.PartOf(from, zone)}
	case fromOK && toOK && to.Sub(from) < 24*time.Hour:
		f.Parts = partsBetween(from, to, zone)
	}
}

// partsBetween are the parts of the day from one instant to another, at most a day later, as they follow.
func partsBetween(from, to time.Time, zone *time.Location) []DayPart {
	parts := []DayPart{disclosure.PartOf(from, zone)}
	for t := from; t.Before(to); {
		if t = t.Add(time.Hour); t.After(to) {
			t = to
		}
		if p := disclosure.PartOf(t, zone); !slices.Contains(parts, p) {
			parts = append(parts, p)
		}
	}
	return parts
}
