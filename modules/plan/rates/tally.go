package rates

import "reeve/kernel/measure"

// Tally is activities counted by status.
type Tally struct {
	Implemented, Partly, NotImplemented, OnSchedule, Late, NotDue, Dropped, NoReport int64
}

// at is where the activities of a status are counted; nil for a status that is none.
func (t *Tally) at(s Status) *int64 {
	switch s {
	case Implemented:
		return &t.Implemented
	case Partly:
		return &t.Partly
	case NotImplemented:
		return &t.NotImplemented
	case OnSchedule:
		return &t.OnSchedule
	case Late:
		return &t.Late
	case NotDue:
		return &t.NotDue
	case Dropped:
		return &t.Dropped
	case NoReport:
		return &t.NoReport
	}
	return nil
}

// Count counts one activity. What is no status counts as silence.
func (t *Tally) Count(s Status) {
	if n := t.at(s); n != nil {
		*n++
		return
	}
	t.NoReport++
}

// Add adds another tally.
func (t *Tally) Add(o Tally) {
	for _, s := range Statuses() {
		*t.at(s) += *o.at(s)
	}
}

// Of is how many activities have a status.
func (t Tally) Of(s Status) int64 {
	if n := t.at(s); n != nil {
		return *n
	}
	return 0
}

// All is how many activities were counted.
func (t Tally) All() int64 { return t.Planned() + t.NotDue }

// Planned is how many were planned in the year: all but those not due. What was dropped during the year stays in, since
// it was planned on 1 January.
func (t Tally) Planned() int64 {
	return t.Implemented + t.Partly + t.NotImplemented + t.OnSchedule + t.Late + t.Dropped + t.NoReport
}

// Done is how many count in full.
func (t Tally) Done() int64 { return t.Implemented + t.OnSchedule }

// Three are the three rates, which always come together.
type Three struct {
	Strict   measure.Rate // done of planned
	Partial  measure.Rate // the same, and what is partly done counts the credit of the plan's scheme
	Reported measure.Rate // done of what was planned and reported on
}

// Rates are the three rates where every activity counts the same. Credit is in thousandths, see tree.Scheme. With
// nothing planned, or nothing reported, a rate is missing.
func (t Tally) Rates(credit int64) Three {
	planned := t.Planned()
	return Three{
		Strict:   measure.Of(t.Done(), planned),
		Partial:  measure.Of(1000*t.Done()+credit*t.Partly, 1000*planned),
		Reported: measure.Of(t.Done(), planned-t.NoReport),
	}
}
