package basemap

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/geo/mvt"
	"reeve/kernel/geo/tile"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// onBoth runs a test with no street maps yet on both engines, with a folder.
func onBoth(t *testing.T, test func(t *testing.T, b *Basemap, dir string)) {
	t.Helper()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		signer, err := audit.LoadOrCreateSigner(t.TempDir(), "test")
		must(t, err)
		log, err := audit.New(d, []audit.Table{Table()}, audit.Options{Origin: "test/log", Signer: signer})
		must(t, err)
		b := New(d, log)
		dir := filepath.Join(t.TempDir(), "basemap")
		must(t, b.Reload(context.Background(), dir))
		t.Cleanup(func() { b.Close() })
		test(t, b, dir)
	}, audit.Files(), os.DirFS(".."))
}

// drawn is a small vector tile, gzipped, that says where it belongs and what for.
func drawn(t testing.TB, a tile.Address, word string) []byte {
	t.Helper()
	roads, water := mvt.NewLayer("transportation", tile.Extent), mvt.NewLayer("water", tile.Extent)
	roads.Line(0, [][]mvt.XY{{{X: 0, Y: 0}, {X: 4096, Y: 4096}}}, mvt.Str("name", fmt.Sprintf("%s %v", word, a)))
	water.Point(0, 5, 5)
	body, err := Pack(mvt.Encode(roads, water))
	must(t, err)
	return body
}

// square are the tiles of some zooms over the south-western quarter of Liechtenstein's zoom-7 tile.
func square(low, high int) (all []tile.Address) {
	for z := low; z <= high; z++ {
		s := tile.Project(middle())
		x, y := int(s.X*float64(int(1)<<z)), int(s.Y*float64(int(1)<<z))
		for dx := range min(3, z+1) {
			for dy := range min(3, z+1) {
				if a := (tile.Address{Z: z, X: x + dx, Y: y + dy}); a.X < 1<<z && a.Y < 1<<z {
					all = append(all, a)
				}
			}
		}
	}
	return all
}

const layersJSON = `{"vector_layers":[{"id":"transportation","fields":{}},{"id":"water","fields":{}},{"id":"place","fields":{}}]}`

// mbtilesFile writes an MBTiles archive; meta overrides what it says of itself, "" leaves it out.
func mbtilesFile(t testing.TB, name string, tiles []tile.Address, body func(a tile.Address) []byte, meta map[string]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	d, err := sql.Open("sqlite", "file:"+path)
	must(t, err)
	d.SetMaxOpenConns(1)
	run := func(query string, args ...any) {
		if _, err := d.ExecContext(context.Background(), query, args...); err != nil {
			t.Fatal(err)
		}
	}
	run(`BEGIN`)
	run(`CREATE TABLE metadata (name text, value text)`)
	run(`CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)`)
	all := map[string]string{"name": "test", "format": "pbf", "bounds": "9.47,47.04,9.64,47.28", "json": layersJSON, "attribution": `<a href="x">© Somebody</a> &amp; others`}
	for k, v := range meta {
		all[k] = v
	}
	for k, v := range all {
		if v != "" {
			run(`INSERT INTO metadata VALUES ($1, $2)`, k, v)
		}
	}
	for _, a := range tiles {
		run(`INSERT INTO tiles VALUES ($1, $2, $3, $4)`, a.Z, a.X, 1<<a.Z-1-a.Y, body(a))
	}
	run(`COMMIT`)
	must(t, d.Close())
	return path
}

// pmOptions are what a written PMTiles archive is like.
type pmOptions struct {
	leaf     int  // entries of a leaf directory; 0 = all in the root
	internal byte // compression of directories
	tiles    byte // compression that the header names
	kind     byte
	metadata string
}

// pmtilesBytes writes a PMTiles archive by the specification: entries in order of ids, same bytes once.
func pmtilesBytes(t testing.TB, tiles []tile.Address, body func(a tile.Address) []byte, o pmOptions) []byte {
	t.Helper()
	type one struct {
		id   uint64
		body []byte
	}
	var all []one
	for _, a := range tiles {
		all = append(all, one{pmID(a), body(a)})
	}
	slices.SortFunc(all, func(a, b one) int { return int(int64(a.id) - int64(b.id)) })
	var data []byte
	var entries []pmEntry
	at := map[string]uint64{}
	for _, v := range all {
		offset, known := at[string(v.body)]
		if !known {
			offset = uint64(len(data))
			at[string(v.body)] = offset
			data = append(data, v.body...)
		}
		if n := len(entries); n > 0 && entries[n-1].at == offset && entries[n-1].id+uint64(entries[n-1].run) == v.id {
			entries[n-1].run++
			continue
		}
		entries = append(entries, pmEntry{id: v.id, at: offset, size: uint32(len(v.body)), run: 1})
	}
	squeeze := func(b []byte) []byte {
		if o.internal == pmNone {
			return b
		}
		var out bytes.Buffer
		z := gzip.NewWriter(&out)
		z.Write(b)
		z.Close()
		return out.Bytes()
	}
	root, leaves := entries, []byte(nil)
	if o.leaf > 0 {
		root = nil
		for part := range slices.Chunk(entries, o.leaf) {
			leaf := squeeze(pmDirectory(part))
			root = append(root, pmEntry{id: part[0].id, at: uint64(len(leaves)), size: uint32(len(leaf))})
			leaves = append(leaves, leaf...)
		}
	}
	if o.metadata == "" {
		o.metadata = strings.Replace(layersJSON, "{", `{"attribution":"© Somebody",`, 1)
	}
	if !json.Valid([]byte(o.metadata)) {
		t.Fatal(o.metadata)
	}
	rootBytes, meta := squeeze(pmDirectory(root)), squeeze([]byte(o.metadata))
	h := make([]byte, pmHeaderSize)
	copy(h, "PMTiles\x03")
	offset := uint64(len(h))
	for i, part := range [][]byte{rootBytes, meta, leaves, data} {
		binary.LittleEndian.PutUint64(h[8+16*i:], offset)
		binary.LittleEndian.PutUint64(h[16+16*i:], uint64(len(part)))
		offset += uint64(len(part))
	}
	binary.LittleEndian.PutUint64(h[72:], uint64(len(all)))
	binary.LittleEndian.PutUint64(h[80:], uint64(len(entries)))
	binary.LittleEndian.PutUint64(h[88:], uint64(len(at)))
	h[96], h[97], h[98], h[99] = 1, o.internal, o.tiles, o.kind
	low, high := tile.Deepest, 0
	for _, a := range tiles {
		low, high = min(low, a.Z), max(high, a.Z)
	}
	h[100], h[101] = byte(low), byte(high)
	for i, v := range []float64{9.47, 47.04, 9.64, 47.28} {
		binary.LittleEndian.PutUint32(h[102+4*i:], uint32(int32(v*1e7)))
	}
	return slices.Concat(h, rootBytes, meta, leaves, data)
}

func pmDirectory(entries []pmEntry) []byte {
	b := binary.AppendUvarint(nil, uint64(len(entries)))
	last := uint64(0)
	for _, e := range entries {
		b = binary.AppendUvarint(b, e.id-last)
		last = e.id
	}
	for _, e := range entries {
		b = binary.AppendUvarint(b, uint64(e.run))
	}
	for _, e := range entries {
		b = binary.AppendUvarint(b, uint64(e.size))
	}
	for i, e := range entries {
		if i > 0 && e.at == entries[i-1].at+uint64(entries[i-1].size) {
			b = binary.AppendUvarint(b, 0)
		} else {
			b = binary.AppendUvarint(b, e.at+1)
		}
	}
	return b
}

func write(t testing.TB, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	must(t, os.WriteFile(path, b, 0o600))
	return path
}
