package policy

import (
	"slices"
	"strings"
)

// Scope is where a principal may do an action: everywhere, or on what lies in one of the refs.
type Scope struct {
	All  bool
	Refs []Ref
}

// Scope is the filter for lists, counts and searches: it lets through exactly what [Engine.Allowed] does.
func (e *Engine) Scope(p Principal, action string) Scope {
	roles := e.answers[action]
	var s Scope
	for _, g := range p.Grants {
		switch reach := roles[g.Role]; {
		case reach == everywhere, reach == withinScope && g.Scope.Kind == All:
			return Scope{All: true}
		case reach == withinScope && !slices.Contains(s.Refs, g.Scope):
			s.Refs = append(s.Refs, g.Scope)
		}
	}
	return s
}

// Allows tells whether r lies in the scope.
func (s Scope) Allows(r Resource) bool {
	return s.All || slices.ContainsFunc(s.Refs, r.within)
}

// Nothing tells whether the scope lets no row through.
func (s Scope) Nothing() bool { return !s.All && len(s.Refs) == 0 }

// SQL is the scope as a condition. columns gives for each kind of ref the condition on one row, with %s
// where the id belongs:
//
//	"place": "r.place IN (SELECT a.place FROM place_ancestor a WHERE a.ancestor = %s)"
//
// A kind that is missing there lets no row through. next takes a value and gives its placeholder ($1, $2 …).
func (s Scope) SQL(columns map[string]string, next func(v any) string) string {
	if s.All {
		return "1 = 1"
	}
	var any []string
	for _, ref := range s.Refs {
		if column, ok := columns[ref.Kind]; ok {
			any = append(any, strings.ReplaceAll(column, "%s", next(ref.ID)))
		}
	}
	if len(any) == 0 {
		return "1 = 0"
	}
	return "(" + strings.Join(any, " OR ") + ")"
}
