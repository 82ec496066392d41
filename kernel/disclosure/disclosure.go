// Package disclosure is the gate through which facts leave for the public: how much of a place is told, how
// much of a time, and that public handlers answer with nothing but the types of a public.go (arch_test).
//
// Nouns: a Class (how much of a place); a published place, fixed once; a zone (package zone), whose point stands
// for every place in it; a DayPart (how much of a time); a Table of counts of which small ones are suppressed.
//
// Invariants: what is published of a place is decided when it is filed and never computed again from the true
// one. Two places of one zone are published alike, bit by bit. Of a time, date and part of day are public and
// nothing else. No suppressed count can be computed from those that are shown.
package disclosure

import (
	"math"
	"time"

	"reeve/kernel/geo"
)

// Class says how much of a place the public sees: A the place itself, B a zone, C the community only.
type Class string

// The classes. Where there is no zone, B shows no more than C.
const (
	A Class = "A"
	B Class = "B"
	C Class = "C"
)

// Place is a published place: a point and how far from it the true one may be.
type Place struct {
	At        geo.Point
	Precision int64 // metres
}

// Publish decides what is published of a place. exact tells that a point was given and not just the name of an
// area; zone is the published place of the zone in which it lies, nil without one. ok is false when only the
// community is told.
func Publish(class Class, exact bool, at geo.Point, zone *Place) (p Place, ok bool) {
	switch {
	case !exact:
		return Place{}, false
	case class == A:
		return Place{At: geo.Point{Lat: round5(at.Lat), Lon: round5(at.Lon)}, Precision: 1}, true
	case class == B && zone != nil:
		return *zone, true
	}
	return Place{}, false
}

// Review tells whether something of the class waits for a person's review before it is listed.
func Review(class Class) bool { return class == C }

// round5 keeps five decimals, about one metre.
func round5(v float64) float64 { return math.Round(v*1e5) / 1e5 }

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
