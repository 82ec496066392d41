package meetings

import (
	"reeve/kernel/process"
	"reeve/kernel/process/clock"
)

// States of a meeting.
const (
	Planned   = "planned"
	HeldState = "held" // minutes are still to be written
	Minuted   = "minuted"
	Approved  = "approved"
	Cancelled = "cancelled"
)

// States of a commitment. Late is a state that can still be left by an answer.
const (
	Open      = "open"
	Late      = "late"
	Answered  = "answered"
	Kept      = "kept"
	Withdrawn = "withdrawn"
)

// States lists the states of a meeting in the order of legends and filters.
func States() []string { return []string{Planned, HeldState, Minuted, Approved, Cancelled} }

// CommitmentStates lists those of a commitment.
func CommitmentStates() []string { return []string{Open, Late, Answered, Kept, Withdrawn} }

// Definition is the life of a meeting.
func Definition() *process.Definition {
	all := []string{"officer", "coordinator", "clerk", "mayor", "admin"}
	head := []string{"coordinator", "mayor", "admin"}
	return &process.Definition{
		Name: Kind, Version: 1, Initial: Planned,
		Legal: "Ukraine, law 580-VIII on the National Police, art. 88 (open meetings with local self-government)",
		Basis: "meetings.process.basis", Words: process.Words{Title: "meetings.process", States: []string{"meetings.state."}, Steps: []string{"meetings.act."}}, Read: "meetings.meeting.read", Page: "/desk/meetings/{ref}",
		States: []process.State{
			{Code: Planned, Waits: process.WaitsNobody},
			{Code: HeldState, Waits: process.WaitsPost},
			{Code: Minuted, Waits: process.WaitsQueue}, // who approves them is not who has written them
			{Code: Approved, Closed: true, Waits: process.WaitsNobody},
			{Code: Cancelled, Closed: true, Waits: process.WaitsNobody},
		},
		Steps: []process.Step{
			{Name: "move", From: []string{Planned}, Who: all, Needs: []string{"when", "reason"}},
			{Name: "hold", From: []string{Planned}, To: HeldState, Who: all, Basis: "meetings.process.basis"},
			{Name: "cancel", From: []string{Planned}, To: Cancelled, Who: all, Needs: []string{"reason"}},
			{Name: "minute", From: []string{HeldState}, To: Minuted, Who: all},
			{Name: "reopen", From: []string{Minuted}, To: HeldState, Who: all, Needs: []string{"reason"}},
			{Name: "approve", From: []string{Minuted}, To: Approved, Who: head},
		},
	}
}

// CommitmentDefinition is the life of a commitment. Its clock ends with the last day that was promised.
func CommitmentDefinition() *process.Definition {
	all := []string{"officer", "coordinator", "clerk", "mayor", "admin"}
	return &process.Definition{
		Name: KindCommitment, Version: 1, Initial: Open,
		Legal: "What the meeting has agreed",
		Basis: "meetings.process.commitment.basis", Words: process.Words{Title: "meetings.process.commitment", States: []string{"meetings.state."}, Steps: []string{"meetings.act."}, Clocks: []string{"meetings.process.clock."}}, Read: "meetings.meeting.read", Page: "/desk/commitments/{ref}",
		States: []process.State{
			{Code: Open, Waits: process.WaitsPost},
			{Code: Late, Waits: process.WaitsPost},
			{Code: Answered, Waits: process.WaitsNobody},
			{Code: Kept, Closed: true, Waits: process.WaitsNobody},
			{Code: Withdrawn, Closed: true, Waits: process.WaitsNobody},
		},
		Steps: []process.Step{
			{Name: "answer", From: []string{Open, Late}, To: Answered, Who: all, Needs: []string{"text"}},
			{Name: "fall_late", From: []string{Open}, To: Late, Who: []string{"system"}},
			{Name: "accept", From: []string{Answered}, To: Kept, Who: all},
			{Name: "withdraw", From: []string{Open, Late, Answered}, To: Withdrawn, Who: all, Needs: []string{"reason"}},
		},
		Clocks: []process.ClockDef{{Name: "answer", Period: clock.Period{Amount: 30, Unit: clock.CalendarDays}, Starts: []string{""}, Stops: []string{"answer", "withdraw"}}},
	}
}

// Definitions are the lives of this module.
func Definitions() []*process.Definition {
	return []*process.Definition{Definition(), CommitmentDefinition()}
}
