package tree

import (
	"slices"
	"strings"

	"reeve/kernel/i18n"
	"reeve/kernel/process/calendar"
)

// Check tells what is wrong with a plan (faults: it cannot be taken as it is) and what is worth a look (the rest), in
// the order of the plan, weights last. Faults makes one error of it.
func Check(p Plan) (out []Remark) {
	out = checkPlan(p)
	places, twice := Places(p), map[string]bool{}
	indicators := map[string]bool{}
	for i, n := range p.Nodes {
		switch {
		case n.Number == "":
			out = append(out, fault("", "number", "plan.tree.number_none", "row", i+1))
			continue
		case places[n.Number] != i:
			if !twice[n.Number] {
				out = append(out, fault(n.Number, "number", "plan.tree.number_twice", "number", n.Number))
			}
			twice[n.Number] = true
			continue
		}
		out = append(out, checkPlace(p, places, i)...)
		out = append(out, checkNode(p, places, n)...)
		for _, ind := range n.Indicators {
			out = append(out, checkIndicator(ind)...)
			if indicators[ind.Number] {
				out = append(out, fault(ind.Number, "number", "plan.tree.indicator_twice", "number", ind.Number))
			}
			indicators[ind.Number] = true
		}
	}
	return append(out, weightRemarks(p)...)
}

// checkPlan looks at the plan itself.
func checkPlan(p Plan) (out []Remark) {
	if p.Code == "" {
		out = append(out, fault("", "code", "plan.tree.code_none"))
	}
	if !slices.Contains([]Kind{Strategy, Local}, p.Kind) {
		out = append(out, fault("", "kind", "plan.tree.word_unknown", "word", string(p.Kind)))
	}
	if !slices.Contains([]RollUp{Activities, SubObjectives, Weights}, p.RollUp) {
		out = append(out, fault("", "roll_up", "plan.tree.word_unknown", "word", string(p.RollUp)))
	}
	for field, day := range map[string]string{"from": p.From, "until": p.Until} {
		switch {
		case day == "":
			out = append(out, fault("", field, "plan.tree.period_none"))
		case !isDay(day):
			out = append(out, fault("", field, "plan.tree.day_unread", "day", day))
		}
	}
	slices.SortFunc(out, func(a, b Remark) int { return strings.Compare(a.Field, b.Field) })
	if p.Until != "" && p.From > p.Until {
		out = append(out, fault("", "until", "plan.tree.period_turned", "from", i18n.Day(p.From), "until", i18n.Day(p.Until)))
	}
	if s := p.Scheme; s.Credit < 0 || s.Credit > 1000 || s.Amber < 0 || s.Amber > s.Green || s.Green > 1000 {
		out = append(out, fault("", "scheme", "plan.tree.scheme_odd"))
	}
	return out
}

// checkPlace looks at where a node hangs.
func checkPlace(p Plan, places map[string]int, i int) (out []Remark) {
	n := p.Nodes[i]
	if !slices.Contains(Levels(), n.Level) {
		return []Remark{fault(n.Number, "level", "plan.tree.word_unknown", "word", string(n.Level))}
	}
	if n.Parent == "" {
		if n.Level != Objective {
			return []Remark{hint(n.Number, "parent", "plan.tree.top_odd", "number", n.Number, "level", i18n.Key(n.Level.Key()))}
		}
		return nil
	}
	at, ok := places[n.Parent]
	if !ok {
		return []Remark{fault(n.Number, "parent", "plan.tree.parent_none", "number", n.Number, "parent", n.Parent)}
	}
	if circle := circleFrom(p, places, n); circle != nil {
		return []Remark{fault(n.Number, "parent", "plan.tree.circle", "number", n.Number, "circle", strings.Join(circle, " → "))}
	}
	above := p.Nodes[at]
	if slices.Index(Levels(), above.Level) >= slices.Index(Levels(), n.Level) || n.Level == Task && above.Level != ActivityNode {
		out = append(out, fault(n.Number, "level", "plan.tree.level_up", "number", n.Number, "level", i18n.Key(n.Level.Key()),
			"parent", n.Parent, "parent_level", i18n.Key(above.Level.Key())))
	}
	if at > i {
		out = append(out, fault(n.Number, "parent", "plan.tree.parent_after", "number", n.Number, "parent", n.Parent))
	}
	return out
}

// circleFrom is the way from a node up to itself; nil when it does not come back to itself.
func circleFrom(p Plan, places map[string]int, n Node) []string {
	way := []string{n.Number}
	for at := n; ; {
		i, ok := places[at.Parent]
		if !ok || len(way) > len(Levels()) && slices.Contains(way[1:], at.Parent) {
			return nil
		}
		at = p.Nodes[i]
		if way = append(way, at.Number); at.Number == n.Number {
			return way
		}
	}
}

// Arrange puts parents before their children and keeps the order otherwise. Nodes without a way to the top come last.
func Arrange(p Plan) Plan {
	children, out, put := Children(p), make([]Node, 0, len(p.Nodes)), make([]bool, len(p.Nodes))
	var walk func(parent string)
	walk = func(parent string) {
		for _, i := range children[parent] {
			if !put[i] {
				put[i] = true
				out = append(out, p.Nodes[i])
				walk(p.Nodes[i].Number)
			}
		}
	}
	walk("")
	for i, n := range p.Nodes {
		if !put[i] {
			out = append(out, n)
		}
	}
	p.Nodes = out
	return p
}

// isDay tells whether it is a civil day as they are kept.
func isDay(s string) bool {
	d, err := calendar.ParseDate(s)
	return err == nil && d.String() == s
}
