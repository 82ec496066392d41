package geo

import "math"

// earthRadius is the mean radius of WGS 84 (IUGG), metres. Distances on this
// sphere differ from the ellipsoid's by at most 0.6 %.
const earthRadius = 6371008.8

const radian = math.Pi / 180

// DistanceM is the distance of a and b along the sphere, in metres.
func DistanceM(a, b Point) float64 {
	u := math.Sin((b.Lat - a.Lat) * radian / 2)
	v := math.Sin((b.Lon - a.Lon) * radian / 2)
	h := u*u + math.Cos(a.Lat*radian)*math.Cos(b.Lat*radian)*v*v
	return 2 * earthRadius * math.Asin(math.Min(1, math.Sqrt(h)))
}

// FarthestM is the distance from p to the farthest point of mp, in metres:
// nothing of mp is farther away than this. Over an empty shape it is 0.
func FarthestM(p Point, mp MultiPolygon) float64 {
	far := 0.0
	for _, poly := range mp {
		for _, ring := range poly {
			for _, q := range ring {
				far = max(far, DistanceM(p, q))
			}
		}
	}
	return far
}

// OutsideM is how far p lies outside mp, in metres, 0 if inside. The nearest
// point is sought on a plane that touches at p: good to 0.1 % up to 20 km in
// latitudes below 75 degrees.
func OutsideM(p Point, mp MultiPolygon) float64 {
	if PlanarContains(mp, p) {
		return 0
	}
	d := math.Inf(1)
	for _, poly := range mp {
		for _, ring := range poly {
			if len(ring) == 0 {
				continue
			}
			a := ring[len(ring)-1]
			for _, b := range ring {
				d = min(d, toEdge(p, a, b))
				a = b
			}
		}
	}
	return d
}

// toEdge is the distance from p to the edge ab, in metres.
func toEdge(p, a, b Point) float64 {
	k := math.Cos(p.Lat * radian)
	ax, ay := (a.Lon-p.Lon)*k, a.Lat-p.Lat
	dx, dy := (b.Lon-a.Lon)*k, b.Lat-a.Lat
	t := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		t = max(0, min(1, -(ax*dx+ay*dy)/l))
	}
	return DistanceM(p, Point{Lat: a.Lat + t*(b.Lat-a.Lat), Lon: a.Lon + t*(b.Lon-a.Lon)})
}
