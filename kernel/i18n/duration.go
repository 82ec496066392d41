package i18n

import "time"

// Days writes a number of days of 24 hours.
func (l *Localizer) Days(n int64) string { return l.N("i18n.duration.days", n) }

// WorkingDays writes a number of days that are not holidays.
func (l *Localizer) WorkingDays(n int64) string { return l.N("i18n.duration.working_days", n) }

// Hours writes a number of hours.
func (l *Localizer) Hours(n int64) string { return l.N("i18n.duration.hours", n) }

// Minutes writes a number of minutes.
func (l *Localizer) Minutes(n int64) string { return l.N("i18n.duration.minutes", n) }

// Seconds writes a number of seconds.
func (l *Localizer) Seconds(n int64) string { return l.N("i18n.duration.seconds", n) }

// Duration writes the length of d in its two greatest units that follow each
// other: 3 days 14 hours, 2 hours 11 minutes, 11 minutes. The rest is cut off,
// never rounded up, so that a deadline is not shown later than it is. The sign
// is dropped: whether a deadline has passed is said in words beside it.
func (l *Localizer) Duration(d time.Duration) string {
	whole := int64(d / time.Minute)
	if whole < 0 {
		whole = -whole
	}
	days, hours, minutes := whole/(24*60), whole/60%24, whole%60
	switch {
	case days > 0:
		return l.two(l.Days(days), hours, l.Hours(hours))
	case hours > 0:
		return l.two(l.Hours(hours), minutes, l.Minutes(minutes))
	case minutes > 0:
		return l.Minutes(minutes)
	}
	return l.T("i18n.duration.under_a_minute")
}

func (l *Localizer) two(greater string, n int64, lesser string) string {
	if n == 0 {
		return greater
	}
	return l.T("i18n.duration.pair", "a", greater, "b", lesser)
}
