package geo

// outline is a MultiPolygon laid out for fast containment: all rings in one
// array, cut into chunks that a ray can pass over.
type outline struct {
	lons, lats []int32 // closed rings, one after another
	chunks     []chunk
	box        Box
}

// chunk is a run of edges of one ring: from vertex from to the vertex before
// the next chunk's, and what a ray needs to know of them.
type chunk struct {
	from, edges  uint32
	south, north int32
	east         int32
}

const chunkEdges = 32

func newOutline(mp MultiPolygon) outline {
	n := mp.Positions()
	o := outline{lons: make([]int32, 0, n+4), lats: make([]int32, 0, n+4)}
	for _, poly := range mp {
		for _, ring := range poly {
			if len(ring) > 0 {
				o.add(ring)
			}
		}
	}
	o.box = o.bounds()
	return o
}

func (o *outline) add(ring Ring) {
	first := len(o.lons)
	for i := range len(ring) + 1 {
		s := spotOf(ring[i%len(ring)])
		o.lons, o.lats = append(o.lons, int32(s.x)), append(o.lats, int32(s.y))
	}
	for i := 0; i < len(ring); i += chunkEdges {
		c := chunk{from: uint32(first + i), edges: uint32(min(chunkEdges, len(ring)-i))}
		c.south, c.north, c.east = o.lats[c.from], o.lats[c.from], o.lons[c.from]
		for k := c.from; k <= c.from+c.edges; k++ {
			c.south, c.north = min(c.south, o.lats[k]), max(c.north, o.lats[k])
			c.east = max(c.east, o.lons[k])
		}
		o.chunks = append(o.chunks, c)
	}
}

// bounds is the box around what is kept, on the grid as points are.
func (o *outline) bounds() Box {
	b := MultiPolygon{}.Box()
	for i := range o.lons {
		p := spot{int64(o.lons[i]), int64(o.lats[i])}.point()
		b.MinLat, b.MaxLat = min(b.MinLat, p.Lat), max(b.MaxLat, p.Lat)
		b.MinLon, b.MaxLon = min(b.MinLon, p.Lon), max(b.MaxLon, p.Lon)
	}
	return b
}

// span is the range of edges in chunk c.
func (o *outline) span(c int) (from, to int) {
	return int(o.chunks[c].from), int(o.chunks[c].from + o.chunks[c].edges)
}

// ends are the two ends of an edge.
func (o *outline) ends(edge uint32) (a, b spot) {
	return spot{int64(o.lons[edge]), int64(o.lats[edge])}, spot{int64(o.lons[edge+1]), int64(o.lats[edge+1])}
}

// holds is PlanarContains on the outline.
func (o *outline) holds(s spot) bool {
	x, y := int32(s.x), int32(s.y)
	in := false
	for i := range o.chunks {
		c := &o.chunks[i]
		if y < c.south || y >= c.north || x >= c.east {
			continue
		}
		for k := c.from; k < c.from+c.edges; k++ {
			if (o.lats[k] > y) == (o.lats[k+1] > y) {
				continue
			}
			a, b := o.ends(k)
			if eastOf(a, b, s) {
				in = !in
			}
		}
	}
	return in
}
