// Package geo holds the geometry of places: shapes read from GeoJSON, the
// checks a boundary must pass, the index that says which place a point lies
// in, and the measures (area, distance, overlap) that importing, routing and
// publishing need. It is pure: no database, no clock, no network.
//
// Nouns: a Point is a WGS 84 position; a Ring is a closed line; a Polygon is
// a shell with holes; a MultiPolygon is what one place's boundary is; an
// Index answers "where is this point" for many boundaries; a Piece is a gap
// or an overlap with its area.
//
// Invariants. Every shape that comes out of ReadFeatures or Check lies on a
// grid of 1e-7 degree (about 1 cm), so that orientation, crossing and
// containment are decided in exact integers. Shells run counter-clockwise and
// holes clockwise (RFC 7946 section 3.1.6). Edges are straight in longitude
// and latitude (RFC 7946 section 3.1.1), not geodesics: a cell of S2 only
// narrows the search, the last word is always planar. A point on a border
// belongs to exactly one of two places that share the border.
//
// A shape that crosses the 180th meridian must be cut there
// (RFC 7946 section 3.1.9).
package geo

import "math"

// Point is a position in degrees, WGS 84.
type Point struct{ Lat, Lon float64 }

// Ring is a closed line; the closing edge runs from the last point to the
// first, which is not repeated.
type Ring []Point

// Polygon is a shell followed by its holes.
type Polygon []Ring

// MultiPolygon is the boundary of one place: polygons that do not overlap.
type MultiPolygon []Polygon

// unit is the number of grid steps in a degree.
const unit = 1e7

// spot is a Point on the grid: x is longitude, y is latitude, in 1e-7 degree.
// |x| <= 1.8e9 and |y| <= 9e8, so every product of two differences fits
// into an int64.
type spot struct{ x, y int64 }

func spotOf(p Point) spot {
	return spot{int64(math.Round(p.Lon * unit)), int64(math.Round(p.Lat * unit))}
}

func (s spot) point() Point {
	return Point{Lat: float64(s.y) / unit, Lon: float64(s.x) / unit}
}

// Snap puts p on the grid on which shapes are kept, at most 8 mm away.
func (p Point) Snap() Point { return spotOf(p).point() }

// Valid says whether p is a position on the Earth; NaN is not.
func (p Point) Valid() bool {
	return p.Lat >= -90 && p.Lat <= 90 && p.Lon >= -180 && p.Lon <= 180
}

// turn is +1 if c lies left of the line from a to b, -1 if right, 0 if on it.
// It is exact.
func turn(a, b, c spot) int {
	l := (b.x - a.x) * (c.y - a.y)
	r := (b.y - a.y) * (c.x - a.x)
	switch {
	case l > r:
		return 1
	case l < r:
		return -1
	}
	return 0
}

// Box is a rectangle in degrees, borders included.
type Box struct{ MinLat, MinLon, MaxLat, MaxLon float64 }

// Holds says whether p lies in b.
func (b Box) Holds(p Point) bool {
	return p.Lat >= b.MinLat && p.Lat <= b.MaxLat && p.Lon >= b.MinLon && p.Lon <= b.MaxLon
}

// Meets says whether the boxes have a point in common.
func (b Box) Meets(o Box) bool {
	return b.MinLat <= o.MaxLat && o.MinLat <= b.MaxLat && b.MinLon <= o.MaxLon && o.MinLon <= b.MaxLon
}

// Box is the smallest box around mp; an empty shape has an empty box that
// meets nothing.
func (mp MultiPolygon) Box() Box {
	b := Box{MinLat: math.Inf(1), MinLon: math.Inf(1), MaxLat: math.Inf(-1), MaxLon: math.Inf(-1)}
	for _, poly := range mp {
		for _, ring := range poly {
			for _, p := range ring {
				b.MinLat, b.MaxLat = min(b.MinLat, p.Lat), max(b.MaxLat, p.Lat)
				b.MinLon, b.MaxLon = min(b.MinLon, p.Lon), max(b.MaxLon, p.Lon)
			}
		}
	}
	return b
}

// Positions is the number of points in mp, closing points not counted.
func (mp MultiPolygon) Positions() int {
	n := 0
	for _, poly := range mp {
		for _, ring := range poly {
			n += len(ring)
		}
	}
	return n
}
