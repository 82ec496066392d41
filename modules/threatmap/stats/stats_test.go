package stats

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"reeve/kernel/measure"
)

func TestPercentileIsNearestRank(t *testing.T) {
	for _, c := range []struct {
		times       []int
		median, p90 int
	}{
		{[]int{7}, 7, 7},
		{[]int{1, 2}, 1, 2}, // rank ceil(1) and ceil(1.8)
		{[]int{3, 1, 2}, 2, 3},
		{[]int{0, 0, 0, 40}, 0, 40},
		{[]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 5, 9}, // exactly rank 9, not 10
		{[]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 6, 10},
		{[]int{4, near - 1, near, near + 1, 5000}, near, 5000},
	} {
		var s Spread
		for _, p := range c.times {
			s.Add(p, 1)
		}
		median, _ := s.Percentile(50)
		p90, ok := s.Percentile(90)
		if !ok || median != c.median || p90 != c.p90 {
			t.Errorf("%v: median %d, 90th %d; want %d, %d", c.times, median, p90, c.median, c.p90)
		}
	}
	if _, ok := (&Spread{}).Percentile(50); ok {
		t.Error("nothing has a median")
	}
}

func TestPercentileLikeSorting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		times := rapid.SliceOfN(rapid.OneOf(rapid.IntRange(0, 20), rapid.IntRange(0, 3*near)), 1, 60).Draw(t, "times")
		p := rapid.IntRange(1, 100).Draw(t, "p")
		var s Spread
		for _, v := range times {
			s.Add(v, 1)
		}
		sorted := slices.Sorted(slices.Values(times))
		rank := 1
		for rank*100 < p*len(sorted) {
			rank++
		}
		if got, ok := s.Percentile(p); !ok || got != sorted[rank-1] {
			t.Fatalf("percentile %d of %v is %d, want %d", p, sorted, got, sorted[rank-1])
		}
	})
}

func TestMonth(t *testing.T) {
	for _, s := range []string{"2026-01", "2024-12", "1900-01"} {
		if m, ok := ParseMonth(s); !ok || m.String() != s {
			t.Errorf("%s becomes %s, %t", s, m, ok)
		}
	}
	for _, s := range []string{"", "2026", "2026-13", "2026-1", "2026-01-01", "0001-01", "last", "2026-01 ", "+026-01"} {
		if m, ok := ParseMonth(s); ok {
			t.Errorf("%q is read as %s", s, m)
		}
	}
}

func TestCount(t *testing.T) {
	var c Count
	for _, r := range []Report{
		{Open: true, Clocks: true, Read: None, Verify: None, Close: None},                                // waits for everything
		{Open: true, Checked: true, Confirmed: true, Clocks: true, Read: 2, Verify: 9, Close: None},      // waits for the end
		{Checked: true, Confirmed: true, Eliminated: true, Clocks: true, Read: 4, Verify: 10, Close: 40}, // done
		{Checked: true, Clocks: true, Read: 0, Verify: 3, Close: 3},                                      // not confirmed
		{Clocks: true, Read: None, Verify: None, Close: 1},                                               // withdrawn unread: neither read nor waiting
		{Checked: true, Confirmed: true, Eliminated: true, Read: None, Verify: None, Close: None},        // came without clocks
		{Open: true, Checked: true, Confirmed: true, Read: None, Verify: None, Close: None},              // the same, open
		{Imported: true, Checked: true, Confirmed: true, Read: None, Verify: None, Close: None},          // not worked on here
	} {
		c.Add(&r, 1)
	}
	if c.Received != 8 || c.Imported != 1 || c.Here() != 7 || c.Open != 3 || c.Checked != 5 || c.Confirmed != 4 || c.Eliminated != 2 || c.Unclocked != 3 {
		t.Errorf("%+v", c)
	}
	if c.Read.N() != 3 || c.Read.Waiting != 1 || c.Verify.N() != 3 || c.Verify.Waiting != 1 || c.Close.N() != 3 || c.Close.Waiting != 2 {
		t.Errorf("times %+v", c)
	}
	if scaled, ok := c.ConfirmedRate().Per(100, 1); !ok || scaled != 800 {
		t.Errorf("confirmed: %d", scaled)
	}
	population := int64(1200)
	if scaled, ok := c.PerResident(&population).Per(1000, 1); !ok || scaled != 58 {
		t.Errorf("7 of 1,200 residents are %d tenths per 1,000", scaled)
	}
	if c.PerResident(nil).Status != measure.Missing {
		t.Error("an unknown population is missing")
	}
	nobody := int64(0)
	if c.PerResident(&nobody).Status != measure.Missing {
		t.Error("per nobody there is no figure")
	}
	only := Count{Received: 2, Unclocked: 2}
	if only.Status(&only.Read) != measure.NotApplicable || (&Count{}).Status(&Times{}) != measure.Missing || c.Status(&c.Read) != measure.Known {
		t.Error("wrong reasons")
	}
}

func anyReport(t *rapid.T, i int) Report {
	n := func(what string, most int) int { return rapid.IntRange(0, most).Draw(t, fmt.Sprint(what, i)) }
	r := Report{Month: Month(2024*12 + n("month", 30)), Category: fmt.Sprint("c", n("category", 4)), Group: fmt.Sprint("g", n("group", 3)), Clocks: n("clocks", 3) > 0, Imported: n("imported", 3) == 0,
		Read: n("read", 10) - 1, Verify: n("verify", 30) - 1, Close: n("close", 400) - 1}
	r.Open = r.Close == None
	r.Checked = n("checked", 1) == 1
	r.Confirmed = r.Checked && n("confirmed", 1) == 1
	r.Eliminated = r.Confirmed && !r.Open
	return r
}

// TestPartsMakeTheTotal: months, categories and groups each add up to the total, and the order does not matter.
func TestPartsMakeTheTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		reports := make([]Report, rapid.IntRange(0, 40).Draw(t, "n"))
		for i := range reports {
			reports[i] = anyReport(t, i)
		}
		from, to := Month(2024*12+rapid.IntRange(0, 15).Draw(t, "from")), Month(2024*12+rapid.IntRange(10, 31).Draw(t, "to"))
		if rapid.Bool().Draw(t, "unbounded") {
			from, to = 0, 0
		}
		counter, counterBack := NewCounter(from, to), NewCounter(from, to)
		var want int64
		for i := range reports {
			counter.Add(&reports[i])
			counterBack.Add(&reports[len(reports)-1-i])
			if m := reports[i].Month; from == 0 || m >= from && m <= to {
				want++
			}
			if rapid.Bool().Draw(t, "twice") { // and taken back
				extra := anyReport(t, i)
				counterBack.Add(&extra)
				counterBack.Line(extra.Category).Add(&extra, counterBack.Group(extra.Group), -1)
			}
		}
		tally := counter.Sum(func(name string) string { return name[:1] + string(name[1]&^1) })
		back := counterBack.Sum(nil)
		if tally.Total.Received != want {
			t.Fatalf("%d received, want %d", tally.Total.Received, want)
		}
		plain := func(c *Count) [11]int64 {
			return [11]int64{c.Received, c.Imported, c.Open, c.Checked, c.Confirmed, c.Eliminated, c.Unclocked, c.Read.N() + c.Read.Waiting, c.Verify.N(), c.Verify.Waiting, c.Close.N()}
		}
		var months, categories, groups [11]int64
		sum := func(to *[11]int64, c *Count) {
			for i, v := range plain(c) {
				to[i] += v
			}
		}
		last := Month(0)
		for _, m := range tally.Months(to) {
			if last != 0 && m.Month != last+1 {
				t.Fatalf("%s follows %s", m.Month, last)
			}
			last = m.Month
			sum(&months, m.Count)
		}
		for _, c := range tally.Categories {
			sum(&categories, c)
		}
		for _, c := range tally.Groups {
			sum(&groups, c)
		}
		if total := plain(&tally.Total); months != total || categories != total || groups != total {
			t.Fatalf("total %v, months %v, categories %v, groups %v", total, months, categories, groups)
		}
		for _, p := range []int{50, 90} {
			a, _ := tally.Total.Close.Percentile(p)
			b, _ := back.Total.Close.Percentile(p)
			if a != b || plain(&tally.Total) != plain(&back.Total) || len(tally.Months(to)) != len(back.Months(to)) {
				t.Fatalf("the order matters: %d, %d", a, b)
			}
		}
	})
}
