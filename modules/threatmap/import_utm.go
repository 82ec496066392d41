package threatmap

import (
	"math"

	"reeve/kernel/geo"
)

// fromUTM turns eastings and northings in metres of a zone of the Universal Transverse Mercator projection on WGS 84
// into a point: Krüger's series to the fourth order of the flattening, good to millimetres within a zone. ok is false
// for figures that lie in no zone.
func fromUTM(x, y float64, zone int, south bool) (p geo.Point, ok bool) {
	if !(x >= 100_000 && x <= 1_000_000 && y >= 0 && y <= 10_000_000) {
		return p, false
	}
	const a, f, scale = 6378137.0, 1 / 298.257223563, 0.9996
	if south {
		y -= 10_000_000
	}
	n := f / (2 - f)
	n2, n3, n4 := n*n, n*n*n, n*n*n*n
	radius := a / (1 + n) * (1 + n2/4 + n4/64)
	xi, eta := y/(scale*radius), (x-500_000)/(scale*radius)
	beta := [4]float64{n/2 - 2*n2/3 + 37*n3/96 - n4/360, n2/48 + n3/15 - 437*n4/1440, 17*n3/480 - 37*n4/840, 4397 * n4 / 161280}
	xi0, eta0 := xi, eta
	for j, b := range beta {
		k := 2 * float64(j+1)
		xi0 -= b * math.Sin(k*xi) * math.Cosh(k*eta)
		eta0 -= b * math.Cos(k*xi) * math.Sinh(k*eta)
	}
	chi := math.Asin(math.Sin(xi0) / math.Cosh(eta0)) // conformal latitude
	delta := [4]float64{2*n - 2*n2/3 - 2*n3 + 116*n4/45, 7*n2/3 - 8*n3/5 - 227*n4/45, 56*n3/15 - 136*n4/35, 4279 * n4 / 630}
	lat := chi
	for j, d := range delta {
		lat += d * math.Sin(2*float64(j+1)*chi)
	}
	lon := math.Atan2(math.Sinh(eta0), math.Cos(xi0)) + float64(zone*6-183)*math.Pi/180
	return geo.Point{Lat: lat * 180 / math.Pi, Lon: math.Remainder(lon*180/math.Pi, 360)}, true
}
