// Package field is the officer's phone: today's work, carried without network, and what the officer does with it, sent
// as commands when there is one.
//
// Nouns: a Command (something done at an instant, with an id made by the phone); its Answer (done, duplicate, conflict
// with how things stand now, rejected with the reason); a Taker (what takes the commands of one type); a Photo (sent
// apart, named by commands); Today (the own work of a day, or what has changed of it).
//
// Stored: which commands were taken (no content), and photos that no command has named yet.
//
// Invariants:
//   - A command is taken once, however often it is sent: its id is stored in the transaction that takes it.
//   - Commands of one batch stand alone: one that is refused holds up no other.
//   - Nothing is merged. A command that no longer fits is answered with how things stand, and a person decides.
//   - What happened at 14:00 and arrives at 20:00 counts at 14:00. More than 72 hours back it needs a reason.
//   - The phone gets the work of the posts that the officer fills, and the log says that it was handed out.
//   - Contacts of residents never leave for the phone.
package field

import (
	"embed"
	"io/fs"

	"reeve/kernel/audit"
)

//go:embed schema lang policy page
var files embed.FS

// Files holds this package's schema, texts, policy and pages.
func Files() fs.FS { return files }

// KindPhoto is the audit kind of a photo that waits for its command.
const KindPhoto = "community.field.photo"

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{{Kind: KindPhoto, Name: "field_photo", Key: "id", Version: "version", Columns: []string{"account", "file", "used_by", "version"}}}
}
