package zone

import (
	"cmp"
	"container/heap"
	"maps"
	"math"
	"slices"

	"reeve/kernel/geo"
)

// group is tiles that have become one zone.
type group struct {
	tiles  []int
	area   float64
	beside map[int]float64 // metres of common border, by the number of the other group
	gone   bool            // part of another one now
}

// merging is groups by the number of their first tile, and those that are too small, smallest first.
type merging struct {
	m      *geo.Mosaic
	people float64 // per m²
	groups []group
	small  smallest
}

// merge lists the tiles of each zone. A group that is too small joins the one with which it has the longest
// border, the smallest group first; one without neighbours, an island, joins the nearest.
func merge(m *geo.Mosaic, people float64) [][]int {
	g := &merging{m: m, people: people, groups: make([]group, len(m.Tiles))}
	for n, t := range m.Tiles {
		g.groups[n] = group{tiles: []int{n}, area: t.AreaM2, beside: maps.Clone(t.Beside)}
		g.note(n)
	}
	heap.Init(&g.small)
	for left := len(m.Tiles); left > 1 && len(g.small) > 0; {
		s := heap.Pop(&g.small).(sized)
		if g.groups[s.n].gone || g.groups[s.n].area != s.area {
			continue
		}
		into := g.longest(s.n)
		if into < 0 {
			into = g.nearest(s.n)
		}
		g.join(s.n, into)
		left--
	}
	var all [][]int
	for n := range g.groups {
		if !g.groups[n].gone {
			slices.Sort(g.groups[n].tiles)
			all = append(all, g.groups[n].tiles)
		}
	}
	slices.SortFunc(all, func(a, b []int) int { return cmp.Compare(a[0], b[0]) })
	return all
}

// note puts a group that is too small on the heap.
func (g *merging) note(n int) {
	a := g.groups[n].area
	if a < g.m.Tiles[g.groups[n].tiles[0]].CellM2/2 || a*g.people < LeastResidents {
		heap.Push(&g.small, sized{n, a})
	}
}

// longest is the neighbour with the longest common border, of equal ones the first; -1 for an island.
func (g *merging) longest(n int) int {
	best, metres := -1, 0.0
	for other, m := range g.groups[n].beside {
		if m > metres || m == metres && (best < 0 || other < best) {
			best, metres = other, m
		}
	}
	return best
}

// nearest is the group with the corner that is nearest to a corner of an island.
func (g *merging) nearest(n int) int {
	best, metres := -1, math.Inf(1)
	for other := range g.groups {
		if other == n || g.groups[other].gone {
			continue
		}
		if d := g.apart(n, other, metres); d < metres {
			best, metres = other, d
		}
	}
	return best
}

// apart is the least distance of two groups' corners; anything not below enough is given as enough.
func (g *merging) apart(a, b int, enough float64) float64 {
	for _, n := range g.groups[a].tiles {
		for _, m := range g.groups[b].tiles {
			for _, p := range g.m.Tiles[n].Shape[0] {
				for _, q := range g.m.Tiles[m].Shape[0] {
					enough = min(enough, geo.DistanceM(p, q))
				}
			}
		}
	}
	return enough
}

// join makes group n part of another.
func (g *merging) join(n, into int) {
	from, to := &g.groups[n], &g.groups[into]
	from.gone = true
	to.tiles, to.area = append(to.tiles, from.tiles...), to.area+from.area
	delete(to.beside, n)
	for other, m := range from.beside {
		if other == into {
			continue
		}
		to.beside[other] += m
		delete(g.groups[other].beside, n)
		g.groups[other].beside[into] += m
	}
	g.note(into)
}

// sized is a group with the area it had when it was noted.
type sized struct {
	n    int
	area float64
}

// smallest is a heap, the smallest group first.
type smallest []sized

func (s smallest) Len() int { return len(s) }
func (s smallest) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(s[i].area, s[j].area), cmp.Compare(s[i].n, s[j].n)) < 0
}
func (s smallest) Swap(i, j int) { s[i], s[j] = s[j], s[i] }

// Push implements heap.Interface.
func (s *smallest) Push(v any) { *s = append(*s, v.(sized)) }

// Pop implements heap.Interface.
func (s *smallest) Pop() any {
	last := (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return last
}
