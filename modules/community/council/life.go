package council

import "reeve/kernel/process"

// States of a report.
const (
	Draft     = "draft"
	Submitted = "submitted"
	Presented = "presented"
	Decided   = "decided"
)

// States lists the states in the order of legends and filters.
func States() []string { return []string{Draft, Submitted, Presented, Decided} }

// Definition is the life of a report.
func Definition() *process.Definition {
	police, both := []string{"officer", "coordinator"}, []string{"officer", "coordinator", "clerk", "mayor"}
	return &process.Definition{
		Name: Kind, Version: 1, Initial: Draft,
		Legal: "Ukraine, order 650 of the Ministry of Internal Affairs of 28 July 2017: reports to the executive body of the community, not less than twice a year",
		Basis: "council.process.basis", Words: process.Words{Title: "council.process", States: []string{"community.state."}, Steps: []string{"council.act."}}, Read: "community.council.read", Page: "/desk/council_reports/{ref}",
		States: []process.State{
			{Code: Draft, Waits: process.WaitsPost},
			{Code: Submitted, Waits: process.WaitsPost},
			{Code: Presented, Waits: process.WaitsPost},
			{Code: Decided, Closed: true, Waits: process.WaitsNobody},
		},
		Steps: []process.Step{
			{Name: "submit", From: []string{Draft}, To: Submitted, Who: police},
			{Name: "back", From: []string{Submitted}, To: Draft, Who: police, Needs: []string{"reason"}},
			{Name: "present", From: []string{Submitted}, To: Presented, Who: both, Needs: []string{"meeting"}, Basis: "council.process.basis"},
			{Name: "decide", From: []string{Presented}, To: Decided, Who: both, Needs: []string{"decision"}},
		},
	}
}
