package document

import (
	"encoding/binary"
	"errors"
	"image/color"

	"reeve/kernel/errs"
)

const pngSignature = "\x89PNG\r\n\x1a\n"

// walkPNG goes from chunk to chunk to IEND (ISO/IEC 15948), and takes the orientation from an eXIf chunk.
func walkPNG(file []byte) (orientation int, err error) {
	orientation = 1
	at := len(pngSignature)
	for {
		if at+12 > len(file) {
			return 0, damaged(errTruncated)
		}
		n := int64(binary.BigEndian.Uint32(file[at:]))
		if n > int64(len(file)-at-12) {
			return 0, damaged(errTruncated)
		}
		name, body := string(file[at+4:at+8]), file[at+8:at+8+int(n)]
		at += 12 + int(n)
		switch name {
		case "acTL":
			return 0, errs.New(errs.Invalid, "document.image.animated")
		case "eXIf":
			orientation = exifOrientation(body)
		case "IEND":
			if at != len(file) {
				return 0, errs.New(errs.Invalid, "document.image.extra")
			}
			return orientation, nil
		}
	}
}

// weighPNG: interlaced images are put together from passes, so they are held twice.
func weighPNG(file []byte, m color.Model) int64 {
	var bytes int64
	switch m {
	case color.GrayModel:
		bytes = 1
	case color.Gray16Model:
		bytes = 2
	case color.RGBAModel, color.NRGBAModel:
		bytes = 4
	case color.RGBA64Model, color.NRGBA64Model:
		bytes = 8
	default:
		bytes = 1 // palette
	}
	const interlace = len(pngSignature) + 8 + 12
	if len(file) > interlace && file[interlace] != 0 {
		bytes *= 2
	}
	return bytes
}

// walkWebP goes through the RIFF chunks (RFC 9649, section 2) and takes the orientation from an EXIF chunk.
func walkWebP(file []byte) (orientation int, err error) {
	orientation = 1
	end := 8 + int64(binary.LittleEndian.Uint32(file[4:]))
	switch {
	case end+end%2 < int64(len(file)):
		return 0, errs.New(errs.Invalid, "document.image.extra")
	case end > int64(len(file)):
		return 0, damaged(errTruncated)
	}
	at, pictures := int64(12), 0
	for at < end {
		if at+8 > end {
			return 0, damaged(errTruncated)
		}
		n := int64(binary.LittleEndian.Uint32(file[at+4:]))
		if at+8+n > end {
			return 0, damaged(errTruncated)
		}
		body := file[at+8 : at+8+n]
		switch string(file[at : at+4]) {
		case "ANIM", "ANMF":
			return 0, errs.New(errs.Invalid, "document.image.animated")
		case "VP8 ", "VP8L":
			pictures++
		case "EXIF":
			orientation = exifOrientation(trimExif(body))
		}
		at += 8 + n + n%2
	}
	if pictures != 1 {
		return 0, damaged(errors.New("not exactly one picture in the file"))
	}
	return orientation, nil
}

// trimExif drops the JPEG marker's name, which some writers leave before the TIFF header.
func trimExif(b []byte) []byte {
	if len(b) >= 6 && string(b[:6]) == "Exif\x00\x00" {
		return b[6:]
	}
	return b
}

// weighWebP: lossless pictures are held as 32-bit pixels, twice while transforms are undone; an alpha plane
// is such a picture beside the lossy one.
func weighWebP(_ []byte, m color.Model) int64 {
	if m == color.YCbCrModel {
		return 8 // after a VP8X header the picture may still be lossless
	}
	return 10
}
