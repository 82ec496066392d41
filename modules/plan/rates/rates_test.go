package rates

import (
	"testing"

	"reeve/kernel/measure"
)

// TestThreeRates is the case that the rates are checked with: 544 planned, 207 done, 174 silent.
func TestThreeRates(t *testing.T) {
	tally := Tally{Implemented: 150, OnSchedule: 57, Partly: 60, NotImplemented: 60, Late: 33, Dropped: 10, NoReport: 174, NotDue: 20}
	if tally.Planned() != 544 || tally.Done() != 207 || tally.All() != 564 {
		t.Fatalf("%d planned, %d done, %d in all", tally.Planned(), tally.Done(), tally.All())
	}
	three := tally.Rates(500)
	for name, c := range map[string]struct {
		rate measure.Rate
		want int64
	}{"strict": {three.Strict, 3805}, "partial": {three.Partial, 4357}, "reported": {three.Reported, 5595}} {
		if got, ok := c.rate.Per(100, 2); !ok || got != c.want {
			t.Errorf("%s: %d %t, want %d", name, got, ok, c.want)
		}
	}
	silent := Tally{NoReport: 3}.Rates(500)
	if silent.Strict != measure.Of(0, 3) || silent.Reported != measure.None(measure.Missing) {
		t.Errorf("three silent ones: %+v", silent)
	}
	if none := (Tally{NotDue: 4}).Rates(500); none.Strict.Status != measure.Missing || none.Partial.Status != measure.Missing {
		t.Errorf("nothing planned has no rate: %+v", none)
	}
}
