package atlas

import (
	"cmp"
	"slices"
)

const (
	// MaxZoom is the deepest zoom of tiles.
	MaxZoom = 22
	// Extent is the side of a tile in its own units.
	Extent = 4096
	// Layer is the name of the tiles' only layer.
	Layer = "reports"

	gridDepth = 6 // 64 by 64 cells a tile
	unitDepth = 12
	// maxCommunities is how many communities a tile shows at most; the rest becomes one feature.
	maxCommunities = 512
)

// Tile draws the chosen reports in a tile (z/x/y of the usual XYZ scheme, z at most MaxZoom) as a vector tile; nil
// where there is nothing. Each cell of 64 by 64 with one report is a feature of the kind report (ref, category,
// state, precision), with more one of the kind cluster at their mean place. Reports without a published place make
// one feature of the kind community for each community, at its place; of many communities in a tile those with the
// fewest reports become one feature of the kind remainder. All features carry count and open.
func (x *Index) Tile(z, tx, ty int, f Filter) []byte {
	if z < 0 || z > MaxZoom || tx < 0 || ty < 0 || tx>>z != 0 || ty>>z != 0 {
		return nil
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	d, _ := x.drawer.Get().(*drawing)
	if d == nil {
		d = newDrawing()
	}
	defer x.drawer.Put(d)
	d.begin(x, uint(z), uint32(uint64(tx)<<(32-z)), uint32(uint64(ty)<<(32-z)))
	p := x.pick(f)
	if l := x.levelFor(uint(z) + gridDepth); p.all && l != nil {
		d.cells(l)
	} else {
		d.reports(p)
	}
	if p.box == nil {
		d.communities(p)
	}
	return d.encode()
}

// cells draws from sums that are kept.
func (d *drawing) cells(l *level) {
	shift := 2 * (l.depth - gridDepth - d.z)
	end := d.last >> (64 - 2*l.depth)
	var sum cell
	for b, i := l.seek(d.first >> (64 - 2*l.depth)); b < len(l.blocks); b, i = b+1, 0 {
		for _, c := range l.blocks[b].cells[i:] {
			if c.key > end {
				d.cell(&sum)
				return
			}
			if key := c.key >> shift; key != sum.key || sum.count == 0 {
				d.cell(&sum)
				sum = cell{key: key}
			}
			sum.sumX, sum.sumY, sum.count, sum.open, sum.only = sum.sumX+c.sumX, sum.sumY+c.sumY, sum.count+c.count, sum.open+c.open, sum.only^c.only
		}
	}
	d.cell(&sum)
}

// reports draws from the reports themselves. They come in the map's order, in which a cell is one run.
func (d *drawing) reports(p *pick) {
	x := d.x
	d.sum = cell{}
	at := x.byGeo.seek(func(s uint32) bool { return x.mortonOf(s) < d.first })
	for ; at.block < len(x.byGeo.blocks); at = (place{block: at.block + 1}) {
		b := x.byGeo.blocks[at.block]
		slots := b.slots[at.i:]
		if len(slots) == 0 || x.mortonOf(slots[0]) > d.last {
			break
		}
		if !p.span(&b.span) {
			continue
		}
		if x.mortonOf(slots[len(slots)-1]) > d.last {
			n, _ := slices.BinarySearchFunc(slots, d.last, func(s uint32, last uint64) int {
				if x.mortonOf(s) <= last {
					return -1
				}
				return 1
			})
			slots = slots[:n]
		}
		if !b.straight {
			for _, s := range slots {
				c, i := x.at(s)
				d.run(p, c, s, i, i+1)
			}
			continue
		}
		for s, end := slots[0], slots[0]+uint32(len(slots)); s < end; {
			c, i := x.at(s)
			n := min(end-s, chunkSize-i)
			d.run(p, c, s, i, i+n)
			s += n
		}
	}
	d.cell(&d.sum)
}

// run adds the chosen ones of some slots that follow one another, the first of which is slot.
func (d *drawing) run(p *pick, c *chunk, slot, from, to uint32) {
	down := 32 - gridDepth - d.z // at least 4, since MaxZoom is 22
	xs, ys, facets, flags := c.x[from:to], c.y[from:to], c.facet[from:to], c.flags[from:to]
	for i, f := range facets {
		if !p.facet(f) || !p.rest(d.x, c, from+uint32(i), slot+uint32(i)) {
			continue
		}
		if cx, cy := xs[i]>>down, ys[i]>>down; cx != d.cellX || cy != d.cellY || d.sum.count == 0 {
			d.cell(&d.sum)
			d.sum, d.cellX, d.cellY = cell{}, cx, cy
		}
		d.sum.sumX += uint64(xs[i])
		d.sum.sumY += uint64(ys[i])
		d.sum.count++
		d.sum.only ^= slot + uint32(i)
		d.sum.open += d.open[facetState(f)] &^ uint32(flags[i]/flagSettled)
	}
}

// communities draws what has no published place.
func (d *drawing) communities(p *pick) {
	x := d.x
	from, _ := slices.BinarySearchFunc(x.sites, d.first, func(s site, key uint64) int {
		if s.key < key {
			return -1
		}
		return 1
	})
	d.towns = d.towns[:0]
	for _, s := range x.sites[from:] {
		if s.key > d.last {
			break
		}
		t := &x.towns[s.town]
		if t.bare.n == 0 {
			continue
		}
		sum := cell{sumX: uint64(s.x), sumY: uint64(s.y), count: uint32(t.bare.n), open: uint32(t.bareOpen)}
		if !p.all {
			sum.count, sum.open = x.countBare(t, p)
		}
		if sum.count > 0 {
			d.towns = append(d.towns, drawnTown{sum, s.code})
		}
	}
	if len(d.towns) > maxCommunities {
		slices.SortStableFunc(d.towns, func(a, b drawnTown) int { return cmp.Compare(b.count, a.count) })
		var rest cell
		for _, t := range d.towns[maxCommunities:] {
			n := uint64(t.count)
			rest.sumX, rest.sumY, rest.count, rest.open = rest.sumX+n*t.sumX, rest.sumY+n*t.sumY, rest.count+t.count, rest.open+t.open
		}
		d.towns = d.towns[:maxCommunities]
		defer d.remainder(rest)
	}
	for _, t := range d.towns {
		d.community(t)
	}
}

// countBare counts the chosen of a community's reports without a published place.
func (x *Index) countBare(t *town, p *pick) (count, open uint32) {
	for _, b := range t.bare.blocks {
		if !p.span(&b.span) {
			continue
		}
		for _, s := range b.slots {
			if c, i := x.at(s); p.facet(c.facet[i]) && p.rest(x, c, i, s) {
				count++
				if x.openIn(c, i) {
					open++
				}
			}
		}
	}
	return count, open
}
