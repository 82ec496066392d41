package duty

import (
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/policy"
	"reeve/kernel/process/calendar"
	"reeve/kernel/secrets"
	"reeve/kernel/web"
	"reeve/modules/places"
)

// Needs is what the package works with.
type Needs struct {
	DB        *db.DB
	Log       *audit.Log
	Keys      *secrets.Keys
	Places    *places.Places
	Settings  *config.Store
	Catalogue *i18n.Catalogue
	Now       func() time.Time
	Zone      func(place string) *time.Location

	// What work may have been about; both may be nil.
	Sittings func(r *web.Request, q db.Reader, community, day string) ([]Subject, error) // meetings of a day
	Category func(r *web.Request, code string) string                                    // the word for a kind of report
}

// Duty is the service. Safe for concurrent use.
type Duty struct{ Needs }

// New makes the service of a database whose schema is up to date.
func New(n Needs) *Duty { return &Duty{n} }

// ground is the place that a post answers for: its own, else that of its unit, else that of its organisation.
func ground(s *places.Snapshot, f places.Filled) string {
	if f.Post.Place != "" {
		return f.Post.Place
	}
	if u, ok := s.Unit(f.Post.Unit); ok && u.Place != "" {
		return u.Place
	}
	o, _ := s.Org(f.Org)
	return o.Place
}

// home is the community in which a post's time counts: that of its place, else the place itself where none is above.
func home(s *places.Snapshot, f places.Filled) string {
	at := ground(s, f)
	if c, ok := s.Above(at, places.Community); ok {
		return c.ID
	}
	return at
}

// postBy finds a post by id or code.
func postBy(s *places.Snapshot, name string) (places.Filled, bool) {
	if f, ok := s.Post(name); ok {
		return f, true
	}
	for _, f := range s.Posts() {
		if f.Post.Code == name {
			return f, true
		}
	}
	return places.Filled{}, false
}

// zoneOf is where a post's days begin.
func (d *Duty) zoneOf(post string) *time.Location {
	s := d.Places.Snapshot()
	f, ok := s.Post(post)
	if !ok {
		return d.Zone("")
	}
	return d.Zone(ground(s, f))
}

func dayIn(at time.Time, zone *time.Location) string { return calendar.DateIn(at, zone).String() }

// midnight is when a day begins in a zone; the zero time for what is no day.
func midnight(day string, zone *time.Location) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

// civil is a day for the localizer.
func civil(day string) time.Time { return midnight(day, time.UTC) }

// within is a post with all it lies in, for what others may see of it.
func within(s *places.Snapshot, f places.Filled) policy.Resource {
	in := append(s.InPlace(ground(s, f)), s.InUnit(f.Post.Unit)...)
	return policy.Resource{Kind: Kind, ID: f.Post.ID, In: append(in, policy.Ref{Kind: policy.Post, ID: f.Post.ID})}
}

// own is a post by itself, for what only who fills it may.
func own(post string) policy.Resource {
	return policy.Resource{Kind: Kind, ID: post, In: []policy.Ref{{Kind: policy.Post, ID: post}}}
}

// posts are those within a scope, by code, narrowed to a unit or a place and what is below where these are named.
func (d *Duty) posts(scope policy.Scope, place, unit string) (all []places.Filled) {
	s := d.Places.Snapshot()
	for _, f := range s.Posts() {
		res := within(s, f)
		if !scope.Allows(res) || place != "" && !lies(res, policy.Place, place) || unit != "" && !lies(res, policy.Unit, unit) {
			continue
		}
		all = append(all, f)
	}
	return all
}

func lies(res policy.Resource, kind, id string) bool {
	return policy.Scope{Refs: []policy.Ref{{Kind: kind, ID: id}}}.Allows(res)
}

// word is a text in the reader's language.
func (d *Duty) word(r *web.Request, t i18n.Text) string {
	name, _ := t.Best(r.Text.Lang(), d.Settings.Get().Fallback)
	return name
}
