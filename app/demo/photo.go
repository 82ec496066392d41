package demo

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math/rand/v2"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// sketch draws a picture that nobody takes for a photo: a street with a house, a bin, bags, striped so that it
// shows as invented.
func sketch(rnd *rand.Rand) ([]byte, error) {
	m := image.NewRGBA(image.Rect(0, 0, 640, 480))
	fill := func(x0, y0, x1, y1 int, c color.RGBA) {
		draw.Draw(m, image.Rect(x0, y0, x1, y1), image.NewUniform(c), image.Point{}, draw.Src)
	}
	shade := func(r, g, b int) color.RGBA {
		d := rnd.IntN(30)
		return color.RGBA{uint8(r - d), uint8(g - d), uint8(b - d), 255}
	}
	fill(0, 0, 640, 240, shade(190, 215, 235))
	fill(0, 240, 640, 310, shade(130, 170, 110))
	fill(0, 310, 640, 480, shade(120, 120, 125))
	for x := 20 + rnd.IntN(60); x < 640; x += 160 {
		fill(x, 390, x+80, 398, color.RGBA{240, 240, 240, 255})
	}
	house := 40 + rnd.IntN(320)
	fill(house, 80, house+240, 270, shade(215, 190, 160))
	for x := house + 20; x < house+220; x += 55 {
		for y := 95; y < 240; y += 55 {
			fill(x, y, x+30, y+35, shade(90, 110, 140))
		}
	}
	for range 2 + rnd.IntN(5) {
		x, y := 30+rnd.IntN(540), 265+rnd.IntN(50)
		fill(x, y, x+30+rnd.IntN(40), y+35, shade(70, 90, 75))
	}
	for y := range 480 { // thin stripes over the whole
		for x := range 640 {
			if (x+y)%48 < 2 {
				m.SetRGBA(x, y, color.RGBA{255, 255, 255, 255})
			}
		}
	}
	label(m, 8, 470)
	var out bytes.Buffer
	err := jpeg.Encode(&out, m, &jpeg.Options{Quality: 80})
	return out.Bytes(), err
}

// label writes on the picture that it is invented.
func label(m draw.Image, x, y int) {
	d := font.Drawer{Dst: m, Src: image.White, Face: basicfont.Face7x13, Dot: fixed.P(x, y)}
	d.DrawString("DEMO  PRZYKLAD  SYNTHETIC")
}
