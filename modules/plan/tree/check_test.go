package tree

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/measure"
)

func node(number string, level Level, more ...func(*Node)) Node {
	n := Node{Number: number, Parent: ParentOf(number), Level: level, Text: i18n.Text{"en": "Text of " + number}}
	if level == ActivityNode {
		n.Activity = &Activity{Deadline: Deadline{Kind: YearEnd, Day: "2022-12-31"}}
	}
	for _, f := range more {
		f(&n)
	}
	return n
}

func plan(nodes ...Node) Plan {
	return Plan{Code: "P", Titles: i18n.Text{"en": "Plan"}, Kind: Strategy, From: "2021-01-01", Until: "2025-12-31", RollUp: Activities, Scheme: Usual(), Nodes: nodes}
}

func until(kind DeadlineKind, day string) func(*Node) {
	return func(n *Node) { n.Activity.Deadline = Deadline{Kind: kind, Day: day} }
}

func weight(millionths int64) func(*Node) { return func(n *Node) { n.Weight = millionths } }

// TestCheck wants each fault by number and key, and a sound plan without any.
func TestCheck(t *testing.T) {
	objective, sub := node("1", Objective), node("1.1", SubObjective)
	for name, c := range map[string]struct {
		plan Plan
		want string // "number field key", faults first named by !
	}{
		"sound":                   {plan(objective, sub, node("1.1.1", ActivityNode)), ""},
		"twice":                   {plan(objective, node("1", Objective), node("1", Objective)), "!1 number number_twice"},
		"no number":               {plan(node("", Objective)), "! number number_none"},
		"no parent":               {plan(objective, node("2.1", SubObjective)), "!2.1 parent parent_none"},
		"itself":                  {plan(node("1", Objective, func(n *Node) { n.Parent = "1" })), "!1 parent circle"},
		"circle":                  {plan(node("1", Objective, func(n *Node) { n.Parent = "1.1" }), sub), "!1 parent circle;!1.1 parent circle"},
		"level up":                {plan(objective, node("1.1", Objective)), "!1.1 level level_up"},
		"task below an objective": {plan(objective, node("1.1", Task)), "!1.1 level level_up"},
		"child first":             {plan(sub, objective), "!1.1 parent parent_after"},
		"flat":                    {plan(node("1", ActivityNode)), "1 parent top_odd"},
		"before start":            {plan(objective, sub, node("1.1.1", ActivityNode, func(n *Node) { n.Activity.Start = "2023-05-01" })), "!1.1.1 deadline deadline_before_start"},
		"outside":                 {plan(objective, sub, node("1.1.1", ActivityNode, until(OnDate, "2026-01-01"))), "1.1.1 deadline deadline_outside"},
		"no day":                  {plan(objective, sub, node("1.1.1", ActivityNode, until(OnDate, "2022-02-30"))), "!1.1.1 deadline day_unread_of"},
		"not an end":              {plan(objective, sub, node("1.1.1", ActivityNode, until(QuarterEnd, "2022-02-28"))), "!1.1.1 deadline deadline_not_end"},
		"unread":                  {plan(objective, sub, node("1.1.1", ActivityNode, until(Unread, ""))), "1.1.1 deadline deadline_unread"},
		"turned":                  {Plan{Code: "P", Kind: Local, RollUp: Activities, Scheme: Usual(), From: "2025-01-01", Until: "2024-12-31"}, "! until period_turned"},
		"odd quantity": {plan(node("1", Objective, func(n *Node) {
			n.Indicators = []Indicator{{Number: "1-1", Measure: Number, Baseline: Baseline{Quantity: Quantity{Status: measure.Known}}}}
		})), "!1-1 baseline quantity_odd"},
		"odd period": {plan(node("1", Objective, func(n *Node) {
			n.Indicators = []Indicator{{Number: "1-1", Measure: Number, Targets: []Target{{Period: "2024-Q5", Quantity: Whole(1)}}}}
		})), "!1-1 targets period_unread"},
		"targets in order": {plan(node("1", Objective, func(n *Node) {
			n.Indicators = []Indicator{{Number: "1-1", Measure: Number, Targets: []Target{{Period: "2024", Quantity: Whole(1)}, {Period: "2023", Quantity: Whole(1)}}}}
		})), "!1-1 targets period_order"},
	} {
		var got []string
		for _, r := range Check(c.plan) {
			mark := map[bool]string{true: "!"}[r.Fault]
			got = append(got, fmt.Sprintf("%s%s %s %s", mark, r.Number, r.Field, strings.TrimPrefix(r.Key, "plan.tree.")))
		}
		if s := strings.Join(got, ";"); s != c.want {
			t.Errorf("%s: %q, want %q", name, s, c.want)
		}
		if faulty := strings.Contains(c.want, "!"); faulty != (Faults(Check(c.plan)) != nil) {
			t.Errorf("%s: faults %v", name, Faults(Check(c.plan)))
		}
	}
}

// TestWeights refuses weights that do not sum to 1, by the number of the parent, and takes thirds.
func TestWeights(t *testing.T) {
	weighted := func(weights ...int64) Plan {
		p := plan(node("1", Objective, weight(1_000_000)))
		for i, w := range weights {
			p.Nodes = append(p.Nodes, node(fmt.Sprintf("1.%d", i+1), ActivityNode, weight(w)))
		}
		p.RollUp = Weights
		return p
	}
	for _, p := range []Plan{weighted(1_000_000), weighted(500_000, 500_000), weighted(333_333, 333_333, 333_333), weighted(166_667, 166_667, 166_667, 166_667, 166_667, 166_667), weighted()} {
		if err := WeightsFit(p); err != nil {
			t.Errorf("%+v: %v", p.Nodes, err)
		}
	}
	for _, p := range []Plan{weighted(500_000, 400_000), weighted(500_000, 500_002), weighted(500_000, 499_998), weighted(333_000, 333_000, 333_000), weighted(500_000, 500_000, 500_000), weighted(1_000_002)} {
		err := errs.Of(WeightsFit(p))
		if err == nil || len(err.Fields) != 1 || err.Fields[0].Key != "plan.tree.weight_sum" || err.Fields[0].Args["parent"] != "1" {
			t.Errorf("%+v: %v", p.Nodes, err)
		}
	}
	if err := errs.Of(WeightsFit(weighted(1_000_000, 0))); err == nil || err.Fields[0].Args["number"] != "1.2" {
		t.Errorf("an activity without a weight: %v", err)
	}
	top := weighted(1_000_000)
	top.Nodes[0].Weight = 900_000
	if err := errs.Of(WeightsFit(top)); err == nil || err.Fields[0].Args["parent"] != "P" {
		t.Errorf("the top is named by the plan's code: %v", err)
	}
	dropped := weighted(600_000, 400_000, 300_000)
	dropped.Nodes[3].Activity.Dropped = true
	if err := WeightsFit(dropped); err != nil {
		t.Errorf("what was dropped has no weight: %v", err)
	}
	if err := WeightsFit(plan(node("1", Objective, weight(7)))); err != nil {
		t.Errorf("weights are not looked at in other modes: %v", err)
	}
}

func TestDue(t *testing.T) {
	for name, c := range map[string]struct {
		d                          Deadline
		parent, start, event, want string
	}{
		"date":          {d: Deadline{Kind: OnDate, Day: "2023-05-04"}, want: "2023-05-04"},
		"quarter":       {d: Deadline{Kind: QuarterEnd, Day: "2023-09-30"}, want: "2023-09-30"},
		"inherited":     {d: Deadline{Kind: Inherited}, parent: "2024-01-01", want: "2024-01-01"},
		"unknown event": {d: Deadline{Kind: Relative, Days: 90, After: "the law"}, start: "2021-01-01"},
		"known event":   {d: Deadline{Kind: Relative, Days: 90, After: "the law"}, event: "2023-12-01", want: "2024-02-29"},
		"from start":    {d: Deadline{Kind: Relative, Days: 365}, start: "2021-01-01", want: "2022-01-01"},
		"ongoing":       {d: Deadline{Kind: Ongoing}, parent: "2024-01-01", start: "2021-01-01"},
		"unread":        {d: Deadline{Kind: Unread, Written: "soon"}, parent: "2024-01-01"},
	} {
		if got := c.d.Due(c.parent, c.start, c.event); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	for _, c := range []struct {
		kind      DeadlineKind
		day, want string
	}{{MonthEnd, "2024-02-03", "2024-02-29"}, {QuarterEnd, "2023-07-01", "2023-09-30"}, {HalfEnd, "2023-07-01", "2023-12-31"}, {HalfEnd, "2023-06-30", "2023-06-30"},
		{YearEnd, "2023-07-01", "2023-12-31"}, {OnDate, "2023-07-01", "2023-07-01"}, {YearEnd, "never", ""}} {
		if got := EndOf(c.kind, c.day); got != c.want {
			t.Errorf("%s of %s: %q, want %q", c.kind, c.day, got, c.want)
		}
	}
	p := plan(node("1", Objective), node("1.1", ActivityNode), node("1.1.1", Task, func(n *Node) { n.Activity = &Activity{Deadline: Deadline{Kind: Inherited}} }),
		node("1.2", ActivityNode, until(Inherited, "")), node("1.3", ActivityNode, until(Ongoing, "")))
	want := map[string]string{"1.1": "2022-12-31", "1.1.1": "2022-12-31", "1.2": "2025-12-31"}
	if got := DueDays(p); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestPeriodDays(t *testing.T) {
	for name, want := range map[string]string{"2024": "2024-01-01 2024-12-31", "2024-H2": "2024-07-01 2024-12-31", "2024-Q1": "2024-01-01 2024-03-31", "2024-02": "2024-02-01 2024-02-29"} {
		first, last, ok := PeriodDays(name)
		if got := first + " " + last; !ok || got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	for _, name := range []string{"", "24", "2024-", "2024-H3", "2024-H0", "2024-Q5", "2024-13", "2024-00", "2024-7", "2024-+1", "Q1-2024"} {
		if first, _, ok := PeriodDays(name); ok {
			t.Errorf("%q is %s", name, first)
		}
	}
}

// TestArrange wants parents before children, and nothing lost.
func TestArrange(t *testing.T) {
	p := plan(node("1.1", SubObjective), node("2", Objective), node("1", Objective), node("9.1", SubObjective), node("2.1", SubObjective))
	var got []string
	for _, n := range Arrange(p).Nodes {
		got = append(got, n.Number)
	}
	if want := []string{"2", "2.1", "1", "1.1", "9.1"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
