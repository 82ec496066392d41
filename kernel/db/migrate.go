package db

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"reeve/kernel/errs"
)

// Migrate brings the schema up to date. Each fsys has a folder schema with files NNNN_what.sql; the numbers
// are unique over all of them. A database with a newer schema than this program knows is refused.
func (d *DB) Migrate(ctx context.Context, fsys ...fs.FS) error {
	all, err := merge(fsys)
	if err != nil {
		return err
	}
	pool, dialect := d.read, goose.DialectPostgres
	// A module's numbers stand together, so a new file of an early module has a lower number than applied ones.
	opts := []goose.ProviderOption{goose.WithLogger(goose.NopLogger()), goose.WithAllowOutofOrder(true)}
	if d.engine == SQLite {
		own, err := sql.Open("sqlite", d.writer.dsn) // the writer's one connection may be in its hands
		if err != nil {
			return err
		}
		defer own.Close()
		pool, dialect = own, goose.DialectSQLite3
	} else {
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 120))
		if err != nil {
			return err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(dialect, pool, all, opts...)
	if err != nil {
		return err
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if have > want {
		return errs.New(errs.Unavailable, "errs.schema_newer", "have", have, "known", want)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bring the schema up to date: %w", err)
	}
	return nil
}

// Tables lists the tables of the database in alphabetical order, without goose's own.
func (d *DB) Tables(ctx context.Context) ([]string, error) {
	query := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
	if d.engine == Postgres {
		query = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name"
	}
	rows, err := d.read.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var n sql.NullString
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		if n.String != "goose_db_version" {
			names = append(names, n.String)
		}
	}
	return names, rows.Err()
}

// merged is the schema folders of all modules seen as one flat folder, as goose wants it.
type merged map[string][]byte

func merge(fsys []fs.FS) (merged, error) {
	m, number := merged{}, map[string]string{}
	for _, f := range fsys {
		files, err := fs.Glob(f, "schema/*.sql")
		if err != nil {
			return nil, err
		}
		for _, name := range files {
			base := path.Base(name)
			n, _, _ := strings.Cut(base, "_")
			if other, taken := number[n]; taken {
				return nil, fmt.Errorf("schema number %s is used by %s and %s", n, other, base)
			}
			number[n] = base
			if m[base], err = fs.ReadFile(f, name); err != nil {
				return nil, err
			}
		}
	}
	return m, nil
}

// Open opens a schema file, or "." as the folder of all.
func (m merged) Open(name string) (fs.File, error) {
	if name == "." {
		return &folder{m: m}, nil
	}
	b, ok := m[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &file{Reader: *bytes.NewReader(b), info: info{name, int64(len(b)), false}}, nil
}

type file struct {
	bytes.Reader
	info info
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }

type folder struct{ m merged }

func (f *folder) Stat() (fs.FileInfo, error) { return info{".", 0, true}, nil }
func (f *folder) Read([]byte) (int, error)   { return 0, fs.ErrInvalid }
func (f *folder) Close() error               { return nil }
func (f *folder) ReadDir(int) ([]fs.DirEntry, error) {
	var all []fs.DirEntry
	for name, b := range f.m {
		all = append(all, fs.FileInfoToDirEntry(info{name, int64(len(b)), false}))
	}
	slices.SortFunc(all, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return all, nil
}

type info struct {
	name string
	size int64
	dir  bool
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return i.dir }
func (i info) Sys() any           { return nil }
func (i info) Mode() fs.FileMode {
	if i.dir {
		return fs.ModeDir | 0o555
	}
	return 0o444
}
