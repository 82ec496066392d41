package community

import "time"

// mostMonths is how far back the time line goes.
const mostMonths = 60

// monthEnds are the last days of the months from the one before the first agreement began to a day, that day the last.
func (r *reach) monthEnds(day string) []string {
	first := day
	for _, h := range r.held {
		if h.From != "" && h.From < first {
			first = h.From
		}
	}
	at := monthEnd(civil(first), -1)
	if earliest := monthEnd(civil(day), -mostMonths); at.Before(earliest) {
		at = earliest
	}
	var days []string
	for ; at.Format(time.DateOnly) < day; at = monthEnd(at, 1) {
		days = append(days, at.Format(time.DateOnly))
	}
	return append(days, day)
}

// monthEnd is the last day of the month n months after that of a day.
func monthEnd(t time.Time, n int) time.Time {
	return time.Date(t.Year(), t.Month()+time.Month(n)+1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -1)
}
