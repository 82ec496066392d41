package backup

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
)

// columnsOf reads the columns of a table, their types in lower case and alike on both engines: the schema
// has one text.
func columnsOf(r db.Reader, engine db.Engine, table string) ([]Column, error) {
	one := func(scan db.Scan) (c Column, err error) { return c, scan(&c.Name, &c.Type) }
	if engine == db.Postgres {
		return db.All(r, one, `SELECT CAST(column_name AS TEXT), CAST(data_type AS TEXT) FROM information_schema.columns
			WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position`, table)
	}
	return db.All(r, one, "SELECT name, lower(type) FROM pragma_table_info($1) ORDER BY cid", table)
}

// applied are the numbers of the schema files that the database has.
func applied(r db.Reader) ([]int64, error) {
	return db.All(r, func(scan db.Scan) (n int64, err error) { return n, scan(&n) },
		"SELECT DISTINCT version_id FROM goose_db_version WHERE version_id > 0 AND is_applied = TRUE ORDER BY version_id")
}

// known are the numbers of the schema files of this program.
func known(schemas []fs.FS) (numbers []int64, err error) {
	for _, s := range schemas {
		names, err := fs.Glob(s, "schema/*.sql")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			n, err := number(name)
			if err != nil {
				return nil, err
			}
			numbers = append(numbers, n)
		}
	}
	if len(numbers) == 0 {
		return nil, errors.New("backup: a restore needs the schema")
	}
	slices.Sort(numbers)
	return numbers, nil
}

func number(name string) (int64, error) {
	digits, _, _ := strings.Cut(path.Base(name), "_")
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("backup: schema file %s has no number: %w", name, err)
	}
	return n, nil
}

// asOf shows only those files of a schema folder that a copy's database had.
type asOf struct {
	fs.FS
	numbers []int64
}

// Glob implements fs.GlobFS.
func (a asOf) Glob(pattern string) ([]string, error) {
	names, err := fs.Glob(a.FS, pattern)
	return slices.DeleteFunc(names, func(name string) bool {
		n, err := number(name)
		return err != nil || !slices.Contains(a.numbers, n)
	}), err
}

func schemaAsOf(schemas []fs.FS, numbers []int64) []fs.FS {
	var all []fs.FS
	for _, s := range schemas {
		all = append(all, asOf{s, numbers})
	}
	return all
}

func quoted(columns []Column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = `"` + c.Name + `"`
	}
	return strings.Join(names, ", ")
}
