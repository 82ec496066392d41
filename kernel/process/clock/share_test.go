package clock

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The instant at which 80 % is used is that of the warning, to the grain of a hundredth; shares come in their order.
func TestShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
		c := Clock{StartedAt: start, Period: Period{rapid.IntRange(1, 900).Draw(t, "hours"), Hours}}
		from := start.Add(time.Duration(rapid.Int64Range(0, int64(900*time.Hour)).Draw(t, "pause")).Truncate(time.Microsecond))
		c.Pauses = []Pause{{From: from, Until: from.Add(time.Duration(rapid.Int64Range(0, int64(50*time.Hour)).Draw(t, "length")).Truncate(time.Microsecond))}}
		now := start.Add(1000 * time.Hour)
		if d := c.At(80, now, nil).Sub(c.State(now, nil).WarnAt).Abs(); d > time.Millisecond && !within(c.Pauses[0], c.State(now, nil).WarnAt, d) {
			t.Fatalf("80 %% and the warning are %s apart", d)
		}
		a, b := rapid.Int64Range(1, 300).Draw(t, "a"), rapid.Int64Range(1, 300).Draw(t, "b")
		if x, y := c.At(min(a, b), now, nil), c.At(max(a, b), now, nil); y.Before(x) {
			t.Fatalf("%d %% comes before %d %%", max(a, b), min(a, b))
		}
		if due := c.State(now, nil).DueAt; c.At(100, now, nil).Sub(due).Abs() > time.Millisecond && !within(c.Pauses[0], due, c.At(100, now, nil).Sub(due).Abs()) {
			t.Fatalf("100 %% is %s, the limit %s", c.At(100, now, nil), due)
		}
	})
}

// within tells whether an instant lies so near the beginning of a pause that a rounding puts it on the other side.
func within(p Pause, at time.Time, d time.Duration) bool {
	return d <= p.Until.Sub(p.From)+time.Millisecond && at.Sub(p.From).Abs() <= p.Until.Sub(p.From)+time.Millisecond
}
