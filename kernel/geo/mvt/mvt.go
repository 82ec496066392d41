// Package mvt writes vector tiles (Mapbox Vector Tile Specification 2.1): layers of points, lines and polygons
// with properties, as the protobuf message that map programs read.
//
// Nouns: a Layer has a name, an extent (the tile's side in units) and features; an XY is a position in these units,
// x to the right and y down from the tile's upper left corner; a Prop is a property of a feature.
//
// Invariants: keys and values of a layer are stored once; outer rings run clockwise on the screen and holes the
// other way, whatever the caller gave (section 4.3.3.3); rings, lines and repeated points that would be without
// extent are left out.
package mvt

// XY is a position in units of the tile.
type XY struct{ X, Y int32 }

// Prop is a property of a feature; make it with Str, Int or Bool.
type Prop struct {
	key  string
	kind byte // of the value's field: 1 string, 5 whole number, 7 truth
	text string
	num  int64
}

// Str is a property with a text.
func Str(key, value string) Prop { return Prop{key: key, kind: fieldString, text: value} }

// Int is a property with a whole number.
func Int(key string, value int64) Prop { return Prop{key: key, kind: fieldUint, num: value} }

// Bool is a property with a truth value.
func Bool(key string, value bool) Prop {
	p := Prop{key: key, kind: fieldBool}
	if value {
		p.num = 1
	}
	return p
}

// Layer collects features. It is not safe for concurrent use.
type Layer struct {
	name   string
	extent int
	n      int

	features []byte // of the layer's field 2, each with tag and length
	keys     []byte // field 3
	values   []byte // field 4
	keyIDs   []string
	nvalues  uint32
	texts    map[string]uint32
	numbers  map[int64]uint32
	small    [1024]uint32 // of the numbers below 1024: index + 1, 0 = not used yet
	used     []int16      // of small
	truths   [2]uint32    // index + 1

	scratch  []byte
	geometry []byte
	tags     []uint32
}

// NewLayer begins a layer. extent is the side of the tile in units, 4096 as a rule.
func NewLayer(name string, extent int) *Layer {
	return &Layer{name: name, extent: extent, texts: map[string]uint32{}, numbers: map[int64]uint32{}}
}

// Reset empties the layer and keeps its memory for another tile.
func (l *Layer) Reset() {
	l.n, l.nvalues = 0, 0
	l.features, l.keys, l.values, l.keyIDs = l.features[:0], l.keys[:0], l.values[:0], l.keyIDs[:0]
	clear(l.texts)
	clear(l.numbers)
	for _, i := range l.used {
		l.small[i] = 0
	}
	l.used, l.truths = l.used[:0], [2]uint32{}
}

// Len is the number of features.
func (l *Layer) Len() int { return l.n }

// Point adds a point; id 0 means that the feature has none.
func (l *Layer) Point(id uint64, x, y int32, props ...Prop) {
	l.PointTags(id, x, y, l.tagsOf(props))
}

// PointTags adds a point whose properties are pairs of Key and Text or Number; for tiles of thousands of features.
func (l *Layer) PointTags(id uint64, x, y int32, tags []uint32) {
	if len(tags) > 16 || l.nvalues > 1<<20 { // the lengths below would not fit into a byte
		g := append(l.geometry[:0], command(moveTo, 1))
		l.geometry = appendVarint(appendVarint(g, zigzag(x)), zigzag(y))
		l.add(id, typePoint, l.geometry, tags)
		return
	}
	f := append(l.features, tag(2, bytesOf), 0)
	begin := len(f)
	if id != 0 {
		f = appendVarint(append(f, tag(1, varintOf)), id)
	}
	if len(tags) > 0 {
		f = append(f, tag(2, bytesOf), 0)
		at := len(f)
		for _, t := range tags {
			f = appendVarint(f, uint64(t))
		}
		f[at-1] = byte(len(f) - at)
	}
	f = append(f, tag(3, varintOf), typePoint, tag(4, bytesOf), 0, command(moveTo, 1))
	at := len(f) - 1
	f = appendVarint(appendVarint(f, zigzag(x)), zigzag(y))
	f[at-1] = byte(len(f) - at)
	f[begin-1] = byte(len(f) - begin)
	l.features = f
	l.n++
}

// Line adds one or more lines as one feature. It tells whether anything was left to draw.
func (l *Layer) Line(id uint64, lines [][]XY, props ...Prop) bool {
	g := pen{b: l.geometry[:0]}
	for _, line := range lines {
		if line = distinct(line); len(line) >= 2 {
			g.draw(line, false)
		}
	}
	l.geometry = g.b
	if len(g.b) > 0 {
		l.add(id, typeLine, g.b, l.tagsOf(props))
	}
	return len(g.b) > 0
}

// Polygon adds one or more polygons as one feature; the first ring of each is its outer one, and the first point
// need not be repeated. It tells whether anything was left to draw.
func (l *Layer) Polygon(id uint64, polygons [][][]XY, props ...Prop) bool {
	g := pen{b: l.geometry[:0]}
	for _, rings := range polygons {
		for i, ring := range rings {
			ring = open(distinct(ring))
			area := area2(ring)
			if len(ring) < 3 || area == 0 {
				if i == 0 {
					break // holes of nothing
				}
				continue
			}
			g.draw(turned(ring, (area > 0) != (i == 0)), true)
		}
	}
	l.geometry = g.b
	if len(g.b) > 0 {
		l.add(id, typePolygon, g.b, l.tagsOf(props))
	}
	return len(g.b) > 0
}
