package call

import "reeve/kernel/process"

// States of a proposal.
const (
	Proposed   = "proposed"
	Accepted   = "accepted"
	Waitlisted = "waitlisted" // taken if another one falls out
	Declined   = "declined"
	Withdrawn  = "withdrawn"
)

// States lists the states in the order of lists.
func States() []string { return []string{Proposed, Accepted, Waitlisted, Declined, Withdrawn} }

// Definition is the life of a proposal.
func Definition() *process.Definition {
	organiser := []string{"organiser", "admin"}
	return &process.Definition{
		Name: KindProposal, Version: 1, Initial: Proposed,
		Legal: "Call for talks of the organiser", Basis: "practice.proposal.basis",
		Read: actWrite, Page: "/desk/practice/proposals/{ref}",
		Words: process.Words{Title: "practice.proposal", States: []string{"practice.proposal.state."}, Steps: []string{"practice.proposal.step."}},
		States: []process.State{
			{Code: Proposed, Waits: process.WaitsNobody}, {Code: Accepted, Waits: process.WaitsNobody}, {Code: Waitlisted, Waits: process.WaitsNobody},
			{Code: Declined, Closed: true, Waits: process.WaitsNobody}, {Code: Withdrawn, Closed: true, Waits: process.WaitsNobody},
		},
		Steps: []process.Step{
			{Name: "accept", From: []string{Proposed, Waitlisted}, To: Accepted, Who: organiser, May: []string{"reason", "when"}},
			{Name: "waitlist", From: []string{Proposed}, To: Waitlisted, Who: organiser, Needs: []string{"reason"}},
			{Name: "decline", From: []string{Proposed, Waitlisted, Accepted}, To: Declined, Who: organiser, Needs: []string{"reason"}},
			{Name: "withdraw", From: []string{Proposed, Waitlisted, Accepted}, To: Withdrawn, Who: []string{"public", "organiser", "admin"}},
		},
	}
}
