package secrets_test

import (
	"context"
	"testing"

	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/errs"
	"reeve/kernel/secrets"
)

func TestBox(t *testing.T) {
	d, ctx := dbtest.SQLite(t, secrets.Files()), context.Background()
	k, err := secrets.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	box := k.NewBox("r")
	sealed := box.Seal("f", []byte("text"))
	if err := d.Housekeep(ctx, box.Store); err != nil {
		t.Fatal(err)
	}
	open := func(field string) (text []byte, err error) {
		err = d.Read(ctx, func(s *db.Snapshot) error {
			again, err := k.OpenBox(s, "r")
			if err == nil {
				text, err = again.Open(field, sealed)
			}
			return err
		})
		return text, err
	}
	if text, err := open("f"); err != nil || string(text) != "text" {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := open("g"); err == nil {
		t.Error("it opens in another place")
	}
	err = d.Read(ctx, func(s *db.Snapshot) error {
		text, err := k.Open(s, "r", "f", sealed)
		if string(text) != "text" {
			t.Errorf("%q", text)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if err := d.Housekeep(ctx, func(tx *db.Tx) error { return k.Erase(tx, "r", "test", "test") }); err != nil {
		t.Fatal(err)
	}
	if _, err := open("f"); errs.KindOf(err) != errs.Gone {
		t.Errorf("after the erasure: %v", err)
	}
}
