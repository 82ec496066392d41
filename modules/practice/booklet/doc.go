// Package booklet is the publication of recommendations: chapters with text, practices, typical problems and
// recommendations, with who has adopted what, and annexes; in languages, in numbered editions.
//
// Nouns: a Booklet (what is being put together: its Content in Chapters, its Annexes); an Edition (what was published, as
// it stood: Data with its checksum); a Block (one heading, paragraph, list or table, as all formats show it).
//
// Stored: the tables of schema/. State is kernel/process's.
//
// Invariants:
//   - An edition never changes. What is corrected is a new edition; the earlier ones stay where they are.
//   - Page, PDF and DOCX are written from the Data of one edition by one piece of code, in whatever language. So the
//     numbers of all formats are those of the uptake table at one instant.
//   - The checksum is the SHA-256 of the Data, which anybody can fetch and count again.
//   - A booklet shows practices and typical problems as they were published, and nothing that was not.
package booklet

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
	Kind        = "practice.booklet" // also the name of its life
	KindEdition = "practice.edition"
	KindAnnex   = "practice.annex"
)

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: Kind, Name: "practice_booklet", Key: "id", Version: "version", Columns: []string{"ref", "org", "content", "editions", "version"}},
		{Kind: KindEdition, Name: "practice_edition", Key: "id", Version: "version", Columns: []string{"booklet", "number", "data", "digest", "published_at", "version"}},
		{Kind: KindAnnex, Name: "practice_annex", Key: "id", Version: "version", Columns: []string{"booklet", "file", "sha256", "titles", "shown", "dropped", "version"}},
	}
}
