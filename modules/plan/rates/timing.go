package rates

import "reeve/modules/plan/tree"

// Timing is what an activity's own dates say about a year.
type Timing string

// Timings.
const (
	Due     Timing = "due"     // its deadline lies in the year, or something of it recurs in it
	Overdue Timing = "overdue" // its deadline lay in an earlier year
	Running Timing = "running" // under way, or without a date that would excuse it
	Later   Timing = "later"   // begins after the year, or is due after it without being said to have begun
	Out     Timing = "out"     // dropped in this very version: no longer part of the plan
)

// Key is the message key of its name.
func (t Timing) Key() string { return "plan.rates.timing." + string(t) }

// Timings tells of every activity of a plan, by number, what its dates say about a year. An activity is left out only
// where its own dates say so: one without a deadline, or with one that nobody could read, is asked about every year. A
// relative deadline whose event has no day yet is not due.
func Timings(p tree.Plan, year int) map[string]Timing {
	out := make(map[string]Timing, len(p.Nodes))
	due := tree.DueDays(p)
	first, last := firstDay(year), lastDay(year)
	for _, n := range p.Nodes {
		if n.Level == tree.ActivityNode {
			out[n.Number] = timing(p, n, due[n.Number], first, last)
		}
	}
	return out
}

// timing places one activity; due is its last day, empty where it has no single one, and first and last are those of the
// year.
func timing(p tree.Plan, n tree.Node, due, first, last string) Timing {
	a := n.Activity
	if a == nil {
		a = &tree.Activity{}
	}
	start := a.Start
	if start == "" {
		start = p.From
	}
	switch {
	case a.Dropped:
		return Out
	case start > last:
		return Later
	case due != "" && due < first:
		return Overdue
	case due != "" && due <= last:
		return Due
	case a.Deadline.Kind == tree.Recurring:
		return Due
	case (due != "" || a.Deadline.Kind == tree.Relative) && a.Start == "":
		return Later
	}
	return Running
}

// Settle is the status that counts for an activity: the rating given (empty or NoReport = none), else what its dates
// and later amendments say. ok is false for what is no longer part of the version that is counted.
func Settle(t Timing, rated Status, dropped bool) (s Status, ok bool) {
	switch {
	case t == Out:
		return "", false
	case rated != "" && rated != NoReport:
		return rated, true
	case dropped:
		return Dropped, true
	case t == Later:
		return NotDue, true
	}
	return NoReport, true
}
