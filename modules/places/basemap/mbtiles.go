package basemap

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"

	_ "modernc.org/sqlite" // the driver

	"reeve/kernel/geo"
	"reeve/kernel/geo/tile"
)

// mbtiles is an MBTiles archive, an SQLite database (github.com/mapbox/mbtiles-spec, 1.3).
type mbtiles struct{ db *sql.DB }

func openMBTiles(path string) (archive, error) { return newMBTiles(path) }

func newMBTiles(path string) (*mbtiles, error) {
	q := url.Values{"mode": {"ro"}, "immutable": {"1"}, "_pragma": {"query_only(1)", "cache_size(-500)", "trusted_schema(0)"}}
	d, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String())
	if err != nil {
		return nil, err
	}
	d.SetMaxOpenConns(4)
	d.SetMaxIdleConns(2)
	return &mbtiles{d}, nil
}

func (m *mbtiles) close() error { return m.db.Close() }

// tile reads a tile; rows count from the south.
func (m *mbtiles) tile(ctx context.Context, a tile.Address) (body []byte, err error) {
	err = m.db.QueryRowContext(ctx, `SELECT tile_data FROM tiles WHERE zoom_level = $1 AND tile_column = $2 AND tile_row = $3`, a.Z, a.X, 1<<a.Z-1-a.Y).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return body, err
}

// checkMBTiles looks at a whole file and tells what is in it.
func checkMBTiles(ctx context.Context, path string) (m StreetMap, err error) {
	m.Format = formatMBTiles
	if err := wholePages(path); err != nil {
		return m, err
	}
	a, err := newMBTiles(path)
	if err != nil {
		return m, err
	}
	defer a.close()
	said, err := a.metadata(ctx)
	if err != nil {
		return m, err
	}
	switch format := said["format"]; format {
	case "pbf":
	case "png", "jpg", "jpeg", "webp":
		return m, bad("raster", "type", format)
	default:
		return m, bad("format_wrong", "format", format)
	}
	if said["json"] == "" {
		return m, bad("layers_missing", "layers", strings.Join(wanted(), ", "))
	}
	about, err := readMetadata([]byte(said["json"]))
	if err == nil {
		err = about.check()
	}
	if err != nil {
		return m, err
	}
	if m.Attribution = plainText(said["attribution"]); m.Attribution == "" {
		m.Attribution = about.Attribution
	}
	if err := a.count(ctx, &m); err != nil {
		return m, err
	}
	m.Bounds, err = parseBounds(said["bounds"])
	return m, err
}

// wholePages compares the file with what its header says (SQLite file format, 1.3): half a copy is as long as it
// is and does not know.
func wholePages(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	var head [100]byte
	if _, err := f.ReadAt(head[:], 0); err != nil {
		return bad("cut", "have", info.Size(), "want", len(head))
	}
	page := int64(binary.BigEndian.Uint16(head[16:]))
	if page == 1 {
		page = 65536
	}
	if page < 512 {
		return bad("damaged", "detail", "page size")
	}
	pages, size := int64(binary.BigEndian.Uint32(head[28:])), info.Size()
	// The number of pages holds where the two counters of changes are the same (1.3.7).
	if binary.BigEndian.Uint32(head[24:]) == binary.BigEndian.Uint32(head[92:]) && size < pages*page || size%page != 0 {
		return bad("cut", "have", size, "want", max(pages*page, size))
	}
	return nil
}

// damaged tells in words what SQLite says of a file that is none.
func damaged(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return bad("damaged", "detail", err.Error())
}

func (m *mbtiles) metadata(ctx context.Context) (map[string]string, error) {
	rows, err := m.db.QueryContext(ctx, `SELECT name, value FROM metadata`)
	if err != nil {
		return nil, damaged(err)
	}
	defer rows.Close()
	all := map[string]string{}
	for rows.Next() {
		var name, value sql.NullString
		if err := rows.Scan(&name, &value); err != nil {
			return nil, damaged(err)
		}
		all[name.String] = value.String
	}
	if err := rows.Err(); err != nil {
		return nil, damaged(err)
	}
	return all, nil
}

// count reads every tile once.
func (m *mbtiles) count(ctx context.Context, s *StreetMap) error {
	rows, err := m.db.QueryContext(ctx, `SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles`)
	if err != nil {
		return damaged(err)
	}
	defer rows.Close()
	s.MinZoom, s.MaxZoom = tile.Deepest+1, -1
	for rows.Next() {
		var z, x, y int
		var body []byte
		if err := rows.Scan(&z, &x, &y, &body); err != nil {
			return damaged(err)
		}
		if z < 0 || z > tile.Deepest || x < 0 || y < 0 || x >= 1<<z || y >= 1<<z {
			return bad("tile_nowhere", "tile", fmt.Sprintf("%d/%d/%d", z, x, y))
		}
		if len(body) > mostPacked {
			return bad("tile_damaged")
		}
		if err := checkTile(body); err != nil {
			return err
		}
		s.MinZoom, s.MaxZoom = min(s.MinZoom, z), max(s.MaxZoom, z)
		s.Tiles++
	}
	if err := rows.Err(); err != nil {
		return damaged(err)
	}
	if s.Tiles == 0 {
		return bad("empty")
	}
	return nil
}

// parseBounds reads "west,south,east,north".
func parseBounds(s string) (b geo.Box, err error) {
	parts := strings.Split(s, ",")
	if len(parts) != 4 {
		return b, bad("bounds_wrong")
	}
	for i, to := range []*float64{&b.MinLon, &b.MinLat, &b.MaxLon, &b.MaxLat} {
		if *to, err = strconv.ParseFloat(strings.TrimSpace(parts[i]), 64); err != nil {
			return b, bad("bounds_wrong")
		}
	}
	return b, checkBounds(b)
}
