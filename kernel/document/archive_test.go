package document_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/secrets"
)

func archive(t testing.TB, d *db.DB, s document.Store, dir string) (*document.Archive, *secrets.Keys) {
	t.Helper()
	keys, err := secrets.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := audit.LoadOrCreateSigner(dir, "document.test/log")
	if err != nil {
		t.Fatal(err)
	}
	log, err := audit.New(d, document.Tables(), audit.Options{Origin: "document.test/log", Signer: signer})
	if err != nil {
		t.Fatal(err)
	}
	return document.NewArchive(d, s, keys, log), keys
}

func photo(t testing.TB) document.Cleaned {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 900, 600))
	copy(m.Pix, noise(len(m.Pix)))
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	l := document.PhotoLimits()
	c, err := document.NewImages(l.Memory).Clean(context.Background(), &b, l)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var inside = document.File{Visibility: document.Inside, OwnerKind: "threatmap.report", OwnerID: "r1", Name: "photo 1"}

func attach(t testing.TB, d *db.DB, a *document.Archive, f document.File, u document.Upload) {
	t.Helper()
	if err := d.Write(context.Background(), db.System(), func(tx *db.Tx) error { return a.Attach(tx, f, u) }); err != nil {
		t.Fatal(err)
	}
}

func of(t testing.TB, d *db.DB, kind, id string) (fs []document.File) {
	t.Helper()
	err := d.Read(context.Background(), func(s *db.Snapshot) (err error) { fs, err = document.Of(s, kind, id); return })
	if err != nil {
		t.Fatal(err)
	}
	return fs
}

func TestPhotoLife(t *testing.T) {
	ctx := context.Background()
	c := photo(t)
	everywhere(t, func(t *testing.T, d *db.DB, s document.Store) {
		a, keys := archive(t, d, s, t.TempDir())
		u, err := a.PutPhoto(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		attach(t, d, a, inside, u)
		f := of(t, d, "threatmap.report", "r1")[0]
		if f.ID != u.ID || f.Width != 900 || f.Height != 600 || f.Type != "image/jpeg" || f.Size != int64(len(c.Bytes)) || !f.Sealed() || f.Version != 1 {
			t.Errorf("%+v", f)
		}
		preview := of(t, d, document.Kind, f.ID)[0]
		for id, want := range map[string][]byte{f.ID: c.Bytes, preview.ID: c.Preview.Bytes} {
			if _, _, err := a.Open(ctx, id, document.Public); errs.KindOf(err) != errs.NotFound {
				t.Errorf("the public opens a photo: %v", err)
			}
			_, r, err := a.Open(ctx, id, document.Inside)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(readAll(t, r), want) {
				t.Error("other bytes")
			}
		}
		stored, err := s.Open(ctx, f.Digest)
		if err != nil {
			t.Fatal(err)
		}
		if sealed := readAll(t, stored); bytes.Contains(sealed, c.Bytes[:64]) {
			t.Error("the photo is stored in plain")
		}

		show := func(base int64, v document.Visibility) error {
			return d.Write(ctx, db.System(), func(tx *db.Tx) error { return a.Show(tx, f.ID, base, v, "reviewed") })
		}
		if err := show(1, document.Public); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{f.ID, preview.ID} {
			if _, r, err := a.Open(ctx, id, document.Public); err != nil {
				t.Errorf("shown, but: %v", err)
			} else {
				r.Close()
			}
		}
		if err := show(1, document.Inside); errs.KindOf(err) != errs.Conflict {
			t.Errorf("a change decided on an old version: %v", err)
		}
		if err := show(2, document.Restricted); err != nil {
			t.Fatal(err)
		}
		if _, _, err := a.Open(ctx, f.ID, document.Inside); errs.KindOf(err) != errs.NotFound {
			t.Errorf("a restricted photo opens inside: %v", err)
		}

		var digests []string
		err = d.Write(ctx, db.System(), func(tx *db.Tx) (err error) {
			digests, err = a.Remove(tx, f.ID, "retention")
			return err
		})
		if err != nil || len(digests) != 2 {
			t.Fatal(digests, err)
		}
		if n := rows(t, d, "SELECT count(*) FROM file") + rows(t, d, "SELECT count(*) FROM data_key"); n != 0 {
			t.Errorf("%d rows and keys left", n)
		}
		if n := rows(t, d, "SELECT count(*) FROM erasure WHERE kind = $1", document.Kind); n != 2 {
			t.Errorf("%d rows in the erasure ledger, want 2", n)
		}
		if n := rows(t, d, "SELECT count(*) FROM audit_entry WHERE record = $1", f.ID); n != 4 {
			t.Errorf("%d audit entries, want 4: attached, shown, restricted, removed", n)
		}

		// An older database brings row and bytes back; the key it does not bring back.
		err = d.Housekeep(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO file (id, digest, size, type, visibility, owner_kind, owner_id, name, width, height, sealed_key, created_at, version)
				VALUES ($1, $2, 1, 'image/jpeg', 'inside', 'r', 'r', '', 0, 0, $3, 0, 1)`, f.ID, f.Digest, []byte("whatever it was"))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := a.Open(ctx, f.ID, document.Restricted); errs.KindOf(err) != errs.Gone {
			t.Errorf("an erased photo from a backup: %v", err)
		}
		err = d.Write(ctx, db.System(), func(tx *db.Tx) error {
			all, err := keys.Erasures(tx, time.Time{})
			for _, e := range all {
				err = errors.Join(err, a.Erased(tx, e.Record, e.Reason))
			}
			return err
		})
		if n := rows(t, d, "SELECT count(*) FROM file"); err != nil || n != 0 {
			t.Errorf("after the replay %d rows, %v", n, err)
		}
		now := time.Now()
		if gone, err := a.Collect(ctx, now, digests[0]); gone || err != nil {
			t.Errorf("young bytes were collected: %v %v", gone, err)
		}
		for _, digest := range digests {
			if gone, err := a.Collect(ctx, now.Add(2*document.Grace), digest); !gone || err != nil {
				t.Errorf("bytes without row: %v %v", gone, err)
			}
		}
	})
}

func TestSharedBytesAndSweep(t *testing.T) {
	ctx := context.Background()
	everywhere(t, func(t *testing.T, d *db.DB, s document.Store) {
		a, _ := archive(t, d, s, t.TempDir())
		plan := document.File{Visibility: document.Public, OwnerKind: "page", OwnerID: "p", Type: "application/pdf", Name: "plan.pdf"}
		put := func(b []byte) document.Upload {
			u, err := a.Put(ctx, bytes.NewReader(b), 1<<20, false)
			if err != nil {
				t.Fatal(err)
			}
			return u
		}
		one, two, orphan := put(noise(1000)), put(noise(1000)), put(noise(2000)) // the third never gets a row: a crash
		if one.Blob.Digest != two.Blob.Digest || one.ID == two.ID {
			t.Fatal(one, two)
		}
		attach(t, d, a, plan, one)
		attach(t, d, a, plan, two)
		sweep := func(now time.Time, want int) {
			t.Helper()
			if n, err := a.Sweep(ctx, now); n != want || err != nil {
				t.Errorf("swept %d, want %d: %v", n, want, err)
			}
		}
		remove := func(id string) {
			t.Helper()
			err := d.Write(ctx, db.System(), func(tx *db.Tx) error { _, err := a.Remove(tx, id, "old"); return err })
			if err != nil {
				t.Fatal(err)
			}
		}
		now, later := time.Now(), time.Now().Add(2*document.Grace)
		sweep(now, 0) // an upload may still get its row
		sweep(later, 1)
		if _, err := s.Open(ctx, orphan.Blob.Digest); errs.KindOf(err) != errs.NotFound {
			t.Errorf("the orphan: %v", err)
		}
		remove(one.ID)
		sweep(later, 0)
		_, r, err := a.Open(ctx, two.ID, document.Public)
		if err != nil || !bytes.Equal(readAll(t, r), noise(1000)) {
			t.Errorf("the second row's bytes: %v", err)
		}
		remove(two.ID)
		sweep(later, 1)
		sweep(later, 0)
	})
}

func TestAttachRefuses(t *testing.T) {
	ctx := context.Background()
	everywhere(t, func(t *testing.T, d *db.DB, s document.Store) {
		a, _ := archive(t, d, s, t.TempDir())
		plain, err := a.Put(ctx, bytes.NewReader([]byte("x")), 10, false)
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := a.Put(ctx, bytes.NewReader([]byte("x")), 10, true)
		if err != nil {
			t.Fatal(err)
		}
		stale := sealed
		stale.Blob.StoredAt = time.Now().Add(-document.AttachWithin - time.Minute)
		typed := inside
		typed.Type = "text/plain"
		unknown := typed
		unknown.Visibility = "everybody"
		for name, c := range map[string]struct {
			f document.File
			u document.Upload
		}{
			"plain bytes, inside": {typed, plain}, "stored long ago": {typed, stale}, "unknown visibility": {unknown, sealed},
			"no type": {inside, sealed}, "no bytes": {typed, document.Upload{ID: "x"}},
		} {
			if err := d.Write(ctx, db.System(), func(tx *db.Tx) error { return a.Attach(tx, c.f, c.u) }); err == nil {
				t.Errorf("%s: attached", name)
			}
		}
		attach(t, d, a, typed, sealed)
		if _, err := a.Put(ctx, bytes.NewReader(noise(100)), 99, true); errs.KindOf(err) != errs.TooLarge {
			t.Errorf("100 bytes where 99 are allowed: %v", err)
		}
	})
}

func TestDamagedFile(t *testing.T) {
	everywhere(t, func(t *testing.T, d *db.DB, _ document.Store) {
		dir := t.TempDir()
		a, _ := archive(t, d, folder(t, dir), dir)
		u, err := a.Put(context.Background(), bytes.NewReader(noise(200<<10)), 1<<20, true)
		if err != nil {
			t.Fatal(err)
		}
		f := inside
		f.Type = "application/octet-stream"
		attach(t, d, a, f, u)
		name := filepath.Join(dir, "files", u.Blob.Digest[:2], u.Blob.Digest[2:])
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		b[100<<10] ^= 1
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		_, r, err := a.Open(context.Background(), u.ID, document.Inside)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if _, err := io.ReadAll(r); err == nil {
			t.Error("a changed byte went unnoticed")
		}
	})
}
