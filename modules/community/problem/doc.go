// Package problem is a problem of a neighbourhood from the first sign to what came of it (SARA: scanning, analysis,
// response, assessment), and the priority of a half-year that it becomes.
//
// Nouns: a Problem with its Ground (the area that it is about), a control area, Windows before and after, Actions with
// dates and partners, linked reports, own counts; a Half (a half-year by the cadence of the country); a Suggestion (a
// cluster of reports on the map that might be one); a Score (what was counted before and after, in the area, in the
// ring around it and in the control area) with its Reading.
//
// Stored: the tables of schema/. State and assignee are kernel/process's.
//
// Invariants:
//   - A place has one problem at most as its priority of a half-year.
//   - Whoever has chosen a problem does not approve it.
//   - A chosen problem has an area, both windows, and actions that each have a date and a partner. After the approval
//     none of that changes; actions are done, and new ones are added.
//   - What is counted is what the public map knows: published places, parts of a day. A score therefore tells nothing
//     that the map does not.
//   - A score that was taken is stored and not counted again.
//   - No per cent of fewer than five.
//
// Modelled on the Polish plan of priority action of a beat (1 February to 31 July, 1 August to 31 January).
package problem

import (
	"embed"
	"io/fs"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/process"
	"reeve/modules/community/words"
	"reeve/modules/threatmap"
)

//go:embed schema lang policy page data
var files embed.FS

// Files holds this package's schema, texts, policy, pages and data.
func Files() fs.FS { return files }

// Kind of records in the audit log, and of their lives.
const Kind = "problem.problem"

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{{Kind: Kind, Name: "problem", Key: "id", Version: "version", Columns: coveredColumns()}}
}

// Needs is what the package works with.
type Needs struct {
	words.Words
	DB      *db.DB
	Log     *audit.Log
	Process *process.Engine
	Map     *threatmap.Map // nil where nothing is counted
	Now     func() time.Time
	Zone    func(place string) *time.Location // where the days of a place begin and end
}

// Problems is the door of the feature. Safe for concurrent use.
type Problems struct {
	Needs
	cadences map[string]Cadence // by country; "" for the others
	fault    error              // what was wrong with them; Routes tells it
}

// New makes the door of a database whose schema is up to date.
func New(n Needs) *Problems {
	cadences, err := loadCadences()
	return &Problems{n, cadences, err}
}

// dayAt is the civil day at a place.
func (p *Problems) dayAt(place string, at time.Time) string {
	return at.In(p.Zone(place)).Format(time.DateOnly)
}

// cadenceAt is by which half-years a place goes.
func (p *Problems) cadenceAt(place string) Cadence {
	at, _ := p.Places.Snapshot().Place(place)
	if c, ok := p.cadences[at.Country]; ok {
		return c
	}
	return p.cadences[""]
}
