package backup_test

import (
	"bytes"
	"context"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"reeve/app/backup"
	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/jobs"
)

// TestAcross restores from each engine to each engine: every value, every document, a log that verifies.
func TestAcross(t *testing.T) {
	for from, source := range engines {
		for to, target := range engines {
			t.Run(from+" to "+to, func(t *testing.T) {
				t.Parallel()
				w := open(t, source(t), schemas()...)
				fill(w)
				archive, m := w.backup()
				p := target(t)
				r := restore(t, archive, w.options(p))
				if r.Epoch != 2 || r.Erased != 0 || r.Manifest.Tables == nil || r.Manifest.Created != m.Created {
					t.Errorf("restored %+v", r)
				}
				compare(t, w, open(t, p, schemas()...))
			})
		}
	}
}

const sealedText, plainText = "what only staff may see", "what everybody may see"

func fill(w *world) {
	w.put("a", nil, nil, nil, nil, nil)
	w.put("b", int64(math.MaxInt64), "", true, []byte{}, 0.0)
	w.put("c", int64(math.MinInt64), "жовтий \"ž\" \\ \n\t\u2028<&> 😀 \x7f", false, []byte{0, 1, 0xff}, -math.MaxFloat64)
	w.put("d", int64(1<<53+1), strings.Repeat("x", 3<<20), true, bytes.Repeat([]byte{7}, 100_000), 0.1)
	w.put("e", int64(0), "null", false, []byte("null"), math.SmallestNonzeroFloat64)
	w.put("z", int64(-1), `{"b":"eA=="}`, true, []byte("{}"), 1e300)
	w.link("a", "z")
	w.write(func(tx *db.Tx) error {
		tx.Audited() // plain tables, of no kind of record
		for i := range 250 {
			if _, err := tx.Exec("INSERT INTO seeded (id, n) VALUES ($1, $2)", "more "+string(rune('a'+i)), i); err != nil {
				return err
			}
		}
		if _, err := tx.Exec("UPDATE seeded SET n = 41 WHERE id = 'one'"); err != nil {
			return err
		}
		if _, err := tx.Exec("INSERT INTO address_salt (day, salt) VALUES ('2026-01-01', $1)", []byte("salt")); err != nil {
			return err
		}
		if err := jobs.Enqueue(tx, "kind", "key", []byte("{}"), time.Now()); err != nil {
			return err
		}
		_, err := tx.Exec("UPDATE job SET lease_until = 9223372036854775807 WHERE fence = 0")
		return err
	})
	w.attach(sealedText, true)
	w.attach(plainText, false)
	w.attach(plainText, false)
	w.quiet()
}

func compare(t *testing.T, was, is *world) {
	t.Helper()
	for _, c := range [][]string{
		append([]string{"specimen"}, specimenColumns...),
		{"aspect", "id", "of"}, {"seeded", "id", "n"}, {"data_key", "record", "wrapped"},
		{"file", "id", "digest", "size", "type", "visibility", "sealed_key", "created_at"},
	} {
		a, b := was.dump(c[0], c[1:]...), is.dump(c[0], c[1:]...)
		if len(a) == 0 || !slices.Equal(a, b) {
			t.Errorf("%s differs: %d rows, %d rows", c[0], len(a), len(b))
			for i := range min(len(a), len(b)) {
				if a[i] != b[i] {
					t.Errorf("was %.300s\nis  %.300s", a[i], b[i])
				}
			}
		}
	}
	if n := is.count("SELECT COUNT(*) FROM address_salt"); n != 0 {
		t.Errorf("%d salts were copied", n)
	}
	if n := is.count("SELECT COUNT(*) FROM job WHERE lease_until = 0"); n != 1 {
		t.Errorf("%d free jobs, want 1", n)
	}
	if n := is.count("SELECT COUNT(*) FROM log_lease"); n != 1 {
		t.Errorf("%d rows in log_lease, want 1", n)
	}
	var texts []string
	for _, id := range ids(is, "SELECT id FROM file ORDER BY id") {
		text, err := is.document(id)
		if err != nil {
			t.Error(err)
		}
		texts = append(texts, text)
	}
	if !slices.Equal(texts, []string{sealedText, plainText, plainText}) {
		t.Errorf("documents %q", texts)
	}
	// Foreign keys are in force again, and the log goes on.
	err := is.d.Write(context.Background(), db.System(), func(tx *db.Tx) error {
		tx.Audited()
		_, err := tx.Exec("INSERT INTO aspect (id, of) VALUES ('x', 'nothing')")
		return err
	})
	if err == nil {
		t.Error("a row that refers to nothing was stored after the restore")
	}
	is.put("after", nil, nil, nil, nil, nil)
	is.quiet()
	err = is.d.Read(context.Background(), func(s *db.Snapshot) error {
		rep, err := audit.Verify(context.Background(), s, covered(), is.signer.PublicKey(), audit.VerifyOptions{Now: time.Now(), Origin: logName})
		if !rep.OK() {
			t.Errorf("after going on: %v", rep.Faults)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func ids(w *world, query string) (all []string) {
	w.t.Helper()
	if err := w.d.Read(context.Background(), func(s *db.Snapshot) (err error) { all, err = db.Strings(s, query); return err }); err != nil {
		w.t.Fatal(err)
	}
	return all
}

// TestPipe moves an installation without a file in between.
func TestPipe(t *testing.T) {
	w := open(t, onSQLite(t), schemas()...)
	fill(w)
	r, out := io.Pipe()
	go func() {
		_, err := backup.Write(context.Background(), backup.Source{DB: w.d, Files: w.store}, out, nil)
		out.CloseWithError(err)
	}()
	p := onPostgres(t)
	if _, err := backup.Restore(context.Background(), r, w.options(p), nil); err != nil {
		t.Fatal(err)
	}
	compare(t, w, open(t, p, schemas()...))
}

// TestKeysFile takes the keys elsewhere and back.
func TestKeysFile(t *testing.T) {
	w := open(t, onSQLite(t), schemas()...)
	fill(w)
	archive, _ := w.backup()
	file := filepath.Join(t.TempDir(), "keys.json")
	if err := backup.WriteKeys(w.dir, file); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the keys' file: %v, %v", info.Mode(), err)
	}
	if err := backup.WriteKeys(w.dir, file); err == nil {
		t.Error("the keys' file was overwritten")
	}
	master, err := os.ReadFile(filepath.Join(w.dir, "keys", "master.key"))
	if err != nil {
		t.Fatal(err)
	}
	secret := strings.TrimSpace(strings.TrimPrefix(string(master), "reeve-key-1:"))
	if plain := unzip(t, archive); bytes.Contains(plain, []byte(secret)) || bytes.Contains(plain, []byte("PRIVATE+KEY")) {
		t.Error("a key is in the archive")
	}
	p, o := onSQLite(t), w.options(place{})
	o.Dir, o.Keys = p.dir, file
	restore(t, archive, o)
	compare(t, w, open(t, p, schemas()...))
}

// TestOddText keeps on SQLite what is no UTF-8, and says where it is when PostgreSQL cannot.
func TestOddText(t *testing.T) {
	w := open(t, onSQLite(t), schemas()...)
	fill(w)
	odd := "a\xffb\x00c"
	w.put("odd", nil, odd, nil, nil, nil)
	archive, _ := w.backup()
	p := onSQLite(t)
	restore(t, archive, w.options(p))
	if got := ids(open(t, p, schemas()...), "SELECT t FROM specimen WHERE id = 'odd'"); len(got) != 1 || got[0] != odd {
		t.Errorf("%q came back", got)
	}
	err := refused(t, archive, w.options(onPostgres(t)), errs.Invalid)
	if e := errs.Of(err); e == nil || e.Key != "backup.text" || e.Args["table"] != "specimen" || e.Args["column"] != "t" {
		t.Error(err)
	}
}
