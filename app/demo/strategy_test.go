package demo

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"reeve/kernel/measure"
	"reeve/modules/plan/reader"
	"reeve/modules/plan/tree"
)

// TestStrategyWorkbook reads the invented plan back as a user's file would be read.
func TestStrategyWorkbook(t *testing.T) {
	path := filepath.Join(t.TempDir(), "strategy.xlsx")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := StrategyWorkbook(f); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	d, err := reader.Read(path, reader.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if d.Counts[tree.Objective] != 5 || d.Counts[tree.SubObjective] != 27 || d.Counts[tree.ActivityNode] != 99 || d.Indicators != 30 || d.Left != 0 {
		t.Fatalf("%v, %d indicators, %+v", d.Counts, d.Indicators, d.Remarks)
	}
	kinds, values := map[tree.DeadlineKind]int{}, map[measure.Status]int{}
	for _, n := range d.Plan.Nodes {
		if len(n.Text) != 3 || n.Text["sq"] == "" || n.Text["sr"] == "" || n.Text["en"] == "" {
			t.Errorf("%s has %v", n.Number, n.Text)
		}
		if n.Activity != nil {
			kinds[n.Activity.Deadline.Kind]++
		}
		for _, i := range n.Indicators {
			values[i.Baseline.Quantity.Status]++
			if len(i.Text) != 3 || len(i.Targets) != 5 {
				t.Errorf("%s: %v, %d targets", i.Number, i.Text, len(i.Targets))
			}
		}
	}
	for _, k := range []tree.DeadlineKind{tree.OnDate, tree.MonthEnd, tree.QuarterEnd, tree.HalfEnd, tree.YearEnd, tree.Recurring, tree.Ongoing, tree.Relative, tree.Unread} {
		if kinds[k] == 0 {
			t.Errorf("no deadline is %s: %v", k, kinds)
		}
	}
	for _, s := range []measure.Status{measure.Known, measure.Missing, measure.NotApplicable, measure.Suppressed} {
		if values[s] == 0 {
			t.Errorf("no baseline is %s: %v", s, values)
		}
	}
	for lang, word := range map[string]string{"en": "SYNTHETIC", "sq": "SINTETIK", "sr": "СИНТЕТИЧКИ"} {
		if !strings.Contains(d.Plan.Titles[lang], word) {
			t.Errorf("the title in %s does not say what it is: %v", lang, d.Plan.Titles)
		}
	}
	for _, s := range d.Totals {
		if s.Written != s.Counted {
			t.Errorf("%+v", s)
		}
	}
	if len(d.Totals) != 6 || d.Plan.From != "2021-01-01" || d.Plan.Until != "2025-12-31" {
		t.Errorf("%d totals, %s %s", len(d.Totals), d.Plan.From, d.Plan.Until)
	}
}
