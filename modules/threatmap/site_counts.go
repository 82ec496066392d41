package threatmap

import "reeve/modules/threatmap/atlas"

// facetCounts are the numbers beside the filters of the map and of the list.
type facetCounts struct {
	total      int64
	states     map[string]int64 // under all filters but that of the state
	categories map[string]int64 // under all filters but that of the category
	ever       map[string]int64 // of each category without any filter
	places     map[string]int64 // by id of the community, without any filter
}

func (s *site) countFacets(f Filter) facetCounts {
	ix := s.m.Index
	under, all := ix.Facets(s.m.chosen(f)), ix.Facets(atlas.Filter{})
	n := facetCounts{total: int64(under.Count), states: byCode(under.States), categories: byCode(under.Categories), ever: byCode(all.Categories), places: map[string]int64{}}
	for id, t := range ix.Tally() {
		n.places[id] = int64(t.All)
	}
	return n
}

func byCode(counted []atlas.Counted) map[string]int64 {
	out := make(map[string]int64, len(counted))
	for _, c := range counted {
		out[c.Code] = int64(c.Count)
	}
	return out
}
