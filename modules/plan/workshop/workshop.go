package workshop

import (
	"context"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/secrets"
	"reeve/modules/meetings"
	"reeve/modules/places"
	"reeve/modules/plan/assess"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
)

// Needs is what the package works with.
type Needs struct {
	DB        *db.DB
	Log       *audit.Log
	Keys      *secrets.Keys
	Places    *places.Places
	Register  *register.Register
	Assess    *assess.Assess
	Meetings  *meetings.Meetings // nil where no minutes are kept
	Catalogue *i18n.Catalogue
	Now       func() time.Time
	BaseURL   func() string                                    // address of the public site, without a slash at the end
	Name      func(ctx context.Context, account string) string // of an account; empty where it is not known
	Recommend func(tx *db.Tx, rec Recommendation) error        // takes what was recommended; nil = it stays here
}

// Workshop is the service. Safe for concurrent use.
type Workshop struct {
	Needs
	hub   *hub
	knock *knocks
}

// New makes the service of a database whose schema is up to date.
func New(n Needs) *Workshop { return &Workshop{Needs: n, hub: newHub(), knock: newKnocks()} }

// Wake tells the browsers of every room to look again: something was changed, perhaps by another process.
func (w *Workshop) Wake() { w.hub.wakeAll() }

// Rest ends every stream, so that the server can stop.
func (w *Workshop) Rest() { w.hub.close() }

// Order is the order in which the rows of a room come.
type Order string

// Orders of rows.
const (
	ByPlan      Order = "plan"
	BySilence   Order = "silent"    // those without a report first
	ByObjective Order = "objective" // the objective with the lowest strict rate first
)

// Orders are all orders.
func Orders() []Order { return []Order{BySilence, ByPlan, ByObjective} }

// States of a room.
const (
	Open     = "open"
	Finished = "finished"
)

// Room is one workshop.
type Room struct {
	ID, Ref, Plan, Assessment string
	State                     string
	Code                      string // eight digits; empty = nobody can come in any more
	CodeUntil                 time.Time
	Languages                 []string // at most three; the first is written large
	Order                     Order
	Limit                     int64  // seconds for a row; 0 = none
	Current                   string // number; empty = none yet
	Since                     time.Time
	Meeting                   string
	Account                   string
	OpenedAt, ClosedAt        time.Time
	Rev, Version              int64
}

// States of a row. One that was never shown has no record.
const (
	RowOpen   = "open"
	RowParked = "parked"
	RowClosed = "closed"
)

// Row is an activity that was shown.
type Row struct {
	ID, Room, Node, Number string
	State                  string
	Spent                  int64 // seconds
	Status                 rates.Status
	Challenge, Advice      string
	Lang                   string
	OpenedAt, ClosedAt     time.Time
	Version                int64
}

// Person is somebody in the room. Name is empty where it was erased; an account's is asked for when it is shown.
type Person struct {
	ID, Room string
	Position int64
	Account  string
	JoinedAt time.Time
	LeftAt   time.Time
	Barred   bool
	Version  int64
	name     []byte // sealed
}

// Present tells whether the person is in the room.
func (p Person) Present() bool { return p.LeftAt.IsZero() }

// Vote is what a person thinks of a row.
type Vote struct {
	ID, Person, Client, Number string
	Status                     rates.Status
	Late, Latest               bool
	GivenAt, RecordedAt        time.Time
}

// Comment is what a person says to a row. Everybody in the room reads it, without a name.
type Comment struct {
	ID, Person, Client, Number string
	Body, Lang                 string
	Late, Hidden               bool
	RecordedAt                 time.Time
	Version                    int64
}

// Recommendation is what a room recommended for a row.
type Recommendation struct {
	Plan, Assessment string // ids
	Room, Row        string // ids
	Node, Number     string
	Text, Lang       string
	At               time.Time
}

// Votes are the statuses that the room votes on. What is not due is the chair's to say.
func Votes() []rates.Status {
	return []rates.Status{rates.Implemented, rates.OnSchedule, rates.Partly, rates.Late, rates.NotImplemented}
}

// Given are the statuses that the chair may give.
func Given() []rates.Status { return append(Votes(), rates.NotDue) }

// Tally counts the votes on a row.
type Tally map[rates.Status]int64

// Sum is how many voted.
func (t Tally) Sum() (n int64) {
	for _, v := range t {
		n += v
	}
	return n
}
