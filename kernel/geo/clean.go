package geo

import (
	"math/bits"
	"slices"
)

// clean puts a ring on the grid, drops repeated points and spikes, and tells
// the sign of its area: +1 counter-clockwise, 0 without area.
func clean(ring Ring, mended *notes) ([]spot, int) {
	// kept is a stack: dropping a spike may bring equal points or a further
	// spike together, which the next look at the top finds.
	kept := make([]spot, 0, len(ring))
	push := func(s spot) {
		for len(kept) > 0 {
			top := kept[len(kept)-1]
			if top == s {
				mended.add(NoteDuplicates, s.point())
				return
			}
			if len(kept) < 2 || !spike(kept[len(kept)-2], top, s) {
				break
			}
			mended.add(NoteSpikes, top.point())
			kept = kept[:len(kept)-1]
		}
		kept = append(kept, s)
	}
	for _, p := range ring {
		push(spotOf(p))
	}
	// The same at the seam between the last point and the first.
	for len(kept) >= 3 {
		n := len(kept)
		switch {
		case kept[n-1] == kept[0]:
			mended.add(NoteDuplicates, kept[0].point())
			kept = kept[:n-1]
		case spike(kept[n-2], kept[n-1], kept[0]):
			mended.add(NoteSpikes, kept[n-1].point())
			kept = kept[:n-1]
		case spike(kept[n-1], kept[0], kept[1]):
			mended.add(NoteSpikes, kept[0].point())
			kept = kept[1:]
		default:
			return kept, areaSign(kept)
		}
	}
	return kept, 0
}

// spike says whether the line turns back on itself at b.
func spike(a, b, c spot) bool {
	if turn(a, b, c) != 0 {
		return false
	}
	// On one line, back means that one axis changes its direction.
	return opposite(b.x-a.x, c.x-b.x) || opposite(b.y-a.y, c.y-b.y)
}

func opposite(d, e int64) bool { return d < 0 && e > 0 || d > 0 && e < 0 }

func reverse(s []spot) { slices.Reverse(s) }

// areaSign is the exact sign of a ring's planar area. The sum of products
// outgrows 64 bits, so it is kept in 128.
func areaSign(s []spot) int {
	var hi, lo uint64
	o := s[0]
	for i := 1; i+1 < len(s); i++ {
		ax, ay := s[i].x-o.x, s[i].y-o.y
		bx, by := s[i+1].x-o.x, s[i+1].y-o.y
		hi, lo = addProduct(hi, lo, ax, by)
		hi, lo = addProduct(hi, lo, -ay, bx)
	}
	switch {
	case int64(hi) < 0:
		return -1
	case hi|lo == 0:
		return 0
	}
	return 1
}

// addProduct adds a*b, at most 63 bits, to a two's complement of 128 bits.
func addProduct(hi, lo uint64, a, b int64) (uint64, uint64) {
	product := a * b
	lo, carry := bits.Add64(lo, uint64(product), 0)
	hi, _ = bits.Add64(hi, uint64(product>>63), carry)
	return hi, lo
}
