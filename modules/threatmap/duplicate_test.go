package threatmap

import (
	"testing"

	"reeve/kernel/geo"
)

// TestLinksTellNoBorder: the number of the other report is told where that says nothing about the true places.
func TestLinksTellNoBorder(t *testing.T) {
	at := func(lat, lon float64, precision int64) Report {
		return Report{Place: "town", At: geo.Point{Lat: lat, Lon: lon}, Exact: true, PubLat: &lat, PubLon: &lon, PubPrecision: &precision}
	}
	zone := func(lat, lon float64) Report { // somewhere in a zone whose point is another one
		r := at(lat, lon, 300)
		r.At = geo.Point{Lat: lat + 0.001, Lon: lon}
		return r
	}
	community := func(place string) Report { return Report{Place: place, At: geo.Point{Lat: 52, Lon: 18}} }
	for name, c := range map[string]struct {
		a, b Report
		told bool
	}{
		"both exact":              {at(52, 18, 0), at(52.001, 18, 0), true},
		"one zone":                {zone(52, 18), zone(52, 18), true},
		"two zones":               {zone(52, 18), zone(52.003, 18), false},
		"an exact one and a zone": {at(52, 18, 0), zone(52, 18.001), false},
		"one community":           {community("town"), community("town"), true},
		"two communities":         {community("town"), community("village"), false},
		"a zone and a community":  {zone(52, 18), community("town"), false},
	} {
		for _, pair := range [][2]Report{{c.a, c.b}, {c.b, c.a}} {
			if got := samePublished(pair[0], pair[1]) || bothExact(pair[0], pair[1]); got != c.told {
				t.Errorf("%s: told %v", name, got)
			}
		}
	}
}
