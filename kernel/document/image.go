package document

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
	"golang.org/x/sync/semaphore"

	"reeve/kernel/errs"
)

// Limits say what an image from outside may be and what it is made into.
type Limits struct {
	Bytes   int64 // largest file
	Pixels  int64 // width × height
	Side    int   // longest side, pixels
	Memory  int64 // bytes of memory that decoding one image may take
	Large   int   // longest side of the kept image, pixels
	Preview int   // longest side of the preview, pixels
	Quality int   // JPEG quality, 1 to 100
}

// PhotoLimits are those for photos from the public.
func PhotoLimits() Limits {
	return Limits{
		Bytes: 10 << 20, Pixels: 50_000_000, Side: 12_000, Memory: 512 << 20,
		Large: 2048, Preview: 480, Quality: 85,
	}
}

// Image is a picture that this program has drawn itself: upright, without metadata, JPEG.
type Image struct {
	Bytes         []byte
	Type          string // image/jpeg
	Width, Height int    // pixels
}

// Cleaned is an image fit to be kept, with its preview.
type Cleaned struct {
	Image
	Preview Image
}

// Images cleans images. All that are being decoded at one time share a budget of memory; whoever finds it
// spent waits.
type Images struct {
	budget int64
	memory *semaphore.Weighted
}

// NewImages makes a cleaner that decodes within the given bytes of memory, at least as much as the
// limits allow to one image.
func NewImages(memory int64) *Images {
	return &Images{budget: memory, memory: semaphore.NewWeighted(memory)}
}

// Clean reads a JPEG, PNG or WebP image, turns it upright, scales it down and encodes it anew, so that
// nothing of the file survives but what can be seen: no place, no camera, no hidden second content.
//
// Errors: TooLarge for bytes; Invalid for what is no such image, has too many pixels, is damaged or is
// followed by foreign bytes; Unavailable when ctx ends while waiting for memory.
func (im *Images) Clean(ctx context.Context, r io.Reader, l Limits) (Cleaned, error) {
	file, err := io.ReadAll(io.LimitReader(r, l.Bytes+1))
	if err != nil {
		return Cleaned{}, err
	}
	if int64(len(file)) > l.Bytes {
		return Cleaned{}, tooLarge(l.Bytes)
	}
	form, err := recognise(file)
	if err != nil {
		return Cleaned{}, err
	}
	cost, err := form.measure(file, l)
	if err != nil {
		return Cleaned{}, err
	}
	if cost > min(l.Memory, im.budget) {
		return Cleaned{}, tooManyPixels(l)
	}
	orientation, err := form.walk(file)
	if err != nil {
		return Cleaned{}, err
	}
	if err := im.memory.Acquire(ctx, cost); err != nil {
		return Cleaned{}, errs.Wrap(err, errs.Unavailable, "document.image.busy")
	}
	defer im.memory.Release(cost)
	src, err := form.decode(ctx, file)
	if err != nil {
		return Cleaned{}, err
	}
	large := upright(shrink(src, l.Large), orientation)
	var c Cleaned
	if c.Image, err = encode(large, l.Quality); err != nil {
		return Cleaned{}, err
	}
	c.Preview, err = encode(shrink(large, l.Preview), l.Quality)
	return c, err
}

// form is one of the accepted formats.
type form struct {
	mime   string
	config func(io.Reader) (image.Config, error)
	full   func(io.Reader) (image.Image, error)
	walk   func([]byte) (orientation int, err error) // to the very end of the file
	weight func(file []byte, m color.Model) int64    // bytes of memory a pixel takes in decoding
}

// recognise goes by the first bytes alone; names and declared types are not asked.
func recognise(file []byte) (form, error) {
	has := func(at int, s string) bool { return len(file) >= at+len(s) && string(file[at:at+len(s)]) == s }
	switch {
	case len(file) == 0:
		return form{}, errs.New(errs.Invalid, "document.empty")
	case has(0, "\xff\xd8\xff"):
		return form{"image/jpeg", jpeg.DecodeConfig, jpeg.Decode, walkJPEG, weighJPEG}, nil
	case has(0, pngSignature):
		return form{"image/png", png.DecodeConfig, png.Decode, walkPNG, weighPNG}, nil
	case has(0, "RIFF") && has(8, "WEBP"):
		return form{"image/webp", webp.DecodeConfig, webp.Decode, walkWebP, weighWebP}, nil
	case has(4, "ftyp") && isHEIC(file):
		return form{}, errs.New(errs.Invalid, "document.image.heic")
	}
	return form{}, errs.New(errs.Invalid, "document.image.not_accepted")
}

// isHEIC looks at the major brand of an ISO base media file.
func isHEIC(file []byte) bool {
	if len(file) < 12 {
		return false
	}
	switch string(file[8:12]) {
	case "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1":
		return true
	}
	return false
}

// measure reads the header only and tells how much memory decoding will take.
func (f form) measure(file []byte, l Limits) (cost int64, err error) {
	defer caught(&err)
	c, err := f.config(bytes.NewReader(file))
	if err != nil {
		return 0, damaged(err)
	}
	if c.Width <= 0 || c.Height <= 0 {
		return 0, damaged(errors.New("no pixels"))
	}
	pixels := int64(c.Width) * int64(c.Height)
	if pixels > l.Pixels || c.Width > l.Side || c.Height > l.Side {
		return 0, tooManyPixels(l)
	}
	kept := 3 * 4 * int64(l.Large) * int64(l.Large) // scaled, turned and encoded copies
	return pixels*f.weight(file, c.ColorModel) + min(kept, 12*pixels), nil
}

func (f form) decode(ctx context.Context, file []byte) (m image.Image, err error) {
	defer caught(&err)
	if m, err = f.full(&stopping{ctx, bytes.NewReader(file)}); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, damaged(err)
	}
	return m, nil
}

// stopping ends a long decoding when the request has gone.
type stopping struct {
	ctx context.Context
	r   io.Reader
}

func (s *stopping) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}

// caught turns a panic inside a decoder into an error about the image.
func caught(err *error) {
	if p := recover(); p != nil {
		*err = damaged(fmt.Errorf("decoder panicked: %v", p))
	}
}

func encode(m image.Image, quality int) (Image, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		return Image{}, err
	}
	return Image{b.Bytes(), "image/jpeg", m.Bounds().Dx(), m.Bounds().Dy()}, nil
}

func damaged(cause error) error {
	return errs.Wrap(cause, errs.Invalid, "document.image.damaged")
}

func tooManyPixels(l Limits) error {
	return errs.New(errs.Invalid, "document.image.too_many_pixels", "megapixels", l.Pixels/1_000_000, "side", l.Side)
}

func tooLarge(limit int64) error {
	return errs.New(errs.TooLarge, "document.too_large", "mb", limit>>20)
}
