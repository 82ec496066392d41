package backup_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/secrets"
)

// TestErased restores a copy that is older than some erasures: with the newer ledger they stay erased.
func TestErased(t *testing.T) {
	ctx := context.Background()
	for name, target := range engines {
		t.Run(name, func(t *testing.T) {
			w := open(t, target(t), schemas()...)
			fill(w)
			photo := ids(w, "SELECT id FROM file WHERE sealed_key IS NOT NULL")[0]
			digest := ids(w, "SELECT digest FROM file WHERE sealed_key IS NOT NULL")[0]
			var sealed, old []byte
			w.write(func(tx *db.Tx) (err error) {
				tx.Audited()
				if old, err = w.keys.Seal(tx, "report/0", "contact", []byte("Bo")); err != nil {
					return err
				}
				if err := w.keys.Erase(tx, "report/0", "contact", "before"); err != nil {
					return err
				}
				sealed, err = w.keys.Seal(tx, "report/1", "contact", []byte("Ann"))
				return err
			})
			archive, m := w.backup()
			if m.Erasures.Rows != 1 {
				t.Errorf("%d erasures in the copy, want 1", m.Erasures.Rows)
			}
			w.write(func(tx *db.Tx) error {
				tx.Audited()
				if err := w.keys.Erase(tx, "report/1", "contact", "retention"); err != nil {
					return err
				}
				_, err := w.archive.Remove(tx, photo, "asked for")
				return err
			})
			if err := w.keys.SyncLedger(ctx, w.d); err != nil {
				t.Fatal(err)
			}
			ledger := filepath.Join(w.dir, "erasures.jsonl")

			var heard []string
			o := w.options(target(t))
			o.Ledger = ledger
			o.Erased = func(tx *db.Tx, _ *audit.Log, _ *secrets.Keys, e secrets.Erasure) error {
				heard = append(heard, e.Record)
				return nil
			}
			r := restore(t, archive, o)
			if r.Erased != 2 || strings.Join(heard, " ") != "report/1" {
				t.Errorf("%d erasures replayed, want 2; the module heard of %v", r.Erased, heard)
			}
			is := open(t, place{o.Dir, o.Database}, schemas()...)
			err := is.d.Read(ctx, func(s *db.Snapshot) error {
				for record, text := range map[string][]byte{"report/0": old, "report/1": sealed} {
					if _, err := is.keys.Open(s, record, "contact", text); errs.KindOf(err) != errs.Gone {
						t.Errorf("%s after the restore: %v", record, err)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := is.document(photo); errs.KindOf(err) != errs.NotFound {
				t.Errorf("the erased document: %v", err)
			}
			if _, err := is.store.Open(ctx, digest); errs.KindOf(err) != errs.NotFound {
				t.Errorf("its bytes: %v", err)
			}
			text, err := os.ReadFile(filepath.Join(o.Dir, "erasures.jsonl"))
			if err != nil || strings.Count(string(text), "\n") != 3 {
				t.Errorf("the folder's ledger after the restore: %s %v", text, err)
			}

			// The same when the folder still has its own ledger, as after the loss of a database only.
			p := target(t)
			if err := os.CopyFS(filepath.Join(p.dir, "keys"), os.DirFS(filepath.Join(w.dir, "keys"))); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(p.dir, "erasures.jsonl"), text, 0o600); err != nil {
				t.Fatal(err)
			}
			o = w.options(p)
			o.Keys = ""
			refused(t, archive[:len(archive)-9], o, errs.Invalid, "keys", "erasures.jsonl")
			if r := restore(t, archive, o); r.Erased != 2 {
				t.Errorf("%d erasures replayed from the folder's ledger, want 2", r.Erased)
			}
		})
	}
}
