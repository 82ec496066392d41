package look_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"reeve/kernel/web/look"
)

func TestBar(t *testing.T) {
	tests := []struct {
		name  string
		clock look.Clock
		want  []look.Part
		limit int
	}{
		{"running", look.Clock{Spent: 40}, []look.Part{{Kind: "spent", From: 0, To: 38}}, 97},
		{"not begun", look.Clock{Spent: -3}, nil, 97},
		{"at the limit", look.Clock{Spent: 100}, []look.Part{{Kind: "spent", From: 0, To: 97}}, 97},
		{"paused", look.Clock{Spent: 60, Pauses: []look.Pause{{From: 40, To: 60}}},
			[]look.Part{{Kind: "spent", From: 0, To: 38}, {Kind: "pause", From: 38, To: 58}}, 97},
		{"after a pause", look.Clock{Spent: 80, Pauses: []look.Pause{{From: 40, To: 60}}},
			[]look.Part{{Kind: "spent", From: 0, To: 38}, {Kind: "pause", From: 38, To: 58}, {Kind: "spent", From: 58, To: 77}}, 97},
		{"late", look.Clock{Spent: 200}, []look.Part{{Kind: "spent", From: 0, To: 50}, {Kind: "over", From: 50, To: 100}}, 50},
		{"very late", look.Clock{Spent: 9000}, []look.Part{{Kind: "spent", From: 0, To: 25}, {Kind: "over", From: 25, To: 100}}, 25},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			bar := test.clock.Bar()
			if !slices.Equal(bar.Parts, test.want) || bar.Limit != test.limit {
				t.Errorf("got %v, limit %d; want %v, limit %d", bar.Parts, bar.Limit, test.want, test.limit)
			}
		})
	}
}

// Whatever the clock, the parts follow each other within the line.
func TestBarStaysOnTheLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		clock := look.Clock{Spent: rapid.IntRange(-100, 5000).Draw(t, "spent")}
		from := 0
		for range rapid.IntRange(0, 3).Draw(t, "pauses") {
			start := rapid.IntRange(from, from+40).Draw(t, "from")
			from = rapid.IntRange(start, start+40).Draw(t, "to")
			clock.Pauses = append(clock.Pauses, look.Pause{From: start, To: from})
		}
		clock.Spent = max(clock.Spent, from)
		bar := clock.Bar()
		at := 0
		for _, part := range bar.Parts {
			if part.From < at || part.Width() <= 0 || part.To > 100 {
				t.Fatalf("%+v: part %+v begins before %d or leaves the line", clock, part, at)
			}
			at = part.To
		}
		if bar.Limit < 25 || bar.Limit > 100 || bar.Warn >= bar.Limit {
			t.Fatalf("%+v: ticks at %d and %d", clock, bar.Warn, bar.Limit)
		}
	})
}

func TestPosition(t *testing.T) {
	start := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	due := start.AddDate(0, 0, 5)
	tests := []struct {
		at   time.Time
		want int
	}{{start, 0}, {start.AddDate(0, 0, 1), 20}, {due, 100}, {due.AddDate(0, 0, 5), 200}, {start.Add(-time.Hour), 0}}
	for _, test := range tests {
		if got := look.Position(start, test.at, due); got != test.want {
			t.Errorf("Position at %s = %d, want %d", test.at, got, test.want)
		}
	}
	if got := look.Position(due, due, start); got <= 100 {
		t.Errorf("a limit before the start gives %d, want late", got)
	}
}

func TestQR(t *testing.T) {
	qr := look.NewQR([][]bool{{true, true, false}, {false, false, false}, {true, false, true}})
	if want := "M0 0h2v1h-2zM0 2h1v1h-1zM2 2h1v1h-1z"; qr.Path != want || qr.Size != 3 {
		t.Errorf("got %+v, want %s", qr, want)
	}
}
