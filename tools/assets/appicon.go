package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
)

// point is a place on the mark's ground of 64 by 64, as in mark.svg.
type point struct{ x, y float64 }

// appIcon draws the mark for the home screen of a phone: light stones on the accent colour, within the circle that every
// shape of icon leaves whole. It is drawn here because phones take no SVG.
func appIcon(size int) ([]byte, error) {
	const fine = 4 // samples a side
	ground, stone, key, dot := color.RGBA{0x03, 0x53, 0x5a, 0xff}, color.RGBA{0xff, 0xff, 0xff, 0xff}, color.RGBA{0xe9, 0xa9, 0x4a, 0xff}, color.RGBA{0xff, 0xff, 0xff, 0xff}
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	for py := range size {
		for px := range size {
			var r, g, b int
			for s := range fine * fine {
				p := point{(float64(px) + (float64(s%fine)+0.5)/fine) / float64(size), (float64(py) + (float64(s/fine)+0.5)/fine) / float64(size)}
				p = point{32 + (p.x-0.5)*64/0.58, 33 + (p.y-0.5)*64/0.58} // the mark takes 58 % of the icon
				c := ground
				switch {
				case inside(p, []point{{40.2, 3.9}, {23.8, 3.9}, {29.56, 21.64}, {34.44, 21.64}}):
					c = key
				case math.Hypot(p.x-32, p.y-46.5) <= 7.6:
					c = dot
				case isStone(p):
					c = stone
				}
				r, g, b = r+int(c.R), g+int(c.G), b+int(c.B)
			}
			const n = fine * fine
			img.SetRGBA(px, py, color.RGBA{uint8(r / n), uint8(g / n), uint8(b / n), 0xff})
		}
	}
	var out bytes.Buffer
	err := png.Encode(&out, img)
	return out.Bytes(), err
}

// isStone tells whether a point lies in one of the four stones beside the keystone: the doorway without its joints.
func isStone(p point) bool {
	left := point{min(p.x, 64-p.x), p.y} // the mark is the same on both sides
	if left.y > 34 {
		return left.y <= 61 && left.x >= 4 && left.x <= 16.8
	}
	if d := math.Hypot(left.x-32, left.y-34); d > 28 || d < 15.2 {
		return false
	}
	joint := []point{{6.21, 23.09}, {17.75, 28.72}, {19.06, 26.02}, {7.53, 20.4}}
	lintel := []point{{21.93, 7.87}, {25.9, 20.08}, {34, 20.08}, {34, 0}, {19.4, 0}}
	return !inside(left, joint) && !inside(left, lintel)
}

// inside tells whether a point lies in a polygon.
func inside(p point, polygon []point) bool {
	in := false
	for i, a := range polygon {
		b := polygon[(i+1)%len(polygon)]
		if (a.y > p.y) != (b.y > p.y) && p.x < (b.x-a.x)*(p.y-a.y)/(b.y-a.y)+a.x {
			in = !in
		}
	}
	return in
}
