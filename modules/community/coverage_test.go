package community

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// land draws communities of some regions and agreements over them, within a few weeks so that much meets.
func land(t *rapid.T) (all []ground, agreements []held) {
	day := func(name string) string { return addDays("2024-01-01", rapid.IntRange(0, 40).Draw(t, name)) }
	for i := range rapid.IntRange(1, 8).Draw(t, "communities") {
		g := ground{ID: fmt.Sprint("c", i), Region: rapid.SampledFrom([]string{"", "r1", "r2", "r3"}).Draw(t, "region")}
		if rapid.Bool().Draw(t, "begins") {
			g.From = day("valid from")
		}
		if rapid.Bool().Draw(t, "ends") {
			g.Until = day("valid until")
		}
		all = append(all, g)
	}
	for range rapid.IntRange(0, 14).Draw(t, "agreements") {
		h := held{Place: fmt.Sprint("c", rapid.IntRange(0, len(all)-1).Draw(t, "of")), From: day("from")}
		if rapid.Bool().Draw(t, "has an end") {
			h.Last = addDays(h.From, rapid.IntRange(-2, 20).Draw(t, "length"))
			if rapid.Bool().Draw(t, "renews") {
				h.Renew = addDays(h.Last, -rapid.IntRange(0, 9).Draw(t, "renew"))
			}
		}
		agreements = append(agreements, h)
	}
	return all, agreements
}

// naive counts day by day and one by one.
func naive(day, region string, all []ground, agreements []held) (s share) {
	for _, g := range all {
		if g.Region != region || g.From > day || g.Until != "" && g.Until <= day {
			continue
		}
		s.Communities++
		in, due := false, true
		for _, h := range agreements {
			if h.Place == g.ID && h.From <= day && (h.Last == "" || h.Last >= day) {
				in = true
				due = due && h.Renew != "" && h.Renew <= day
			}
		}
		if in {
			s.InForce++
			if due {
				s.RenewalDue++
			}
		}
	}
	return s
}

func TestCoverageEqualsCountingDayByDay(t *testing.T) {
	complete := 0
	rapid.Check(t, func(t *rapid.T) {
		all, agreements := land(t)
		by := turns(all, agreements)
		var days []string
		for i := range 70 {
			days = append(days, addDays("2023-12-25", i))
		}
		months := monthly(by, days)
		first, firstDay := "", ""
		for i, day := range days {
			regions, total := byRegion(coverOn(day, all, agreements), all)
			var sum share
			for _, r := range []string{"", "r1", "r2", "r3"} {
				want := naive(day, r, all, agreements)
				if regions[r] != want {
					t.Fatalf("%s on %s: %+v, want %+v", r, day, regions[r], want)
				}
				sum.add(want)
				if first == "" && r != "" && want.Whole() {
					first, firstDay = r, day
				}
			}
			if total != sum {
				t.Fatalf("on %s: %+v, want %+v", day, total, sum)
			}
			if months[i].Communities != sum.Communities || months[i].InForce != sum.InForce {
				t.Fatalf("time line on %s: %+v, want %+v", day, months[i], sum)
			}
			if got, at := firstComplete(by, day, strings.Compare); got != first || at != firstDay && at != "" {
				t.Fatalf("first complete until %s: %q on %q, want %q on %q", day, got, at, first, firstDay)
			}
		}
		if first != "" {
			complete++
		}
	})
	if complete == 0 {
		t.Error("no region was ever complete: the test proves nothing about the first")
	}
}

func TestFirstComplete(t *testing.T) {
	all := []ground{{ID: "a", Region: "north"}, {ID: "b", Region: "north"}, {ID: "c", Region: "south"}, {ID: "d", Region: "empty", Until: "2020-01-01"}}
	agreements := []held{{Place: "a", From: "2024-03-01"}, {Place: "b", From: "2024-05-01", Last: "2024-05-31"}, {Place: "c", From: "2024-06-01"}}
	by := turns(all, agreements)
	for _, c := range []struct{ upTo, region, day string }{
		{"2024-04-30", "", ""},
		{"2024-05-01", "north", "2024-05-01"},
		{"2024-12-31", "north", "2024-05-01"}, // though it has not been complete since June
	} {
		if region, day := firstComplete(by, c.upTo, strings.Compare); region != c.region || day != c.day {
			t.Errorf("until %s: %q on %q, want %q on %q", c.upTo, region, day, c.region, c.day)
		}
	}
}

func TestMonthEnds(t *testing.T) {
	r := &reach{held: []held{{From: "2024-01-31"}, {From: "2024-02-10"}}}
	if got := strings.Join(r.monthEnds("2024-04-15"), " "); got != "2023-12-31 2024-01-31 2024-02-29 2024-03-31 2024-04-15" {
		t.Errorf("the time line goes over %s", got)
	}
	if n := len((&reach{held: []held{{From: "1990-01-01"}}}).monthEnds("2024-04-30")); n != mostMonths+1 {
		t.Errorf("%d months", n)
	}
}

func TestShareIsRoundedOnce(t *testing.T) {
	for _, c := range []struct {
		s    share
		want float64
	}{{share{Communities: 1412, InForce: 766}, 0.542493}, {share{Communities: 63, InForce: 63}, 1}, {share{Communities: 3, InForce: 2}, 0.666667}} {
		if got := fraction(c.s); got == nil || *got != c.want {
			t.Errorf("%+v: %v", c.s, got)
		}
	}
	if fraction(share{}) != nil {
		t.Error("a share of nothing is a number")
	}
}
