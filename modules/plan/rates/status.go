package rates

import "slices"

// Status is what an activity came to in a year.
type Status string

// The eight statuses.
const (
	Implemented    Status = "implemented"
	Partly         Status = "partly"
	NotImplemented Status = "not_implemented"
	OnSchedule     Status = "ongoing_on_schedule"
	Late           Status = "ongoing_late"
	NotDue         Status = "not_due"   // left out of what was planned in the year
	Dropped        Status = "dropped"   // by an amendment during the year; still counts as planned in its base version
	NoReport       Status = "no_report" // silence, which is never a rating
)

// Statuses are all statuses, in the order in which plans list them.
func Statuses() []Status {
	return []Status{Implemented, Partly, NotImplemented, OnSchedule, Late, NotDue, Dropped, NoReport}
}

// Ratings are the statuses that somebody may give. NoReport is none of them: it is what stays when nobody gave one.
func Ratings() []Status { return Statuses()[:7] }

// Valid tells whether it is one of the eight.
func (s Status) Valid() bool { return slices.Contains(Statuses(), s) }

// Key is the message key of its name.
func (s Status) Key() string { return "plan.rates.status." + string(s) }

// Planned tells whether an activity with this status counts as planned in the year.
func (s Status) Planned() bool { return s != NotDue }

// Done tells whether it counts in full: implemented, or under way and on schedule.
func (s Status) Done() bool { return s == Implemented || s == OnSchedule }

// Counts is the rating that counts: that of the reviewer, else that of the unit, else silence. Empty = none given.
func Counts(unit, reviewer Status) Status {
	switch {
	case reviewer != "":
		return reviewer
	case unit != "":
		return unit
	}
	return NoReport
}
