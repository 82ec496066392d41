// Package indicator is what the indicators of a plan came to: values typed by those who answer for them, and values
// computed from records, each with who approved it.
//
// Nouns: a Value (what an indicator came to in a period); a Proof (of a computed value: the measure asked, over which
// period and scope, how many records, their hash); a Line (an indicator with its value, target and fulfilment).
//
// Stored: the tables of schema/. State and steps are kernel/process's.
//
// Invariants:
//   - An indicator is typed or computed, as its plan says; neither way takes a value of the other kind.
//   - Who entered a value does not approve it.
//   - What is approved is what was seen: a computed value whose records have changed since is not approved but computed
//     anew. Approval freezes value, count, hash and the list of records.
//   - An approved value changes only after it was reopened, with a reason.
package indicator

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
	Kind     = "plan.value"
	KindFile = "plan.value.file"
)

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: Kind, Name: "plan_value", Key: "id", Version: "version", Columns: []string{"plan", "indicator", "period", "status", "num", "den", "note", "author", "approver",
			"measure", "row_count", "hash", "asked_from", "asked_until", "asked_scope", "version"}},
		{Kind: KindFile, Name: "plan_value_file", Key: "id", Version: "version", Columns: []string{"value", "file", "sha256", "version"}},
	}
}
