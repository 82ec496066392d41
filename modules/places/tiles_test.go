package places

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"reeve/kernel/db"
	"reeve/kernel/geo"
	"reeve/kernel/geo/mvt/mvttest"
	"reeve/kernel/geo/tile"
	"reeve/kernel/i18n"
)

// over is the tile that holds a point.
func over(p geo.Point, zoom int) tile.Address {
	s, n := tile.Project(p), float64(int(1)<<zoom)
	return tile.Address{Z: zoom, X: int(s.X * n), Y: int(s.Y * n)}
}

func decoded(t testing.TB, packed []byte) map[string]mvttest.Layer {
	t.Helper()
	all := map[string]mvttest.Layer{}
	if packed == nil {
		return all
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	must(t, err)
	body, err := io.ReadAll(z)
	must(t, err)
	layers, err := mvttest.Decode(body)
	must(t, err)
	for _, l := range layers {
		all[l.Name] = l
	}
	return all
}

func TestPlaceTiles(t *testing.T) {
	p := onSQLite(t)
	load(t, p, options(t, "voivodeship", Region, grid(1, "")))
	load(t, p, options(t, "gmina", Community, grid(10, "3")))
	beats := grid(20, "b")
	beats[0].props["name"] = "Rejon 1"
	load(t, p, options(t, "beat", Beat, beats))
	for zoom, want := range map[int]map[string]bool{0: {Region: true}, 5: {Region: true}, 6: {Region: true, Community: true}, 9: {Region: true, Community: true},
		10: {Region: true, Community: true, Beat: true}, 14: {Region: true, Community: true, Beat: true}} {
		labels, roles := map[string]int{}, map[string]bool{}
		low, high := over(geo.Point{Lat: 53, Lon: 18}, zoom), over(geo.Point{Lat: 52, Lon: 19}, zoom)
		for x := low.X; x <= high.X; x++ {
			for y := low.Y; y <= high.Y; y++ {
				b, err := p.Tile(tile.Address{Z: zoom, X: x, Y: y})
				must(t, err)
				for name, l := range decoded(t, b) {
					for _, f := range l.Features {
						if name == "labels" {
							labels[f.Text("code")]++
						} else {
							roles[f.Text("role")] = true
						}
						if f.Text("name") == "" || f.Text("name:pl") != f.Text("name") || f.Text("level") == "" {
							t.Errorf("%v", f.Props)
						}
					}
				}
			}
		}
		if len(roles) != len(want) {
			t.Errorf("zoom %d shows %v, want %v", zoom, roles, want)
		}
		wanted := map[int]int{1: 1, 2: 101, 3: 501}[len(want)]
		if len(labels) != wanted {
			t.Errorf("zoom %d has %d labels, want %d", zoom, len(labels), wanted)
		}
		for code, n := range labels {
			if n != 1 {
				t.Errorf("zoom %d has the label of %s %d times", zoom, code, n)
			}
		}
	}
	before, err := p.Tile(over(geo.Point{Lat: 52.01, Lon: 18.01}, 14))
	must(t, err)
	p.write(t, func(tx *db.Tx) error {
		v, err := PlaceByCode(tx, "PL-b000")
		must(t, err)
		v.Names["uk"] = "Район"
		_, err = p.SavePlace(tx, v)
		return err
	})
	must(t, p.Refresh(context.Background(), KindPlace))
	after, err := p.Tile(over(geo.Point{Lat: 52.01, Lon: 18.01}, 14))
	if err != nil || bytes.Equal(before, after) {
		t.Error("a changed name does not show")
	}
}

// TestSerbianNamesInTiles: whatever script a name is stored in, a map finds it as "sr" and as "sr-Latn".
func TestSerbianNamesInTiles(t *testing.T) {
	p := onSQLite(t)
	load(t, p, options(t, "gmina", Community, grid(1, "")))
	p.write(t, func(tx *db.Tx) error {
		v, err := PlaceByCode(tx, p.Snapshot().WithRole(Community)[0].Code)
		must(t, err)
		v.Names = i18n.Text{"sq": "Prishtinë", "sr-Cyrl": "Приштина"}
		_, err = p.SavePlace(tx, v)
		return err
	})
	must(t, p.Refresh(context.Background(), KindPlace))
	at := p.Snapshot().WithRole(Community)[0].At
	b, err := p.Tile(over(at, 9))
	must(t, err)
	labels := decoded(t, b)["labels"].Features
	if len(labels) != 1 || labels[0].Text("name:sr") != "Приштина" || labels[0].Text("name:sr-Latn") != "Priština" || labels[0].Text("name:sq") != "Prishtinë" {
		t.Errorf("%v", labels)
	}
}

// TestTileAddresses asks for tiles over HTTP, also for those that there are not.
func TestTileAddresses(t *testing.T) {
	p := onSQLite(t)
	p.Folder = filepath.Join(t.TempDir(), "basemap")
	load(t, p, options(t, "voivodeship", Region, grid(1, "")))
	handler := server(t, p)
	get := func(path string, header ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", path, nil)
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	for _, kind := range []string{"base", "places", "streets"} {
		for _, bad := range []string{"30/0/0.mvt", "3/-1/0.mvt", "3/1/abc.mvt", "3/8/0.mvt", "3/1/1", "3/1/1.png", "a/b/c.mvt", "3/1/1.mvt.gz"} {
			w := get("/tiles/" + kind + "/" + bad)
			if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `"code":"web.tile_wrong"`) || w.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s/%s: %d %s", kind, bad, w.Code, w.Body)
			}
		}
	}
	for _, path := range []string{"/tiles/base/0/0/0.mvt", "/tiles/places/0/0/0.mvt"} {
		packed := get(path, "Accept-Encoding", "br, gzip")
		plain := get(path)
		if packed.Code != 200 || packed.Header().Get("Content-Encoding") != "gzip" || plain.Header().Get("Content-Encoding") != "" || packed.Header().Get("ETag") == plain.Header().Get("ETag") {
			t.Errorf("%s: %d %v %v", path, packed.Code, packed.Header(), plain.Header())
		}
		if _, err := mvttest.Decode(plain.Body.Bytes()); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if again := get(path, "Accept-Encoding", "gzip", "If-None-Match", packed.Header().Get("ETag")); again.Code != http.StatusNotModified || again.Body.Len() > 0 {
			t.Errorf("%s again: %d", path, again.Code)
		}
		if refused := get(path, "Accept-Encoding", "gzip;q=0"); refused.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s: gzip was refused", path)
		}
	}
	if w := get("/tiles/streets/14/8626/5753.mvt"); w.Code != http.StatusNoContent {
		t.Errorf("no streets: %d", w.Code)
	}
	if w := get("/tiles/base.json"); strings.TrimSpace(w.Body.String()) != `{"ground":{"maxzoom":7},"streets":[],"has_addresses":false,"attribution":"Natural Earth"}` {
		t.Error(w.Body)
	}
	path := filepath.Join(t.TempDir(), "town.mbtiles")
	archive(t, path)
	_, _, err := p.ImportBasemap(context.Background(), BasemapOptions{File: path, Attribution: "© Town", Actor: db.System()})
	must(t, err)
	if w := get("/tiles/streets/0/0/0.mvt", "Accept-Encoding", "gzip"); w.Code != 200 || w.Body.String() != "\x1a\x00" { // stored unpacked
		t.Errorf("%d %q", w.Code, w.Body)
	}
	if w := get("/tiles/base.json"); !strings.Contains(w.Body.String(), `"streets":[{"name":"town","bounds":[17,51,19,53],"minzoom":0,"maxzoom":0,"attribution":"© Town"}]`) ||
		!strings.Contains(w.Body.String(), `"attribution":"Natural Earth · © Town"`) {
		t.Error(w.Body)
	}
}

// archive writes an MBTiles archive of one tile, which is not packed.
func archive(t testing.TB, path string) {
	d, err := sql.Open("sqlite", "file:"+path)
	must(t, err)
	defer d.Close()
	for _, query := range []string{`CREATE TABLE metadata (name text, value text)`, `CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)`,
		`INSERT INTO metadata VALUES ('format', 'pbf'), ('bounds', '17,51,19,53'), ('json', '{"vector_layers":[{"id":"transportation"},{"id":"water"}]}')`,
		`INSERT INTO tiles VALUES (0, 0, 0, x'1a00')`} {
		if _, err := d.ExecContext(context.Background(), query); err != nil {
			t.Fatal(err)
		}
	}
}
