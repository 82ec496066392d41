package indicator

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"reeve/kernel/i18n"
	"reeve/kernel/measure"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

func TestTargetFor(t *testing.T) {
	ind := tree.Indicator{Targets: []tree.Target{{Period: "2022", Quantity: tree.Whole(2)}, {Period: "2024-H1", Quantity: tree.Whole(4)}, {Period: "2025", Quantity: tree.Whole(5)}}}
	for period, want := range map[string]string{"2021": "2022", "2022": "2022", "2022-Q4": "2022", "2023": "2024-H1", "2024-H1": "2024-H1", "2024": "2025", "2025": "2025", "2026": "2025"} {
		if got := targetFor(ind, period); got == nil || got.Period != want {
			t.Errorf("%s is held against %+v, want %s", period, got, want)
		}
	}
	if got := targetFor(tree.Indicator{}, "2024"); got != nil {
		t.Errorf("a target out of nothing: %+v", got)
	}
}

func TestPeriods(t *testing.T) {
	p := tree.Plan{From: "2021-07-01", Until: "2022-12-31"}
	for every, want := range map[tree.Every]string{"": "2021 2022", tree.Yearly: "2021 2022", tree.HalfYearly: "2021-H2 2022-H1 2022-H2", tree.Quarterly: "2021-Q3 2021-Q4 2022-Q1 2022-Q2 2022-Q3 2022-Q4"} {
		if got := strings.Join(Periods(p, tree.Indicator{Frequency: every}, nil), " "); got != want {
			t.Errorf("%q: %s, want %s", every, got, want)
		}
	}
	if n := len(Periods(p, tree.Indicator{Frequency: tree.Monthly}, nil)); n != 18 {
		t.Errorf("%d months", n)
	}
	got := Periods(p, tree.Indicator{Targets: []tree.Target{{Period: "2022-H1"}, {Period: "2030"}}}, []Value{{Period: "2021-Q4"}})
	if strings.Join(got, " ") != "2021-Q4 2021 2022-H1 2022" {
		t.Errorf("%v", got)
	}
}

func TestLatest(t *testing.T) {
	values := []Value{{Period: "2023"}, {Period: "2024-Q1"}, {Period: "2024-Q3"}, {Period: "2024-H1"}}
	if got := latest(values, 2024); got == nil || got.Period != "2024-Q3" {
		t.Errorf("%+v", got)
	}
	if got := latest(append(values, Value{Period: "2024"}, Value{Period: "2024-Q4"}), 2024); got.Period != "2024" {
		t.Errorf("%+v", got)
	}
	if got := latest(values, 2022); got != nil {
		t.Errorf("%+v", got)
	}
}

func TestRead(t *testing.T) {
	for _, c := range []struct {
		measure            tree.Measure
		value, part, whole string
		want               tree.Quantity
	}{
		{tree.Number, "12", "", "", tree.Whole(12)},
		{tree.Number, "1 212,5", "", "", tree.Fraction(12125, 10)},
		{tree.Number, "−3.25", "", "", tree.Fraction(-325, 100)},
		{tree.Number, "0", "", "", tree.Whole(0)},
		{tree.Number, " ", "", "", tree.None(measure.Missing)},
		{tree.Percent, "62,5 %", "", "", tree.Fraction(625, 1000)},
		{tree.Percent, "", "5", "8", tree.Fraction(5, 8)},
		{tree.Percent, "99", "0", "1 000", tree.Fraction(0, 1000)}, // the counts say more
	} {
		if got, err := Read(c.measure, measure.Known, c.value, c.part, c.whole); err != nil || got != c.want {
			t.Errorf("%q %q %q: %+v, %v", c.value, c.part, c.whole, got, err)
		}
	}
	for _, c := range [][3]string{{"twelve", "", ""}, {"1.2.3", "", ""}, {"1e5", "", ""}, {"0.1234567891", "", ""}, {"99999999999999999999", "", ""}, {"", "5", ""}, {"", "", "8"}, {"", "5", "0"}} {
		if got, err := Read(tree.Percent, measure.Known, c[0], c[1], c[2]); err == nil {
			t.Errorf("%q is %+v", c, got)
		}
	}
	for _, s := range []measure.Status{measure.Missing, measure.NotApplicable, measure.Suppressed} {
		if got, err := Read(tree.Number, s, "12", "", ""); err != nil || got != tree.None(s) {
			t.Errorf("%s: %+v, %v", s, got, err)
		}
	}
}

// TestWrittenIsRead wants a number that was written into a field to be read again as the same number.
func TestWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := tree.Fraction(rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "num"), rapid.SampledFrom([]int64{1, 10, 100, 1000}).Draw(t, "den"))
		got, err := Read(tree.Number, measure.Known, plain(q), "", "")
		if err != nil || got.Rat().Cmp(q.Rat()) != 0 {
			t.Fatalf("%+v was written %q and read %+v, %v", q, plain(q), got, err)
		}
	})
}

// TestFourWords wants four different words for zero, missing, not applicable and suppressed in every language, and every
// state and step named.
func TestFourWords(t *testing.T) {
	c, err := i18n.Load(Files(), rates.Files(), tree.Files())
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range i18n.Written() {
		text, words := c.For(l), map[string]bool{}
		for _, q := range []tree.Quantity{tree.Whole(0), tree.None(measure.Missing), tree.None(measure.NotApplicable), tree.None(measure.Suppressed)} {
			words[Write(text, tree.Number, q)] = true
		}
		if len(words) != 4 {
			t.Errorf("%s: %v", l, words)
		}
		d := Definition()
		for _, s := range d.States {
			if !c.Has(l, "plan.indicator.state."+s.Code) {
				t.Errorf("%s: state %s has no name", l, s.Code)
			}
		}
		for _, s := range d.Steps {
			if !c.Has(l, "plan.indicator.step."+s.Name) {
				t.Errorf("%s: step %s has no name", l, s.Name)
			}
		}
	}
	for _, fault := range i18n.Check(c, []string{"en", "sq", "sr", "lt", "lv", "et", "cs", "uk", "pl", "nb"}) {
		t.Error(fault)
	}
	if err := Definition().Check(); err != nil {
		t.Error(err)
	}
	en := c.For(i18n.English)
	for _, v := range []struct {
		m    tree.Measure
		q    tree.Quantity
		want string
	}{{tree.Percent, tree.Fraction(3, 4), "75.0% (3 of 4)"}, {tree.Percent, tree.Fraction(625, 1000), "62.5%"}, {tree.Number, tree.Fraction(12125, 10), "1,212.50"}, {tree.YesNo, tree.Whole(1), "Yes"},
		{tree.YesNo, tree.Whole(0), "No"}, {tree.Number, tree.Quantity{}, "No data"}} {
		if got := Write(en, v.m, v.q); got != v.want {
			t.Errorf("%+v: %q, want %q", v.q, got, v.want)
		}
	}
}

// TestPart wants every indicator on just one page, in the order of the plan.
func TestPart(t *testing.T) {
	e := &register.Edition{}
	for i := range 7 {
		e.Plan.Nodes = append(e.Plan.Nodes, tree.Node{Number: fmt.Sprint(i), Indicators: []tree.Indicator{{Number: fmt.Sprint(i, "-1")}, {Number: fmt.Sprint(i, "-2")}}[:i%3]})
	}
	var got []string
	for from := 0; ; from += 3 {
		part, all := Part(register.Plan{}, e, from, 3)
		if all != 6 || len(part) > 3 {
			t.Fatalf("%d of %d", len(part), all)
		}
		if len(part) == 0 {
			break
		}
		for _, at := range part {
			got = append(got, at.Node.Number+" "+at.Indicator.Number)
		}
	}
	if want := "1 1-1;2 2-1;2 2-2;4 4-1;5 5-1;5 5-2"; strings.ReplaceAll(strings.Join(got, ";"), "  ", " ") != want {
		t.Errorf("%v, want %s", got, want)
	}
}

// BenchmarkPart finds 50 of the 5,000 indicators of a plan of 10,000 activities and puts them beside their values.
func BenchmarkPart(b *testing.B) {
	e := &register.Edition{Plan: tree.Plan{From: "2021-01-01", Until: "2025-12-31", Scheme: tree.Usual()}}
	for i := range 10_000 {
		n := tree.Node{Number: fmt.Sprintf("1.1.%d", i), Level: tree.ActivityNode}
		if i%2 == 0 {
			n.Indicators = []tree.Indicator{{Number: n.Number + "-1", Measure: tree.Number, Direction: tree.Rising, Baseline: tree.Baseline{Quantity: tree.Whole(1), Year: 2020},
				Targets: []tree.Target{{Period: "2024", Quantity: tree.Whole(9)}}}}
		}
		e.Plan.Nodes = append(e.Plan.Nodes, n)
	}
	for b.Loop() {
		part, all := Part(register.Plan{}, e, 4000, 50)
		if n := len(Lines(part, []Value{{Indicator: part[0].Indicator.Number, Period: "2024", Quantity: tree.Whole(7)}}, 2024)); n != 50 || all != 5000 {
			b.Fatal(n, all)
		}
	}
}
