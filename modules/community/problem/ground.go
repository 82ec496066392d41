package problem

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/geo"
)

// Kinds of grounds.
const (
	WholePlace = "place"
	Zones      = "zones"
	Drawn      = "drawn"
)

// Ground is an area on the map. Its shape is stored, so that a score does not change when boundaries do.
type Ground struct {
	Kind  string           `json:"kind,omitempty"`  // empty = none
	Place string           `json:"place,omitempty"` // id, of a whole place
	Zones []string         `json:"zones,omitempty"`
	Shape geo.MultiPolygon `json:"shape,omitempty"`
	RingM float64          `json:"ring_m,omitempty"` // [RingM] of the shape, measured once; 0 = not yet
}

// None tells that there is no area.
func (g Ground) None() bool { return len(g.Shape) == 0 }

// corners reads an area that was drawn: a GeoJSON geometry, or one corner a line as "latitude, longitude".
func corners(text string) (geo.MultiPolygon, error) {
	wrong := errs.Bad("area_drawn", "problem.area_wrong")
	var shape geo.MultiPolygon
	if strings.HasPrefix(text, "{") {
		if json.Unmarshal([]byte(text), &shape) != nil {
			return nil, wrong
		}
	} else {
		var ring geo.Ring
		for line := range strings.Lines(text) {
			parts := strings.FieldsFunc(line, func(c rune) bool { return c == ',' || c == ';' || c == ' ' || c == '\t' || c == '\n' || c == '\r' })
			if len(parts) == 0 {
				continue
			}
			if len(parts) != 2 {
				return nil, wrong
			}
			lat, err := strconv.ParseFloat(parts[0], 64)
			lon, bad := strconv.ParseFloat(parts[1], 64)
			if p := (geo.Point{Lat: lat, Lon: lon}); err != nil || bad != nil || !p.Valid() {
				return nil, wrong
			} else if len(ring) == 0 || ring[0] != p { // closed as in GeoJSON or left open
				ring = append(ring, p)
			}
		}
		shape = geo.MultiPolygon{{ring}}
	}
	for _, polygon := range shape {
		for _, ring := range polygon {
			if len(ring) < 3 || slices.ContainsFunc(ring, func(p geo.Point) bool { return !p.Valid() }) {
				return nil, wrong
			}
		}
	}
	checked, _, err := geo.Check(shape)
	if err != nil || len(checked) == 0 {
		return nil, wrong
	}
	if km2 := geo.AreaM2(checked) / 1e6; km2 > mostKm2 {
		return nil, errs.Bad("area_drawn", "problem.area_large", "most", mostKm2)
	}
	return checked, nil
}

const mostKm2 = 5000

// ringGrid is how many points a side of the square has by which a ring is measured.
const ringGrid = 160

// RingM is how wide the ring around a shape is that has as much area as the shape itself, in metres: nothing of it is
// farther from the shape. It is measured on a grid of points, to about one per cent. No ring is wider than that of a
// circle of the same area, so a square that holds the circle's ring holds the shape's too.
func RingM(shape geo.MultiPolygon) float64 {
	area := geo.AreaM2(shape)
	if area <= 0 {
		return 0
	}
	most := math.Sqrt(area/math.Pi) * (math.Sqrt2 - 1)
	box := shape.Box()
	north, east := most/metresPerDegree, most/metresPerDegree/math.Cos((box.MinLat+box.MaxLat)/2*math.Pi/180)
	south, west := box.MinLat-north, box.MinLon-east
	stepLat, stepLon := (box.MaxLat+north-south)/ringGrid, (box.MaxLon+east-west)/ringGrid
	rough := geo.Simplify(shape, most/40)
	var outside []float64
	for i := range ringGrid {
		for j := range ringGrid {
			p := geo.Point{Lat: south + (float64(i)+0.5)*stepLat, Lon: west + (float64(j)+0.5)*stepLon}
			if d := geo.OutsideM(p, rough); d > 0 && d <= most {
				outside = append(outside, d)
			}
		}
	}
	all := geo.AreaM2(geo.MultiPolygon{{{{Lat: south, Lon: west}, {Lat: south, Lon: box.MaxLon + east}, {Lat: box.MaxLat + north, Lon: box.MaxLon + east}, {Lat: box.MaxLat + north, Lon: west}}}})
	wanted := int(math.Round(area / all * ringGrid * ringGrid)) // by the area itself: counting the points within errs by a row
	if len(outside) <= wanted {
		return most
	}
	slices.Sort(outside)
	return outside[wanted]
}

// metresPerDegree is a degree of latitude.
const metresPerDegree = 111_195.0

// around is a box with a margin in metres on all sides.
func around(b geo.Box, metres float64) geo.Box {
	north := metres / metresPerDegree
	east := north / math.Max(0.05, math.Cos(math.Max(math.Abs(b.MinLat), math.Abs(b.MaxLat))*math.Pi/180))
	return geo.Box{MinLat: b.MinLat - north, MaxLat: b.MaxLat + north, MinLon: b.MinLon - east, MaxLon: b.MaxLon + east}
}

// cover is the box around two boxes.
func cover(a, b geo.Box) geo.Box {
	return geo.Box{MinLat: min(a.MinLat, b.MinLat), MinLon: min(a.MinLon, b.MinLon), MaxLat: max(a.MaxLat, b.MaxLat), MaxLon: max(a.MaxLon, b.MaxLon)}
}
