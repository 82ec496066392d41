package field

import (
	"encoding/json"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/web"
)

// Types of commands.
const (
	ReportStep    = "report.step"
	ReportFile    = "report.file"
	DutyRecord    = "duty.record"
	MeetingRecord = "meeting.record"
)

// Results of a command.
const (
	Done      = "done"
	Duplicate = "duplicate" // it was taken before
	Conflict  = "conflict"  // things have moved on; Current says how they stand
	Rejected  = "rejected"
)

const (
	maxBatch  = 50
	backLimit = 72 * time.Hour
	ahead     = 15 * time.Minute // clocks of phones
)

// Command is something an officer did, as the phone sends it.
type Command struct {
	ID          string          `json:"id" required:"true"` // UUID made by the phone
	Type        string          `json:"type" required:"true"`
	BaseVersion *int64          `json:"base_version"` // of the record that the officer saw; null = whatever it is
	OccurredAt  time.Time       `json:"occurred_at" required:"true"`
	LateReason  string          `json:"late_reason"` // why it comes more than 72 hours later
	Body        json.RawMessage `json:"body" required:"true"`
}

// Batch is what is sent at once.
type Batch struct {
	Commands []Command `json:"commands" required:"true"`
}

// Outcome is what came of a command that was taken.
type Outcome struct {
	Ref     string // public number, or id where there is none
	Version int64
	State   string
}

// Answer is what became of one command.
type Answer struct {
	ID      string  `json:"id"`
	Result  string  `json:"result"`
	Ref     string  `json:"ref"`
	Version int64   `json:"version"`
	State   string  `json:"state"`
	Code    string  `json:"code"`   // of the message, empty where it was taken
	Reason  string  `json:"reason"` // in the reader's language
	Errors  []Fault `json:"errors"`
	Current any     `json:"current"` // of a conflict: the record as it stands, else null
}

// Fault is a complaint about one field of a command.
type Fault struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// Answers are the answers of a batch in the order of its commands.
type Answers struct {
	Items []Answer `json:"items"`
	Next  *string  `json:"next"` // always null: a batch is answered whole
}

// Taker checks a command, and gives what takes it in a transaction of the command's own. Both may refuse.
type Taker struct {
	Prepare func(r *web.Request, c Command, photos []Photo) (func(tx *db.Tx) (Outcome, error), error)
	Photos  func(c Command) []string                       // ids of the photos that it names; nil = none
	Current func(r *web.Request, c Command, err error) any // how the record stands, for a conflict; nil = what the error knows
}

// check finds what is wrong with a command whatever its type. now is the server's.
func (c Command) check(now time.Time, known bool) error {
	var f errs.Fields
	if !id.IsUUID(c.ID) {
		f.Add("id", "field.id_wrong")
	}
	if !known {
		f.Add("type", "field.type_wrong", "type", c.Type)
	}
	switch {
	case c.OccurredAt.IsZero():
		f.Add("occurred_at", "field.time_missing")
	case c.OccurredAt.After(now.Add(ahead)):
		f.Add("occurred_at", "field.time_ahead")
	case now.Sub(c.OccurredAt) > backLimit && c.LateReason == "":
		f.Add("late_reason", "field.late")
	}
	return f.Err()
}

// clipped is when it happened, never after now: a phone's clock may be minutes ahead.
func (c Command) clipped(now time.Time) time.Time {
	at := c.OccurredAt.UTC().Truncate(time.Microsecond)
	if at.After(now) {
		return now
	}
	return at
}
