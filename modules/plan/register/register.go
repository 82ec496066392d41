package register

import (
	"sync"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/i18n"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/kernel/web"
	"reeve/modules/places"
	"reeve/modules/plan/tree"
)

// Needs is what the package works with.
type Needs struct {
	DB        *db.DB
	Log       *audit.Log
	Process   *process.Engine
	Places    *places.Places
	Archive   *document.Archive
	Settings  *config.Store
	Catalogue *i18n.Catalogue
	Now       func() time.Time
}

// Register is the service. Safe for concurrent use.
type Register struct {
	Needs

	mu    sync.Mutex
	kept  map[string]*Edition // by id and digest of the version
	order []string            // of kept, the one used last at the end
	read  map[string]*preview // by id and options of the import
	reads []string
}

// New makes the service of a database whose schema is up to date.
func New(n Needs) *Register {
	return &Register{Needs: n, kept: map[string]*Edition{}, read: map[string]*preview{}}
}

// Today is the civil day of the installation.
func (g *Register) Today(at time.Time) string {
	return calendar.DateIn(at, g.Zone()).String()
}

// Zone is where the installation's days begin.
func (g *Register) Zone() *time.Location {
	if k := g.Process.Calendar(g.Settings.Get().Country); k != nil {
		return k.Zone
	}
	return time.UTC
}

// CalendarCode is the calendar that the lives of this module keep to.
func (g *Register) CalendarCode() string {
	if k := g.Process.Calendar(g.Settings.Get().Country); k != nil {
		return k.Code
	}
	return ""
}

// Resource is a plan for the policy: it lies in the organisation that owns it, and where that has a place, there.
func (g *Register) Resource(p Plan) policy.Resource {
	return policy.Resource{Kind: Kind, ID: p.ID, In: g.within(p)}
}

func (g *Register) within(p Plan) (in []policy.Ref) {
	if p.Org == "" {
		return nil
	}
	s := g.Places.Snapshot()
	in = append(in, policy.Ref{Kind: policy.Org, ID: p.Org})
	if o, ok := s.Org(p.Org); ok && o.Place != "" {
		in = append(in, s.InPlace(o.Place)...)
	}
	return in
}

// ReadBy is a plan for reading: it lies in the units that lead something in it as well, and in what is above them.
func (g *Register) ReadBy(p Plan, e *Edition) policy.Resource {
	res := g.Resource(p)
	if e == nil {
		return res
	}
	s := g.Places.Snapshot()
	for _, unit := range e.Units {
		res.In = append(res.In, s.InUnit(unit)...)
		if u, ok := s.Unit(unit); ok && u.Place != "" {
			res.In = append(res.In, s.InPlace(u.Place)...)
		}
	}
	for _, org := range e.Orgs {
		res.In = append(res.In, policy.Ref{Kind: policy.Org, ID: org})
	}
	return res
}

// Of is an activity for the policy: it lies in the unit and the organisation that lead it, with what is above them.
func (g *Register) Of(p Plan, n tree.Node) policy.Resource {
	res := g.Resource(p)
	if n.Activity == nil {
		return res
	}
	s := g.Places.Snapshot()
	if unit := n.Activity.LeadUnit; unit != "" {
		res.In = append(res.In, s.InUnit(unit)...)
		if u, ok := s.Unit(unit); ok && u.Place != "" {
			res.In = append(res.In, s.InPlace(u.Place)...)
		}
	}
	if org := n.Activity.LeadOrg; org != "" {
		res.In = append(res.In, policy.Ref{Kind: policy.Org, ID: org})
	}
	return res
}

// Word is a text in the reader's language, with the tag of its language where that is another one.
func (g *Register) Word(r *web.Request, t i18n.Text) (text, lang string) {
	text, tag := t.Best(r.Text.Lang(), g.Settings.Get().Fallback)
	if tag == r.Text.Lang().HTML() {
		tag = ""
	}
	return text, tag
}

// Say is a text in the reader's language.
func (g *Register) Say(r *web.Request, t i18n.Text) string { text, _ := g.Word(r, t); return text }

// UnitName is the name of a unit in the reader's language, empty for one that is not known.
func (g *Register) UnitName(r *web.Request, unit string) string {
	u, ok := g.Places.Snapshot().Unit(unit)
	if !ok {
		return ""
	}
	return g.Say(r, u.Names)
}
