package atlas

import "reeve/kernel/geo/mvt"

// drawing is a tile in the making; drawings are used again and again.
type drawing struct {
	x            *Index
	z            uint
	x0, y0       uint32     // the tile's upper left corner, in steps
	first, last  uint64     // the tile's run of morton numbers
	sum          cell       // the cell that is being added up
	cellX, cellY uint32     // where it lies
	open         [16]uint32 // 1 for open states
	layer        *mvt.Layer
	towns        []drawnTown
	tags         [14]uint32
	keys         [7]uint32 // by the constants below
	kinds        [4]uint32 // value + 1
	categories   []uint32  // by number: value + 1
	states       [16]uint32
}

type drawnTown struct {
	cell
	code string
}

const (
	keyKind = iota
	keyCount
	keyOpen
	keyCategory
	keyState
	keyRef
	keyPrecision
)

const (
	kindReport = iota
	kindCluster
	kindCommunity
	kindRemainder
)

func newDrawing() *drawing { return &drawing{layer: mvt.NewLayer(Layer, Extent)} }

func (d *drawing) begin(x *Index, z uint, x0, y0 uint32) {
	d.layer.Reset()
	d.x, d.z, d.x0, d.y0 = x, z, x0, y0
	d.first = morton(x0, y0)
	d.last = d.first | ^uint64(0)>>(2*z)
	for i, name := range [...]string{"kind", "count", "open", "category", "state", "ref", "precision"} {
		d.keys[i] = d.layer.Key(name)
	}
	for i, s := range x.states {
		if d.open[i] = 0; s.Open {
			d.open[i] = 1
		}
	}
	d.kinds, d.states = [4]uint32{}, [16]uint32{}
	clear(d.categories)
	for len(d.categories) < len(x.categories.list) {
		d.categories = append(d.categories, 0)
	}
}

// kind writes the properties that all features have and gives the rest of the list.
func (d *drawing) kind(kind int, count, open uint32) []uint32 {
	v := d.kinds[kind]
	if v == 0 {
		v = d.layer.Text([...]string{"report", "cluster", "community", "remainder"}[kind]) + 1
		d.kinds[kind] = v
	}
	return append(d.tags[:0], d.keys[keyKind], v-1, d.keys[keyCount], d.layer.Number(int64(count)), d.keys[keyOpen], d.layer.Number(int64(open)))
}

// units gives a place in the tile's units, in steps from its corner.
func (d *drawing) units(dx, dy uint64) (x, y int32) {
	if down := 32 - int(d.z) - unitDepth; down >= 0 {
		return int32(dx >> down), int32(dy >> down)
	} else {
		return int32(dx << -down), int32(dy << -down)
	}
}

// cell draws a cell unless it is empty.
func (d *drawing) cell(c *cell) {
	if c.count == 0 {
		return
	}
	x, y := d.units(c.sumX/uint64(c.count)-uint64(d.x0), c.sumY/uint64(c.count)-uint64(d.y0))
	if c.count > 1 {
		d.layer.PointTags(0, x, y, d.kind(kindCluster, c.count, c.open))
		return
	}
	ch, i := d.x.at(c.only)
	f := ch.facet[i]
	tags := append(d.kind(kindReport, 1, c.open), d.keys[keyCategory], d.category(facetCategory(f)), d.keys[keyState], d.state(facetState(f)))
	ref := refText(ch.ref[i])
	tags = append(tags, d.keys[keyRef], d.layer.NewText(ref[:]))
	precision := int64(ch.precision[i])
	if ch.flags[i]&flagOdd != 0 {
		precision = d.x.odd[c.only].precision
	}
	d.layer.PointTags(0, x, y, append(tags, d.keys[keyPrecision], d.layer.Number(precision)))
}

func (d *drawing) category(n uint32) uint32 {
	if d.categories[n] == 0 {
		d.categories[n] = d.layer.Text(d.x.categories.list[n]) + 1
	}
	return d.categories[n] - 1
}

func (d *drawing) state(n uint32) uint32 {
	if d.states[n] == 0 {
		d.states[n] = d.layer.Text(d.x.states[n].Code) + 1
	}
	return d.states[n] - 1
}

func (d *drawing) community(t drawnTown) {
	x, y := d.units(t.sumX-uint64(d.x0), t.sumY-uint64(d.y0))
	tags := d.kind(kindCommunity, t.count, t.open)
	d.layer.PointTags(0, x, y, append(tags, d.layer.Key("community"), d.layer.Text(t.code)))
}

func (d *drawing) remainder(c cell) {
	x, y := d.units(c.sumX/uint64(c.count)-uint64(d.x0), c.sumY/uint64(c.count)-uint64(d.y0))
	d.layer.PointTags(0, x, y, d.kind(kindRemainder, c.count, c.open))
}

// encode gives the tile; nil for an empty one.
func (d *drawing) encode() []byte {
	if d.layer.Len() == 0 {
		return nil
	}
	return mvt.Encode(d.layer)
}
