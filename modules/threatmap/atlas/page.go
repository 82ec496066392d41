package atlas

import (
	"slices"
	"time"
)

// Cursor is the last report of a page: the next page begins after it. The zero one begins at the newest.
type Cursor struct {
	PubAt time.Time
	Ref   string
}

// direct is how many slots are gone through for a page without trying the order of time first.
const direct = 50_000

// Page gives at most limit of the chosen reports, newest first by public time, references breaking ties; more tells
// that others follow. ok is false for a cursor that is none.
func (x *Index) Page(f Filter, after Cursor, limit int) (page []Report, more, ok bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	p := x.pick(f)
	past := func(uint32) bool { return false } // slots that are not after the cursor
	if after != (Cursor{}) {
		ref, ok := refNumber(after.Ref)
		if !ok {
			return nil, false, false
		}
		pub := int32(after.PubAt.Unix() / 60)
		past = func(s uint32) bool {
			c, i := x.at(s)
			return c.pub[i] > pub || c.pub[i] == pub && c.ref[i] <= ref
		}
	}
	slots := x.first(p, past, limit+1)
	if more = len(slots) > limit; more {
		slots = slots[:limit]
	}
	page = make([]Report, 0, len(slots))
	for _, s := range slots {
		page = append(page, x.report(s))
	}
	return page, more, true
}

// first finds the first n chosen slots in the order of time that are not past. It looks in that order for a while,
// which finds what is frequent, and goes through everything when too little has come up.
func (x *Index) first(p *pick, past func(uint32) bool, n int) []uint32 {
	work := p.work(x)
	if work <= direct && !p.all {
		return x.smallest(p, past, n)
	}
	var found []uint32
	seen := 0
	for at := x.byTime.seek(past); at.block < len(x.byTime.blocks); at = (place{block: at.block + 1}) {
		b := x.byTime.blocks[at.block]
		if !p.span(&b.span) {
			continue
		}
		for _, s := range b.slots[at.i:] {
			c, i := x.at(s)
			if p.facet(c.facet[i]) && p.rest(x, c, i, s) {
				if found = append(found, s); len(found) == n {
					return found
				}
			}
		}
		if seen += len(b.slots); seen > max(direct, work/16) && len(found)*2 < n {
			return x.smallest(p, past, n)
		}
	}
	return found
}

// smallest goes through all that is chosen and keeps the first n in the order of time.
func (x *Index) smallest(p *pick, past func(uint32) bool, n int) []uint32 {
	var kept []uint32
	full := false // kept[n-1] is the last that counts
	compare := func(a, b uint32) int {
		if x.newer(a, b) {
			return -1
		}
		return 1
	}
	x.visit(p, func(slots []uint32) {
		for _, s := range slots {
			if past(s) || full && !x.newer(s, kept[n-1]) {
				continue
			}
			// What is kept grows to twice the page before it is sorted and cut; its first n are always in order.
			if kept = append(kept, s); len(kept) >= 2*n+256 {
				slices.SortFunc(kept, compare)
				kept, full = kept[:n], true
			}
		}
	})
	slices.SortFunc(kept, compare)
	return kept[:min(n, len(kept))]
}
