// Package mvttest reads vector tiles (Mapbox Vector Tile Specification 2.1) strictly, so that tests can tell what a
// tile says and whether it is well formed. It shares no code with the writer.
package mvttest

import (
	"encoding/binary"
	"fmt"
)

// Layer is a layer as read.
type Layer struct {
	Name     string
	Version  uint64
	Extent   uint64
	Features []Feature
}

// Feature is a feature as read. Parts are the points of a point feature, the lines, or the rings, in order.
type Feature struct {
	ID    uint64
	Type  uint64 // 1 point, 2 line, 3 polygon
	Parts [][][2]int64
	Props map[string]any // string, int64 or bool
}

// Int is a property that is a whole number; 0 where it is absent.
func (f Feature) Int(key string) int64 { n, _ := f.Props[key].(int64); return n }

// Text is a property that is a text; empty where it is absent.
func (f Feature) Text(key string) string { s, _ := f.Props[key].(string); return s }

// Decode reads a tile; an empty one has no layers.
func Decode(tile []byte) (layers []Layer, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("not a vector tile: %v", r)
		}
	}()
	each(tile, func(field, _ uint64, body []byte) {
		must(field == 3, "field %d in a tile", field)
		layers = append(layers, layer(body))
	})
	return layers, nil
}

func must(ok bool, format string, args ...any) {
	if !ok {
		panic(fmt.Sprintf(format, args...))
	}
}

func uvarint(b []byte) (uint64, []byte) {
	v, n := binary.Uvarint(b)
	must(n > 0, "broken number")
	return v, b[n:]
}

// each visits the fields of a message: value for numbers, body for what has a length.
func each(b []byte, visit func(field, value uint64, body []byte)) {
	for len(b) > 0 {
		var t, v uint64
		t, b = uvarint(b)
		v, b = uvarint(b)
		switch t & 7 {
		case 0:
			visit(t>>3, v, nil)
		case 2:
			must(v <= uint64(len(b)), "length beyond the end")
			visit(t>>3, 0, b[:v])
			b = b[v:]
		default:
			must(false, "wire type %d", t&7)
		}
	}
}

func layer(b []byte) (l Layer) {
	var keys []string
	var values []any
	var features [][]byte
	seen := map[any]bool{}
	l.Extent = 4096
	each(b, func(field, v uint64, body []byte) {
		switch field {
		case 1:
			l.Name = string(body)
		case 2:
			features = append(features, body)
		case 3:
			must(!seen["key "+string(body)], "key %s twice", body)
			seen["key "+string(body)] = true
			keys = append(keys, string(body))
		case 4:
			val := value(body)
			must(!seen[[1]any{val}], "value %v twice", val)
			seen[[1]any{val}] = true
			values = append(values, val)
		case 5:
			l.Extent = v
		case 15:
			l.Version = v
		default:
			must(false, "field %d in a layer", field)
		}
	})
	must(l.Name != "" && l.Version == 2, "layer without name or version 2")
	for _, f := range features {
		l.Features = append(l.Features, feature(f, keys, values))
	}
	return l
}

func value(b []byte) (out any) {
	each(b, func(field, v uint64, body []byte) {
		must(out == nil, "two values in one")
		switch field {
		case 1:
			out = string(body)
		case 4, 5:
			out = int64(v)
		case 6:
			out = int64(v>>1) ^ -int64(v&1)
		case 7:
			out = v == 1
		default:
			must(false, "field %d in a value", field)
		}
	})
	return out
}

func feature(b []byte, keys []string, values []any) Feature {
	f := Feature{Props: map[string]any{}}
	each(b, func(field, v uint64, body []byte) {
		switch field {
		case 1:
			f.ID = v
		case 2:
			for len(body) > 0 {
				var k, v uint64
				k, body = uvarint(body)
				v, body = uvarint(body)
				f.Props[keys[k]] = values[v]
			}
		case 3:
			f.Type = v
		case 4:
			f.Parts = geometry(body)
		default:
			must(false, "field %d in a feature", field)
		}
	})
	must(f.Type >= 1 && f.Type <= 3 && len(f.Parts) > 0, "feature of type %d with %d parts", f.Type, len(f.Parts))
	return f
}

func geometry(b []byte) (parts [][][2]int64) {
	var x, y int64
	for len(b) > 0 {
		var c, v uint64
		c, b = uvarint(b)
		if c&7 == 7 {
			must(c>>3 == 1, "close %d times", c>>3)
			continue
		}
		for range c >> 3 {
			v, b = uvarint(b)
			x += int64(v>>1) ^ -int64(v&1)
			v, b = uvarint(b)
			y += int64(v>>1) ^ -int64(v&1)
			switch c & 7 {
			case 1:
				parts = append(parts, [][2]int64{{x, y}})
			case 2:
				last := len(parts) - 1
				parts[last] = append(parts[last], [2]int64{x, y})
			default:
				must(false, "command %d", c&7)
			}
		}
	}
	return parts
}
