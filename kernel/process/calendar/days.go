package calendar

import "time"

// DateOf is the civil date of an instant at the calendar's place.
func (c *Calendar) DateOf(t time.Time) Date { return DateIn(t, c.Zone) }

// EndOfDay is 24:00 local time of a day, which is 00:00 of the next.
func (c *Calendar) EndOfDay(d Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day+1, 0, 0, 0, 0, c.Zone)
}

// IsWorkingDay says that the day is neither weekend nor a free holiday.
func (c *Calendar) IsWorkingDay(d Date) bool { return c.workdays().isWorking(d) }

// NextWorkingDay is the first working day after d, never d itself.
func (c *Calendar) NextWorkingDay(d Date) Date { return c.workdays().after(d) }

// AddCalendarDays is the end of the nth day after the day of the start, weekends and holidays included.
// n = 0 is the end of the day of the start; a negative n counts as 0.
func (c *Calendar) AddCalendarDays(start time.Time, n int) time.Time {
	return c.EndOfDay(c.DateOf(start).AddDays(max(n, 0)))
}

// AddWorkingDays is the end of the nth working day after the day of the start.
// n = 0 is the end of the day of the start, working or not; a negative n counts as 0.
func (c *Calendar) AddWorkingDays(start time.Time, n int) time.Time {
	w, d := c.workdays(), c.DateOf(start)
	for range n {
		d = w.after(d)
	}
	return c.EndOfDay(d)
}

// workdays remembers the free days of the year last asked for, while one question is answered.
type workdays struct {
	*Calendar
	year int
	free map[Date]bool
}

func (c *Calendar) workdays() *workdays { return &workdays{Calendar: c} }

func (w *workdays) isWorking(d Date) bool {
	if w.weekend[d.Weekday()] {
		return false
	}
	if w.free == nil || w.year != d.Year {
		w.year, w.free = d.Year, map[Date]bool{}
		for _, h := range w.Holidays(d.Year) {
			if !h.Working {
				w.free[h.Date] = true
			}
		}
	}
	return !w.free[d]
}

func (w *workdays) after(d Date) Date {
	d = d.AddDays(1)
	for !w.isWorking(d) {
		d = d.AddDays(1)
	}
	return d
}
