// Package zone divides a beat into the zones that stand for places which are not published exactly. It is pure:
// the same shape and the same number of people give the same zones, on any machine.
//
// Nouns: a Zone (a part of a beat, with one fixed point that is published for every place in it); a Set (all zones
// of a beat).
//
// Invariants: zones neither overlap nor leave a gap. A zone is never smaller than half a cell, nor expected to
// have fewer than [LeastResidents] people where their number is known, unless the whole beat is. Its point lies
// inside it, and nothing of it is farther from the point than its precision. There is no chance in it: averaging
// many reports from one place gives the zone's point and no more.
package zone

import (
	"errors"
	"math"

	"reeve/kernel/geo"
)

// The measures of zones.
const (
	Level          = 15     // S2 cells, about 280 m
	CoarseLevel    = 13     // about 1.1 km, where the number of people is not known
	LeastResidents = 20     // expected in a zone
	Least          = 3      // zones of a beat: with fewer of them a zone tells no more than the beat
	mostCells      = 30_000 // 2,000 km² at level 15; wider ground is cut into cells of a coarser level
)

// Zone is a part of a beat.
type Zone struct {
	At         geo.Point // published for every place in it
	PrecisionM int64     // distance from At to the farthest corner, metres, rounded up
	Shape      geo.MultiPolygon
	AreaM2     float64
}

// Set is a beat divided.
type Set struct {
	Level int // of the cells it was cut into
	Zones []Zone
}

// Usable tells whether there are zones enough that one of them hides a place.
func (s Set) Usable() bool { return len(s.Zones) >= Least }

// Divide divides a shape that passed geo.Check. perKm2 is how many people live on a square kilometre, negative if
// that is not known. Errors: geo.ErrNotCut for a shape that has no zones.
func Divide(shape geo.MultiPolygon, perKm2 float64) (Set, error) {
	level, people := Level, perKm2/1e6
	if perKm2 < 0 {
		level, people = CoarseLevel, math.Inf(1) // enough everywhere
	}
	m, err := geo.Cut(shape, level, mostCells)
	for errors.Is(err, geo.ErrTooManyCells) {
		level--
		m, err = geo.Cut(shape, level, mostCells)
	}
	if err != nil {
		return Set{}, err
	}
	s := Set{Level: level}
	for _, tiles := range merge(m, people) {
		z := Zone{Shape: m.Union(tiles)}
		for _, n := range tiles {
			z.AreaM2 += m.Tiles[n].AreaM2
		}
		z.At = geo.InteriorPoint(z.Shape)
		if p := (geo.Point{Lat: round5(z.At.Lat), Lon: round5(z.At.Lon)}); geo.PlanarContains(z.Shape, p) {
			z.At = p
		}
		// Points are put on a grid and borders with them, by less than a centimetre.
		z.PrecisionM = int64(math.Ceil(geo.FarthestM(z.At, z.Shape) + 0.02))
		s.Zones = append(s.Zones, z)
	}
	return s, nil
}

// round5 keeps five decimals, about one metre.
func round5(v float64) float64 { return math.Round(v*1e5) / 1e5 }
