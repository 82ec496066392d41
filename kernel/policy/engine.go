package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"
)

// Engine holds Cedar's answers. Safe for concurrent use.
type Engine struct {
	actions []string
	// answers holds Cedar's answer by action and role. By the form that Load demands, the answer depends on
	// nothing else than whether the resource lies in the grant's scope; Cedar is asked once for each.
	answers map[string]map[string]reach
}

// reach is how far a role's right to an action goes.
type reach int

const (
	nowhere reach = iota
	withinScope
	everywhere
)

// Actions are all actions that some policy names, sorted.
func (e *Engine) Actions() []string { return slices.Clone(e.actions) }

// Roles are the roles policies may name, the pseudo-roles last.
func (e *Engine) Roles() []string { return Roles() }

// Check tells which of the actions no policy names: a misspelt route must not start.
func (e *Engine) Check(actions []string) error {
	var unknown []string
	for _, a := range actions {
		if _, ok := e.answers[a]; !ok {
			unknown = append(unknown, a)
		}
	}
	if len(unknown) > 0 {
		return fmt.Errorf("no policy names the action %s", strings.Join(unknown, ", "))
	}
	return nil
}

// Allowed tells whether p may do the action on r.
func (e *Engine) Allowed(p Principal, action string, r Resource) bool {
	roles := e.answers[action]
	for _, g := range p.Grants {
		switch roles[g.Role] {
		case everywhere:
			return true
		case withinScope:
			if r.within(g.Scope) {
				return true
			}
		}
	}
	return false
}

// May tells whether p may do the action on anything at all: the check of a route, before the record is known.
func (e *Engine) May(p Principal, action string) bool {
	roles := e.answers[action]
	for _, g := range p.Grants {
		if roles[g.Role] != nowhere {
			return true
		}
	}
	return false
}

// ask asks Cedar about each action and role, once for a resource inside the scope and once outside. Each action is
// asked of the policies that name it: Load demands that a policy names its actions, so no other can have a say, and
// asking them all would cost the square of what there is at every start.
func (e *Engine) ask(sets map[string]*cedar.PolicySet) {
	e.answers = make(map[string]map[string]reach, len(e.actions))
	inside, outside := Resource{Kind: "probe", In: []Ref{{Place, "scope"}}}, Resource{Kind: "probe", In: []Ref{{Place, "elsewhere"}}}
	for _, action := range e.actions {
		roles := map[string]reach{}
		for _, role := range Roles() {
			g := Grant{role, Ref{Place, "scope"}}
			switch {
			case cedarAllows(sets[action], g, action, outside):
				roles[role] = everywhere
			case cedarAllows(sets[action], g, action, inside):
				roles[role] = withinScope
			}
		}
		e.answers[action] = roles
	}
}

// cedarAllows puts one question to Cedar in full: the grant with its role, the resource with all it lies in.
func cedarAllows(set *cedar.PolicySet, g Grant, action string, r Resource) bool {
	grant := cedar.NewEntityUID("Grant", "0")
	role := cedar.NewEntityUID("Role", cedar.String(g.Role))
	resource := cedar.NewEntityUID(cedar.EntityType("Resource::"+r.Kind), cedar.String(r.ID))
	entities := cedar.EntityMap{
		grant: {UID: grant, Parents: cedar.NewEntityUIDSet(role), Attributes: cedar.NewRecord(cedar.RecordMap{"scope": uid(g.Scope)})},
	}
	if slices.Contains(StaffRoles(), g.Role) {
		entities[role] = cedar.Entity{UID: role, Parents: cedar.NewEntityUIDSet(cedar.NewEntityUID("Role", staff))}
	}
	above := []cedar.EntityUID{uid(Everything())}
	if r.ID != "" {
		above = append(above, uid(Ref{Record, r.ID}))
	}
	for _, in := range r.In {
		above = append(above, uid(in))
	}
	entities[resource] = cedar.Entity{UID: resource, Parents: cedar.NewEntityUIDSet(above...)}
	decision, _ := cedar.Authorize(set, entities, cedar.Request{
		Principal: grant, Action: cedar.NewEntityUID("Action", cedar.String(action)), Resource: resource,
	})
	return decision == cedar.Allow
}

func uid(r Ref) cedar.EntityUID {
	if r.Kind == All {
		return cedar.NewEntityUID("Ref::all", "")
	}
	return cedar.NewEntityUID(cedar.EntityType("Ref::"+r.Kind), cedar.String(r.ID))
}
