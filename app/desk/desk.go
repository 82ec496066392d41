package desk

import (
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/mail"
	"reeve/kernel/measure"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// Needs are what the desk works with.
type Needs struct {
	DB        *db.DB
	Policy    *policy.Engine
	Identity  *identity.Identity
	Settings  *config.Store
	Log       *audit.Log
	Mail      *mail.Outbox
	Process   *process.Engine
	Places    *places.Places
	Measures  measure.Set
	Catalogue *i18n.Catalogue
	Pages     *web.Pages
	Subject   func(code string) (name i18n.Text, icon string, ok bool) // what a record is about, where subjects are data; may be nil
	Queue     string                                                   // action of who looks after the coordinators' queue
	Figures   string                                                   // action over whose scope the figures of the first page go
	Bodies    string                                                   // action of who reads what was handed to an organisation; may be empty
	Boards    []func(r *web.Request) (look.Tasks, error)               // further columns of the first page; those without lines are left out
	Frame     func(r *web.Request, title string) look.Page
	Cookie    string        // name of the session's cookie
	Address   func() string // where staff sign in, "https://desk.example.org", for links in letters
	Secure    func() bool   // the site's address is https, and cookies may only travel by TLS
}

// Desk answers for all pages of this package. Safe for concurrent use.
type Desk struct {
	Needs
	pages pages
}

// New makes the desk; Routes reads its pages.
func New(n Needs) *Desk { return &Desk{Needs: n} }

// zone is where the installation's country keeps its clocks.
func (d *Desk) zone() *time.Location {
	if c := d.Process.Calendar(d.Settings.Get().Country); c != nil {
		return c.Zone
	}
	return time.UTC
}

// name is a name in the reader's language, else in the first language that the installation falls back to.
func (d *Desk) name(r *web.Request, t i18n.Text) string {
	name, _ := t.Best(r.Text.Lang(), d.Settings.Get().Fallback)
	return name
}
