package atlas

import (
	"cmp"
	"math"
	"slices"

	"reeve/kernel/geo"
)

// town is a community that has or had reports.
type town struct {
	all            order // newest first
	bare           order // those of them without a published place
	open, bareOpen int
}

// site is a community's place on the map.
type site struct {
	key  uint64
	x, y uint32
	town uint32 // number of the place
	code string
}

func (x *Index) clear() {
	x.categories, x.places, x.grounds = newNames(), newNames(), grounds{ids: map[ground]uint32{}}
	x.chunks, x.slots, x.free, x.odd, x.refs = nil, 0, nil, map[uint32]oddity{}, refs{}
	x.byTime, x.byGeo = order{x: x, before: x.newer}, order{x: x, before: x.along}
	x.towns, x.facets, x.levels = nil, facets{}, newLevels()
	x.arrange()
	for _, s := range x.surveys {
		s.broken = true
	}
	for _, h := range x.held {
		h.broken = true
	}
	x.surveys, x.held = nil, nil
}

// Change is what a batch does with one report.
type Change struct {
	Ref    string
	Report *Report // nil takes the report out
}

// Apply makes the changes in their order; readers see all of them or none. A report that is in already is replaced;
// taking out what is not in changes nothing. Reports whose reference or state is none are left out.
func (x *Index) Apply(changes []Change) {
	if len(changes) == 0 {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, c := range changes {
		ref, ok := refNumber(c.Ref)
		if !ok {
			continue
		}
		slot, known := x.refs.find(x, ref)
		switch {
		case c.Report == nil && known:
			x.remove(slot)
		case c.Report == nil:
		case known && x.amend(slot, c.Report):
		default:
			if known {
				x.remove(slot)
			}
			if slot, ok := x.store(c.Report); ok {
				x.insert(slot)
			}
		}
	}
}

// Put is Apply for one report that is put in.
func (x *Index) Put(r Report) { x.Apply([]Change{{Ref: r.Ref, Report: &r}}) }

// Remove is Apply for one report that is taken out.
func (x *Index) Remove(ref string) { x.Apply([]Change{{Ref: ref}}) }

// store writes a report into a free slot.
func (x *Index) store(r *Report) (slot uint32, ok bool) {
	ref, ok := refNumber(r.Ref)
	state := slices.IndexFunc(x.states, func(s State) bool { return s.Code == r.State })
	if !ok || state < 0 {
		return 0, false
	}
	if n := len(x.free); n > 0 {
		slot, x.free = x.free[n-1], x.free[:n-1]
	} else {
		if x.slots%chunkSize == 0 {
			x.chunks = append(x.chunks, &chunk{})
		}
		slot = x.slots
		x.slots++
	}
	c, i := x.at(slot)
	c.ref[i], c.pub[i] = ref, int32(r.PubAt.Unix()/60)
	c.ground[i] = x.groundOf(r)
	c.flags[i], c.x[i], c.y[i], c.precision[i] = 0, 0, 0, 0
	odd := false
	if r.Placed {
		c.flags[i] |= flagPlaced
		c.x[i], c.y[i] = project(r.At)
		c.precision[i] = uint16(r.Precision)
		odd = int64(c.precision[i]) != r.Precision || unproject(c.x[i], c.y[i]) != r.At
	}
	x.figures(slot, r, odd)
	return slot, true
}

// figures writes what steps change of a report.
func (x *Index) figures(slot uint32, r *Report, odd bool) {
	c, i := x.at(slot)
	state := slices.IndexFunc(x.states, func(s State) bool { return s.Code == r.State })
	c.facet[i] = facetOf(x.categories.id(r.Category), uint32(state), r.Month)
	c.confirmations[i] = uint16(r.Confirmations)
	c.read[i], c.verify[i], c.close[i] = partsOf(r.ToRead), partsOf(r.ToVerify), partsOf(r.ToClose)
	c.flags[i] &= flagPlaced
	if r.Confirmed {
		c.flags[i] |= flagConfirmed
	}
	if r.Imported {
		c.flags[i] |= flagImported
	}
	if r.Settled {
		c.flags[i] |= flagSettled
	}
	delete(x.odd, slot)
	if odd || int64(c.confirmations[i]) != r.Confirmations {
		c.flags[i] |= flagOdd
		x.odd[slot] = oddity{r.At, r.Precision, r.Confirmations}
	}
	c.span.add(c, i)
}

func partsOf(n int) uint16 {
	if n < 0 {
		return never
	}
	return uint16(min(n, never-1))
}

func (x *Index) groundOf(r *Report) uint32 {
	g := ground{x.places.id(r.Community), noPlace}
	if r.Beat != "" {
		g.beat = x.places.id(r.Beat)
	}
	return x.grounds.id(g)
}

// amend takes over what steps change of a report and says so; false where more has changed than that.
func (x *Index) amend(slot uint32, r *Report) bool {
	had := x.report(slot)
	if had.Placed != r.Placed || had.At != r.At || had.Precision != r.Precision || had.PubAt.Unix()/60 != r.PubAt.Unix()/60 ||
		had.Community != r.Community || had.Beat != r.Beat || !slices.ContainsFunc(x.states, func(s State) bool { return s.Code == r.State }) {
		return false
	}
	c, i := x.at(slot)
	odd := c.flags[i]&flagOdd != 0 && (x.odd[slot].at != unproject(c.x[i], c.y[i]) || r.Precision > math.MaxUint16) && r.Placed
	before, was := c.facet[i], x.openIn(c, i)
	x.retell(slot, -1)
	x.preserve(slot)
	x.figures(slot, r, odd)
	x.retell(slot, 1)
	t := &x.towns[x.grounds.list[c.ground[i]].community]
	if c.facet[i] != before {
		x.countFacet(before, -1)
		x.countFacet(c.facet[i], 1)
		x.byTime.renote(slot)
		t.all.renote(slot)
		if r.Placed {
			x.byGeo.renote(slot)
		} else {
			t.bare.renote(slot)
		}
	}
	is := x.openIn(c, i)
	if was == is {
		return true
	}
	by := 1
	if was {
		by = -1
	}
	t.open += by
	if r.Placed {
		x.draw(slot, 0, by)
	} else {
		t.bareOpen += by
	}
	return true
}

func (x *Index) countFacet(f uint32, by int) {
	i, known := slices.BinarySearch(x.facets.list, f)
	if !known {
		x.facets.list, x.facets.counts = slices.Insert(x.facets.list, i, f), slices.Insert(x.facets.counts, i, 0)
	}
	if x.facets.counts[i] += by; x.facets.counts[i] == 0 {
		x.facets.list, x.facets.counts = slices.Delete(x.facets.list, i, i+1), slices.Delete(x.facets.counts, i, i+1)
	}
}

// townOf is the community of a slot, made where it is new.
func (x *Index) townOf(slot uint32) *town {
	c, i := x.at(slot)
	n := x.grounds.list[c.ground[i]].community
	for uint32(len(x.towns)) <= n {
		x.towns = append(x.towns, town{})
	}
	t := &x.towns[n]
	if t.all.x == nil {
		t.all, t.bare = order{x: x, before: x.newer}, order{x: x, before: x.newer}
		x.settle(n)
	}
	return t
}

// insert puts a stored slot into all orders and sums.
func (x *Index) insert(slot uint32) {
	c, i := x.at(slot)
	x.retell(slot, 1)
	x.refs.put(x, c.ref[i], slot)
	x.byTime.insert(slot)
	t, open := x.townOf(slot), 0
	t.all.insert(slot)
	if x.openIn(c, i) {
		open = 1
	}
	t.open += open
	x.countFacet(c.facet[i], 1)
	if c.flags[i]&flagPlaced == 0 {
		t.bare.insert(slot)
		t.bareOpen += open
		return
	}
	x.byGeo.insert(slot)
	x.draw(slot, 1, open)
}

// remove takes a slot out of all orders and sums and frees it.
func (x *Index) remove(slot uint32) {
	c, i := x.at(slot)
	x.retell(slot, -1)
	x.preserve(slot)
	x.byTime.remove(slot)
	t, open := x.townOf(slot), 0
	t.all.remove(slot)
	if x.openIn(c, i) {
		open = 1
	}
	t.open -= open
	x.countFacet(c.facet[i], -1)
	if c.flags[i]&flagPlaced == 0 {
		t.bare.remove(slot)
		t.bareOpen -= open
	} else {
		x.byGeo.remove(slot)
		x.draw(slot, -1, -open)
	}
	x.refs.remove(x, c.ref[i])
	delete(x.odd, slot)
	c.facet[i] = freeState << 16
	x.free = append(x.free, slot)
}

// Locate says where communities lie, and by which codes tiles tell of them; find is asked by id, again and again.
// One that it does not know is drawn where no land is, at 0 degrees of both, without a code.
func (x *Index) Locate(find func(id string) (Community, bool)) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.find = find
	x.arrange()
}

// arrange lists the communities that have reports by their place on the map.
func (x *Index) arrange() {
	x.sites = x.sites[:0]
	for n := range x.towns {
		if x.towns[n].all.x != nil {
			x.sites = append(x.sites, x.siteOf(uint32(n)))
		}
	}
	slices.SortFunc(x.sites, bySite)
}

// settle adds a community to the list.
func (x *Index) settle(n uint32) {
	s := x.siteOf(n)
	i, _ := slices.BinarySearchFunc(x.sites, s, bySite)
	x.sites = slices.Insert(x.sites, i, s)
}

func (x *Index) siteOf(n uint32) site {
	var c Community
	if x.find != nil {
		c, _ = x.find(x.places.list[n])
	}
	sx, sy := project(geo.Point{Lat: c.At.Lat, Lon: c.At.Lon})
	return site{key: morton(sx, sy), x: sx, y: sy, town: n, code: c.Code}
}

func bySite(a, b site) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.code, b.code)) }
