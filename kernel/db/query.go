package db

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
)

// Query puts a list query together from constant pieces and numbered parameters, where what is asked for
// depends on filters and on the asker's scope. Texts from outside only ever go in through Arg.
type Query struct {
	text strings.Builder
	args []any
}

// NewQuery begins with a constant text that has no parameters of its own.
func NewQuery(text string) *Query {
	q := &Query{}
	q.text.WriteString(text)
	return q
}

// Add appends a piece of SQL.
func (q *Query) Add(piece string) { q.text.WriteString(piece) }

// Arg adds a parameter and gives its placeholder.
func (q *Query) Arg(v any) string {
	q.args = append(q.args, v)
	return "$" + strconv.Itoa(len(q.args))
}

// In is a condition that a column has one of the values; no values means never.
func (q *Query) In(column string, values []string) string {
	if len(values) == 0 {
		return "1 = 0"
	}
	marks := make([]string, len(values))
	for i, v := range values {
		marks[i] = q.Arg(v)
	}
	return column + " IN (" + strings.Join(marks, ", ") + ")"
}

// AllQ is All for a Query.
func AllQ[T any](r Reader, one func(scan Scan) (T, error), q *Query) ([]T, error) {
	return All(r, one, q.text.String(), q.args...)
}

// RowQ is QueryRow for a Query.
func RowQ(r Reader, q *Query) *Row { return r.QueryRow(q.text.String(), q.args...) }

// Cursor is the place where a page ended: the number it is ordered by and the id that breaks ties. It is safe
// in a URL as it stands.
func Cursor(n int64, id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(n, 36) + "." + id))
}

// ParseCursor reads a Cursor.
func ParseCursor(s string) (n int64, id string, err error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return 0, "", err
	}
	head, id, ok := strings.Cut(string(b), ".")
	if !ok {
		return 0, "", errors.New("no cursor")
	}
	n, err = strconv.ParseInt(head, 36, 64)
	return n, id, err
}
