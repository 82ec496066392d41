package threatmap

import (
	"slices"
	"testing"
	"time"

	"reeve/kernel/process/calendar"
)

func TestSeenTimesBecomeDatesAndParts(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		from, to, wantFrom, wantTo string
		given, parts               []DayPart
	}{
		"dates stay":               {"2026-11-20", "2026-11-21", "2026-11-20", "2026-11-21", nil, nil},
		"an instant, in UTC":       {"2026-11-20T23:30:00Z", "", "2026-11-21", "", nil, []DayPart{Night}},
		"an instant with fraction": {"2026-11-20T10:15:00.250+01:00", "", "2026-11-20", "", nil, []DayPart{Morning}},
		"the wall clock":           {"2026-11-20T18:00", "", "2026-11-20", "", nil, []DayPart{Evening}},
		"over midnight":            {"2026-11-20T22:00:00+01:00", "2026-11-21T01:00:00+01:00", "2026-11-20", "2026-11-21", nil, []DayPart{Evening, Night}},
		"within one part":          {"2026-11-20T13:00:00+01:00", "2026-11-20T13:20:00+01:00", "2026-11-20", "2026-11-20", nil, []DayPart{Day}},
		"several days":             {"2026-11-18T13:00:00+01:00", "2026-11-20T14:00:00+01:00", "2026-11-18", "2026-11-20", nil, nil},
		"parts given win":          {"2026-11-20T13:00:00+01:00", "", "2026-11-20", "", []DayPart{Evening}, []DayPart{Evening}},
		"a time and a day":         {"2026-11-20T13:00:00+01:00", "2026-11-22", "2026-11-20", "2026-11-22", nil, nil},
	} {
		f := Filing{Category: "speeding", Lat: new(52.2), Lon: new(18.2), Lang: "pl", SeenFrom: c.from, SeenTo: c.to, Parts: c.given}
		if err := f.check(Category{Code: "speeding"}, true, calendar.Date{Year: 2026, Month: 11, Day: 22}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		f.settleSeen(zone)
		if f.SeenFrom != c.wantFrom || f.SeenTo != c.wantTo || !slices.Equal(f.Parts, c.parts) {
			t.Errorf("%s: %q %q %v", name, f.SeenFrom, f.SeenTo, f.Parts)
		}
	}
}

func TestSeenTimesInWrongOrder(t *testing.T) {
	f := Filing{Category: "speeding", Lat: new(52.2), Lon: new(18.2), Lang: "pl", SeenFrom: "2026-11-20T13:00:00Z", SeenTo: "2026-11-20T12:00:00Z"}
	if got := faults(f.check(Category{Code: "speeding"}, true, calendar.Date{Year: 2026, Month: 11, Day: 22})); got != "seen_to threatmap.date_order" {
		t.Error(got)
	}
}
