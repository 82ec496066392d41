package audit_test

import (
	"context"
	"crypto/sha256"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/errs"
)

// serve puts a world's log on the network.
func (w *world) serve() (url string) {
	server := httptest.NewServer(w.l.Handler())
	w.t.Cleanup(server.Close)
	return server.URL
}

// look watches and gives the message key of what was wrong.
func look(t *testing.T, url, file string, accept bool) (audit.Watched, string) {
	t.Helper()
	got, err := audit.Watch(context.Background(), url, file, audit.WatchOptions{AcceptEpoch: accept})
	if e := errs.Of(err); e != nil {
		return got, e.Key
	}
	if err != nil {
		t.Fatal(err)
	}
	return got, ""
}

func TestWatch(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		url, file := w.serve(), filepath.Join(t.TempDir(), "kept.json")
		if _, key := look(t, url, file, false); key != "audit.watch.unreachable" {
			t.Errorf("an empty log: %q", key)
		}
		w.fill(300) // more than one tile
		first, key := look(t, url, file, false)
		if key != "" || !first.KeyIsNew || first.Size != 300 || first.Key != w.s.PublicKey() {
			t.Fatalf("first look: %q %+v", key, first)
		}
		w.fill(40)
		second, key := look(t, url, file, false)
		if key != "" || second.KeyIsNew || second.Before != 300 || second.Size != 340 || !second.Continues {
			t.Fatalf("second look: %q %+v", key, second)
		}
		if got, err := audit.Watch(context.Background(), url, file, audit.WatchOptions{PublicKey: signer(t).PublicKey()}); err == nil {
			t.Errorf("another key was accepted: %+v", got)
		}
		w.openEpoch()
		w.fill(3)
		if _, key := look(t, url, file, false); key != "audit.watch.new_epoch" {
			t.Errorf("a new epoch: %q", key)
		}
		third, key := look(t, url, file, true)
		if key != "" || !third.NewEpoch || !third.Continues || third.Epoch != 2 {
			t.Errorf("a new epoch, accepted: %q %+v", key, third)
		}
	})
}

// forge is an administrator with the key, who makes a log that is whole in itself.
func forge(t *testing.T, w *world, n int, name string) *world {
	t.Helper()
	d := dbtest.SQLite(t, audit.Files(), thingSchema)
	f := &world{t: t, d: d, s: w.s}
	f.l = f.log(w.s)
	for range n {
		f.put(name)
	}
	f.mustBeWhole()
	return f
}

// TestForgedLog: a log that is consistent and properly signed, but not the one seen before.
func TestForgedLog(t *testing.T) {
	w := open(t, dbtest.SQLite(t, audit.Files(), thingSchema))
	w.fill(20)
	file := filepath.Join(t.TempDir(), "kept.json")
	if _, key := look(t, w.serve(), file, false); key != "" {
		t.Fatal(key)
	}
	evidence, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		entries int
		want    string
	}{
		"shorter":   {15, "audit.watch.smaller"},
		"as long":   {20, "audit.watch.rewritten"},
		"longer":    {33, "audit.watch.rewritten"},
		"two tiles": {300, "audit.watch.rewritten"},
	} {
		if _, key := look(t, forge(t, w, c.entries, name).serve(), file, true); key != c.want {
			t.Errorf("%s: %q, want %q", name, key, c.want)
		}
	}
	after, _ := os.ReadFile(file)
	if string(after) != string(evidence) {
		t.Error("the evidence was overwritten")
	}
	if _, key := look(t, w.serve(), file, false); key != "" {
		t.Errorf("the true log is refused: %q", key)
	}
}

// TestRewrittenInPlace rewrites one old entry with everything above it and signs anew, in the database itself.
func TestRewrittenInPlace(t *testing.T) {
	w := open(t, dbtest.SQLite(t, audit.Files(), thingSchema))
	w.fill(30)
	file := filepath.Join(t.TempDir(), "kept.json")
	if _, key := look(t, w.serve(), file, false); key != "" {
		t.Fatal(key)
	}
	v := newVandal(t, w.d)
	v.exec("UPDATE audit_entry SET justification = 'a better story', body = CAST(replace(CAST(body AS TEXT), '\"test\"', '\"a better story\"') AS BLOB) WHERE seq = 9")
	var bodies [][]byte
	rows, err := v.Query("SELECT body FROM audit_entry ORDER BY seq")
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, b)
	}
	rows.Close()
	v.exec("DELETE FROM log_checkpoint")
	v.exec("DELETE FROM log_hash")
	stored := map[int64]tlog.Hash{}
	reader := tlog.HashReaderFunc(func(indexes []int64) (got []tlog.Hash, err error) {
		for _, i := range indexes {
			got = append(got, stored[i])
		}
		return got, nil
	})
	for n, b := range bodies {
		sum := sha256.Sum256(b)
		c := sum[:]
		v.exec("UPDATE audit_entry SET commitment = $1 WHERE seq = $2", c, n+1)
		hashes, err := tlog.StoredHashes(int64(n), c, reader)
		if err != nil {
			t.Fatal(err)
		}
		for k, h := range hashes {
			i := tlog.StoredHashIndex(0, int64(n)) + int64(k)
			stored[i] = h
			v.exec("INSERT INTO log_hash (i, h) VALUES ($1, $2)", i, h[:])
		}
	}
	tree, err := tlog.TreeHash(int64(len(bodies)), reader)
	if err != nil {
		t.Fatal(err)
	}
	text := torchwood.Checkpoint{Origin: "test.example/log/epoch/1", Tree: tlog.Tree{N: int64(len(bodies)), Hash: tree}}.String()
	signed, err := note.Sign(&note.Note{Text: text}, w.s)
	if err != nil {
		t.Fatal(err)
	}
	v.exec("INSERT INTO log_checkpoint (size, root, at, epoch, note) SELECT seq, $1, at, 1, $2 FROM audit_entry WHERE seq = $3", tree[:], string(signed), len(bodies))
	w.mustBeWhole() // nothing inside tells

	if _, key := look(t, w.serve(), file, false); key != "audit.watch.rewritten" {
		t.Errorf("the rewritten log: %q", key)
	}
	w.l = w.log(w.s)
	if err := w.d.Write(context.Background(), officer(), func(tx *db.Tx) error { _, err := storeThing(w.l, tx, "more"); return err }); err != nil {
		t.Fatal(err)
	}
	if _, key := look(t, w.serve(), file, false); key != "audit.watch.rewritten" {
		t.Errorf("the rewritten log, grown: %q", key)
	}
}

// TestRestoredLog: a backup older than the last look comes back as a new epoch; the old epoch cannot return.
func TestRestoredLog(t *testing.T) {
	w := open(t, dbtest.SQLite(t, audit.Files(), thingSchema))
	w.fill(20)
	file := filepath.Join(t.TempDir(), "kept.json")
	if _, key := look(t, w.serve(), file, false); key != "" {
		t.Fatal(key)
	}
	restored := forge(t, w, 12, "from the backup")
	restored.openEpoch()
	url := restored.serve()
	if _, key := look(t, url, file, false); key != "audit.watch.new_epoch" {
		t.Errorf("the restored log: %q", key)
	}
	got, key := look(t, url, file, true)
	if key != "" || !got.NewEpoch || got.Continues || got.Epoch != 2 || got.Size != 13 || got.Before != 20 {
		t.Errorf("the restored log, accepted: %q %+v", key, got)
	}
	if _, key := look(t, url, file, false); key != "" {
		t.Errorf("the accepted log, again: %q", key)
	}
	if _, key := look(t, w.serve(), file, true); key != "audit.watch.old_epoch" {
		t.Errorf("the old epoch: %q", key)
	}
}
