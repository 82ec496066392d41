package clock

import (
	"testing"
	"time"
)

// Minutes are real minutes, also across the change of the clocks, and need no calendar.
func TestMinutes(t *testing.T) {
	p, err := ParsePeriod("90m")
	if err != nil || p != (Period{90, Minutes}) || p.String() != "90m" || p.About() != 90*time.Minute {
		t.Fatalf("%v %v", p, err)
	}
	start := at(t, "2027-10-31T02:30:00+03:00")
	if got := Due(start, p, country(t, "LT")).Format(time.RFC3339); got != "2027-10-31T03:00:00+02:00" {
		t.Error(got)
	}
	if got := Due(start, p, nil); got.Sub(start) != 90*time.Minute {
		t.Error(got)
	}
	for _, wrong := range []string{"m", "0m", "10min", "10 m", "10000m"} {
		if _, err := ParsePeriod(wrong); err == nil {
			t.Errorf("%q was read", wrong)
		}
	}
}
