package threatmap

import (
	"slices"
	"time"
)

// DayPart is a quarter of the day: all that the public learns of a time.
type DayPart string

// The parts begin at 0, 6, 12 and 18 o'clock local time.
const (
	Night   DayPart = "night"
	Morning DayPart = "morning"
	Day     DayPart = "day"
	Evening DayPart = "evening"
)

// DayParts lists the parts in the order of the day.
func DayParts() []DayPart { return []DayPart{Night, Morning, Day, Evening} }

// PartOf is the part of day of an instant in a zone.
func PartOf(t time.Time, zone *time.Location) DayPart { return DayParts()[t.In(zone).Hour()/6] }

// PartStart is the instant at which the part of day of t began: what public interfaces give as the time.
func PartStart(t time.Time, zone *time.Location) time.Time {
	l := t.In(zone)
	return time.Date(l.Year(), l.Month(), l.Day(), l.Hour()/6*6, 0, 0, 0, zone)
}

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
	return len(s.Parts) == 0 || slices.Contains(s.Parts, PartOf(t, zone)), true
}
