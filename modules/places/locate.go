package places

import (
	"cmp"
	"slices"

	"reeve/kernel/geo"
)

// Where is the place in which a point lies: the deepest one, and the places with a role on the way up. What
// there is not is nil. They belong to the snapshot: read only.
type Where struct {
	Deepest                 *Place
	Region, Community, Beat *Place
	MetresOutside           float64 // of the community, 0 = the point lies in it; see NearestCommunity
}

// Locate finds where a point lies, by boundaries alone; ok is false outside every boundary.
func (s *Snapshot) Locate(p geo.Point) (w Where, ok bool) {
	in := s.shapes.locate(p)
	if len(in) == 0 {
		return w, false
	}
	for p := s.deepest(in); p != nil; p = s.places[p.Parent] {
		w.take(p)
	}
	// Boundaries tell what the tree does not: places without parents.
	for _, id := range in {
		w.take(s.places[id])
	}
	return w, true
}

// deepest puts ids in order of area and gives the smallest place that has no other of them below it.
func (s *Snapshot) deepest(ids []string) *Place {
	above := map[string]bool{}
	for _, id := range ids {
		for p := s.places[s.places[id].Parent]; p != nil; p = s.places[p.Parent] {
			above[p.ID] = true
		}
	}
	slices.SortStableFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(s.shapes.area[a], s.shapes.area[b]), cmp.Compare(a, b))
	})
	for _, id := range ids {
		if !above[id] {
			return s.places[id]
		}
	}
	return nil // a tree has no circles, so one of them is not above another
}

func (w *Where) take(p *Place) {
	if w.Deepest == nil {
		w.Deepest = p
	}
	switch {
	case p.Role == Region && w.Region == nil:
		w.Region = p
	case p.Role == Community && w.Community == nil:
		w.Community = p
	case p.Role == Beat && w.Beat == nil:
		w.Beat = p
	}
}

// NearestMetres is how far outside every community a point may lie and still be filed to the nearest one:
// water, and hair-thin gaps between boundaries.
const NearestMetres = 2000

// NearestCommunity is Locate for filing: a point outside every community is taken to the nearest one within
// that many metres, and Where says how far off it is. ok is false where there is none.
func (s *Snapshot) NearestCommunity(p geo.Point, within float64) (w Where, ok bool) {
	w, ok = s.Locate(p)
	if ok && w.Community != nil {
		return w, true
	}
	id, metres, ok := s.shapes.communities.Nearest(p, within)
	if !ok {
		return Where{}, false
	}
	w = Where{MetresOutside: metres}
	for p := s.places[id]; p != nil; p = s.places[p.Parent] {
		w.take(p)
	}
	return w, true
}
