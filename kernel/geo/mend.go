package geo

import (
	"cmp"
	"slices"
)

// What mending may change: a thousandth of a shape's area, or of small shapes
// up to ten hectares that are no more than five thousandths. Boundaries are
// published thinned out, and thinning lets a line nick itself or an island its
// neighbour by some hundred square metres; a boundary that is wrong changes by
// far more.
const (
	scratch      = 0.001
	smallScratch = 0.005
	smallArea    = 100_000 // m²
)

// mend makes rings that cross into rings that do not: the region whose winding
// number is above zero, which is what was meant where a line nicks itself and
// where two parts overlap. It gives up if that changes more than a scratch.
func mend(groups [][]loop) (MultiPolygon, bool) {
	arcs, ok := arrange(groups)
	if !ok {
		return nil, false
	}
	meant, inverse := assemble(trace(arcs, func(w int) bool { return w > 0 })), 0.0
	if len(meant) == 0 {
		return nil, false
	}
	for _, ring := range trace(arcs, func(w int) bool { return w < 0 }) {
		inverse += signedArea(ring)
	}
	total := 0.0
	for _, group := range groups {
		for _, l := range group {
			total += signedArea(l.spots)
		}
	}
	// total counts what is covered twice twice, and what is inside out as
	// less than nothing.
	area := AreaM2(meant)
	twice := total - area + inverse
	changed := twice + inverse
	return meant, changed <= scratch*area || changed <= min(smallArea, smallScratch*area)
}

// signedArea is positive for a ring that runs counter-clockwise.
func signedArea(spots []spot) float64 {
	area, _, _ := moments(MultiPolygon{{ringOf(spots)}})
	return area
}

func ringOf(spots []spot) Ring {
	ring := make(Ring, len(spots))
	for i, s := range spots {
		ring[i] = s.point()
	}
	return ring
}

// assemble gives each clockwise ring to the smallest shell around it.
func assemble(rings [][]spot) MultiPolygon {
	var mp MultiPolygon
	var holes []Ring
	var unused notes
	for _, spots := range rings {
		cleaned, sign := clean(ringOf(spots), &unused)
		switch {
		case sign > 0:
			mp = append(mp, Polygon{ringOf(cleaned)})
		case sign < 0:
			holes = append(holes, ringOf(cleaned))
		}
	}
	slices.SortStableFunc(mp, func(a, b Polygon) int {
		return cmp.Compare(AreaM2(MultiPolygon{a}), AreaM2(MultiPolygon{b}))
	})
	for _, hole := range holes {
		at := within(Polygon{hole})
		for i := range mp {
			if evenOdd(mp[i][:1], at) {
				mp[i] = append(mp[i], hole)
				break
			}
		}
	}
	slices.Reverse(mp) // largest part first
	return mp
}
