package geo

import (
	"math"

	"pgregory.net/rapid"
)

// degree is one degree by one, at lat, lon.
func degree(lat, lon float64) Ring {
	return Ring{{lat, lon}, {lat, lon + 1}, {lat + 1, lon + 1}, {lat + 1, lon}}
}

func rect(lat0, lon0, lat1, lon1 float64) Ring {
	return Ring{{lat0, lon0}, {lat0, lon1}, {lat1, lon1}, {lat1, lon0}}
}

// star draws a polygon around a centre with some points at drawn distances:
// never crossing itself, seldom convex.
func star(t *rapid.T, lat, lon, size float64) MultiPolygon {
	n := rapid.IntRange(3, 60).Draw(t, "points")
	ring := make(Ring, n)
	for i := range ring {
		r := size * (0.2 + 0.8*float64(rapid.IntRange(0, 1000).Draw(t, "distance"))/1000)
		angle := 2 * math.Pi * float64(i) / float64(n)
		ring[i] = Point{lat + r*math.Sin(angle), lon + r*math.Cos(angle)}.Snap()
	}
	mp, _, err := Check(MultiPolygon{{ring}})
	if err != nil {
		t.Fatalf("star: %v", err)
	}
	return mp
}

// anyPoint draws points near and, often, exactly on vertices and edges.
func anyPoint(t *rapid.T, mp MultiPolygon) Point {
	box := mp.Box()
	part := rapid.SampledFrom(mp).Draw(t, "part")
	ring := rapid.SampledFrom(part).Draw(t, "ring")
	i := rapid.IntRange(0, len(ring)-1).Draw(t, "vertex")
	a, b := ring[i], ring[(i+1)%len(ring)]
	k := float64(rapid.IntRange(0, 16).Draw(t, "along")) / 16
	switch rapid.IntRange(0, 3).Draw(t, "kind") {
	case 0:
		return a
	case 1:
		return Point{a.Lat + k*(b.Lat-a.Lat), a.Lon + k*(b.Lon-a.Lon)}.Snap()
	case 2:
		return Point{a.Lat, a.Lon + (k-0.5)*(box.MaxLon-box.MinLon)}.Snap()
	}
	l := float64(rapid.IntRange(-50, 1050).Draw(t, "x")) / 1000
	m := float64(rapid.IntRange(-50, 1050).Draw(t, "y")) / 1000
	return Point{box.MinLat + m*(box.MaxLat-box.MinLat), box.MinLon + l*(box.MaxLon-box.MinLon)}.Snap()
}
