package mvt

import "slices"

const (
	moveTo    = 1
	lineTo    = 2
	closePath = 7
)

// command is a command with its count, for counts below 16; section 4.3.1.
func command(id, count uint32) byte { return byte(id&7 | count<<3) }

func zigzag(v int32) uint64 { return uint64(uint32(v<<1) ^ uint32(v>>31)) }

// pen writes commands; positions are relative to the one before, over all parts of a feature.
type pen struct {
	b  []byte
	at XY
}

func (p *pen) draw(points []XY, closed bool) {
	p.b = append(p.b, command(moveTo, 1))
	p.move(points[0])
	p.b = appendVarint(p.b, uint64(lineTo|(len(points)-1)<<3))
	for _, q := range points[1:] {
		p.move(q)
	}
	if closed {
		p.b = append(p.b, command(closePath, 1))
	}
}

func (p *pen) move(to XY) {
	p.b = appendVarint(p.b, zigzag(to.X-p.at.X))
	p.b = appendVarint(p.b, zigzag(to.Y-p.at.Y))
	p.at = to
}

// distinct leaves out points that repeat the one before.
func distinct(points []XY) []XY {
	for i := 1; i < len(points); i++ {
		if points[i] == points[i-1] {
			return slices.Compact(slices.Clone(points))
		}
	}
	return points
}

// open takes away a last point that repeats the first.
func open(ring []XY) []XY {
	if n := len(ring); n > 1 && ring[0] == ring[n-1] {
		return ring[:n-1]
	}
	return ring
}

// area2 is twice the area by the surveyor's formula, positive for rings that run clockwise on the screen, where y
// points down (section 4.3.3.3).
func area2(ring []XY) (a int64) {
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		a += int64(p.X)*int64(q.Y) - int64(q.X)*int64(p.Y)
	}
	return a
}

func turned(ring []XY, turn bool) []XY {
	if turn {
		ring = slices.Clone(ring)
		slices.Reverse(ring)
	}
	return ring
}
