package audit

import (
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"math"
	"regexp"
	"strings"

	"reeve/kernel/db"
)

// Table says where the covered fields of a kind of record live: in one row of one table.
//
// Columns may only grow at the end from one version of the program to the next: an entry remembers how many
// of them its digest covers. A migration that changes covered values must record an entry for each row.
type Table struct {
	Kind    string
	Name    string
	Key     string   // TEXT column that holds the record's id
	Version string   // BIGINT column, or "" if the record has none; always covered
	Columns []string // covered, in this order
}

// cover is a Table with its query.
type cover struct {
	Table
	query string
}

func covers(tables []Table) (map[string]*cover, error) {
	name := regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)
	m := map[string]*cover{}
	for _, t := range tables {
		for _, id := range append([]string{t.Name, t.Key}, t.selected()...) {
			if !name.MatchString(id) {
				return nil, fmt.Errorf("audit: %q is no name of a table or column", id)
			}
		}
		if t.Kind == "" || len(t.Columns) == 0 || m[t.Kind] != nil {
			return nil, fmt.Errorf("audit: kind %q has no covered columns or is covered twice", t.Kind)
		}
		m[t.Kind] = &cover{t, "SELECT " + strings.Join(t.selected(), ", ") + " FROM " + t.Name + " WHERE " + t.Key + " = $1"}
	}
	return m, nil
}

// selected is the columns a digest reads, the version first.
func (t Table) selected() []string {
	if t.Version == "" {
		return t.Columns
	}
	return append([]string{t.Version}, t.Columns...)
}

// row reads the covered fields of a record; ok is false when there is no such row.
func (c *cover) row(r db.Reader, id string) (values []any, ok bool, err error) {
	values, into := holders(len(c.selected()))
	err = r.QueryRow(c.query, id).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return values, err == nil, err
}

// stored are the values that the recorder gave, as row would read them; ok is false when it gave none.
func (c *cover) stored(e Entry) (values []any, ok bool, err error) {
	if e.Stored == nil {
		return nil, false, nil
	}
	if len(e.Stored) != len(c.Columns) {
		return nil, false, fmt.Errorf("audit: %d values of %s were given, %d are covered", len(e.Stored), c.Name, len(c.Columns))
	}
	if c.Version != "" {
		values = append(values, e.Version)
	}
	for _, v := range e.Stored {
		values = append(values, plain(v))
	}
	return values, true, nil
}

// plain is a value as the database gives it back.
func plain(v any) any {
	switch v := v.(type) {
	case int:
		return int64(v)
	case *int64:
		if v == nil {
			return nil
		}
		return *v
	case *float64:
		if v == nil {
			return nil
		}
		return *v
	}
	return v
}

func holders(n int) (values, into []any) {
	values, into = make([]any, n), make([]any, n)
	for i := range values {
		into[i] = &values[i]
	}
	return values, into
}

// version is the record's version as read by row, 0 if the table has none.
func (c *cover) version(values []any) int64 {
	if c.Version == "" {
		return 0
	}
	v, _ := values[0].(int64)
	return v
}

// digest covers the version, if any, and the first n covered columns.
func (c *cover) digest(salt []byte, values []any, n int64) ([]byte, error) {
	if c.Version != "" {
		n++
	}
	h := sha256.New()
	h.Write(salt)
	for _, v := range values[:min(int(n), len(values))] {
		if err := encode(h, v); err != nil {
			return nil, fmt.Errorf("audit: table %s: %w", c.Name, err)
		}
	}
	return h.Sum(nil), nil
}

// encode writes one value so that no two sequences of values have the same bytes, alike on both engines.
func encode(h hash.Hash, v any) error {
	word := func(tag byte, n uint64) {
		var b [9]byte
		b[0] = tag
		binary.BigEndian.PutUint64(b[1:], n)
		h.Write(b[:])
	}
	switch v := v.(type) {
	case nil:
		word(0, 0)
	case int64:
		word(1, uint64(v))
	case float64:
		word(2, math.Float64bits(v))
	case bool: // as the 0 and 1 that SQLite gives, so that a digest holds on both engines
		n := uint64(0)
		if v {
			n = 1
		}
		word(1, n)
	case string:
		word(4, uint64(len(v)))
		h.Write([]byte(v))
	case []byte:
		word(5, uint64(len(v)))
		h.Write(v)
	default:
		return fmt.Errorf("a value of type %T cannot be covered", v)
	}
	return nil
}
