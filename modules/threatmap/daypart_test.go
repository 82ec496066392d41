package threatmap

import (
	"testing"
	"time"

	"reeve/kernel/disclosure"
)

func TestSeenCovers(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	friday, evening := []int{5}, []DayPart{disclosure.Evening}
	for _, c := range []struct {
		name       string
		seen       Seen
		at         string
		inside, ok bool
	}{
		{"nothing said", Seen{From: "2026-01-01"}, "2026-11-20T20:00:00Z", false, false},
		{"the day", Seen{Weekdays: friday}, "2026-11-20T10:00:00Z", true, true},
		{"another day", Seen{Weekdays: friday}, "2026-11-21T10:00:00Z", false, true},
		{"the day at the place, not in UTC", Seen{Weekdays: friday}, "2026-11-19T23:30:00Z", true, true},
		{"the part", Seen{Parts: evening}, "2026-11-18T18:00:00Z", true, true},
		{"another part", Seen{Parts: evening}, "2026-11-18T10:00:00Z", false, true},
		{"the part begins at 18:00 local", Seen{Parts: evening}, "2026-11-18T17:00:00Z", true, true},
		{"the part has not begun at 17:59", Seen{Parts: evening}, "2026-11-18T16:59:59Z", false, true},
		{"in summer", Seen{Parts: evening}, "2026-07-01T16:00:00Z", true, true},
		{"day and part", Seen{Weekdays: friday, Parts: evening}, "2026-11-20T19:00:00Z", true, true},
		{"day without part", Seen{Weekdays: friday, Parts: evening}, "2026-11-20T08:00:00Z", false, true},
		{"part without day", Seen{Weekdays: friday, Parts: evening}, "2026-11-19T19:00:00Z", false, true},
		{"Sunday is 7", Seen{Weekdays: []int{7}}, "2026-11-22T10:00:00Z", true, true},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if inside, ok := c.seen.Covers(at, zone); inside != c.inside || ok != c.ok {
			t.Errorf("%s: %v, %v; want %v, %v", c.name, inside, ok, c.inside, c.ok)
		}
	}
}
