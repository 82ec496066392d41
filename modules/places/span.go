package places

import (
	"time"

	"reeve/kernel/errs"
	"reeve/kernel/process/calendar"
)

// Span is a stretch of civil days, YYYY-MM-DD. An empty From is since ever, an empty Until is for ever. Until
// is the first day that is not in it.
type Span struct{ From, Until string }

// Holds tells whether the day is in the span.
func (s Span) Holds(day string) bool {
	return s.From <= day && (s.Until == "" || day < s.Until)
}

// Empty tells whether no day is in it.
func (s Span) Empty() bool { return s.Until != "" && s.From >= s.Until }

// Meets tells whether the spans have a day in common.
func (s Span) Meets(o Span) bool {
	return !s.Empty() && !o.Empty() && (o.Until == "" || s.From < o.Until) && (s.Until == "" || o.From < s.Until)
}

// days writes the span with its last day, for a message: "2026-01-01 – 2026-12-31", open on the side that has no end.
func (s Span) days() string {
	last := ""
	if day, err := time.Parse(time.DateOnly, s.Until); err == nil {
		last = " " + day.AddDate(0, 0, -1).Format(time.DateOnly)
	}
	if s.From == "" {
		return "–" + last
	}
	return s.From + " –" + last
}

func (s Span) check(f *errs.Fields) {
	for field, date := range map[string]string{"valid_from": s.From, "valid_until": s.Until} {
		if date == "" {
			continue
		}
		if _, err := calendar.ParseDate(date); err != nil {
			f.Add(field, "places.date_wrong", "date", date)
		}
	}
	if s.Until != "" && s.From > s.Until {
		f.Add("valid_until", "places.ends_before_it_begins", "from", s.From, "until", s.Until)
	}
}
