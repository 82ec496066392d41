package atlas

import (
	"cmp"
	"maps"
	"slices"
	"sync"
)

// Fill empties the index and puts in what each gives: quicker than Apply for many reports, and the slots come to
// lie as the places do on the map, which makes tiles quick. A reference that comes twice counts once, the first
// time. Readers wait meanwhile; when each fails the index is left empty.
func (x *Index) Fill(each func(put func(*Report)) error) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.clear()
	if err := each(func(r *Report) { x.store(r) }); err != nil {
		x.clear()
		return err
	}
	x.single()
	x.settleSlots()
	x.build(x.sorted())
	return nil
}

// single frees the slots of references that are there already.
func (x *Index) single() {
	x.refs = refs{}
	for s := range x.slots {
		c, i := x.at(s)
		if _, twice := x.refs.find(x, c.ref[i]); twice {
			delete(x.odd, s)
			c.facet[i] = freeState << 16
			x.free = append(x.free, s)
			continue
		}
		x.refs.put(x, c.ref[i], s)
	}
	x.refs = refs{}
}

// ranked is a slot with the first bits of its sorting key.
type ranked struct {
	key  uint64
	slot uint32
}

// settleSlots moves the reports to slots in the order of the map; those without a published place come behind, by
// community, free ones last.
func (x *Index) settleSlots() {
	all := make([]ranked, x.slots)
	for s := range x.slots {
		c, i := x.at(s)
		all[s].slot = s
		switch {
		case facetState(c.facet[i]) == freeState:
			all[s].key = 1<<64 - 1
		case c.flags[i]&flagPlaced == 0:
			all[s].key = 1<<63 | uint64(x.grounds.list[c.ground[i]].community)
		default:
			// The last bit of 64 makes room for the mark; ties fall to the reference all the same.
			all[s].key = morton(c.x[i], c.y[i]) >> 1
		}
	}
	slices.SortFunc(all, func(a, b ranked) int {
		if a.key != b.key {
			return cmp.Compare(a.key, b.key)
		}
		c, i := x.at(a.slot)
		d, j := x.at(b.slot)
		if a.key>>63 == 0 {
			if o := cmp.Compare(morton(c.x[i], c.y[i]), morton(d.x[j], d.y[j])); o != 0 {
				return o
			}
		}
		return cmp.Compare(c.ref[i], d.ref[j])
	})
	x.move(all)
	x.slots -= uint32(len(x.free))
	x.free = nil
	x.chunks = x.chunks[:(x.slots+chunkSize-1)/chunkSize]
}

// move puts the report of all[i].slot into slot i, following each circle of the exchange once.
func (x *Index) move(all []ranked) {
	odd := make(map[uint32]oddity, len(x.odd))
	for i := range all {
		if o, ok := x.odd[all[i].slot]; ok {
			odd[uint32(i)] = o
		}
	}
	x.odd = odd
	const done = ^uint32(0)
	for start := range all {
		if all[start].slot == done {
			continue
		}
		first := x.lift(uint32(start))
		to := uint32(start)
		for {
			from := all[to].slot
			all[to].slot = done
			if from == uint32(start) {
				x.lay(to, first)
				break
			}
			x.lay(to, x.lift(from))
			to = from
		}
	}
	for _, c := range x.chunks {
		c.span = span{}
	}
	for s := range x.slots {
		if c, i := x.at(s); facetState(c.facet[i]) != freeState {
			c.span.add(c, i)
		}
	}
}

// line is a slot lifted out of the columns.
type line struct {
	ref                                          uint64
	x, y, facet, ground                          uint32
	pub                                          int32
	precision, confirmations, read, verify, shut uint16
	flags                                        uint8
}

func (x *Index) lift(slot uint32) line {
	c, i := x.at(slot)
	return line{c.ref[i], c.x[i], c.y[i], c.facet[i], c.ground[i], c.pub[i], c.precision[i], c.confirmations[i], c.read[i], c.verify[i], c.close[i], c.flags[i]}
}

func (x *Index) lay(slot uint32, l line) {
	c, i := x.at(slot)
	c.set(i, l)
}

// sorted gives the slots in the order of time.
func (x *Index) sorted() []uint32 {
	all := make([]ranked, x.slots)
	for s := range x.slots {
		c, i := x.at(s)
		// Newest first in the upper half, the upper 32 of the reference's 50 bits in the lower.
		all[s] = ranked{uint64(^(uint32(c.pub[i])^1<<31))<<32 | c.ref[i]>>18, s}
	}
	slices.SortFunc(all, func(a, b ranked) int {
		if a.key != b.key {
			return cmp.Compare(a.key, b.key)
		}
		return cmp.Compare(x.refOf(a.slot), x.refOf(b.slot))
	})
	slots := make([]uint32, len(all))
	for i, r := range all {
		slots[i] = r.slot
	}
	return slots
}

// build makes orders and sums of columns in which the slots are settled and none is free: three parts that do not
// touch each other, side by side.
func (x *Index) build(byTime []uint32) {
	var parts sync.WaitGroup
	parts.Go(func() { x.buildTowns(byTime) })
	parts.Go(x.buildRefs)
	parts.Go(func() {
		x.byTime.fill(byTime)
		x.buildCells()
	})
	parts.Wait()
}

func (x *Index) buildTowns(byTime []uint32) {
	for _, s := range byTime {
		c, i := x.at(s)
		t := x.townOf(s)
		t.all.push(s)
		bare := c.flags[i]&flagPlaced == 0
		if bare {
			t.bare.push(s)
		}
		if x.openIn(c, i) {
			t.open++
			if bare {
				t.bareOpen++
			}
		}
	}
}

func (x *Index) buildRefs() {
	size := 1024
	for 3*size < 4*int(x.slots)+4 {
		size *= 2
	}
	x.refs = refs{table: make([]uint32, size)}
	count := map[uint32]int{}
	for s := range x.slots {
		c, i := x.at(s)
		x.refs.put(x, c.ref[i], s)
		count[c.facet[i]]++
	}
	for _, f := range slices.Sorted(maps.Keys(count)) {
		x.facets.list, x.facets.counts = append(x.facets.list, f), append(x.facets.counts, count[f])
	}
}

func (x *Index) buildCells() {
	for s := range x.slots {
		c, i := x.at(s)
		if c.flags[i]&flagPlaced == 0 {
			return // those without a place come behind all others
		}
		x.byGeo.push(s)
		key, open := morton(c.x[i], c.y[i]), uint32(0)
		if x.openIn(c, i) {
			open = 1
		}
		for n := range x.levels {
			l := &x.levels[n]
			l.push(key>>(64-2*l.depth), uint64(c.x[i]), uint64(c.y[i]), open, s)
		}
	}
}
