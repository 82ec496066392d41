package council

import (
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/modules/meetings"
	"reeve/modules/places"
	"reeve/modules/threatmap"
)

// Needs is what the package works with.
type Needs struct {
	DB        *db.DB
	Log       *audit.Log
	Process   *process.Engine
	Places    *places.Places
	Settings  *config.Store
	Catalogue *i18n.Catalogue
	Now       func() time.Time
	Zone      func(place string) *time.Location
	Calendar  func(place string) string // code of the calendar of a place
	Meetings  *meetings.Meetings        // nil where there are none
	Reports   *threatmap.Map            // nil where there are none

	// Duty is minutes by post of a community's officers.
	Duty func(q db.Reader, posts []places.Filled, p Period) (map[string]Duty, error)
	// Agreements are those in force over a place on a day, and the obligations that were due in a period.
	Agreements func(q db.Reader, place string, p Period) (inForce []Entry, due []Obligation, err error)
	// Priorities are those of a place in a period; nil where there are none.
	Priorities func(q db.Reader, place string, p Period) ([]Priority, error)
}

// Duty is minutes of one post.
type Duty struct {
	Rostered, Recorded, Inside, Abstracted, People, Visits int64
}

// Obligation is what a party owed by a day of the period.
type Obligation struct {
	Entry
	State string // kept, late, waived, open
}

// Council is the service. Safe for concurrent use.
type Council struct{ Needs }

// New makes the service of a database whose schema is up to date.
func New(n Needs) *Council { return &Council{n} }

// home is the community of a post: that of its place, of its unit's or of its organisation's; the place itself where no
// community is above it.
func home(s *places.Snapshot, f places.Filled) string {
	at := f.Post.Place
	if u, ok := s.Unit(f.Post.Unit); at == "" && ok {
		at = u.Place
	}
	if o, ok := s.Org(f.Org); at == "" && ok {
		at = o.Place
	}
	if c, ok := s.Above(at, places.Community); ok {
		return c.ID
	}
	return at
}

// officers are the officers' posts of a community.
func officers(s *places.Snapshot, place string) (all []places.Filled) {
	for _, f := range s.Posts() {
		if f.Post.Role == "officer" && home(s, f) == place {
			all = append(all, f)
		}
	}
	return all
}

// municipality is the organisation that receives what is reported to a community; empty where none is known.
func municipality(s *places.Snapshot, place string) string {
	for _, o := range s.Orgs() {
		if o.Kind == places.Municipality && o.Place == place {
			return o.ID
		}
	}
	return ""
}

// resource is a report for the policy: everything it lies in. It says the same as [columns].
func (c *Council) resource(v Report, i process.Instance) policy.Resource {
	s := c.Places.Snapshot()
	in := append(s.InPlace(v.Place), policy.Ref{Kind: policy.Org, ID: v.Org})
	if v.Body != "" {
		in = append(in, policy.Ref{Kind: policy.Org, ID: v.Body})
	}
	if i.Unit != "" {
		in = append(in, s.InUnit(i.Unit)...)
	}
	if i.Post != "" {
		in = append(in, policy.Ref{Kind: policy.Post, ID: i.Post})
	}
	return policy.Resource{Kind: Kind, ID: v.ID, In: in}
}

// mayWrite tells whether who asks may write a report: who fills its post, or leads where it lies.
func (c *Council) mayWrite(r *web.Request, v Report, i process.Instance) bool {
	own := policy.Resource{Kind: Kind, ID: v.ID, In: []policy.Ref{{Kind: policy.Post, ID: i.Post}}}
	return r.Allowed("community.council.write", own) == nil || r.Allowed("community.council.manage", c.resource(v, i)) == nil
}

// ownColumns say how the scope of who fills a post reads: that post alone.
func ownColumns() map[string]string { return map[string]string{policy.Post: "i.post = %s"} }

// columns say how a scope reads over council_report c and process_instance i.
func columns() map[string]string {
	return map[string]string{
		policy.Place:  "c.place IN (SELECT place FROM place_ancestor WHERE ancestor = %s)",
		policy.Unit:   "i.unit IN (SELECT unit FROM unit_ancestor WHERE ancestor = %s)",
		policy.Post:   "i.post = %s",
		policy.Org:    "(c.org = %s OR c.body = %s)",
		policy.Record: "c.id = %s",
	}
}

// dayAt is the civil day at a place.
func (c *Council) dayAt(place string, at time.Time) string {
	return at.In(c.Zone(place)).Format(time.DateOnly)
}

// word is a text in the reader's language.
func (c *Council) word(r *web.Request, t i18n.Text) string { return c.wordIn(r.Text, t) }

func (c *Council) wordIn(text *i18n.Localizer, t i18n.Text) string {
	name, _ := t.Best(text.Lang(), c.Settings.Get().Fallback)
	return name
}
