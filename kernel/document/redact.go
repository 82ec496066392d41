package document

import (
	"context"
	"image"
	"image/color"
	"image/draw"
	"io"
	"math"

	"reeve/kernel/errs"
)

// Region is a rectangle of a picture: from its left and top edge, in parts of its width and height from 0 to 1.
type Region struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
	W float64 `json:"w"`
	H float64 `json:"h"`
}

// MostRegions is how many regions of one picture may be covered.
const MostRegions = 50

// Check tells whether the region lies in a picture and has an area.
func (g Region) Check() bool {
	for _, v := range []float64{g.X, g.Y, g.W, g.H} {
		if !(v >= 0 && v <= 1) { // also refuses NaN
			return false
		}
	}
	return g.W > 0 && g.H > 0 && g.X+g.W <= 1+1e-9 && g.Y+g.H <= 1+1e-9
}

// Redact draws a picture anew with its regions covered by black, every pixel that a region touches, and makes the
// preview from that. Nothing of what was there is in the result. r gives a picture that [Images.Clean] has made.
//
// Errors: Invalid for a region outside the picture or for too many; Unavailable when ctx ends while waiting for
// memory.
func (im *Images) Redact(ctx context.Context, r io.Reader, regions []Region) (Cleaned, error) {
	if len(regions) > MostRegions {
		return Cleaned{}, errs.New(errs.Invalid, "document.too_many_regions", "most", MostRegions)
	}
	for _, g := range regions {
		if !g.Check() {
			return Cleaned{}, errs.New(errs.Invalid, "document.region_wrong")
		}
	}
	l := PhotoLimits()
	file, err := io.ReadAll(io.LimitReader(r, l.Bytes+1))
	if err != nil {
		return Cleaned{}, err
	}
	form, err := recognise(file)
	if err != nil {
		return Cleaned{}, err
	}
	cost, err := form.measure(file, l)
	if err != nil {
		return Cleaned{}, err
	}
	if err := im.memory.Acquire(ctx, min(cost, im.budget)); err != nil {
		return Cleaned{}, errs.Wrap(err, errs.Unavailable, "document.image.busy")
	}
	defer im.memory.Release(min(cost, im.budget))
	src, err := form.decode(ctx, file)
	if err != nil {
		return Cleaned{}, err
	}
	large := shrink(src, l.Large)
	for _, g := range regions {
		draw.Draw(large, g.pixels(large.Bounds()), image.NewUniform(color.Black), image.Point{}, draw.Src)
	}
	var c Cleaned
	if c.Image, err = encode(large, l.Quality); err != nil {
		return Cleaned{}, err
	}
	c.Preview, err = encode(shrink(large, l.Preview), l.Quality)
	return c, err
}

// pixels are all pixels that the region touches.
func (g Region) pixels(b image.Rectangle) image.Rectangle {
	w, h := float64(b.Dx()), float64(b.Dy())
	return image.Rect(b.Min.X+int(math.Floor(g.X*w)), b.Min.Y+int(math.Floor(g.Y*h)),
		b.Min.X+int(math.Ceil((g.X+g.W)*w)), b.Min.Y+int(math.Ceil((g.Y+g.H)*h))).Intersect(b)
}
