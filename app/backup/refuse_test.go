package backup_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"reeve/app/backup"
	"reeve/kernel/db"
	"reeve/kernel/errs"
)

func unzip(t *testing.T, archive []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// zip packs changed content so that the checksums of the packing fit.
func zip(t *testing.T, plain []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	w.Write(plain)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(out.Bytes())
	seal, err := backup.EndSeal(sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return append(out.Bytes(), seal...)
}

// TestDamage changes bytes of an archive, cuts it and lengthens it: refused, and the place empty again.
func TestDamage(t *testing.T) {
	w := open(t, onSQLite(t), schemas()...)
	fill(w)
	archive, _ := w.backup()
	flip := func(b []byte, i int) []byte {
		b = bytes.Clone(b)
		b[i] ^= 1 << rand.IntN(8)
		return b
	}
	plain := unzip(t, archive)
	at := func(s string) int {
		i := bytes.Index(plain, []byte(s))
		if i < 0 {
			t.Fatalf("no %q in the archive", s)
		}
		return i
	}
	bad := map[string][]byte{
		"empty":       {},
		"cut":         archive[:len(archive)/2],
		"cut at end":  archive[:len(archive)-1],
		"longer":      append(bytes.Clone(archive), 0),
		"twice":       append(bytes.Clone(archive), archive...),
		"a value":     zip(t, bytes.Replace(plain, []byte("жовтий"), []byte("жовтыи"), 1)),
		"a document":  zip(t, flip(plain, at(plainText)+3)),
		"a row less":  zip(t, cutLine(plain, at(`["aspect of z"`))),
		"a hash":      zip(t, flip(plain, bytes.LastIndex(plain, []byte(`"sha256": "`))+20)),
		"an erasure":  zip(t, bytes.Replace(plain, []byte("erasures.jsonl"), []byte("erasures.jsonx"), 1)),
		"the padding": flip(archive, 5),
	}
	restore(t, zip(t, plain), w.options(onSQLite(t))) // so it is what is changed below that is refused
	for i := range 16 {
		bad["byte "+string(rune('a'+i))] = flip(archive, rand.IntN(len(archive)))
	}
	for name, b := range bad {
		t.Run(name, func(t *testing.T) { refused(t, b, w.options(onSQLite(t)), errs.Invalid) })
	}
	t.Run("postgres", func(t *testing.T) {
		p := onPostgres(t)
		refused(t, bad["a value"], w.options(p), errs.Invalid)
		restore(t, archive, w.options(p)) // into the same place
	})
}

func cutLine(b []byte, i int) []byte {
	b = bytes.Clone(b)
	for ; b[i] != '\n'; i++ { // the sizes of entries stay
		b[i] = ' '
	}
	return b
}

func refused(t *testing.T, archive []byte, o backup.Options, kind errs.Kind, except ...string) error {
	t.Helper()
	_, err := backup.Restore(context.Background(), bytes.NewReader(archive), o, nil)
	if e := errs.Of(err); e == nil || e.Kind != kind {
		t.Errorf("restored with %v", err)
	}
	isEmpty(t, place{o.Dir, o.Database}, except...)
	return err
}

func key(err error) string {
	if e := errs.Of(err); e != nil {
		return e.Key
	}
	return ""
}

func TestRefused(t *testing.T) {
	for name, target := range engines {
		t.Run(name, func(t *testing.T) {
			w := open(t, target(t), schemas()...)
			fill(w)
			archive, _ := w.backup()
			t.Run("not empty", func(t *testing.T) {
				before := w.count("SELECT COUNT(*) FROM audit_entry")
				_, err := backup.Restore(context.Background(), bytes.NewReader(archive), w.options(w.place), nil)
				if key(err) != "backup.folder_not_empty" && key(err) != "backup.database_not_empty" {
					t.Error(err)
				}
				if n := w.count("SELECT COUNT(*) FROM audit_entry"); n != before || n == 0 {
					t.Errorf("%d entries, want %d", n, before)
				}
			})
			t.Run("no keys", func(t *testing.T) {
				o := w.options(target(t))
				o.Keys = ""
				if err := refused(t, archive, o, errs.Invalid); key(err) != "backup.key_missing" {
					t.Error(err)
				}
			})
			t.Run("other keys", func(t *testing.T) {
				o := w.options(target(t))
				o.Keys = filepath.Join(open(t, onSQLite(t), schemas()...).dir, "keys")
				if err := refused(t, archive, o, errs.Invalid); key(err) != "backup.wrong_key" {
					t.Error(err)
				}
			})
			t.Run("newer", func(t *testing.T) {
				o := w.options(target(t))
				o.Schemas = o.Schemas[:len(o.Schemas)-1]
				if err := refused(t, archive, o, errs.Invalid); key(err) != "backup.newer" {
					t.Error(err)
				}
			})
			t.Run("damaged ledger", func(t *testing.T) {
				o := w.options(target(t))
				o.Ledger = filepath.Join(t.TempDir(), "l.jsonl")
				if err := os.WriteFile(o.Ledger, []byte("{}\n"), 0o600); err != nil {
					t.Fatal(err)
				}
				if err := refused(t, archive, o, errs.Invalid); key(err) != "backup.ledger" {
					t.Error(err)
				}
			})
			t.Run("cancelled", func(t *testing.T) {
				o := w.options(target(t))
				ctx, cancel := context.WithCancel(context.Background())
				_, err := backup.Restore(ctx, bytes.NewReader(archive), o, func(step string, _, _ int64) { cancel() })
				if err == nil {
					t.Error("a cancelled restore went on")
				}
				isEmpty(t, place{o.Dir, o.Database})
			})
		})
	}
}

// TestOlder restores a copy of a database that lacks the newest schema file.
func TestOlder(t *testing.T) {
	newest := fstest.MapFS{"schema/9001_added.sql": {Data: []byte(`-- +goose Up
ALTER TABLE specimen ADD COLUMN added TEXT;
UPDATE specimen SET added = id;
`)}}
	for name, target := range engines {
		t.Run(name, func(t *testing.T) {
			w := open(t, target(t), schemas()...)
			fill(w)
			archive, _ := w.backup()
			o := w.options(target(t))
			o.Schemas = append(o.Schemas, newest)
			restore(t, archive, o)
			is := open(t, place{o.Dir, o.Database}, o.Schemas...)
			if n := is.count("SELECT COUNT(*) FROM specimen WHERE added = id"); n != 6 {
				t.Errorf("%d rows were brought up to date, want 6", n)
			}
			compare(t, w, is)
		})
	}
}

// TestBrokenOff clears away what a killed restore has left.
func TestBrokenOff(t *testing.T) {
	w := open(t, onSQLite(t), schemas()...)
	fill(w)
	archive, _ := w.backup()
	t.Run("sqlite", func(t *testing.T) {
		p := onSQLite(t)
		for _, name := range []string{".restoring/files/ab", "files/cd"} {
			if err := os.MkdirAll(filepath.Join(p.dir, name), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(p.dir, ".restoring", "reeve.db"), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		restore(t, archive, w.options(p))
		if _, err := os.Stat(filepath.Join(p.dir, ".restoring")); !os.IsNotExist(err) {
			t.Error("the working folder is still there")
		}
		compare(t, w, open(t, p, schemas()...))
	})
	t.Run("postgres", func(t *testing.T) {
		p := onPostgres(t)
		d, err := db.Open(context.Background(), db.Options{Database: p.database})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		for _, q := range []string{"CREATE TABLE restore_unfinished (started BIGINT NOT NULL)", "CREATE TABLE specimen (id TEXT)"} {
			if _, err := d.Pool().Exec(q); err != nil {
				t.Fatal(err)
			}
		}
		restore(t, archive, w.options(p))
		compare(t, w, open(t, p, schemas()...))
	})
}
