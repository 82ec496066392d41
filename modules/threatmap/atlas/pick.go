package atlas

import (
	"math"
	"slices"

	"reeve/kernel/geo"
)

// pick is a filter as it is applied to slots.
type pick struct {
	all        bool // everything is chosen
	categories [64]uint64
	folded     uint64 // categories by the span's bits
	states     uint16
	from, to   uint32
	grounds    []bool   // by number; nil = everywhere
	towns      []uint32 // the communities to look into; nil = everywhere
	box        *Box
	minY, maxY uint32 // of the box
	ranges     [][2]uint32
}

func (x *Index) pick(f Filter) *pick {
	p := &pick{states: 1<<freeState - 1, to: math.MaxUint16}
	p.all = len(f.Categories) == 0 && len(f.States) == 0 && f.Communities == nil && f.Beats == nil && f.From == 0 && f.To == 0 && f.Box == nil
	if len(f.Categories) == 0 {
		for i := range p.categories {
			p.categories[i] = math.MaxUint64
		}
		p.folded = math.MaxUint64
	}
	if p.all {
		return p
	}
	for _, code := range f.Categories {
		if n, ok := x.categories.ids[code]; ok {
			p.categories[n>>6] |= 1 << (n & 63)
			p.folded |= 1 << (n & 63)
		}
	}
	if len(f.States) > 0 {
		p.states = 0
		for i, s := range x.states {
			if slices.Contains(f.States, s.Code) {
				p.states |= 1 << i
			}
		}
	}
	if f.From > 0 {
		p.from = uint32(min(f.From, math.MaxUint16))
	}
	if f.To > 0 {
		p.to = uint32(min(f.To, math.MaxUint16))
	}
	if p.to < p.from {
		p.states = 0 // a period that ends before it begins
	}
	p.within(x, f)
	p.inBox(f.Box)
	return p
}

// within resolves the places to grounds and communities.
func (p *pick) within(x *Index, f Filter) {
	if f.Communities == nil && f.Beats == nil {
		return
	}
	chosen := func(ids []string) map[uint32]bool {
		if ids == nil {
			return nil
		}
		set := make(map[uint32]bool, len(ids))
		for _, id := range ids {
			if n, ok := x.places.ids[id]; ok {
				set[n] = true
			}
		}
		return set
	}
	communities, beats := chosen(f.Communities), chosen(f.Beats)
	p.grounds, p.towns = make([]bool, len(x.grounds.list)), []uint32{}
	for i, g := range x.grounds.list {
		if (communities == nil || communities[g.community]) && (beats == nil || beats[g.beat]) {
			p.grounds[i] = true
			p.towns = append(p.towns, g.community)
		}
	}
	slices.Sort(p.towns)
	p.towns = slices.Compact(p.towns)
}

// inBox turns the box into steps. Published places lie on a grid that is coarser than the steps, so what lies
// between the steps of the border's grid points lies in the box, borders included.
func (p *pick) inBox(b *Box) {
	if b == nil {
		return
	}
	p.box = b
	const grid = 1e7
	up, down := func(v float64) float64 { return math.Ceil(v*grid-1e-4) / grid }, func(v float64) float64 { return math.Floor(v*grid+1e-4) / grid }
	x0, maxY := project(geo.Point{Lat: up(b.South), Lon: up(b.West)})
	x1, minY := project(geo.Point{Lat: down(b.North), Lon: down(b.East)})
	p.minY, p.maxY = minY, maxY
	if b.West <= b.East {
		p.ranges = [][2]uint32{{x0, x1}}
	} else {
		p.ranges = [][2]uint32{{x0, math.MaxUint32}, {0, x1}}
	}
}

// facet tells whether a facet is chosen. Category and state are looked up together: one branch goes better than two.
func (p *pick) facet(f uint32) bool {
	return p.categories[f>>26]>>(f>>20&63)&uint64(p.states>>facetState(f))&1 != 0 && facetMonth(f)-p.from <= p.to-p.from
}

// span tells whether anything of a run may be chosen.
func (p *pick) span(s *span) bool {
	if p.all {
		return true
	}
	if s.categories&p.folded == 0 || s.states&p.states == 0 || uint32(s.to) < p.from || uint32(s.from) > p.to {
		return false
	}
	if p.box == nil {
		return true
	}
	return s.placed && s.maxY >= p.minY && s.minY <= p.maxY &&
		slices.ContainsFunc(p.ranges, func(r [2]uint32) bool { return s.maxX >= r[0] && s.minX <= r[1] })
}

// rest tells whether a report whose facet is chosen is chosen.
func (p *pick) rest(x *Index, c *chunk, i uint32, slot uint32) bool {
	return (p.grounds == nil || p.grounds[c.ground[i]]) && (p.box == nil || p.inside(x, c, i, slot))
}

func (p *pick) inside(x *Index, c *chunk, i uint32, slot uint32) bool {
	if c.flags[i]&flagPlaced == 0 {
		return false
	}
	if c.flags[i]&flagOdd != 0 {
		return p.box.Holds(x.odd[slot].at)
	}
	if c.y[i] < p.minY || c.y[i] > p.maxY {
		return false
	}
	for _, r := range p.ranges {
		if c.x[i] >= r[0] && c.x[i] <= r[1] {
			return true
		}
	}
	return false
}
