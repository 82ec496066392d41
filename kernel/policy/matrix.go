package policy

import (
	"fmt"
	"strings"
)

// Matrix writes who may do what as text for a golden file: for every action and every role that may do it
// anywhere, the relations in which it may. "own place" is a record in the place the grant is limited to (and
// so on); "other" is a record outside the grant; "all" is any record, by a grant for the whole installation.
func Matrix(e *Engine) string {
	relations := []struct {
		name  string
		scope Ref
		in    []Ref
	}{
		{"own place", Ref{Place, "own"}, []Ref{{Place, "own"}}},
		{"own unit", Ref{Unit, "own"}, []Ref{{Unit, "own"}}},
		{"own organisation", Ref{Org, "own"}, []Ref{{Org, "own"}}},
		{"own post", Ref{Post, "own"}, []Ref{{Post, "own"}}},
		{"own record", Ref{Record, "own"}, []Ref{{Record, "own"}}},
		{"all", Everything(), nil},
		{"other", Ref{Place, "own"}, []Ref{{Place, "other"}, {Unit, "other"}, {Org, "other"}, {Post, "other"}}},
	}
	var b strings.Builder
	b.WriteString("# action, role: the relations to the record in which the role may do the action. Written by the test.\n")
	for _, action := range e.actions {
		fmt.Fprintf(&b, "\n%s\n", action)
		for _, role := range Roles() {
			var may []string
			for _, r := range relations {
				p := Principal{Grants: []Grant{{role, r.scope}}}
				if e.Allowed(p, action, Resource{Kind: "record", ID: "x", In: r.in}) {
					may = append(may, r.name)
				}
			}
			if len(may) > 0 {
				fmt.Fprintf(&b, "  %-12s%s\n", role, strings.Join(may, ", "))
			}
		}
	}
	return b.String()
}
