package advice

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"reeve/kernel/i18n"
	"reeve/modules/plan/tree"
)

// plan draws a plan of two levels above its activities.
func plan(t *rapid.T) tree.Plan {
	p := tree.Plan{Code: "KS-2021", Kind: tree.Strategy, Titles: i18n.Text{"en": "Strategy"}, From: "2021-01-01", Until: "2025-12-31", RollUp: tree.Activities, Scheme: tree.Usual()}
	kinds := []tree.Deadline{{Kind: tree.OnDate, Day: "2024-02-29"}, {Kind: tree.QuarterEnd, Day: "2025-09-30"}, {Kind: tree.Ongoing}, {Kind: tree.Recurring, Every: tree.Yearly}, {Kind: tree.Unread, Written: "when possible"}, {}}
	for o := range rapid.IntRange(1, 3).Draw(t, "objectives") {
		top := fmt.Sprint(o + 1)
		p.Nodes = append(p.Nodes, tree.Node{Number: top, Level: tree.Objective, Text: i18n.Text{"en": "Objective " + top}})
		for s := range rapid.IntRange(0, 3).Draw(t, "sub") {
			sub := top + "." + fmt.Sprint(s+1)
			p.Nodes = append(p.Nodes, tree.Node{Number: sub, Parent: top, Level: tree.SubObjective, Text: i18n.Text{"en": "Sub " + sub},
				Indicators: []tree.Indicator{{Number: sub + "-1", Measure: tree.Number, Targets: []tree.Target{{Period: "2024", Quantity: tree.Whole(5)}}}}})
			for a := range rapid.IntRange(0, 4).Draw(t, "activities") {
				number := sub + "." + fmt.Sprint(a+1)
				n := tree.Node{Number: number, Parent: sub, Level: tree.ActivityNode, Text: i18n.Text{"en": "Do " + number},
					Activity: &tree.Activity{Start: "2021-03-01", Deadline: rapid.SampledFrom(kinds).Draw(t, "deadline"), Dropped: rapid.IntRange(0, 5).Draw(t, "dropped") == 0, Budget: []tree.Budget{{Year: 2022, Minor: 5, Currency: "EUR"}}}}
				if a > 0 {
					n.Contributes = []string{sub + ".1", "XX-1/2"}
				}
				p.Nodes = append(p.Nodes, n)
			}
		}
	}
	return p
}

func numbers(p tree.Plan) (out []string) {
	for _, n := range p.Nodes {
		out = append(out, n.Number)
	}
	return out
}

// TestContinueHoldsTogether: whatever the rules, the new plan has each number once, parents before children, no fault that
// the old one had not, no dropped activity, no budget of the old period, and no node without an origin or a proposal.
func TestContinueHoldsTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old := plan(t)
		r := Rules{Code: "KS-2026", Titles: old.Titles, From: "2026-01-01", Until: "2030-12-31", Activities: rapid.SampledFrom(Keeps()).Draw(t, "keep"), Rest: i18n.Text{"en": "Rest"},
			Numbers: rapid.SampledFrom([]string{KeepNumbers, Renumber}).Draw(t, "numbers"), Deadlines: rapid.SampledFrom([]string{ShiftDeadlines, ClearDeadlines}).Draw(t, "deadlines")}
		if rapid.Bool().Draw(t, "leave") {
			r.Leave = []string{rapid.SampledFrom(numbers(old)).Draw(t, "which")}
		}
		done := map[string]bool{}
		for _, n := range numbers(old) {
			done[n] = rapid.Bool().Draw(t, "done")
		}
		k := Known{Implemented: func(n string) bool { return done[n] }, Last: func(string) (tree.Baseline, bool) {
			return tree.Baseline{Quantity: tree.Whole(7), Year: 2024, Source: "KS-2021"}, true
		}}
		var proposals []Proposal
		for i := range rapid.IntRange(0, 3).Draw(t, "proposals") {
			proposals = append(proposals, Proposal{ID: fmt.Sprint("p", i), Text: i18n.Text{"en": "Recommended"}, Due: "2027-06-30", About: rapid.SampledFrom(append(numbers(old), "")).Draw(t, "about")})
		}
		now, pairs := Continue(old, r, k, proposals)
		if faults := tree.Faults(tree.Check(now)); faults != nil {
			t.Fatalf("%v\n%v", faults, numbers(now))
		}
		seen, from := map[string]bool{"": true}, map[string]Pair{}
		for _, p := range pairs {
			from[p.To] = p
		}
		for _, n := range now.Nodes {
			if seen[n.Number] || !seen[n.Parent] {
				t.Fatalf("%s twice or before its parent %s: %v", n.Number, n.Parent, numbers(now))
			}
			seen[n.Number] = true
			p, ok := from[n.Number]
			if !ok && n.Text["en"] != "Rest" {
				t.Fatalf("%s comes from nowhere", n.Number)
			}
			for _, i := range n.Indicators {
				if i.Baseline.Year != 2024 || len(i.Targets) > 0 {
					t.Fatalf("indicator %s: %+v", i.Number, i)
				}
			}
			if p.From == "" {
				continue
			}
			was := old.Nodes[slices.IndexFunc(old.Nodes, func(o tree.Node) bool { return o.Number == p.From })]
			if was.Text["en"] != n.Text["en"] || r.Numbers == KeepNumbers && p.From != n.Number {
				t.Fatalf("%s is not %s", n.Number, p.From)
			}
			if len(r.Leave) > 0 && (was.Number == r.Leave[0] || strings.HasPrefix(was.Number, r.Leave[0]+".")) {
				t.Fatalf("%s was to be left out", was.Number)
			}
			if a := n.Activity; a != nil {
				goesOn := was.Activity.Deadline.Kind == tree.Ongoing || was.Activity.Deadline.Kind == tree.Recurring
				if was.Activity.Dropped || len(a.Budget) > 0 || r.Activities == KeepNone || r.Activities == KeepOngoing && !goesOn || r.Activities == KeepUnfinished && done[was.Number] && !goesOn {
					t.Fatalf("%s is not to go over: %+v", was.Number, a)
				}
				if goesOn && a.Deadline.Kind != was.Activity.Deadline.Kind || a.Deadline.Day != "" && (r.Deadlines == ClearDeadlines || a.Deadline.Day < r.From) {
					t.Fatalf("%s: deadline %+v", n.Number, a.Deadline)
				}
			}
		}
		for _, p := range proposals {
			if !slices.ContainsFunc(pairs, func(x Pair) bool { return x.Proposal == p.ID && seen[x.To] }) {
				t.Fatalf("%s was lost", p.ID)
			}
		}
	})
}

// TestContinueShifts: days move by the years between the plans, ends stay ends, and links go to the new numbers or back.
func TestContinueShifts(t *testing.T) {
	act := func(number string, d tree.Deadline, gives ...string) tree.Node {
		return tree.Node{Number: number, Parent: "1", Level: tree.ActivityNode, Text: i18n.Text{"en": number}, Contributes: gives, Activity: &tree.Activity{Deadline: d}}
	}
	old := tree.Plan{Code: "A", Kind: tree.Strategy, From: "2021-01-01", Until: "2025-12-31", RollUp: tree.Weights, Nodes: []tree.Node{{Number: "1", Level: tree.Objective, Weight: 1_000_000},
		act("1.1", tree.Deadline{Kind: tree.OnDate, Day: "2024-02-29"}, "1.2", "1.3", "B/7"), act("1.2", tree.Deadline{Kind: tree.MonthEnd, Day: "2023-02-28"}), act("1.3", tree.Deadline{Kind: tree.Ongoing})}}
	for i, w := range []int64{500_000, 250_000, 250_000} {
		old.Nodes[i+1].Weight = w
	}
	now, _ := Continue(old, Rules{Code: "B", From: "2026-01-01", Until: "2030-12-31", Activities: KeepAll, Leave: []string{"1.2"}, Numbers: Renumber, Deadlines: ShiftDeadlines}, Known{}, nil)
	if got := strings.Join(numbers(now), " "); got != "1 1.1 1.2" {
		t.Fatal(got)
	}
	if d := now.Nodes[1].Activity.Deadline; d.Day != "2029-02-28" {
		t.Errorf("shifted to %s", d.Day)
	}
	if got := strings.Join(now.Nodes[1].Contributes, " "); got != "A/1.2 1.2 B/7" {
		t.Errorf("contributes to %s", got)
	}
	if a, b := now.Nodes[1].Weight, now.Nodes[2].Weight; a+b != 1_000_000 || a <= b {
		t.Errorf("weights %d and %d", a, b)
	}
}

// TestMarks: a reminder is due from its day on for five days; one of before is not sent after.
func TestMarks(t *testing.T) {
	for _, c := range []struct {
		today string
		mark  int64
		ok    bool
	}{{"2027-03-16", 0, false}, {"2027-03-17", -14, true}, {"2027-03-22", -14, true}, {"2027-03-23", 0, false}, {"2027-03-28", -3, true}, {"2027-03-31", -3, true}, {"2027-04-01", 1, true},
		{"2027-04-06", 1, true}, {"2027-04-07", 0, false}, {"2027-04-14", 14, true}, {"2027-04-20", 0, false}, {"nonsense", 0, false}} {
		if mark, ok := markOn("2027-03-31", c.today); mark != c.mark || ok != c.ok {
			t.Errorf("%s: %d %v", c.today, mark, ok)
		}
	}
}

// TestDefinitions: both lives hold together, and every day survives the way into a cursor and back.
func TestDefinitions(t *testing.T) {
	for _, d := range Definitions() {
		if err := d.Check(); err != nil {
			t.Error(err)
		}
	}
	for _, text := range []string{"2027-03-31", noDay, "1970-01-01"} {
		if got := dayOf(daysOf(text)); got != text {
			t.Errorf("%s became %s", text, got)
		}
	}
}
