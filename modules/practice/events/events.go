package events

import (
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/jobs"
	"reeve/kernel/mail"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/secrets"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
	"reeve/modules/practice/seats"
)

// Needs is what the package works with.
type Needs struct {
	DB      *db.DB
	Log     *audit.Log
	Keys    *secrets.Keys
	Process *process.Engine
	Jobs    *jobs.Runner
	Places  *places.Places
	Now     func() time.Time
	Country func() string                                    // calendar of the installation, where an event has no place
	Tell    func(tx *db.Tx, n Nomination, what string) error // writes to a nominated person: offered, confirmed, asked, ...; nil = by mail

	Settings  *config.Store
	Catalogue *i18n.Catalogue
	Mail      *mail.Outbox  // nil = nobody is written to
	BaseURL   func() string // address of the public site, without a slash at the end
}

// Events is the way to series, events, registrations and seats. Safe for concurrent use.
type Events struct {
	Needs

	// What other features bring; set before the first request.
	Sections     []sectionOf                                                                          // of an event's public page
	HomeLinks    []func(r *web.Request) []look.Act                                                    // of the public page of the module
	DeskActs     []func(r *web.Request, e Event) []look.Act                                           // of an event's page at the desk
	Enclosures   []Enclosure                                                                          // of the form of a registration
	SeatSections []func(r *web.Request, q db.Reader, s Standing, e Event, at string) (Section, error) // of a nominated person's own page, whose address is at
	OwnSections  []func(r *web.Request, q db.Reader, orgs []string) (Section, error)                  // of the desk's page of organisations' own people
	SentSections []func(r *web.Request, q db.Reader, registration string) (Section, error)            // of the page that says what became of a registration, by its id
	SeatCode     func(nomination string) string                                                       // what the code of a nominated person says at the door, by the nomination's ref; nil = there is none
}

// New makes it and names who ends offers in time.
func New(n Needs) *Events {
	v := &Events{Needs: n}
	v.Jobs.Handle(lapseJob, v.lapse)
	v.Jobs.Handle(letterJob, v.sendLetter)
	if v.Tell == nil && v.Mail != nil {
		v.Tell = v.write
	}
	return v
}

// Add stores a new event and begins its life; open = registrations may come at once.
func (v *Events) Add(tx *db.Tx, e Event, open bool) (Event, error) {
	e.ID, e.Ref, e.Version, e.Changes, e.Moves = id.At(tx.Now()), id.Ref(), 1, 0, nil
	if e.Kind == "" {
		e.Kind = Workshop
	}
	if e.DateKind == "" {
		if e.DateKind = On; e.Starts == "" {
			e.DateKind = ToAnnounced
		}
	}
	if e.OfferHours == 0 {
		e.OfferHours = offerHours
	}
	if len(e.Pools) == 0 {
		e.Pools = []seats.Pool{{Seats: e.Capacity, Overflow: seats.Closed}}
	}
	for i := range e.Pools {
		e.Pools[i].ID = id.Ref()
		if e.Pools[i].Overflow == "" {
			e.Pools[i].Overflow = seats.Closed
		}
	}
	if err := e.Check(); err != nil {
		return e, err
	}
	if err := v.insertEvent(tx, e); err != nil {
		return e, err
	}
	if _, err := v.Process.Open(tx, process.Opening{ID: e.ID, Definition: KindEvent, Ref: e.Ref, Subject: "practice.kind." + e.Kind, Place: e.Place, Org: e.Org, Calendar: v.calendarAt(e.Place), At: tx.Now()}); err != nil || !open {
		return e, err
	}
	_, _, err := v.Process.Apply(tx, process.Command{Instance: e.ID, Step: "open"})
	return e, err
}

// AddSeries stores a new series. Errors: errs.Invalid, errs.Conflict for a slug that is taken.
func (v *Events) AddSeries(tx *db.Tx, s Series) (Series, error) {
	if err := s.Check(); err != nil {
		return s, err
	}
	if _, err := SeriesBySlug(tx, s.Slug); err == nil {
		return s, errs.New(errs.Conflict, "practice.slug_taken", "slug", s.Slug)
	} else if errs.KindOf(err) != errs.NotFound {
		return s, err
	}
	s.ID, s.Version = id.At(tx.Now()), 1
	if _, err := tx.Exec(`INSERT INTO practice_series (id, slug, programme, org, titles, abstracts, funder, grant_line, partners, apart, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, s.ID, s.Slug, s.Programme, s.Org, toJSON(s.Titles), toJSON(s.Abstracts), s.Funder, s.GrantLine,
		toJSON(s.Partners), toJSON(s.Apart), s.Version); err != nil {
		return s, err
	}
	return s, v.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "practice.series.add", Kind: KindSeries, ID: s.ID, Version: 1, Org: s.Org})
}

// calendarAt names the calendar at a place, the installation's where there is none.
func (v *Events) calendarAt(place string) string {
	if k := v.Places.Calendar(place); k != nil {
		return k.Code
	}
	return v.Country()
}

// Resource is an event for the policy.
func (v *Events) Resource(e Event) policy.Resource {
	in := v.Places.Snapshot().InPlace(e.Place)
	if e.Org != "" {
		in = append(in, policy.Ref{Kind: policy.Org, ID: e.Org})
	}
	return policy.Resource{Kind: KindEvent, ID: e.ID, In: in}
}
