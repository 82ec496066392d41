// Package tile puts shapes of the Earth onto the square tiles of web maps: addresses, projection, thinning out,
// clipping. It draws nothing itself: kernel/geo/mvt writes what comes out.
//
// Nouns: an Address is one tile of the pyramid of web Mercator tiles (zoom, column from the west, row from the
// north); a Spot is a position in the whole square world, 0 to 1, x to the east and y to the south; a Line is a
// run of Spots; a Sketch is what lines and rings are drawn from at any zoom; a Frame is an Address with the units
// of its tile, in which drawing is done.
//
// Invariants: a border that two places share point by point is thinned out in the same way for both, so that they
// do not part at any zoom. What is clipped reaches beyond the edge of the tile by the Frame's margin, so that
// strokes along the cut are not seen.
package tile

import (
	"math"
	"strconv"
	"strings"

	"reeve/kernel/geo"
)

// Deepest is the last zoom of any tile here: a tile is then some 10 m wide.
const Deepest = 22

// Address is one tile.
type Address struct{ Z, X, Y int }

// Parse reads an address as it stands in a URL: zoom, column, and row with ".mvt"; ok is false if there is no
// such tile up to zoom most.
func Parse(z, x, file string, most int) (a Address, ok bool) {
	y, ok := strings.CutSuffix(file, ".mvt")
	if !ok {
		return a, false
	}
	for _, v := range []struct {
		text string
		to   *int
	}{{z, &a.Z}, {x, &a.X}, {y, &a.Y}} {
		n, err := strconv.ParseUint(v.text, 10, 31)
		if err != nil || len(v.text) > 1 && v.text[0] == '0' {
			return a, false
		}
		*v.to = int(n)
	}
	return a, a.Z <= min(most, Deepest) && a.X < 1<<a.Z && a.Y < 1<<a.Z
}

// String is the address as people write it, z/x/y.
func (a Address) String() string {
	return strconv.Itoa(a.Z) + "/" + strconv.Itoa(a.X) + "/" + strconv.Itoa(a.Y)
}

// Spot is a position in the square world of web Mercator.
type Spot struct{ X, Y float64 }

// Line is a run of spots; as a ring the last is joined to the first and not repeated.
type Line []Spot

// maxLat is where the square world ends.
const maxLat = 85.05112877980659

// Project gives the spot of a point. Beyond 85° north and south it is the world's edge.
func Project(p geo.Point) Spot {
	sin := math.Sin(max(-maxLat, min(maxLat, p.Lat)) * math.Pi / 180)
	return Spot{X: p.Lon/360 + 0.5, Y: 0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi)}
}

// Unproject gives the point of a spot.
func (s Spot) Unproject() geo.Point {
	return geo.Point{Lat: math.Atan(math.Sinh(math.Pi*(1-2*s.Y))) * 180 / math.Pi, Lon: (s.X - 0.5) * 360}
}

// Box is a rectangle of the square world, borders included.
type Box struct{ MinX, MinY, MaxX, MaxY float64 }

// Box is the tile's part of the world.
func (a Address) Box() Box {
	side := 1 / float64(int(1)<<a.Z)
	x, y := float64(a.X)*side, float64(a.Y)*side
	return Box{x, y, x + side, y + side}
}

// Degrees is the tile's part of the world as points.
func (a Address) Degrees() geo.Box {
	b := a.Box()
	nw, se := Spot{b.MinX, b.MinY}.Unproject(), Spot{b.MaxX, b.MaxY}.Unproject()
	return geo.Box{MinLat: se.Lat, MinLon: nw.Lon, MaxLat: nw.Lat, MaxLon: se.Lon}
}

// Meets tells whether the boxes have a spot in common.
func (b Box) Meets(o Box) bool {
	return b.MinX <= o.MaxX && o.MinX <= b.MaxX && b.MinY <= o.MaxY && o.MinY <= b.MaxY
}

// Holds tells whether the spot lies in the box.
func (b Box) Holds(s Spot) bool {
	return s.X >= b.MinX && s.X <= b.MaxX && s.Y >= b.MinY && s.Y <= b.MaxY
}

// Around is the smallest box around some spots; of none it is a box that meets nothing.
func Around(lines ...Line) Box {
	b := Box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, l := range lines {
		for _, s := range l {
			b.MinX, b.MaxX = min(b.MinX, s.X), max(b.MaxX, s.X)
			b.MinY, b.MaxY = min(b.MinY, s.Y), max(b.MaxY, s.Y)
		}
	}
	return b
}
