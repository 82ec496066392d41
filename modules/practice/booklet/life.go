package booklet

import "reeve/kernel/process"

// States of a booklet. A draft with editions is the next one being put together: everybody goes on reading the last.
const (
	Draft     = "draft"
	Published = "published"
	Withdrawn = "withdrawn"
)

// Definition is the life of a booklet.
func Definition() *process.Definition {
	who := []string{"organiser", "admin"}
	return &process.Definition{
		Name: Kind, Version: 1, Initial: Draft,
		Legal: "The organiser publishes; its practices and typical problems were reviewed before",
		Basis: "practice.process.booklet.basis", Words: process.Words{Title: "practice.process.booklet", States: []string{"practice.booklet.state."}, Steps: []string{"practice.booklet.act."}}, Read: "practice.booklet.read", Page: "/desk/practice/booklets/{ref}",
		States: []process.State{{Code: Draft, Waits: process.WaitsNobody}, {Code: Published, Waits: process.WaitsNobody},
			{Code: Withdrawn, Closed: true, Waits: process.WaitsNobody}},
		Steps: []process.Step{
			{Name: "publish", From: []string{Draft}, To: Published, Who: who},
			{Name: "revise", From: []string{Published}, To: Draft, Who: who},
			{Name: "withdraw", From: []string{Draft, Published}, To: Withdrawn, Who: who, Needs: []string{"reason"}},
		},
	}
}
