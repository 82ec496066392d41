// Package report writes the yearly report of a plan, and shows a year from further sides than its overview: the time
// line, units, both ratings beside each other, deadlines that moved.
//
// Nouns: Data (everything that a report says, without a language); a frozen report (Data as it stood on a day, with its
// digest); a Section (a part of a report in one language); a Making (files that are being written).
//
// Stored: the table of schema/: frozen reports.
//
// Invariants:
//   - Every format and every language is written from one Data by one layout. A number is rounded once, by the layout;
//     a sheet holds the number that the page shows.
//   - Zero, missing, not applicable and suppressed are written as four different things everywhere.
//   - A text that lacks the reader's language stands in an authoritative one and says in which.
//   - Files are made from Data alone: equal digests give equal files.
package report

import (
	"embed"
	"io/fs"

	"reeve/kernel/audit"
)

//go:embed schema lang page
var files embed.FS

// Files holds this package's schema, texts and pages.
func Files() fs.FS { return files }

// Kind is a frozen report in the audit log.
const Kind = "plan.report"

// Tables are the records of this package that the log covers. The body is covered through its digest.
func Tables() []audit.Table {
	return []audit.Table{{Kind: Kind, Name: "plan_report", Key: "id", Version: "version", Columns: []string{"plan", "year", "digest", "author", "version"}}}
}
