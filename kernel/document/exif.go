package document

import "encoding/binary"

// exifOrientation finds tag 0x0112 in the first directory of a TIFF structure (Exif 2.32, section 4.6.4).
// Whatever is wrong with it, the answer is 1: an odd header is no reason to refuse a photo, since it will
// not be kept.
func exifOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 1
	}
	n := uint64(order.Uint16(tiff[at:]))
	for i := range n {
		e := at + 2 + 12*i
		if e+12 > uint64(len(tiff)) {
			return 1
		}
		const orientation, short = 0x0112, 3
		if order.Uint16(tiff[e:]) != orientation {
			continue
		}
		if order.Uint16(tiff[e+2:]) != short || order.Uint32(tiff[e+4:]) != 1 {
			return 1
		}
		if v := order.Uint16(tiff[e+8:]); v >= 1 && v <= 8 {
			return int(v)
		}
		return 1
	}
	return 1
}
