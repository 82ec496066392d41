package clock

import (
	"encoding/json"
	"testing"
	"time"

	"reeve/kernel/process/calendar"
)

func at(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func country(t testing.TB, code string) *calendar.Calendar {
	t.Helper()
	c, err := calendar.ForCountry(code)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// 8 hours, 3 and 7 calendar days, also where the clocks change.
func TestDueAcrossDaylightSaving(t *testing.T) {
	for _, c := range []struct{ country, start, period, due string }{
		{"LT", "2027-10-30T23:30:00+03:00", "8h", "2027-10-31T06:30:00+02:00"},
		{"LT", "2027-03-27T23:30:00+02:00", "8h", "2027-03-28T08:30:00+03:00"},
		{"LT", "2027-10-30T23:30:00+03:00", "3d", "2027-11-03T00:00:00+02:00"},
		{"LT", "2027-10-27T12:00:00+03:00", "7d", "2027-11-04T00:00:00+02:00"},
		{"LT", "2027-03-25T12:00:00+02:00", "7d", "2027-04-02T00:00:00+03:00"},
		{"LT", "2027-05-10T00:00:00+03:00", "1d", "2027-05-12T00:00:00+03:00"},
		{"PL", "2027-03-25T16:00:00+01:00", "3wd", "2027-04-01T00:00:00+02:00"}, // Fri 26, Easter Monday skipped, Tue, Wed
		{"UA", "2027-08-23T12:00:00+03:00", "1wd", "2027-08-25T00:00:00+03:00"}, // martial law: 24 August is worked
		{"XK", "2027-04-30T12:00:00+02:00", "1wd", "2027-05-06T00:00:00+02:00"}, // Easter Monday and a substitute day
		{"LT", "2026-12-30T12:00:00+02:00", "2wd", "2027-01-05T00:00:00+02:00"}, // 31, then 4 January
		{"NO", "2026-12-23T12:00:00Z", "2wd", "2026-12-29T00:00:00+01:00"},      // 24, then 28
	} {
		p, err := ParsePeriod(c.period)
		if err != nil {
			t.Fatal(err)
		}
		got := Due(at(t, c.start), p, country(t, c.country)).Format(time.RFC3339)
		if got != c.due {
			t.Errorf("%s %s + %s = %s, want %s", c.country, c.start, c.period, got, c.due)
		}
	}
	start := at(t, "2027-10-30T23:30:00+03:00")
	if got := Due(start, Period{8, Hours}, nil); got.Sub(start) != 8*time.Hour {
		t.Errorf("hours without a calendar: %v", got)
	}
}

func TestRules(t *testing.T) {
	pl := country(t, "PL")
	start := at(t, "2027-04-28T10:00:00+02:00") // a Wednesday; 1 May is a Saturday, 3 May a Monday
	for _, c := range []struct {
		rules       Rules
		period, due string
		id          string
	}{
		{Rules{}, "3d", "2027-05-02T00:00:00+02:00", "strict"},
		{Rules{CountStartDay: true}, "3d", "2027-05-01T00:00:00+02:00", "start_day"},
		{Rules{RollOver: true}, "3d", "2027-05-05T00:00:00+02:00", "roll_over"},
		{Rules{CountStartDay: true, RollOver: true}, "4d", "2027-05-05T00:00:00+02:00", "start_day_roll_over"},
		{Rules{}, "3wd", "2027-05-05T00:00:00+02:00", "strict"},
		{Rules{CountStartDay: true}, "3wd", "2027-05-01T00:00:00+02:00", "start_day"},
		{Rules{RollOver: true}, "72h", "2027-05-01T10:00:00+02:00", "roll_over"},
	} {
		p, err := ParsePeriod(c.period)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.rules.Due(start, p, pl).Format(time.RFC3339); got != c.due || c.rules.ID() != c.id {
			t.Errorf("%s %s: %s, want %s", c.rules.ID(), c.period, got, c.due)
		}
	}
	saturday := at(t, "2027-05-08T10:00:00+02:00")
	due := Rules{CountStartDay: true}.Due(saturday, Period{1, WorkingDays}, pl)
	if got := due.Format(time.RFC3339); got != "2027-05-11T00:00:00+02:00" {
		t.Errorf("a Saturday can't be working day 1: %s", got)
	}
}

func TestPeriodText(t *testing.T) {
	for _, s := range []string{"30m", "8h", "3d", "5wd", "9999d"} {
		p, err := ParsePeriod(s)
		if err != nil || p.String() != s {
			t.Errorf("%s: %v %v", s, p, err)
		}
		b, err := json.Marshal(p)
		var back Period
		if err != nil || string(b) != `"`+s+`"` || json.Unmarshal(b, &back) != nil || back != p {
			t.Errorf("%s as JSON: %s %v %v", s, b, back, err)
		}
	}
	for _, s := range []string{"", "h", "3", "3M", "0d", "-1d", "+3d", "03d", "10000h", "3dd", "3w", "3 d", "d3", "3D"} {
		if p, err := ParsePeriod(s); err == nil {
			t.Errorf("%q was read as %v", s, p)
		}
	}
	if _, err := json.Marshal(Period{}); err == nil {
		t.Error("the zero period was written")
	}
}

func TestState(t *testing.T) {
	start := at(t, "2027-06-01T08:00:00Z")
	hour := func(h float64) time.Time { return start.Add(time.Duration(h * float64(time.Hour))) }
	open := []Pause{{From: hour(2)}}
	for _, c := range []struct {
		name    string
		pauses  []Pause
		stopped float64
		now     float64
		status  Status
		due     float64
		left    float64
		resumes float64
	}{
		{name: "before the start", now: -1, status: Running, due: 10, left: 10},
		{name: "just started", now: 0, status: Running, due: 10, left: 10},
		{name: "just under 80 %", now: 7.75, status: Running, due: 10, left: 2.25},
		{name: "at 80 %", now: 8, status: Warned, due: 10, left: 2},
		{name: "at the limit", now: 10, status: Warned, due: 10, left: 0},
		{name: "after it", now: 10.5, status: Late, due: 10, left: -.5},
		{name: "stopped in time, asked later", stopped: 9, now: 50, status: Kept, due: 10, left: 1},
		{name: "stopped at the limit", stopped: 10, now: 50, status: Kept, due: 10, left: 0},
		{name: "stopped late", stopped: 11, now: 50, status: KeptLate, due: 10, left: -1},
		{name: "asked before it was stopped", stopped: 9, now: 1, status: Running, due: 10, left: 9},
		{name: "paused", pauses: open, now: 50, status: Paused, due: 58, left: 8},
		{name: "before the pause", pauses: open, now: 1, status: Running, due: 10, left: 9},
		{name: "at the start of the pause", pauses: open, now: 2, status: Paused, due: 10, left: 8},
		{name: "resumed", pauses: []Pause{{From: hour(2), Until: hour(5)}}, now: 6, status: Running, due: 13, left: 7},
		{name: "resumed, at 80 %", pauses: []Pause{{From: hour(2), Until: hour(5)}}, now: 11, status: Warned, due: 13, left: 2},
		{name: "overlapping pauses count once", now: 9, status: Running, due: 15, left: 6,
			pauses: []Pause{{From: hour(4), Until: hour(7)}, {From: hour(2), Until: hour(6)}, {From: hour(3), Until: hour(4)}}},
		{name: "a pause begun before the start counts from it", pauses: []Pause{{From: hour(-5), Until: hour(1)}}, now: 2, status: Running, due: 11, left: 9},
		{name: "late stays late", pauses: []Pause{{From: hour(11)}}, now: 60, status: Late, due: 10, left: -50},
		{name: "a pause at the limit itself moves nothing", pauses: []Pause{{From: hour(10)}}, now: 60, status: Late, due: 10, left: -50},
		{name: "a pause at 80 % does not move the warning", pauses: []Pause{{From: hour(8), Until: hour(9)}}, now: 9, status: Warned, due: 11, left: 2},
		{name: "stopped while paused", pauses: open, stopped: 40, now: 60, status: Kept, due: 48, left: 8},
		{name: "waiting for a person without a name", pauses: []Pause{{From: hour(2), Anonymous: true}}, now: 3,
			status: Paused, due: 11, left: 8, resumes: 2 + 168},
		{name: "who never answered", pauses: []Pause{{From: hour(2), Anonymous: true}}, now: 171, status: Running, due: 178, left: 7},
		{name: "who answered too late", pauses: []Pause{{From: hour(2), Until: hour(300), Anonymous: true}}, now: 177, status: Warned, due: 178, left: 1},
		{name: "who answered", pauses: []Pause{{From: hour(2), Until: hour(3), Anonymous: true}}, now: 4, status: Running, due: 11, left: 7},
	} {
		clock := Clock{StartedAt: start, Period: Period{10, Hours}, Pauses: c.pauses}
		if c.stopped != 0 {
			clock.StoppedAt = hour(c.stopped)
		}
		s := clock.State(hour(c.now), nil)
		if s.Status != c.status || !s.DueAt.Equal(hour(c.due)) || s.Left != hour(c.left).Sub(start) {
			t.Errorf("%s: %s, due %v, left %v", c.name, s.Status, s.DueAt.Sub(start), s.Left)
		}
		if c.resumes == 0 != s.ResumesAt.IsZero() || c.resumes != 0 && !s.ResumesAt.Equal(hour(c.resumes)) {
			t.Errorf("%s: resumes %v", c.name, s.ResumesAt)
		}
	}
}

// The warning comes at 80 % of the real time, not of the number of days.
func TestStateInDays(t *testing.T) {
	c := Clock{StartedAt: at(t, "2027-06-01T12:00:00+02:00"), Period: Period{3, CalendarDays}}
	s := c.State(at(t, "2027-06-02T12:00:00+02:00"), country(t, "PL"))
	if s.Total != 84*time.Hour || s.Used != 24*time.Hour {
		t.Errorf("total %v, used %v", s.Total, s.Used)
	}
	if got := s.WarnAt.Format(time.RFC3339); got != "2027-06-04T07:12:00+02:00" {
		t.Errorf("warns at %s", got)
	}
	if got := s.DueAt.Format(time.RFC3339); got != "2027-06-05T00:00:00+02:00" {
		t.Errorf("due at %s", got)
	}
}

func TestClockJSON(t *testing.T) {
	c := Clock{StartedAt: at(t, "2027-06-01T12:00:00Z"), Period: Period{5, WorkingDays}, Rules: Rules{RollOver: true},
		Pauses: []Pause{{From: at(t, "2027-06-02T12:00:00Z"), Anonymous: true}}}
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"started_at":"2027-06-01T12:00:00Z","period":"5wd","rules":{"count_start_day":false,"roll_over":true},` +
		`"pauses":[{"from":"2027-06-02T12:00:00Z","anonymous":true}]}`
	if string(b) != want {
		t.Errorf("%s", b)
	}
}
