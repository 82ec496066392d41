// Package programme is what a local programme does: goals, partners, actions and its time, beside the name, slogan and
// look that modules/places keeps; and where its officers were seen.
//
// Nouns: a Plan (of one programme of modules/places); an Action of it; an Appearance (an officer at a council, a
// meeting, a club, a school, a home), counted from duty and from meetings.
//
// Stored: the table of schema/. Appearances are counted when asked for.
//
// Invariants:
//   - Every action has a date and a partner.
//   - A session or a meeting in one community on one day counts once, whether it stands in the register of meetings, in
//     somebody's duty, or in both.
//   - Persons and single visits are never shown, only how many.
package programme

import (
	"embed"
	"io/fs"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/modules/community/words"
	"reeve/modules/meetings"
)

//go:embed schema lang policy page
var files embed.FS

// Files holds this package's schema, texts, policy and pages.
func Files() fs.FS { return files }

// Kind of records in the audit log.
const Kind = "programme.plan"

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{{Kind: Kind, Name: "programme_plan", Key: "id", Version: "version",
		Columns: []string{"since", "until", "abouts", "goals", "partners", "actions", "public", "version"}}}
}

// Needs is what the package works with.
type Needs struct {
	words.Words
	DB       *db.DB
	Log      *audit.Log
	Meetings *meetings.Meetings // nil where none are counted
	Now      func() time.Time
	Zone     func(place string) *time.Location
}

// Programmes is the door of the feature. Safe for concurrent use.
type Programmes struct{ Needs }

// New makes the door of a database whose schema is up to date.
func New(n Needs) *Programmes { return &Programmes{n} }

func (p *Programmes) dayAt(place string, at time.Time) string {
	return at.In(p.Zone(place)).Format(time.DateOnly)
}
