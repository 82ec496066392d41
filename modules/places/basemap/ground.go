package basemap

import (
	"bytes"
	"compress/gzip"
	"sync"

	"reeve/kernel/geo/mvt"
	"reeve/kernel/geo/tile"
)

// GroundZoom is the last zoom of the ground's tiles; maps enlarge them for what lies below.
const GroundZoom = 7

// GroundAttribution is whose work the ground is. Public domain; naming it is a courtesy.
const GroundAttribution = "Natural Earth"

// groundCache is how many bytes of drawn ground are kept.
const groundCache = 4 << 20

// Ground draws the ground. Safe for concurrent use.
type Ground struct {
	read  func() ([]thing, error)
	drawn *tile.Cache
}

// NewGround makes the ground; nothing is read yet.
func NewGround() *Ground {
	return &Ground{read: sync.OnceValues(readGround), drawn: tile.NewCache(groundCache)}
}

// Tile draws a tile, gzipped; nil where there is nothing but sea.
func (g *Ground) Tile(a tile.Address) ([]byte, error) {
	return g.drawn.Get(a, func() ([]byte, error) {
		things, err := g.read()
		if err != nil {
			return nil, err
		}
		return Pack(drawGround(things, a))
	})
}

// units is how far, in units of the tile, its drawing may lie off. Half a pixel on the screen; the last zoom is
// enlarged and drawn as exactly as it can be.
func units(zoom int) float64 {
	if zoom >= GroundZoom {
		return 1
	}
	return 4
}

func drawGround(things []thing, a tile.Address) []byte {
	f := a.Frame()
	reach := f.Reach()
	var out []*mvt.Layer
	for _, name := range layers() {
		out = append(out, mvt.NewLayer(name, tile.Extent))
	}
	for i := range things {
		t := &things[i]
		if a.Z < t.from || !t.box.Meets(reach) {
			continue
		}
		l := out[t.layer]
		switch {
		case t.point != nil:
			if f.Owns(*t.point) {
				at := f.At(*t.point)
				l.Point(0, at.X, at.Y, t.props...)
			}
		case t.shape != nil:
			if polygons := f.Shape(t.shape, units(a.Z)); polygons != nil {
				l.Polygon(0, polygons, t.props...)
			}
		default:
			if lines := f.Lines(t.lines, units(a.Z)); lines != nil {
				l.Line(0, lines, t.props...)
			}
		}
	}
	return mvt.Encode(out...)
}

// Pack gzips a tile; an empty one stays empty.
func Pack(body []byte) ([]byte, error) {
	if len(body) == 0 {
		return nil, nil
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(body); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
