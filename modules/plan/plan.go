package plan

import (
	"context"
	"errors"
	"io"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/i18n"
	"reeve/kernel/mail"
	"reeve/kernel/measure"
	"reeve/kernel/process"
	"reeve/kernel/secrets"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/meetings"
	"reeve/modules/places"
	"reeve/modules/plan/advice"
	"reeve/modules/plan/assess"
	"reeve/modules/plan/indicator"
	"reeve/modules/plan/reader"
	"reeve/modules/plan/register"
	"reeve/modules/plan/report"
	"reeve/modules/plan/tree"
	"reeve/modules/plan/workshop"
)

// Needs is what the module works with.
type Needs struct {
	DB        *db.DB
	Log       *audit.Log
	Keys      *secrets.Keys
	Process   *process.Engine
	Places    *places.Places
	Archive   *document.Archive
	Settings  *config.Store
	Catalogue *i18n.Catalogue
	Now       func() time.Time
	Mail      *mail.Outbox                                     // nil where no mail is sent
	BaseURL   func() string                                    // without a slash at the end
	Measures  measure.Set                                      // what the modules before this one offer
	Meetings  *meetings.Meetings                               // nil where no minutes are kept
	Name      func(ctx context.Context, account string) string // of an account
	Link      func(kind, ref string) string                    // the desk's page of a record of theirs; empty where it has none
}

// Plan is the front door of the module. Safe for concurrent use.
type Plan struct {
	Register   *register.Register
	Assess     *assess.Assess
	Indicators *indicator.Indicators
	Workshop   *workshop.Workshop
	Reports    *report.Reports
	Advice     *advice.Service
}

// New makes the front door of a database whose schema is up to date.
func New(n Needs) *Plan {
	p := &Plan{Register: register.New(register.Needs{DB: n.DB, Log: n.Log, Process: n.Process, Places: n.Places, Archive: n.Archive, Settings: n.Settings,
		Catalogue: n.Catalogue, Now: n.Now})}
	p.Assess = assess.New(assess.Needs{DB: n.DB, Log: n.Log, Process: n.Process, Register: p.Register, Now: n.Now, Mail: n.Mail, BaseURL: n.BaseURL})
	p.Indicators = indicator.New(indicator.Needs{Log: n.Log, Process: n.Process, Register: p.Register, Archive: n.Archive, Measures: n.Measures, Link: n.Link})
	p.Reports = report.New(report.Needs{Log: n.Log, Register: p.Register, Assess: p.Assess, Catalogue: n.Catalogue, Tabs: p.tabs, Advice: p.advised})
	p.Workshop = workshop.New(workshop.Needs{DB: n.DB, Log: n.Log, Keys: n.Keys, Places: n.Places, Register: p.Register, Assess: p.Assess, Meetings: n.Meetings, Catalogue: n.Catalogue,
		BaseURL: n.BaseURL, Name: n.Name})
	p.Advice = advice.New(advice.Needs{DB: n.DB, Log: n.Log, Process: n.Process, Register: p.Register, Assess: p.Assess, Indicators: p.Indicators, Archive: n.Archive, Catalogue: n.Catalogue, Now: n.Now,
		Mail: n.Mail, BaseURL: n.BaseURL, Link: n.Link})
	p.Workshop.Recommend = p.fromRoom
	p.Assess.Tabs, p.Assess.Values = p.tabs, p.values()
	p.Assess.Acts = func(r *web.Request, of register.Plan, _ int) []look.Act { return p.Advice.Acts(r, of) }
	p.Assess.Beside = p.Advice.Beside
	return p
}

// Routes are the ways into this module. pages gets its pages; frame fills what all pages share.
func (p *Plan) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	all, err := p.Register.Routes(pages, frame)
	if err != nil {
		return nil, err
	}
	for _, feature := range []func(*web.Pages, func(*web.Request, string) look.Page) ([]web.Route, error){p.Assess.Routes, p.Indicators.Routes, p.Workshop.Routes, p.Reports.Routes, p.Advice.Routes} {
		more, err := feature(pages, frame)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return all, nil
}

// Turn does what the calendar asks for; it may be called at any time.
func (p *Plan) Turn(ctx context.Context, now time.Time) error {
	return errors.Join(p.Register.Turn(ctx, now), p.Assess.Turn(ctx, now), p.Advice.Turn(ctx, now))
}

// Board is the column of the desk's first page with what a post still has to answer.
func (p *Plan) Board(r *web.Request) (look.Tasks, error) { return p.Assess.Board(r) }

// What commands say of an import.
type (
	ImportOptions = register.ImportOptions
	ImportResult  = register.ImportResult
	Map           = reader.Map
	RollUp        = tree.RollUp
	Change        = tree.Change
	Node          = tree.Node
)

// ReadMap reads a mapping file.
func ReadMap(r io.Reader) (Map, error) { return reader.ReadMap(r) }

// SayChange writes a change of a plan in one line.
func SayChange(l *i18n.Localizer, c Change) string { return register.SayChange(l, c) }
