package audit_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
)

// vandal is somebody with the database in their hands: no hook, no rule between.
type vandal struct {
	t testing.TB
	*sql.DB
}

func newVandal(t testing.TB, d *db.DB) vandal {
	t.Helper()
	if d.Engine() == db.Postgres {
		return vandal{t, d.Pool()}
	}
	var file string
	if err := d.Pool().QueryRow("SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&file); err != nil {
		t.Fatal(err)
	}
	raw, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { raw.Close() })
	return vandal{t, raw}
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

// flip changes a little of one value and gives a function that puts it back.
func (v vandal) flip(table, key string, row any, column string) (undo func()) {
	v.t.Helper()
	var old any
	where := fmt.Sprintf(" WHERE %s = $1", key)
	if err := v.QueryRow("SELECT "+column+" FROM "+table+where, row).Scan(&old); err != nil {
		v.t.Fatal(err)
	}
	var changed any
	switch o := old.(type) {
	case nil:
		changed = []byte("x")
	case int64:
		changed = o + 100_000
	case float64:
		changed = o + 1
	case bool:
		changed = !o
	case string:
		changed = o[:len(o)/2] + "~" + o[min(len(o)/2+1, len(o)):]
	case []byte:
		c := append([]byte(nil), o...)
		c[len(c)/2] ^= 1
		changed = c
	}
	set := "UPDATE " + table + " SET " + column + " = $2" + where
	v.exec(set, row, changed)
	return func() {
		if key == column {
			row = changed
		}
		v.exec(set, row, old)
	}
}

// remove deletes one row and gives a function that puts it back.
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

func (w *world) verify() audit.Report {
	w.t.Helper()
	var rep audit.Report
	err := w.d.Read(context.Background(), func(s *db.Snapshot) (err error) {
		rep, err = audit.Verify(context.Background(), s, things(), w.s.PublicKey(), audit.VerifyOptions{Now: time.Now(), Origin: "test.example/log"})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return rep
}

// names tells whether the report has a fault at this place; an empty column or row means any.
func names(rep audit.Report, table, row, column string) bool {
	for _, f := range rep.Faults {
		if f.Table == table && (row == "" || f.Row == row) && (column == "" || f.Column == column) {
			return true
		}
	}
	return false
}

func (w *world) mustBeWhole() {
	w.t.Helper()
	if rep := w.verify(); !rep.OK() {
		w.t.Fatalf("faults in an untouched log: %v", rep.Faults)
	}
}
