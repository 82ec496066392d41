package places

import (
	"cmp"
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/geo"
)

// ground is what parents are found on by overlap: all places of a country that have a boundary. Which level
// lies above which follows from the sizes: a tree is free, and its levels come in any order.
type ground struct {
	by     map[string]*plot // by code
	levels map[string][]*plot
	rank   map[string]float64 // of a level: the middle of its areas in m²
}

// plot is one place on the ground.
type plot struct {
	code, level, role string
	parent, parentBy  string // parent's code
	shape             geo.MultiPolygon
	box               geo.Box
	area              float64
	at                geo.Point
	fresh             bool    // came from the file at hand
	found             *string // answer of parentOf
}

// readGround reads the places of a country with the latest version of their boundaries.
func readGround(r db.Reader, country string) (*ground, error) {
	g := &ground{by: map[string]*plot{}}
	plots, err := db.All(r, func(scan db.Scan) (*plot, error) {
		p := &plot{}
		var geometry string
		if err := scan(&p.code, &p.level, &p.role, &p.parent, &p.parentBy, &p.at.Lat, &p.at.Lon, &geometry, &p.area); err != nil {
			return nil, err
		}
		if geometry == "" {
			return p, nil
		}
		err := p.shape.UnmarshalJSON([]byte(geometry))
		p.box = p.shape.Box()
		return p, err
	}, `SELECT p.code, p.level, p.role, COALESCE(a.code, ''), p.parent_by, p.lat, p.lon, COALESCE(b.geometry, ''), COALESCE(b.area_m2, 0)
		FROM place p LEFT JOIN place a ON a.id = p.parent LEFT JOIN place_boundary b ON b.place = p.id
		AND b.version_no = (SELECT MAX(c.version_no) FROM place_boundary c WHERE c.place = p.id)
		WHERE p.country = $1 ORDER BY p.code`, country)
	if err != nil {
		return nil, err
	}
	for _, p := range plots {
		g.by[p.code] = p
	}
	g.order()
	return g, nil
}

// twins gives items whose code another level of the country has already a code of their own: a city that is a
// region as well as a community is two places of one name. With one role it is the same place under another
// level, and stays for take to refuse.
func (g *ground) twins(items []item, o Options) {
	for i, it := range items {
		if p := g.by[it.code]; p != nil && p.level != o.Level && p.role != "" && o.Role != "" && p.role != o.Role {
			items[i].code += "-" + o.Role
		}
	}
}

// lay puts the items of a file on the ground.
func (g *ground) lay(items []item, o Options) {
	for _, it := range items {
		p := g.by[it.code]
		if p == nil {
			p = &plot{code: it.code, level: o.Level, role: o.Role}
			g.by[it.code] = p
		}
		p.shape, p.box, p.area, p.at, p.fresh = it.shape, it.shape.Box(), it.area, it.at, true
	}
	g.order()
}

func (g *ground) order() {
	g.levels, g.rank = map[string][]*plot{}, map[string]float64{}
	for _, p := range g.by {
		p.found = nil
		if len(p.shape) > 0 { // settlements have none
			g.levels[p.level] = append(g.levels[p.level], p)
		}
	}
	for level, plots := range g.levels {
		slices.SortFunc(plots, func(a, b *plot) int { return cmp.Or(cmp.Compare(a.area, b.area), cmp.Compare(a.code, b.code)) })
		g.rank[level] = plots[len(plots)/2].area
	}
}

// above lists the levels above one, nearest first.
func (g *ground) above(level string) []string {
	var all []string
	for l := range g.levels {
		if g.rank[l] > g.rank[level] {
			all = append(all, l)
		}
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(cmp.Compare(g.rank[a], g.rank[b]), cmp.Compare(a, b)) })
	return all
}

// Shares of a place's area that a parent must cover: most of it, or at least this much where no place of any
// level above covers most (coasts, and boundaries drawn coarsely).
const (
	mostOfIt  = 0.5
	someOfIt  = 0.05
	closeToIt = 1e-9
)

// parentOf finds the place of the nearest level above that covers most of p, else the one of any level above
// that covers the largest part.
func (g *ground) parentOf(p *plot) string {
	if p.found == nil {
		code := g.covering(p)
		p.found = &code
	}
	return *p.found
}

func (g *ground) covering(p *plot) string {
	best, share := "", someOfIt
	for _, level := range g.above(p.level) {
		for _, q := range g.levels[level] {
			if !q.box.Meets(p.box) {
				continue
			}
			if s := geo.OverlapArea(p.shape, q.shape) / p.area; s > share+closeToIt {
				best, share = q.code, s
			}
			if share > mostOfIt {
				return best
			}
		}
	}
	return best
}

// holderOf finds the place of the finest level that holds the point of a settlement: a city that is a county of
// its own has the same outline at two levels. Beats divide settlements; they do not hold them.
func (g *ground) holderOf(at geo.Point) string {
	var best *plot
	for _, plots := range g.levels {
		for _, q := range plots {
			if q.role != Beat && q.box.Holds(at) && (best == nil || g.finer(q, best)) && geo.PlanarContains(q.shape, at) {
				best = q
			}
		}
	}
	if best == nil {
		return ""
	}
	return best.code
}

// finer tells whether a settlement belongs rather to q than to p.
func (g *ground) finer(q, p *plot) bool {
	return cmp.Or(cmp.Compare(g.rank[q.level], g.rank[p.level]), cmp.Compare(q.area, p.area), cmp.Compare(q.code, p.code)) < 0
}

// joint is a place loaded before that belongs below another than until now.
type joint struct{ code, parent, by string }

// joints finds them after the places of a level were laid: finer places without a parent, and those whose
// parent an import had found by itself at a coarser level.
func (g *ground) joints(level string) []joint {
	var all []joint
	for _, p := range g.by {
		if p.fresh || p.parentBy == ByHand || p.parentBy == ByField {
			continue
		}
		if len(p.shape) == 0 {
			if parent := g.holderOf(p.at); parent != "" && parent != p.parent {
				all = append(all, joint{p.code, parent, ByPoint})
			}
			continue
		}
		if g.rank[p.level] >= g.rank[level] || !g.touched(level, p) {
			continue
		}
		if parent := g.parentOf(p); parent != "" && parent != p.parent {
			all = append(all, joint{p.code, parent, ByOverlap})
		}
	}
	slices.SortFunc(all, func(a, b joint) int { return cmp.Compare(a.code, b.code) })
	return all
}

// orphans are the codes of the file's places without a parent, where some level lies above theirs.
func (g *ground) orphans(items []item, o Options) []string {
	if len(g.above(o.Level)) == 0 {
		return nil
	}
	var all []string
	for _, it := range items {
		// parentOf keeps its answers, so that the transactions need not reckon.
		if p := g.by[it.code]; it.parent == "" && g.parentOf(p) == "" && p.parent == "" {
			all = append(all, it.code)
		}
	}
	return all
}

// touched tells whether a new place may be the parent of p: it lies there, and below p's parent.
func (g *ground) touched(level string, p *plot) bool {
	if above := g.by[p.parent]; above != nil && g.rank[above.level] <= g.rank[level] && !above.fresh {
		return false
	}
	return slices.ContainsFunc(g.levels[level], func(q *plot) bool { return q.fresh && q.box.Meets(p.box) })
}
