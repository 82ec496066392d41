package events

import "reeve/kernel/process"

// States of an event.
const (
	Planned   = "planned"
	OpenState = "open"
	ClosedFor = "closed" // no more registrations
	Held      = "held"
	Cancelled = "cancelled"
)

// States of a nomination. A substitute is on the waiting list, and steps in for nobody but the organisation's own.
const (
	Invited    = "invited"
	Named      = "named"
	Confirmed  = "confirmed"
	Waitlisted = "waitlisted"
	Offered    = "offered"
	Lapsed     = "lapsed"
	Withdrawn  = "withdrawn"
	Attended   = "attended"
	NoShow     = "no_show"
)

// EventStates lists the states of an event in the order of legends.
func EventStates() []string { return []string{Planned, OpenState, ClosedFor, Held, Cancelled} }

// NominationStates lists those of a nomination.
func NominationStates() []string {
	return []string{Invited, Named, Confirmed, Waitlisted, Offered, Lapsed, Withdrawn, Attended, NoShow}
}

// EventDefinition is the life of an event.
func EventDefinition() *process.Definition {
	who := []string{"organiser", "admin"}
	return &process.Definition{
		Name: KindEvent, Version: 1, Initial: Planned,
		Legal: "Announcement of the organiser",
		Basis: "practice.process.event.basis", Words: process.Words{Title: "practice.process.event", States: []string{"practice.state."}, Steps: []string{"practice.act."}}, Read: "practice.event.read", Page: "/desk/practice/events/{ref}",
		States: []process.State{
			{Code: Planned, Waits: process.WaitsNobody}, {Code: OpenState, Waits: process.WaitsNobody}, {Code: ClosedFor, Waits: process.WaitsNobody},
			{Code: Held, Closed: true, Waits: process.WaitsNobody}, {Code: Cancelled, Closed: true, Waits: process.WaitsNobody},
		},
		Steps: []process.Step{
			{Name: "open", From: []string{Planned, ClosedFor}, To: OpenState, Who: who},
			{Name: "close", From: []string{OpenState}, To: ClosedFor, Who: who},
			{Name: "move", From: []string{Planned, OpenState, ClosedFor}, Who: who, Needs: []string{"when", "reason"}},
			{Name: "hold", From: []string{OpenState, ClosedFor}, To: Held, Who: who},
			{Name: "cancel", From: []string{Planned, OpenState, ClosedFor}, To: Cancelled, Who: who, Needs: []string{"reason"}},
		},
	}
}

// Definition is the life of a nomination.
func Definition() *process.Definition {
	organiser := []string{"organiser", "admin"}
	own := []string{"organiser", "admin", "clerk", "mayor", "coordinator", "officer"}
	return &process.Definition{
		Name: KindNomination, Version: 1, Initial: Invited,
		Legal: "Invitation of the organiser",
		Basis: "practice.process.nomination.basis", Words: process.Words{Title: "practice.process.nomination", States: []string{"practice.state."}, Steps: []string{"practice.process.step."}}, Read: "practice.event.read",
		States: []process.State{
			{Code: Invited, Waits: process.WaitsNobody}, {Code: Named, Waits: process.WaitsNobody}, {Code: Confirmed, Waits: process.WaitsNobody},
			{Code: Waitlisted, Waits: process.WaitsNobody}, {Code: Offered, Waits: process.WaitsNobody},
			{Code: Lapsed, Closed: true, Waits: process.WaitsNobody}, {Code: Withdrawn, Closed: true, Waits: process.WaitsNobody},
			{Code: Attended, Closed: true, Waits: process.WaitsNobody}, {Code: NoShow, Closed: true, Waits: process.WaitsNobody},
		},
		Steps: []process.Step{
			{Name: "name", From: []string{Invited}, To: Named, Who: own},
			{Name: "confirm", From: []string{Named, Waitlisted}, To: Confirmed, Who: []string{"system", "organiser"}},
			{Name: "wait", From: []string{Named}, To: Waitlisted, Who: []string{"system"}},
			{Name: "offer", From: []string{Waitlisted}, To: Offered, Who: []string{"system"}},
			{Name: "accept", From: []string{Offered}, To: Confirmed, Who: own},
			{Name: "lapse", From: []string{Offered}, To: Lapsed, Who: []string{"system"}},
			{Name: "withdraw", From: []string{Invited, Named, Confirmed, Waitlisted, Offered}, To: Withdrawn, Who: own},
			{Name: "ask", From: []string{Confirmed, Waitlisted, Offered}, Who: organiser},
			{Name: "still_come", From: []string{Confirmed, Waitlisted, Offered}, Who: own},
			{Name: "attend", From: []string{Confirmed, NoShow, Waitlisted}, To: Attended, Who: organiser},
			{Name: "miss", From: []string{Confirmed, Attended}, To: NoShow, Who: organiser},
		},
	}
}

// Definitions are the lives of this package.
func Definitions() []*process.Definition {
	return []*process.Definition{EventDefinition(), Definition()}
}
