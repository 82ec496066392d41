// Package process runs the lives of records: which step leads from which state to which, who may take it, what
// it needs, and which clocks run meanwhile.
//
// Nouns: a Definition (in code: states, steps, clocks, legal basis, version); an Overlay (data of an
// installation: labels, limits, escalation, required fields, checklist items; never states or steps); an
// Instance (one record's life, with the pair of versions it began with); a Step taken; a Clock running.
//
// Invariants: the tables of this package are the only source of a record's state and deadlines. A step's id is
// made by who sends it, and the same step sent twice is taken once. occurred_at is when it happened and moves
// the clocks; recorded_at is when the server learnt of it. "Waiting for me" and "late" are one query over all
// modules.
package process

import (
	"embed"
	"io/fs"
)

//go:embed schema lang
var files embed.FS

// Files holds this package's schema and texts.
func Files() fs.FS { return files }
