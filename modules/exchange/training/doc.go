// Package training has invented requests handled on a training node and says who handled them rightly.
//
// Nouns: an Exercise (a script, as data: tasks and what a right handling of each is); a Run (an exercise that was begun); a
// Mark (what was right about one task, and who worked on it).
//
// Invariants: only a node whose card says training begins exercises. Tasks are requests by another channel, marked as
// training, with the life, the limit and the pages of any other. Marks are computed from what was entered; nothing about
// persons is stored here.
package training

import (
	"embed"
	"io/fs"

	"reeve/kernel/audit"
)

//go:embed schema lang exercises
var files embed.FS

// Files are this package's schema, texts and exercises.
func Files() fs.FS { return files }

// Kind is the audit kind of a run.
const Kind = "exchange.exercise"

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{{Kind: Kind, Name: "exchange_exercise", Key: "id", Columns: []string{"ref", "name", "started_at"}}}
}
