package community

import (
	"testing"

	"pgregory.net/rapid"
)

func signed(from, until string) Agreement {
	return Agreement{Kind: Memorandum, Number: "1", Place: "p", Signed: "2024-01-01", From: from, Until: until, RenewMonths: 6}
}

func TestStateOn(t *testing.T) {
	plain := signed("2024-02-01", "2026-12-31")
	extended, ended, endless, unsigned := plain, plain, plain, plain
	extended.Extended, ended.Ended, unsigned.Signed = "2027-03-31", "2025-05-31", ""
	endless.Kind, endless.Until = Coordination, ""
	for _, c := range []struct {
		a          Agreement
		day, state string
		holds      bool
	}{
		{plain, "2024-01-31", Signed, false},
		{plain, "2024-02-01", InForce, true},
		{plain, "2026-06-29", InForce, true},
		{plain, "2026-06-30", RenewalDue, true}, // six months before 31 December: June has 30 days
		{plain, "2026-12-31", RenewalDue, true}, // the last day is a day in force
		{plain, "2027-01-01", Expired, false},
		{extended, "2027-01-01", RenewalDue, true},
		{extended, "2026-09-29", InForce, true},
		{extended, "2027-04-01", Expired, false},
		{ended, "2025-05-31", InForce, true},
		{ended, "2025-06-01", Terminated, false},
		{endless, "2099-01-01", InForce, true},
		{unsigned, "2025-01-01", Draft, false},
		{signed("", "2024-03-01"), "2024-01-01", RenewalDue, true}, // shorter than the time to renew it
	} {
		if got := c.a.StateOn(c.day); got != c.state {
			t.Errorf("%+v on %s is %s, want %s", c.a, c.day, got, c.state)
		}
		if got := c.a.HoldsOn(c.day); got != c.holds {
			t.Errorf("%+v on %s in force: %t", c.a, c.day, got)
		}
	}
}

func TestWarnings(t *testing.T) {
	a := signed("2024-02-01", "2026-12-31")
	for day, want := range map[string]int64{"2026-10-31": 0, "2026-11-01": 60, "2026-11-30": 60, "2026-12-01": 30, "2026-12-23": 30,
		"2026-12-24": 7, "2026-12-29": 7, "2026-12-30": 1, "2026-12-31": 1, "2027-01-01": 0} {
		if got := a.warning(day); got != want {
			t.Errorf("on %s the warning of %d days is due, want %d", day, got, want)
		}
	}
	if a.Ended = "2026-12-20"; a.warning("2026-12-20") != 0 {
		t.Error("who has ended an agreement needs no warning")
	}
}

func TestMonthsBefore(t *testing.T) {
	for _, c := range []struct {
		day  string
		n    int
		want string
	}{{"2026-12-31", 6, "2026-06-30"}, {"2026-08-31", 6, "2026-02-28"}, {"2024-08-31", 6, "2024-02-29"}, {"2026-01-15", 1, "2025-12-15"}, {"2026-03-31", 13, "2025-02-28"}} {
		if got := monthsBefore(c.day, c.n); got != c.want {
			t.Errorf("%d months before %s is %s, want %s", c.n, c.day, got, c.want)
		}
	}
}

// TestNothingIsMissed: what the calendar would do changes only on the days that nextAfter names, so that looking on
// these days alone is enough.
func TestNothingIsMissed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := func(name string, least int) string {
			return addDays("2024-01-01", rapid.IntRange(least, 400).Draw(t, name))
		}
		a := signed(day("from", 0), "")
		a.Until, a.RenewMonths = addDays(a.From, rapid.IntRange(0, 400).Draw(t, "length")), int64(rapid.IntRange(1, 12).Draw(t, "renew"))
		if rapid.Bool().Draw(t, "extended") {
			a.Extended = addDays(a.Until, rapid.IntRange(1, 60).Draw(t, "by"))
		}
		if rapid.Bool().Draw(t, "ended") {
			a.Ended = day("ended", 0)
		}
		type look struct {
			state   string
			warning int64
			holds   bool
		}
		at := func(d string) look { return look{a.StateOn(d), a.warning(d), a.HoldsOn(d)} }
		d := "2023-12-31"
		next := a.nextAfter(d)
		for range 900 {
			was := at(d)
			d = addDays(d, 1)
			if at(d) != was && d != next {
				t.Fatalf("%+v: on %s %+v becomes %+v, but the next look is on %q", a, d, was, at(d), next)
			}
			if d == next {
				next = a.nextAfter(d)
			}
		}
		if next != "" {
			t.Errorf("after everything is over the next look is on %s", next)
		}
	})
}

// TestCalendarSteps: from every state the calendar's steps lead to what the days say, or nowhere where people decide.
func TestCalendarSteps(t *testing.T) {
	d := Definition()
	if err := d.Check(); err != nil {
		t.Fatal(err)
	}
	for _, have := range States() {
		for _, want := range []string{Signed, InForce, RenewalDue, Expired} {
			at := have
			for _, name := range calendarSteps(have, want) {
				s, ok := d.Step(name)
				if !ok || !contains(s.From, at) {
					t.Fatalf("from %s to %s: step %s is not possible in %s", have, want, name, at)
				}
				at = s.To
			}
			if len(calendarSteps(have, want)) > 0 && at != want {
				t.Errorf("from %s the steps to %s lead to %s", have, want, at)
			}
		}
	}
	for _, have := range []string{Signed, InForce, Amended, RenewalDue} {
		if len(calendarSteps(have, Expired)) == 0 {
			t.Errorf("%s never expires", have)
		}
	}
}

func contains(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}
