package rates

import (
	"reeve/modules/plan/tree"
)

// Round is what one column of an assessment is reckoned from.
type Round struct {
	Year    int
	Plan    tree.Plan         // the version that is counted, whole: the base, or the amended one for the second column
	Ratings map[string]Status // the rating that counts, by number of the activity (see Counts); silent ones may be left out
	Dropped map[string]bool   // activities that an amendment dropped after the version that is counted, see DroppedIn
}

// Row is one activity of a round.
type Row struct {
	Number, Parent string
	Timing         Timing
	Status         Status
}

// Line is a node above the activities, with what lies below it.
type Line struct {
	Number, Parent string
	Level          tree.Level
	Tally          Tally
	Three          Three
}

// Result is one column of an assessment.
type Result struct {
	RollUp tree.RollUp // mode in which every figure of it was made
	Total  Line        // the whole plan; Number empty
	Lines  []Line      // objectives and sub-objectives in the order of the plan
	Rows   []Row       // activities in the order of the plan, without those dropped before
}

// Assess reckons a round. It refuses a plan whose weights do not sum to 1 under each parent where the plan is rolled up
// by weights, and names the parent.
func Assess(r Round) (Result, error) {
	if err := tree.WeightsFit(r.Plan); err != nil {
		return Result{}, err
	}
	out := Result{RollUp: r.Plan.RollUp}
	timings := Timings(r.Plan, r.Year)
	status := map[string]Status{}
	for _, n := range r.Plan.Nodes {
		if n.Level != tree.ActivityNode {
			continue
		}
		t := timings[n.Number]
		if s, ok := Settle(t, r.Ratings[n.Number], r.Dropped[n.Number]); ok {
			status[n.Number] = s
			out.Rows = append(out.Rows, Row{Number: n.Number, Parent: n.Parent, Timing: t, Status: s})
		}
	}
	f := newFold(r.Plan, status)
	out.Total = f.line(tree.Node{})
	for _, n := range r.Plan.Nodes {
		if n.Level == tree.Objective || n.Level == tree.SubObjective {
			out.Lines = append(out.Lines, f.line(n))
		}
	}
	return out, nil
}

// Of finds the line of a node; false for one that has none.
func (r Result) Of(number string) (Line, bool) {
	for _, l := range r.Lines {
		if l.Number == number {
			return l, true
		}
	}
	return Line{}, false
}

// DroppedIn are the activities of a base that a later version no longer holds or has marked as dropped.
func DroppedIn(base, later tree.Plan) map[string]bool {
	kept := map[string]bool{}
	for _, n := range later.Nodes {
		if n.Activity == nil || !n.Activity.Dropped {
			kept[n.Number] = true
		}
	}
	out := map[string]bool{}
	for _, n := range base.Nodes {
		if n.Level == tree.ActivityNode && !kept[n.Number] {
			out[n.Number] = true
		}
	}
	return out
}
