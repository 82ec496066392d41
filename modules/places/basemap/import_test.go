package basemap

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/geo"
	"reeve/kernel/geo/mvt/mvttest"
	"reeve/kernel/geo/tile"
)

func middle() geo.Point { return geo.Point{Lat: 47.25, Lon: 9.5} }

// key is the complaint of an error about the file.
func key(err error) string {
	if e := errs.Of(err); e != nil && len(e.Fields) == 1 {
		return e.Fields[0].Key[len("places.basemap."):]
	}
	return ""
}

func TestBothFormatsServeEveryTile(t *testing.T) {
	tiles := square(0, 14)
	body := func(a tile.Address) []byte { return drawn(t, a, "one") }
	plain := pmtilesBytes(t, tiles, body, pmOptions{internal: pmNone, tiles: pmGzip, kind: 1})
	leaves := pmtilesBytes(t, tiles, body, pmOptions{leaf: 7, internal: pmGzip, tiles: pmGzip, kind: 1})
	inside := ok(json.Marshal(map[string]string{"attribution": "© Somebody", "json": layersJSON}))(t)
	converted := pmtilesBytes(t, tiles, body, pmOptions{internal: pmGzip, tiles: pmGzip, kind: 1, metadata: string(inside)})
	onBoth(t, func(t *testing.T, b *Basemap, dir string) {
		for _, path := range []string{mbtilesFile(t, "a.mbtiles", tiles, body, nil), write(t, "plain.pmtiles", plain), write(t, "leaves.pmtiles", leaves), write(t, "converted.pmtiles", converted)} {
			m, changed, err := b.Import(context.Background(), dir, Options{File: path, Name: "town", Actor: db.System()})
			must(t, err)
			if !changed || m.Tiles != int64(len(tiles)) || m.MinZoom != 0 || m.MaxZoom != 14 || m.Attribution == "" || !b.Covers(middle()) {
				t.Errorf("%s: %+v", path, m)
			}
			for _, a := range tiles {
				got, err := b.Tile(context.Background(), a)
				if err != nil || !bytes.Equal(got, body(a)) {
					t.Fatalf("%s: tile %v: %d bytes, %v", filepath.Base(path), a, len(got), err)
				}
			}
			for _, a := range []tile.Address{{Z: 15}, {Z: 14}, {Z: 3, X: 7, Y: 7}} {
				if got, err := b.Tile(context.Background(), a); err != nil || got != nil {
					t.Errorf("tile %v that is not there: %d bytes, %v", a, len(got), err)
				}
			}
			if _, changed, err := b.Import(context.Background(), dir, Options{File: path, Name: "town", Actor: db.System()}); err != nil || changed {
				t.Errorf("the same again: %v %v", changed, err)
			}
		}
		files, err := os.ReadDir(dir)
		must(t, err)
		if len(files) != 1 || len(b.Streets()) != 1 {
			t.Errorf("files %v, maps %v: what was replaced is still there", files, b.Streets())
		}
	})
}

func TestMapsOfOtherNamesStandBeside(t *testing.T) {
	near := square(10, 12)
	far := []tile.Address{{Z: 10, X: 100, Y: 100}}
	onBoth(t, func(t *testing.T, b *Basemap, dir string) {
		ctx := context.Background()
		one := mbtilesFile(t, "near.mbtiles", near, func(a tile.Address) []byte { return drawn(t, a, "near") }, nil)
		two := mbtilesFile(t, "far.mbtiles", far, func(a tile.Address) []byte { return drawn(t, a, "far") }, map[string]string{"bounds": "-150,60,-140,75"})
		for _, path := range []string{one, two} {
			_, _, err := b.Import(ctx, dir, Options{File: path, Actor: db.System()})
			must(t, err)
		}
		if all := b.Streets(); len(all) != 2 || all[0].Name != "far" || all[1].Attribution != "© Somebody & others" {
			t.Errorf("%+v", all)
		}
		for _, a := range append(near, far...) {
			if got, err := b.Tile(ctx, a); err != nil || got == nil {
				t.Errorf("%v: %v", a, err)
			}
		}
		// On the border, where neither holds the whole tile, both are seen.
		border := tile.Address{Z: 9, X: 269, Y: 179}
		east := mbtilesFile(t, "east.mbtiles", []tile.Address{border}, func(a tile.Address) []byte { return drawn(t, a, "east") }, map[string]string{"bounds": "9.64,47.04,9.7,47.28"})
		west := mbtilesFile(t, "west.mbtiles", []tile.Address{border}, func(a tile.Address) []byte { return drawn(t, a, "west") }, nil)
		for _, path := range []string{east, west} {
			_, _, err := b.Import(ctx, dir, Options{File: path, Actor: db.System()})
			must(t, err)
		}
		both, err := b.Tile(ctx, border)
		must(t, err)
		layers, err := mvttest.Decode(both)
		must(t, err)
		var words []string
		for _, f := range layers[slices.IndexFunc(layers, func(l mvttest.Layer) bool { return l.Name == "transportation" })].Features {
			words = append(words, f.Text("name"))
		}
		if slices.Sort(words); len(layers) != 2 || !slices.Equal(words, []string{"east 9/269/179", "west 9/269/179"}) {
			t.Errorf("on the border: %d layers, %v", len(layers), words)
		}
		// Another process sees what the database names and the folder has, and only that.
		other := New(b.d, b.log)
		defer other.Close()
		must(t, os.Remove(filepath.Join(dir, b.Streets()[0].File)))
		must(t, other.Reload(ctx, dir))
		if all := other.Streets(); len(all) != 3 || all[1].Name != "near" {
			t.Errorf("another process: %+v", all)
		}
	})
}

func TestWhatIsWrongIsToldAndNothingReplaced(t *testing.T) {
	tiles := square(8, 12)
	body := func(a tile.Address) []byte { return drawn(t, a, "one") }
	good := ok(os.ReadFile(mbtilesFile(t, "a", tiles, body, nil)))(t)
	pm := func(o pmOptions) []byte { return pmtilesBytes(t, tiles, body, o) }
	fine := pmOptions{leaf: 5, internal: pmGzip, tiles: pmGzip, kind: 1}
	goodPM := pm(fine)
	with := func(change func(o *pmOptions)) []byte { o := fine; change(&o); return pm(o) }
	mb := func(meta map[string]string) []byte { return ok(os.ReadFile(mbtilesFile(t, "a", tiles, body, meta)))(t) }
	patched := func(b []byte, at int, v byte) []byte { b = slices.Clone(b); b[at] = v; return b }
	files := map[string]struct {
		b    []byte
		want string
	}{
		"half mbtiles":      {good[:len(good)/2], "cut"},
		"a third less":      {good[:len(good)/3*2], "cut"},
		"mbtiles header":    {good[:50], "cut"},
		"scribbled mbtiles": {append(slices.Clone(good[:4096]), bytes.Repeat([]byte{0x5a}, len(good)-4096)...), "damaged"},
		"half pmtiles":      {goodPM[:len(goodPM)/2], "cut"},
		"pmtiles header":    {goodPM[:60], "cut"},
		"one byte less":     {goodPM[:len(goodPM)-1], "cut"},
		"scribbled pmtiles": {append(slices.Clone(goodPM[:len(goodPM)-40]), bytes.Repeat([]byte{0}, 40)...), "tile_damaged"},
		"pmtiles 2":         {patched(goodPM, 7, 2), "pmtiles_version"},
		"zstd":              {with(func(o *pmOptions) { o.tiles = 4 }), "compression"},
		"brotli inside":     {patched(goodPM, 97, 3), "compression"},
		"png pmtiles":       {with(func(o *pmOptions) { o.kind = 2 }), "raster"},
		"unknown kind":      {with(func(o *pmOptions) { o.kind = 77 }), "format_wrong"},
		"other layers":      {with(func(o *pmOptions) { o.metadata = `{"vector_layers":[{"id":"roads"}]}` }), "layers_missing"},
		"broken inside":     {with(func(o *pmOptions) { o.metadata = `{"json":"{"}` }), "metadata_wrong"},
		"png mbtiles":       {mb(map[string]string{"format": "png"}), "raster"},
		"no format":         {mb(map[string]string{"format": ""}), "format_wrong"},
		"no layers":         {mb(map[string]string{"json": ""}), "layers_missing"},
		"bad metadata":      {mb(map[string]string{"json": "{"}), "metadata_wrong"},
		"no bounds":         {mb(map[string]string{"bounds": ""}), "bounds_wrong"},
		"no attribution":    {mb(map[string]string{"attribution": ""}), "attribution_missing"},
		"no tiles":          {ok(os.ReadFile(mbtilesFile(t, "a", nil, body, nil)))(t), "empty"},
		"pictures":          {ok(os.ReadFile(mbtilesFile(t, "a", tiles, func(tile.Address) []byte { return []byte("\x89PNG\r\n") }, nil)))(t), "raster"},
		"tile beyond":       {ok(os.ReadFile(mbtilesFile(t, "a", []tile.Address{{Z: 2, X: 9, Y: 1}}, body, nil)))(t), "tile_nowhere"},
		"gzipped":           {ok(Pack(good))(t), "packed"},
		"extract":           {[]byte("\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x61"), "extract"},
		"text":              {[]byte("street,lat,lon\n"), "no_archive"},
		"nothing":           {nil, "empty"},
	}
	onBoth(t, func(t *testing.T, b *Basemap, dir string) {
		ctx := context.Background()
		_, _, err := b.Import(ctx, dir, Options{File: write(t, "town.mbtiles", good), Actor: db.System()})
		must(t, err)
		before := b.Streets()
		for name, f := range files {
			_, _, err := b.Import(ctx, dir, Options{File: write(t, "town.mbtiles", f.b), Actor: db.System()})
			if got := key(err); got != f.want || errs.KindOf(err) != errs.Invalid || errs.Of(err).Fields[0].Remedy == "" {
				t.Errorf("%s: %v, want %s", name, err, f.want)
			}
		}
		if after := b.Streets(); !slices.Equal(before, after) {
			t.Errorf("%v became %v", before, after)
		}
		if got, err := b.Tile(ctx, tiles[0]); err != nil || !bytes.Equal(got, body(tiles[0])) {
			t.Errorf("a tile: %v", err)
		}
		if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
			t.Errorf("left behind: %v %v", files, err)
		}
		for _, name := range []string{"../x", "", ".", "a/b", "a b"} {
			_, _, err := b.Import(ctx, dir, Options{File: write(t, ".mbtiles", good), Name: name, Actor: db.System()})
			if errs.KindOf(err) != errs.Invalid {
				t.Errorf("name %q: %v", name, err)
			}
		}
		if _, _, err := b.Import(ctx, dir, Options{File: filepath.Join(dir, "none"), Name: "x"}); errs.KindOf(err) != errs.Invalid {
			t.Errorf("no file: %v", err)
		}
	})
}

func TestDryRunKeepsNothing(t *testing.T) {
	path := mbtilesFile(t, "town.mbtiles", square(8, 9), func(a tile.Address) []byte { return drawn(t, a, "one") }, nil)
	onBoth(t, func(t *testing.T, b *Basemap, dir string) {
		m, changed, err := b.Import(context.Background(), dir, Options{File: path, DryRun: true, Actor: db.System()})
		must(t, err)
		files, err := os.ReadDir(dir)
		if err != nil || len(files) > 0 || len(b.Streets()) > 0 || !changed || m.Tiles == 0 {
			t.Errorf("%v %v %+v", files, err, m)
		}
	})
}

func ok[T any](v T, err error) func(t testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		must(t, err)
		return v
	}
}
