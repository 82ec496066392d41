package threatmap

import (
	"slices"
	"time"

	"reeve/kernel/disclosure"
)

// DayPart is a quarter of the day: all that the public learns of a time.
type DayPart = disclosure.DayPart

// The parts of the day as residents name them.
const (
	Night   = disclosure.Night
	Morning = disclosure.Morning
	Day     = disclosure.Day
	Evening = disclosure.Evening
)

// Seen is when the resident sees the threat; every part may be empty.
type Seen struct {
	From, To string    // civil dates
	Parts    []DayPart // parts of day
	Weekdays []int     // 1 = Monday … 7 = Sunday
}

// Covers tells whether an instant falls into the days and hours that the resident gave; ok is false when
// nothing was given that it could be compared with.
func (s Seen) Covers(t time.Time, zone *time.Location) (inside, ok bool) {
	if len(s.Parts) == 0 && len(s.Weekdays) == 0 {
		return false, false
	}
	l := t.In(zone)
	weekday := (int(l.Weekday())+6)%7 + 1
	if len(s.Weekdays) > 0 && !slices.Contains(s.Weekdays, weekday) {
		return false, true
	}
	return len(s.Parts) == 0 || slices.Contains(s.Parts, disclosure.PartOf(t, zone)), true
}
