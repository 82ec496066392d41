package basemap

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/geo"
	"reeve/kernel/geo/tile"
)

// StreetMap is one imported archive.
type StreetMap struct {
	ID          string
	Name        string // names of street maps differ
	File        string // in the folder
	Format      string // mbtiles or pmtiles
	Attribution string // must be shown; plain text
	Bounds      geo.Box
	MinZoom     int
	MaxZoom     int
	Tiles       int64
	Bytes       int64
	Digest      string // SHA-256 of the file, hex
	Version     int64
}

// archive is an open file of tiles. Safe for concurrent use until it is closed.
type archive interface {
	// tile gives the bytes of a tile, gzipped or not; nil if the archive has none there.
	tile(ctx context.Context, a tile.Address) ([]byte, error)
	close() error
}

// Basemap is the front of this package. Safe for concurrent use.
type Basemap struct {
	Ground *Ground

	d         *db.DB
	log       *audit.Log
	importing sync.Mutex
	mu        sync.RWMutex // held for reading while a tile is read
	dir       string
	open      []openMap
}

type openMap struct {
	StreetMap
	archive
}

// New makes the basemap of a database; its street maps are opened by [Basemap.Reload].
func New(d *db.DB, log *audit.Log) *Basemap {
	return &Basemap{Ground: NewGround(), d: d, log: log}
}

// Streets are the street maps that are served here, by name.
func (b *Basemap) Streets() []StreetMap {
	b.mu.RLock()
	defer b.mu.RUnlock()
	all := make([]StreetMap, len(b.open))
	for i, m := range b.open {
		all[i] = m.StreetMap
	}
	return all
}

// Covers tells whether a street map has streets at a point, as far as its bounds tell.
func (b *Basemap) Covers(p geo.Point) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, m := range b.open {
		if m.Bounds.Holds(p) {
			return true
		}
	}
	return false
}

// Tile gives a tile of the street maps, gzipped or not; nil where there is none. Where several have it, it is that
// of the smallest area that holds all of the tile; else they are put together.
func (b *Basemap) Tile(ctx context.Context, a tile.Address) ([]byte, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	degrees := a.Degrees()
	var found []byte
	for _, m := range b.bySize() {
		if !m.zooms(a) {
			continue
		}
		body, err := m.tile(ctx, a)
		if err != nil {
			return nil, err
		}
		switch {
		case len(body) == 0:
			continue
		case within(degrees, m.Bounds):
			return body, nil
		case found == nil:
			found = body
			continue
		}
		if both, ok := merge(found, body); ok {
			found = both
		}
	}
	return found, nil
}

// bySize are the street maps, that of the smallest area first.
func (b *Basemap) bySize() []openMap {
	all := slices.Clone(b.open)
	slices.SortStableFunc(all, func(m, n openMap) int { return cmp.Compare(area(m.Bounds), area(n.Bounds)) })
	return all
}

func within(in, of geo.Box) bool {
	return in.MinLat >= of.MinLat && in.MaxLat <= of.MaxLat && in.MinLon >= of.MinLon && in.MaxLon <= of.MaxLon
}

func area(b geo.Box) float64 { return (b.MaxLat - b.MinLat) * (b.MaxLon - b.MinLon) }

// Reload opens what the database names and the folder has.
func (b *Basemap) Reload(ctx context.Context, dir string) error {
	var rows []StreetMap
	err := b.d.Read(ctx, func(s *db.Snapshot) (err error) {
		rows, err = db.All(s, scanMap, `SELECT `+mapColumns+` FROM basemap ORDER BY name`)
		return err
	})
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	before := map[string]openMap{}
	for _, m := range b.open {
		before[filepath.Join(b.dir, m.File)] = m
	}
	b.dir, b.open = dir, nil
	for _, row := range rows {
		path := filepath.Join(dir, row.File)
		if had, ok := before[path]; ok {
			delete(before, path)
			b.open = append(b.open, openMap{row, had.archive})
			continue
		}
		a, err := openArchive(path, row.Format)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			slog.Warn("street map is not on this machine; import it here too", "name", row.Name, "file", row.File)
		case err != nil:
			slog.Error("street map not opened", "name", row.Name, "file", row.File, "error", err)
		default:
			b.open = append(b.open, openMap{row, a})
		}
	}
	for _, m := range before {
		if err := m.close(); err != nil {
			slog.Warn("street map not closed", "name", m.Name, "error", err)
		}
	}
	return nil
}

// Close closes all files.
func (b *Basemap) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []error
	for _, m := range b.open {
		all = append(all, m.close())
	}
	b.open = nil
	return errors.Join(all...)
}

// openArchive opens a file that has been checked when it was imported.
func openArchive(path, format string) (archive, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	if format == formatPMTiles {
		return openPMTiles(path)
	}
	return openMBTiles(path)
}
