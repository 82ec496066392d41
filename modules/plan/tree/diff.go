package tree

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
)

// Change is one difference between two versions of a plan, with what was and what is. Together the changes turn the old
// version into the new one, see Apply.
type Change struct {
	Kind      ChangeKind `json:"kind"`
	Number    string     `json:"number"`              // of the node; empty = the plan itself
	Indicator string     `json:"indicator,omitempty"` // number of an indicator of that node
	Field     string     `json:"field,omitempty"`     // of what changed: "text.sq", "activity.deadline", "baseline"
	After     string     `json:"after,omitempty"`     // of what was added or moved: what stands before it; empty = first
	Was       string     `json:"was,omitempty"`       // JSON of the value; empty = there was none
	Is        string     `json:"is,omitempty"`
}

// ChangeKind tells what happened.
type ChangeKind string

// What may happen to a plan, a node or an indicator.
const (
	Added   ChangeKind = "added"   // Is holds it
	Removed ChangeKind = "removed" // Was holds it
	Moved   ChangeKind = "moved"   // stands elsewhere in the order
	Changed ChangeKind = "changed" // one field
	Drop    ChangeKind = "dropped" // an activity taken out, kept in sight
	Restore ChangeKind = "restored"
)

// Key is the message key of the kind.
func (k ChangeKind) Key() string { return "plan.tree.change." + string(k) }

// Diff tells what differs, always in the same order: the plan itself, what was removed in the old order, and what was
// added, moved or changed in the new order. A node is known by its number and an indicator by its own within its node.
// The numbers of each version are unique. The code of a plan is no part of its versions.
func Diff(old, now Plan) (out []Change) {
	out = changes(Change{}, fieldsOf(headerOf(old)), fieldsOf(headerOf(now)))
	was, is := Places(old), Places(now)
	gone, put := sequenceDiff(numbers(old), numbers(now))
	for _, number := range gone {
		out = append(out, Change{Kind: Removed, Number: number, Was: asJSON(old.Nodes[was[number]])})
	}
	after := map[string]string{}
	for _, p := range put {
		after[p.key] = p.after
	}
	for i, n := range now.Nodes {
		if is[n.Number] != i {
			continue
		}
		before, elsewhere := after[n.Number]
		at, there := was[n.Number]
		if !there {
			out = append(out, Change{Kind: Added, Number: n.Number, After: before, Is: asJSON(n)})
			continue
		}
		if elsewhere {
			out = append(out, Change{Kind: Moved, Number: n.Number, After: before})
		}
		out = append(out, diffNode(old.Nodes[at], n)...)
	}
	return out
}

func diffNode(old, now Node) []Change {
	if reflect.DeepEqual(old, now) {
		return nil
	}
	out := changes(Change{Number: now.Number}, fieldsOf(old), fieldsOf(now))
	was, is := indicatorsOf(old), indicatorsOf(now)
	gone, put := sequenceDiff(indicatorNumbers(old), indicatorNumbers(now))
	for _, k := range gone {
		out = append(out, Change{Kind: Removed, Number: now.Number, Indicator: k, Was: asJSON(was[k])})
	}
	after := map[string]string{}
	for _, p := range put {
		after[p.key] = p.after
	}
	for _, k := range indicatorNumbers(now) {
		before, elsewhere := after[k]
		one, there := was[k]
		if !there {
			out = append(out, Change{Kind: Added, Number: now.Number, Indicator: k, After: before, Is: asJSON(is[k])})
			continue
		}
		if elsewhere {
			out = append(out, Change{Kind: Moved, Number: now.Number, Indicator: k, After: before})
		}
		out = append(out, changes(Change{Number: now.Number, Indicator: k}, fieldsOf(one), fieldsOf(is[k]))...)
	}
	return out
}

// changes compares fields, in the order of their names.
func changes(of Change, old, now map[string]string) (out []Change) {
	names := slices.Sorted(maps.Keys(old))
	for name := range now {
		if _, had := old[name]; !had {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if old[name] == now[name] {
			continue
		}
		c := of
		c.Kind, c.Field, c.Was, c.Is = Changed, name, old[name], now[name]
		if name == "activity.dropped" && now[name] == "true" {
			c.Kind = Drop
		} else if name == "activity.dropped" {
			c.Kind = Restore
		}
		out = append(out, c)
	}
	return out
}

func numbers(p Plan) []string {
	out, places := make([]string, 0, len(p.Nodes)), Places(p)
	for i, n := range p.Nodes {
		if n.Number != "" && places[n.Number] == i {
			out = append(out, n.Number)
		}
	}
	return out
}

func indicatorNumbers(n Node) (out []string) {
	for _, ind := range n.Indicators {
		if ind.Number != "" && !slices.Contains(out, ind.Number) {
			out = append(out, ind.Number)
		}
	}
	return out
}

func indicatorsOf(n Node) map[string]Indicator {
	out := make(map[string]Indicator, len(n.Indicators))
	for _, ind := range n.Indicators {
		out[ind.Number] = ind
	}
	return out
}

func asJSON(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain structs always become JSON
	}
	return string(raw)
}
