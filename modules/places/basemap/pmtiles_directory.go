package basemap

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/binary"
	"io"
	"math"
	"slices"

	"reeve/kernel/geo/tile"
)

// pmEntry is an entry of a directory (spec/v3, section 4): tiles from id on that have the same bytes, or a leaf
// directory if run is 0.
type pmEntry struct {
	id   uint64
	at   uint64 // from the start of the tiles, or of the leaf directories
	size uint32
	run  uint32
}

const (
	mostDirectory = 16 << 20 // bytes, packed or not
	mostEntries   = 1 << 20
	pmDepth       = 4 // directories below each other
)

func uvarint(b []byte) (uint64, int) { return binary.Uvarint(b) }

func unpack(raw []byte, most int) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, bad("damaged", "detail", "gzip")
	}
	plain, err := io.ReadAll(io.LimitReader(z, int64(most)+1))
	if err != nil || len(plain) > most {
		return nil, bad("damaged", "detail", "gzip")
	}
	return plain, nil
}

// parsePMDirectory reads a directory: the number of entries, then in columns the differences of their ids, runs,
// sizes, offsets plus one, where 0 means: behind the one before (section 4.2). It refuses whatever is out of order.
func parsePMDirectory(raw []byte) ([]pmEntry, error) {
	wrong := bad("damaged", "detail", "directory")
	next := func() (uint64, bool) {
		v, n := uvarint(raw)
		if n <= 0 {
			return 0, false
		}
		raw = raw[n:]
		return v, true
	}
	count, ok := next()
	if !ok || count == 0 || count > mostEntries || count > uint64(len(raw)) { // each takes four bytes at least
		return nil, wrong
	}
	all := make([]pmEntry, count)
	id := uint64(0)
	for i := range all {
		d, ok := next()
		if !ok || i > 0 && d == 0 || d > lastID()-id {
			return nil, wrong
		}
		id += d
		all[i].id = id
	}
	for i := range all {
		run, ok := next()
		if !ok || run > math.MaxUint32 || i+1 < len(all) && all[i].id+run > all[i+1].id {
			return nil, wrong
		}
		all[i].run = uint32(run)
	}
	for i := range all {
		size, ok := next()
		if !ok || size == 0 || size > mostDirectory || all[i].run > 0 && size > mostPacked {
			return nil, wrong
		}
		all[i].size = uint32(size)
	}
	for i := range all {
		at, ok := next()
		switch {
		case !ok || at > 1<<60 || at == 0 && i == 0:
			return nil, wrong
		case at == 0:
			all[i].at = all[i-1].at + uint64(all[i-1].size)
		default:
			all[i].at = at - 1
		}
	}
	return all, nil
}

// find looks for the entry that a tile belongs to.
func find(dir []pmEntry, id uint64) (pmEntry, bool) {
	i, exact := slices.BinarySearchFunc(dir, id, func(e pmEntry, id uint64) int { return cmp.Compare(e.id, id) })
	if !exact {
		i--
	}
	if i < 0 {
		return pmEntry{}, false
	}
	e := dir[i]
	return e, e.run == 0 || id < e.id+uint64(e.run)
}

// pmID is a tile's number: all tiles of lesser zooms, then along the Hilbert curve of its own (section 4.1).
func pmID(a tile.Address) uint64 {
	id := pyramid(a.Z)
	x, y := uint64(a.X), uint64(a.Y)
	for s := uint64(1) << a.Z >> 1; s > 0; s >>= 1 {
		var rx, ry uint64
		if x&s > 0 {
			rx = 1
		}
		if y&s > 0 {
			ry = 1
		}
		id += s * s * ((3 * rx) ^ ry)
		if ry == 0 {
			if rx == 1 {
				x, y = s-1-x&(s-1), s-1-y&(s-1)
			}
			x, y = y, x
		}
	}
	return id
}

// pyramid is how many tiles the zooms before one have.
func pyramid(zoom int) uint64 { return (uint64(1)<<(2*zoom) - 1) / 3 }

// lastID is the number of the last tile there is.
func lastID() uint64 { return pyramid(tile.Deepest+1) - 1 }
