package advice

import (
	"strings"
	"time"

	"reeve/kernel/i18n"
)

// civil is a civil day for the words of dates; zero for a text that is none.
func civil(day string) time.Time { t, _ := time.Parse(time.DateOnly, day); return t }

// dayAfter goes some days on.
func dayAfter(day string, n int) string { return civil(day).AddDate(0, 0, n).Format(time.DateOnly) }

const day = 24 * 60 * 60 // seconds

// daysOf and dayOf turn a civil day into a number and back, for cursors. No day is the last of all.
func daysOf(text string) int64 {
	if text == "" {
		text = noDay
	}
	return civil(text).Unix() / day
}

func dayOf(n int64) string { return time.Unix(n*day, 0).UTC().Format(time.DateOnly) }

// langName is what a language calls itself.
func langName(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	for _, t := range []string{tag, base} {
		if l, ok := i18n.ParseLang(t); ok {
			return l.Self()
		}
	}
	return tag
}
