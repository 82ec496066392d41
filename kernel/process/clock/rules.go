package clock

import (
	"time"

	"reeve/kernel/process/calendar"
)

// Rules is a profile of how days are counted. The zero value is the reading that is shipped: day 1 is the
// day after the start, and the last day is the last day, whatever day of the week it is.
type Rules struct {
	CountStartDay bool `json:"count_start_day"` // the day of the start is day 1
	RollOver      bool `json:"roll_over"`       // a last day without work moves to the next working day (Regulation (EEC) 1182/71 art. 3(4))
}

// ID names the reading for screens and catalogues: strict, start_day, roll_over, start_day_roll_over.
func (r Rules) ID() string {
	switch {
	case r.CountStartDay && r.RollOver:
		return "start_day_roll_over"
	case r.CountStartDay:
		return "start_day"
	case r.RollOver:
		return "roll_over"
	}
	return "strict"
}

// Due is the instant at which a period that began at start has run out, by the shipped reading. The
// calendar is the one of the place whose law runs; for hours it may be nil. Days come back in the
// calendar's zone.
func Due(start time.Time, p Period, cal *calendar.Calendar) time.Time {
	return Rules{}.Due(start, p, cal)
}

// Due is the instant at which the period has run out by these rules. Hours and minutes are always exact.
func (r Rules) Due(start time.Time, p Period, cal *calendar.Calendar) time.Time {
	if length, ok := p.exact(); ok {
		due := start.Add(length)
		if cal != nil {
			due = due.In(cal.Zone)
		}
		return due
	}
	first, n := cal.DateOf(start), p.Amount
	if p.Unit == WorkingDays {
		if r.CountStartDay && cal.IsWorkingDay(first) {
			n--
		}
		return cal.AddWorkingDays(start, n)
	}
	if r.CountStartDay {
		n--
	}
	last := first.AddDays(n)
	if r.RollOver && !cal.IsWorkingDay(last) {
		last = cal.NextWorkingDay(last)
	}
	return cal.EndOfDay(last)
}
