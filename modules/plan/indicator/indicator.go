package indicator

import (
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/document"
	"reeve/kernel/measure"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// Needs is what the package works with.
type Needs struct {
	Log      *audit.Log
	Process  *process.Engine
	Register *register.Register
	Archive  *document.Archive
	Measures measure.Set

	// Link is the desk's page of a record by its kind and by what people call it; empty where it has none.
	Link func(kind, ref string) string
}

// Indicators is the service. Safe for concurrent use.
type Indicators struct{ Needs }

// New makes the service of a database whose schema is up to date.
func New(n Needs) *Indicators { return &Indicators{n} }

// Value is what an indicator came to in a period.
type Value struct {
	ID, Plan, Indicator, Period string
	Quantity                    tree.Quantity
	Note                        string
	Author                      string // account that entered it last; empty for the program
	AuthoredAt                  time.Time
	Approver                    string
	ApprovedAt                  time.Time // zero = not approved
	Proof                       *Proof    // nil = typed
	Version                     int64
	State                       string
}

// Proof is what a computed value was made of.
type Proof struct {
	Measure     string // name of the query
	Rows        int64  // how many records
	Hash        string // of the records, see measure.Hash
	From, Until time.Time
	Scope       policy.Scope
}

// At is an indicator where it stands in a version of a plan.
type At struct {
	Plan      register.Plan
	Edition   *register.Edition
	Node      tree.Node
	Indicator tree.Indicator
}

// Find finds an indicator by its number.
func Find(p register.Plan, e *register.Edition, number string) (At, bool) {
	for n := range e.Plan.Nodes {
		for _, i := range e.Plan.Nodes[n].Indicators {
			if i.Number == number {
				return At{p, e, e.Plan.Nodes[n], i}, true
			}
		}
	}
	return At{}, false
}

// Resource is an indicator for the policy: it lies in the plan, in the unit that owns it, and in the one that leads its
// activity.
func (s *Indicators) Resource(at At) policy.Resource {
	res := s.Register.Of(at.Plan, at.Node)
	if unit := at.Indicator.OwnerUnit; unit != "" {
		res.In = append(res.In, s.Register.Places.Snapshot().InUnit(unit)...)
	}
	return res
}

// scope is the part of the installation that a plan's figures are about: that of its owner's place, else all of it.
func (s *Indicators) scope(p register.Plan) policy.Scope {
	if o, ok := s.Register.Places.Snapshot().Org(p.Org); ok && o.Place != "" {
		return policy.Scope{Refs: []policy.Ref{{Kind: policy.Place, ID: o.Place}}}
	}
	return policy.Scope{All: true}
}
