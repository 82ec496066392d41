package problem

import "reeve/kernel/process"

// States of a problem. The first is scanning and analysis, up to Published is response, then comes assessment.
const (
	Proposed  = "proposed"
	Chosen    = "chosen" // waits for the approval
	Approved  = "approved"
	Published = "published"
	Scored    = "scored"
	Closed    = "closed"
	Carried   = "carried_over"
	Dismissed = "dismissed"
)

// States lists the states in the order of legends and filters.
func States() []string {
	return []string{Proposed, Chosen, Approved, Published, Scored, Closed, Carried, Dismissed}
}

// Public tells whether everybody sees a problem in a state.
func Public(state string) bool {
	return state == Published || state == Scored || state == Closed || state == Carried
}

// Definition is the life of a problem.
func Definition() *process.Definition {
	police, head := []string{"officer", "coordinator", "admin"}, []string{"coordinator", "admin"}
	return &process.Definition{
		Name: Kind, Version: 1, Initial: Proposed,
		Legal: "Poland: plan of priority action of a beat, each half-year from 1 February and 1 August",
		Basis: "problem.process.basis", Words: process.Words{Title: "problem.process", States: []string{"problem.state."}, Steps: []string{"problem.act."}}, Read: "problem.problem.read", Page: "/desk/problems/{ref}",
		States: []process.State{
			{Code: Proposed, Waits: process.WaitsPost},
			{Code: Chosen, Waits: process.WaitsPost},
			{Code: Approved, Waits: process.WaitsPost},
			{Code: Published, Waits: process.WaitsNobody},
			{Code: Scored, Waits: process.WaitsPost},
			{Code: Closed, Closed: true, Waits: process.WaitsNobody},
			{Code: Carried, Closed: true, Waits: process.WaitsNobody},
			{Code: Dismissed, Closed: true, Waits: process.WaitsNobody},
		},
		Steps: []process.Step{
			{Name: "choose", From: []string{Proposed}, To: Chosen, Who: police},
			{Name: "approve", From: []string{Chosen}, To: Approved, Who: head, Basis: "problem.process.basis"},
			{Name: "give_back", From: []string{Chosen}, To: Proposed, Who: head, Needs: []string{"reason"}},
			{Name: "publish", From: []string{Approved}, To: Published, Who: police},
			{Name: "score", From: []string{Published}, To: Scored, Who: police, Needs: []string{"assessment"}},
			{Name: "close", From: []string{Scored}, To: Closed, Who: head},
			{Name: "carry_over", From: []string{Scored}, To: Carried, Who: head, Needs: []string{"reason"}},
			{Name: "dismiss", From: []string{Proposed, Chosen, Approved}, To: Dismissed, Who: police, Needs: []string{"reason"}},
		},
	}
}

// byHead are the steps that only whoever leads may take.
func byHead(step string) bool {
	return step == "approve" || step == "give_back" || step == "close" || step == "carry_over"
}
