package assess

import "reeve/kernel/process"

// States of an assessment.
const (
	Filling   = "filling"   // units answer
	Review    = "review"    // the reviewer looks at it
	Workshop  = "workshop"  // the room looks at it, one row at a time
	Locked    = "locked"    // no rating changes any more
	Published = "published" // its counts are public
)

// Definition is the life of an assessment.
func Definition() *process.Definition {
	desk := []string{"strategy", "admin"}
	return &process.Definition{
		Name: Kind, Version: 1, Initial: Filling,
		Legal: "The plan's own rules of monitoring: one assessment a year, on the version in force on 1 January",
		Basis: "plan.process.assess.basis", Words: process.Words{Title: "plan.process.assess", States: []string{"plan.assess.state."}, Steps: []string{"plan.assess.act."}}, Read: "plan.read",
		States: []process.State{
			{Code: Filling, Waits: process.WaitsNobody},
			{Code: Review, Waits: process.WaitsNobody},
			{Code: Workshop, Waits: process.WaitsNobody},
			{Code: Locked, Closed: true, Waits: process.WaitsNobody},
			{Code: Published, Closed: true, Waits: process.WaitsNobody},
		},
		Steps: []process.Step{
			{Name: "review", From: []string{Filling}, To: Review, Who: desk},
			{Name: "return", From: []string{Review}, To: Filling, Who: desk, Needs: []string{"reason"}},
			{Name: "convene", From: []string{Review}, To: Workshop, Who: desk},
			{Name: "adjourn", From: []string{Workshop}, To: Review, Who: desk},
			{Name: "lock", From: []string{Filling, Review, Workshop}, To: Locked, Who: desk},
			{Name: "reopen", From: []string{Locked}, To: Review, Who: desk, Needs: []string{"reason"}},
			{Name: "publish", From: []string{Locked}, To: Published, Who: desk},
			{Name: "unpublish", From: []string{Published}, To: Locked, Who: desk, Needs: []string{"reason"}},
		},
	}
}

// Open tells whether ratings may change.
func (a Assessment) Open() bool {
	return a.State == Filling || a.State == Review || a.State == Workshop
}
