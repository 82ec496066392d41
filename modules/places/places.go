package places

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/identity"
	"reeve/kernel/process/calendar"
	"reeve/modules/places/address"
	"reeve/modules/places/basemap"
)

// Places is the front door of the module. Safe for concurrent use.
type Places struct {
	// Announce tells others of [BoundaryChanged], in the transaction of the change. nil where nobody listens.
	Announce func(tx *db.Tx, event any) error

	// AccountName gives the name of an account for the desk. nil where nobody may be named.
	AccountName func(ctx context.Context, account string) string

	// Archive and Images keep and clean the photos of officers, Identity finds and makes their accounts. nil where
	// nobody changes them.
	Archive  *document.Archive
	Images   *document.Images
	Identity *identity.Identity

	// Folder is where this machine keeps its street maps; empty where none are kept. Set it before the first
	// [Places.Reload].
	Folder string

	d         *db.DB
	log       *audit.Log
	basemap   *basemap.Basemap
	addresses *address.Addresses
	atlas     atlas
	calendars map[string]*calendar.Calendar
	snapshot  atomic.Pointer[Snapshot]
	zones     zones
	reloading sync.Mutex
	now       func() time.Time // decides only which day a snapshot is made for
}

// New makes the front door of a database whose schema is up to date. Its snapshot is empty until
// [Places.Reload].
func New(d *db.DB, log *audit.Log) (*Places, error) {
	calendars, err := calendar.Load()
	if err != nil {
		return nil, err
	}
	p := &Places{d: d, log: log, calendars: calendars, basemap: basemap.New(d, log), now: time.Now}
	p.addresses = address.New(d, log, p.addressGround())
	p.snapshot.Store(emptySnapshot())
	return p, nil
}

// Snapshot is the state of all places and organisations as of the last reload. Hold on to one for the whole
// of an answer.
func (p *Places) Snapshot() *Snapshot { return p.snapshot.Load() }

// Reload reads everything again and puts the new snapshot in place.
func (p *Places) Reload(ctx context.Context) error {
	p.reloading.Lock()
	defer p.reloading.Unlock()
	var s *Snapshot
	err := p.d.Read(ctx, func(r *db.Snapshot) (err error) {
		s, err = p.read(r, p.now())
		return err
	})
	if err != nil {
		return err
	}
	p.snapshot.Store(s)
	return p.reloadMap(ctx)
}

// Refresh is Reload if one of the kinds of record that changed is one of this module's, or if in the zone of
// some place a day has begun since the last reload. Call it for what the change feed brings, and without
// kinds every few minutes.
func (p *Places) Refresh(ctx context.Context, kinds ...string) error {
	for _, kind := range kinds {
		if ours(kind) {
			return p.Reload(ctx)
		}
	}
	if slices.Contains(kinds, basemap.Kind) || slices.Contains(kinds, address.Kind) {
		if err := p.reloadMap(ctx); err != nil {
			return err
		}
	}
	if s := p.Snapshot(); p.days(p.now()) != s.days {
		return p.Reload(ctx)
	}
	return nil
}

// dayIn is the civil date of an instant where a country's calendar is kept; UTC where there is none.
func (p *Places) dayIn(country string, at time.Time) string {
	zone := time.UTC
	if c := p.calendars[country]; c != nil {
		zone = c.Zone
	}
	return calendar.DateIn(at, zone).String()
}

// Calendar is the calendar that counts at a place: its own or that of the nearest place above that names one,
// else its country's. nil where the program has none for it.
func (p *Places) Calendar(place string) *calendar.Calendar {
	s := p.Snapshot()
	for _, above := range s.Path(place) {
		if above.Calendar != "" {
			return p.calendars[above.Calendar]
		}
	}
	if v, ok := s.Place(place); ok {
		return p.calendars[v.Country]
	}
	return nil
}
