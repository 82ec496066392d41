package request

import (
	"slices"

	"reeve/kernel/process"
	"reeve/kernel/process/clock"
)

// Kinds of records, and names of their lives.
const (
	Kind              = "exchange.request"
	OutgoingKind      = "exchange.outgoing"
	ClarificationKind = "exchange.clarification"
	AuthorisationKind = "exchange.authorisation"
)

// States of a request, the same on both sides.
const (
	Draft     = "draft"
	Reviewed  = "reviewed"
	Sealed    = "sealed"
	Sent      = "sent"
	Delivered = "delivered"
	Open      = "open"
	Assigned  = "assigned"
	Partial   = "partial"
	Answered  = "answered"
	Refused   = "refused"
	Withdrawn = "withdrawn"
	Closed    = "closed"
	Review    = "review"
	Kept      = "kept"
	Erased    = "erased"
	Dropped   = "dropped" // of drafts only
)

// States lists a request's states in the order of its life.
func States() []string {
	return []string{Draft, Reviewed, Sealed, Sent, Delivered, Open, Assigned, Partial, Answered, Refused, Withdrawn, Closed, Review, Kept, Erased}
}

// Done tells whether a request has come to its end, closed or not.
func Done(state string) bool {
	return slices.Contains([]string{Answered, Refused, Withdrawn, Closed, Review, Kept, Erased, Dropped}, state)
}

// Names of clocks.
const (
	LimitClock  = "limit"       // the legal one
	LookClock   = "second_look" // the review that follows what one person sent alone
	MailClock   = "mailbox"     // a unit's own limit
	ReviewClock = "retention"   // the first review after closing
)

const (
	lawAll    = "Directive (EU) 2023/977"
	lawCase   = "Directive (EU) 2023/977 art. 14"
	lawDirect = "Directive (EU) 2023/977 art. 8"
	lawDenied = "Directive (EU) 2023/977 art. 6(1)(c)"
	lawLimit  = "Directive (EU) 2023/977 art. 5(1)"
	lawRefuse = "Directive (EU) 2023/977 art. 6"
	lawDelay  = "Directive (EU) 2023/977 art. 5(2)"
	lawReview = "Directive (EU) 2016/680 art. 5"
	lawErase  = "Directive (EU) 2016/680 art. 16"
)

func words(name string) process.Words {
	return process.Words{Title: "request.process." + name, States: []string{"request.state."}, Steps: []string{"request.step."}, Clocks: []string{"request.clock."}}
}

// Definitions are the lives of this package.
func Definitions() []*process.Definition {
	return []*process.Definition{withCards(definition()), withCards(outgoing()), withCards(clarification()), withCards(authorisation())}
}

func lookClock() process.ClockDef {
	return process.ClockDef{Name: LookClock, Period: clock.Period{Amount: 12, Unit: clock.Hours}, Starts: []string{"send_alone"}, Stops: []string{"look"},
		Least: clock.Period{Amount: 1, Unit: clock.Hours}, Most: clock.Period{Amount: 24, Unit: clock.Hours}}
}

// drafting are the steps from a draft to what is sent, the same for every message.
func drafting() []process.Step {
	desk, system := []string{"spoc", "officer", "coordinator"}, []string{"system"}
	return []process.Step{
		{Name: "review", From: []string{Draft}, To: Reviewed, Who: []string{"spoc"}},
		{Name: "give_back", From: []string{Draft, Reviewed}, To: Draft, Who: []string{"spoc"}, Needs: []string{"reason"}},
		{Name: "seal", From: []string{Reviewed}, To: Sealed, Who: system},
		{Name: "send", From: []string{Sealed}, To: Sent, Who: system},
		{Name: "send_alone", From: []string{Draft}, To: Sent, Who: desk, Needs: []string{"reason"}},
	}
}

// definition is the life of a request, seen from either side.
func definition() *process.Definition {
	desk, spoc, system := []string{"spoc", "officer"}, []string{"spoc"}, []string{"system"}
	working := []string{Open, Assigned, Partial}
	afterSending := []string{Sent, Delivered, Open, Assigned, Partial, Answered, Refused, Withdrawn, Closed, Review, Kept}
	return &process.Definition{Name: Kind, Version: 1, Initial: Draft, Legal: lawAll, Words: words("request"), Read: "exchange.request.read", Page: "/desk/exchange/{ref}",
		States: []process.State{
			{Code: Draft, Waits: process.WaitsQueue}, {Code: Reviewed, Waits: process.WaitsQueue}, {Code: Sealed, Waits: process.WaitsNobody},
			{Code: Sent, Waits: process.WaitsNobody}, {Code: Delivered, Waits: process.WaitsNobody}, {Code: Open, Waits: process.WaitsQueue},
			{Code: Assigned, Waits: process.WaitsPost}, {Code: Partial, Waits: process.WaitsPost}, {Code: Answered, Waits: process.WaitsNobody},
			{Code: Refused, Waits: process.WaitsNobody}, {Code: Withdrawn, Waits: process.WaitsNobody}, {Code: Closed, Closed: true, Waits: process.WaitsNobody},
			{Code: Review, Waits: process.WaitsQueue}, {Code: Kept, Closed: true, Waits: process.WaitsNobody}, {Code: Erased, Closed: true, Waits: process.WaitsNobody},
		},
		Steps: append(drafting(), []process.Step{
			{Name: "look", From: afterSending, Who: spoc, AnyTime: true},
			{Name: "bounce", From: []string{Sent, Delivered, Open}, Who: system, AnyTime: true, Waits: process.WaitsQueue},
			{Name: "deliver", From: []string{Sent}, To: Delivered, Who: system},
			{Name: "open", From: []string{Delivered}, To: Open, Who: system, Legal: lawLimit, Waits: process.WaitsNobody},
			{Name: "open_unlimited", From: []string{Delivered}, To: Open, Who: system, Legal: lawDirect, Waits: process.WaitsNobody},
			{Name: "classify", From: working, Who: desk, Needs: []string{"reason"}, Legal: lawLimit, AnyTime: true},
			{Name: "assign", From: []string{Open, Assigned}, To: Assigned, Who: spoc},
			{Name: "reassign", From: []string{Partial}, Who: spoc},
			{Name: "take_back", From: []string{Assigned}, To: Open, Who: []string{"coordinator", "system"}},
			{Name: "ask", From: working, Who: desk, AnyTime: true},
			{Name: "pause", From: working, Who: system, AnyTime: true},
			{Name: "resume", From: working, Who: system, AnyTime: true},
			{Name: "delay", From: working, Who: desk, Needs: []string{"reason"}, Legal: lawDelay, AnyTime: true},
			{Name: "partial", From: working, To: Partial, Who: desk},
			{Name: "answer", From: working, To: Answered, Who: desk, Legal: lawLimit},
			{Name: "refuse", From: working, To: Refused, Who: desk, Needs: []string{"reason"}, Legal: lawRefuse},
			{Name: "withdraw", From: append([]string{Draft, Reviewed, Sent, Delivered}, working...), To: Withdrawn, Who: desk, Needs: []string{"reason"}},
			{Name: "close", From: append([]string{Sent, Delivered, Answered, Refused, Withdrawn}, working...), To: Closed, Who: desk},
			{Name: "review_due", From: []string{Closed, Kept}, To: Review, Who: system, Legal: lawReview},
			{Name: "keep", From: []string{Review}, To: Kept, Who: spoc, Needs: []string{"reason"}, Legal: lawReview},
			{Name: "erase", From: []string{Answered, Refused, Withdrawn, Closed, Review, Kept}, To: Erased, Who: spoc, Needs: []string{"reason"}, Legal: lawErase},
		}...),
		Clocks: []process.ClockDef{
			{Name: LimitClock, Period: clock.Period{Amount: 8, Unit: clock.Hours}, Starts: []string{"open"}, Stops: []string{"answer", "refuse", "withdraw"}, Pauses: []string{"pause"}, Resumes: []string{"resume"}, Legal: lawLimit},
			lookClock(),
			{Name: MailClock, Period: clock.Period{Amount: 120, Unit: clock.Minutes}, Stops: []string{"take_back", "answer", "refuse", "withdraw", "close"}},
			{Name: ReviewClock, Period: clock.Period{Amount: 180, Unit: clock.CalendarDays}, Starts: []string{"close"}, Stops: []string{"review_due", "erase"}, Legal: lawReview},
		},
	}
}

// outgoing is the life of every other message that is written here.
func outgoing() *process.Definition {
	desk := []string{"spoc", "officer", "coordinator"}
	return &process.Definition{Name: OutgoingKind, Version: 1, Initial: Draft, Legal: lawCase, Words: words("outgoing"), Read: "exchange.request.read", Page: "/desk/exchange/{ref}",
		States: []process.State{
			{Code: Draft, Waits: process.WaitsQueue}, {Code: Reviewed, Waits: process.WaitsQueue}, {Code: Sealed, Waits: process.WaitsNobody},
			{Code: Sent, Closed: true, Waits: process.WaitsNobody}, {Code: Dropped, Closed: true, Waits: process.WaitsNobody},
		},
		Steps: append(drafting(), process.Step{Name: "look", From: []string{Sent}, Who: []string{"spoc"}, AnyTime: true},
			process.Step{Name: "drop", From: []string{Draft, Reviewed}, To: Dropped, Who: desk}),
		Clocks: []process.ClockDef{lookClock()},
	}
}

// clarification is the life of a question about a request: from its arrival on the clock stands.
func clarification() *process.Definition {
	system := []string{"system"}
	return &process.Definition{Name: ClarificationKind, Version: 1, Initial: "asked", Legal: lawLimit, Words: words("clarification"), Read: "exchange.request.read", Page: "/desk/exchange/{ref}",
		States: []process.State{{Code: "asked", Waits: process.WaitsNobody}, {Code: "arrived", Waits: process.WaitsNobody},
			{Code: "explained", Closed: true, Waits: process.WaitsNobody}, {Code: "over", Closed: true, Waits: process.WaitsNobody}},
		Steps: []process.Step{
			{Name: "arrive", From: []string{"asked"}, To: "arrived", Who: system},
			{Name: "explain", From: []string{"asked", "arrived"}, To: "explained", Who: []string{"spoc", "officer"}},
			{Name: "end", From: []string{"asked", "arrived"}, To: "over", Who: system},
		}}
}

// authorisation is the life of a judge's permission that an answer waits for.
func authorisation() *process.Definition {
	desk := []string{"spoc", "officer"}
	return &process.Definition{Name: AuthorisationKind, Version: 1, Initial: "noticed", Legal: lawDelay, Words: words("authorisation"), Read: "exchange.request.read", Page: "/desk/exchange/{ref}",
		States: []process.State{{Code: "noticed", Waits: process.WaitsQueue}, {Code: "granted", Closed: true, Waits: process.WaitsNobody},
			{Code: "denied", Closed: true, Waits: process.WaitsNobody}, {Code: "over", Closed: true, Waits: process.WaitsNobody}},
		Steps: []process.Step{
			{Name: "notice", From: []string{"noticed"}, Who: desk, Legal: lawDelay, AnyTime: true},
			{Name: "grant", From: []string{"noticed"}, To: "granted", Who: desk, Legal: lawDelay},
			{Name: "deny", From: []string{"noticed"}, To: "denied", Who: desk, Legal: lawDenied},
			{Name: "end", From: []string{"noticed"}, To: "over", Who: []string{"system"}},
		}}
}
