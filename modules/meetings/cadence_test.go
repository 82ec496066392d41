package meetings

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDueOn(t *testing.T) {
	two := Cadence{Code: "x", Months: 2}
	since := two
	since.Since = "2026-03-15"
	for _, c := range []struct {
		rule Cadence
		held []string
		day  string
		want Due
	}{
		{two, nil, "2026-02-28", Due{By: "2026-03-01"}},
		{two, nil, "2026-03-01", Due{By: "2026-03-01"}}, // the last day is in time
		{two, nil, "2026-03-02", Due{By: "2026-03-01", Late: true}},
		{two, []string{"2026-02-10", "2026-01-05"}, "2026-03-01", Due{By: "2026-04-10", Last: "2026-02-10"}},
		{two, []string{"2026-12-31"}, "2026-12-31", Due{By: "2027-02-28", Last: "2026-12-31"}}, // February has no 31st
		{two, []string{"2027-12-31"}, "2027-12-31", Due{By: "2028-02-29", Last: "2027-12-31"}},
		{two, []string{"2026-05-01"}, "2026-04-01", Due{By: "2026-03-01", Late: true}}, // not held yet
		{two, []string{"2025-12-20"}, "2026-01-10", Due{By: "2026-02-20", Last: "2025-12-20"}},
		{since, []string{"2026-01-10"}, "2026-04-01", Due{By: "2026-05-15", Last: "2026-01-10"}},
		{Cadence{Months: 12}, []string{"2025-06-01"}, "2026-06-02", Due{By: "2026-06-01", Last: "2025-06-01", Late: true}},
	} {
		if got := c.rule.DueOn(c.held, c.day); got != c.want {
			t.Errorf("%v on %s: %+v, want %+v", c.held, c.day, got, c.want)
		}
	}
}

func TestCount(t *testing.T) {
	two := Cadence{Months: 2}
	for _, c := range []struct {
		held      []string
		kept, due int64
	}{
		{nil, 0, 6}, // 1 March, May, July, September, November, January
		{[]string{"2026-02-20", "2026-04-20", "2026-06-20", "2026-08-20", "2026-10-20", "2026-12-20"}, 6, 6}, // the first by 1 March, then two months after each
		{[]string{"2026-02-20"}, 1, 6},
	} {
		kept, due := two.Count(c.held, "2026-01-01", "2027-01-02")
		if kept != c.kept || due != c.due {
			t.Errorf("%v: %d of %d, want %d of %d", c.held, kept, due, c.kept, c.due)
		}
	}
}

// TestCountAgreesWithDueOn: on random meetings every day by which Count wants one is missed exactly when DueOn, asked the
// day after, calls it late.
func TestCountAgreesWithDueOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := Cadence{Months: rapid.IntRange(1, 6).Draw(t, "months"), Since: "2024-01-01"}
		start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
		var held []string
		for _, n := range rapid.SliceOfN(rapid.IntRange(1, 900), 0, 12).Draw(t, "days") {
			held = append(held, start.AddDate(0, 0, n).Format(time.DateOnly))
		}
		from, until := "2024-01-01", "2026-12-31"
		kept, due := rule.Count(held, from, until)
		if kept < 0 || kept > due {
			t.Fatalf("%d of %d", kept, due)
		}
		late := false
		for day := start; day.Format(time.DateOnly) < until; day = day.AddDate(0, 0, 1) {
			d := rule.DueOn(held, day.Format(time.DateOnly))
			if d.Last != "" && !slices.Contains(held, d.Last) {
				t.Fatalf("a meeting on %s was never held", d.Last)
			}
			late = late || d.Late
		}
		if late != (kept < due) {
			t.Fatalf("late on some day: %t, but %d of %d kept: %v every %d months", late, kept, due, held, rule.Months)
		}
	})
}

func TestShippedCadences(t *testing.T) {
	laws, err := loadCadences()
	if err != nil || len(laws["UA"]) != 2 || laws["UA"][0].Months != 2 || laws["UA"][1].Months != 12 {
		t.Errorf("%+v %v", laws, err)
	}
	for _, c := range laws["UA"] {
		for _, k := range c.Kinds {
			if !slices.Contains(Kinds(), k) {
				t.Errorf("%s counts %s, which is no kind of meeting", c.Code, k)
			}
		}
	}
}
