// Package council is the officer's report to the executive body of the community: what the records say of a half-year,
// in one state of the data, on a page, as PDF and as DOCX, in every language.
//
// Nouns: a Report (place, period, addressee, the officer's own words, and Data); Data (Figures in Sections, and the
// Lists that they come from, as they stood at one instant); a Period (civil days, both included; half-years begin on
// 1 February and 1 August).
//
// Stored: the table of schema/. State and assignee are kernel/process's.
//
// Invariants:
//   - A figure is the sum of its list: nothing is shown that cannot be opened up.
//   - Page, PDF and DOCX are written from the stored Data by one piece of code, in whatever language.
//   - From the moment it is submitted a report changes no more, until it is taken back with a reason.
//   - A draft is seen by those who write it. The community's side sees what was submitted.
//
// The law: Ukraine, order 650 of the Ministry of Internal Affairs (28 July 2017): the officer reports to the executive
// body of the community not less than twice a year.
package council

import (
	"embed"
	"io/fs"

	"reeve/kernel/audit"
)

//go:embed schema lang policy page
var files embed.FS

// Files holds this package's schema, texts, policy and pages.
func Files() fs.FS { return files }

// Kind is that of a report in the audit log and the process.
const Kind = "community.council_report"

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{{Kind: Kind, Name: "council_report", Key: "id", Version: "version", Columns: []string{"place", "org", "body", "from_day", "until_day", "addressee",
		"words", "lang", "data", "digest", "meeting", "decision", "version"}}}
}
