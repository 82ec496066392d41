package tabular

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"reeve/kernel/errs"
)

// Row is one row of data.
type Row struct {
	Number  int         // 1 = the first row of data
	Values  []string    // in the order of the header
	Problem *errs.Field // the row is broken; nil = it is not
	columns map[string]int
}

// Get is the value in a column without blanks around it; ok is false where the file has no such column.
func (r Row) Get(column string) (value string, ok bool) {
	i, ok := r.columns[column]
	if !ok || i >= len(r.Values) {
		return "", ok
	}
	return strings.TrimSpace(r.Values[i]), true
}

func broken(number int, values []string, key string, args ...any) Row {
	f := errs.Bad("row", key, args...).Fields[0]
	f.Row = number
	return Row{Number: number, Values: values, Problem: &f}
}

// index makes columns findable by name; names must differ, empty ones are passed over.
func index(header []string, l Limits) (map[string]int, error) {
	columns := map[string]int{}
	if len(header) > l.Columns {
		return nil, errs.New(errs.TooLarge, "tabular.columns_many", "most", l.Columns)
	}
	for i, name := range header {
		if name == "" {
			continue
		}
		if _, twice := columns[name]; twice {
			return nil, errs.New(errs.Invalid, "tabular.column_twice", "column", name)
		}
		columns[name] = i
	}
	if len(columns) == 0 {
		return nil, errs.New(errs.Invalid, "tabular.no_header")
	}
	return columns, nil
}

// Fold is how values and names are compared where spelling varies: small letters without marks, everything that is
// neither letter nor digit as one blank.
func Fold(s string) string {
	var b strings.Builder
	blank := true
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(r)
			blank = false
		case !blank:
			b.WriteByte(' ')
			blank = true
		}
	}
	return strings.TrimSuffix(b.String(), " ")
}
