package problem

import (
	"math"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/geo"
	"reeve/kernel/web"
	"reeve/modules/places"
)

// drawing is a problem's area on the outline of its place, as an SVG.
type drawing struct {
	Title, Text   string
	Width, Height int
	Place         string // path of the place
	Area          string
	Control       string
	RingWidth     string // of a line around the area that covers the ring
	Marks         []mark // numbered zones to choose from
}

type mark struct{ X, Y, Word string }

const (
	drawingWidth  = 720
	drawingMargin = 8
)

// canvas turns positions into places on the drawing, true to scale in its middle.
type canvas struct{ west, north, kx, ky float64 }

func newCanvas(b geo.Box) (c canvas, height int) {
	squeeze := math.Cos((b.MinLat + b.MaxLat) / 2 * math.Pi / 180)
	inner := float64(drawingWidth - 2*drawingMargin)
	ky := min(inner/((b.MaxLon-b.MinLon)*squeeze), inner/(b.MaxLat-b.MinLat))
	c = canvas{west: b.MinLon, north: b.MaxLat, kx: ky * squeeze, ky: ky}
	c.west -= (inner - (b.MaxLon-b.MinLon)*c.kx) / 2 / c.kx
	return c, int(math.Ceil((b.MaxLat-b.MinLat)*ky)) + 2*drawingMargin
}

func (c canvas) at(p geo.Point) (x, y string) {
	return short((p.Lon-c.west)*c.kx + drawingMargin), short((c.north-p.Lat)*c.ky + drawingMargin)
}

func (c canvas) path(mp geo.MultiPolygon) string {
	var b strings.Builder
	for _, polygon := range mp {
		for _, ring := range polygon {
			for i, p := range ring {
				x, y := c.at(p)
				b.WriteString(map[bool]string{true: "M", false: "L"}[i == 0] + x + " " + y)
			}
			b.WriteByte('Z')
		}
	}
	return b.String()
}

func short(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }

// draw draws a problem's area; nil where there is nothing to draw.
func (p *Problems) draw(r *web.Request, q db.Reader, v Problem, ringM float64, choices []Suggestion) (*drawing, error) {
	var land geo.MultiPolygon
	b, err := places.BoundaryOn(q, v.Place, p.dayAt(v.Place, r.Now))
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return nil, err
	}
	land = b.Shape
	frame := land
	if !v.Area.None() {
		frame = append(frame[:len(frame):len(frame)], v.Area.Shape...)
	}
	box := frame.Box()
	if len(frame) == 0 || box.MinLat >= box.MaxLat || box.MinLon >= box.MaxLon {
		return nil, nil
	}
	if !v.Area.None() && geo.AreaM2(v.Area.Shape) < geo.AreaM2(land)/25 { // a small area is drawn large
		box = around(v.Area.Shape.Box(), max(4*ringM, 200))
	}
	if !v.Area.None() && ringM > 0 {
		box = cover(box, around(v.Area.Shape.Box(), ringM))
	}
	c, height := newCanvas(box)
	grain := (box.MaxLat - box.MinLat) * metresPerDegree / drawingWidth / 2
	d := &drawing{Title: r.Text.T("problem.map", "place", p.Words.Place(r, v.Place)), Text: r.Text.T("problem.map_text"), Width: drawingWidth, Height: height,
		Place: c.path(geo.Simplify(land, grain))}
	if !v.Area.None() {
		d.Area = c.path(geo.Simplify(v.Area.Shape, grain))
		if ringM > 0 {
			d.RingWidth = short(2 * ringM / metresPerDegree * c.ky)
		}
	}
	if !v.Control.None() {
		d.Control = c.path(geo.Simplify(v.Control.Shape, grain))
	}
	for n, s := range choices {
		x, y := c.at(s.At)
		d.Marks = append(d.Marks, mark{x, y, strconv.Itoa(n + 1)})
	}
	return d, nil
}
