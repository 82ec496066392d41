package report

import (
	"context"
	"sync"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/assess"
	"reeve/modules/plan/register"
)

// Needs is what the package works with.
type Needs struct {
	Log       *audit.Log
	Register  *register.Register
	Assess    *assess.Assess
	Catalogue *i18n.Catalogue

	// Tabs are the pages of a plan beside its overview, these ones among them.
	Tabs func(r *web.Request, p register.Plan, year int) []look.NavItem

	// Advice and Present are what other features know of a year; nil where there is none.
	Advice  func(q db.Reader, p register.Plan, year int) ([]Recommendation, error)
	Present func(q db.Reader, p register.Plan, year int) ([]Participant, error)
}

// Reports is the service. Safe for concurrent use.
type Reports struct {
	Needs

	mu    sync.Mutex
	makes map[string]*Making   // by digest, language and format
	order []string             // of makes, the one used last at the end
	last  map[string][2]string // by id of the assessment: digests of its state and of the data made of it
	one   chan struct{}        // files are made one after the other: each takes a core and some 100 MB for a large plan
}

// New makes the service of a database whose schema is up to date.
func New(n Needs) *Reports {
	return &Reports{Needs: n, makes: map[string]*Making{}, last: map[string][2]string{}, one: make(chan struct{}, 1)}
}

// Current is one year's data with what names it.
type Current struct {
	Data   *Data
	Digest string
	Frozen *Frozen // nil = as it is now
}

// States are the states of all years of a plan, in order.
func (s *Reports) States(q db.Reader, p register.Plan) (all []*assess.State, err error) {
	years, err := assess.Years(q, p.ID)
	if err != nil {
		return nil, err
	}
	for _, a := range years {
		st, err := s.Assess.Load(q, p, a)
		if err != nil {
			return nil, err
		}
		all = append(all, st)
	}
	return all, nil
}

// Current is the data of a year: the frozen one where the year is locked and nothing was rated since, else as it is now.
func (s *Reports) Current(q db.Reader, st *assess.State, all []*assess.State) (c Current, err error) {
	f, err := s.frozen(q, st)
	if err != nil {
		return c, err
	}
	if f != nil {
		c.Frozen, c.Digest = f, f.Digest
		c.Data, err = f.read(q)
		return c, err
	}
	if c.Data, err = s.Gather(q, st, all); err != nil {
		return c, err
	}
	c.Digest, _, err = c.Data.Digest()
	return c, err
}

// File is a report in a language and a format, made now or taken from those made before.
func (s *Reports) File(ctx context.Context, l *i18n.Localizer, c Current, f Format) ([]byte, error) {
	return s.Make(l, c, f).Wait(ctx)
}
