package i18n

import (
	"strconv"
	"time"
)

// Date writes a civil date in figures. Year, month and day are taken as they
// stand in civil; no zone is applied.
func (l *Localizer) Date(civil time.Time) string { return civil.Format(l.format.date) }

// DateLong writes a civil date with the name of the month, as it stands alone:
// in a heading, a table, beside a label.
func (l *Localizer) DateLong(civil time.Time) string {
	month := l.MonthInDate(civil.Month())
	if l.format.nominativeDate {
		month = l.Month(civil.Month())
	}
	return l.dateWith(civil, month)
}

// DateInSentence writes the long date as it follows a weekday or a preposition
// of time in a running sentence. It differs from DateLong in Serbian only,
// which then has the month in the genitive.
func (l *Localizer) DateInSentence(civil time.Time) string {
	return l.dateWith(civil, l.MonthInDate(civil.Month()))
}

func (l *Localizer) dateWith(civil time.Time, month string) string {
	return l.T("i18n.date_long", "day", strconv.Itoa(civil.Day()), "month", month, "year", strconv.Itoa(civil.Year()))
}

// DateWithWeekday writes the weekday and the long date.
func (l *Localizer) DateWithWeekday(civil time.Time) string {
	return l.T("i18n.date_with_weekday", "weekday", l.Weekday(civil.Weekday()), "date", l.DateLong(civil))
}

// MonthYear writes a month of a year as a heading.
func (l *Localizer) MonthYear(civil time.Time) string {
	return l.T("i18n.month_year", "month", l.Month(civil.Month()), "year", strconv.Itoa(civil.Year()))
}

// Time writes the time of day at loc, 24 hours.
func (l *Localizer) Time(t time.Time, loc *time.Location) string {
	return t.In(loc).Format(l.format.clock)
}

// DateTime writes an instant as the clocks at loc show it, with the long date.
func (l *Localizer) DateTime(t time.Time, loc *time.Location) string {
	return l.T("i18n.datetime_long", "date", l.DateLong(t.In(loc)), "time", l.Time(t, loc))
}

// DateTimeShort writes an instant as the clocks at loc show it, in figures.
func (l *Localizer) DateTimeShort(t time.Time, loc *time.Location) string {
	return l.Date(t.In(loc)) + noBreakSpace + l.Time(t, loc)
}

// DateRange writes two civil dates in figures, TimeRange two times of day.
func (l *Localizer) DateRange(from, to time.Time) string {
	return l.T("i18n.range_date", "from", l.Date(from), "to", l.Date(to))
}

// TimeRange writes two times of day at loc.
func (l *Localizer) TimeRange(from, to time.Time, loc *time.Location) string {
	return l.T("i18n.range_time", "from", l.Time(from, loc), "to", l.Time(to, loc))
}

// From and Until write a civil date in figures, which needs no case, with its
// preposition.
func (l *Localizer) From(civil time.Time) string { return l.T("i18n.from", "date", l.Date(civil)) }

// Until writes the last day of something; see From.
func (l *Localizer) Until(civil time.Time) string { return l.T("i18n.until", "date", l.Date(civil)) }

// Month returns the name of the month, nominative.
func (l *Localizer) Month(m time.Month) string { return l.T("i18n.month." + strconv.Itoa(int(m))) }

// MonthInDate returns the name of the month as it follows a day.
func (l *Localizer) MonthInDate(m time.Month) string {
	return l.T("i18n.month_in_date." + strconv.Itoa(int(m)))
}

// Weekday returns the name of the day.
func (l *Localizer) Weekday(d time.Weekday) string { return l.T("i18n.weekday." + isoDay(d)) }

// WeekdayShort returns the usual abbreviation.
func (l *Localizer) WeekdayShort(d time.Weekday) string {
	return l.T("i18n.weekday_short." + isoDay(d))
}

// WeekdayColumn returns the shortest abbreviation, for the head of a narrow column.
func (l *Localizer) WeekdayColumn(d time.Weekday) string {
	return l.T("i18n.weekday_column." + isoDay(d))
}

// isoDay numbers the days from Monday, 1, to Sunday, 7 (ISO 8601).
func isoDay(d time.Weekday) string { return strconv.Itoa((int(d)+6)%7 + 1) }
