package bank

import "reeve/kernel/process"

// States of an entry. A draft of what was published before is a revision: everybody goes on reading what was published.
const (
	Draft     = "draft"
	InReview  = "in_review"
	Returned  = "returned"
	Published = "published"
	Retired   = "retired"
)

// States lists the states in the order of filters.
func States() []string { return []string{Draft, InReview, Returned, Published, Retired} }

// Definition is the life of an entry.
func Definition() *process.Definition {
	write, review := []string{"organiser", "officer", "coordinator", "clerk", "mayor", "admin"}, []string{"reviewer", "organiser", "admin"}
	return &process.Definition{
		Name: KindEntry, Version: 1, Initial: Draft,
		Legal: "Rules of the bank: whoever has written on an entry does not publish it",
		Basis: "practice.process.entry.basis", Words: process.Words{Title: "practice.process.entry", States: []string{"practice.bank.state."}, Steps: []string{"practice.bank.act."}}, Read: "practice.bank.read", Page: "/desk/practice/bank/{ref}",
		States: []process.State{
			{Code: Draft, Waits: process.WaitsNobody},
			{Code: InReview, Waits: process.WaitsNobody},
			{Code: Returned, Waits: process.WaitsNobody},
			{Code: Published, Waits: process.WaitsNobody},
			{Code: Retired, Closed: true, Waits: process.WaitsNobody},
		},
		Steps: []process.Step{
			{Name: "submit", From: []string{Draft, Returned}, To: InReview, Who: write},
			{Name: "publish", From: []string{InReview}, To: Published, Who: review},
			{Name: "give_back", From: []string{InReview}, To: Returned, Who: review, Needs: []string{"reason"}},
			{Name: "revise", From: []string{Published}, To: Draft, Who: write},
			{Name: "retire", From: []string{Draft, Returned, Published}, To: Retired, Who: write, Needs: []string{"reason"}},
		},
	}
}

// actionOf is what a step needs to be allowed.
func actionOf(step string) string {
	if step == "publish" || step == "give_back" {
		return actReview
	}
	return actWrite
}
