package test

import (
	"context"
	"crypto/sha256"
	"path/filepath"
	"testing"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"reeve/kernel/audit"
	"reeve/kernel/errs"
	"reeve/test/fixture"
)

// resign makes the stored log whole in itself again, as an administrator with the log's key can: commitments and
// hashes of all entries anew, and one checkpoint, signed.
func (v vandal) resign(signer *audit.Signer) {
	v.t.Helper()
	var bodies [][]byte
	rows, err := v.Query("SELECT body FROM audit_entry ORDER BY seq")
	if err != nil {
		v.t.Fatal(err)
	}
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			v.t.Fatal(err)
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
		v.exec("UPDATE audit_entry SET commitment = $1 WHERE seq = $2", sum[:], n+1)
		hashes, err := tlog.StoredHashes(int64(n), sum[:], reader)
		if err != nil {
			v.t.Fatal(err)
		}
		for k, h := range hashes {
			i := tlog.StoredHashIndex(0, int64(n)) + int64(k)
			stored[i] = h
			v.exec("INSERT INTO log_hash (i, h) VALUES ($1, $2)", i, h[:])
		}
	}
	size := int64(len(bodies))
	root, err := tlog.TreeHash(size, reader)
	if err != nil {
		v.t.Fatal(err)
	}
	text := torchwood.Checkpoint{Origin: signer.Name() + "/epoch/1", Tree: tlog.Tree{N: size, Hash: root}}.String()
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	if err != nil {
		v.t.Fatal(err)
	}
	v.exec("INSERT INTO log_checkpoint (size, root, at, epoch, note) SELECT seq, $1, at, 1, $2 FROM audit_entry WHERE seq = $3", root[:], string(signed), size)
}

// look watches a log and gives the message key of what was wrong.
func look(t *testing.T, url, keep string) string {
	t.Helper()
	_, err := audit.Watch(context.Background(), url, keep, audit.WatchOptions{})
	if e := errs.Of(err); e != nil {
		return e.Key
	}
	if err != nil {
		t.Fatal(err)
	}
	return ""
}

// TestWatchNoticesAForgedLog: an administrator with the database and the log's key removes or rewrites entries
// and signs what is left. The verification finds a whole log; who looked before is not deceived.
func TestWatchNoticesAForgedLog(t *testing.T) {
	for name, c := range map[string]struct {
		forge func(v vandal)
		want  string
	}{
		"shorter": {func(v vandal) {
			v.exec("DELETE FROM setting") // the last entry vouches for it: it goes as well
			v.exec("DELETE FROM audit_entry WHERE seq = (SELECT MAX(seq) FROM audit_entry)")
		}, "audit.watch.smaller"},
		"rewritten": {func(v vandal) {
			v.exec("UPDATE audit_entry SET actor_id = 'nobody', body = CAST(replace(CAST(body AS TEXT), actor_id, 'nobody') AS BLOB) WHERE seq = (SELECT MIN(seq) FROM audit_entry WHERE actor_id <> '')")
		}, "audit.watch.rewritten"},
	} {
		t.Run(name, func(t *testing.T) {
			o, _, intake := lived(t, "")
			town := &fixture.Town{All: map[string]string{"intake": intake}}
			town.Reopen(t, o)
			keep := filepath.Join(t.TempDir(), "kept.json")
			s := town.Serve(t)
			if key := look(t, town.URL, keep); key != "" {
				t.Fatal(key)
			}
			must(t, "audit", "watch", town.URL, "--keep", keep)
			s.Close()
			signer := town.App.Signer
			town.Close(t)
			v := openVandal(t, o)
			c.forge(v)
			v.resign(signer)
			if rep := verify(t, o); !rep.OK() {
				t.Fatalf("the forgery is no good: %v", rep.Faults)
			}
			town.Reopen(t, o)
			defer town.Close(t)
			town.Serve(t)
			if key := look(t, town.URL, keep); key != c.want {
				t.Errorf("%q, want %q", key, c.want)
			}
			if exit, out, errOut := reeve(t, "audit", "watch", town.URL, "--keep", keep); exit == 0 || errOut == "" {
				t.Errorf("audit watch: exit %d\n%s%s", exit, out, errOut)
			}
			file(t, town, nil) // it grows on
			if key := look(t, town.URL, keep); key != "audit.watch.rewritten" {
				t.Errorf("grown on: %q", key)
			}
		})
	}
}
