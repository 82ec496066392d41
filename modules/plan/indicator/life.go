package indicator

import "reeve/kernel/process"

// States of a value.
const (
	Draft    = "draft"
	Pending  = "pending"  // waits for approval
	Returned = "returned" // to be revised
	Approved = "approved"
)

// Definition is the life of a value.
func Definition() *process.Definition {
	enter, approve := []string{"strategy", "officer", "coordinator", "clerk"}, []string{"strategy", "reviewer"}
	return &process.Definition{
		Name: Kind, Version: 1, Initial: Draft,
		Legal: "The plan's own rules of monitoring: whoever enters a value does not approve it",
		Basis: "plan.process.value.basis", Words: process.Words{Title: "plan.process.value", States: []string{"plan.indicator.state."}, Steps: []string{"plan.indicator.step."}}, Read: "plan.read",
		States: []process.State{
			{Code: Draft, Waits: process.WaitsNobody},
			{Code: Pending, Waits: process.WaitsNobody},
			{Code: Returned, Waits: process.WaitsNobody},
			{Code: Approved, Closed: true, Waits: process.WaitsNobody},
		},
		Steps: []process.Step{
			{Name: "submit", From: []string{Draft, Returned}, To: Pending, Who: enter},
			{Name: "return", From: []string{Pending}, To: Returned, Who: approve, Needs: []string{"reason"}},
			{Name: "approve", From: []string{Pending}, To: Approved, Who: approve},
			{Name: "reopen", From: []string{Approved}, To: Returned, Who: approve, Needs: []string{"reason"}},
		},
	}
}

// approves tells whether a step is one of those who approve, else it is one of those who enter.
func approves(step string) bool { return step != "submit" }

// Open tells whether the value may be entered anew.
func (v Value) Open() bool { return v.State == Draft || v.State == Returned }
