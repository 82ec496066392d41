package request

import (
	"embed"
	"encoding/json"
	"io/fs"
	"slices"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/process/clock"
	"reeve/modules/codes"
)

//go:embed schema lang policy profiles templates
var files embed.FS

// Files holds this package's schema, texts, policy and data.
func Files() fs.FS { return files }

// DefaultProfile is the law of a request that names none.
const DefaultProfile = "eu-2023-977"

// Profile is a law that sets limits, as data.
type Profile struct {
	ID        string      `json:"id"`
	Legal     string      `json:"legal"`      // as cited
	ValidFrom string      `json:"valid_from"` // civil date; empty = not in force everywhere
	Rules     clock.Rules `json:"rules"`      // how days are counted
	Pauses    string      `json:"pauses"`     // "clarification": a question stops the clock; "none": nothing does
	Limits    []Rule      `json:"limits"`     // the first one that fits counts
}

// Rule is one limit. Empty conditions fit everything.
type Rule struct {
	Route   codes.Route   `json:"route,omitempty"`
	Urgency codes.Urgency `json:"urgency,omitempty"`
	Access  codes.Access  `json:"access,omitempty"`
	Period  clock.Period  `json:"period,omitzero"`
	None    bool          `json:"none,omitempty"` // no limit at all
	Legal   string        `json:"legal"`          // article, as cited
}

// Profiles are the laws of an installation, by id.
type Profiles map[string]Profile

// LoadProfiles reads the laws that come with the program.
func LoadProfiles() (Profiles, error) {
	entries, err := files.ReadDir("profiles")
	if err != nil {
		return nil, err
	}
	all := Profiles{}
	for _, e := range entries {
		b, err := files.ReadFile("profiles/" + e.Name())
		if err != nil {
			return nil, err
		}
		p, err := ParseProfile(b)
		if err != nil {
			return nil, err
		}
		all[p.ID] = p
	}
	return all, nil
}

// ParseProfile reads one law. Every urgency must find a limit, and every limit is an amount of time or none.
func ParseProfile(b []byte) (p Profile, err error) {
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return p, errs.Wrap(err, errs.Invalid, "request.profile_wrong", "id", p.ID)
	}
	if p.ID == "" || p.Pauses != PauseClarification && p.Pauses != PauseNone {
		return p, errs.New(errs.Invalid, "request.profile_wrong", "id", p.ID)
	}
	for _, r := range p.Limits {
		if r.None == r.Period.Valid() {
			return p, errs.New(errs.Invalid, "request.profile_wrong", "id", p.ID)
		}
	}
	for _, u := range []codes.Urgency{codes.Urgent, codes.Ordinary} {
		for _, a := range []codes.Access{codes.Direct, codes.Indirect} {
			if _, ok := p.rule(codes.SPOC, u, a); !ok {
				return p, errs.New(errs.Invalid, "request.profile_wrong", "id", p.ID)
			}
		}
	}
	return p, nil
}

// What stops the clock of a profile.
const (
	PauseClarification = "clarification"
	PauseNone          = "none"
)

// Get finds a law; errs.Invalid if this installation does not know it.
func (p Profiles) Get(id string) (Profile, error) {
	if id == "" {
		id = DefaultProfile
	}
	if v, ok := p[id]; ok {
		return v, nil
	}
	return Profile{}, errs.Bad("profile", "request.no_such_profile", "profile", id)
}

// rule is the first limit that fits.
func (p Profile) rule(route codes.Route, urgency codes.Urgency, access codes.Access) (Rule, bool) {
	i := slices.IndexFunc(p.Limits, func(r Rule) bool {
		return (r.Route == "" || r.Route == route) && (r.Urgency == "" || r.Urgency == urgency) && (r.Access == "" || r.Access == access)
	})
	if i < 0 {
		return Rule{}, false
	}
	return p.Limits[i], true
}

// Rule is the limit of a request. While the access is not known (access empty) it is the one that ends first for a start
// on any day: the strictest.
func (p Profile) Rule(route codes.Route, urgency codes.Urgency, access codes.Access) (r Rule, presumed bool) {
	if access != "" {
		r, _ = p.rule(route, urgency, access)
		return r, false
	}
	direct, _ := p.rule(route, urgency, codes.Direct)
	indirect, _ := p.rule(route, urgency, codes.Indirect)
	presumed = direct != indirect
	if direct.None || !indirect.None && least(indirect.Period) < least(direct.Period) {
		return indirect, presumed
	}
	return direct, presumed
}

// least is the shortest a period can be, in hours: days end at their last midnight, whenever they began.
func least(p clock.Period) int {
	if p.Unit == clock.Hours {
		return p.Amount
	}
	return p.Amount * 24
}
