package atlas

import (
	"math"
	"time"

	"reeve/kernel/geo"
)

// chunkSize is how many slots share arrays and a summary.
const chunkSize = 4096

// chunk is a part of the columns: 39 bytes a slot.
type chunk struct {
	ref                 [chunkSize]uint64
	x, y                [chunkSize]uint32 // steps of the published place
	facet               [chunkSize]uint32
	ground              [chunkSize]uint32
	pub                 [chunkSize]int32 // minutes since 1970
	precision           [chunkSize]uint16
	confirmations       [chunkSize]uint16
	read, verify, close [chunkSize]uint16 // never = not yet
	flags               [chunkSize]uint8
	span                span
}

const (
	never = math.MaxUint16

	flagPlaced    = 1 // has a published place
	flagConfirmed = 2
	flagOdd       = 4 // some figures do not fit and are kept beside
	flagImported  = 8
	flagSettled   = 16
)

// oddity keeps what does not fit into the columns: places off the grid or beyond the square of the map, and
// figures above 65,535.
type oddity struct {
	at                       geo.Point
	precision, confirmations int64
}

// A facet is category (12 bits), state (4 bits) and month (16 bits) in one number. A free slot has the state
// freeState, which no filter chooses.
const freeState = 15

func facetOf(category, state uint32, month Month) uint32 {
	return category<<20 | state<<16 | uint32(min(max(month, 0), math.MaxUint16))
}

func facetCategory(f uint32) uint32 { return f >> 20 }
func facetState(f uint32) uint32    { return f >> 16 & 15 }
func facetMonth(f uint32) uint32    { return f & 0xffff }

// at finds a slot's chunk and its place in it.
func (x *Index) at(slot uint32) (*chunk, uint32) { return x.chunks[slot/chunkSize], slot % chunkSize }

func (x *Index) refOf(slot uint32) uint64   { c, i := x.at(slot); return c.ref[i] }
func (x *Index) facetAt(slot uint32) uint32 { c, i := x.at(slot); return c.facet[i] }
func (x *Index) mortonOf(slot uint32) uint64 {
	c, i := x.at(slot)
	return morton(c.x[i], c.y[i])
}

// openIn tells whether a slot of a chunk is open.
func (x *Index) openIn(c *chunk, i uint32) bool {
	return x.states[facetState(c.facet[i])].Open && c.flags[i]&flagSettled == 0
}

// entry is what statistics read of a slot.
func (x *Index) entry(slot uint32) Entry {
	c, i := x.at(slot)
	f, g := c.facet[i], x.grounds.list[c.ground[i]]
	e := Entry{Category: x.categories.list[facetCategory(f)], State: x.states[facetState(f)].Code, Open: x.openIn(c, i), Month: Month(facetMonth(f)),
		Community: x.places.list[g.community], PubAt: minutes(c.pub[i]), Confirmed: c.flags[i]&flagConfirmed != 0,
		Imported: c.flags[i]&flagImported != 0, Settled: c.flags[i]&flagSettled != 0,
		Confirmations: int64(c.confirmations[i]), ToRead: parts(c.read[i]), ToVerify: parts(c.verify[i]), ToClose: parts(c.close[i])}
	if g.beat != noPlace {
		e.Beat = x.places.list[g.beat]
	}
	if c.flags[i]&flagOdd != 0 {
		e.Confirmations = x.odd[slot].confirmations
	}
	return e
}

func minutes(m int32) time.Time { return time.Unix(int64(m)*60, 0).UTC() }

func parts(v uint16) int {
	if v == never {
		return Never
	}
	return int(v)
}

// report is all that is known of a slot.
func (x *Index) report(slot uint32) Report {
	c, i := x.at(slot)
	text := refText(c.ref[i])
	r := Report{Entry: x.entry(slot), Ref: string(text[:])}
	if c.flags[i]&flagPlaced == 0 {
		return r
	}
	r.Placed = true
	if c.flags[i]&flagOdd != 0 {
		o := x.odd[slot]
		r.At, r.Precision = o.at, o.precision
		return r
	}
	r.At, r.Precision = unproject(c.x[i], c.y[i]), int64(c.precision[i])
	return r
}

// span sums up what a run of slots holds at least; it may say more than there is, never less.
type span struct {
	categories     uint64 // bit of category modulo 64
	states         uint16
	from, to       uint16 // months
	minX, maxX     uint32
	minY, maxY     uint32
	placed, filled bool
}

func (s *span) add(c *chunk, i uint32) {
	f := c.facet[i]
	month := uint16(facetMonth(f))
	s.categories |= 1 << (facetCategory(f) & 63)
	s.states |= 1 << facetState(f)
	if !s.filled {
		s.from, s.to, s.filled = month, month, true
	}
	s.from, s.to = min(s.from, month), max(s.to, month)
	if c.flags[i]&flagPlaced == 0 {
		return
	}
	if !s.placed {
		s.minX, s.maxX, s.minY, s.maxY, s.placed = c.x[i], c.x[i], c.y[i], c.y[i], true
	}
	s.minX, s.maxX, s.minY, s.maxY = min(s.minX, c.x[i]), max(s.maxX, c.x[i]), min(s.minY, c.y[i]), max(s.maxY, c.y[i])
}
