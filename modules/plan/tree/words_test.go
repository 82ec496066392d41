package tree

import (
	"encoding/json"
	"strings"
	"testing"

	"reeve/kernel/i18n"
)

// TestWords wants every noun and every field of a plan named in each language.
func TestWords(t *testing.T) {
	c, err := i18n.Load(Files())
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, l := range Levels() {
		keys = append(keys, l.Key())
	}
	for _, k := range []DeadlineKind{"", OnDate, MonthEnd, QuarterEnd, HalfEnd, YearEnd, Recurring, Ongoing, Relative, Inherited, Unread} {
		keys = append(keys, k.Key())
	}
	for _, k := range []interface{ Key() string }{Strategy, Local, Activities, SubObjectives, Weights, Monthly, Quarterly, HalfYearly, Yearly, Impact, Outcome, Output, Process,
		Number, Percent, Ratio, Score, YesNo, Rising, Falling, Hold, Added, Removed, Moved, Changed, Drop, Restore} {
		keys = append(keys, k.Key())
	}
	yes := i18n.Text{"en": "x"}
	full := Node{Number: "1", Text: yes, Weight: 1, Tags: []string{"x"}, Contributes: []string{"x"}, Assumption: yes, Risk: yes, Activity: &Activity{Start: "x", Lead: "x", LeadUnit: "x",
		LeadOrg: "x", Supporting: []string{"x"}, Output: yes, Budget: []Budget{{}}, BudgetText: "x", Reference: "x", Evidence: "x", Dropped: true, Decision: "x"}}
	indicator := Indicator{Text: yes, Definition: yes, Unit: "x", Cumulative: true, Numerator: "x", Denominator: "x", Disaggregation: []string{"x"}, Source: "x", Method: "x", Owner: "x",
		OwnerUnit: "x", Frequency: "x", Targets: []Target{{}}, Computed: "x"}
	head := header{Titles: yes, Authoritative: []string{"x"}, Owner: "x"}
	for _, v := range []any{full, indicator, head} {
		for field := range fieldsOf(v) {
			key, _ := FieldKey(field)
			keys = append(keys, key)
		}
		raw, _ := json.Marshal(v)
		if len(fieldsOf(v)) < strings.Count(string(raw), `":`)/2 {
			t.Errorf("only %d fields of %s", len(fieldsOf(v)), raw)
		}
	}
	if len(keys) < 80 {
		t.Errorf("only %d keys", len(keys))
	}
	for _, l := range i18n.Written() {
		for _, key := range keys {
			if !c.Has(l, key) {
				t.Errorf("%s: %s is missing", l, key)
			}
		}
	}
	for _, fault := range i18n.Check(c, []string{"en"}) {
		t.Error(fault)
	}
}
