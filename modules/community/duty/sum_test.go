package duty

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"reeve/kernel/errs"
	"reeve/kernel/measure"
)

func scaled(t *testing.T, r measure.Rate) int64 {
	t.Helper()
	n, ok := r.Per(100, 2)
	if !ok {
		t.Fatalf("no figure: %+v", r)
	}
	return n
}

// TestTheExample: 160 hours rostered, 140 recorded, 126 inside.
func TestTheExample(t *testing.T) {
	s := Sum{Rostered: 160 * 60, Recorded: 140 * 60, Inside: 126 * 60}
	low, high := s.Bounds()
	for name, v := range map[string]struct {
		rate measure.Rate
		want int64
	}{"share": {s.Share(), 9000}, "coverage": {s.Coverage(), 8750}, "low": {low, 7875}, "high": {high, 9125}} {
		if got := scaled(t, v.rate); got != v.want {
			t.Errorf("%s is %d, want %d", name, got, v.want)
		}
	}
	if f := fraction(low); f == nil || *f != 0.7875 {
		t.Errorf("low as a fraction: %v", f)
	}
}

func TestNoRosterNoBounds(t *testing.T) {
	s := Sum{Recorded: 60, Inside: 30}
	low, high := s.Bounds()
	if low.Status != measure.Missing || high.Status != measure.Missing || s.Coverage().Status != measure.Missing || scaled(t, s.Share()) != 5000 {
		t.Errorf("%+v %+v", low, high)
	}
	if (Sum{Rostered: 60}).Share().Status != measure.Missing {
		t.Error("a share of nothing")
	}
}

func TestMoreThanRostered(t *testing.T) {
	s := Sum{Rostered: 100, Recorded: 120, Inside: 90}
	low, high := s.Bounds()
	if scaled(t, low) != 7500 || scaled(t, high) != 7500 || scaled(t, s.Coverage()) != 12000 {
		t.Errorf("%+v %+v", low, high)
	}
}

// TestBoundsHold: low ≤ share ≤ high, and both are reached: when the hours that nobody recorded were all outside, or all
// inside.
func TestBoundsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Sum{Rostered: rapid.Int64Range(1, 20000).Draw(t, "rostered"), Recorded: rapid.Int64Range(1, 20000).Draw(t, "recorded")}
		s.Inside = rapid.Int64Range(0, s.Recorded).Draw(t, "inside")
		low, high := s.Bounds()
		share := s.Share()
		if low.Num*share.Den > share.Num*low.Den || share.Num*high.Den > high.Num*share.Den || high.Num > high.Den || low.Num < 0 {
			t.Fatalf("%+v: %+v %+v %+v", s, low, share, high)
		}
		if missing := s.Rostered - s.Recorded; missing > 0 {
			whole := Sum{Rostered: s.Rostered, Recorded: s.Rostered, Inside: s.Inside}
			if whole.Share() != low {
				t.Fatalf("low %+v", low)
			}
			whole.Inside += missing
			if whole.Share() != high {
				t.Fatalf("high %+v", high)
			}
		}
	})
}

// TestSumsAgree: by day, week, month and post the minutes are the same, and they are those of the entries.
func TestSumsAgree(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		s, from := sheet{}, time.Date(2026, 3, 27, 0, 0, 0, 0, time.UTC) // clocks change on the 29th
		var recorded, inside, leave int64
		for range rapid.IntRange(0, 30).Draw(t, "entries") {
			e := Entry{Input: Input{Post: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "post"), Type: rapid.SampledFrom(Types()).Draw(t, "type")}}
			e.From = from.Add(time.Duration(rapid.IntRange(0, 5*dayMinutes).Draw(t, "from")) * time.Minute)
			e.To = e.From.Add(time.Duration(rapid.IntRange(1, dayMinutes).Draw(t, "long")) * time.Minute)
			e.Inside = Present(e.Type) && rapid.Bool().Draw(t, "inside")
			e.Withdrawn = rapid.IntRange(0, 9).Draw(t, "withdrawn") == 0
			s.work(e, zone)
			switch {
			case e.Withdrawn:
			case e.Type == Leave:
				leave += e.Minutes()
			default:
				recorded += e.Minutes()
				if e.Inside {
					inside += e.Minutes()
				}
			}
		}
		s.plan("a", "2026-03-28", 480)
		all := s.settled("0000-00-00", "9999-99-99")
		total := all.Total()
		if total.Recorded != recorded || total.Inside != inside || total.Leave != leave || total.Rostered > 480 || total.Rostered < 0 {
			t.Fatalf("%+v, want %d %d %d", total, recorded, inside, leave)
		}
		for _, key := range []func(Cell) string{Day, Week, Month, func(c Cell) string { return c.Post }} {
			var sum Sum
			for _, v := range all.By(key) {
				sum = sum.Plus(v)
			}
			if sum != total {
				t.Fatalf("%+v, want %+v", sum, total)
			}
		}
	})
}

// TestMidnight: minutes belong to the day on which they pass, and a day on which clocks change has the hours it has.
func TestMidnight(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(2026, 3, 28, 22, 0, 0, 0, zone)
	parts := byDay(from, time.Date(2026, 3, 29, 6, 0, 0, 0, zone), zone)
	if len(parts) != 2 || parts[0] != (Shift{"2026-03-28", 120}) || parts[1] != (Shift{"2026-03-29", 300}) {
		t.Errorf("%v", parts)
	}
}

func TestMonday(t *testing.T) {
	for day, want := range map[string]string{"2026-11-22": "2026-11-16", "2026-11-16": "2026-11-16", "2026-01-01": "2025-12-29"} {
		if got := Monday(day); got != want {
			t.Errorf("%s: %s", day, got)
		}
	}
}

func TestParseShifts(t *testing.T) {
	for text, want := range map[string]int64{"08:00-16:00": 480, "8–16": 480, "08.00-12.00, 13:00-17:30": 510, "22:00-06:00": 480, "7.5": 450, "7,5": 450, "7:30": 450, "24": 1440, "": 0, "00:00-24:00": 1440} {
		if _, minutes, err := ParseShifts(text); err != nil || minutes != want {
			t.Errorf("%q: %d %v", text, minutes, err)
		}
	}
	for _, text := range []string{"25", "08:00-16:00 15:00-17:00", "soon", "8-", "25:00-26:00", "08:00-07:59 20:00-21:00"} {
		if _, _, err := ParseShifts(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

// TestShiftsAreReadAsWritten: what is stored says the same when it is read.
func TestShiftsAreReadAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := NewSpan(rapid.Int64Range(0, dayMinutes-1).Draw(t, "from"), rapid.Int64Range(0, dayMinutes).Draw(t, "to"))
		shifts, minutes, err := ParseShifts(a.String())
		if err != nil || len(shifts) != 1 || shifts[0].Minutes()%dayMinutes != a.Minutes()%dayMinutes || minutes != shifts[0].Minutes() {
			t.Fatalf("%v: %v %d %v", a, shifts, minutes, err)
		}
	})
}

func TestClock(t *testing.T) {
	for text, want := range map[string]int64{"8": 480, "08:15": 495, "8.15": 495, "24:00": 1440, "0.5": 720, "08:00:00": 480} {
		if got, ok := ParseClock(text); !ok || got != want {
			t.Errorf("%q: %d", text, got)
		}
	}
	for _, text := range []string{"", "25", "8:60", "-1", "noon"} {
		if _, ok := ParseClock(text); ok {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestCheck(t *testing.T) {
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	good := Input{ID: "01900000-0000-7000-8000-000000000001", Type: FootPatrol, From: now.Add(-2 * time.Hour), To: now.Add(-time.Hour), Where: Community}
	if err := good.check(now); err != nil {
		t.Fatal(err)
	}
	for field, change := range map[string]func(in *Input){
		"id":          func(in *Input) { in.ID = "x" },
		"type":        func(in *Input) { in.Type = "sleep" },
		"to":          func(in *Input) { in.To = in.From },
		"late_reason": func(in *Input) { in.From, in.To = now.Add(-80*time.Hour), now.Add(-73*time.Hour) },
		"where":       func(in *Input) { in.Where = "moon" },
		"ordered_by":  func(in *Input) { in.Type, in.OrderedWhy = Abstraction, "event" },
		"people":      func(in *Input) { in.People = -1 },
		"ref":         func(in *Input) { in.Ref = &Ref{"person", "1"} },
	} {
		in := good
		change(&in)
		if err := in.check(now); err == nil || !containsField(err, field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	day := good
	day.From, day.To = now.Add(-25*time.Hour), now
	if day.check(now) == nil {
		t.Error("25 hours are taken")
	}
	ahead := good
	ahead.To = now.Add(16 * time.Minute)
	if ahead.check(now) == nil {
		t.Error("what has not happened is taken")
	}
	late := good
	late.From, late.To, late.LateReason = now.Add(-80*time.Hour), now.Add(-73*time.Hour), "no network"
	if err := late.check(now); err != nil {
		t.Error(err)
	}
}

func containsField(err error, field string) bool {
	e := errs.Of(err)
	return e != nil && slices.ContainsFunc(e.Fields, func(f errs.Field) bool { return f.Field == field })
}
