package document_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/secrets"
)

// everywhere runs a test on both engines with both stores.
func everywhere(t *testing.T, test func(t *testing.T, d *db.DB, s document.Store)) {
	stores := map[string]func(t *testing.T, d *db.DB) document.Store{
		"folder":   func(t *testing.T, _ *db.DB) document.Store { return folder(t, t.TempDir()) },
		"database": func(_ *testing.T, d *db.DB) document.Store { return document.OpenDatabase(d) },
	}
	for name, open := range stores {
		t.Run(name, func(t *testing.T) {
			dbtest.Both(t, func(t *testing.T, d *db.DB) { test(t, d, open(t, d)) },
				document.Files(), audit.Files(), secrets.Files())
		})
	}
}

func folder(t testing.TB, dir string) *document.Folder {
	t.Helper()
	f, err := document.OpenFolder(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func noise(n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{byte(n), byte(n >> 8)})
	r.Read(b)
	return b
}

func readAll(t *testing.T, r io.ReadSeekCloser) []byte {
	t.Helper()
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func old(t *testing.T, s document.Store, before time.Time) []string {
	t.Helper()
	var all []string
	err := s.Old(context.Background(), before, func(digest string) error { all = append(all, digest); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestStore(t *testing.T) {
	ctx := context.Background()
	everywhere(t, func(t *testing.T, _ *db.DB, s document.Store) {
		later := time.Now().Add(time.Hour)
		for _, n := range []int{0, 1, 256<<10 - 1, 256 << 10, 256<<10 + 1, 1 << 20, 1<<20 + 1, 3<<20 + 7} {
			b := noise(n)
			blob, err := s.Put(ctx, iotest.DataErrReader(iotest.HalfReader(bytes.NewReader(b))), 4<<20)
			if err != nil {
				t.Fatal(n, err)
			}
			sum := sha256.Sum256(b)
			if blob.Digest != hex.EncodeToString(sum[:]) || blob.Size != int64(n) {
				t.Fatalf("%d bytes: %+v", n, blob)
			}
			r, err := s.Open(ctx, blob.Digest)
			if err != nil {
				t.Fatal(n, err)
			}
			for _, at := range []int{n / 2, n - 1, 0} {
				if _, err := r.Seek(int64(max(0, at)), io.SeekStart); err != nil {
					t.Error(err)
				}
				if rest, err := io.ReadAll(r); err != nil || !bytes.Equal(rest, b[max(0, at):]) {
					t.Errorf("%d bytes from %d: %d, %v", n, at, len(rest), err)
				}
			}
			r.Seek(0, io.SeekStart)
			if got := readAll(t, r); !bytes.Equal(got, b) {
				t.Errorf("%d bytes: read %d others", n, len(got))
			}
			for range 2 { // the same bytes again
				if again, err := s.Put(ctx, bytes.NewReader(b), 4<<20); err != nil || again.Digest != blob.Digest {
					t.Fatal(again, err)
				}
			}
		}
		if all := old(t, s, later); len(all) != 8 {
			t.Errorf("%d blobs, want 8", len(all))
		}
		if all := old(t, s, time.Now().Add(-time.Minute)); len(all) != 0 {
			t.Errorf("%d blobs are older than they are", len(all))
		}
		for _, name := range []string{"", "..", "../../etc/passwd", "zz", hex.EncodeToString(make([]byte, 32))} {
			if _, err := s.Open(ctx, name); errs.KindOf(err) != errs.NotFound {
				t.Errorf("open %q: %v", name, err)
			}
			if gone, err := s.Delete(ctx, name, later); gone || err != nil {
				t.Errorf("delete %q: %v %v", name, gone, err)
			}
		}
		digest := old(t, s, later)[3]
		if gone, err := s.Delete(ctx, digest, time.Now().Add(-time.Minute)); gone || err != nil {
			t.Errorf("a young blob: %v %v", gone, err)
		}
		if gone, err := s.Delete(ctx, digest, later); !gone || err != nil {
			t.Errorf("an old blob: %v %v", gone, err)
		}
		if _, err := s.Open(ctx, digest); errs.KindOf(err) != errs.NotFound {
			t.Errorf("open a deleted blob: %v", err)
		}
	})
}

func TestPutThatFails(t *testing.T) {
	everywhere(t, func(t *testing.T, d *db.DB, s document.Store) {
		ctx := context.Background()
		b := noise(3 << 20)
		if _, err := s.Put(ctx, bytes.NewReader(b), 3<<20-1); errs.KindOf(err) != errs.TooLarge {
			t.Errorf("one byte too many: %v", err)
		}
		broken := io.MultiReader(bytes.NewReader(b), iotest.ErrReader(io.ErrClosedPipe))
		if _, err := s.Put(ctx, broken, 4<<20); err == nil {
			t.Error("a broken upload was stored")
		}
		gone, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := s.Put(gone, bytes.NewReader(b), 4<<20); err == nil {
			t.Error("an upload was stored after its request had gone")
		}
		if all := old(t, s, time.Now().Add(time.Hour)); len(all) != 0 {
			t.Errorf("left behind: %v", all)
		}
		if n := rows(t, d, "SELECT count(*) FROM file_chunk"); n != 0 {
			t.Errorf("%d chunks left behind", n)
		}
	})
}

func rows(t *testing.T, d *db.DB, query string, args ...any) (n int) {
	t.Helper()
	err := d.Read(context.Background(), func(s *db.Snapshot) error { return s.QueryRow(query, args...).Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSameBytesAtOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, d *db.DB, s document.Store) {
		b := noise(700 << 10)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if _, err := s.Put(context.Background(), bytes.NewReader(b), 1<<20); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		all := old(t, s, time.Now().Add(time.Hour))
		if len(all) != 1 {
			t.Fatalf("%d blobs", len(all))
		}
		r, err := s.Open(context.Background(), all[0])
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(readAll(t, r), b) {
			t.Error("other bytes")
		}
		if n := rows(t, d, "SELECT count(*) FROM file_chunk"); n != 0 && n != 3 {
			t.Errorf("%d chunks, want 3", n)
		}
	})
}

func TestFolderModes(t *testing.T) {
	dir := t.TempDir()
	s := folder(t, dir)
	blob, err := s.Put(context.Background(), bytes.NewReader([]byte("x")), 1)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "files", blob.Digest[:2], blob.Digest[2:])
	for path, want := range map[string]os.FileMode{name: 0o600, filepath.Dir(name): 0o700, filepath.Join(dir, "files"): 0o700} {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v %v, want %v", path, info.Mode().Perm(), err, want)
		}
	}
}

func TestUnfinishedUploads(t *testing.T) {
	ctx := context.Background()
	t.Run("folder", func(t *testing.T) {
		dir := t.TempDir()
		s := folder(t, dir)
		left := filepath.Join(dir, "files", "tmp", "put-123")
		if err := os.WriteFile(left, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		old(t, s, time.Now().Add(-time.Minute))
		if _, err := os.Stat(left); err != nil {
			t.Errorf("an upload that may be running was removed: %v", err)
		}
		old(t, s, time.Now().Add(time.Minute))
		if _, err := os.Stat(left); !os.IsNotExist(err) {
			t.Errorf("still there: %v", err)
		}
	})
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		s := document.OpenDatabase(d)
		if _, err := s.Put(ctx, bytes.NewReader(noise(600<<10)), 1<<20); err != nil {
			t.Fatal(err)
		}
		err := d.Housekeep(ctx, func(tx *db.Tx) error { // a node that died in the middle
			if _, err := tx.Exec("DELETE FROM file_blob"); err != nil {
				return err
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		old(t, s, time.Now().Add(-time.Minute))
		if n := rows(t, d, "SELECT count(*) FROM file_chunk"); n != 3 {
			t.Errorf("%d chunks of an upload that may be running, want 3", n)
		}
		old(t, s, time.Now().Add(time.Minute))
		if n := rows(t, d, "SELECT count(*) FROM file_chunk"); n != 0 {
			t.Errorf("%d chunks still there", n)
		}
	}, document.Files())
}

func TestDatabaseFull(t *testing.T) {
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{Dir: t.TempDir(), MaxPages: 600})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(ctx, document.Files()); err != nil {
		t.Fatal(err)
	}
	s := document.OpenDatabase(d)
	if _, err := s.Put(ctx, bytes.NewReader(noise(5<<20)), 8<<20); errs.KindOf(err) != errs.Unavailable {
		t.Errorf("5 MB where there is room for 2: %v", err)
	}
	blob, err := s.Put(ctx, bytes.NewReader(noise(1<<20)), 8<<20)
	if err != nil {
		t.Fatalf("1 MB after that: %v", err)
	}
	r, err := s.Open(ctx, blob.Digest)
	if err != nil || !bytes.Equal(readAll(t, r), noise(1<<20)) {
		t.Error("read other bytes", err)
	}
}
