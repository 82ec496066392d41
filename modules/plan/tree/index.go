package tree

// Children are the places in Plan.Nodes of what hangs on each node, in the order of the plan. The top has the number "".
func Children(p Plan) map[string][]int {
	out := map[string][]int{}
	for i, n := range p.Nodes {
		out[n.Parent] = append(out[n.Parent], i)
	}
	return out
}

// Places is where in Plan.Nodes each number stands; of a number that comes twice, the first.
func Places(p Plan) map[string]int {
	out := make(map[string]int, len(p.Nodes))
	for i, n := range p.Nodes {
		if _, twice := out[n.Number]; !twice {
			out[n.Number] = i
		}
	}
	return out
}

// Count is how many nodes of a level a plan has. What an amendment dropped is left out.
func (p Plan) Count(l Level) (n int) {
	for _, o := range p.Nodes {
		if o.Level == l && !o.IsDropped() {
			n++
		}
	}
	return n
}

// IsDropped tells whether an amendment took the node out.
func (n Node) IsDropped() bool { return n.Activity != nil && n.Activity.Dropped }

// Key is the message key of the level's name.
func (l Level) Key() string { return "plan.tree.level." + string(l) }

// Key is the message key of the kind's name.
func (k Kind) Key() string { return "plan.tree.kind." + string(k) }

// Key is the message key of the mode, the words printed beside each figure.
func (r RollUp) Key() string { return "plan.tree.roll_up." + string(r) }

// Key is the message key of the kind's name; that of no deadline where there is none.
func (k DeadlineKind) Key() string {
	if k == "" {
		return "plan.tree.deadline.none"
	}
	return "plan.tree.deadline." + string(k)
}

// Key is the message key of how often something recurs.
func (e Every) Key() string { return "plan.tree.every." + string(e) }

// Key is the message key of the level's name.
func (l IndicatorLevel) Key() string { return "plan.tree.indicator_level." + string(l) }

// Key is the message key of the kind of number.
func (m Measure) Key() string { return "plan.tree.measure." + string(m) }

// Key is the message key of the direction.
func (d Direction) Key() string { return "plan.tree.direction." + string(d) }
