package tile

import (
	"math"

	"reeve/kernel/geo/mvt"
)

// Extent is the side of a tile in its units, as the tiles of this program have it.
const Extent = 4096

// Frame is a tile in which things are drawn.
type Frame struct {
	Address
	Margin float64 // how far beyond the edge is drawn, in units

	x, y, scale float64 // of the world in units of this zoom
}

// Frame makes a frame of an address. Margin is 64 units, a sixty-fourth of the tile's side.
func (a Address) Frame() Frame {
	return Frame{Address: a, Margin: 64, x: float64(a.X) * Extent, y: float64(a.Y) * Extent, scale: float64(int(1)<<a.Z) * Extent}
}

// Reach is the part of the world that is drawn: the tile with its margin.
func (f Frame) Reach() Box {
	b, m := f.Address.Box(), f.Margin/f.scale
	return Box{b.MinX - m, b.MinY - m, b.MaxX + m, b.MaxY + m}
}

// Tolerance is so many units in the measure of the world, for [Sketch.At].
func (f Frame) Tolerance(units float64) float64 { return units / f.scale }

// At is a spot in units of the tile.
func (f Frame) At(s Spot) mvt.XY { return f.local(s).round() }

// Owns tells whether the spot lies in the tile itself; of tiles beside each other one owns a spot on their border.
func (f Frame) Owns(s Spot) bool {
	u := f.local(s)
	return u.X >= 0 && u.X < Extent && u.Y >= 0 && u.Y < Extent
}

// local keeps the type Spot for positions in units of the tile, not yet rounded.
func (f Frame) local(s Spot) Spot { return Spot{s.X*f.scale - f.x, s.Y*f.scale - f.y} }

func (s Spot) round() mvt.XY { return mvt.XY{X: int32(math.Round(s.X)), Y: int32(math.Round(s.Y))} }

// Shape cuts a shape out for the tile, thinned out to a tolerance in units. Parts that fold up are left out;
// nothing left is nil.
func (f Frame) Shape(s *Shape, units float64) [][][]mvt.XY {
	reach, tolerance := f.Reach(), f.Tolerance(units)
	if !s.Box.Meets(reach) {
		return nil
	}
	var out [][][]mvt.XY
	var buf Line
	for _, polygon := range s.Polygons {
		if !polygon[0].box.Meets(reach) {
			continue
		}
		var rings [][]mvt.XY
		for i := range polygon {
			buf = polygon[i].At(tolerance, buf[:0])
			ring := f.Ring(buf)
			if len(ring) < 3 {
				if i == 0 {
					break
				}
				continue
			}
			rings = append(rings, ring)
		}
		if len(rings) > 0 {
			out = append(out, rings)
		}
	}
	return out
}

// Lines cuts lines out for the tile, thinned out to a tolerance in units.
func (f Frame) Lines(all []Sketch, units float64) [][]mvt.XY {
	reach, tolerance := f.Reach(), f.Tolerance(units)
	var out [][]mvt.XY
	var buf Line
	for i := range all {
		if all[i].box.Meets(reach) {
			buf = all[i].At(tolerance, buf[:0])
			out = append(out, f.Line(buf)...)
		}
	}
	return out
}

// rounded turns positions into whole units and leaves out what repeats.
func rounded(l Line, closed bool) []mvt.XY {
	out := make([]mvt.XY, 0, len(l))
	for _, s := range l {
		p := s.round()
		if n := len(out); n == 0 || out[n-1] != p {
			out = append(out, p)
		}
	}
	for closed && len(out) > 1 && out[0] == out[len(out)-1] {
		out = out[:len(out)-1]
	}
	return out
}
