package tree

import (
	"encoding/json"
	"fmt"
)

// Apply makes the new version of a plan out of the old one and the changes that Diff told. An error is a defect: changes
// of another plan, or damaged ones.
func Apply(old Plan, all []Change) (Plan, error) {
	head, nodes := fieldsOf(headerOf(old)), map[string]*Node{}
	for i := range old.Nodes {
		n := old.Nodes[i]
		nodes[n.Number] = &n
	}
	of := map[string][]Change{} // by number of the node, in order
	var gone []string
	var put []placed
	var order []string // of the nodes that change within
	for _, c := range all {
		switch {
		case c.Number == "":
			set(head, c)
			continue
		case c.Indicator == "" && c.Kind == Removed:
			gone = append(gone, c.Number)
			continue
		case c.Indicator == "" && (c.Kind == Added || c.Kind == Moved):
			put = append(put, placed{key: c.Number, after: c.After})
			if c.Kind == Added {
				var n Node
				if err := json.Unmarshal([]byte(c.Is), &n); err != nil {
					return Plan{}, fmt.Errorf("change of %s: %w", c.Number, err)
				}
				nodes[c.Number] = &n
			}
			continue
		}
		if of[c.Number] == nil {
			order = append(order, c.Number)
		}
		of[c.Number] = append(of[c.Number], c)
	}
	for _, number := range order {
		n, ok := nodes[number]
		if !ok {
			return Plan{}, fmt.Errorf("change of %s, which the plan does not have", number)
		}
		if err := applyNode(n, of[number]); err != nil {
			return Plan{}, fmt.Errorf("change of %s: %w", number, err)
		}
	}
	var h header
	if err := build(head, &h); err != nil {
		return Plan{}, err
	}
	out := Plan{Code: old.Code, Titles: h.Titles, Authoritative: h.Authoritative, Kind: h.Kind, Owner: h.Owner, From: h.From, Until: h.Until,
		RollUp: h.RollUp, Scheme: h.Scheme}
	for _, number := range sequence(numbers(old), gone, put) {
		n, ok := nodes[number]
		if !ok {
			return Plan{}, fmt.Errorf("%s is moved, which the plan does not have", number)
		}
		out.Nodes = append(out.Nodes, *n)
	}
	return out, nil
}

func applyNode(n *Node, all []Change) error {
	fields, inds, parts := fieldsOf(*n), indicatorsOf(*n), map[string]map[string]string{}
	var gone []string
	var put []placed
	for _, c := range all {
		switch {
		case c.Indicator == "":
			set(fields, c)
		case c.Kind == Removed:
			gone = append(gone, c.Indicator)
		case c.Kind == Added:
			put = append(put, placed{key: c.Indicator, after: c.After})
			var ind Indicator
			if err := json.Unmarshal([]byte(c.Is), &ind); err != nil {
				return err
			}
			inds[c.Indicator] = ind
		case c.Kind == Moved:
			put = append(put, placed{key: c.Indicator, after: c.After})
		default:
			if parts[c.Indicator] == nil {
				parts[c.Indicator] = fieldsOf(inds[c.Indicator])
			}
			set(parts[c.Indicator], c)
		}
	}
	for number, of := range parts {
		var ind Indicator
		if err := build(of, &ind); err != nil {
			return err
		}
		inds[number] = ind
	}
	order := sequence(indicatorNumbers(*n), gone, put)
	*n = Node{}
	if err := build(fields, n); err != nil {
		return err
	}
	for _, number := range order {
		n.Indicators = append(n.Indicators, inds[number])
	}
	return nil
}

// set puts what is now into the fields.
func set(fields map[string]string, c Change) {
	if c.Is == "" {
		delete(fields, c.Field)
		return
	}
	fields[c.Field] = c.Is
}
