package community

import (
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/mail"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/kernel/secrets"
	"reeve/kernel/web"
	"reeve/modules/community/council"
	"reeve/modules/community/duty"
	"reeve/modules/community/municipality"
	"reeve/modules/community/officers"
	"reeve/modules/meetings"
	"reeve/modules/places"
	"reeve/modules/threatmap"
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
	Announce  func(tx *db.Tx, event any) error // tells others of [AgreementInForce] and [AgreementEnded]

	Meetings *meetings.Meetings                       // nil where none are shown
	Reports  func(community string) (all, open int64) // published reports of a community, by its id; nil where none are shown
	Category func(r *web.Request, code string) string // the word for a kind of report; may be nil
	Identity *identity.Identity                       // nil where no mail is sent
	Mail     *mail.Outbox                             // nil where no mail is sent
	Scope    func(p policy.Principal, action string) policy.Scope
	Threats  *threatmap.Map // nil where no reports are taken
	BaseURL  func() string  // address of the public site, without a slash at the end
}

// Community is the front door of the module. Safe for concurrent use.
type Community struct {
	Needs
	Duty     *duty.Duty         // what officers did with their hours
	Officers *officers.Officers // who answers for a place, for everybody
	Council  *council.Council   // the officers' reports to their communities

	Municipality *municipality.Municipality // what waits for a municipality

	shared

	drawings *drawings
}

// New makes the front door of a database whose schema is up to date.
func New(n Needs) *Community {
	c := &Community{Needs: n, drawings: newDrawings()}
	c.Duty = duty.New(duty.Needs{DB: n.DB, Log: n.Log, Keys: n.Keys, Places: n.Places, Settings: n.Settings, Catalogue: n.Catalogue, Now: n.Now, Zone: c.zoneAt,
		Sittings: c.sittings, Category: n.Category})
	c.shared = newShared(c)
	c.Officers = newOfficers(c)
	c.Council = newCouncil(c)
	c.Municipality = newMunicipality(c)
	return c
}

// zoneAt is where the days of a place begin and end.
func (c *Community) zoneAt(place string) *time.Location {
	if k := c.calendarAt(place); k != nil {
		return k.Zone
	}
	return time.UTC
}

// calendarAt is the calendar at a place; where the program has none it is the installation's. nil where that has none
// either.
func (c *Community) calendarAt(place string) *calendar.Calendar {
	if k := c.Places.Calendar(place); k != nil {
		return k
	}
	return c.Process.Calendar(c.Settings.Get().Country)
}

// dayAt is the civil day at a place.
func (c *Community) dayAt(place string, at time.Time) string {
	zone := time.UTC
	if k := c.calendarAt(place); k != nil {
		zone = k.Zone
	}
	return calendar.DateIn(at, zone).String()
}

// Today is the civil day of the installation, for pages over many places.
func (c *Community) Today(at time.Time) string { return c.dayAt("", at) }

// midnight is the instant at which a day begins at a place.
func (c *Community) midnight(place, day string) time.Time {
	zone := time.UTC
	if k := c.calendarAt(place); k != nil {
		zone = k.Zone
	}
	t, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// responsible is the coordinators' post that answers for a place: the nearest on the way up. false where there is none;
// then the agreement lies in the coordinators' queue of the place.
func (c *Community) responsible(place string) (places.Filled, bool) {
	s := c.Places.Snapshot()
	at := map[string]places.Filled{}
	for _, f := range s.Posts() {
		if f.Post.Role != "coordinator" {
			continue
		}
		if _, taken := at[territoryOf(s, f)]; !taken {
			at[territoryOf(s, f)] = f
		}
	}
	for _, above := range s.Path(place) {
		if f, ok := at[above.ID]; ok {
			return f, true
		}
	}
	return places.Filled{}, false
}

// territoryOf is the place that a post answers for: its own, else that of its unit, else that of its organisation.
func territoryOf(s *places.Snapshot, f places.Filled) string {
	if f.Post.Place != "" {
		return f.Post.Place
	}
	if u, ok := s.Unit(f.Post.Unit); ok && u.Place != "" {
		return u.Place
	}
	o, _ := s.Org(f.Org)
	return o.Place
}

// resource is an agreement for the policy: everything it lies in. It says the same as [columns].
func (c *Community) resource(a Agreement, i process.Instance) policy.Resource {
	s := c.Places.Snapshot()
	var in []policy.Ref
	for _, place := range a.places() {
		in = append(in, s.InPlace(place)...)
	}
	for _, org := range a.orgs() {
		in = append(in, policy.Ref{Kind: policy.Org, ID: org})
	}
	if i.Unit != "" {
		in = append(in, s.InUnit(i.Unit)...)
	}
	if i.Post != "" {
		in = append(in, policy.Ref{Kind: policy.Post, ID: i.Post})
	}
	return policy.Resource{Kind: Kind, ID: a.ID, In: in}
}

// columns say how a scope reads over agreement a and process_instance i.
func columns() map[string]string {
	return map[string]string{
		policy.Place:  "a.id IN (SELECT ap.agreement FROM agreement_place ap JOIN place_ancestor pa ON pa.place = ap.place WHERE pa.ancestor = %s)",
		policy.Unit:   "i.unit IN (SELECT unit FROM unit_ancestor WHERE ancestor = %s)",
		policy.Post:   "i.post = %s",
		policy.Org:    "(a.id IN (SELECT ao.agreement FROM agreement_org ao WHERE ao.org = %s) OR i.unit IN (SELECT id FROM unit WHERE org = %s))",
		policy.Record: "a.id = %s",
	}
}
