package threatmap

import (
	"slices"

	"reeve/kernel/process"
	"reeve/kernel/process/clock"
)

// States of a report.
const (
	New          = "new"
	Verification = "verification"
	Confirmed    = "confirmed"
	Eliminated   = "eliminated"
	HandedOver   = "handed_over"
	NotConfirmed = "not_confirmed"
	Mistake      = "mistake"
	Withdrawn    = "withdrawn"
)

// States lists the states in the order of legends and filters.
func States() []string {
	return []string{New, Verification, Confirmed, HandedOver, Eliminated, NotConfirmed, Mistake, Withdrawn}
}

// Definition is the life of a report. The steps publish, hide, keep, publish_text, publish_photo and crime_tip leave
// the state alone: they are about what the public sees. The steps follow… are taken by the program for a duplicate
// when the report that it is linked to takes one; see duplicate.go.
func Definition() *process.Definition {
	open := []string{New, Verification, Confirmed, HandedOver}
	every := States()
	police, coordinator, clerk, key := []string{"officer", "coordinator"}, []string{"coordinator"}, []string{"clerk", "mayor"}, []string{"report_key"}
	system := []string{"system"}
	return &process.Definition{
		Name: Kind, Version: 2, Initial: New,
		Legal: "Poland: National Map of Safety Threats, verification card of 2019 (read within 3 days)",
		Basis: "threatmap.process.basis", Words: process.Words{Title: "threatmap.process", States: []string{"threatmap.state."}, Steps: []string{"threatmap.office.act.", "threatmap.process.step.", "threatmap.site.step."}, Clocks: []string{"threatmap.process.clock."}}, Read: "threatmap.desk.read", Page: "/desk/reports/{ref}",
		States: []process.State{
			{Code: New, Waits: process.WaitsPost},
			{Code: Verification, Waits: process.WaitsPost},
			{Code: Confirmed, Waits: process.WaitsPost},
			{Code: HandedOver, Waits: process.WaitsBody},
			{Code: Eliminated, Closed: true, Waits: process.WaitsNobody},
			{Code: NotConfirmed, Closed: true, Waits: process.WaitsNobody},
			{Code: Mistake, Closed: true, Waits: process.WaitsNobody},
			{Code: Withdrawn, Closed: true, Waits: process.WaitsNobody},
		},
		Steps: slices.Concat([]process.Step{
			{Name: "open", From: []string{New}, To: Verification, Who: police, May: []string{"reason"}, Basis: "threatmap.process.basis.read"},
			{Name: "visit", From: []string{Verification, Confirmed}, Who: []string{"officer"}, Needs: []string{"occurred_at", "found"}, May: []string{"reason"}, AnyTime: true},
			{Name: "confirm", From: []string{Verification}, To: Confirmed, Who: police, Needs: []string{"reason"}},
			{Name: "not_confirm", From: []string{Verification}, To: NotConfirmed, Who: police, Needs: []string{"reason"}},
			{Name: "eliminate", From: []string{Confirmed}, To: Eliminated, Who: police, Needs: []string{"reason"}},
			{Name: "hand_over", From: []string{Confirmed}, To: HandedOver, Who: coordinator, Needs: []string{"body", "reason"}},
			{Name: "take_back", From: []string{HandedOver}, To: Verification, Who: append(coordinator, clerk...), Needs: []string{"reason"}},
			{Name: "done", From: []string{HandedOver}, To: Eliminated, Who: append(coordinator, clerk...), Needs: []string{"reason"}},
			{Name: "crime_tip", From: open, Who: police, Needs: []string{"reason"}},
			{Name: "mistake", From: []string{New, Verification}, To: Mistake, Who: police, Needs: []string{"reason"}},
			{Name: "reverify", From: []string{Confirmed}, To: Verification, Who: []string{"officer"}, May: []string{"reason"}},
			{Name: "ask", From: []string{New, Verification, Confirmed}, Who: []string{"officer"}, Needs: []string{"text"}, Waits: process.WaitsKey, AnyTime: true},
			{Name: "answer", From: []string{New, Verification, Confirmed}, Who: key, Needs: []string{"text"}, Waits: process.WaitsPost, AnyTime: true},
			{Name: "silence", From: []string{New, Verification, Confirmed}, Who: system, Waits: process.WaitsPost, AnyTime: true},
			{Name: "dispute", From: []string{NotConfirmed}, To: Verification, Who: key, Needs: []string{"text"}, Once: true},
			{Name: "reopen", From: []string{Eliminated}, To: Verification, Who: key, Needs: []string{"text"}, Once: true},
			{Name: "withdraw", From: []string{New, Verification}, To: Withdrawn, Who: key},
			{Name: "publish", From: every, Who: []string{"moderator", "officer"}, AnyTime: true},
			{Name: "publish_text", From: every, Who: []string{"moderator", "officer"}, Needs: []string{"text"}, AnyTime: true},
			{Name: "publish_photo", From: every, Who: []string{"moderator", "officer"}, Needs: []string{"photo"}, AnyTime: true},
			{Name: "keep", From: every, Who: []string{"moderator", "officer"}, AnyTime: true},
			{Name: "hide", From: every, Who: []string{"moderator", "officer"}, Needs: []string{"reason"}, AnyTime: true},
			{Name: "reroute", From: open, Who: coordinator, Needs: []string{"post", "reason"}},
			{Name: "add_photo", From: open, Who: key, Needs: []string{"photo"}, AnyTime: true},
			{Name: "hold", From: []string{New}, Who: system, AnyTime: true},
			{Name: "link_duplicate", From: []string{New, Verification, Confirmed}, Who: police, Needs: []string{"duplicate_of"}, Waits: process.WaitsNobody},
			{Name: "unlink", From: open, Who: police, May: []string{"reason"}},
		}, follows()),
		Clocks: []process.ClockDef{
			{Name: "read", Period: clock.Period{Amount: 3, Unit: clock.CalendarDays}, Least: clock.Period{Amount: 1, Unit: clock.Hours}, Most: clock.Period{Amount: 7, Unit: clock.CalendarDays}, Starts: []string{""},
				Stops:  []string{"open", "mistake", "withdraw", "follow_open", "follow_confirm", "follow_not_confirm", "follow_eliminate", "follow_hand_over"},
				Pauses: []string{"ask"}, Resumes: []string{"answer"}, Legal: "Poland since 2019: read within 3 days", Basis: "threatmap.process.basis.read"},
			{Name: "verify", Period: clock.Period{Amount: 5, Unit: clock.CalendarDays}, Least: clock.Period{Amount: 8, Unit: clock.Hours}, Most: clock.Period{Amount: 30, Unit: clock.CalendarDays}, Starts: []string{"", "take_back", "reverify", "dispute", "reopen", "follow_back"},
				Stops:  []string{"confirm", "not_confirm", "mistake", "withdraw", "follow_confirm", "follow_not_confirm", "follow_eliminate", "follow_hand_over"},
				Pauses: []string{"ask"}, Resumes: []string{"answer"}},
			{Name: "body", Period: clock.Period{Amount: 30, Unit: clock.CalendarDays}, Least: clock.Period{Amount: 1, Unit: clock.CalendarDays}, Most: clock.Period{Amount: 180, Unit: clock.CalendarDays}, Starts: []string{"hand_over"},
				Stops: []string{"done", "take_back"}},
		},
	}
}
