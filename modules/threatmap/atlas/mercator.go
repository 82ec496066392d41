package atlas

import (
	"math"

	"reeve/kernel/geo"
)

// side is the number of steps along the square of Web Mercator (EPSG:3857): 2^32, 9 mm at the equator. The steps
// are finer than the grid of 1e-7 degree on which published places lie, so a place can be had back from them.
const side = 1 << 32

// project gives the steps from the upper left corner. What lies beyond 85.05 degrees of latitude goes to the edge.
func project(p geo.Point) (x, y uint32) {
	lat := math.Max(-89.9, math.Min(89.9, p.Lat))
	return step((p.Lon + 180) / 360), step(0.5 - math.Asinh(math.Tan(lat*math.Pi/180))/(2*math.Pi))
}

func step(share float64) uint32 {
	return uint32(math.Max(0, math.Min(side-1, math.Floor(share*side))))
}

// unproject gives the place on the grid of 1e-7 degree.
func unproject(x, y uint32) geo.Point {
	lon := (float64(x)+0.5)/side*360 - 180
	lat := math.Atan(math.Sinh(math.Pi*(1-2*(float64(y)+0.5)/side))) * 180 / math.Pi
	return geo.Point{Lat: lat, Lon: lon}.Snap()
}

// morton orders steps so that every square of the map's quadtree is one run.
func morton(x, y uint32) uint64 { return spread(x) | spread(y)<<1 }

// spread puts a zero before every bit.
func spread(v uint32) uint64 {
	w := uint64(v)
	w = (w | w<<16) & 0x0000ffff0000ffff
	w = (w | w<<8) & 0x00ff00ff00ff00ff
	w = (w | w<<4) & 0x0f0f0f0f0f0f0f0f
	w = (w | w<<2) & 0x3333333333333333
	return (w | w<<1) & 0x5555555555555555
}
