package basemap

import (
	"encoding/binary"
	"slices"
)

// layerOf is a layer of a vector tile, taken apart as far as merging needs it (Vector Tile Specification 2.1,
// section 4): its keys and values, and everything else as it stands.
type layerOf struct {
	name         string
	features     [][]byte
	keys, values [][]byte
	other        []byte // version and extent
}

// merge puts the features of two tiles together: streets of neighbouring areas on their common border. Either may be
// gzipped; ok is false if one of them cannot be read.
func merge(a, b []byte) (out []byte, ok bool) {
	var all []layerOf
	for _, body := range [][]byte{a, b} {
		if len(body) > 1 && body[0] == 0x1f && body[1] == 0x8b {
			plain, err := unpack(body, mostUnpacked)
			if err != nil {
				return nil, false
			}
			body = plain
		}
		ok := fields(body, func(field int, content []byte) bool {
			l, good := takeApart(content)
			if !good || field != 3 {
				return false
			}
			i := slices.IndexFunc(all, func(had layerOf) bool { return had.name == l.name && string(had.other) == string(l.other) })
			if i < 0 {
				all = append(all, l)
				return true
			}
			return all[i].add(l)
		})
		if !ok {
			return nil, false
		}
	}
	for _, l := range all {
		out = field(out, 3, l.bytes())
	}
	return out, true
}

// takeApart reads a layer.
func takeApart(b []byte) (l layerOf, ok bool) {
	ok = fields(b, func(number int, content []byte) bool {
		switch number {
		case 1:
			l.name = string(content)
		case 2:
			l.features = append(l.features, content)
		case 3:
			l.keys = append(l.keys, content)
		case 4:
			l.values = append(l.values, content)
		default:
			l.other = binary.AppendUvarint(l.other, uint64(number)<<3)
			l.other = append(l.other, content...)
		}
		return true
	})
	return l, ok && l.name != ""
}

func (l layerOf) bytes() []byte {
	b := field(nil, 1, []byte(l.name))
	for i, contents := range [][][]byte{l.features, l.keys, l.values} {
		for _, c := range contents {
			b = field(b, 2+i, c)
		}
	}
	return append(b, l.other...)
}

// add takes over the features of a layer of the same name, whose properties then stand at other numbers.
func (l *layerOf) add(more layerOf) bool {
	var moved [2][]uint64 // of keys and values
	l.keys, moved[0] = join(l.keys, more.keys)
	l.values, moved[1] = join(l.values, more.values)
	for _, f := range more.features {
		var out []byte
		ok := fields(f, func(number int, content []byte) bool {
			switch number {
			case 2:
				tags, ok := renumber(content, moved)
				out = field(out, number, tags)
				return ok
			case 4:
				out = field(out, number, content)
			default:
				out = append(binary.AppendUvarint(out, uint64(number)<<3), content...)
			}
			return true
		})
		if !ok {
			return false
		}
		l.features = append(l.features, out)
	}
	return true
}

// join appends what is not there yet and tells at which numbers the others stand now.
func join(have, more [][]byte) (all [][]byte, moved []uint64) {
	at := make(map[string]uint64, len(have))
	for i, v := range have {
		at[string(v)] = uint64(i)
	}
	for _, v := range more {
		i, known := at[string(v)]
		if !known {
			i = uint64(len(have))
			at[string(v)], have = i, append(have, v)
		}
		moved = append(moved, i)
	}
	return have, moved
}

// renumber rewrites the tags of a feature: pairs of a key's and a value's number.
func renumber(content []byte, moved [2][]uint64) (tags []byte, ok bool) {
	for i := 0; len(content) > 0; i++ {
		v, n := uvarint(content)
		if n <= 0 || v >= uint64(len(moved[i%2])) {
			return nil, false
		}
		content = content[n:]
		tags = binary.AppendUvarint(tags, moved[i%2][v])
	}
	return tags, true
}

// fields goes over a protobuf message whose fields are numbers and byte strings; of a number content is its varint.
func fields(b []byte, visit func(number int, content []byte) bool) bool {
	for len(b) > 0 {
		tag, n := uvarint(b)
		if n <= 0 || tag>>3 == 0 || tag>>3 > 100 {
			return false
		}
		b = b[n:]
		v, n := uvarint(b)
		if n <= 0 {
			return false
		}
		switch tag & 7 {
		case 0:
			if !visit(int(tag>>3), b[:n]) {
				return false
			}
			b = b[n:]
		case 2:
			if v > uint64(len(b)-n) || !visit(int(tag>>3), b[n:n+int(v)]) {
				return false
			}
			b = b[n+int(v):]
		default:
			return false
		}
	}
	return true
}

func field(b []byte, number int, content []byte) []byte {
	b = binary.AppendUvarint(b, uint64(number)<<3|2)
	b = binary.AppendUvarint(b, uint64(len(content)))
	return append(b, content...)
}
