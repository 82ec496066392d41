package atlas

import (
	"cmp"
	"slices"
)

// Tally is how many reports there are, and how many of them are open.
type Tally struct{ All, Open int }

// Counted is how many reports have a code.
type Counted struct {
	Code  string
	Count int
}

// Facets are the counts of a filter: all that it chooses; by state, what it would choose with that state alone
// instead of its own; by category, the same. States stand in the index's order, all of them; categories by code,
// those that occur.
type Facets struct {
	Count      int
	States     []Counted
	Categories []Counted
}

// Count is how many reports a filter chooses.
func (x *Index) Count(f Filter) int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	p := x.pick(f)
	n := 0
	switch {
	case p.all:
		return x.byTime.n
	case p.grounds == nil && p.box == nil:
		for i, f := range x.facets.list {
			if p.facet(f) {
				n += x.facets.counts[i]
			}
		}
	default:
		x.visit(p, func(slots []uint32) { n += len(slots) })
	}
	return n
}

// Facets counts by state and by category.
func (x *Index) Facets(f Filter) Facets {
	x.mu.RLock()
	defer x.mu.RUnlock()
	own := x.pick(Filter{Categories: f.Categories, States: f.States, From: f.From, To: f.To})
	f.Categories, f.States = nil, nil
	p := x.pick(f)
	sums := make([]int, len(x.categories.list)<<4) // by category and state
	if p.grounds == nil && p.box == nil {
		for i, facet := range x.facets.list {
			if p.facet(facet) {
				sums[facet>>16] += x.facets.counts[i]
			}
		}
	} else {
		x.visit(p, func(slots []uint32) {
			for _, s := range slots {
				sums[x.facetAt(s)>>16]++
			}
		})
	}
	out := Facets{}
	states, categories := make([]int, len(x.states)), make([]int, len(x.categories.list))
	for k, n := range sums {
		category, state := k>>4, k&15
		if n == 0 {
			continue
		}
		byCategory := own.categories[category>>6]>>(category&63)&1 != 0
		byState := own.states>>state&1 != 0
		if byCategory {
			states[state] += n
		}
		if byState {
			categories[category] += n
		}
		if byCategory && byState {
			out.Count += n
		}
	}
	for i, n := range states {
		out.States = append(out.States, Counted{x.states[i].Code, n})
	}
	for i, n := range categories {
		if n > 0 {
			out.Categories = append(out.Categories, Counted{x.categories.list[i], n})
		}
	}
	slices.SortFunc(out.Categories, func(a, b Counted) int { return cmp.Compare(a.Code, b.Code) })
	return out
}

// Months are the first and the last month in which a report was filed; 0 without any.
func (x *Index) Months() (first, last Month) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	for i, f := range x.facets.list {
		m := Month(facetMonth(f))
		if last = max(last, m); i == 0 || m < first {
			first = m
		}
	}
	return first, last
}

// Tally counts by community; communities are told by their id.
func (x *Index) Tally() map[string]Tally {
	x.mu.RLock()
	defer x.mu.RUnlock()
	by := make(map[string]Tally, len(x.sites))
	for n := range x.towns {
		if t := &x.towns[n]; t.all.n > 0 {
			by[x.places.list[n]] = Tally{t.all.n, t.open}
		}
	}
	return by
}
