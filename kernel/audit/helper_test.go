package audit_test

import (
	"context"
	"fmt"
	"testing"
	"testing/fstest"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
)

var thingSchema = fstest.MapFS{"schema/9000_thing.sql": {Data: []byte(`-- +goose Up
CREATE TABLE thing (id TEXT PRIMARY KEY, version BIGINT NOT NULL, name TEXT, ok BOOLEAN, weight DOUBLE PRECISION, data BYTEA, note TEXT);
CREATE TABLE part (id TEXT PRIMARY KEY, thing TEXT NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED);
`)}}

func things() []audit.Table {
	return []audit.Table{{Kind: "thing", Name: "thing", Key: "id", Version: "version", Columns: []string{"name", "ok", "weight", "data"}}}
}

// world is a log on a real database.
type world struct {
	t testing.TB
	d *db.DB
	l *audit.Log
	s *audit.Signer
}

func both(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Both(t, func(t *testing.T, d *db.DB) { test(t, open(t, d)) }, audit.Files(), thingSchema)
}

func open(t testing.TB, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, d: d, s: signer(t)}
	w.l = w.log(w.s)
	if d.Engine() == db.Postgres {
		w.run(w.l)
	}
	return w
}

func signer(t testing.TB) *audit.Signer {
	t.Helper()
	s, err := audit.LoadOrCreateSigner(t.TempDir(), "test.example/log")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (w *world) log(s *audit.Signer) *audit.Log {
	w.t.Helper()
	l, err := audit.New(w.d, things(), audit.Options{Origin: "test.example/log", Signer: s})
	if err != nil {
		w.t.Fatal(err)
	}
	return l
}

// run numbers in the background until the test ends; stop ends it earlier.
func (w *world) run(l *audit.Log) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- l.Run(ctx) }()
	stop = func() {
		cancel()
		if err := <-done; err != nil {
			w.t.Error(err)
		}
		done <- nil
	}
	w.t.Cleanup(stop)
	return stop
}

func officer() db.Actor {
	return db.Actor{Kind: "account", ID: "acc-1", Post: "post-7", ActingFor: "post-8"}
}

// put stores and records a thing and gives the id of its entry.
func (w *world) put(id string) (entry string) {
	w.t.Helper()
	err := w.d.Write(context.Background(), officer(), func(tx *db.Tx) (err error) {
		entry, err = storeThing(w.l, tx, id)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return entry
}

func storeThing(l *audit.Log, tx *db.Tx, id string) (string, error) {
	_, err := tx.Exec(`INSERT INTO thing (id, version, name, ok, weight, data, note) VALUES ($1, 1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET version = thing.version + 1, name = $2`, id, "name of "+id, true, 1.5, []byte{1, 2, 3}, "not covered")
	if err != nil {
		return "", err
	}
	return l.RecordID(tx, audit.Entry{Operation: audit.Collection, Action: "thing.put", Kind: "thing", ID: id,
		Place: "PL-1", Org: "org-1", Justification: "test"})
}

// fill records n things and waits until all are numbered.
func (w *world) fill(n int) {
	w.t.Helper()
	var last string
	for i := range n {
		last = w.put(fmt.Sprintf("thing-%03d", i))
	}
	if _, _, err := w.l.WaitNumbered(context.Background(), last); err != nil {
		w.t.Fatal(err)
	}
}

// tamper changes the database behind the program's back.
func (w *world) tamper(query string, args ...any) {
	w.t.Helper()
	err := w.d.Housekeep(context.Background(), func(tx *db.Tx) error {
		n, err := tx.Exec(query, args...)
		if err == nil && n == 0 {
			return fmt.Errorf("nothing changed by %s", query)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}
