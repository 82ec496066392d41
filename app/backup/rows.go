package backup

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// rows inserts many rows with one statement. A table has two texts: one for a full batch and one for a single row.
type rows struct {
	tx        *db.Tx
	t         Table
	many, one string
	size      int // rows of a full batch
	args      []any
	values    []any // of one row
	count     int64
}

func newRows(tx *db.Tx, t Table) *rows {
	r := &rows{tx: tx, t: t, size: max(1, min(100, 2000/len(t.Columns))), values: make([]any, len(t.Columns))}
	r.many, r.one = insertText(t, r.size), insertText(t, 1)
	return r
}

func insertText(t Table, n int) string {
	var b strings.Builder
	b.WriteString(`INSERT INTO "` + t.Name + `" (` + quoted(t.Columns) + ") VALUES ")
	for k := range n * len(t.Columns) {
		switch {
		case k == 0:
			b.WriteString("(")
		case k%len(t.Columns) == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", k+1)
	}
	b.WriteString(")")
	return b.String()
}

func (r *rows) add(line []byte) error {
	if err := parseRow(line, r.t.Columns, r.values); err != nil {
		return damagedBy(err, "tables/"+r.t.Name)
	}
	if err := r.fits(); err != nil {
		return err
	}
	r.args = append(r.args, r.values...)
	r.count++
	if len(r.args) < r.size*len(r.t.Columns) {
		return nil
	}
	_, err := r.tx.Exec(r.many, r.args...)
	r.args = r.args[:0]
	return err
}

// fits refuses what SQLite keeps in a text and PostgreSQL does not.
func (r *rows) fits() error {
	if r.tx.Engine() != db.Postgres {
		return nil
	}
	for i, v := range r.values {
		if s, ok := v.(string); ok && (strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s)) {
			return errs.New(errs.Invalid, "backup.text", "table", r.t.Name, "column", r.t.Columns[i].Name, "row", r.count+1)
		}
	}
	return nil
}

func (r *rows) flush() error {
	for k := 0; k < len(r.args); k += len(r.t.Columns) {
		if _, err := r.tx.Exec(r.one, r.args[k:k+len(r.t.Columns)]...); err != nil {
			return err
		}
	}
	r.args = nil
	return nil
}
