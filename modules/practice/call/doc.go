// Package call is the call for talks of an event: what is offered, what the organiser decides, and what of it comes into
// the programme.
//
// Nouns: a Call (an event takes proposals until a day); a Proposal (a talk that somebody offers, with a life of its own:
// [Definition]); an Offer (a proposal as somebody sends it).
//
// Stored: the tables of schema/. States are kernel/process's.
//
// Invariants:
//   - A proposal comes with a registration, by a person's own link, or from who may register people of the organisation;
//     only while the call takes some.
//   - What is not taken up is told with a reason. Every decision is told once, by day.
//   - An accepted proposal stands in the draft of the programme. One that is withdrawn or declined later leaves it; what
//     everybody has seen there is shown as cancelled.
//   - Who offers, who speaks and what they need is sealed under a key of the proposal and is erased with the people of
//     the event.
package call

import (
	"embed"
	"io/fs"

	"reeve/kernel/audit"
)

//go:embed schema lang page
var files embed.FS

// Files holds this package's schema, texts and pages.
func Files() fs.FS { return files }

// Kinds of records in the audit log.
const (
	KindCall     = "practice.call"
	KindProposal = "practice.proposal"
)

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: KindCall, Name: "practice_call", Key: "id", Version: "version", Columns: []string{"running", "deadline", "guidance", "version"}},
		{Kind: KindProposal, Name: "practice_proposal", Key: "id", Version: "version", Columns: []string{"ref", "event", "org", "registration", "nomination", "form", "lang", "title", "abstract", "reason", "at", "people", "version"}},
	}
}
