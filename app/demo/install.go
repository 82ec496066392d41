package demo

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/identity"
	"reeve/modules/places"
)

//go:embed data
var files embed.FS

// span is how far back the story of a new installation begins; reporting is how far back its reports go.
const (
	span      = 190 * 24 * time.Hour
	reporting = 122 * 24 * time.Hour
)

// Summary tells what an installation's demo holds.
type Summary struct {
	Loaded  bool   // false: everything was there already
	Reports int    // filed by this run or found by it; 0 if Loaded is false
	Steps   int    // taken with them
	Events  int    // real ones that were imported by this run or found by it; 0 if Loaded is false
	LeftOut int    // rows of the files of events that their mapping leaves out
	Users   []User // as in demo.json
	File    string // demo.json
}

// Install fills the installation in o.Dir or o.Database, unless it is filled already, and writes DIR/demo.json.
// An installation that has people or organisations of its own is refused (errs.Conflict). It opens and closes the installation itself. progress may be nil; its text is a message key. o.BaseURL is
// the url of demo.json.
func Install(ctx context.Context, o app.Options, progress func(text string, done, total int)) (s Summary, err error) {
	if progress == nil {
		progress = func(string, int, int) {}
	}
	now := time.Now()
	if o.Now != nil {
		now = o.Now()
	}
	c := &clock{}
	c.at(now.Add(-span))
	o.Now = c.Now
	a, err := app.Open(ctx, o)
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	l := &loader{a: a, clock: c, progress: progress, url: o.BaseURL}
	stop := l.numbering(ctx)
	s, err = l.load(ctx)
	if err == nil {
		err = l.numbered(ctx)
	}
	return s, errors.Join(err, stop())
}

// loader fills one installation.
type loader struct {
	a        *app.App
	clock    *clock
	progress func(text string, done, total int)
	start    time.Time
	url      string
	staff    staff
	site     site
	accounts map[string]string // key of a person to account
}

func (l *loader) load(ctx context.Context) (s Summary, err error) {
	if l.staff, err = readStaff(); err != nil {
		return s, err
	}
	if l.site, err = readSite(); err != nil {
		return s, err
	}
	s.File = filepath.Join(l.a.Dir, "demo.json")
	done, err := l.done(ctx)
	if err != nil {
		return s, err
	}
	if !done {
		s.Loaded = true
		if err = l.fill(ctx, &s); err != nil {
			return s, err
		}
	}
	l.clock.real()
	s.Users, err = l.signIns(ctx, s.File, s.Loaded)
	return s, err
}

// done tells whether the programme is there, which is stored last.
func (l *loader) done(ctx context.Context) (done bool, err error) {
	err = l.a.DB.Read(ctx, func(s *db.Snapshot) error {
		all, err := places.Programmes(s)
		for _, p := range all {
			done = done || p.Slug == l.site.Programme.Slug
		}
		return err
	})
	return done, err
}

func (l *loader) fill(ctx context.Context, s *Summary) error {
	if err := l.begin(ctx); err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"settings", l.settings}, {"places", l.land}, {"streets", l.streets}, {"people", l.people}, {"organisations", l.organisations}, {"agreements", l.agreements}, {"surveys", l.surveys}, {"grants", l.grants},
	} {
		l.progress("app.demo."+part.name, 0, 1)
		if err := part.do(ctx); err != nil {
			return fmt.Errorf("demo, %s: %w", part.name, err)
		}
		l.progress("app.demo."+part.name, 1, 1)
	}
	tables, err := readTables()
	if err != nil {
		return err
	}
	plan, err := l.plan(tables)
	if err != nil {
		return err
	}
	if s.Reports, s.Steps, err = l.play(ctx, plan); err != nil {
		return fmt.Errorf("demo, reports: %w", err)
	}
	l.clock.real()
	res, err := l.events(ctx)
	if err != nil {
		return fmt.Errorf("demo, events: %w", err)
	}
	s.Events, s.LeftOut = res.Imported+res.Unchanged, res.LeftOut
	l.progress("app.demo.events", 1, 1)
	return l.programme(ctx)
}

// begin finds out when the story began, or begins it with the administrator's account.
func (l *loader) begin(ctx context.Context) error {
	admin := l.staff.person("admin")
	account, err := l.a.Identity.AccountByEmail(ctx, admin.Email)
	if errs.KindOf(err) == errs.NotFound {
		if err := l.empty(ctx); err != nil {
			return err
		}
		account, err = l.add(ctx, admin)
	}
	l.start = account.CreatedAt
	l.clock.at(l.start)
	return err
}

// empty refuses an installation that somebody works with: invented reports must never come among real ones.
func (l *loader) empty(ctx context.Context) error {
	people, _, err := l.a.Identity.Accounts(ctx, identity.Query{Text: "@", Limit: 1}) // a service has no @
	if err != nil {
		return err
	}
	if len(people) > 0 || len(l.a.Places.Snapshot().Orgs()) > 0 {
		return errs.New(errs.Conflict, "app.demo.not_empty", "dir", l.a.Dir)
	}
	return nil
}
