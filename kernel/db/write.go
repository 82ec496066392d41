package db

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/prometheus/client_golang/prometheus"
	"modernc.org/sqlite"

	"reeve/kernel/errs"
)

// Write runs fn in a transaction and returns when it is on disk. fn may run more than once; it has no effect
// outside tx, does no I/O, hashes no password and decodes no image. A change without an audit entry is
// refused ([ErrNotAudited]).
func (d *DB) Write(ctx context.Context, actor Actor, fn func(tx *Tx) error) error {
	return d.write(ctx, &job{actor: actor, fn: fn})
}

// Housekeep is Write without an audit entry, for sessions, leases, numbering and projections. Only kernel
// packages may call it (arch_test).
func (d *DB) Housekeep(ctx context.Context, fn func(tx *Tx) error) error {
	return d.write(ctx, &job{actor: System(), fn: fn, housekeep: true})
}

// Sequence is Housekeep in a READ COMMITTED transaction, for the one who gives committed rows their order. It
// sees what others commit while it runs and takes no part in their serialisation, so it makes none of them
// run again; a row it updates first must be its lock. It does not call what [DB.Committed] installed.
func (d *DB) Sequence(ctx context.Context, fn func(tx *Tx) error) error {
	return d.write(ctx, &job{actor: System(), fn: fn, housekeep: true, sequence: true})
}

func (d *DB) write(ctx context.Context, j *job) error {
	if d.engine == Postgres {
		return d.writePostgres(ctx, j)
	}
	return d.writer.do(ctx, j)
}

// Read runs fn on a consistent snapshot.
func (d *DB) Read(ctx context.Context, fn func(s *Snapshot) error) error {
	opts := &sql.TxOptions{ReadOnly: true}
	if d.engine == Postgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	tx, err := d.read.BeginTx(ctx, opts)
	if err != nil {
		return translate(err)
	}
	defer tx.Rollback()
	return translate(fn(&Snapshot{ctx: ctx, tx: tx, stmts: d.stmts}))
}

// IsUnique tells whether err comes from a unique constraint.
func IsUnique(err error) bool {
	code := codeOf(err)
	return code == "sqlite 2067" || code == "sqlite 1555" || code == "23505"
}

func isRetry(err error) bool {
	code := codeOf(err)
	return code == "40001" || code == "40P01"
}

func codeOf(err error) string {
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		return pe.Code
	}
	var se *sqlite.Error
	if errors.As(err, &se) {
		switch se.Code() {
		case 2067:
			return "sqlite 2067"
		case 1555:
			return "sqlite 1555"
		}
		switch se.Code() & 0xff {
		case 13:
			return "sqlite full"
		case 10:
			return "sqlite ioerr"
		case 5, 6:
			return "sqlite busy"
		}
	}
	return ""
}

// translate turns what a person can do something about into an errs.Error.
func translate(err error) error {
	if err == nil || errs.Of(err) != nil {
		return err
	}
	switch code := codeOf(err); code {
	case "sqlite full", "sqlite ioerr", "53100":
		return errs.Wrap(err, errs.Unavailable, "errs.disk_full")
	case "sqlite busy", "53300", "57P01", "57P02", "57P03", "40001", "40P01", "25006":
		return errs.Wrap(err, errs.Unavailable, "errs.database_busy")
	}
	var ce *pgconn.ConnectError
	if errors.As(err, &ce) || errors.Is(err, sql.ErrConnDone) || pgconn.SafeToRetry(err) {
		return errs.Wrap(err, errs.Unavailable, "errs.database_gone")
	}
	return err
}

// meter counts for /metrics and for stating flushes per operation.
type meter struct {
	writes, flushes, retries prometheus.Counter
}

func newMeter() *meter {
	c := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
	}
	return &meter{
		writes:  c("reeve_db_writes_total", "Writing functions committed."),
		flushes: c("reeve_db_flushes_total", "Commits flushed to disk; several writes may share one."),
		retries: c("reeve_db_retries_total", "Transactions run again because they would not serialise."),
	}
}

// Collectors are the metrics of this database.
func (d *DB) Collectors() []prometheus.Collector {
	return []prometheus.Collector{d.meter.writes, d.meter.flushes, d.meter.retries}
}
