package meetings

import (
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/i18n"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/kernel/secrets"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// Needs is what the module works with.
type Needs struct {
	DB        *db.DB
	Log       *audit.Log
	Keys      *secrets.Keys
	Process   *process.Engine
	Places    *places.Places
	Settings  *config.Store
	Archive   *document.Archive
	Catalogue *i18n.Catalogue
	Now       func() time.Time
	DutyOn    func(r *web.Request, kind, ref string) (look.Table, error) // what was done about a record; nil where nothing is shown
	BaseURL   func() string                                              // address of the public site, without a slash at the end
}

// Meetings is the front door of the module. Safe for concurrent use.
type Meetings struct {
	Needs
	laws map[string][]Cadence // by country code, as shipped
}

// New makes the front door of a database whose schema is up to date.
func New(n Needs) (*Meetings, error) {
	laws, err := loadCadences()
	return &Meetings{Needs: n, laws: laws}, err
}

// calendarAt is the calendar at a place; where the program has none it is the installation's. nil where that has none
// either.
func (m *Meetings) calendarAt(place string) *calendar.Calendar {
	if k := m.Places.Calendar(place); k != nil {
		return k
	}
	return m.Process.Calendar(m.Settings.Get().Country)
}

// zoneAt is the zone of civil times at a place.
func (m *Meetings) zoneAt(place string) *time.Location {
	if k := m.calendarAt(place); k != nil {
		return k.Zone
	}
	return time.UTC
}

// dayAt is the civil day at a place.
func (m *Meetings) dayAt(place string, at time.Time) string {
	return at.In(m.zoneAt(place)).Format(time.DateOnly)
}

// Today is the civil day of the installation, for pages over many places.
func (m *Meetings) Today(at time.Time) string { return m.dayAt("", at) }

// instant is when a civil time is at a place; the zero time for none.
func (m *Meetings) instant(place, civil string) time.Time {
	t, err := time.ParseInLocation(civilTime, civil, m.zoneAt(place))
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// orgsOf are the organisations that a meeting concerns: who organises it, who is invited, and the municipality whose
// place it is.
func (m *Meetings) orgsOf(v Meeting) (all []string) {
	seen := map[string]bool{"": true}
	add := func(org string) {
		if !seen[org] {
			seen[org] = true
			all = append(all, org)
		}
	}
	add(v.Org)
	for _, g := range v.Guests {
		add(g.Org)
	}
	s := m.Places.Snapshot()
	over := map[string]bool{}
	for _, p := range s.Path(v.Place) {
		over[p.ID] = true
	}
	for _, o := range s.Orgs() {
		if o.Kind == places.Municipality && o.Place != "" && over[o.Place] {
			add(o.ID)
		}
	}
	return all
}

// resource is a meeting, or a commitment asked at it, for the policy: everything it lies in. It says the same as
// [columns].
func (m *Meetings) resource(kind, id string, v Meeting, i process.Instance) policy.Resource {
	s := m.Places.Snapshot()
	in := s.InPlace(v.Place)
	for _, org := range v.Orgs {
		in = append(in, policy.Ref{Kind: policy.Org, ID: org})
	}
	if i.Unit != "" {
		in = append(in, s.InUnit(i.Unit)...)
	}
	if i.Post != "" {
		in = append(in, policy.Ref{Kind: policy.Post, ID: i.Post})
	}
	return policy.Resource{Kind: kind, ID: id, In: in}
}

// columns say how a scope reads over meeting m (or commitment c, for which meeting is c.meeting) and
// process_instance i.
func columns(record, place, meeting string) map[string]string {
	return map[string]string{
		policy.Place:  place + " IN (SELECT place FROM place_ancestor WHERE ancestor = %s)",
		policy.Unit:   "i.unit IN (SELECT unit FROM unit_ancestor WHERE ancestor = %s)",
		policy.Post:   "i.post = %s",
		policy.Org:    "(" + meeting + " IN (SELECT mo.meeting FROM meeting_org mo WHERE mo.org = %s) OR i.unit IN (SELECT id FROM unit WHERE org = %s))",
		policy.Record: record + " = %s",
	}
}
