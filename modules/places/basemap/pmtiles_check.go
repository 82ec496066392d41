package basemap

import (
	"context"

	"reeve/kernel/geo/tile"
)

// mostMetadata is how large the metadata may be.
const mostMetadata = 4 << 20

// checkPMTiles looks at a whole file and tells what is in it.
func checkPMTiles(ctx context.Context, path string) (m StreetMap, err error) {
	p, err := newPMTiles(path)
	if err != nil {
		return m, err
	}
	defer p.close()
	h := p.header
	m = StreetMap{Format: formatPMTiles, Bounds: h.bounds, MinZoom: int(h.minZoom), MaxZoom: int(h.maxZoom)}
	raw, err := p.section(h.metaAt, h.metaSize, mostMetadata)
	if err != nil {
		return m, err
	}
	about, err := readMetadata(raw)
	if err == nil {
		err = about.check()
	}
	if err != nil {
		return m, err
	}
	m.Attribution = about.Attribution
	w := walk{pmtiles: p, ctx: ctx, first: pyramid(m.MinZoom), last: pyramid(m.MaxZoom+1) - 1}
	if err := w.directory(p.root, lastID(), 1); err != nil {
		return m, err
	}
	if m.Tiles = int64(w.tiles); h.tiles != 0 && h.tiles != w.tiles {
		return m, bad("damaged", "detail", "number of tiles")
	}
	return m, nil
}

// walk goes over all directories. Ids only ever grow, so it comes to an end whatever the file says.
type walk struct {
	*pmtiles
	ctx         context.Context
	first, last uint64 // ids of the zooms that the header names
	next        uint64 // the least id that may come now
	tiles       uint64
	checked     uint64 // where the tiles behind which none has been looked at begin
}

// directory goes over one directory, whose ids must not be above most.
func (w *walk) directory(dir []pmEntry, most uint64, depth int) error {
	for i, e := range dir {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		if e.id < w.next || e.id > most {
			return bad("damaged", "detail", "order")
		}
		if e.run == 0 {
			if err := w.leafOf(dir, i, most, depth); err != nil {
				return err
			}
			continue
		}
		end := e.id + uint64(e.run) - 1
		if e.id < w.first || end > w.last || end > most {
			return bad("damaged", "detail", "zoom")
		}
		if e.at > w.header.dataSize || uint64(e.size) > w.header.dataSize-e.at {
			return bad("damaged", "detail", "offset")
		}
		w.next = end + 1
		w.tiles += uint64(e.run)
		if err := w.look(e); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) leafOf(dir []pmEntry, i int, most uint64, depth int) error {
	e := dir[i]
	if depth >= pmDepth || e.at > w.header.leafSize || uint64(e.size) > w.header.leafSize-e.at {
		return bad("damaged", "detail", "leaf")
	}
	if i+1 < len(dir) {
		most = dir[i+1].id - 1
	}
	leaf, err := w.pmtiles.directory(w.header.leafAt+e.at, uint64(e.size))
	if err != nil {
		return err
	}
	return w.directory(leaf, most, depth+1)
}

// look checks a tile's bytes, once for those that several tiles share.
func (w *walk) look(e pmEntry) error {
	if e.at < w.checked {
		return nil
	}
	body := make([]byte, e.size)
	if _, err := w.file.ReadAt(body, int64(w.header.dataAt+e.at)); err != nil {
		return err
	}
	w.checked = e.at + uint64(e.size)
	packed := len(body) > 1 && body[0] == 0x1f && body[1] == 0x8b
	if packed != (w.header.compression == pmGzip) {
		return bad("tile_damaged")
	}
	return checkTile(body)
}

// zooms tells whether a tile's zoom is one that the archive has.
func (m StreetMap) zooms(a tile.Address) bool { return a.Z >= m.MinZoom && a.Z <= m.MaxZoom }
