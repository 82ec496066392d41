package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	_ "modernc.org/sqlite"             // driver "sqlite"; binds $N by number
)

// Options say where the database is.
type Options struct {
	Dir      string // the data folder; SQLite's file is Dir/reeve.db
	Database string // postgres://… ; empty = SQLite
	MaxPages int    // SQLite: largest size in pages, 0 = no limit (tests of a full disk)

	// FlushDelay makes each SQLite flush slower, to measure what a slower disk would do; 0 = as fast as it is.
	FlushDelay time.Duration

	// Now is the clock of recorded_at; nil = time.Now. Another one serves tests and the making of demo data.
	Now func() time.Time
}

// DB is an open database. Safe for concurrent use.
type DB struct {
	engine Engine
	read   *sql.DB // SQLite: query_only readers; PostgreSQL: the pool
	writer *writer // SQLite only
	stmts  *statements
	meter  *meter
	queues queues // PostgreSQL only
	now    func() time.Time
	delay  time.Duration

	commits atomic.Uint64 // with an audit entry

	// number gives the entries of a batch their place in the log, in the batch's own transaction (SQLite).
	number func(tx *Tx) error
	// committed tells that something was committed (PostgreSQL: wakes the leader that numbers).
	committed func()
}

// Open opens or creates the database. It does not touch the schema; see [DB.Migrate].
func Open(ctx context.Context, o Options) (*DB, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Database != "" {
		return openPostgres(ctx, o)
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("create data folder: %w", err)
	}
	return openSQLite(ctx, filepath.Join(o.Dir, "reeve.db"), o)
}

func sqliteDSN(file string, query url.Values) string {
	query.Add("_pragma", "busy_timeout(10000)")
	query.Add("_pragma", "journal_mode(WAL)")
	query.Add("_pragma", "synchronous(FULL)")
	query.Add("_pragma", "foreign_keys(1)")
	query.Add("_pragma", "secure_delete(1)")
	query.Add("_pragma", "cache_size(-32000)")
	return "file:" + file + "?" + query.Encode()
}

func openSQLite(ctx context.Context, file string, o Options) (*DB, error) {
	// The journals of savepoints stay in memory: a group commit has one for each function, and a crash needs none of them.
	wq := url.Values{"_txlock": {"immediate"}, "_pragma": {"temp_store(MEMORY)"}}
	if o.MaxPages > 0 {
		wq.Add("_pragma", fmt.Sprintf("max_page_count(%d)", o.MaxPages))
	}
	dsn := sqliteDSN(file, wq)
	wdb, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	wdb.SetMaxOpenConns(1)
	if err := wdb.PingContext(ctx); err != nil {
		wdb.Close()
		return nil, fmt.Errorf("open %s: %w", file, err)
	}
	os.Chmod(file, 0o600)
	rdb, err := sql.Open("sqlite", sqliteDSN(file, url.Values{"_pragma": {"query_only(1)"}}))
	if err != nil {
		wdb.Close()
		return nil, err
	}
	rdb.SetMaxOpenConns(4)
	rdb.SetMaxIdleConns(4)
	d := &DB{engine: SQLite, read: rdb, stmts: newStatements(rdb), meter: newMeter(), now: o.Now, delay: o.FlushDelay}
	d.writer = newWriter(d, wdb, dsn)
	return d, nil
}

// Now is the clock of recorded_at, in the precision that is stored.
func (d *DB) Now() time.Time { return d.now().UTC().Truncate(time.Microsecond) }

// Engine tells which database runs below. Only for what the engines really do differently.
func (d *DB) Engine() Engine { return d.engine }

// Number installs the function that numbers audit entries inside each SQLite batch, before its flush.
func (d *DB) Number(fn func(tx *Tx) error) { d.number = fn }

// Committed installs a function called after each PostgreSQL commit.
func (d *DB) Committed(fn func()) { d.committed = fn }

// Commits counts the transactions with an audit entry that this process has committed. It has counted one before
// [DB.Write] returns, so a copy in memory that knows the number knows whether it is behind its own process.
func (d *DB) Commits() uint64 { return d.commits.Load() }

// Ping tells whether the database answers.
func (d *DB) Ping(ctx context.Context) error { return d.read.PingContext(ctx) }

// Skew is how far this machine's clock is ahead of the database's; 0 on SQLite, which has none of its own.
func (d *DB) Skew(ctx context.Context) (time.Duration, error) {
	if d.engine == SQLite {
		return 0, nil
	}
	var seconds float64
	before := time.Now()
	if err := d.read.QueryRowContext(ctx, "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS DOUBLE PRECISION)").Scan(&seconds); err != nil {
		return 0, err
	}
	middle := before.Add(time.Since(before) / 2)
	return middle.Sub(time.UnixMicro(int64(seconds * 1e6))), nil
}

// Close waits for the writer and closes all connections.
func (d *DB) Close() error {
	var errs []error
	if d.writer != nil {
		errs = append(errs, d.writer.close())
	}
	d.stmts.close()
	errs = append(errs, d.read.Close())
	return errors.Join(errs...)
}

// Pool is the bare connection pool, for kernel code that needs what the engines do differently: migration,
// COPY, LISTEN. On SQLite it only reads.
func (d *DB) Pool() *sql.DB { return d.read }

func isPostgresURL(s string) bool {
	return strings.HasPrefix(s, "postgres://") || strings.HasPrefix(s, "postgresql://")
}
