package mvt

import "encoding/binary"

// Fields of the messages Value, Layer and Feature, and the geometry types; section 4 and the schema of the
// specification.
const (
	fieldString = 1
	fieldUint   = 5
	fieldSint   = 6
	fieldBool   = 7

	typePoint   = 1
	typeLine    = 2
	typePolygon = 3

	bytesOf  = 2 // wire type of what has a length
	varintOf = 0
)

func appendVarint(b []byte, v uint64) []byte {
	if v < 0x80 {
		return append(b, byte(v))
	}
	return binary.AppendUvarint(b, v)
}

func tag(field, wire byte) byte { return field<<3 | wire }

// Encode gives the tile. Layers without features are left out; a tile without layers is empty.
func Encode(layers ...*Layer) []byte { return Append(nil, layers...) }

// Append adds the tile to b.
func Append(b []byte, layers ...*Layer) []byte {
	for _, l := range layers {
		if l.n == 0 {
			continue
		}
		head := append(l.scratch[:0], tag(15, varintOf), 2) // version
		head = append(head, tag(1, bytesOf))
		head = appendVarint(head, uint64(len(l.name)))
		head = append(head, l.name...)
		l.scratch = appendVarint(append(head, tag(5, varintOf)), uint64(l.extent))
		b = append(b, tag(3, bytesOf))
		b = appendVarint(b, uint64(len(l.scratch)+len(l.features)+len(l.keys)+len(l.values)))
		b = append(b, l.scratch...)
		b = append(b, l.features...)
		b = append(b, l.keys...)
		b = append(b, l.values...)
	}
	return b
}

// add writes a feature.
func (l *Layer) add(id uint64, kind byte, geometry []byte, tags []uint32) {
	f := l.scratch[:0]
	if id != 0 {
		f = appendVarint(append(f, tag(1, varintOf)), id)
	}
	if len(tags) > 0 {
		size := 0
		for _, t := range tags {
			size += sizeVarint(t)
		}
		f = appendVarint(append(f, tag(2, bytesOf)), uint64(size))
		for _, t := range tags {
			f = appendVarint(f, uint64(t))
		}
	}
	f = append(f, tag(3, varintOf), kind, tag(4, bytesOf))
	f = appendVarint(f, uint64(len(geometry)))
	l.scratch = append(f, geometry...)
	l.features = append(l.features, tag(2, bytesOf))
	l.features = appendVarint(l.features, uint64(len(l.scratch)))
	l.features = append(l.features, l.scratch...)
	l.n++
}

func sizeVarint(v uint32) int {
	n := 1
	for v >= 0x80 {
		v >>= 7
		n++
	}
	return n
}

func (l *Layer) tagsOf(props []Prop) []uint32 {
	l.tags = l.tags[:0]
	for _, p := range props {
		v := uint32(0)
		switch p.kind {
		case fieldString:
			v = l.Text(p.text)
		case fieldBool:
			v = l.truth(p.num)
		default:
			v = l.Number(p.num)
		}
		l.tags = append(l.tags, l.Key(p.key), v)
	}
	return l.tags
}

// Key is the number of a property's name within the layer, until Reset.
func (l *Layer) Key(name string) uint32 {
	for i, k := range l.keyIDs {
		if k == name {
			return uint32(i)
		}
	}
	l.keyIDs = append(l.keyIDs, name)
	l.keys = append(l.keys, tag(3, bytesOf))
	l.keys = appendVarint(l.keys, uint64(len(name)))
	l.keys = append(l.keys, name...)
	return uint32(len(l.keyIDs) - 1)
}

// Text is the number of a text within the layer, until Reset.
func (l *Layer) Text(value string) uint32 {
	if i, ok := l.texts[value]; ok {
		return i
	}
	l.texts[value] = l.nvalues
	return l.NewText([]byte(value))
}

// NewText is the number of a text that the layer holds only once, such as a reference: it is not looked for.
func (l *Layer) NewText(value []byte) uint32 {
	var head [12]byte
	h := appendVarint(append(head[:0], tag(fieldString, bytesOf)), uint64(len(value)))
	l.values = appendVarint(append(l.values, tag(4, bytesOf)), uint64(len(h)+len(value)))
	l.values = append(append(l.values, h...), value...)
	return l.next()
}

// Number is the number of a whole number within the layer, until Reset.
func (l *Layer) Number(value int64) uint32 {
	if value >= 0 && value < int64(len(l.small)) {
		if i := l.small[value]; i != 0 {
			return i - 1
		}
		l.used = append(l.used, int16(value))
		l.small[value] = l.nvalues + 1
		return l.number(fieldUint, uint64(value))
	}
	if i, ok := l.numbers[value]; ok {
		return i
	}
	l.numbers[value] = l.nvalues
	if value < 0 {
		return l.number(fieldSint, uint64(value)<<1^uint64(value>>63))
	}
	return l.number(fieldUint, uint64(value))
}

func (l *Layer) truth(value int64) uint32 {
	if l.truths[value] == 0 {
		l.truths[value] = l.nvalues + 1
		return l.number(fieldBool, uint64(value))
	}
	return l.truths[value] - 1
}

func (l *Layer) number(field byte, v uint64) uint32 {
	var head [12]byte
	h := appendVarint(append(head[:0], tag(field, varintOf)), v)
	l.values = append(append(l.values, tag(4, bytesOf), byte(len(h))), h...)
	return l.next()
}

func (l *Layer) next() uint32 {
	l.nvalues++
	return l.nvalues - 1
}
