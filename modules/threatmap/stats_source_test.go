package threatmap

import (
	"testing"
	"time"

	"reeve/modules/threatmap/atlas"
	"reeve/modules/threatmap/stats"
)

func TestStatsOf(t *testing.T) {
	base := atlas.Entry{Category: "speeding", Month: atlas.MonthOf(2026, time.March), ToRead: 1, ToVerify: 9, ToClose: 40}
	for _, c := range []struct {
		state                                string
		open, checked, confirmed, eliminated bool
		toClose                              int
	}{
		{New, true, false, false, false, stats.None},
		{Verification, true, false, false, false, stats.None}, // reopened: was confirmed once, is being checked
		{Confirmed, true, true, true, false, stats.None},
		{HandedOver, true, true, true, false, stats.None},
		{Eliminated, false, true, true, true, 40},
		{NotConfirmed, false, true, false, false, 40},
		{Mistake, false, false, false, false, 40},
		{Withdrawn, false, false, false, false, 40},
	} {
		e := base
		e.State, e.Open, e.Confirmed = c.state, c.open, true
		var got stats.Report
		statsOf(&e, &got)
		want := stats.Report{Month: 2026*12 + 2, Category: "speeding", Open: c.open, Checked: c.checked, Confirmed: c.confirmed, Eliminated: c.eliminated, Clocks: true, Read: 1, Verify: 9, Close: c.toClose}
		if got != want {
			t.Errorf("%s: %+v, want %+v", c.state, got, want)
		}
	}
	e := base
	e.Imported, e.State = true, Confirmed
	var got stats.Report
	if statsOf(&e, &got); got.Clocks || got.Imported || !got.Checked {
		t.Errorf("imported and worked on here: %+v", got)
	}
	e.Settled = true
	if statsOf(&e, &got); got.Clocks || !got.Imported || got.Checked || got.Confirmed || got.Open {
		t.Errorf("imported with a state: %+v", got)
	}
}

// TestSlowTalliesAreKept: what took long is given again for ten times as long, what was quick is counted anew.
func TestSlowTalliesAreKept(t *testing.T) {
	var c tallyCache
	now, counted := time.Unix(0, 0), 0
	clock := func() time.Time { return now }
	ask := func(key tallyKey, takes time.Duration) *stats.Tally {
		return c.get(key, clock, func() *stats.Tally {
			counted++
			now = now.Add(takes)
			return &stats.Tally{}
		})
	}
	quick, slow := tallyKey{place: "a"}, tallyKey{place: "b"}
	ask(quick, slowTally-1)
	ask(quick, slowTally-1)
	if counted != 2 {
		t.Fatalf("a quick tally was counted %d times, want 2", counted)
	}
	first := ask(slow, time.Second)
	now = now.Add(10*time.Second - 1)
	if ask(slow, time.Second) != first || counted != 3 {
		t.Fatalf("a slow tally was counted again: %d", counted)
	}
	if ask(tallyKey{place: "b", category: "speeding"}, time.Second); counted != 4 {
		t.Error("another question got the same answer")
	}
	now = now.Add(10 * time.Second)
	if ask(slow, time.Second) == first || counted != 5 {
		t.Error("a slow tally was kept for ever")
	}
	for i := range 3 * mostTallies {
		ask(tallyKey{from: stats.Month(i)}, time.Second)
	}
	if len(c.kept) > mostTallies {
		t.Errorf("%d tallies are kept", len(c.kept))
	}
}
