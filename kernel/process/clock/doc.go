// Package clock counts legal and promised time: when something is due, whether it is late, how much is left.
//
// Nouns: a Period is an amount of hours, calendar days or working days (8h, 3d, 5wd); Rules say how days
// are counted; a Pause stops the time; a Clock is a period that began; its State is what it shows at an
// instant.
//
// The law as shipped (the zero Rules): hours are exact real hours, also across daylight saving; the day of
// the start does not count; a period in days ends at 24:00 local time of its last day (European Convention
// on the Calculation of Time-Limits, ETS 76, art. 3), and does not move when that day is a weekend or
// holiday, which is the strictest reading. Rules are data of a profile, and Rules.ID is what a screen
// names. In working days weekends and holidays do not count.
//
// Invariants: everything is a pure function, the present is an argument; Used + Left = Total, at every
// instant; DueAt − now = Left; a pause that began before the limit moves it by exactly its length, one
// that began after it moves nothing, since late stays late; overlapping pauses count once.
package clock
