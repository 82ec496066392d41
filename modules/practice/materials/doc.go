// Package materials is the files of an event and of its sessions: slides, handouts, minutes.
//
// Nouns: a Material (a file with a title, a language, a licence and an audience).
//
// Stored: the table of schema/; the bytes are kernel/document's.
//
// Invariants:
//   - Before it is released nobody but those who hold the event sees a material, whatever its audience.
//   - A public one is for everybody, one for participants only for who has a seat or was there, by their own link; one for
//     organisers never leaves the desk.
//   - Bytes are sealed and are given out by these rules alone: taking a material back takes it from everybody at once.
package materials

import (
	"embed"
	"io/fs"

	"reeve/kernel/audit"
)

//go:embed schema lang page
var files embed.FS

// Files holds this package's schema, texts and pages.
func Files() fs.FS { return files }

// Kind is that of materials in the audit log.
const Kind = "practice.material"

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{{Kind: Kind, Name: "practice_material", Key: "id", Version: "version", Columns: []string{"event", "session", "file", "sha256", "title", "lang", "licence", "audience", "released", "version"}}}
}
