package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// maxGroup bounds how many functions share one flush, so that the last of them does not wait too long.
const maxGroup = 256

type job struct {
	ctx       context.Context
	actor     Actor
	fn        func(tx *Tx) error
	housekeep bool
	sequence  bool // PostgreSQL: READ COMMITTED
	err       error
	done      chan struct{}
}

// writer is SQLite's only writing connection and the goroutine that owns it.
type writer struct {
	d     *DB
	db    *sql.DB
	dsn   string
	c     *sql.Conn
	jobs  chan *job
	stop  chan struct{}
	ended sync.WaitGroup
	stmts map[string]*sql.Stmt
}

func newWriter(d *DB, wdb *sql.DB, dsn string) *writer {
	w := &writer{d: d, db: wdb, dsn: dsn, jobs: make(chan *job, 4*maxGroup), stop: make(chan struct{}), stmts: map[string]*sql.Stmt{}}
	w.ended.Go(w.run)
	return w
}

func (w *writer) close() error {
	close(w.stop)
	w.ended.Wait()
	for _, s := range w.stmts {
		s.Close()
	}
	if w.c != nil {
		w.c.Close()
	}
	return w.db.Close()
}

func (w *writer) do(ctx context.Context, j *job) error {
	j.ctx, j.done = ctx, make(chan struct{})
	select {
	case w.jobs <- j:
	case <-w.stop:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	// Once queued the outcome must be known: a caller that gave up could not tell whether it was written.
	select {
	case <-j.done:
		return j.err
	case <-w.stop:
		w.ended.Wait()
		select {
		case <-j.done:
			return j.err
		default:
			return errClosed
		}
	}
}

var errClosed = errors.New("database is closed")

func (w *writer) run() {
	for {
		var group []*job
		select {
		case <-w.stop:
			return
		case j := <-w.jobs:
			group = append(group, j)
		}
	gather:
		for len(group) < maxGroup {
			select {
			case j := <-w.jobs:
				group = append(group, j)
			default:
				break gather
			}
		}
		w.commit(group)
		for _, j := range group {
			close(j.done)
		}
	}
}

// commit runs a group in one transaction. When the transaction as a whole fails, each function runs again
// alone, so that one of them that fills the disk does not take the others with it.
func (w *writer) commit(group []*job) {
	err := w.attempt(group)
	if err == nil {
		return
	}
	if len(group) == 1 {
		group[0].err = translate(err)
		return
	}
	for _, j := range group {
		j.err = nil
		if err := w.attempt([]*job{j}); err != nil {
			j.err = translate(err)
		}
	}
}

func (w *writer) attempt(group []*job) error {
	ctx := context.Background() // a cancelled caller must not interrupt the others
	if w.c == nil {
		c, err := w.db.Conn(ctx)
		if err != nil {
			return err
		}
		w.c = c
	}
	if _, err := w.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	now, wrote, audited := w.d.Now(), false, false
	for _, j := range group {
		if j.err = j.ctx.Err(); j.err != nil {
			continue
		}
		if _, err := w.ExecContext(ctx, "SAVEPOINT one"); err != nil {
			return w.rollback(ctx, err)
		}
		tx := &Tx{ctx: ctx, c: w, engine: SQLite, actor: j.actor, now: now}
		if j.err = call(tx, j); j.err != nil {
			if _, err := w.ExecContext(ctx, "ROLLBACK TO one"); err != nil {
				return w.rollback(ctx, j.err) // the engine has given up the whole transaction
			}
		} else {
			wrote, audited = wrote || tx.changed, audited || tx.audited
		}
		if _, err := w.ExecContext(ctx, "RELEASE one"); err != nil {
			return w.rollback(ctx, err)
		}
	}
	if !wrote {
		w.ExecContext(ctx, "ROLLBACK")
		return nil
	}
	if w.d.number != nil {
		tx := &Tx{ctx: ctx, c: w, engine: SQLite, actor: System(), now: now}
		if err := w.d.number(tx); err != nil {
			return w.rollback(ctx, err)
		}
	}
	if w.d.delay > 0 {
		time.Sleep(w.d.delay)
	}
	if _, err := w.ExecContext(ctx, "COMMIT"); err != nil {
		return w.rollback(ctx, err)
	}
	if audited {
		w.d.commits.Add(1)
	}
	w.d.meter.flushes.Inc()
	w.d.meter.writes.Add(float64(len(group)))
	return nil
}

func (w *writer) rollback(ctx context.Context, cause error) error {
	w.ExecContext(ctx, "ROLLBACK") // fails when the engine already did it
	return cause
}

// call runs one function and keeps its rules: no commit after an SQL error, no change without an audit entry.
func call(tx *Tx, j *job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a write: %v\n%s", p, debug.Stack())
		}
	}()
	if err := j.fn(tx); err != nil {
		return err
	}
	if tx.err != nil {
		return tx.err
	}
	if tx.changed && !tx.audited && !j.housekeep {
		return ErrNotAudited
	}
	return nil
}

// ErrNotAudited is a programming error: a change without an audit entry.
var ErrNotAudited = errors.New("a change without an audit entry was refused")

// prepared finds or makes the statement for a text; texts are constants, so the map is bounded.
func (w *writer) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if s := w.stmts[query]; s != nil {
		return s, nil
	}
	s, err := w.c.PrepareContext(ctx, query)
	if err == nil && len(w.stmts) < 1000 {
		w.stmts[query] = s
	}
	return s, err
}

// ExecContext runs a change on the writing connection.
func (w *writer) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := w.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

// QueryContext runs a query on the writing connection.
func (w *writer) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := w.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

// QueryRowContext runs a query for one row on the writing connection.
func (w *writer) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	s, err := w.prepared(ctx, query)
	if err != nil {
		return w.c.QueryRowContext(ctx, query, args...) // carries the same error to Scan
	}
	return s.QueryRowContext(ctx, args...)
}
