package processes

import (
	"time"

	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/jobs"
	"reeve/kernel/mail"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// Needs are what the pages work with.
type Needs struct {
	DB        *db.DB
	Process   *process.Engine
	Places    *places.Places
	Identity  *identity.Identity
	Settings  *config.Store
	Mail      *mail.Outbox
	Jobs      *jobs.Runner
	Catalogue *i18n.Catalogue
	BaseURL   func() string
	Now       func() time.Time

	// Subject says what a record is about, from the subject of its instance. Set before the first request.
	Subject func(text *i18n.Localizer, subject string) string
}

// Processes answers for the pages of this package and does its jobs. Safe for concurrent use.
type Processes struct {
	Needs
	frame func(r *web.Request, title string) look.Page
	forms *form.Forms
	pages pages
}

// New makes the pages and says who does the jobs; called before the runner of the jobs runs.
func New(n Needs) *Processes {
	p := &Processes{Needs: n}
	n.Jobs.Handle(process.TellJob, p.tell)
	n.Jobs.Handle(process.AdoptJob, p.adopt)
	return p
}

// of finds the process of an address.
func (p *Processes) of(r *web.Request) (*process.Definition, error) {
	if d := p.Process.Definition(r.PathValue("name")); d != nil {
		return d, nil
	}
	return nil, errs.New(errs.NotFound, "process.not_found")
}

const root = "/desk/processes"

func at(d *process.Definition) string { return root + "/" + d.Name }

// listed tells whether the reader may open lists of a process's records at all.
func listed(r *web.Request, d *process.Definition) bool { return d.Read != "" && r.May(d.Read) }

// zone is where the installation's country keeps its clocks.
func (p *Processes) zone() *time.Location {
	if c := p.Process.Calendar(p.Settings.Get().Country); c != nil {
		return c.Zone
	}
	return time.UTC
}

// today is the civil date of an instant there.
func (p *Processes) today(now time.Time) string { return now.In(p.zone()).Format(time.DateOnly) }
