package document

import (
	"image"
	"image/color"
	"image/draw"
)

// shrink draws an image on white, at most side pixels long. Each new pixel is the mean of the area it
// covers. It goes through the source in strips: the usual kernels keep an intermediate picture of 32 bytes a
// pixel, some 200 MB for one photo of a phone.
func shrink(src image.Image, side int) *image.RGBA {
	b := src.Bounds()
	w, h := fit(b.Dx(), b.Dy(), side)
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	if w == b.Dx() && h == b.Dy() {
		overWhite(dst, src, b.Min)
		return dst
	}
	const rows = 32
	strip := image.NewRGBA(image.Rect(0, 0, b.Dx(), rows))
	line := make([]float32, 3*w) // the source line at hand, shrunk to the new width
	sum := make([]float32, 3*w)  // the new line so far
	across, down := float64(b.Dx())/float64(w), float64(b.Dy())/float64(h)
	y := 0
	for top := 0; top < b.Dy(); top += rows {
		overWhite(strip, src, image.Pt(b.Min.X, b.Min.Y+top))
		for r := 0; r < rows && top+r < b.Dy(); r++ {
			shrinkLine(line, strip.Pix[r*strip.Stride:][:4*b.Dx()], across)
			from := float64(top + r)
			for from < float64(top+r+1) && y < h {
				edge := float64(y+1) * down // where the new line ends in the source
				part := min(float64(top+r+1), edge) - from
				for i, v := range line {
					sum[i] += v * float32(part)
				}
				from += part
				if edge > float64(top+r+1) {
					break
				}
				put(dst.Pix[y*dst.Stride:][:4*w], sum, float32(1/(across*down)))
				clear(sum)
				y++
			}
		}
	}
	if y < h { // rounding left the last line open
		put(dst.Pix[y*dst.Stride:][:4*w], sum, float32(1/(across*down)))
	}
	return dst
}

// fit gives the size whose longer side is at most side, never enlarging and never below one pixel.
func fit(w, h, side int) (int, int) {
	if w <= side && h <= side {
		return w, h
	}
	if w >= h {
		return side, max(1, (h*side+w/2)/w)
	}
	return max(1, (w*side+h/2)/h), side
}

func overWhite(dst *image.RGBA, src image.Image, at image.Point) {
	if o, ok := src.(interface{ Opaque() bool }); !ok || !isPlanar(src) && !o.Opaque() {
		draw.Draw(dst, dst.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	}
	draw.Draw(dst, dst.Rect, src, at, draw.Over)
}

// isPlanar spares asking every strip again whether the whole picture is opaque.
func isPlanar(src image.Image) bool {
	switch src.(type) {
	case *image.YCbCr, *image.Gray, *image.CMYK, *image.Gray16:
		return true
	}
	return false
}

// shrinkLine adds up the parts of source pixels that each new pixel covers.
func shrinkLine(dst []float32, src []byte, across float64) {
	clear(dst)
	x, edge := 0, across
	last := len(dst)/3 - 1
	for i := range len(src) / 4 {
		r, g, b := float32(src[4*i]), float32(src[4*i+1]), float32(src[4*i+2])
		part := float32(1)
		if end := float64(i + 1); end >= edge && x < last {
			part = float32(edge - float64(i))
			dst[3*x] += r * part
			dst[3*x+1] += g * part
			dst[3*x+2] += b * part
			x++
			edge = float64(x+1) * across
			part = 1 - part
		}
		dst[3*x] += r * part
		dst[3*x+1] += g * part
		dst[3*x+2] += b * part
	}
}

func put(dst []byte, sum []float32, scale float32) {
	for x := range len(dst) / 4 {
		for c := range 3 {
			dst[4*x+c] = byte(min(255, sum[3*x+c]*scale+0.5))
		}
		dst[4*x+3] = 255
	}
}

// upright undoes an Exif orientation, 1 to 8.
func upright(src *image.RGBA, orientation int) *image.RGBA {
	if orientation < 2 || orientation > 8 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	dw, dh := w, h
	if orientation >= 5 {
		dw, dh = h, w
	}
	dst := image.NewRGBA(image.Rect(0, 0, dw, dh))
	for y := range h {
		for x := range w {
			var tx, ty int
			switch orientation {
			case 2: // mirrored left to right
				tx, ty = w-1-x, y
			case 3: // upside down
				tx, ty = w-1-x, h-1-y
			case 4: // mirrored top to bottom
				tx, ty = x, h-1-y
			case 5: // mirrored about the diagonal from top left
				tx, ty = y, x
			case 6: // lies on its left side: turn clockwise
				tx, ty = h-1-y, x
			case 7: // mirrored about the other diagonal
				tx, ty = h-1-y, w-1-x
			case 8: // lies on its right side: turn anticlockwise
				tx, ty = y, w-1-x
			}
			copy(dst.Pix[ty*dst.Stride+4*tx:][:4], src.Pix[y*src.Stride+4*x:][:4])
		}
	}
	return dst
}
