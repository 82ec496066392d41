package geo

import "testing"

// TestShapesComeBack: what an index was built from comes out of it, holes with their shells.
func TestShapesComeBack(t *testing.T) {
	box := func(lat, lon, size float64) Ring {
		return Ring{{lat, lon}, {lat, lon + size}, {lat + size, lon + size}, {lat + size, lon}}
	}
	turned := func(r Ring) Ring { return Ring{r[0], r[3], r[2], r[1]} }
	long := Ring{}
	for i := range 100 { // more edges than a chunk has
		long = append(long, Point{Lat: 10, Lon: 20 + float64(i)/10})
	}
	long = append(long, Point{Lat: 12, Lon: 29.9}, Point{Lat: 12, Lon: 20})
	want := map[string]MultiPolygon{
		"one":   {{box(50, 10, 1)}},
		"holes": {{box(50, 12, 4), turned(box(51, 13, 1)), turned(box(53, 13, 0.5))}, {box(60, 12, 1)}, {box(62, 12, 2), turned(box(62.5, 12.5, 1))}},
		"long":  {{long}},
		"none":  nil,
	}
	var places []Place
	for id, shape := range want {
		places = append(places, Place{ID: id, Shape: shape})
	}
	n := 0
	for id, got := range NewIndex(places).Shapes() {
		n++
		if len(got) != len(want[id]) {
			t.Fatalf("%s has %d polygons, want %d", id, len(got), len(want[id]))
		}
		for i, polygon := range got {
			if len(polygon) != len(want[id][i]) {
				t.Fatalf("%s: polygon %d has %d rings, want %d", id, i, len(polygon), len(want[id][i]))
			}
			for j, ring := range polygon {
				if len(ring) != len(want[id][i][j]) || ring[0] != want[id][i][j][0] || ring[len(ring)-1] != want[id][i][j][len(ring)-1] {
					t.Errorf("%s: ring %d of polygon %d is %v", id, j, i, ring)
				}
			}
		}
	}
	if n != len(want) {
		t.Errorf("%d shapes", n)
	}
}
