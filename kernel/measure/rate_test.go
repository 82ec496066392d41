package measure

import "testing"

func TestRate(t *testing.T) {
	for _, c := range []struct {
		rate   Rate
		base   int64
		want   int64
		status Status
	}{
		{Of(12, 91), 100, 132, Known}, // 13.187 per cent
		{Of(1, 8), 100, 125, Known},
		{Of(1, 16), 100, 63, Known}, // 6.25 is rounded away from zero
		{Of(0, 91), 100, 0, Known},  // zero is a figure
		{Of(3, 0), 100, 0, Missing},
		{Of(7, 12_345), 1000, 6, Known}, // 0.567 per thousand
		{None(NotApplicable), 100, 0, NotApplicable},
		{None(Suppressed), 100, 0, Suppressed},
	} {
		got, ok := c.rate.Per(c.base, 1)
		if c.rate.Status != c.status || got != c.want || ok != (c.status == Known) {
			t.Errorf("%+v per %d: %d %t, want %d %s", c.rate, c.base, got, ok, c.want, c.status)
		}
	}
}
