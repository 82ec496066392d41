package atlas

// batchSize is how many slots a visitor gets at once.
const batchSize = 1024

// visit hands over the chosen slots in batches, in no promised order. The walk goes through the chosen communities
// where they hold a small part of all reports, and through the columns otherwise.
func (x *Index) visit(p *pick, do func(slots []uint32)) {
	batch := make([]uint32, 0, batchSize)
	flush := func() {
		if len(batch) > 0 {
			do(batch)
			batch = batch[:0]
		}
	}
	defer flush()
	if p.few(x) {
		for _, n := range p.towns {
			for _, b := range x.towns[n].all.blocks {
				if !p.span(&b.span) {
					continue
				}
				if len(batch)+len(b.slots) > batchSize {
					flush()
				}
				for _, s := range b.slots {
					if c, i := x.at(s); p.facet(c.facet[i]) && p.rest(x, c, i, s) {
						batch = append(batch, s)
					}
				}
			}
		}
		return
	}
	for n, c := range x.chunks {
		if !p.span(&c.span) {
			continue
		}
		first := uint32(n * chunkSize)
		for i, f := range c.facet[:min(x.slots-first, chunkSize)] {
			if p.facet(f) && p.rest(x, c, uint32(i), first+uint32(i)) {
				if batch = append(batch, first+uint32(i)); len(batch) == batchSize {
					flush()
				}
			}
		}
	}
}

// few tells whether the chosen communities hold so few reports that going through them is quicker than going
// through the columns.
func (p *pick) few(x *Index) bool { return p.towns != nil && p.size(x) <= x.byTime.n/4 }

// size is how many reports the chosen communities hold.
func (p *pick) size(x *Index) (n int) {
	if p.towns == nil {
		return x.byTime.n
	}
	for _, t := range p.towns {
		n += x.towns[t].all.n
	}
	return n
}

// work is how many slots visit looks at.
func (p *pick) work(x *Index) (n int) {
	if p.few(x) {
		return p.size(x)
	}
	for _, c := range x.chunks {
		if p.span(&c.span) {
			n += chunkSize
		}
	}
	return n
}

// Each visits the chosen reports, in no promised order. The entry is valid during the call; the index must not be
// called from it.
func (x *Index) Each(f Filter, do func(e *Entry)) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	var e Entry
	x.visit(x.pick(f), func(slots []uint32) {
		for _, s := range slots {
			e = x.entry(s)
			do(&e)
		}
	})
}

// Report finds a report by its reference.
func (x *Index) Report(ref string) (Report, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if n, ok := refNumber(ref); ok {
		if slot, ok := x.refs.find(x, n); ok {
			return x.report(slot), true
		}
	}
	return Report{}, false
}
