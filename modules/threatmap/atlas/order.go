package atlas

import "slices"

// blockSize is the most slots in a block of an order; a full one is split in two.
const blockSize = 512

// block is a run of an order, with a summary.
type block struct {
	slots    []uint32
	span     span
	straight bool // the slots follow one another, as they do when they are settled
}

// order is a list of slots that stays sorted.
type order struct {
	x      *Index
	before func(a, b uint32) bool // strict and total
	blocks []*block
	n      int
}

// place is a position in an order.
type place struct{ block, i int }

// seek finds the first position whose slot is not below; below holds for a beginning of the order.
func (o *order) seek(below func(slot uint32) bool) place {
	lo, hi := 0, len(o.blocks)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if s := o.blocks[mid].slots; below(s[len(s)-1]) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == len(o.blocks) {
		return place{block: lo}
	}
	s := o.blocks[lo].slots
	a, b := 0, len(s)
	for a < b {
		mid := int(uint(a+b) >> 1)
		if below(s[mid]) {
			a = mid + 1
		} else {
			b = mid
		}
	}
	return place{lo, a}
}

func (o *order) insert(slot uint32) {
	o.n++
	if len(o.blocks) == 0 {
		o.blocks = append(o.blocks, &block{slots: []uint32{slot}})
		o.note(o.blocks[0], slot)
		return
	}
	at := o.seek(func(s uint32) bool { return o.before(s, slot) })
	if at.block == len(o.blocks) {
		at.block--
		at.i = len(o.blocks[at.block].slots)
	}
	b := o.blocks[at.block]
	if len(b.slots) == blockSize {
		half := &block{slots: append(make([]uint32, 0, blockSize), b.slots[blockSize/2:]...)}
		b.slots = b.slots[:blockSize/2]
		o.blocks = slices.Insert(o.blocks, at.block+1, half)
		o.sum(b)
		o.sum(half)
		if at.i > blockSize/2 {
			b, at.i = half, at.i-blockSize/2
		}
	}
	b.slots, b.straight = slices.Insert(b.slots, at.i, slot), false
	o.note(b, slot)
}

// remove takes a slot out whose keys are still those with which it was put in.
func (o *order) remove(slot uint32) {
	at := o.seek(func(s uint32) bool { return o.before(s, slot) })
	b := o.blocks[at.block]
	b.slots, b.straight = slices.Delete(b.slots, at.i, at.i+1), false
	if len(b.slots) == 0 {
		o.blocks = slices.Delete(o.blocks, at.block, at.block+1)
	}
	o.n--
}

// renote brings the summary of the slot's block up to date after the slot's facet has changed.
func (o *order) renote(slot uint32) {
	at := o.seek(func(s uint32) bool { return o.before(s, slot) })
	o.note(o.blocks[at.block], slot)
}

func (o *order) note(b *block, slot uint32) {
	c, i := o.x.at(slot)
	b.span.add(c, i)
}

func (o *order) sum(b *block) {
	b.span = span{}
	for _, s := range b.slots {
		o.note(b, s)
	}
}

// fill takes over slots that are sorted already.
func (o *order) fill(sorted []uint32) {
	o.blocks, o.n = o.blocks[:0], len(sorted)
	for part := range slices.Chunk(sorted, blockSize-blockSize/8) {
		b := &block{slots: append(make([]uint32, 0, blockSize), part...)}
		if len(sorted) < blockSize/2 {
			b.slots = slices.Clone(part)
		}
		o.sum(b)
		o.blocks = append(o.blocks, b)
	}
}

// push appends a slot that comes after all others.
func (o *order) push(slot uint32) {
	if last := len(o.blocks) - 1; last < 0 || len(o.blocks[last].slots) >= blockSize-blockSize/8 {
		o.blocks = append(o.blocks, &block{})
	}
	b := o.blocks[len(o.blocks)-1]
	b.straight = len(b.slots) == 0 || b.straight && b.slots[len(b.slots)-1]+1 == slot
	b.slots = append(b.slots, slot)
	o.note(b, slot)
	o.n++
}

// newer is the order of lists: newest first by public time; the reference breaks ties.
func (x *Index) newer(a, b uint32) bool {
	c, i := x.at(a)
	d, j := x.at(b)
	if c.pub[i] != d.pub[j] {
		return c.pub[i] > d.pub[j]
	}
	return c.ref[i] < d.ref[j]
}

// along is the order of the map.
func (x *Index) along(a, b uint32) bool {
	if m, n := x.mortonOf(a), x.mortonOf(b); m != n {
		return m < n
	}
	return x.refOf(a) < x.refOf(b)
}
