// Package community is what binds the police to a community: the agreements that communities have signed, which
// posts they open, and how far they reach.
//
// Nouns: an Agreement (memorandum, coordination agreement, council agreement, contract between municipalities)
// with Parties, Signatories and Obligations; its life (kernel/process, [Definition]); the community it is for and
// the further places of its territory; Coverage (which communities have an agreement in force on a day); an
// opened post (a post that stands on an agreement).
//
// Stored: the tables of schema/. State and assignee are kernel/process's. agreement_place and agreement_org follow
// from the agreement's own row and carry no audit entries of their own.
//
// Invariants:
//   - Days of an agreement are civil days at its community. Until is the last day in force, as agreements are
//     written; [Agreement.Last] is the one place that decides which day is the last.
//   - Whether an agreement is in force on a day follows from its days alone, never from whether a job has run: the
//     job only moves the state and tells others.
//   - Of a kind, a number and a community there is one agreement.
//   - A memorandum has an end. The other kinds may be without one.
//   - Coverage counts the communities that are valid on the day.
//
// The law: Czech act 273/2008 § 16 (coordination agreement), Czech act 553/1991 § 3a (contract between municipalities,
// approved by the regional office).
package community

import (
	"embed"
	"io/fs"
	"slices"

	"reeve/kernel/audit"
	"reeve/modules/community/council"
	"reeve/modules/community/duty"
	"reeve/modules/community/field"
	"reeve/modules/community/municipality"
	"reeve/modules/community/officers"
	"reeve/modules/community/problem"
	"reeve/modules/community/programme"
	"reeve/modules/community/survey"
)

//go:embed schema lang policy page data
var files embed.FS

// Files holds this module's schema, texts, policy, pages and data.
func Files() fs.FS { return files }

// Features hold schema, texts and policy of the folders below this one.
func Features() []fs.FS {
	return []fs.FS{duty.Files(), officers.Files(), council.Files(), municipality.Files(), field.Files(), problem.Files(), programme.Files(), survey.Files()}
}

// Kinds of records in the audit log.
const (
	Kind           = "community.agreement"
	KindObligation = "community.obligation"
	KindFile       = "community.file"
	KindPost       = "community.post"
)

// Tables are the records of this module that the log covers.
func Tables() []audit.Table {
	return append([]audit.Table{
		{Kind: Kind, Name: "agreement", Key: "id", Version: "version", Columns: coveredColumns()},
		{Kind: KindObligation, Name: "agreement_obligation", Key: "id", Version: "version", Columns: []string{"agreement", "party", "body", "due_on", "state", "done_on", "reason", "version"}},
		{Kind: KindFile, Name: "agreement_file", Key: "id", Version: "version", Columns: []string{"agreement", "file", "sha256", "public", "version"}},
		{Kind: KindPost, Name: "post_agreement", Key: "id", Version: "version", Columns: []string{"post", "agreement", "opened_on", "ended_on", "version"}},
	}, slices.Concat(duty.Tables(), council.Tables(), municipality.Tables(), field.Tables(), problem.Tables(), programme.Tables(), survey.Tables())...)
}
