package document

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"testing"
	"time"

	"reeve/kernel/errs"
)

func clean(file []byte) (Cleaned, error) {
	l := PhotoLimits()
	return NewImages(l.Memory).Clean(context.Background(), bytes.NewReader(file), l)
}

func decoded(t *testing.T, m Image) image.Image {
	t.Helper()
	got, err := jpeg.Decode(bytes.NewReader(m.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	if b := got.Bounds(); m.Type != "image/jpeg" || b.Dx() != m.Width || b.Dy() != m.Height {
		t.Fatalf("says %s %d×%d, is %v", m.Type, m.Width, m.Height, b)
	}
	return got
}

func near(a, b color.Color) bool {
	r1, g1, b1, _ := a.RGBA()
	r2, g2, b2, _ := b.RGBA()
	far := func(x, y uint32) bool { return max(x, y)-min(x, y) > 12<<8 }
	return !far(r1, r2) && !far(g1, g2) && !far(b1, b2)
}

func TestOrientation(t *testing.T) {
	for o := 1; o <= 8; o++ {
		for name, file := range map[string][]byte{
			"jpeg little": jpegOf(t, asStored(o), exif(binary.LittleEndian, uint16(o))),
			"jpeg big":    jpegOf(t, asStored(o), exif(binary.BigEndian, uint16(o))),
			"png":         pngOf(t, asStored(o), exif(binary.BigEndian, uint16(o))),
		} {
			c, err := clean(file)
			if err != nil {
				t.Errorf("%s, orientation %d: %v", name, o, err)
				continue
			}
			got := decoded(t, c.Image)
			if c.Width != 48 || c.Height != 32 {
				t.Errorf("%s, orientation %d: %d×%d", name, o, c.Width, c.Height)
				continue
			}
			for _, p := range []image.Point{{8, 8}, {40, 8}, {8, 24}, {40, 24}} {
				if !near(got.At(p.X, p.Y), upRight(p.X, p.Y)) {
					t.Errorf("%s, orientation %d: at %v is %v, want %v", name, o, p, got.At(p.X, p.Y), upRight(p.X, p.Y))
				}
			}
		}
	}
	c, err := clean(riff(vp8x(8, 30, 20), riffChunk("VP8L", vp8l(30, 20)), riffChunk("EXIF", exif(binary.LittleEndian, 6))))
	if err != nil || c.Width != 20 || c.Height != 30 {
		t.Errorf("WebP lying on its side: %d×%d, %v", c.Width, c.Height, err)
	}
}

func TestNothingButThePictureSurvives(t *testing.T) {
	tiff := exif(binary.LittleEndian, 6)
	for name, file := range map[string][]byte{
		"jpeg": jpegOf(t, asStored(6), tiff),
		"png":  pngOf(t, asStored(6), tiff),
		"webp": riff(vp8x(8, 30, 20), riffChunk("VP8L", vp8l(30, 20)), riffChunk("EXIF", tiff)),
	} {
		if !bytes.Contains(file, []byte(gps)) {
			t.Fatal("the test's own file holds no place")
		}
		c, err := clean(file)
		if err != nil {
			t.Fatal(name, err)
		}
		for _, m := range []Image{c.Image, c.Preview} {
			for _, secret := range []string{"Exif", "eXIf", "EXIF", gps, "II*\x00", "MM\x00*"} {
				if bytes.Contains(m.Bytes, []byte(secret)) {
					t.Errorf("%s: %q is left", name, secret)
				}
			}
			for at := 2; m.Bytes[at+1] != 0xda; at += 2 + int(binary.BigEndian.Uint16(m.Bytes[at+2:])) {
				if c := m.Bytes[at+1]; c >= 0xe0 && c <= 0xef || c == 0xfe {
					t.Errorf("%s: segment %x is left", name, c)
				}
			}
		}
	}
}

func TestScaling(t *testing.T) {
	m := image.NewYCbCr(image.Rect(0, 0, 4032, 3024), image.YCbCrSubsampleRatio420)
	for y := range 3024 {
		for x := range 4032 {
			m.Y[m.YOffset(x, y)] = byte(x * 255 / 4031)
		}
	}
	for i := range m.Cb {
		m.Cb[i], m.Cr[i] = 128, 128
	}
	c, err := clean(jpegOf(t, m, nil))
	if err != nil {
		t.Fatal(err)
	}
	if c.Width != 2048 || c.Height != 1536 || c.Preview.Width != 480 || c.Preview.Height != 360 {
		t.Fatalf("%d×%d, preview %d×%d", c.Width, c.Height, c.Preview.Width, c.Preview.Height)
	}
	for _, kept := range []Image{c.Image, c.Preview} {
		got := decoded(t, kept)
		for i := range 9 {
			x, y := i*(kept.Width-1)/8, i*(kept.Height-1)/8
			if want := (color.Gray{uint8(x * 255 / (kept.Width - 1))}); !near(got.At(x, y), want) {
				t.Errorf("%d wide: at %d is %v, want %v", kept.Width, x, got.At(x, y), want)
			}
		}
	}
	for _, size := range []image.Point{{5000, 1}, {1, 5000}, {2049, 2047}, {1, 1}, {2048, 2048}} {
		white := image.NewPaletted(image.Rectangle{Max: size}, color.Palette{color.White})
		c, err := clean(pngOf(t, white, nil))
		if err != nil || max(c.Width, c.Height) != min(2048, max(size.X, size.Y)) {
			t.Errorf("%v: %d×%d, %v", size, c.Width, c.Height, err)
			continue
		}
		got := decoded(t, c.Image)
		for _, p := range []image.Point{{0, 0}, {c.Width - 1, c.Height - 1}} {
			if !near(got.At(p.X, p.Y), color.White) {
				t.Errorf("%v: corner %v is %v", size, p, got.At(p.X, p.Y))
			}
		}
	}
}

func TestTransparencyBecomesWhite(t *testing.T) {
	c, err := clean(pngOf(t, image.NewNRGBA(image.Rect(0, 0, 3000, 20)), nil))
	if err != nil {
		t.Fatal(err)
	}
	if got := decoded(t, c.Image).At(1000, 5); !near(got, color.White) {
		t.Errorf("got %v", got)
	}
}

// declared is a PNG whose header declares a size that its data does not have.
func declared(t *testing.T, w, h uint32) []byte {
	file := pngOf(t, image.NewGray(image.Rect(0, 0, 8, 8)), nil)
	binary.BigEndian.PutUint32(file[16:], w)
	binary.BigEndian.PutUint32(file[20:], h)
	binary.BigEndian.PutUint32(file[29:], crc32.ChecksumIEEE(file[12:29]))
	return file
}

func TestRefused(t *testing.T) {
	good := jpegOf(t, asStored(1), nil)
	goodPNG := pngOf(t, asStored(1), nil)
	goodWebP := riff(riffChunk("VP8L", vp8l(30, 20)))
	progressive := append([]byte{}, jpegOf(t, asStored(1), nil)...)
	sof := bytes.Index(progressive, []byte{0xff, 0xc0})
	progressive[sof+1] = 0xc2
	binary.BigEndian.PutUint16(progressive[sof+5:], 7000)
	binary.BigEndian.PutUint16(progressive[sof+7:], 7000)
	progressive[sof+11] = 0x11 // 4:4:4
	huge := append([]byte{}, good...)
	binary.BigEndian.PutUint16(huge[sof+5:], 65500)
	binary.BigEndian.PutUint16(huge[sof+7:], 65500)
	bomb := pngOf(t, image.NewPaletted(image.Rect(0, 0, 11000, 6000), color.Palette{color.Black}), nil)
	t.Logf("bomb of 66 megapixels: %d bytes", len(bomb))

	for _, c := range []struct {
		name string
		file []byte
		kind errs.Kind
		key  string
	}{
		{"empty", nil, errs.Invalid, "document.empty"},
		{"text", []byte("<svg onload=alert(1)>"), errs.Invalid, "document.image.not_accepted"},
		{"GIF", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), errs.Invalid, "document.image.not_accepted"},
		{"AVIF", []byte("\x00\x00\x00\x1cftypavif\x00\x00\x00\x00"), errs.Invalid, "document.image.not_accepted"},
		{"HEIC", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), errs.Invalid, "document.image.heic"},
		{"HEIF", []byte("\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic"), errs.Invalid, "document.image.heic"},
		{"over 10 MB", append(append([]byte{}, good...), make([]byte, 10<<20)...), errs.TooLarge, "document.too_large"},
		{"PNG declares 50,000 × 50,000", declared(t, 50000, 50000), errs.Invalid, "document.image.too_many_pixels"},
		{"PNG declares 12,001 × 1", declared(t, 12001, 1), errs.Invalid, "document.image.too_many_pixels"},
		{"PNG declares 2³¹−1", declared(t, 1<<31-1, 1<<31-1), errs.Invalid, "*"},
		{"PNG declares 0", declared(t, 0, 8), errs.Invalid, "document.image.damaged"},
		{"PNG with less data than declared", declared(t, 4000, 4000), errs.Invalid, "document.image.damaged"},
		{"real PNG of 66 megapixels", bomb, errs.Invalid, "document.image.too_many_pixels"},
		{"JPEG declares 65,500 × 65,500", huge, errs.Invalid, "document.image.too_many_pixels"},
		{"progressive JPEG of 49 megapixels, 4:4:4", progressive, errs.Invalid, "document.image.too_many_pixels"},
		{"WebP of 16,384 × 16,384", riff(riffChunk("VP8L", vp8l(16384, 16384))), errs.Invalid, "document.image.too_many_pixels"},
		{"WebP: small canvas, large picture", riff(vp8x(0, 10, 10), riffChunk("VP8L", vp8l(16384, 16384))), errs.Invalid, "document.image.damaged"},
		{"WebP film", riff(vp8x(2, 10, 10), riffChunk("ANIM", make([]byte, 6))), errs.Invalid, "document.image.animated"},
		{"JPEG with foreign bytes behind", append(append([]byte{}, good...), "PK\x03\x04 a zip"...), errs.Invalid, "document.image.extra"},
		{"PNG with foreign bytes behind", append(append([]byte{}, goodPNG...), 0), errs.Invalid, "document.image.extra"},
		{"WebP with foreign bytes behind", append(append([]byte{}, goodWebP...), "xx"...), errs.Invalid, "document.image.extra"},
	} {
		_, err := clean(c.file)
		if e := errs.Of(err); e == nil || e.Kind != c.kind || e.Key != c.key && c.key != "*" {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for name, file := range map[string][]byte{"jpeg": good, "png": goodPNG, "webp": goodWebP} {
		if _, err := clean(file); err != nil {
			t.Errorf("%s, whole: %v", name, err)
		}
		for n := 12; n < len(file); n++ {
			if _, err := clean(file[:n]); errs.KindOf(err) != errs.Invalid {
				t.Fatalf("%s cut after %d of %d bytes: %v", name, n, len(file), err)
			}
		}
	}
}

func TestWhatPhonesAppend(t *testing.T) {
	good := jpegOf(t, asStored(1), nil)
	for name, rest := range map[string][]byte{
		"padding":           make([]byte, 100),
		"a second picture":  append([]byte{0, 0}, good...),
		"a short film":      []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00 and the film"),
		"the maker's block": []byte("\x00\x00\x01\x0aImage_UTC_Data1234567890SEFH\x00\x00\x00\x00SEFT"),
	} {
		c, err := clean(append(append([]byte{}, good...), rest...))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if bytes.Contains(c.Bytes, []byte("film")) || bytes.Contains(c.Bytes, []byte("SEFT")) {
			t.Errorf("%s was kept", name)
		}
	}
}

func TestDecodingWaitsForMemory(t *testing.T) {
	l := PhotoLimits()
	im := NewImages(l.Memory)
	im.memory.Acquire(context.Background(), l.Memory)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	file := jpegOf(t, asStored(1), nil)
	if _, err := im.Clean(ctx, bytes.NewReader(file), l); errs.KindOf(err) != errs.Unavailable {
		t.Errorf("with the memory spent: %v", err)
	}
	im.memory.Release(l.Memory)
	if _, err := im.Clean(context.Background(), bytes.NewReader(file), l); err != nil {
		t.Error(err)
	}
	if !im.memory.TryAcquire(l.Memory) {
		t.Error("memory was not given back")
	}
}

func TestDecoderPanics(t *testing.T) {
	f := form{full: func(io.Reader) (image.Image, error) { panic("index out of range") }}
	if _, err := f.decode(context.Background(), nil); errs.KindOf(err) != errs.Invalid {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	f.full = jpeg.Decode
	if _, err := f.decode(ctx, jpegOf(t, asStored(1), nil)); !errors.Is(err, context.Canceled) {
		t.Errorf("after the request has gone: %v", err)
	}
}

func FuzzClean(f *testing.F) {
	small := image.NewRGBA(image.Rect(0, 0, 9, 5))
	f.Add(jpegOf(f, small, exif(binary.BigEndian, 6)))
	f.Add(pngOf(f, small, exif(binary.LittleEndian, 8)))
	f.Add(riff(vp8x(8, 9, 5), riffChunk("VP8L", vp8l(9, 5)), riffChunk("EXIF", exif(binary.LittleEndian, 3))))
	f.Add(riff(riffChunk("VP8 ", []byte{0x10, 0, 0, 0x9d, 0x01, 0x2a, 2, 0, 2, 0, 0, 0})))
	l := PhotoLimits()
	l.Pixels, l.Bytes, l.Large, l.Preview = 100_000, 1<<16, 64, 16
	im := NewImages(l.Memory)
	f.Fuzz(func(t *testing.T, file []byte) {
		c, err := im.Clean(context.Background(), bytes.NewReader(file), l)
		if err != nil {
			if k := errs.KindOf(err); k != errs.Invalid && k != errs.TooLarge {
				t.Fatalf("kind %d: %v", k, err)
			}
			return
		}
		if got, err := jpeg.DecodeConfig(bytes.NewReader(c.Bytes)); err != nil || got.Width > 64 || got.Height > 64 {
			t.Fatalf("%+v, %v", got, err)
		}
	})
}
