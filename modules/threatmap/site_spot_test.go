package threatmap

import (
	"testing"

	"pgregory.net/rapid"

	"reeve/kernel/geo"
)

// TestSpotsComeBack writes spots as the form carries them and reads them again.
func TestSpotsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := geo.Point{Lat: rapid.Float64Range(-90, 90).Draw(t, "lat"), Lon: rapid.Float64Range(-180, 180).Draw(t, "lon")}
		words := rapid.String().Draw(t, "words")
		var d draft
		d.Place = spotValue(p, words)
		got, said, ok := d.spot()
		if !ok || said != words || geo.DistanceM(p, got) > 0.2 {
			t.Fatalf("%q came back as %v %q %v", d.Place, got, said, ok)
		}
		f := d.sent()
		if f.Place != "" || f.Lat == nil || *f.Lat != got.Lat || f.Lon == nil || *f.Lon != got.Lon {
			t.Fatalf("%q is sent as %+v", d.Place, f)
		}
	})
	for _, bad := range []string{"", "PL-Westerby", "at:", "at:1", "at:x,y", "at:91,0", "at:NaN,0", "at:0,181:words", "at:0,Inf"} {
		var d draft
		d.Place = bad
		if _, _, ok := d.spot(); ok {
			t.Errorf("%q was taken for a spot", bad)
		}
	}
}
