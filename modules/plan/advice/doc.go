// Package advice is what is recommended and what became of it: recommendations of assessments, workshops, practice events
// and agreements, addressed to organisations, each of which answers for itself.
//
// Nouns: an Advice (a recommendation: text in languages, source, priority, deadline, addressees); an Answer (what one
// organisation says and does about it); a Link (a node of a plan that carries a recommendation out); a Continuation (a new
// plan made of an old one).
//
// Stored: the tables of schema/. State, steps and clocks are kernel/process's: a recommendation has a life, and each
// organisation's answer has one of its own from the day on which it was sent.
//
// Invariants:
//   - Before it is put to consultation only its owner sees a recommendation; from then on those it is addressed to do too.
//   - Text, addressees and deadline change only until it is adopted. It is adopted in every language that its plan is
//     published in.
//   - An organisation answers for itself alone. Accepting in part and rejecting need a reason.
//   - Who reported that something is done does not verify it.
//   - The public sees adopted recommendations and counts, never an organisation's answer or reason.
//   - What was recommended changes no plan by itself: it lands as a node of a draft, which others approve.
package advice

import (
	"embed"
	"io/fs"

	"reeve/kernel/audit"
)

//go:embed schema lang policy page
var files embed.FS

// Files holds this package's schema, texts, policy and pages.
func Files() fs.FS { return files }

// Kinds of records in the audit log; the first two are the names of the lives too.
const (
	Kind         = "plan.recommendation"
	KindAnswer   = "plan.answer"
	KindFile     = "plan.answer.file"
	KindLink     = "plan.recommendation.link"
	KindComment  = "plan.recommendation.comment"
	KindReminder = "plan.answer.reminder"
)

// Tables are the records of this package that the log covers. Origins are not among them: what a plan continues is the
// reason of its first version.
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: Kind, Name: "plan_advice", Key: "id", Version: "version", Columns: []string{"ref", "org", "body", "source_kind", "source_id", "source_label", "plan", "node", "number", "priority", "due_on",
			"decision", "public", "shown", "author", "version"}},
		{Kind: KindAnswer, Name: "plan_answer", Key: "id", Version: "version", Columns: []string{"advice", "org", "unit", "reason", "evidence", "answered_on", "done_on", "done_by", "verified_on", "verified_by", "version"}},
		{Kind: KindFile, Name: "plan_answer_file", Key: "id", Version: "version", Columns: []string{"answer", "file", "sha256", "version"}},
		{Kind: KindLink, Name: "plan_advice_link", Key: "id", Version: "version", Columns: []string{"advice", "answer", "plan", "node", "number", "made", "version"}},
		{Kind: KindComment, Name: "plan_advice_comment", Key: "id", Columns: []string{"advice", "org", "body", "lang", "account", "post"}},
		{Kind: KindReminder, Name: "plan_answer_reminder", Key: "id", Columns: []string{"answer", "post", "due_on", "mark", "mailed"}},
	}
}
