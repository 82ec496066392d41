package council

import (
	"time"

	"reeve/kernel/errs"
	"reeve/kernel/process/calendar"
)

// Period is civil days, both included.
type Period struct{ From, Until string }

// mostDays is the longest period of a report.
const mostDays = 732

// HalfYear is the half-year in which a day lies: 1 February to 31 July, or 1 August to 31 January.
func HalfYear(day string) Period {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return Period{}
	}
	year := t.Year()
	switch {
	case t.Month() == time.January:
		year--
		fallthrough
	case t.Month() >= time.August:
		return Period{civil(year, time.August, 1), civil(year+1, time.January, 31)}
	}
	return Period{civil(year, time.February, 1), civil(year, time.July, 31)}
}

// Before is the half-year that ended before this one began.
func (p Period) Before() Period {
	t, err := time.Parse(time.DateOnly, p.From)
	if err != nil {
		return Period{}
	}
	return HalfYear(t.AddDate(0, 0, -1).Format(time.DateOnly))
}

func civil(year int, month time.Month, day int) string {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// day is a civil day for the localizer.
func day(s string) time.Time {
	t, _ := time.Parse(time.DateOnly, s)
	return t
}

// Holds tells whether a day lies in the period.
func (p Period) Holds(day string) bool { return day >= p.From && day <= p.Until }

// check finds what is wrong with a period on a day: it may run, and it may not lie ahead.
func (p Period) check(f *errs.Fields, today string) {
	for _, v := range [][2]string{{"from", p.From}, {"until", p.Until}} {
		if _, err := calendar.ParseDate(v[1]); err != nil {
			f.Add(v[0], "council.day_wrong", "day", v[1])
			return
		}
	}
	switch {
	case p.Until < p.From:
		f.Add("until", "council.days_backwards")
	case p.From > today:
		f.Add("from", "council.days_ahead")
	case day(p.Until).Sub(day(p.From)) > mostDays*24*time.Hour:
		f.Add("until", "council.days_many", "most", mostDays)
	}
}
