// Package policy answers one question: may this principal do this action on this resource? The answer is
// Cedar's (https://docs.cedarpolicy.com), from text files that stand beside the features they protect.
//
// Nouns: a Ref points at something that holds others (a place, a unit, an organisation, a post, one record,
// or all); a Grant is a role within a Ref; a Principal has grants; a Resource lists everything it lies in.
// Nothing is stored here.
//
// A principal may do what any one of its grants permits. In Cedar each grant is an entity of its own, a
// member of its role, with the attribute scope:
//
//	permit(principal in Role::"officer", action in [Action::"threatmap.open"], resource)
//	when { resource in principal.scope };
//
// Invariants:
//   - What no policy permits is denied.
//   - A forbid takes an action from a role whatever else is permitted to that role; it does not reach what a
//     person may do by another role.
//   - A list filtered by [Engine.Scope] shows exactly the rows for which [Engine.Allowed] says yes. To keep
//     that true, a policy may depend on role, action and "resource in principal.scope" only; [Load] refuses
//     any other.
package policy

import "time"

// Ref kinds: what a grant can be limited to.
const (
	All    = "all"    // the whole installation; the ID is empty
	Place  = "place"  // a place and everything in it
	Unit   = "unit"   // a unit and the units below it
	Org    = "org"    // an organisation
	Post   = "post"   // what is assigned to a post
	Record = "record" // one record
)

// Ref points at what can hold resources.
type Ref struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

// Everything is the Ref that holds every resource.
func Everything() Ref { return Ref{Kind: All} }

// Grant is a role within a scope.
type Grant struct {
	Role  string `json:"role"`
	Scope Ref    `json:"scope"`
}

// Principal is who asks.
type Principal struct {
	Kind      string    // account, token, report_key, node, public, system
	ID        string    // account id, report id, node id; empty for public and system
	Post      string    // the post the account acts as, empty if none
	ActingFor string    // the post it stands in for, empty if none
	Factor    string    // how an account or a token's maker has shown who they are (kernel/identity: ByPassword, ByPasskey …)
	FactorAt  time.Time // when; zero for a token
	Grants    []Grant
}

// Public is anybody, without an account.
func Public() Principal {
	return Principal{Kind: "public", Grants: []Grant{{"public", Everything()}}}
}

// Held is an account whose role demands a second factor that its session has not shown: it may set one up or show it.
// kernel/identity adds what the public may.
func Held() Principal {
	return Principal{Kind: "account", Grants: []Grant{{"held", Everything()}}}
}

// System is the program itself: clocks, jobs, first start.
func System() Principal {
	return Principal{Kind: "system", Grants: []Grant{{"system", Everything()}}}
}

// ReportKey is the holder of the key of one record, who may also do what the public may.
func ReportKey(record string) Principal {
	return Principal{Kind: "report_key", ID: record, Grants: []Grant{
		{"report_key", Ref{Record, record}}, {"public", Everything()},
	}}
}

// Resource is what an action is done to. In lists, flat, everything it lies in: its place and all places
// above, its unit and all above, posts, organisations. That it lies in itself as a record and in everything
// need not be listed.
type Resource struct {
	Kind, ID string
	In       []Ref
}

func (r Resource) within(scope Ref) bool {
	if scope.Kind == All {
		return true
	}
	if scope.Kind == Record && r.ID != "" && scope.ID == r.ID {
		return true
	}
	for _, in := range r.In {
		if in == scope {
			return true
		}
	}
	return false
}
