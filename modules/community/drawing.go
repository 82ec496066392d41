package community

import (
	"math"
	"strconv"
	"strings"
	"sync"

	"reeve/kernel/db"
	"reeve/kernel/geo"
	"reeve/modules/places"
)

// outline is the boundary of a place as a map shows it.
type outline struct {
	place string
	shape geo.MultiPolygon
}

// drawings keeps simplified boundaries. A version of a boundary never changes its shape, so what is kept stays true.
type drawings struct {
	mu   sync.Mutex
	kept map[drawn]geo.MultiPolygon
}

// drawn is a version of a boundary at a grain, in metres.
type drawn struct {
	boundary string
	grain    int
}

func newDrawings() *drawings { return &drawings{kept: map[drawn]geo.MultiPolygon{}} }

// mostDrawn is how many outlines are kept: those of a country's communities at two grains.
const mostDrawn = 20000

// outlines are the boundaries that hold on a day of those of the places that have one, as fine as the grain.
func (d *drawings) outlines(q db.Reader, all []places.Place, day string, grain int) ([]outline, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	wanted := map[string]bool{}
	for _, p := range all {
		wanted[p.ID] = true
	}
	type version struct{ id, place string }
	versions, err := db.All(q, func(scan db.Scan) (v version, err error) { return v, scan(&v.id, &v.place) },
		`SELECT b.id, b.place FROM place_boundary b WHERE COALESCE(b.valid_from, '') <= $1 AND (b.valid_until IS NULL OR b.valid_until > $1) ORDER BY b.place, b.version_no`, day)
	if err != nil {
		return nil, err
	}
	if len(d.kept) > mostDrawn {
		clear(d.kept)
	}
	var out []outline
	for _, v := range versions {
		if !wanted[v.place] {
			continue
		}
		shape, ok := d.kept[drawn{v.id, grain}]
		if !ok {
			b, err := places.BoundaryOn(q, v.place, day)
			if err != nil {
				return nil, err
			}
			shape = geo.Simplify(b.Shape, float64(grain))
			d.kept[drawn{v.id, grain}] = shape
		}
		out = append(out, outline{v.place, shape})
	}
	return out, nil
}

// The drawing is this wide; its height follows from what is drawn.
const (
	drawingWidth  = 720
	drawingMargin = 6
)

// canvas turns positions into places on the drawing: an equirectangular map that is true to scale in its middle.
type canvas struct {
	west, north   float64
	kx, ky        float64
	Width, Height int
}

// grainFor is how fine outlines must be for the drawing of an area, in metres: half a dot.
func grainFor(widthM float64) int {
	for _, grain := range []int{50, 150, 400} {
		if widthM/drawingWidth/2 < float64(grain) {
			return grain
		}
	}
	return 1000
}

func newCanvas(all []outline) canvas {
	west, east, south, north := 180.0, -180.0, 90.0, -90.0
	for _, o := range all {
		for _, polygon := range o.shape {
			for _, p := range polygon[0] {
				west, east = min(west, p.Lon), max(east, p.Lon)
				south, north = min(south, p.Lat), max(north, p.Lat)
			}
		}
	}
	if west >= east || south >= north {
		return canvas{}
	}
	squeeze := math.Cos((south + north) / 2 * math.Pi / 180)
	inner := float64(drawingWidth - 2*drawingMargin)
	ky := min(inner/((east-west)*squeeze), inner/(north-south))
	c := canvas{west: west, north: north, kx: ky * squeeze, ky: ky, Width: drawingWidth}
	c.Height = int(math.Ceil((north-south)*ky)) + 2*drawingMargin
	c.west -= (inner - (east-west)*c.kx) / 2 / c.kx
	return c
}

// path writes a shape as the path of an SVG.
func (c canvas) path(mp geo.MultiPolygon) string {
	var b strings.Builder
	for _, polygon := range mp {
		for _, ring := range polygon {
			for i, p := range ring {
				b.WriteByte("LM"[btoi(i == 0)])
				b.WriteString(short((p.Lon-c.west)*c.kx + drawingMargin))
				b.WriteByte(' ')
				b.WriteString(short((c.north-p.Lat)*c.ky + drawingMargin))
			}
			b.WriteByte('Z')
		}
	}
	return b.String()
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// short writes a number with one digit behind the point at most.
func short(v float64) string {
	return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
}
