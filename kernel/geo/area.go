package geo

import "math"

// The ellipsoid of WGS 84 (NIMA TR8350.2): semi-major axis in metres and
// first eccentricity squared.
const (
	semiMajor    = 6378137.0
	eccentricity = 6.69437999014e-3
)

// band is the area of the ellipsoid per radian of longitude and per radian of
// latitude, at a latitude in radians: M(φ) N(φ) cos φ.
func band(lat float64) float64 {
	s := math.Sin(lat)
	w := 1 - eccentricity*s*s
	return semiMajor * semiMajor * (1 - eccentricity) * math.Cos(lat) / (w * w)
}

// Gauss-Legendre nodes and weights on [0, 1], exact to the fifth degree.
var gauss = [3]struct{ at, weight float64 }{
	{0.5 - 0.3872983346207417, 5.0 / 18},
	{0.5, 8.0 / 18},
	{0.5 + 0.3872983346207417, 5.0 / 18},
}

// AreaM2 is the area of mp on the ellipsoid of WGS 84, in square metres,
// with edges straight in longitude and latitude: Green's theorem, ∮ λ dS.
// For edges up to 5 degrees the error is below one part in a million. Holes must
// run against their shell, as they do in every shape that was checked.
func AreaM2(mp MultiPolygon) float64 {
	area, _, _ := moments(mp)
	return math.Abs(area)
}

// Centroid is the centre of gravity of mp. It may lie outside; InteriorPoint
// does not. Of a shape without area it is the zero Point.
func Centroid(mp MultiPolygon) Point {
	area, lon, lat := moments(mp)
	if area == 0 {
		return Point{}
	}
	o := origin(mp)
	return Point{Lat: o.Lat + lat/area/radian, Lon: o.Lon + lon/area/radian}.Snap()
}

func origin(mp MultiPolygon) Point {
	for _, poly := range mp {
		for _, ring := range poly {
			if len(ring) > 0 {
				return ring[0]
			}
		}
	}
	return Point{}
}

// moments are ∬dA, ∬λdA and ∬φdA, measured from the shape's first point so
// that small shapes keep their digits.
func moments(mp MultiPolygon) (area, lon, lat float64) {
	o := origin(mp)
	for _, poly := range mp {
		for _, ring := range poly {
			if len(ring) == 0 {
				continue
			}
			a := ring[len(ring)-1]
			for _, b := range ring {
				x0, y0 := (a.Lon-o.Lon)*radian, (a.Lat-o.Lat)*radian
				dx, dy := (b.Lon-a.Lon)*radian, (b.Lat-a.Lat)*radian
				for _, g := range gauss {
					x, y := x0+g.at*dx, y0+g.at*dy
					w := g.weight * dy * band(y+o.Lat*radian)
					area += w * x
					lon += w * x * x / 2
					lat += w * x * y
				}
				a = b
			}
		}
	}
	return area, lon, lat
}
