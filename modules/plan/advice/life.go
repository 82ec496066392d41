package advice

import (
	"reeve/kernel/process"
	"reeve/kernel/process/clock"
)

// States of a recommendation.
const (
	Draft     = "draft"
	Consulted = "consulted" // those it is addressed to see it and comment
	Adopted   = "adopted"
	Sent      = "sent" // every organisation has been asked
	Settled   = "settled"
	Withdrawn = "withdrawn" // of answers too
)

// States of an organisation's answer.
const (
	Addressed = "addressed" // not asked yet
	Asked     = "asked"
	Accepted  = "accepted"
	Partly    = "partly"
	Rejected  = "rejected"
	Linked    = "linked"   // an activity of a plan carries it out
	Returned  = "returned" // said to be done, and is not yet
	Done      = "done"
	Verified  = "verified"
)

// AnswerDays is within how many days an organisation is asked to answer, where the installation says nothing else.
const AnswerDays = 30

// States lists the states of a recommendation in the order of its life.
func States() []string { return []string{Draft, Consulted, Adopted, Sent, Settled, Withdrawn} }

// AnswerStates lists the states of an answer in the order of its life.
func AnswerStates() []string {
	return []string{Addressed, Asked, Accepted, Partly, Rejected, Linked, Returned, Done, Verified, Withdrawn}
}

// Definitions are the lives of this package.
func Definitions() []*process.Definition {
	return []*process.Definition{definition(), answerDefinition()}
}

func definition() *process.Definition {
	desk, system := []string{"strategy", "admin"}, []string{"system"}
	return &process.Definition{
		Name: Kind, Version: 1, Initial: Draft,
		Legal: "The authority's own rules of planning: those concerned are heard before a recommendation is adopted",
		Basis: "plan.process.advice.basis", Words: process.Words{Title: "plan.process.advice", States: []string{"plan.advice.state."}, Steps: []string{"plan.advice.act."}}, Read: "plan.advice.read", Page: "/desk/recommendations/{ref}",
		States: []process.State{
			{Code: Draft, Waits: process.WaitsNobody},
			{Code: Consulted, Waits: process.WaitsNobody},
			{Code: Adopted, Waits: process.WaitsNobody},
			{Code: Sent, Waits: process.WaitsNobody},
			{Code: Settled, Closed: true, Waits: process.WaitsNobody},
			{Code: Withdrawn, Closed: true, Waits: process.WaitsNobody},
		},
		Steps: []process.Step{
			{Name: "consult", From: []string{Draft}, To: Consulted, Who: desk},
			{Name: "adopt", From: []string{Consulted}, To: Adopted, Who: []string{"strategy", "mayor", "admin"}, Needs: []string{"decision"}},
			{Name: "send", From: []string{Adopted}, To: Sent, Who: desk},
			{Name: "withdraw", From: []string{Draft, Consulted, Adopted, Sent}, To: Withdrawn, Who: desk, Needs: []string{"reason"}},
			{Name: "settle", From: []string{Sent}, To: Settled, Who: system},
			{Name: "resume", From: []string{Settled}, To: Sent, Who: system},
		},
	}
}

func answerDefinition() *process.Definition {
	body, check, system := []string{"clerk", "mayor", "coordinator", "strategy"}, []string{"strategy", "reviewer"}, []string{"system"}
	open := []string{Asked, Accepted, Partly, Linked, Returned, Done}
	return &process.Definition{
		Name: KindAnswer, Version: 1, Initial: Addressed,
		Legal: "The authority's own rules of planning: each organisation answers for itself; whoever reports that something is done does not verify it",
		Basis: "plan.process.answer.basis", Words: process.Words{Title: "plan.process.answer", States: []string{"plan.advice.answer."}, Steps: []string{"plan.advice.do.", "plan.process.answer."}, Clocks: []string{"plan.advice.clock."}}, Read: "plan.advice.read",
		States: []process.State{
			{Code: Addressed, Waits: process.WaitsNobody},
			{Code: Asked, Waits: process.WaitsBody},
			{Code: Accepted, Waits: process.WaitsBody},
			{Code: Partly, Waits: process.WaitsBody},
			{Code: Rejected, Closed: true, Waits: process.WaitsNobody},
			{Code: Linked, Waits: process.WaitsBody},
			{Code: Returned, Waits: process.WaitsBody},
			{Code: Done, Waits: process.WaitsPost},
			{Code: Verified, Closed: true, Waits: process.WaitsNobody},
			{Code: Withdrawn, Closed: true, Waits: process.WaitsNobody},
		},
		Steps: []process.Step{
			{Name: "ask", From: []string{Addressed}, To: Asked, Who: system},
			{Name: "accept", From: []string{Asked}, To: Accepted, Who: body},
			{Name: "accept_partly", From: []string{Asked}, To: Partly, Who: body, Needs: []string{"reason"}},
			{Name: "reject", From: []string{Asked}, To: Rejected, Who: body, Needs: []string{"reason"}},
			{Name: "revise", From: []string{Accepted, Partly, Rejected}, To: Asked, Who: body, Needs: []string{"reason"}},
			{Name: "link", From: []string{Accepted, Partly, Linked, Returned}, To: Linked, Who: body, Needs: []string{"activity"}},
			{Name: "done", From: []string{Accepted, Partly, Linked, Returned}, To: Done, Who: body, Needs: []string{"evidence"}},
			{Name: "verify", From: []string{Done}, To: Verified, Who: check},
			{Name: "return", From: []string{Done}, To: Returned, Who: check, Needs: []string{"reason"}},
			{Name: "withdraw", From: open, To: Withdrawn, Who: system},
		},
		Clocks: []process.ClockDef{
			{Name: "answer", Period: clock.Period{Amount: AnswerDays, Unit: clock.CalendarDays}, Least: clock.Period{Amount: 7, Unit: clock.CalendarDays}, Most: clock.Period{Amount: 180, Unit: clock.CalendarDays}, Starts: []string{"ask", "revise"}, Stops: []string{"accept", "accept_partly", "reject", "withdraw"}},
			{Name: "deed", Period: clock.Period{Amount: 365, Unit: clock.CalendarDays}, Starts: []string{"accept", "accept_partly", "return"}, Stops: []string{"done", "revise", "withdraw"}},
		},
	}
}

// checks tells whether a step of an answer is one of those who verify, else it is one of the organisation.
func checks(step string) bool { return step == "verify" || step == "return" }

// Editable tells whether text, addressees and deadline may still change.
func (a Advice) Editable() bool { return a.State == Draft || a.State == Consulted }

// Answered tells whether the organisation has said yes, in part, or no.
func (a Answer) Answered() bool {
	return a.State != Addressed && a.State != Asked && a.State != Withdrawn
}

// Agreed tells whether the organisation has said yes, at least in part.
func (a Answer) Agreed() bool { return a.Answered() && a.State != Rejected }
