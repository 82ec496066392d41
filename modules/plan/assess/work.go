package assess

import (
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/process"
	"reeve/modules/plan/rates"
)

// Kinds of records of the units' work.
const (
	KindRow        = "plan.row"
	KindRowFile    = "plan.row_file"
	KindRound      = "plan.round"
	KindDelegation = "plan.delegation"
	KindLate       = "plan.late"
	KindOpened     = "plan.opened"
	KindReminder   = "plan.reminder"
)

// States of a row. One that nobody has touched has no record, and is Empty.
const (
	Empty     = "empty"
	Draft     = "draft"     // saved, counts for nothing yet
	Submitted = "submitted" // handed in: its status is the unit's rating
	Returned  = "returned"  // the reviewer wants it mended; the rating handed in before still stands
	Reviewed  = "reviewed"  // the reviewer has rated it
)

// RowDefinition is the life of a row of a unit.
func RowDefinition() *process.Definition {
	unit, reviewer := []string{"officer", "coordinator", "clerk", "strategy"}, []string{"reviewer", "strategy"}
	return &process.Definition{
		Name: KindRow, Version: 1, Initial: Draft,
		Legal: "The plan's own rules of monitoring: the unit answers, the reviewer looks at it",
		Basis: "plan.process.row.basis", Words: process.Words{Title: "plan.process.row", States: []string{"plan.assess.row."}, Steps: []string{"plan.process.row."}}, Read: "plan.read",
		States: []process.State{
			{Code: Draft, Waits: process.WaitsNobody},
			{Code: Submitted, Waits: process.WaitsNobody},
			{Code: Returned, Waits: process.WaitsNobody},
			{Code: Reviewed, Closed: true, Waits: process.WaitsNobody},
		},
		Steps: []process.Step{
			{Name: "submit", From: []string{Draft, Returned, Submitted}, To: Submitted, Who: unit},
			{Name: "change", From: []string{Submitted, Returned}, To: Draft, Who: unit},
			{Name: "return", From: []string{Submitted, Reviewed}, To: Returned, Who: reviewer, Needs: []string{"reason"}},
			{Name: "review", From: []string{Submitted}, To: Reviewed, Who: reviewer},
		},
	}
}

// workTables are the records of the units' work that the log covers.
func workTables() []audit.Table {
	return []audit.Table{
		{Kind: KindRow, Name: "plan_row", Key: "id", Version: "version", Columns: []string{"assessment", "node", "number", "unit", "status", "progress", "challenges", "lang", "reason", "account", "post", "version"}},
		{Kind: KindRowFile, Name: "plan_row_file", Key: "id", Version: "version", Columns: []string{"assessment", "node", "file", "sha256", "version"}},
		{Kind: KindRound, Name: "plan_round", Key: "id", Version: "version", Columns: []string{"due_on", "days_before", "days_after", "version"}},
		{Kind: KindDelegation, Name: "plan_delegation", Key: "id", Version: "version", Columns: []string{"plan", "unit", "post", "until_on", "reason", "account", "version"}},
		{Kind: KindLate, Name: "plan_late", Key: "id", Version: "version", Columns: []string{"assessment", "unit", "until_on", "reason", "account", "version"}},
		{Kind: KindOpened, Name: "plan_opened", Key: "id", Columns: []string{"assessment", "unit", "post", "opened_at"}},
		{Kind: KindReminder, Name: "plan_reminder", Key: "id", Columns: []string{"assessment", "unit", "post", "due_on", "mark", "mailed", "sent_at"}},
	}
}

// Said is what a unit says of an activity in a year.
type Said struct {
	Status     rates.Status // empty = not said
	Progress   string
	Challenges string
	Lang       string // BCP 47, of both texts
}

// Row is an activity in a year as its unit fills it.
type Row struct {
	ID, Assessment, Node, Number, Unit string
	Said
	Reason        string // why it was returned the last time, empty where it never was
	Account, Post string // who saved it last
	SavedAt       time.Time
	Version       int64
	State         string
}

// Same tells whether two say the same; the language alone makes no difference.
func (s Said) Same(o Said) bool {
	return s.Status == o.Status && s.Progress == o.Progress && s.Challenges == o.Challenges
}

// Fillable tells whether the unit may write into a row in this state; after a review it must be returned first.
func (r Row) Fillable() bool { return r.State != Reviewed }
