package tree

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"reeve/kernel/i18n"
	"reeve/kernel/measure"
)

// drawPlan is any plan with the numbers that are drawn, in any order, whatever hangs on what.
func drawPlan(t *rapid.T, name string) Plan {
	p := plan()
	p.Titles = drawText(t)
	p.RollUp = rapid.SampledFrom([]RollUp{Activities, Weights}).Draw(t, name+" mode")
	for _, k := range rapid.Permutation([]string{"1", "1.1", "1.2", "1.10", "2", "2.1", "II.3"}).Draw(t, name)[:rapid.IntRange(0, 7).Draw(t, "n")] {
		n := Node{Number: k, Parent: rapid.SampledFrom([]string{"", "1", "2"}).Draw(t, "parent"), Level: rapid.SampledFrom(Levels()).Draw(t, "level"),
			Text: drawText(t), Weight: rapid.Int64Range(0, 2).Draw(t, "weight"), Tags: drawWords(t), Risk: drawText(t)}
		if rapid.Bool().Draw(t, "activity") {
			n.Activity = &Activity{Start: rapid.SampledFrom([]string{"", "2021-05-05"}).Draw(t, "start"), Output: drawText(t), Supporting: drawWords(t), Dropped: rapid.Bool().Draw(t, "dropped"),
				Deadline: Deadline{Kind: rapid.SampledFrom([]DeadlineKind{"", OnDate, Ongoing}).Draw(t, "kind"), Written: rapid.SampledFrom([]string{"", "soon"}).Draw(t, "written")}}
			if rapid.Bool().Draw(t, "budget") {
				n.Activity.Budget = []Budget{{Year: 2024, Minor: rapid.Int64Range(0, 3).Draw(t, "minor"), Currency: "EUR"}}
			}
		}
		for _, ind := range rapid.Permutation([]string{"a", "b", "c"}).Draw(t, "indicators")[:rapid.IntRange(0, 3).Draw(t, "of them")] {
			n.Indicators = append(n.Indicators, Indicator{Number: ind, Text: drawText(t), Measure: Number,
				Baseline: Baseline{Quantity: Quantity{Status: rapid.SampledFrom([]measure.Status{measure.Missing, measure.Suppressed, measure.NotApplicable}).Draw(t, "status")}},
				Targets:  []Target{{Period: "2024", Quantity: Whole(rapid.Int64Range(0, 2).Draw(t, "target"))}}})
		}
		p.Nodes = append(p.Nodes, n)
	}
	return p
}

func drawText(t *rapid.T) i18n.Text {
	out := i18n.Text{}
	for _, tag := range []string{"sq", "sr-Latn"} {
		if s := rapid.SampledFrom([]string{"", "Një \"fjalë\"", "true", "null", "3"}).Draw(t, tag); s != "" {
			out[tag] = s
		}
	}
	return out
}

func drawWords(t *rapid.T) []string {
	return rapid.SampledFrom([][]string{nil, {"one"}, {"one", "two"}}).Draw(t, "words")
}

func written(t *rapid.T, p Plan) string {
	raw, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestDiffRoundTrip wants the new version back from the old one and the changes, and the old one from the new.
func TestDiffRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawPlan(t, "a"), drawPlan(t, "b")
		for _, c := range [][2]Plan{{a, b}, {b, a}, {a, a}} {
			changes := Diff(c[0], c[1])
			got, err := Apply(c[0], changes)
			if err != nil {
				t.Fatal(err)
			}
			if written(t, got) != written(t, c[1]) {
				t.Fatalf("%s\nbecame\n%s\nnot\n%s\nby %+v", written(t, c[0]), written(t, got), written(t, c[1]), changes)
			}
			if (len(changes) == 0) != (written(t, c[0]) == written(t, c[1])) {
				t.Fatalf("%d changes", len(changes))
			}
			if fmt.Sprint(changes) != fmt.Sprint(Diff(c[0], c[1])) {
				t.Fatal("the same two versions, told in another way")
			}
		}
	})
}

// TestDiffTells wants one change where one thing changed, in the words of the plan.
func TestDiffTells(t *testing.T) {
	old := plan(node("1", Objective), node("1.1", ActivityNode), node("1.2", ActivityNode), node("1.3", ActivityNode))
	now := plan(slices.Clone(old.Nodes)...)
	now.Nodes[1].Activity = &Activity{Deadline: Deadline{Kind: OnDate, Day: "2023-06-30"}}
	now.Nodes[2].Activity = &Activity{Deadline: old.Nodes[2].Activity.Deadline, Dropped: true}
	now.Nodes = append(now.Nodes[:3], node("1.4", ActivityNode))
	var got []string
	for _, c := range Diff(old, now) {
		got = append(got, fmt.Sprintf("%s %s %s", c.Kind, c.Number, c.Field))
	}
	if want := []string{"removed 1.3 ", "changed 1.1 activity.deadline", "dropped 1.2 activity.dropped", "added 1.4 "}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	was, ok := Value[Deadline](Diff(old, now)[1].Was)
	if !ok || was.Day != "2022-12-31" {
		t.Errorf("what was: %+v", was)
	}
	if key, lang := FieldKey("activity.output.sq"); key != "plan.tree.field.output" || lang != "sq" {
		t.Errorf("%s %s", key, lang)
	}
	first := plan(old.Nodes[0], old.Nodes[3], old.Nodes[1], old.Nodes[2])
	if moved := Diff(old, first); len(moved) != 1 || moved[0].Kind != Moved || moved[0].Number != "1.3" || moved[0].After != "1" {
		t.Errorf("one row moved up: %+v", moved)
	}
}

// TestApplyRefuses damaged changes and those of another plan.
func TestApplyRefuses(t *testing.T) {
	p := plan(node("1", Objective))
	for _, c := range []Change{{Kind: Changed, Number: "7", Field: "lead", Is: `"x"`}, {Kind: Moved, Number: "7"}, {Kind: Added, Number: "2", Is: "{"}, {Kind: Changed, Number: "1", Field: "weight", Is: `"x"`}} {
		if _, err := Apply(p, []Change{c}); err == nil {
			t.Errorf("%+v was applied", c)
		}
	}
}

func BenchmarkDiff(b *testing.B) {
	old := plan()
	for i := range 10_000 {
		old.Nodes = append(old.Nodes, node(fmt.Sprintf("1.%d", i), ActivityNode))
	}
	now := plan(slices.Clone(old.Nodes)...)
	for i := 0; i < len(now.Nodes); i += 10 {
		now.Nodes[i].Text = i18n.Text{"en": "Other"}
	}
	for b.Loop() {
		if n := len(Diff(old, now)); n != 1000 {
			b.Fatal(n)
		}
	}
}
