package test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"reeve/app"
	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/id"
	"reeve/test/fixture"
)

// vandal is an administrator with the database open in another program.
type vandal struct {
	t testing.TB
	*sql.DB
}

func openVandal(t testing.TB, o app.Options) vandal {
	t.Helper()
	driver, address := "sqlite", "file:"+o.Dir+"/reeve.db?_pragma=busy_timeout(5000)&_pragma=foreign_keys(0)"
	if o.Database != "" {
		driver, address = "pgx", o.Database
	}
	d, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	d.SetMaxOpenConns(1) // what is set for a session holds
	t.Cleanup(func() { d.Close() })
	v := vandal{t, d}
	if o.Database != "" {
		if _, err := v.Exec("SET session_replication_role = replica"); err != nil { // no foreign keys
			t.Fatal(err)
		}
	}
	return v
}

func (v vandal) exec(query string, args ...any) {
	v.t.Helper()
	res, err := v.Exec(query, args...)
	if err != nil {
		v.t.Fatal(err)
	}
	if n, _ := res.RowsAffected(); n == 0 {
		v.t.Fatalf("nothing changed by %s", query)
	}
}

func (v vandal) value(query string, args ...any) (value any) {
	v.t.Helper()
	if err := v.QueryRow(query, args...).Scan(&value); err != nil {
		v.t.Fatalf("%v\n%s", err, query)
	}
	return value
}

// flip changes one bit of a value and gives a function that puts it back.
func (v vandal) flip(table, key, column string, row any) (undo func()) {
	v.t.Helper()
	old := v.value("SELECT "+column+" FROM "+table+" WHERE "+key+" = $1", row)
	var changed any
	switch o := old.(type) {
	case int64:
		changed = o ^ 1
	case bool:
		changed = !o
	case string:
		b := []byte(o)
		b[len(b)/2] ^= 1
		changed = string(b)
	case []byte:
		b := bytes.Clone(o)
		b[len(b)/2] ^= 1
		changed = b
	default:
		v.t.Fatalf("%s.%s is %T", table, column, old)
	}
	set := "UPDATE " + table + " SET " + column + " = $1 WHERE " + key + " = $2"
	v.exec(set, changed, row)
	return func() { v.exec(set, old, row) }
}

// remove deletes a row and gives a function that puts it back.
func (v vandal) remove(table, key string, row any) (undo func()) {
	v.t.Helper()
	rows, err := v.Query("SELECT * FROM "+table+" WHERE "+key+" = $1", row)
	if err != nil {
		v.t.Fatal(err)
	}
	columns, _ := rows.Columns()
	values, into, marks := make([]any, len(columns)), make([]any, len(columns)), make([]string, len(columns))
	for i := range columns {
		into[i], marks[i] = &values[i], fmt.Sprintf("$%d", i+1)
	}
	if !rows.Next() {
		v.t.Fatalf("no row %v in %s", row, table)
	}
	if err := rows.Scan(into...); err != nil {
		v.t.Fatal(err)
	}
	rows.Close()
	v.exec("DELETE FROM "+table+" WHERE "+key+" = $1", row)
	return func() {
		v.exec("INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES ("+strings.Join(marks, ", ")+")", values...)
	}
}

func verify(t testing.TB, o app.Options) audit.Report {
	t.Helper()
	rep, _, err := app.Verify(context.Background(), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// numbering runs what gives the entries their numbers on PostgreSQL, and waits until all have theirs.
func numbering(t testing.TB, town *fixture.Town) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	l := town.App.Log
	go func() { done <- l.Run(ctx) }()
	defer func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	var last string
	if err := town.App.DB.Pool().QueryRow("SELECT id FROM audit_entry ORDER BY txn DESC, id DESC LIMIT 1").Scan(&last); err != nil {
		t.Fatal(err)
	}
	wait, stop := context.WithTimeout(ctx, 30*time.Second)
	defer stop()
	if _, _, err := l.WaitNumbered(wait, last); err != nil {
		t.Fatal(err)
	}
}

// harm is one change past the program: of a column's value, or of a whole row when column is empty.
type harm struct {
	table, key string
	row        any
	column     string
}

func (v vandal) do(h harm) (undo func()) {
	v.t.Helper()
	if h.column == "" {
		return v.remove(h.table, h.key, h.row)
	}
	return v.flip(h.table, h.key, h.column, h.row)
}

// plan is all the harm that is done to an installation.
func (v vandal) plan(report any) []harm {
	v.t.Helper()
	other := v.value("SELECT id FROM report WHERE id <> $1", report)
	entry := v.value("SELECT id FROM audit_entry WHERE record = $1 AND action = $2", other, "threatmap.report.file")
	last := v.value("SELECT MAX(size) FROM log_checkpoint")
	officer := v.value("SELECT id FROM account WHERE name = $1", "Test officer")
	opened := v.value("SELECT MIN(id) FROM process_step WHERE instance = $1", report)
	var all []harm
	add := func(table, key string, row any, columns ...string) {
		for _, c := range columns {
			all = append(all, harm{table, key, row, c})
		}
	}
	const removed = ""
	add("audit_entry", "id", entry, "body", "commitment", "actor_id", "at", "digest_after", "salt", removed)
	add("log_hash", "i", int64(0), "h")
	add("log_hash", "i", int64(2), "h")
	add("log_hash", "i", int64(9), "h", removed)
	add("log_checkpoint", "size", last, "note", "root", "at", removed)
	add("report", "id", report, "category", "publication", "body", "key_hash", "crime_tip", "filed_at", removed)
	add("process_instance", "id", report, "state", "post", removed)
	add("process_step", "id", opened, "step", "detail", "occurred_at", removed)
	add("setting", "id", v.value("SELECT MIN(id) FROM setting"), "value", removed)
	add("account", "id", officer, "email", "name", removed)
	add("post", "id", v.value("SELECT MIN(id) FROM post"), "role", removed)
	return all
}

// rounds lets harm to different rows be done at once, so that few verifications find it all.
func rounds(plan []harm) (all [][]harm) {
	for _, h := range plan {
		touches := func(o harm) bool { return o.table == h.table && o.row == h.row }
		free := slices.IndexFunc(all, func(round []harm) bool { return !slices.ContainsFunc(round, touches) })
		if free < 0 {
			all, free = append(all, nil), len(all)
		}
		all[free] = append(all[free], h)
	}
	return all
}

// lived is a town in which something has happened, closed; with the reference of a report and a token that files.
func lived(t *testing.T, database string) (o app.Options, ref, intake string) {
	t.Helper()
	o = app.Options{Dir: t.TempDir(), Database: database}
	town := fixture.Open(t, o)
	town.Serve(t)
	r := file(t, town, nil)
	file(t, town, map[string]any{"category": "vandalism"})
	officer := bearer(town.Tokens["officer"])
	steps(t, town, r["ref"].(string), step{officer, map[string]any{"step": "open"}, 0, ""},
		step{officer, map[string]any{"step": "visit", "found": "Nothing yet", "occurred_at": time.Now().UTC().Format(time.RFC3339)}, 0, ""},
		step{officer, map[string]any{"step": "ask", "text": "Which side?"}, 0, ""},
		step{key(r["key"]), map[string]any{"step": "answer", "text": "The left", "id": id.New()}, 0, ""})
	set(t, town)
	numbering(t, town)
	town.Close(t)
	return o, r["ref"].(string), town.All["intake"]
}

// TestEveryChangeIsNoticed changes the database past the program, one bit of each value; the verification names
// each place, and finds nothing once everything is back.
func TestEveryChangeIsNoticed(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			var database string
			if engine == "postgres" {
				database = dbtest.PostgresURL(t)
			}
			o, ref, _ := lived(t, database)
			if rep := verify(t, o); !rep.OK() || rep.Entries < 20 || rep.Checkpoints == 0 || rep.Records < 20 {
				t.Fatalf("an untouched installation: %+v", rep)
			}
			v := openVandal(t, o)
			report := v.value("SELECT id FROM report WHERE ref = $1", ref)
			for _, round := range rounds(v.plan(report)) {
				var undo []func()
				for _, h := range round {
					undo = append(undo, v.do(h))
				}
				rep := verify(t, o)
				for _, h := range round {
					if !accuses(rep, h) {
						t.Errorf("%+v; the verification says %v", h, rep.Faults)
					}
				}
				for _, u := range slices.Backward(undo) {
					u()
				}
			}
			if rep := verify(t, o); !rep.OK() {
				t.Fatalf("everything was put back: %v", rep.Faults)
			}
			verifyByCommand(t, o, v, report)
		})
	}
}

// accuses tells whether a report names the table and the row, and the column where the fault is of one.
func accuses(rep audit.Report, h harm) bool {
	for _, f := range rep.Faults {
		if f.Table != h.table || f.Row != fmt.Sprint(h.row) && !strings.HasPrefix(f.Row, "seq ") {
			continue // an entry that is gone is named by its number
		}
		if h.column == "" || f.Column == h.column || f.Column == "" || strings.Contains(f.Detail, h.column) || h.table == "audit_entry" {
			return true
		}
	}
	return false
}

// verifyByCommand does the same by the command line: exit code, and the place in what it prints.
func verifyByCommand(t *testing.T, o app.Options, v vandal, report any) {
	t.Helper()
	args := []string{"audit", "verify", "--data", o.Dir}
	if o.Database != "" {
		args = append(args, "--database", o.Database)
	}
	must(t, args...)
	undo := v.flip("report", "id", "category", report)
	defer undo()
	exit, out, _ := reeve(t, args...)
	if exit == 0 || !strings.Contains(out, fmt.Sprint(report)) || !strings.Contains(out, "report") || strings.Contains(out, "⟦") {
		t.Errorf("audit verify on a changed report: exit %d\n%s", exit, out)
	}
}

// set saves the settings, as an administrator does.
func set(t testing.TB, town *fixture.Town) {
	t.Helper()
	err := town.App.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error { return town.App.Settings.Save(tx, town.App.Settings.Get()) })
	if err != nil {
		t.Fatal(err)
	}
}
