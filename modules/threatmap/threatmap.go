// Package threatmap is the map of what makes places unsafe: a resident points at a threat that is no emergency,
// the officer answerable for the place checks it by a deadline, everybody sees the outcome. Modelled on the
// Polish National Map of Safety Threats.
//
// Nouns: a Category (data, with its privacy class); a Report (what a resident filed); its life (kernel/process,
// [Definition]); the report key (96 random bits that the resident keeps); the published place (fixed at filing).
//
// Stored in report, report_photo, category; state, assignee and clocks are kernel/process's. What a resident
// wrote (text, answers, contact) is sealed under the report's own data key and can be erased.
//
// Invariants:
//   - The true place, the text and the photos are inside only; the public sees what public.go's types hold.
//   - A report always has somebody: the beat's post, or the coordinators' queue of the place.
//   - The holder of the key is nobody by name: no account, no cookie, no address is stored with a report.
package threatmap

import (
	"embed"
	"io/fs"

	"reeve/kernel/audit"
)

//go:embed schema lang policy data all:page
var files embed.FS

// Files holds schema, texts, policy and pages of this module.
func Files() fs.FS { return files }

// Kind is the audit kind of a report.
const Kind = "threatmap.report"

// Tables are the records of this module that the log covers.
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: Kind, Name: "report", Key: "id", Version: "version", Columns: covered()},
		{Kind: "threatmap.photo", Name: "report_photo", Key: "id", Version: "version", Columns: []string{"report", "file", "preview", "published", "position", "version"}},
		{Kind: releaseKind, Name: "photo_release", Key: "id", Version: "version", Columns: []string{"photo", "number", "file", "regions", "made_at", "withdrawn_at", "version"}},
		{Kind: "threatmap.category", Name: "category", Key: "id", Version: "version", Columns: []string{"set_code", "body", "position", "retired", "version"}},
		{Kind: proposalKind, Name: "reroute_proposal", Key: "id", Version: "version", Columns: []string{"report", "post", "place", "state", "made_at", "version"}},
		{Kind: SourceKind, Name: "report_source", Key: "code", Version: "version", Columns: []string{"names", "attribution", "licence", "link"}},
		{Kind: "threatmap.route", Name: "route_rule", Key: "id", Version: "version", Columns: []string{"route", "place", "post", "version"}},
	}
}
