package backup_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"reeve/app/backup"
	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/document"
	"reeve/kernel/identity"
	"reeve/kernel/jobs"
	"reeve/kernel/secrets"
	"reeve/kernel/web"
)

const logName = "test.example/log"

// specimen has a column of each type, and refers to itself.
var specimen = fstest.MapFS{"schema/9000_specimen.sql": {Data: []byte(`-- +goose Up
CREATE TABLE specimen (id TEXT PRIMARY KEY, version BIGINT NOT NULL, n BIGINT, t TEXT, ok BOOLEAN, b BYTEA, f DOUBLE PRECISION,
  parent TEXT REFERENCES specimen (id));
CREATE TABLE aspect (id TEXT PRIMARY KEY, of TEXT NOT NULL REFERENCES specimen (id));
CREATE TABLE seeded (id TEXT PRIMARY KEY, n BIGINT NOT NULL);
INSERT INTO seeded (id, n) VALUES ('one', 1);
`)}}

func schemas() []fs.FS {
	return []fs.FS{audit.Files(), secrets.Files(), identity.Files(), jobs.Files(), document.Files(), web.Files(), specimen}
}

func covered() []audit.Table {
	return append(document.Tables(), audit.Table{Kind: "specimen", Name: "specimen", Key: "id", Version: "version",
		Columns: []string{"n", "t", "b", "f", "parent"}})
}

// place is where an installation is or will be.
type place struct{ dir, database string }

func onSQLite(t *testing.T) place { return place{dir: filepath.Join(t.TempDir(), "data")} }

func onPostgres(t *testing.T) place {
	return place{dir: filepath.Join(t.TempDir(), "data"), database: dbtest.PostgresURL(t)}
}

var engines = map[string]func(t *testing.T) place{"sqlite": onSQLite, "postgres": onPostgres}

// world is an open installation.
type world struct {
	t testing.TB
	place
	d       *db.DB
	keys    *secrets.Keys
	signer  *audit.Signer
	log     *audit.Log
	store   document.Store
	archive *document.Archive
}

func open(t testing.TB, p place, schemas ...fs.FS) *world {
	t.Helper()
	w := &world{t: t, place: p}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	ctx := context.Background()
	w.keys, err = secrets.Open(p.dir)
	must(err)
	w.signer, err = audit.LoadOrCreateSigner(p.dir, logName)
	must(err)
	w.d, err = db.Open(ctx, db.Options{Dir: p.dir, Database: p.database})
	must(err)
	must(w.d.Migrate(ctx, schemas...))
	must(w.keys.Confirm(ctx, w.d))
	w.log, err = audit.New(w.d, covered(), audit.Options{Origin: logName, Signer: w.signer})
	must(err)
	if w.store = document.Store(document.OpenDatabase(w.d)); p.database == "" {
		w.store, err = document.OpenFolder(filepath.Join(p.dir, "files"))
		must(err)
	}
	w.archive = document.NewArchive(w.d, w.store, w.keys, w.log)
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- w.log.Run(running) }()
	t.Cleanup(func() { stop(); <-ended; w.d.Close() })
	return w
}

func (w *world) write(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.d.Write(context.Background(), db.System(), fn); err != nil {
		w.t.Fatal(err)
	}
}

// put stores and records a specimen.
func (w *world) put(id string, n, text, ok, b, f any) {
	w.t.Helper()
	w.write(func(tx *db.Tx) error { return w.putIn(tx, id, n, text, ok, b, f) })
}

func (w *world) putIn(tx *db.Tx, id string, n, text, ok, b, f any) error {
	if _, err := tx.Exec("INSERT INTO specimen (id, version, n, t, ok, b, f) VALUES ($1, 1, $2, $3, $4, $5, $6)", id, n, text, ok, b, f); err != nil {
		return err
	}
	return w.log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "specimen.put", Kind: "specimen", ID: id})
}

// link lets the older of two specimens refer to the newer.
func (w *world) link(child, parent string) {
	w.t.Helper()
	w.write(func(tx *db.Tx) error {
		if _, err := tx.Exec("UPDATE specimen SET parent = $2, version = version + 1 WHERE id = $1", child, parent); err != nil {
			return err
		}
		if _, err := tx.Exec("INSERT INTO aspect (id, of) VALUES ($1, $2)", "aspect of "+parent, parent); err != nil {
			return err
		}
		return w.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "specimen.link", Kind: "specimen", ID: child})
	})
}

// attach stores a document and gives its row's id.
func (w *world) attach(text string, sealed bool) string {
	w.t.Helper()
	u, err := w.archive.Put(context.Background(), strings.NewReader(text), 1<<20, sealed)
	if err != nil {
		w.t.Fatal(err)
	}
	seen := document.Public
	if sealed {
		seen = document.Inside
	}
	w.write(func(tx *db.Tx) error {
		return w.archive.Attach(tx, document.File{Type: "text/plain", Visibility: seen, OwnerKind: "specimen", OwnerID: "a", Name: "n"}, u)
	})
	return u.ID
}

func (w *world) document(id string) (string, error) {
	_, r, err := w.archive.Open(context.Background(), id, document.Restricted)
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	return string(b), err
}

// quiet waits until all entries have their number.
func (w *world) quiet() {
	w.t.Helper()
	for waiting := 1; waiting > 0; time.Sleep(5 * time.Millisecond) {
		if err := w.d.Read(context.Background(), func(s *db.Snapshot) error {
			return s.QueryRow("SELECT COUNT(*) FROM audit_entry WHERE seq IS NULL").Scan(&waiting)
		}); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *world) backup() ([]byte, backup.Manifest) {
	w.t.Helper()
	var out bytes.Buffer
	m, err := backup.Write(context.Background(), backup.Source{DB: w.d, Files: w.store}, &out, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return out.Bytes(), m
}

// options restore what w was into p, with the keys of w.
func (w *world) options(p place) backup.Options {
	return backup.Options{Dir: p.dir, Database: p.database, Keys: filepath.Join(w.dir, "keys"), Operator: "op", Reason: "test", Schemas: schemas(),
		Covered: covered(), Origin: logName}
}

func restore(t *testing.T, archive []byte, o backup.Options) backup.Restored {
	t.Helper()
	r, err := backup.Restore(context.Background(), bytes.NewReader(archive), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !r.Verified.OK() {
		t.Fatalf("the restored log does not verify: %v", r.Verified.Faults)
	}
	return r
}

// dump is all rows of a table as text, in order, alike on both engines.
func (w *world) dump(table string, columns ...string) []string {
	w.t.Helper()
	var all []string
	err := w.d.Read(context.Background(), func(s *db.Snapshot) error {
		return db.Each(s, func(scan db.Scan) error {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := scan(into...); err != nil {
				return err
			}
			for i, v := range values {
				if b, isBytes := v.([]byte); isBytes && len(b) == 0 { // not NULL, whatever the driver gives
					values[i] = []byte{}
				}
				if b, isBool := v.(bool); isBool { // SQLite gives a number
					values[i] = int64(0)
					if b {
						values[i] = int64(1)
					}
				}
			}
			all = append(all, fmt.Sprintf("%#v", values))
			return nil
		}, "SELECT "+strings.Join(columns, ", ")+" FROM "+table)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

var specimenColumns = []string{"id", "version", "n", "t", "ok", "b", "f", "parent"}

func (w *world) count(query string) (n int64) {
	w.t.Helper()
	if err := w.d.Read(context.Background(), func(s *db.Snapshot) error { return s.QueryRow(query).Scan(&n) }); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// isEmpty tells whether nothing is left in a place, except what is named.
func isEmpty(t *testing.T, p place, except ...string) {
	t.Helper()
	entries, err := os.ReadDir(p.dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(except, e.Name()) {
			t.Errorf("%s is left in the folder", e.Name())
		}
	}
	if p.database == "" {
		return
	}
	d, err := db.Open(context.Background(), db.Options{Database: p.database})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	tables, err := d.Tables(context.Background())
	if err != nil || len(tables) > 0 {
		t.Errorf("tables %v are left in the database, %v", tables, err)
	}
}
