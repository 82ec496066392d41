// Package meetings is where the police and a community sit together: meetings with agenda, presence and minutes,
// what was promised there, and how often the law wants them to meet.
//
// Nouns: a Meeting (council session, residents' meeting, joint action group, ceremony, workshop, public report) with
// Items of its agenda, Guests (organisations and offices) and its life ([Definition]); a Commitment (what was asked of
// a post at a meeting, by a day; [CommitmentDefinition]); a Cadence (how often there has to be a meeting, by which
// law); a Due (the day by which the next one has to be held).
//
// Stored: the tables of schema/. State and assignee are kernel/process's. meeting_org follows from the meeting's own
// row and carries no audit entries of its own.
//
// Invariants:
//   - Times of a meeting are civil times at its place; days of a commitment are civil days there.
//   - A meeting that is moved keeps the time at which it stood, with the reason, in its history.
//   - Approved minutes change no more.
//   - A commitment belongs to the meeting at which it was asked, and to a post, never to a person.
//   - Names of persons are sealed under a key of the meeting and can be erased; counts, offices and organisations stay.
//   - Due meetings follow from the meetings held, never from whether a job has run.
//
// The law: Ukraine, law 580-VIII on the National Police, art. 86 (yearly public report) and art. 88 (open meetings with
// local self-government at least once in two months).
package meetings

import (
	"embed"
	"io/fs"

	"reeve/kernel/audit"
)

//go:embed schema lang policy page data
var files embed.FS

// Files holds this module's schema, texts, policy, pages and data.
func Files() fs.FS { return files }

// Kinds of records in the audit log.
const (
	Kind           = "meetings.meeting"
	KindCommitment = "meetings.commitment"
	KindCadence    = "meetings.cadence"
	KindFile       = "meetings.file"
)

// Tables are the records of this module that the log covers.
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: Kind, Name: "meeting", Key: "id", Version: "version", Columns: coveredColumns()},
		{Kind: KindCommitment, Name: "commitment", Key: "id", Version: "version",
			Columns: []string{"ref", "meeting", "place", "asked_by", "asked_org", "body", "asked_on", "due_on", "answer", "answered_on", "answered_at", "version"}},
		{Kind: KindFile, Name: "meeting_file", Key: "id", Version: "version", Columns: []string{"meeting", "file", "sha256", "public", "version"}},
		{Kind: KindCadence, Name: "meeting_cadence", Key: "id", Version: "version", Columns: []string{"country", "code", "months", "since", "off", "version"}},
	}
}
