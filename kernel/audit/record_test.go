package audit_test

import (
	"context"
	"errors"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"reeve/kernel/audit"
	"reeve/kernel/db"
)

func TestRecord(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		w.fill(3)
		seq, signed, err := w.l.WaitNumbered(ctx, w.put("thing-000"))
		if err != nil || seq != 4 {
			t.Fatalf("number %d, %v; want 4", seq, err)
		}
		if _, err := note.Open(signed, note.VerifierList(w.s.Verifier())); err != nil {
			t.Errorf("the checkpoint's signature: %v", err)
		}
		if _, size, err := w.l.Checkpoint(ctx); err != nil || size != 4 {
			t.Errorf("checkpoint of size %d, %v", size, err)
		}
		for name, e := range map[string]audit.Entry{
			"unknown operation": {Operation: "viewing", Action: "a", Kind: "k", ID: "1"},
			"no action":         {Operation: audit.Collection, Kind: "k", ID: "1"},
			"row not stored":    {Operation: audit.Alteration, Action: "a", Kind: "thing", ID: "nobody"},
		} {
			if err := w.d.Write(ctx, officer(), func(tx *db.Tx) error { return w.l.Record(tx, e) }); err == nil {
				t.Errorf("%s: recorded", name)
			}
		}
	})
}

// TestRolledBack checks that what does not commit leaves neither a number nor a hash behind.
func TestRolledBack(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.fill(2)
		changed := errors.New("changed its mind")
		err := w.d.Write(context.Background(), officer(), func(tx *db.Tx) error {
			if _, err := storeThing(w.l, tx, "x"); err != nil {
				return err
			}
			return changed
		})
		if !errors.Is(err, changed) {
			t.Fatal(err)
		}
		if seq, _, err := w.l.WaitNumbered(context.Background(), w.put("y")); err != nil || seq != 3 {
			t.Errorf("number %d, %v; want 3", seq, err)
		}
	})
}
