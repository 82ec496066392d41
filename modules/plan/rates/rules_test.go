package rates

import (
	"fmt"
	"strings"
	"testing"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/measure"
	"reeve/modules/plan/tree"
)

// TestBase wants a plan amended in June to keep its base of January.
func TestBase(t *testing.T) {
	versions := []Version{{3, "2024-06-15"}, {1, "2021-03-01"}, {2, "2024-01-01"}, {4, "2025-02-01"}}
	for _, c := range []struct {
		year          int
		base, amended int64 // 0 = none
	}{{2020, 0, 0}, {2021, 1, 0}, {2022, 1, 0}, {2024, 2, 3}, {2025, 3, 4}, {2026, 4, 0}} {
		base, err := Base(versions, c.year)
		if base.Number != c.base || (err != nil) != (c.base == 0) {
			t.Errorf("%d: version %d, %v, want %d", c.year, base.Number, err, c.base)
		}
		amended, other := Amended(versions, c.year)
		if other != (c.amended != 0) || other && amended.Number != c.amended {
			t.Errorf("%d: amended %d %t, want %d", c.year, amended.Number, other, c.amended)
		}
	}
	if v, _ := InForce([]Version{{1, "2024-01-01"}, {2, "2023-01-01"}}, "2024-06-01"); v.Number != 1 {
		t.Errorf("what came into force last holds, whatever its number: version %d", v.Number)
	}
	if v, _ := InForce([]Version{{1, "2024-01-01"}, {2, "2024-01-01"}}, "2024-01-01"); v.Number != 2 {
		t.Errorf("of two of one day: version %d", v.Number)
	}
}

// TestTimings wants an activity left out only where its own dates say so.
func TestTimings(t *testing.T) {
	p := tree.Plan{From: "2021-01-01", Until: "2025-12-31"}
	for name, c := range map[string]struct {
		a    tree.Activity
		want Timing
	}{
		"due":             {tree.Activity{Deadline: tree.Deadline{Kind: tree.QuarterEnd, Day: "2024-03-31"}}, Due},
		"due on the last": {tree.Activity{Deadline: tree.Deadline{Kind: tree.YearEnd, Day: "2024-12-31"}}, Due},
		"overdue":         {tree.Activity{Deadline: tree.Deadline{Kind: tree.OnDate, Day: "2023-12-31"}}, Overdue},
		"later":           {tree.Activity{Deadline: tree.Deadline{Kind: tree.OnDate, Day: "2025-01-01"}}, Later},
		"begun":           {tree.Activity{Start: "2024-05-01", Deadline: tree.Deadline{Kind: tree.OnDate, Day: "2025-01-01"}}, Running},
		"begins later":    {tree.Activity{Start: "2025-01-01", Deadline: tree.Deadline{Kind: tree.Ongoing}}, Later},
		"recurring":       {tree.Activity{Deadline: tree.Deadline{Kind: tree.Recurring, Every: tree.Yearly}}, Due},
		"ongoing":         {tree.Activity{Deadline: tree.Deadline{Kind: tree.Ongoing}}, Running},
		"none":            {tree.Activity{}, Running},
		"unread":          {tree.Activity{Deadline: tree.Deadline{Kind: tree.Unread, Written: "soon"}}, Running},
		"relative":        {tree.Activity{Deadline: tree.Deadline{Kind: tree.Relative, Days: 90, After: "the law"}}, Later},
		"relative, begun": {tree.Activity{Start: "2023-01-01", Deadline: tree.Deadline{Kind: tree.Relative, Days: 90, After: "the law"}}, Running},
		"inherited":       {tree.Activity{Deadline: tree.Deadline{Kind: tree.Inherited}}, Later},
		"dropped":         {tree.Activity{Dropped: true}, Out},
	} {
		a := c.a
		p.Nodes = []tree.Node{{Number: "1", Level: tree.ActivityNode, Activity: &a}}
		if got := Timings(p, 2024)["1"]; got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	for _, c := range []struct {
		timing  Timing
		rated   Status
		dropped bool
		want    Status
	}{{Due, "", false, NoReport}, {Overdue, "", false, NoReport}, {Running, "", false, NoReport}, {Later, "", false, NotDue}, {Later, Implemented, false, Implemented},
		{Due, "", true, Dropped}, {Due, Partly, true, Partly}, {Due, NoReport, false, NoReport}, {Later, NoReport, false, NotDue}, {Out, Implemented, false, ""}} {
		if got, ok := Settle(c.timing, c.rated, c.dropped); got != c.want || ok != (c.want != "") {
			t.Errorf("%+v: %s %t", c, got, ok)
		}
	}
	for _, c := range [][3]Status{{"", "", NoReport}, {Partly, "", Partly}, {Partly, Late, Late}, {"", Late, Late}} {
		if got := Counts(c[0], c[1]); got != c[2] {
			t.Errorf("unit %q, reviewer %q: %s", c[0], c[1], got)
		}
	}
}

// TestColumns wants what an amendment dropped to stay planned in the base and to be gone from the second column.
func TestColumns(t *testing.T) {
	base := tree.Plan{RollUp: tree.Activities, Scheme: tree.Usual(), Nodes: []tree.Node{{Number: "1", Level: tree.Objective}}}
	for i := range 4 {
		base.Nodes = append(base.Nodes, tree.Node{Number: fmt.Sprintf("1.%d", i+1), Parent: "1", Level: tree.ActivityNode, Activity: &tree.Activity{}})
	}
	later := base
	later.Nodes = append([]tree.Node{}, base.Nodes[:4]...) // without 1.4
	later.Nodes[3].Activity = &tree.Activity{Dropped: true}
	later.Nodes = append(later.Nodes, tree.Node{Number: "1.5", Parent: "1", Level: tree.ActivityNode})
	ratings := map[string]Status{"1.1": Implemented, "1.5": Partly}
	first, err := Assess(Round{Year: 2024, Plan: base, Ratings: ratings, Dropped: DroppedIn(base, later)})
	if want := (Tally{Implemented: 1, NoReport: 1, Dropped: 2}); err != nil || first.Total.Tally != want {
		t.Errorf("base: %+v, %v", first.Total.Tally, err)
	}
	second, err := Assess(Round{Year: 2024, Plan: later, Ratings: ratings})
	if want := (Tally{Implemented: 1, NoReport: 1, Partly: 1}); err != nil || second.Total.Tally != want {
		t.Errorf("amended: %+v, %v", second.Total.Tally, err)
	}
	if r, _ := first.Total.Three.Strict.Per(100, 1); r != 250 {
		t.Errorf("1 of 4: %d", r)
	}
}

// TestModes wants three different wholes out of the same rows, and weights refused by the parent's number.
func TestModes(t *testing.T) {
	p := tree.Plan{Code: "P", Scheme: tree.Usual()}
	add := func(number, parent string, level tree.Level, weight int64) {
		p.Nodes = append(p.Nodes, tree.Node{Number: number, Parent: parent, Level: level, Weight: weight})
	}
	add("1", "", tree.Objective, 1_000_000)
	add("1.1", "1", tree.SubObjective, 900_000)
	add("1.2", "1", tree.SubObjective, 100_000)
	add("1.1.1", "1.1", tree.ActivityNode, 1_000_000)
	for i, w := range []int64{333_333, 333_333, 333_333} {
		add(fmt.Sprintf("1.2.%d", i+1), "1.2", tree.ActivityNode, w)
	}
	ratings := map[string]Status{"1.1.1": Implemented, "1.2.1": OnSchedule, "1.2.2": Partly}
	for mode, want := range map[tree.RollUp][3]int64{
		tree.Activities:    {5000, 6250, 6667}, // 2/4, 2.5/4, 2/3
		tree.SubObjectives: {6667, 7500, 7500}, // (1 + 1/3)/2, (1 + 1/2)/2, (1 + 1/2)/2
		tree.Weights:       {9333, 9500, 9500}, // 0.9 + 0.1/3, 0.9 + 0.05, 0.9 + 0.05
	} {
		p.RollUp = mode
		res, err := Assess(Round{Year: 2024, Plan: p, Ratings: ratings})
		if err != nil || res.RollUp != mode {
			t.Fatal(mode, err)
		}
		for i, r := range []measure.Rate{res.Total.Three.Strict, res.Total.Three.Partial, res.Total.Three.Reported} {
			if got, ok := r.Per(100, 2); !ok || got != want[i] {
				t.Errorf("%s: rate %d is %d, want %d", mode, i, got, want[i])
			}
		}
	}
	p.Nodes[2].Weight = 200_000
	p.RollUp = tree.Weights
	_, err := Assess(Round{Year: 2024, Plan: p, Ratings: ratings})
	if e := errs.Of(err); e == nil || e.Kind != errs.Invalid || e.Fields[0].Args["parent"] != "1" {
		t.Errorf("weights of 1.1: %v", err)
	}
}

func TestFulfil(t *testing.T) {
	n := tree.Whole
	for name, c := range map[string]struct {
		actual, baseline, target tree.Quantity
		direction                tree.Direction
		percent                  int64
		hold, met                bool
	}{
		"half way":          {n(15), n(10), n(20), tree.Rising, 50, false, false},
		"falling":           {n(60), n(80), n(50), tree.Falling, 67, false, false},
		"above":             {n(25), n(10), n(20), tree.Rising, 150, false, true},
		"the wrong way":     {n(5), n(10), n(20), tree.Rising, -50, false, false},
		"from zero":         {n(0), n(0), n(20), tree.Rising, 0, false, false},
		"percentages":       {tree.Fraction(3, 4), tree.Fraction(1, 2), tree.Fraction(1, 1), tree.Rising, 50, false, false},
		"kept":              {n(10), n(10), n(10), tree.Hold, 100, true, true},
		"kept from falling": {n(12), n(10), n(10), tree.Rising, 100, true, true},
		"fell":              {n(9), n(10), n(10), tree.Rising, 0, true, false},
		"rose":              {n(11), n(10), n(10), tree.Falling, 0, true, false},
		"not kept":          {n(11), n(10), n(10), tree.Hold, 0, true, false},
	} {
		f := Fulfil(c.actual, c.baseline, c.target, c.direction)
		if got, ok := f.Rate.Per(100, 0); !ok || got != c.percent || f.Hold != c.hold || f.Met != c.met || f.Why != "" {
			t.Errorf("%s: %d, %+v", name, got, f)
		}
	}
	if f := Fulfil(n(5), tree.None(measure.Missing), n(10), tree.Rising); f.Rate != measure.None(measure.Missing) || f.Why != "plan.rates.why.no_baseline" {
		t.Errorf("without a baseline: %+v", f)
	}
	for _, c := range []struct {
		rate measure.Rate
		want int64
	}{{measure.Of(3, 2), 1000}, {measure.Of(-1, 2), 0}, {measure.Of(1, 3), 333}} {
		if got, _ := Bar(c.rate); got != c.want {
			t.Errorf("bar of %+v: %d", c.rate, got)
		}
	}
}

func TestSumOf(t *testing.T) {
	parts := []tree.Quantity{tree.Fraction(1, 10), tree.Fraction(90, 100), tree.None(measure.NotApplicable)}
	if got := SumOf(tree.Percent, parts); got.Quantity != tree.Fraction(91, 110) || got.Known != 2 || got.NotApplicable != 1 {
		t.Errorf("the sum of the parts over the sum of the wholes: %+v", got)
	}
	if got := SumOf(tree.Number, []tree.Quantity{tree.Whole(0), tree.Whole(0)}); got.Quantity != tree.Whole(0) {
		t.Errorf("zeros sum to zero: %+v", got)
	}
	if got := SumOf(tree.Number, []tree.Quantity{tree.Whole(4), tree.None(measure.Missing)}); got.Quantity.Why() != measure.Missing || got.Known != 1 {
		t.Errorf("missing is not 0: %+v", got)
	}
}

// TestSignals wants every light to name the rule that lit it, in every language.
func TestSignals(t *testing.T) {
	c, err := i18n.Load(Files(), tree.Files())
	if err != nil {
		t.Fatal(err)
	}
	line := func(tally Tally) Line { return Line{Tally: tally, Three: tally.Rates(500)} }
	some := Fulfil(tree.Whole(15), tree.Whole(10), tree.Whole(20), tree.Rising)
	for name, v := range map[string]struct {
		signal Signal
		light  Light
		rule   string
	}{
		"done":        {line(Tally{Implemented: 3, Dropped: 1, NotDue: 1}).Signal(tree.Usual()), Blue, "All planned activities are implemented: 3"},
		"on top":      {line(Tally{Implemented: 3, OnSchedule: 1, Late: 1}).Signal(tree.Usual()), Green, "80.0%: green from 80% on, ochre from 50% on"},
		"below":       {line(Tally{OnSchedule: 799, Late: 201}).Signal(tree.Usual()), Amber, "79.9%: green from 80% on, ochre from 50% on"},
		"red":         {line(Tally{OnSchedule: 1, Partly: 2}).Signal(tree.Usual()), Red, "33.3%: red below 50%, green from 80% on"},
		"silent":      {line(Tally{NoReport: 2}).Signal(tree.Usual()), Grey, "No report on any of the planned activities; planned: 2"},
		"not due":     {line(Tally{NotDue: 2}).Signal(tree.Usual()), Dot, "Nothing below it was due in the year"},
		"empty":       {line(Tally{}).Signal(tree.Usual()), Dot, "There are no activities below it"},
		"an activity": {Late.Signal(), Red, "By its status: Ongoing, late"},
		"indicator":   {some.Signal(tree.Usual()), Amber, "50.0%: green from 80% on, ochre from 50% on"},
		"no data":     {Fulfil(tree.Whole(1), tree.Quantity{}, tree.Whole(2), "").Signal(tree.Usual()), Grey, "No data: without a baseline it cannot be computed"},
	} {
		if got := v.signal.Say(c.For(i18n.English)); v.signal.Light != v.light || got != v.rule {
			t.Errorf("%s: %s, %q, want %s, %q", name, v.signal.Light, got, v.light, v.rule)
		}
	}
	var keys []string
	for _, s := range Statuses() {
		keys = append(keys, s.Key())
	}
	for _, k := range []Timing{Due, Overdue, Running, Later, Out} {
		keys = append(keys, k.Key())
	}
	for _, l := range i18n.Written() {
		letters := map[string]Light{}
		for _, light := range Lights() {
			keys = append(keys, light.Key(), light.LetterKey())
			letter := c.For(l).T(light.LetterKey())
			if other, twice := letters[letter]; twice {
				t.Errorf("%s: %s and %s have the letter %s", l, other, light, letter)
			}
			letters[letter] = light
		}
		for _, key := range keys {
			if !c.Has(l, key) {
				t.Errorf("%s: %s is missing", l, key)
			}
		}
	}
	for _, fault := range i18n.Check(c, []string{"en", "sq", "sr", "lt", "lv", "et", "cs", "uk", "pl", "nb"}) {
		t.Error(fault)
	}
}

// TestLint wants nothing to be said about a good indicator, and each lack by its field.
func TestLint(t *testing.T) {
	c, err := i18n.Load(Files(), tree.Files())
	if err != nil {
		t.Fatal(err)
	}
	good := func() tree.Indicator {
		return tree.Indicator{Number: "1-1", Text: i18n.Text{"en": "Number of women and men trained", "sr": "Број обучених жена и мушкараца"}, Unit: "people", Measure: tree.Number,
			Direction: tree.Rising, Source: "training register", Owner: "academy", Frequency: tree.Yearly,
			Baseline: tree.Baseline{Quantity: tree.Whole(10), Year: 2020}, Targets: []tree.Target{{Period: "2024", Quantity: tree.Whole(20)}}}
	}
	for want, spoil := range map[string]func(*tree.Indicator){
		"":              func(*tree.Indicator) {},
		"unit":          func(i *tree.Indicator) { i.Unit = "" },
		"direction":     func(i *tree.Indicator) { i.Direction = "" },
		"source":        func(i *tree.Indicator) { i.Source = "" },
		"owner":         func(i *tree.Indicator) { i.Owner = "" },
		"frequency":     func(i *tree.Indicator) { i.Frequency = "" },
		"targets":       func(i *tree.Indicator) { i.Targets = nil },
		"baseline":      func(i *tree.Indicator) { i.Baseline = tree.Baseline{} },
		"baseline_year": func(i *tree.Indicator) { i.Baseline.Year = 0 },
		"parts":         func(i *tree.Indicator) { i.Measure = tree.Percent },
		"side":          func(i *tree.Indicator) { i.Direction = tree.Falling },
		"two": func(i *tree.Indicator) {
			i.Text = i18n.Text{"en": "Number of patrols and the share of reports answered"}
		},
	} {
		ind := good()
		spoil(&ind)
		var got []string
		for _, r := range Lint(ind) {
			got = append(got, strings.TrimPrefix(r.Key, "plan.rates.lint."))
			if said := r.Say(c.For(i18n.English)); r.Fault || strings.Contains(said, "plan.") || !strings.HasPrefix(said, "1-1: ") {
				t.Errorf("%s: %q", want, said)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q", want, got)
		}
	}
	for tag, text := range map[string]string{"sq": "Numri i patrullave dhe përqindja e raporteve", "sr": "Број патрола и проценат пријава", "lt": "Patrulių skaičius ir pranešimų dalis",
		"lv": "Patruļu skaits un ziņojumu īpatsvars", "et": "Patrullide arv ja osakaal", "cs": "Počet hlídek a podíl hlášení", "uk": "Кількість патрулів та частка повідомлень",
		"pl": "Liczba patroli oraz odsetek zgłoszeń", "nb": "Antall patruljer og andel meldinger", "sr-Latn": "Broj patrola i procenat prijava"} {
		ind := good()
		ind.Text = i18n.Text{tag: text}
		if got := Lint(ind); len(got) != 1 || got[0].Key != "plan.rates.lint.two" {
			t.Errorf("%s: %+v", tag, got)
		}
	}
}

// BenchmarkAssess reckons a plan of 10,000 activities in each mode.
func BenchmarkAssess(b *testing.B) {
	p := tree.Plan{Code: "P", From: "2021-01-01", Until: "2025-12-31", Scheme: tree.Usual()}
	ratings := map[string]Status{}
	for i := range 20 {
		o := fmt.Sprint(i + 1)
		p.Nodes = append(p.Nodes, tree.Node{Number: o, Level: tree.Objective, Weight: 50_000})
		for j := range 25 {
			s := fmt.Sprintf("%s.%d", o, j+1)
			p.Nodes = append(p.Nodes, tree.Node{Number: s, Parent: o, Level: tree.SubObjective, Weight: 40_000})
			for k := range 20 {
				a := fmt.Sprintf("%s.%d", s, k+1)
				p.Nodes = append(p.Nodes, tree.Node{Number: a, Parent: s, Level: tree.ActivityNode, Weight: 50_000,
					Activity: &tree.Activity{Deadline: tree.Deadline{Kind: tree.YearEnd, Day: "2024-12-31"}}})
				ratings[a] = Statuses()[(i+j*k)%8]
			}
		}
	}
	for _, mode := range []tree.RollUp{tree.Activities, tree.SubObjectives, tree.Weights} {
		p.RollUp = mode
		b.Run(string(mode), func(b *testing.B) {
			for b.Loop() {
				if _, err := Assess(Round{Year: 2024, Plan: p, Ratings: ratings}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
