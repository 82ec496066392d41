package officers

import (
	"math"
	"strings"

	"reeve/kernel/geo"
)

// lineUnit is the number of steps in a degree: a step is eleven metres.
const lineUnit = 1e4

// lines writes the rings of a shape, shells and holes alike: a point lies inside if it lies in an odd number of them.
func lines(mp geo.MultiPolygon) (all []string) {
	for _, polygon := range mp {
		for _, ring := range polygon {
			all = append(all, line(ring))
		}
	}
	return all
}

// line writes a ring as differences between its points, latitude first. A difference is zigzag coded and written in
// groups of five bits, the lowest first; a group that is not the last has 32 added, and 63 is added to all of them, so
// that the text is ASCII. The end is not the beginning once more.
func line(ring geo.Ring) string {
	var b strings.Builder
	var lat, lon int64
	for _, p := range ring {
		y, x := int64(math.Round(p.Lat*lineUnit)), int64(math.Round(p.Lon*lineUnit))
		group(&b, y-lat)
		group(&b, x-lon)
		lat, lon = y, x
	}
	return b.String()
}

func group(b *strings.Builder, v int64) {
	n := uint64(v<<1) ^ uint64(v>>63)
	for n >= 32 {
		b.WriteByte(byte(n&31|32) + 63)
		n >>= 5
	}
	b.WriteByte(byte(n) + 63)
}
