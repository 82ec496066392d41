// Package talks is the programme of an event: its sessions, the draft that is worked on and the versions that were
// released, and how a schedule comes in from a file and goes out again.
//
// Nouns: a Session (a talk or another part of an event, with a time, perhaps a room and who speaks); the draft (the
// sessions as they stand); a Release (a version of the programme that everybody sees, with what changed since the one
// before); a Schedule (sessions as a file names them).
//
// Stored: the tables of schema/.
//
// Invariants:
//   - Everybody sees the last released version, never the draft. A release is never changed.
//   - No two sessions that take place stand in one room at the same time. A session without a room only has a venue, in
//     which many take place at once.
//   - A session keeps the key that its source gave it: the same file again changes nothing.
//   - A session without a time stands in the draft only.
//   - Times are civil times in the event's zone.
package talks

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
	KindSession = "practice.session"
	KindRelease = "practice.programme_release"
)

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: KindSession, Name: "practice_session", Key: "id", Version: "version", Columns: []string{"event", "source", "key", "lang", "title", "abstract", "host", "speakers", "room", "venue", "starts", "ends", "cancelled", "tags", "links", "removed", "version"}},
		{Kind: KindRelease, Name: "practice_programme_release", Key: "id", Version: "version", Columns: []string{"event", "number", "at", "sessions", "changes", "version"}},
	}
}
