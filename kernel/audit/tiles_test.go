package audit_test

import (
	"context"
	"io"
	"net/http"
	"testing"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"

	"reeve/kernel/audit"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/errs"
)

// TestTiles reads the whole log over HTTP as a stranger would, and computes it anew from the entry bundles.
func TestTiles(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.fill(300)
		url := w.serve()
		get := func(path string) (status int, content []byte) {
			answer, err := http.Get(url + "/log/" + path)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			content, _ = io.ReadAll(answer.Body)
			return answer.StatusCode, content
		}
		var leaves []tlog.Hash
		for _, path := range []string{"tile/entries/000", "tile/entries/001.p/44"} {
			status, content := get(path)
			if status != http.StatusOK {
				t.Fatalf("%s: %d", path, status)
			}
			for len(content) > 0 {
				var entry []byte
				var err error
				if entry, content, err = torchwood.ReadTileEntry(content); err != nil || len(entry) != 32 {
					t.Fatalf("%s: an entry of %d bytes, %v", path, len(entry), err)
				}
				leaves = append(leaves, tlog.RecordHash(entry))
			}
		}
		if len(leaves) != 300 {
			t.Fatalf("%d entries", len(leaves))
		}
		_, first := get("tile/0/000")
		_, rest := get("tile/0/001.p/44")
		for i, leaf := range leaves {
			if tiles := append(first[:256*32:256*32], rest...); tlog.Hash(tiles[32*i:32*i+32]) != leaf {
				t.Fatalf("leaf %d of the hash tiles is not that of the entry bundles", i)
			}
		}
		root := leaves[:256]
		for len(root) > 1 {
			var up []tlog.Hash
			for i := 0; i < len(root); i += 2 {
				up = append(up, tlog.NodeHash(root[i], root[i+1]))
			}
			root = up
		}
		if _, upper := get("tile/1/000.p/1"); string(upper) != string(root[0][:]) {
			t.Error("the upper tile is not the root of the lower one")
		}
		for path, want := range map[string]int{
			"checkpoint": 200, "key": 200, "tile/0/001.p/43": 200,
			"tile/0/001": 404, "tile/0/001.p/45": 404, "tile/0/002.p/1": 404, "tile/entries/001": 404, "tile/1/000.p/2": 404,
			"": 404, "tile/0/-01": 404, "tile/8/000": 404, "tile/63/000": 404, "tile/0/x999/x999/x999/x999/x999/x999/999": 404, "tile/0/../../etc": 404,
		} {
			if status, _ := get(path); status != want {
				t.Errorf("%q: %d, want %d", path, status, want)
			}
		}
		if answer, err := http.Post(url+"/log/checkpoint", "text/plain", nil); err != nil || answer.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("a post: %v, %v", answer, err)
		}
	})
}

// FuzzTile asks for tiles by hostile names: an answer or NotFound, nothing else.
func FuzzTile(f *testing.F) {
	for _, seed := range []string{"tile/0/000.p/3", "tile/entries/000.p/1", "tile/1/000", "tile/0/x001/000", "tile/-1/000", "tile/30/x999/999", ""} {
		f.Add(seed)
	}
	w := open(f, dbtest.SQLite(f, audit.Files(), thingSchema))
	for range 3 {
		w.act("a")
	}
	f.Fuzz(func(t *testing.T, path string) {
		if content, err := w.l.Tile(context.Background(), path); err != nil && errs.KindOf(err) != errs.NotFound {
			t.Errorf("%q: %v", path, err)
		} else if err == nil && (len(content) == 0 || len(content) > 3*34) {
			t.Errorf("%q: %d bytes", path, len(content))
		}
	})
}

// TestOldCheckpointsGo: the newest stay, and of the older ones the last of each hour.
func TestOldCheckpointsGo(t *testing.T) {
	w := open(t, dbtest.SQLite(t, audit.Files(), thingSchema))
	for range 2100 {
		w.act("a")
	}
	var kept, oldest int
	if err := newVandal(t, w.d).QueryRow("SELECT COUNT(*), MIN(size) FROM log_checkpoint").Scan(&kept, &oldest); err != nil {
		t.Fatal(err)
	}
	if kept < 1000 || kept > 1510 || oldest == 1 {
		t.Errorf("%d kept, the oldest of size %d", kept, oldest)
	}
	w.mustBeWhole()
}

// TestRestart: another process goes on where the last one stopped, at every size of the tree.
func TestRestart(t *testing.T) {
	d := dbtest.SQLite(t, audit.Files(), thingSchema)
	w := &world{t: t, d: d, s: signer(t)}
	for range 70 {
		w.l = w.log(w.s)
		w.put("a")
	}
	w.mustBeWhole()
}
