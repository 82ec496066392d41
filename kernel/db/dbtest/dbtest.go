// Package dbtest gives tests real databases: an SQLite folder and a PostgreSQL database of their own.
package dbtest

import (
	"context"
	"database/sql"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"testing"

	"reeve/kernel/db"
	"reeve/kernel/id"
)

// Both runs a test on an empty SQLite database and on an empty PostgreSQL database, with the given schemas.
func Both(t *testing.T, test func(t *testing.T, d *db.DB), schemas ...fs.FS) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t, schemas...)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t, schemas...)) })
}

// SQLite opens an empty database in a folder that goes away with the test.
func SQLite(t testing.TB, schemas ...fs.FS) *db.DB {
	t.Helper()
	return open(t, db.Options{Dir: t.TempDir()}, schemas)
}

// Postgres creates a database that goes away with the test.
func Postgres(t testing.TB, schemas ...fs.FS) *db.DB {
	t.Helper()
	return open(t, db.Options{Database: PostgresURL(t)}, schemas)
}

// PostgresURL creates an empty database and gives its address. Without a server the test fails and says
// how to get one.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server := os.Getenv("REEVE_TEST_POSTGRES")
	if server == "" {
		t.Fatal("no PostgreSQL to test on: run the tests by 'make test' or 'tools/withpg go test ./...', or set REEVE_TEST_POSTGRES=postgres://…")
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	name := "t_" + strings.ReplaceAll(id.New(), "-", "")
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		admin, err := sql.Open("pgx", server)
		if err != nil {
			return
		}
		defer admin.Close()
		admin.Exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)")
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func open(t testing.TB, o db.Options, schemas []fs.FS) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Migrate(context.Background(), schemas...); err != nil {
		t.Fatal(err)
	}
	return d
}
