package request

import (
	"context"
	"io"
	"strings"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/jobs"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/kernel/secrets"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
	"reeve/modules/places"
)

// Needs is what the package works with.
type Needs struct {
	DB       *db.DB
	Log      *audit.Log
	Keys     *secrets.Keys
	Process  *process.Engine
	Jobs     *jobs.Runner
	Places   *places.Places // units and posts
	Archive  *document.Archive
	Messages *message.Messages
	Own      *node.Own // nil = this installation is no node
	Now      func() time.Time

	// Permission is what the codes of a message allow now; never nil where there are messages.
	Permission func(q db.Reader, msg message.Message) (Permission, error)
	// PassedOn hears, in the sending transaction, what a message passes on of others; may be nil.
	PassedOn func(tx *db.Tx, msg message.Message, items []PassedItem) error
	// Evidence writes what proves a message; nil = nothing does.
	Evidence func(ctx context.Context, w io.Writer, id wire.ID) error
}

// Requests is the door of the feature. Safe for concurrent use.
type Requests struct {
	Needs
	profiles  Profiles
	templates []Template
}

// New makes the door of a database whose schema is up to date, and hangs it into the messages.
func New(n Needs) (*Requests, error) {
	s := &Requests{Needs: n}
	var err error
	if s.profiles, err = LoadProfiles(); err != nil {
		return nil, err
	}
	if s.templates, err = loadTemplates(); err != nil {
		return nil, err
	}
	if n.Messages != nil {
		n.Messages.Taken = append(n.Messages.Taken, s.took)
		n.Messages.Receipted = append(n.Messages.Receipted, s.receipted)
	}
	s.work()
	return s, nil
}

// Profiles are the laws that this installation knows.
func (s *Requests) Profiles() Profiles { return s.profiles }

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: Kind, Name: "exchange_request", Key: "id", Version: "version", Columns: requestCovered()},
		{Kind: DraftKind, Name: "exchange_draft", Key: "id", Version: "version", Columns: []string{"ref", "request", "kind", "casename", "author", "reviewer", "alone", "message", "created_at", "version"}},
		{Kind: EnteredKind, Name: "exchange_entered", Key: "id", Columns: []string{"request", "kind", "at", "detail", "reason", "account"}},
		{Kind: MailboxKind, Name: "exchange_mailbox", Key: "unit", Version: "version", Columns: []string{"minutes", "coordinator", "active", "version"}},
		{Kind: NoteKind, Name: "exchange_note", Key: "id", Version: "version", Columns: []string{"at", "author", "version"}},
		{Kind: TemplateKind, Name: "exchange_template", Key: "id", Version: "version", Columns: []string{"kind", "lang", "title", "body", "active", "version"}},
	}
}

// org is this node's name, empty where it is none.
func (s *Requests) org() wire.Org {
	if s.Own == nil {
		return ""
	}
	return s.Own.Org()
}

// calendar is the calendar of a country; where the program has none, days end by universal time.
func (s *Requests) calendar(country string) *calendar.Calendar {
	if c := s.Process.Calendar(strings.ToUpper(country)); c != nil {
		return c
	}
	return &calendar.Calendar{Code: strings.ToUpper(country), Zone: time.UTC}
}

// lifeCalendar is the code of a calendar that kernel/process knows.
func (s *Requests) lifeCalendar(country string) string {
	if c := s.Process.Calendar(strings.ToUpper(country)); c != nil {
		return c.Code
	}
	return "LT"
}
