// Package workshop is the room in which a year is assessed: one row at a time on the screen, everybody votes, the chair
// rates.
//
// Nouns: a Room (one workshop for one assessment, with the order of its rows); a Row (an activity that was shown, until
// it is closed); a Person (a guest who came in by the code, or a member of staff with an account); a Vote; a Comment; an
// Act of the chair, which can be undone; a Pulse (what browsers hear when something has changed).
//
// Stored: the tables of schema/.
//
// Invariants:
//   - One assessment has one open room.
//   - What was acknowledged is stored. A vote carries an id made by the browser and is counted once, however often it is
//     sent.
//   - The latest vote of a person on a row counts; earlier ones are kept. A vote that comes when the row is closed is
//     kept as late and never counted.
//   - The room votes, the chair rates: closing a row gives the reviewer's rating of the assessment, in the same
//     transaction. Undoing gives back the one before.
//   - A guest's name is sealed under a key of its own. When the room is finished it goes into the minutes, where it can
//     be erased, and is erased here.
//   - The stream tells states, not events: whoever was away reads the state of now, and nothing is to be caught up.
package workshop

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
	Kind        = "plan.room"
	KindRow     = "plan.room.row"
	KindPerson  = "plan.room.person"
	KindVote    = "plan.room.vote"
	KindComment = "plan.room.comment"
	KindAct     = "plan.room.act"
)

// Tables are the records of this package that the log covers. Votes never change.
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: Kind, Name: "plan_room", Key: "id", Version: "version",
			Columns: []string{"ref", "plan", "assessment", "state", "code_until", "languages", "sequence", "row_limit", "current", "meeting", "account", "version"}},
		{Kind: KindRow, Name: "plan_room_row", Key: "id", Version: "version", Columns: []string{"room", "node", "number", "state", "spent", "status", "challenge", "advice", "lang", "version"}},
		{Kind: KindPerson, Name: "plan_room_person", Key: "id", Version: "version", Columns: []string{"room", "position", "name", "account", "joined_at", "left_at", "barred", "version"}},
		{Kind: KindVote, Name: "plan_room_vote", Key: "id", Columns: []string{"room", "person", "client", "number", "status", "late", "given_at"}},
		{Kind: KindComment, Name: "plan_room_comment", Key: "id", Version: "version", Columns: []string{"room", "person", "client", "number", "body", "lang", "late", "hidden", "given_at", "version"}},
		{Kind: KindAct, Name: "plan_room_act", Key: "id", Version: "version", Columns: []string{"room", "position", "act", "number", "was", "undone", "account", "version"}},
	}
}
