package document

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"testing"

	"pgregory.net/rapid"

	"reeve/kernel/errs"
)

// secretPhoto is a photo whose left and right halves have other secrets: stripes at a drawn place.
func secretPhoto(t testing.TB, w, h int, secret func(x, y int) bool) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{uint8(x * 255 / w), uint8(y * 255 / h), 120, 255}
			if secret(x, y) {
				c = color.RGBA{255, 255, 255, 255}
			}
			m.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 85}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestRedactedPixelsAreGone covers drawn regions of two photos that differ inside them alone: the published files
// of both are equal byte by byte, preview too, and black where the regions are.
func TestRedactedPixelsAreGone(t *testing.T) {
	images := NewImages(64 << 20)
	rapid.Check(t, func(rt *rapid.T) {
		w, h := rapid.IntRange(160, 400).Draw(rt, "w"), rapid.IntRange(160, 400).Draw(rt, "h")
		g := Region{X: rapid.Float64Range(0, 0.8).Draw(rt, "x"), Y: rapid.Float64Range(0, 0.8).Draw(rt, "y"), W: 0.2, H: 0.2}
		// A secret whose blocks of 16 pixels lie in the region as a whole: the first encoding spreads it no farther.
		inside := func(x, y int) bool {
			p := g.pixels(image.Rect(0, 0, w, h))
			left, top := (p.Min.X+15)/16*16, (p.Min.Y+15)/16*16
			return x >= left && x < p.Max.X/16*16 && y >= top && y < p.Max.Y/16*16
		}
		redact := func(secret func(x, y int) bool) Cleaned {
			c, err := images.Redact(context.Background(), bytes.NewReader(secretPhoto(t, w, h, secret)), []Region{g})
			if err != nil {
				rt.Fatal(err)
			}
			return c
		}
		plain := redact(func(x, y int) bool { return false })
		plate := redact(func(x, y int) bool { return inside(x, y) && (x/3+y/2)%2 == 0 })
		if !bytes.Equal(plain.Bytes, plate.Bytes) || !bytes.Equal(plain.Preview.Bytes, plate.Preview.Bytes) {
			rt.Fatal("the published file tells what was covered")
		}
		m, err := jpeg.Decode(bytes.NewReader(plate.Bytes))
		if err != nil {
			rt.Fatal(err)
		}
		p := g.pixels(m.Bounds())
		r, gr, b, _ := m.At((p.Min.X+p.Max.X)/2, (p.Min.Y+p.Max.Y)/2).RGBA()
		if r>>8 > 24 || gr>>8 > 24 || b>>8 > 24 {
			rt.Fatalf("the middle of the region is %d %d %d", r>>8, gr>>8, b>>8)
		}
	})
}

func TestRedactRefuses(t *testing.T) {
	images, photo := NewImages(64<<20), secretPhoto(t, 64, 64, func(x, y int) bool { return false })
	for name, g := range map[string][]Region{
		"outside":  {{X: 0.9, Y: 0, W: 0.2, H: 0.1}},
		"negative": {{X: -0.1, Y: 0, W: 0.2, H: 0.1}},
		"no area":  {{X: 0.1, Y: 0, W: 0, H: 0.1}},
		"NaN":      {{X: math.NaN(), Y: 0, W: 0.1, H: 0.1}},
		"too many": make([]Region, MostRegions+1),
	} {
		if _, err := images.Redact(context.Background(), bytes.NewReader(photo), g); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if c, err := images.Redact(context.Background(), bytes.NewReader(photo), nil); err != nil || c.Width != 64 || len(c.Preview.Bytes) == 0 {
		t.Errorf("without regions: %v", err)
	}
}
