package atlas

import "slices"

// A cell is a square of the map's quadtree with the sum of the reports in it that have a published place. The sums
// are of whole numbers, so that they come out the same in whatever order reports come and go.
type cell struct {
	key         uint64 // morton number of the square on its level
	sumX, sumY  uint64 // steps
	count, open uint32
	only        uint32 // slots, combined by exclusive or: the slot itself where count is 1
}

// cellBlock is a run of cells.
type cellBlock struct{ cells []cell }

const cellBlockSize = 256

// level holds the cells of a depth of the quadtree by their key.
type level struct {
	depth  uint
	blocks []*cellBlock
}

// deepest is the depth of the cells of zoom 10. Tiles of deeper zooms are made of the reports themselves.
const deepest = 16

// newLevels makes every second depth: a tile in between adds four cells to one.
func newLevels() (all []level) {
	for depth := uint(6); depth <= deepest; depth += 2 {
		all = append(all, level{depth: depth})
	}
	return all
}

// levelFor finds the cells for squares of a depth, if there are.
func (x *Index) levelFor(depth uint) *level {
	for i := range x.levels {
		if x.levels[i].depth >= depth {
			return &x.levels[i]
		}
	}
	return nil
}

// draw adds a slot to the cells in which it lies, or takes it out; open is what it adds to the open ones.
func (x *Index) draw(slot uint32, count, open int) {
	c, i := x.at(slot)
	key := morton(c.x[i], c.y[i])
	for n := range x.levels {
		l := &x.levels[n]
		l.add(key>>(64-2*l.depth), cell{sumX: uint64(c.x[i]), sumY: uint64(c.y[i]), only: slot}, count, open)
	}
}

func (l *level) add(key uint64, what cell, count, open int) {
	b, i := l.seek(key)
	if b == len(l.blocks) && b > 0 {
		b, i = b-1, len(l.blocks[b-1].cells)
	}
	if b == len(l.blocks) {
		l.blocks = append(l.blocks, &cellBlock{})
	}
	block := l.blocks[b]
	if i == len(block.cells) || block.cells[i].key != key {
		if len(block.cells) == cellBlockSize {
			half := &cellBlock{slices.Clone(block.cells[cellBlockSize/2:])}
			block.cells = block.cells[:cellBlockSize/2]
			l.blocks = slices.Insert(l.blocks, b+1, half)
			if i > cellBlockSize/2 {
				block, i, b = half, i-cellBlockSize/2, b+1
			}
		}
		block.cells = slices.Insert(block.cells, i, cell{key: key})
	}
	c := &block.cells[i]
	c.open += uint32(open)
	if count == 0 {
		return
	}
	c.count += uint32(count)
	c.only ^= what.only
	if count > 0 {
		c.sumX, c.sumY = c.sumX+what.sumX, c.sumY+what.sumY
	} else {
		c.sumX, c.sumY = c.sumX-what.sumX, c.sumY-what.sumY
	}
	if c.count == 0 {
		if block.cells = slices.Delete(block.cells, i, i+1); len(block.cells) == 0 {
			l.blocks = slices.Delete(l.blocks, b, b+1)
		}
	}
}

// seek finds the first cell whose key is not below.
func (l *level) seek(key uint64) (block, i int) {
	lo, hi := 0, len(l.blocks)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if c := l.blocks[mid].cells; c[len(c)-1].key < key {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == len(l.blocks) {
		return lo, 0
	}
	i, _ = slices.BinarySearchFunc(l.blocks[lo].cells, key, func(c cell, key uint64) int {
		if c.key < key {
			return -1
		}
		return 1
	})
	return lo, i
}

// push adds a slot to the last cell or to a new one after it, for slots that come in the map's order.
func (l *level) push(key uint64, sx, sy uint64, open, slot uint32) {
	last := len(l.blocks) - 1
	if last < 0 || len(l.blocks[last].cells) >= cellBlockSize-cellBlockSize/8 && l.blocks[last].cells[len(l.blocks[last].cells)-1].key != key {
		l.blocks = append(l.blocks, &cellBlock{make([]cell, 0, cellBlockSize)})
		last++
	}
	b := l.blocks[last]
	if n := len(b.cells); n == 0 || b.cells[n-1].key != key {
		b.cells = append(b.cells, cell{key: key})
	}
	c := &b.cells[len(b.cells)-1]
	c.sumX, c.sumY, c.count, c.open, c.only = c.sumX+sx, c.sumY+sy, c.count+1, c.open+open, c.only^slot
}
