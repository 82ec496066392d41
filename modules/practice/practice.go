// Package practice is how state police and municipalities learn from each other: series of workshops and trainings, who
// comes, what was shown there, and what was recommended.
//
// This package is the front door; the features lie below it: seats (who gets a seat), events (series, events,
// registrations), bank (practices and typical problems), booklet (publications of recommendations),
// talks (the programme of an event), call (talks that are offered), materials (files of an event), day (who came, certificates, people trained).
package practice

import (
	"io/fs"
	"slices"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/i18n"
	"reeve/kernel/jobs"
	"reeve/kernel/mail"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/secrets"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
	"reeve/modules/practice/events"
	"reeve/modules/practice/seats"
)

// Needs is what the module works with.
type Needs struct {
	DB      *db.DB
	Log     *audit.Log
	Keys    *secrets.Keys
	Process *process.Engine
	Jobs    *jobs.Runner
	Places  *places.Places
	Now     func() time.Time
	Country func() string // calendar of the installation

	Settings  *config.Store
	Catalogue *i18n.Catalogue
	Mail      *mail.Outbox  // nil where no mail is sent
	BaseURL   func() string // address of the public site, without a slash at the end

	Archive *document.Archive
	// Recommendations are those of some refs that everybody may see, with their uptake; nil = there are none.
	Recommendations func(q db.Reader, refs []string) ([]Recommendation, error)
	// Recommend keeps a draft of a recommendation made of a practice and gives its ref; nil = none are made.
	Recommend func(tx *db.Tx, n Recommending) (ref string, err error)
}

// Practice is the front door of the module. Safe for concurrent use.
type Practice struct {
	Needs
	Events *events.Events
	collected
	held
	shown
}

// Names of the features that others use.
type (
	ParticipantOptions = events.ImportOptions
	Event              = events.Event
	Series             = events.Series
	Ask                = events.Ask
	Person             = events.Person
	Dated              = events.Dated
	EventFilter        = events.Filter
	Standing           = events.Standing
	Pool               = seats.Pool
	Message            = events.Message
)

// SeriesBySlug reads a series; errs.NotFound if there is none.
func SeriesBySlug(q db.Reader, slug string) (Series, error) { return events.SeriesBySlug(q, slug) }

// EventByRef reads an event with its state; errs.NotFound if there is none.
func EventByRef(q db.Reader, ref string) (Event, string, error) { return events.EventByRef(q, ref) }

// EventsOf are the events of a series, by its id, in order of time.
func EventsOf(q db.Reader, series string) ([]Dated, error) { return events.EventsOf(q, series) }

// ListEvents are events in order of time; see [events.List].
func ListEvents(q db.Reader, f EventFilter, scope *policy.Scope) ([]Dated, string, error) {
	return events.List(q, f, scope)
}

// Standings are the nominations of an event, by its id, in order of arrival.
func Standings(q db.Reader, event string) ([]events.Standing, error) {
	return events.Standings(q, event)
}

// MessageOf makes what an organiser writes to all who come to an event, with a ref of its own.
func MessageOf(ref string, subjects, texts i18n.Text) Message {
	return Message{Ref: ref, Audience: events.ToAll, Subjects: subjects, Texts: texts}
}

// New makes the front door of a database whose schema is up to date.
func New(n Needs) *Practice {
	p := &Practice{Needs: n, Events: events.New(events.Needs{DB: n.DB, Log: n.Log, Keys: n.Keys, Process: n.Process, Jobs: n.Jobs, Places: n.Places, Now: n.Now, Country: n.Country,
		Settings: n.Settings, Catalogue: n.Catalogue, Mail: n.Mail, BaseURL: n.BaseURL})}
	p.collected, p.held = newCollected(n, p.Events), newHeld(n, p.Events)
	p.shown = newShown(n, p.Events, p.Talks)
	return p
}

// Features are the schema, texts and policy of what lies below the front door.
func Features() []fs.FS {
	return slices.Concat([]fs.FS{events.Files()}, collectedFeatures(), heldFeatures(), shownFeatures())
}

// Tables are the records of this module that the log covers.
func Tables() []audit.Table {
	return slices.Concat(events.Tables(), collectedTables(), heldTables(), shownTables())
}

// Definitions are the lives of this module.
func Definitions() []*process.Definition {
	return slices.Concat(events.Definitions(), collectedDefinitions(), shownDefinitions())
}

// Routes are the ways into this module. pages gets its pages; frame fills what all pages share.
func (p *Practice) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	all, err := p.Events.Routes(pages, frame)
	if err != nil {
		return nil, err
	}
	more, err := p.collectedRoutes(pages, frame)
	if err != nil {
		return nil, err
	}
	day, err := p.heldRoutes(pages, frame)
	if err != nil {
		return nil, err
	}
	brought, err := p.shownRoutes(pages, frame)
	return slices.Concat(all, more, day, brought), err
}
