package community

import (
	"time"

	"reeve/kernel/process/calendar"
)

// warnings are the days before the end on which the responsible post is warned, the earliest first.
func warnings() []int64 { return []int64{60, 30, 7, 1} }

// Begins is the first day in force: the one agreed, else that of the signature. Empty before the signature, where
// none is agreed.
func (a Agreement) Begins() string {
	if a.From != "" {
		return a.From
	}
	return a.Signed
}

// Last is the last day in force as things stand: the one agreed, a later one by extension, an earlier one by
// termination. Empty = without end.
func (a Agreement) Last() string {
	last := a.Until
	if last != "" && a.Extended > last {
		last = a.Extended
	}
	if a.Ended != "" && (last == "" || a.Ended < last) {
		last = a.Ended
	}
	return last
}

// HoldsOn tells whether the agreement is in force on a day.
func (a Agreement) HoldsOn(day string) bool {
	last := a.Last()
	return a.Signed != "" && a.Begins() <= day && (last == "" || day <= last)
}

// RenewFrom is the day from which renewal is due; empty where there is no end or the agreement was ended.
func (a Agreement) RenewFrom() string {
	last := a.Last()
	if last == "" || a.Ended != "" {
		return ""
	}
	return max(monthsBefore(last, int(a.RenewMonths)), a.Begins())
}

// StateOn is the state that an agreement's days give it: what an imported one begins in, and what the calendar
// brings others to. Draft before the signature.
func (a Agreement) StateOn(day string) string {
	last, renew := a.Last(), a.RenewFrom()
	switch {
	case a.Signed == "":
		return Draft
	case last != "" && day > last && a.Ended != "":
		return Terminated
	case last != "" && day > last:
		return Expired
	case day < a.Begins():
		return Signed
	case renew != "" && day >= renew:
		return RenewalDue
	}
	return InForce
}

// warning is the warning that is due on a day: the fewest of the days given in warnings that are not yet fewer than
// those left. 0 = none.
func (a Agreement) warning(day string) (due int64) {
	last := a.Last()
	if last == "" || a.Ended != "" || !a.HoldsOn(day) {
		return 0
	}
	left := daysBetween(day, last)
	for _, w := range warnings() {
		if left <= w {
			due = w
		}
	}
	return due
}

// nextAfter is the first day after the given one on which the calendar does something; empty = never again.
func (a Agreement) nextAfter(day string) string {
	if a.Signed == "" {
		return ""
	}
	next := ""
	consider := func(d string) {
		if d > day && (next == "" || d < next) {
			next = d
		}
	}
	consider(a.Begins())
	if last := a.Last(); last != "" {
		consider(addDays(last, 1))
		if a.Ended == "" {
			consider(a.RenewFrom())
			for _, w := range warnings() {
				consider(addDays(last, -int(w)))
			}
		}
	}
	return next
}

// addDays goes n civil days on; a text that is no date stays.
func addDays(day string, n int) string {
	d, err := calendar.ParseDate(day)
	if err != nil {
		return day
	}
	return d.AddDays(n).String()
}

// daysBetween counts the days from one to another; negative when the other lies before.
func daysBetween(from, to string) int64 {
	a, err := time.Parse(time.DateOnly, from)
	if err != nil {
		return 0
	}
	b, err := time.Parse(time.DateOnly, to)
	if err != nil {
		return 0
	}
	return int64(b.Sub(a).Hours()) / 24
}

// monthsBefore is the same day n months earlier, or that month's last where it has no such day.
func monthsBefore(day string, n int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	first := time.Date(t.Year(), t.Month()-time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	end := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), end)-1).Format(time.DateOnly)
}
