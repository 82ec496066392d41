package stats

import "time"

// Month counts months since the year 0: year × 12 + month − 1. 0 stands for no month.
type Month int

// MonthOf is the month of a civil date.
func MonthOf(civil time.Time) Month { return Month(civil.Year()*12 + int(civil.Month()) - 1) }

// ParseMonth reads YYYY-MM, in the years 1900 to 2199.
func ParseMonth(s string) (Month, bool) {
	t, err := time.Parse("2006-01", s)
	if err != nil || len(s) != len("2006-01") || t.Year() < 1900 || t.Year() > 2199 {
		return 0, false
	}
	return MonthOf(t), true
}

// First is the month's first day, as a civil date.
func (m Month) First() time.Time {
	return time.Date(int(m)/12, time.Month(int(m)%12+1), 1, 0, 0, 0, 0, time.UTC)
}

// String writes YYYY-MM; nothing for no month.
func (m Month) String() string {
	if m == 0 {
		return ""
	}
	return m.First().Format("2006-01")
}
