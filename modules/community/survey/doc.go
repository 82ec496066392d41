// Package survey is what people said when they were asked about trust and safety, beside what the police count.
//
// Nouns: a Wave (one survey in one place at one time: who was asked, how, by whom); a Value (the share that gave an
// answer, of how many, with its margin of error, of everybody or of a group); a Series (the values of one question by
// year).
//
// Stored: the tables of schema/.
//
// Invariants:
//   - A year without a value is a gap. It is neither zero nor the mean of its neighbours.
//   - Shares and margins are whole hundredths of a per cent, rounded once.
//   - Every share is shown with how many were asked and with its margin: the stated one, else [Margin].
//   - Of groups, counts of one and two people are not shown, nor what they could be computed from.
//
// The law: Ukraine, law 580-VIII on the National Police, art. 11 (people's trust is the main criterion).
package survey

import (
	"embed"
	"io/fs"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/modules/community/words"
	"reeve/modules/threatmap"
)

//go:embed schema lang policy page data
var files embed.FS

// Files holds this package's schema, texts, policy, pages and data.
func Files() fs.FS { return files }

// Kinds of records in the audit log.
const (
	Kind      = "survey.wave"
	KindValue = "survey.value"
)

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: Kind, Name: "survey_wave", Key: "id", Version: "version", Columns: []string{"title", "place", "since", "until", "sample", "method", "source", "weights", "version"}},
		{Kind: KindValue, Name: "survey_value", Key: "id", Version: "version", Columns: []string{"wave", "question", "grp", "share", "asked", "margin", "design", "wording", "version"}},
	}
}

// Needs is what the package works with.
type Needs struct {
	words.Words
	DB        *db.DB
	Log       *audit.Log
	Catalogue *i18n.Catalogue
	Map       *threatmap.Map // nil where nothing is counted
	Now       func() time.Time
	Zone      func(place string) *time.Location
}

// Surveys is the door of the feature. Safe for concurrent use.
type Surveys struct{ Needs }

// New makes the door of a database whose schema is up to date.
func New(n Needs) *Surveys { return &Surveys{n} }
