package register

import "reeve/kernel/process"

// States of a version.
const (
	Draft      = "draft"
	Approved   = "approved"
	InForce    = "in_force"
	Superseded = "superseded"
	Discarded  = "discarded"
)

// Definition is the life of a version of a plan. A version that was adopted elsewhere and imported begins in force.
func Definition() *process.Definition {
	desk, system := []string{"strategy", "admin"}, []string{"system"}
	return &process.Definition{
		Name: KindVersion, Version: 1, Initial: Draft,
		Legal: "The authority's own rules of planning; whoever wrote a version does not approve it",
		Basis: "plan.process.basis", Words: process.Words{Title: "plan.process.version", States: []string{"plan.register.state."}, Steps: []string{"plan.process.step."}}, Read: "plan.read",
		States: []process.State{
			{Code: Draft, Waits: process.WaitsNobody},
			{Code: Approved, Waits: process.WaitsNobody},
			{Code: InForce, Waits: process.WaitsNobody},
			{Code: Superseded, Closed: true, Waits: process.WaitsNobody},
			{Code: Discarded, Closed: true, Waits: process.WaitsNobody},
		},
		Steps: []process.Step{
			{Name: "approve", From: []string{Draft}, To: Approved, Who: []string{"strategy", "mayor", "admin"}, Needs: []string{"decision"}},
			{Name: "discard", From: []string{Draft}, To: Discarded, Who: desk, Needs: []string{"reason"}},
			{Name: "enter_force", From: []string{Approved}, To: InForce, Who: desk, Needs: []string{"day"}},
			{Name: "supersede", From: []string{InForce}, To: Superseded, Who: system},
		},
	}
}
