package document

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image/color"

	"reeve/kernel/errs"
)

var (
	errTruncated = errors.New("the file ends too early")
	errNoMarker  = errors.New("no marker where one must stand")
)

// walkJPEG goes from marker to marker (ITU-T T.81, annex B) to the end of the image. It returns the
// orientation that Exif tells.
func walkJPEG(file []byte) (orientation int, err error) {
	orientation = 1
	at := 2 // after SOI
	for {
		marker, next, err := nextMarker(file, at)
		if err != nil {
			return 0, damaged(err)
		}
		at = next
		switch {
		case marker == 0xd9: // EOI
			if !isPhoneTrailer(file[at:]) {
				return 0, errs.New(errs.Invalid, "document.image.extra")
			}
			return orientation, nil
		case marker >= 0xd0 && marker <= 0xd7 || marker == 0x01: // RST, TEM: no body
			continue
		}
		if at+2 > len(file) {
			return 0, damaged(errTruncated)
		}
		n := int(binary.BigEndian.Uint16(file[at:]))
		if n < 2 || at+n > len(file) {
			return 0, damaged(errTruncated)
		}
		body := file[at+2 : at+n]
		at += n
		if marker == 0xe1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")) && orientation == 1 {
			orientation = exifOrientation(body[6:])
		}
		if marker == 0xda { // SOS: skip the coded data up to the next real marker
			at = skipScan(file, at)
		}
	}
}

func nextMarker(file []byte, at int) (marker byte, next int, err error) {
	if at >= len(file) {
		return 0, 0, errTruncated
	}
	if file[at] != 0xff {
		return 0, 0, errNoMarker
	}
	for at < len(file) && file[at] == 0xff { // fill bytes are allowed before a marker
		at++
	}
	if at >= len(file) {
		return 0, 0, errTruncated
	}
	return file[at], at + 1, nil
}

func skipScan(file []byte, at int) int {
	for at+1 < len(file) {
		i := bytes.IndexByte(file[at:], 0xff)
		if i < 0 {
			break
		}
		at += i
		if at+1 >= len(file) {
			break
		}
		if c := file[at+1]; c != 0 && (c < 0xd0 || c > 0xd7) {
			return at
		}
		at += 2
	}
	return len(file)
}

// isPhoneTrailer tells whether what follows the image is what phones put there: padding, a second picture
// (CIPA DC-007 multi-picture, gain maps), a short film, or the maker's block that ends in SEFT. Encoding
// anew drops it. Anything else is foreign.
func isPhoneTrailer(rest []byte) bool {
	trimmed := bytes.TrimLeft(rest, "\x00\xff")
	switch {
	case len(trimmed) == 0:
		return true
	case bytes.HasPrefix(bytes.TrimLeft(rest, "\x00"), []byte("\xff\xd8\xff")):
		return true
	case len(rest) >= 8 && string(rest[4:8]) == "ftyp":
		return true
	}
	return bytes.HasSuffix(bytes.TrimRight(rest, "\x00"), []byte("SEFT"))
}

// weighJPEG counts the samples of a pixel by the sampling factors of the frame header (T.81, B.2.2), one byte
// each. A progressive image keeps all its coefficients, four bytes each, until the last scan.
func weighJPEG(file []byte, m color.Model) int64 {
	const unknown = 20
	at := 2
	for {
		marker, next, err := nextMarker(file, at)
		if err != nil || next+2 > len(file) || marker == 0xda {
			return unknown
		}
		at = next
		switch {
		case marker >= 0xd0 && marker <= 0xd7 || marker == 0x01:
			continue
		case marker == 0xc0 || marker == 0xc1 || marker == 0xc2:
			frame := file[next:]
			if len(frame) < 8 || len(frame) < 8+3*int(frame[7]) {
				return unknown
			}
			most, sum := int64(1), int64(0)
			for i := range int(frame[7]) {
				hv := frame[8+3*i+1]
				s := int64(hv>>4) * int64(hv&15)
				most, sum = max(most, s), sum+s
			}
			if marker == 0xc2 {
				sum *= 5
			}
			if m == color.CMYKModel {
				sum += 4 * most // the picture put together from its planes
			}
			return (sum + most - 1) / most
		}
		at += int(binary.BigEndian.Uint16(file[next:]))
	}
}
