// Package duty is what officers did with their hours, and which part of it was in their community.
//
// Nouns: an Entry (a kind of work from an instant to another, in the community, outside or at the station); an
// abstraction (an entry of one who was sent elsewhere: by whom, why); the roster (minutes that a post was to be on
// duty on a day); a Sum (minutes of a time, added up) with its share, coverage and bounds.
//
// Stored: the tables of schema/. The private note of an entry is sealed; only who wrote it reads it.
//
// Invariants:
//   - An entry is at most 24 hours long, and entries of one person never overlap.
//   - An entry is known again by the id that the client made: sent twice it stands once.
//   - A correction keeps what stood before. Nothing is deleted.
//   - Where somebody was is what that person chose. No position is stored.
//   - low ≤ share ≤ high, whatever the roster says.
//
// Rules: order 650 of the Ministry of Internal Affairs of Ukraine (2017) for the duties that are counted; the goal of
// the "Police officer of the community" project is 80 to 90 per cent of the duty in the community.
package duty

import (
	"embed"
	"io/fs"

	"reeve/kernel/audit"
)

//go:embed schema lang policy page data
var files embed.FS

// Files holds this package's schema, texts, policy, pages and data.
func Files() fs.FS { return files }

// Kinds of records in the audit log.
const (
	Kind       = "community.duty"
	KindRoster = "community.roster"
)

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: Kind, Name: "duty_entry", Key: "id", Version: "version", Columns: []string{"account", "post", "acting", "kind", "from_at", "to_at", "location", "place",
			"inside", "partners", "people", "language", "ref_kind", "ref_id", "ordered_by", "ordered_why", "detail", "late_reason", "withdrawn", "version"}},
		{Kind: KindRoster, Name: "duty_roster", Key: "id", Version: "version", Columns: []string{"post", "day", "shifts", "minutes", "version"}},
	}
}
