package atlas

import (
	"cmp"
	"math"
	"slices"

	"reeve/kernel/geo"
)

// Neighbour is a report and how far its published place lies off, metres.
type Neighbour struct {
	Report
	Metres float64
}

// Near finds the open reports of a category whose published place lies within some metres of a point, nearest
// first, references breaking ties. Reports without a published place are never near.
func (x *Index) Near(category string, at geo.Point, metres float64) (found []Neighbour) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	number, ok := x.categories.ids[category]
	if !ok || x.byGeo.n == 0 {
		return nil
	}
	for _, r := range around(at, metres) {
		end := morton(r.maxX, r.maxY)
		x.walk(morton(r.minX, r.minY), end, func(slots []uint32) {
			for _, s := range slots {
				c, i := x.at(s)
				if facetCategory(c.facet[i]) != number || !x.openIn(c, i) || c.x[i] < r.minX || c.x[i] > r.maxX || c.y[i] < r.minY || c.y[i] > r.maxY {
					continue
				}
				rep := x.report(s)
				if d := geo.DistanceM(at, rep.At); d <= metres {
					found = append(found, Neighbour{rep, d})
				}
			}
		})
	}
	slices.SortFunc(found, func(a, b Neighbour) int { return cmp.Or(cmp.Compare(a.Metres, b.Metres), cmp.Compare(a.Ref, b.Ref)) })
	return slices.CompactFunc(found, func(a, b Neighbour) bool { return a.Ref == b.Ref })
}

type steps struct{ minX, minY, maxX, maxY uint32 }

// around are squares of the quadtree that together hold everything within some metres: of the level at which two
// by two do.
func around(at geo.Point, metres float64) (all []steps) {
	const metresPerDegree = 111_000 // a little less than anywhere, so that the squares are rather too large
	lat := metres / metresPerDegree
	south, north := math.Max(-90, at.Lat-lat), math.Min(90, at.Lat+lat)
	wide := math.Max(math.Abs(south), math.Abs(north))
	lon := 180.0
	if wide < 89 {
		lon = math.Min(180, lat/math.Cos(wide*math.Pi/180))
	}
	_, y0 := project(geo.Point{Lat: north})
	_, y1 := project(geo.Point{Lat: south})
	type run struct{ from, to uint32 }
	var runs []run
	stepX := func(lon float64) uint32 { x, _ := project(geo.Point{Lon: lon}); return x }
	switch west, east := at.Lon-lon, at.Lon+lon; {
	case lon >= 180:
		runs = []run{{0, math.MaxUint32}}
	case west < -180:
		runs = []run{{stepX(west + 360), math.MaxUint32}, {0, stepX(east)}}
	case east > 180:
		runs = []run{{stepX(west), math.MaxUint32}, {0, stepX(east - 360)}}
	default:
		runs = []run{{stepX(west), stepX(east)}}
	}
	for _, r := range runs {
		size := uint32(1)
		for size < 1<<31 && (r.to-r.from >= size || y1-y0 >= size) {
			size <<= 1
		}
		mask := size - 1
		for y := uint64(y0 &^ mask); y <= uint64(y1); y += uint64(size) {
			for x := uint64(r.from &^ mask); x <= uint64(r.to); x += uint64(size) {
				all = append(all, steps{uint32(x), uint32(y), uint32(x) | mask, uint32(y) | mask})
			}
		}
	}
	return all
}

// walk hands over the slots of the map's order from one key to another, both inclusive, in parts.
func (x *Index) walk(from, to uint64, do func(slots []uint32)) {
	at := x.byGeo.seek(func(s uint32) bool { return x.mortonOf(s) < from })
	for ; at.block < len(x.byGeo.blocks); at = (place{block: at.block + 1}) {
		slots := x.byGeo.blocks[at.block].slots[at.i:]
		n := len(slots)
		if n > 0 && x.mortonOf(slots[n-1]) > to {
			n, _ = slices.BinarySearchFunc(slots, to, func(s uint32, to uint64) int {
				if x.mortonOf(s) <= to {
					return -1
				}
				return 1
			})
			do(slots[:n])
			return
		}
		do(slots)
	}
}
