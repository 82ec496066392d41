package municipality

import (
	"slices"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/mail"
	"reeve/kernel/policy"
	"reeve/kernel/secrets"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// Read is the permission of the page. Whoever has it for an organisation acts for that municipality.
const Read = "community.municipality.read"

// Asker is for whom a list is made: somebody at the desk, or somebody who may get a mail.
type Asker struct {
	Orgs  []string                         // municipalities acted for, by id
	Scope func(action string) policy.Scope // what lists may contain
	Text  *i18n.Localizer
	Now   time.Time
}

// For tells whether an organisation is one of those acted for.
func (a Asker) For(org string) bool {
	for _, o := range a.Orgs {
		if o == org && org != "" {
			return true
		}
	}
	return false
}

// Item is something that waits for a municipality.
type Item struct {
	ID    string // steady within its part; another one where the same record waits anew
	Title string
	Lang  string // of the title where it is not the reader's
	Meta  string
	Href  string
	Due   time.Time // zero = no limit; what is due first stands first
	Late  bool
	Clock *look.Clock
	Acts  []look.Act
}

// Provider gives the items of one kind. Its words are "municipality.part." and its code, or Title where a module brings
// words of its own.
type Provider struct {
	Code  string
	Icon  string
	Title string // message key
	List  func(q db.Reader, a Asker) ([]Item, error)
}

// Part is the items of one kind as they stand.
type Part struct {
	Provider
	Items []Item
}

// Needs is what the package works with.
type Needs struct {
	DB        *db.DB
	Log       *audit.Log
	Keys      *secrets.Keys
	Identity  *identity.Identity // nil where no mail is sent
	Mail      *mail.Outbox       // nil where no mail is sent
	Places    *places.Places
	Catalogue *i18n.Catalogue
	Scope     func(p policy.Principal, action string) policy.Scope
	BaseURL   func() string
	Zone      func(place string) *time.Location
}

// Municipality is the service. Providers are added before it serves; then it is safe for concurrent use.
type Municipality struct {
	Needs
	providers []Provider
}

// New makes the service of a database whose schema is up to date.
func New(n Needs) *Municipality { return &Municipality{Needs: n} }

// Add puts a kind of items at the end of the list.
func (m *Municipality) Add(all ...Provider) { m.providers = append(m.providers, all...) }

// parts are all items for somebody, by kind.
func (m *Municipality) parts(q db.Reader, a Asker) (all []Part, err error) {
	if len(a.Orgs) == 0 {
		return nil, nil
	}
	for _, p := range m.providers {
		items, err := p.List(q, a)
		if err != nil {
			return nil, err
		}
		slices.SortStableFunc(items, func(a, b Item) int { return dueOf(a).Compare(dueOf(b)) })
		all = append(all, Part{p, items})
	}
	return all, nil
}

// dueOf puts what has no limit after everything that has one.
func dueOf(it Item) time.Time {
	if it.Due.IsZero() {
		return time.Unix(1<<40, 0)
	}
	return it.Due
}

// asker is who asks at the desk.
func asker(r *web.Request) Asker {
	return Asker{Orgs: orgs(r.Scope(Read)), Scope: r.Scope, Text: r.Text, Now: r.Now}
}

// orgs are the organisations of a scope.
func orgs(s policy.Scope) (all []string) {
	for _, ref := range s.Refs {
		if ref.Kind == policy.Org {
			all = append(all, ref.ID)
		}
	}
	return all
}

// Count is how many things wait for the municipality of who asks; 0 where it cannot be told.
func (m *Municipality) Count(r *web.Request) (n int) {
	_ = r.Read(func(s *db.Snapshot) error {
		all, err := m.parts(s, asker(r))
		n = 0
		for _, p := range all {
			n += len(p.Items)
		}
		return err
	})
	return n
}
