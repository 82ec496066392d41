package db_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"testing/fstest"

	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/errs"
)

var schema = fstest.MapFS{"schema/0001_thing.sql": {Data: []byte(`-- +goose Up
CREATE TABLE thing (id TEXT PRIMARY KEY, n BIGINT NOT NULL, b BYTEA, ok BOOLEAN);
`)}}

func audited(fn func(tx *db.Tx) error) func(tx *db.Tx) error {
	return func(tx *db.Tx) error { tx.Audited(); return fn(tx) }
}

func count(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	err := d.Read(context.Background(), func(s *db.Snapshot) error {
		return s.QueryRow("SELECT count(*) FROM thing").Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func insert(id string) func(tx *db.Tx) error {
	return audited(func(tx *db.Tx) error {
		_, err := tx.Exec("INSERT INTO thing (id, n) VALUES ($1, $2)", id, 1)
		return err
	})
}

func TestWrite(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		if err := d.Write(ctx, db.System(), insert("a")); err != nil {
			t.Fatal(err)
		}
		err := d.Write(ctx, db.System(), func(tx *db.Tx) error {
			_, err := tx.Exec("INSERT INTO thing (id, n) VALUES ($1, $2)", "b", 1)
			return err
		})
		if !errors.Is(err, db.ErrNotAudited) {
			t.Errorf("a change without an audit entry: %v", err)
		}
		err = d.Write(ctx, db.System(), insert("a"))
		if !db.IsUnique(err) {
			t.Errorf("a second row with the same key: %v", err)
		}
		err = d.Write(ctx, db.System(), audited(func(tx *db.Tx) error {
			tx.Exec("INSERT INTO nowhere (id) VALUES ($1)", "x") // the error is swallowed, the transaction must not commit
			tx.Exec("INSERT INTO thing (id, n) VALUES ($1, $2)", "c", 1)
			return nil
		}))
		if err == nil {
			t.Error("a transaction committed after an SQL error")
		}
		err = d.Write(ctx, db.System(), audited(func(tx *db.Tx) error {
			tx.Exec("INSERT INTO thing (id, n) VALUES ($1, $2)", "d", 1)
			panic("in the middle")
		}))
		if err == nil {
			t.Error("a panic was swallowed")
		}
		if err := d.Housekeep(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE thing SET n = n + $2 WHERE id = $1", "a", 41)
			return err
		}); err != nil {
			t.Error(err)
		}
		if n := count(t, d); n != 1 {
			t.Errorf("%d rows, want 1", n)
		}
	}, schema)
}

// TestConcurrent has many writers read and raise one number; every raise must survive.
func TestConcurrent(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		if err := d.Write(ctx, db.System(), insert("n")); err != nil {
			t.Fatal(err)
		}
		const writers, rounds = 8, 10
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for range rounds {
					err := d.Write(ctx, db.System(), audited(func(tx *db.Tx) error {
						if err := tx.Lock("thing", "n"); err != nil {
							return err
						}
						var n int
						if err := tx.QueryRow("SELECT n FROM thing WHERE id = $1", "n").Scan(&n); err != nil {
							return err
						}
						_, err := tx.Exec("UPDATE thing SET n = $2 WHERE id = $1", "n", n+1)
						return err
					}))
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		var n int
		d.Read(ctx, func(s *db.Snapshot) error { return s.QueryRow("SELECT n FROM thing WHERE id = $1", "n").Scan(&n) })
		if n != 1+writers*rounds {
			t.Errorf("n = %d, want %d", n, 1+writers*rounds)
		}
	}, schema)
}

// TestLockOfAnIdMadeInTheFunction wants an error instead of a function that is run again for ever.
func TestLockOfAnIdMadeInTheFunction(t *testing.T) {
	d := dbtest.Postgres(t, schema)
	n := 0
	err := d.Write(context.Background(), db.System(), audited(func(tx *db.Tx) error {
		n++
		return tx.Lock("thing", strconv.Itoa(n))
	}))
	if err == nil || n > 100 {
		t.Errorf("%v after %d runs", err, n)
	}
}

// TestGroup checks that functions waiting together share a flush and that a failing one takes no other along.
func TestGroup(t *testing.T) {
	d := dbtest.SQLite(t, schema)
	hold, held := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		d.Write(context.Background(), db.System(), func(tx *db.Tx) error { close(held); <-hold; return nil })
	})
	<-held
	errs := make([]error, 50)
	for i := range errs {
		wg.Go(func() {
			errs[i] = d.Write(context.Background(), db.System(), audited(func(tx *db.Tx) error {
				if _, err := tx.Exec("INSERT INTO thing (id, n) VALUES ($1, $2)", fmt.Sprint(i), i); err != nil {
					return err
				}
				if i%10 == 3 {
					return errors.New("changed its mind")
				}
				return nil
			}))
		})
	}
	close(hold)
	wg.Wait()
	for i, err := range errs {
		if (err != nil) != (i%10 == 3) {
			t.Errorf("%d: %v", i, err)
		}
	}
	if n := count(t, d); n != 45 {
		t.Errorf("%d rows, want 45", n)
	}
}

func TestFullDisk(t *testing.T) {
	d, err := db.Open(context.Background(), db.Options{Dir: t.TempDir(), MaxPages: 64})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(context.Background(), schema); err != nil {
		t.Fatal(err)
	}
	big := make([]byte, 50_000)
	put := func(id string) error {
		return d.Write(context.Background(), db.System(), audited(func(tx *db.Tx) error {
			_, err := tx.Exec("INSERT INTO thing (id, n, b) VALUES ($1, 0, $2)", id, big)
			return err
		}))
	}
	stored := 0
	for i := range 20 {
		if err = put(fmt.Sprint(i)); err != nil {
			break
		}
		stored++
	}
	if e := errs.Of(err); e == nil || e.Kind != errs.Unavailable || e.Key != "errs.disk_full" {
		t.Fatalf("full disk gives %v", err)
	}
	if n := count(t, d); n != stored {
		t.Errorf("%d rows, want %d", n, stored)
	}
	if err := d.Write(context.Background(), db.System(), audited(func(tx *db.Tx) error {
		_, err := tx.Exec("DELETE FROM thing WHERE n = $1", 0)
		return err
	})); err != nil {
		t.Fatal("space cannot be made:", err)
	}
	if err := put("after"); err != nil {
		t.Error("does not go on after space is back:", err)
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	d := dbtest.SQLite(t, schema, fstest.MapFS{"schema/0002_more.sql": {Data: []byte("-- +goose Up\nCREATE TABLE more (id TEXT);\n")}})
	err := d.Migrate(context.Background(), schema)
	if e := errs.Of(err); e == nil || e.Key != "errs.schema_newer" {
		t.Errorf("a newer schema: %v", err)
	}
}
