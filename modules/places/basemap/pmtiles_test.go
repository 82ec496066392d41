package basemap

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"reeve/kernel/geo/tile"
)

// TestTileNumbers holds the numbers against those of the specification's own tests.
func TestTileNumbers(t *testing.T) {
	for a, want := range map[tile.Address]uint64{{}: 0, {Z: 1}: 1, {Z: 1, Y: 1}: 2, {Z: 1, X: 1, Y: 1}: 3, {Z: 1, X: 1}: 4, {Z: 2}: 5, {Z: 12, X: 3423, Y: 1763}: 19078479} {
		if got := pmID(a); got != want {
			t.Errorf("%v is %d, want %d", a, got, want)
		}
	}
}

// TestTileNumbersAreDistinct: neighbours along the curve are neighbours on the map, and no number is given twice.
func TestTileNumbersAreDistinct(t *testing.T) {
	for z := range 7 {
		seen := make([]*tile.Address, 1<<(2*z))
		for x := range 1 << z {
			for y := range 1 << z {
				i := pmID(tile.Address{Z: z, X: x, Y: y}) - pyramid(z)
				if i >= uint64(len(seen)) || seen[i] != nil {
					t.Fatalf("%d/%d/%d has the number of another", z, x, y)
				}
				seen[i] = &tile.Address{Z: z, X: x, Y: y}
			}
		}
		for i := 1; i < len(seen); i++ {
			dx, dy := seen[i].X-seen[i-1].X, seen[i].Y-seen[i-1].Y
			if dx*dx+dy*dy != 1 {
				t.Fatalf("%v and %v follow each other", seen[i-1], seen[i])
			}
		}
	}
}

func TestDirectoriesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []pmEntry
		id := uint64(0)
		for range rapid.IntRange(1, 50).Draw(t, "n") {
			e := pmEntry{id: id + rapid.Uint64Range(0, 1000).Draw(t, "gap"), at: rapid.Uint64Range(0, 1<<40).Draw(t, "at"),
				size: rapid.Uint32Range(1, 1<<20).Draw(t, "size"), run: rapid.Uint32Range(0, 5).Draw(t, "run")}
			if n := len(all); n > 0 && rapid.Bool().Draw(t, "behind") {
				e.at = all[n-1].at + uint64(all[n-1].size)
			}
			all = append(all, e)
			id = e.id + max(1, uint64(e.run))
		}
		got, err := parsePMDirectory(pmDirectory(all))
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range all {
			if got[i] != e {
				t.Fatalf("%+v became %+v", e, got[i])
			}
			for _, id := range []uint64{e.id, e.id + max(1, uint64(e.run)) - 1} {
				if found, ok := find(got, id); !ok || found != e {
					t.Fatalf("%d is found in %+v, not in %+v", id, found, e)
				}
			}
		}
	})
}

// FuzzPMTiles feeds the reader with anything: it gives an error or tiles, never breaks down and comes to an end.
func FuzzPMTiles(f *testing.F) {
	tiles := square(0, 4)
	body := func(a tile.Address) []byte { return drawn(f, a, "x") }
	for _, o := range []pmOptions{{internal: pmNone, tiles: pmGzip, kind: 1}, {leaf: 3, internal: pmNone, tiles: pmGzip, kind: 1}, {leaf: 4, internal: pmGzip, tiles: pmGzip, kind: 1}} {
		b := pmtilesBytes(f, tiles, body, o)
		f.Add(b)
		f.Add(b[:len(b)/2])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "f.pmtiles")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		checkPMTiles(context.Background(), path)
		p, err := newPMTiles(path)
		if err != nil {
			return
		}
		defer p.close()
		for _, a := range tiles {
			p.tile(context.Background(), a)
		}
	})
}

// FuzzMerge feeds the merging of tiles with anything: it gives a tile or refuses.
func FuzzMerge(f *testing.F) {
	a := drawn(f, tile.Address{}, "a")
	plain, err := unpack(a, mostUnpacked)
	must(f, err)
	f.Add(a, plain)
	f.Add(plain, plain[:len(plain)/2])
	f.Add([]byte("\x1a\x05\x0a\x01x\x78\x02"), []byte("\x1a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		if out, ok := merge(a, b); ok && !layersOnly(out) {
			t.Errorf("%x", out)
		}
	})
}

// FuzzPMDirectory feeds the reader of directories alone, which is much faster.
func FuzzPMDirectory(f *testing.F) {
	f.Add(pmDirectory([]pmEntry{{id: 0, at: 0, size: 10, run: 1}, {id: 5, at: 10, size: 7, run: 3}, {id: 9, at: 40, size: 3}}))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, b []byte) {
		dir, err := parsePMDirectory(b)
		if err != nil {
			return
		}
		for i, e := range dir {
			if i > 0 && e.id <= dir[i-1].id || e.size == 0 || e.id > lastID() {
				t.Fatalf("%+v", dir)
			}
			if found, ok := find(dir, e.id); !ok || found != e {
				t.Fatalf("%+v is not found", e)
			}
		}
	})
}
