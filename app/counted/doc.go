// Package counted keeps what exchange nodes counted, in an installation that is none: how many requests came and went and
// how fast they were answered, by month. Plans build on it without seeing a message or a partner.
//
// Nouns: a Month (of one node).
//
// Stored: counted_month. A newer file of the same node replaces the months that it tells of.
//
// Invariants:
//   - A file counts only if the key of the node's card signed it.
//   - A period is made of the months that lie wholly in it. Where none is known, a measure is missing, and not zero.
//   - Counts belong to the whole territory; a part of it has none.
package counted

import (
	"embed"
	"io/fs"

	"reeve/kernel/audit"
)

//go:embed schema lang
var files embed.FS

// Files are this package's schema and texts.
func Files() fs.FS { return files }

// Kind is a month in the log.
const Kind = "counted.month"

// Tables are the records that the log covers.
func Tables() []audit.Table {
	return []audit.Table{{Kind: Kind, Name: "counted_month", Key: "id", Version: "version",
		Columns: []string{"org", "country", "month", "starts_at", "ends_at", "received", "sent", "answered", "with_limit", "in_time", "median_minutes", "p90_minutes", "made_at", "version"}}}
}
