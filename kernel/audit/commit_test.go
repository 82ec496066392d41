package audit_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"reeve/kernel/audit"
	"reeve/kernel/db"
)

// TestFailedCommit fills the disk again and again: of a batch that does not commit nothing may be remembered.
func TestFailedCommit(t *testing.T) {
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{Dir: t.TempDir(), MaxPages: 150})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Migrate(ctx, audit.Files(), thingSchema); err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, d: d, s: signer(t)}
	w.l = w.log(w.s)
	big := make([]byte, 60_000)
	var mu sync.Mutex
	stored, refused := 0, 0
	for round := range 6 {
		var wg sync.WaitGroup
		for i := range 12 {
			wg.Go(func() {
				err := d.Write(ctx, officer(), func(tx *db.Tx) error {
					id := fmt.Sprintf("%d-%d", round, i)
					if _, err := storeThing(w.l, tx, id); err != nil {
						return err
					}
					if i%4 != 3 {
						return nil
					}
					if _, err := tx.Exec("UPDATE thing SET note = $1 WHERE id = $2", string(big), id); err != nil {
						return err
					}
					return nil
				})
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					refused++
				} else {
					stored++
				}
			})
		}
		wg.Wait()
	}
	if stored == 0 || refused == 0 {
		t.Fatalf("%d stored, %d refused: the disk must fill up in between", stored, refused)
	}
	rep := w.verify()
	if !rep.OK() || rep.Entries != int64(stored) {
		t.Errorf("%d stored, %d entries, faults %v", stored, rep.Entries, rep.Faults)
	}
	err = d.Housekeep(ctx, func(tx *db.Tx) error { _, err := tx.Exec("UPDATE thing SET note = NULL"); return err })
	if err != nil {
		t.Fatal("space cannot be made:", err)
	}
	w.put("after")
	w.mustBeWhole()
}

// TestCommitFails breaks a rule that is checked only at the commit, after the batch was numbered and signed.
func TestCommitFails(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.fill(5)
		write := func(id, part string) error {
			return w.d.Write(context.Background(), officer(), func(tx *db.Tx) error {
				if _, err := storeThing(w.l, tx, id); err != nil || part == "" {
					return err
				}
				_, err := tx.Exec("INSERT INTO part (id, thing) VALUES ($1, $2)", part, "nowhere")
				return err
			})
		}
		if err := write("x", "p"); err == nil {
			t.Fatal("the commit went through")
		}
		w.fill(1)
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				part := ""
				if i%8 == 5 {
					part = fmt.Sprint(i)
				}
				if err := write(fmt.Sprintf("many-%d", i), part); (err != nil) != (part != "") {
					t.Errorf("%d: %v", i, err)
				}
			})
		}
		wg.Wait()
		w.fill(1)
		w.mustBeWhole()
		if rep := w.verify(); rep.Entries != 5+1+35+1 {
			t.Errorf("%d entries, want 42", rep.Entries)
		}
	})
}
