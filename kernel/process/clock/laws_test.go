package clock

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"reeve/kernel/process/calendar"
)

func anInstant(rt *rapid.T, name string) time.Time {
	from := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	until := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	return time.UnixMicro(rapid.Int64Range(from, until).Draw(rt, name)).UTC()
}

func aPeriod(rt *rapid.T) Period {
	return Period{rapid.IntRange(1, 40).Draw(rt, "amount"), rapid.SampledFrom([]Unit{Hours, CalendarDays, WorkingDays}).Draw(rt, "unit")}
}

func aCalendar(t *testing.T) func(rt *rapid.T) *calendar.Calendar {
	all, err := calendar.Load()
	if err != nil {
		t.Fatal(err)
	}
	return func(rt *rapid.T) *calendar.Calendar {
		return all[rapid.SampledFrom([]string{"PL", "UA", "LT", "LV", "EE", "CZ", "XK", "NO", "LI"}).Draw(rt, "country")]
	}
}

func TestDueIsMonotoneInStart(t *testing.T) {
	calendarOf := aCalendar(t)
	rapid.Check(t, func(rt *rapid.T) {
		cal, p := calendarOf(rt), aPeriod(rt)
		r := Rules{RollOver: rapid.Bool().Draw(rt, "roll")}
		a, b := anInstant(rt, "a"), anInstant(rt, "b")
		if b.Before(a) {
			a, b = b, a
		}
		if r.Due(b, p, cal).Before(r.Due(a, p, cal)) {
			rt.Fatalf("%v started later and is due earlier", p)
		}
		if !r.Due(a, p, cal).After(a) {
			rt.Fatalf("%v is due before it begins", p)
		}
	})
}

func TestADueDayIsAWholeDay(t *testing.T) {
	calendarOf := aCalendar(t)
	rapid.Check(t, func(rt *rapid.T) {
		cal, start := calendarOf(rt), anInstant(rt, "start")
		p := Period{rapid.IntRange(1, 40).Draw(rt, "amount"), WorkingDays}
		due := Due(start, p, cal)
		last := cal.DateOf(due).AddDays(-1)
		if !cal.EndOfDay(last).Equal(due) || due.In(cal.Zone).Hour() != 0 {
			rt.Fatalf("%v is not the end of a day", due)
		}
		if !cal.IsWorkingDay(last) {
			rt.Fatalf("%v is not a working day", last)
		}
		worked := 0
		for d := cal.DateOf(start).AddDays(1); d.Compare(last) <= 0; d = d.AddDays(1) {
			if cal.IsWorkingDay(d) {
				worked++
			}
		}
		if worked != p.Amount {
			rt.Fatalf("%d working days, want %d", worked, p.Amount)
		}
	})
}

func TestAPauseAddsItsLength(t *testing.T) {
	calendarOf := aCalendar(t)
	rapid.Check(t, func(rt *rapid.T) {
		cal, p, start := calendarOf(rt), aPeriod(rt), anInstant(rt, "start")
		limit := Due(start, p, cal)
		from := start.Add(time.Duration(rapid.Int64Range(0, int64(limit.Sub(start))-1).Draw(rt, "from")))
		length := time.Duration(rapid.Int64Range(1, int64(60*24*time.Hour)).Draw(rt, "length"))
		c := Clock{StartedAt: start, Period: p, Pauses: []Pause{{From: from, Until: from.Add(length)}}}
		later := from.Add(length).Add(100 * 24 * time.Hour)
		if got := c.State(later, cal).DueAt; !got.Equal(limit.Add(length)) {
			rt.Fatalf("due %v, want %v", got, limit.Add(length))
		}
	})
}

// The slow way: the share of the time in which the clock runs, minute by minute, must give what State says.
func TestStateAgreesWithCountingMinutes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		start := time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC)
		minute := func(m int) time.Time { return start.Add(time.Duration(m) * time.Minute) }
		c := Clock{StartedAt: start, Period: Period{rapid.IntRange(1, 5).Draw(rt, "hours"), Hours}}
		for range rapid.IntRange(0, 5).Draw(rt, "pauses") {
			from := rapid.IntRange(-60, 600).Draw(rt, "from")
			p := Pause{From: minute(from)}
			if rapid.Bool().Draw(rt, "ended") {
				p.Until = minute(from + rapid.IntRange(0, 200).Draw(rt, "length"))
			}
			c.Pauses = append(c.Pauses, p)
		}
		now := rapid.IntRange(0, 900).Draw(rt, "now")
		total, used := c.Period.Amount*60, 0
		for m := range now {
			standing := false
			for _, p := range c.Pauses {
				standing = standing || !p.From.After(minute(m)) && (p.Until.IsZero() || p.Until.After(minute(m)))
			}
			if !standing || used >= total { // a clock that has run out can't be stopped
				used++
			}
		}
		s := c.State(minute(now), nil)
		if s.Used != time.Duration(used)*time.Minute {
			rt.Fatalf("used %v, want %d min", s.Used, used)
		}
		if s.Used+s.Left != s.Total || s.DueAt.Sub(minute(now)) != s.Left {
			rt.Fatalf("used %v + left %v is not %v, due %v", s.Used, s.Left, s.Total, s.DueAt)
		}
		if warned := !s.WarnAt.After(minute(now)); warned != (used*5 >= total*4) {
			rt.Fatalf("warned %v at %d of %d", warned, used, total)
		}
		if (s.Status == Late) != (used > total) {
			rt.Fatalf("%s at %d of %d", s.Status, used, total)
		}
	})
}
