// Package assess is the yearly assessment of a plan: what every activity came to, as the unit says and as the reviewer
// says, and the figures made of it.
//
// Nouns: an Assessment (a plan and a year, with the base version); a Rating (a status by one of two sides, with a
// comment); a State (everything the figures of a year are made of, with a digest); a Standing (an activity in the year);
// a Row (what a unit says of an activity, from draft to review); a Round (by when, and the reminders); a Sheet (rows as a
// workbook); a Delegation (a post fills for another unit).
//
// Stored: the tables of schema/. State and steps are kernel/process's.
//
// Invariants:
//   - The base of a year is the version in force on 1 January. It is fixed when the year is opened.
//   - The reviewer's rating counts, else the unit's, else the activity is silent. Neither side overwrites the other, and an
//     earlier rating is kept.
//   - A year that is locked takes no rating, except of a unit for which it was opened until a day.
//   - A draft counts for nothing; what was handed in is the unit's rating.
//   - A unit fills its own rows only, and a post those of a unit that were delegated to it.
//   - A sheet that comes back overwrites nothing that was changed since it was written.
//   - "Dropped" is what an amendment says, never only somebody's rating.
//   - Every page, file and answer about a year is made of one [State]; equal digests have equal figures.
package assess

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
	Kind       = "plan.assessment"
	KindRating = "plan.rating"
)

// Tables are the records of this package that the log covers. Ratings never change.
func Tables() []audit.Table {
	return append([]audit.Table{
		{Kind: Kind, Name: "plan_assessment", Key: "id", Version: "version", Columns: []string{"plan", "year", "base_version", "held_on", "published_on", "version"}},
		{Kind: KindRating, Name: "plan_rating", Key: "id", Columns: []string{"assessment", "node", "number", "side", "status", "comment", "account", "post"}},
	}, workTables()...)
}
