package basemap

import (
	"database/sql"
	"errors"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/id"
)

// Kind is the kind of a street map's record in the audit log.
const Kind = "basemap"

// Table are the covered fields of a street map.
func Table() audit.Table {
	return audit.Table{Kind: Kind, Name: "basemap", Key: "id", Version: "version", Columns: []string{"name", "file", "format", "attribution",
		"south", "west", "north", "east", "minzoom", "maxzoom", "tiles", "bytes", "digest"}}
}

const mapColumns = `id, name, file, format, attribution, south, west, north, east, minzoom, maxzoom, tiles, bytes, digest, version`

func scanMap(scan db.Scan) (m StreetMap, err error) {
	var low, high int64
	err = scan(&m.ID, &m.Name, &m.File, &m.Format, &m.Attribution, &m.Bounds.MinLat, &m.Bounds.MinLon, &m.Bounds.MaxLat, &m.Bounds.MaxLon,
		&low, &high, &m.Tiles, &m.Bytes, &m.Digest, &m.Version)
	m.MinZoom, m.MaxZoom = int(low), int(high)
	return m, err
}

// put stores a street map under its name and tells which file was there before, "" if none, and whether anything
// changed.
func (b *Basemap) put(tx *db.Tx, m StreetMap) (before string, changed bool, err error) {
	had, err := scanMap(tx.QueryRow(`SELECT `+mapColumns+` FROM basemap WHERE name = $1`, m.Name).Scan)
	low, high := int64(m.MinZoom), int64(m.MaxZoom)
	entry := audit.Entry{Operation: audit.Collection, Action: "places.basemap.import", Kind: Kind}
	switch {
	case errors.Is(err, sql.ErrNoRows):
		m.ID, m.Version = id.At(tx.Now()), 1
		_, err = tx.Exec(`INSERT INTO basemap (id, name, file, format, attribution, south, west, north, east, minzoom, maxzoom, tiles, bytes, digest, version)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
			m.ID, m.Name, m.File, m.Format, m.Attribution, m.Bounds.MinLat, m.Bounds.MinLon, m.Bounds.MaxLat, m.Bounds.MaxLon, low, high, m.Tiles, m.Bytes, m.Digest, m.Version)
	case err != nil:
		return "", false, err
	case had.Digest == m.Digest && had.Attribution == m.Attribution:
		return had.File, false, nil
	default:
		m.ID, m.Version, entry.Operation = had.ID, had.Version+1, audit.Alteration
		_, err = tx.Exec(`UPDATE basemap SET file = $2, format = $3, attribution = $4, south = $5, west = $6, north = $7, east = $8, minzoom = $9, maxzoom = $10,
			tiles = $11, bytes = $12, digest = $13, version = $14 WHERE id = $1`,
			m.ID, m.File, m.Format, m.Attribution, m.Bounds.MinLat, m.Bounds.MinLon, m.Bounds.MaxLat, m.Bounds.MaxLon, low, high, m.Tiles, m.Bytes, m.Digest, m.Version)
	}
	if err != nil {
		return "", false, err
	}
	entry.ID, entry.Version = m.ID, m.Version
	return had.File, true, b.log.Record(tx, entry)
}
