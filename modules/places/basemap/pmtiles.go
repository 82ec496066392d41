package basemap

import (
	"context"
	"encoding/binary"
	"os"
	"slices"
	"sync"

	"reeve/kernel/geo"
	"reeve/kernel/geo/tile"
)

// pmHeader is the header of a PMTiles archive (github.com/protomaps/PMTiles, spec/v3, section 3).
type pmHeader struct {
	rootAt, rootSize uint64
	metaAt, metaSize uint64
	leafAt, leafSize uint64
	dataAt, dataSize uint64
	tiles            uint64 // addressed; 0 = not known
	internal         byte   // compression of directories and metadata
	compression      byte   // of tiles
	kind             byte   // 1 = vector tiles
	minZoom, maxZoom byte
	bounds           geo.Box
}

const pmHeaderSize = 127

// The compressions of the specification.
const (
	pmNone = 1
	pmGzip = 2
)

// parsePMHeader reads and checks a header. size is that of the file.
func parsePMHeader(b []byte, size int64) (h pmHeader, err error) {
	if len(b) < pmHeaderSize {
		return h, bad("cut", "have", size, "want", pmHeaderSize)
	}
	if b[7] != 3 {
		return h, bad("pmtiles_version", "version", b[7])
	}
	u := func(at int) uint64 { return binary.LittleEndian.Uint64(b[at:]) }
	degrees := func(at int) float64 { return float64(int32(binary.LittleEndian.Uint32(b[at:]))) / 1e7 }
	h = pmHeader{rootAt: u(8), rootSize: u(16), metaAt: u(24), metaSize: u(32), leafAt: u(40), leafSize: u(48), dataAt: u(56), dataSize: u(64), tiles: u(72),
		internal: b[97], compression: b[98], kind: b[99], minZoom: b[100], maxZoom: b[101],
		bounds: geo.Box{MinLon: degrees(102), MinLat: degrees(106), MaxLon: degrees(110), MaxLat: degrees(114)}}
	if h.kind != 1 {
		names := []string{"", "", "png", "jpg", "webp", "avif"}
		if int(h.kind) < len(names) && names[h.kind] != "" {
			return h, bad("raster", "type", names[h.kind])
		}
		return h, bad("format_wrong", "format", h.kind)
	}
	for _, c := range []byte{h.internal, h.compression} {
		if c != pmNone && c != pmGzip {
			names := []string{"", "", "", "brotli", "zstd"}
			name := "?"
			if int(c) < len(names) && names[c] != "" {
				name = names[c]
			}
			return h, bad("compression", "compression", name)
		}
	}
	end := uint64(0)
	for _, part := range [][2]uint64{{h.rootAt, h.rootSize}, {h.metaAt, h.metaSize}, {h.leafAt, h.leafSize}, {h.dataAt, h.dataSize}} {
		if part[0] > 1<<62 || part[1] > 1<<62 {
			return h, bad("damaged", "detail", "header")
		}
		if part[1] > 0 {
			end = max(end, part[0]+part[1])
		}
	}
	if end > uint64(size) {
		return h, bad("cut", "have", size, "want", int64(end))
	}
	if h.minZoom > h.maxZoom || h.maxZoom > tile.Deepest || h.rootSize == 0 {
		return h, bad("damaged", "detail", "header")
	}
	return h, checkBounds(h.bounds)
}

// pmtiles is a PMTiles archive.
type pmtiles struct {
	file   *os.File
	header pmHeader
	root   []pmEntry

	mu     sync.Mutex
	leaves map[uint64][]pmEntry // by offset
	order  []uint64             // in which they came
}

// leavesKept is how many leaf directories are kept; one has some thousand entries.
const leavesKept = 16

func openPMTiles(path string) (archive, error) { return newPMTiles(path) }

func newPMTiles(path string) (p *pmtiles, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	p = &pmtiles{file: file, leaves: map[uint64][]pmEntry{}}
	defer func() {
		if err != nil {
			file.Close()
		}
	}()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	var head [pmHeaderSize]byte
	n, _ := file.ReadAt(head[:], 0) // a short file is told by its header
	if p.header, err = parsePMHeader(head[:n], info.Size()); err != nil {
		return nil, err
	}
	p.root, err = p.directory(p.header.rootAt, p.header.rootSize)
	return p, err
}

func (p *pmtiles) close() error { return p.file.Close() }

// directory reads a directory that lies within the file.
func (p *pmtiles) directory(at, size uint64) ([]pmEntry, error) {
	raw, err := p.section(at, size, mostDirectory)
	if err != nil {
		return nil, err
	}
	return parsePMDirectory(raw)
}

// section reads and unpacks a directory or the metadata.
func (p *pmtiles) section(at, size uint64, most int) ([]byte, error) {
	if size > uint64(most) {
		return nil, bad("damaged", "detail", "directory")
	}
	raw := make([]byte, size)
	if _, err := p.file.ReadAt(raw, int64(at)); err != nil {
		return nil, err
	}
	if p.header.internal == pmNone {
		return raw, nil
	}
	return unpack(raw, most)
}

func (p *pmtiles) tile(_ context.Context, a tile.Address) ([]byte, error) {
	id, dir := pmID(a), p.root
	for range pmDepth {
		e, ok := find(dir, id)
		if !ok {
			return nil, nil
		}
		if e.run > 0 {
			body := make([]byte, e.size)
			_, err := p.file.ReadAt(body, int64(p.header.dataAt+e.at))
			return body, err
		}
		var err error
		if dir, err = p.leaf(e); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// leaf gives a leaf directory, from memory if it was read lately.
func (p *pmtiles) leaf(e pmEntry) ([]pmEntry, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if had, ok := p.leaves[e.at]; ok {
		return had, nil
	}
	dir, err := p.directory(p.header.leafAt+e.at, uint64(e.size))
	if err != nil {
		return nil, err
	}
	if len(p.order) >= leavesKept {
		delete(p.leaves, p.order[0])
		p.order = slices.Delete(p.order, 0, 1)
	}
	p.leaves[e.at], p.order = dir, append(p.order, e.at)
	return dir, nil
}
