package document

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

var quadrants = [4]color.RGBA{{200, 20, 20, 255}, {20, 180, 20, 255}, {20, 20, 200, 255}, {240, 240, 240, 255}}

// upRight is a picture 48 × 32 with red and green above, blue and white below.
func upRight(x, y int) color.RGBA { return quadrants[x/24+2*(y/16)] }

// asStored lays the picture down so that the orientation makes it upright again: for each value, the visual
// side on which the stored first row and first column lie (Exif 2.32, table of tag 0x0112).
func asStored(orientation int) image.Image {
	sides := [9][2]string{1: {"top", "left"}, 2: {"top", "right"}, 3: {"bottom", "right"}, 4: {"bottom", "left"},
		5: {"left", "top"}, 6: {"right", "top"}, 7: {"right", "bottom"}, 8: {"left", "bottom"}}
	const w, h = 48, 32
	size := image.Pt(w, h)
	if orientation >= 5 {
		size = image.Pt(h, w)
	}
	m := image.NewRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			var vx, vy int
			for i, side := range sides[orientation] {
				along := []int{y, x}[i] // the first side tells where rows begin, the second where columns do
				switch side {
				case "top":
					vy = along
				case "bottom":
					vy = h - 1 - along
				case "left":
					vx = along
				case "right":
					vx = w - 1 - along
				}
			}
			m.SetRGBA(x, y, upRight(vx, vy))
		}
	}
	return m
}

const gps = "51.1234N 17.5678E here is where I live"

// exif is a TIFF structure with an orientation and something private.
func exif(order binary.AppendByteOrder, orientation uint16) []byte {
	b := []byte("II*\x00")
	if order.String() == "BigEndian" {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	entry := func(tag, kind uint16, n uint32, value func([]byte) []byte) {
		b = order.AppendUint16(b, tag)
		b = order.AppendUint16(b, kind)
		b = order.AppendUint32(b, n)
		b = value(b)
	}
	entry(0x010e, 2, uint32(len(gps)), func(b []byte) []byte { return order.AppendUint32(b, 38) })
	entry(0x0112, 3, 1, func(b []byte) []byte { return append(order.AppendUint16(b, orientation), 0, 0) })
	b = order.AppendUint32(b, 0)
	return append(b, gps...)
}

func jpegOf(t testing.TB, m image.Image, tiff []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	if tiff == nil {
		return b.Bytes()
	}
	body := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte("\xff\xd8\xff\xe1"), byte((len(body)+2)>>8), byte(len(body)+2))
	out = append(out, body...)
	return append(out, b.Bytes()[2:]...)
}

func pngOf(t testing.TB, m image.Image, tiff []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	if tiff == nil {
		return b.Bytes()
	}
	const header = 8 + 25
	out := append([]byte{}, b.Bytes()[:header]...)
	chunk := append([]byte("eXIf"), tiff...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(tiff)))
	out = append(out, chunk...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
	return append(out, b.Bytes()[header:]...)
}

// vp8l is a picture of one colour in lossless WebP: five prefix codes of one symbol each.
func vp8l(w, h int) []byte {
	var bits []byte
	n := 0
	put := func(v uint64, width int) {
		for i := range width {
			if n%8 == 0 {
				bits = append(bits, 0)
			}
			bits[n/8] |= byte(v>>i&1) << (n % 8)
			n++
		}
	}
	put(0x2f, 8)
	put(uint64(w-1), 14)
	put(uint64(h-1), 14)
	put(0, 1+3+1+1+1) // no alpha, version 0, no transform, no colour cache, no meta prefix codes
	for _, symbol := range []uint64{180, 20, 20, 255} {
		put(1, 1) // simple code
		put(0, 1) // of one symbol
		put(1, 1) // of 8 bits
		put(symbol, 8)
	}
	put(1, 1) // distances: none
	put(0, 1)
	put(0, 1)
	put(0, 1)
	put(0, 64) // padding
	return bits
}

func riff(chunks ...[]byte) []byte {
	body := []byte("WEBP")
	for _, c := range chunks {
		body = append(body, c...)
	}
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

func riffChunk(name string, b []byte) []byte {
	c := append(binary.LittleEndian.AppendUint32([]byte(name), uint32(len(b))), b...)
	if len(b)%2 == 1 {
		c = append(c, 0)
	}
	return c
}

func vp8x(flags byte, w, h int) []byte {
	w, h = w-1, h-1
	return riffChunk("VP8X", []byte{flags, 0, 0, 0, byte(w), byte(w >> 8), byte(w >> 16), byte(h), byte(h >> 8), byte(h >> 16)})
}
