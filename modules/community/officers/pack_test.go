package officers

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"reeve/kernel/geo"
	"reeve/kernel/i18n"
)

// readLine is the device's side of line.
func readLine(text string) (ring geo.Ring) {
	var numbers []int64
	value, shift := uint64(0), 0
	for _, c := range []byte(text) {
		n := uint64(c - 63)
		value |= n & 31 << shift
		if shift += 5; n&32 == 0 {
			numbers = append(numbers, int64(value>>1)^-int64(value&1))
			value, shift = 0, 0
		}
	}
	var lat, lon int64
	for i := 0; i+1 < len(numbers); i += 2 {
		lat, lon = lat+numbers[i], lon+numbers[i+1]
		ring = append(ring, geo.Point{Lat: float64(lat) / lineUnit, Lon: float64(lon) / lineUnit})
	}
	return ring
}

// TestLineKeepsEveryPoint: no point is farther from where it was than rounding allows.
func TestLineKeepsEveryPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ring geo.Ring
		for range rapid.IntRange(0, 40).Draw(t, "points") {
			ring = append(ring, geo.Point{Lat: rapid.Float64Range(-90, 90).Draw(t, "lat"), Lon: rapid.Float64Range(-180, 180).Draw(t, "lon")})
		}
		text := line(ring)
		back := readLine(text)
		if len(back) != len(ring) {
			t.Fatalf("%d points became %d", len(ring), len(back))
		}
		for i, p := range ring {
			if math.Abs(p.Lat-back[i].Lat) > 0.51/lineUnit || math.Abs(p.Lon-back[i].Lon) > 0.51/lineUnit {
				t.Fatalf("%v became %v", p, back[i])
			}
		}
		for _, c := range []byte(text) {
			if c < 63 || c > 126 {
				t.Fatalf("%q is not for JSON", text)
			}
		}
	})
}

func TestKeysHaveOtherSpellings(t *testing.T) {
	for _, c := range []struct {
		shown string
		names i18n.Text
		want  string
	}{
		{"Konin", i18n.Text{"pl": "Konin"}, ""},
		{"Łódź", i18n.Text{"pl": "Łódź"}, ""}, // the device takes the marks off
		{"Вінниця", i18n.Text{"uk": "Вінниця"}, folded("Вінниця")},
		{"Vinnytsia", i18n.Text{"uk": "Вінниця"}, "вінниця"},
	} {
		got := strings.Split(keys(c.shown, c.names), "|")
		if !slices.Contains(got, c.want) {
			t.Errorf("keys(%q) = %q, want %q among them", c.shown, got, c.want)
		}
	}
}
