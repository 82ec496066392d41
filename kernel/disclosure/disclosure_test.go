package disclosure

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"reeve/kernel/geo"
)

// TestPublishTellsNothingMore draws two true places in one zone or in none, of a class that is not published
// exactly: what is published of them is the same, and it is the zone's for class B alone.
func TestPublishTellsNothingMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		point := rapid.Custom(func(t *rapid.T) geo.Point {
			return geo.Point{Lat: rapid.Float64Range(-89, 89).Draw(t, "lat"), Lon: rapid.Float64Range(-179, 179).Draw(t, "lon")}
		})
		a, b := point.Draw(t, "a"), point.Draw(t, "b")
		class, exact := rapid.SampledFrom([]Class{A, B, C}).Draw(t, "class"), rapid.Bool().Draw(t, "exact")
		var zone *Place
		if rapid.Bool().Draw(t, "in a zone") {
			zone = &Place{At: point.Draw(t, "zone"), Precision: rapid.Int64Range(1, 5000).Draw(t, "precision")}
		}
		pa, oka := Publish(class, exact, a, zone)
		pb, okb := Publish(class, exact, b, zone)
		if class == A && exact {
			if !oka || geo.DistanceM(pa.At, a) > float64(pa.Precision) {
				t.Fatalf("%v is published as %v", a, pa)
			}
			return
		}
		if want := class == B && exact && zone != nil; oka != want || okb != want || pa != pb || want && pa != *zone {
			t.Fatalf("class %s exact %v: %v and %v", class, exact, pa, pb)
		}
	})
}

func TestDayParts(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]struct {
		part  DayPart
		start string
	}{
		"2026-06-01T03:59:00Z": {Night, "2026-06-01T00:00:00+02:00"},
		"2026-06-01T04:00:00Z": {Morning, "2026-06-01T06:00:00+02:00"},
		"2026-06-01T21:59:59Z": {Evening, "2026-06-01T18:00:00+02:00"},
		"2026-01-01T11:00:00Z": {Day, "2026-01-01T12:00:00+01:00"},
		"2026-03-29T01:30:00Z": {Night, "2026-03-29T00:00:00+01:00"}, // the night in which the clock goes forward
	} {
		instant, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := PartOf(instant, zone); got != want.part {
			t.Errorf("%s is in the %s, want %s", at, got, want.part)
		}
		if got := PartStart(instant, zone).Format(time.RFC3339); got != want.start {
			t.Errorf("%s: part began %s, want %s", at, got, want.start)
		}
	}
}
