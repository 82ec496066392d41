// Package bank is the bank of good practice: what somebody tried against a problem, what came of it, and who has taken it
// over; and typical problems with the way to work on them.
//
// Nouns: an Entry, of one of two forms: a practice, or a typical problem; its Content, in languages; an Adoption (an
// organisation works by a practice since a day, with evidence); a level of evidence, from an idea (0) to an evaluation by
// somebody independent (4).
//
// Stored: the tables of schema/. State is kernel/process's, words are found through kernel/search.
//
// Invariants:
//   - Publishing is the gate: everybody reads the content as it stood when it was published. What is written afterwards
//     nobody outside sees until it is published again.
//   - Whoever has written on an entry does not publish it.
//   - A level of evidence has what it needs: results measured need what was counted, how many, and from when to when.
//   - What did not work is as welcome as what did, and says what failed.
//   - Who can be asked is a post, never a person: the public card of the post is shown as it is on the day of reading.
package bank

import (
	"embed"
	"io/fs"

	"reeve/kernel/audit"
)

//go:embed schema lang policy page
var files embed.FS

// Files holds this package's schema, texts, policy and pages.
func Files() fs.FS { return files }

// Kinds of records in the audit log.
const (
	KindEntry    = "practice.entry" // also the name of its life
	KindAdoption = "practice.adoption"
)

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: KindEntry, Name: "practice_entry", Key: "id", Version: "version", Columns: entryColumns()},
		{Kind: KindAdoption, Name: "practice_adoption", Key: "id", Version: "version", Columns: []string{"entry", "org", "on_day", "evidence", "ended_on", "version"}},
	}
}
