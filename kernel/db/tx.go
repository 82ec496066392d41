package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Reader is what a Tx and a Snapshot have in common. SQL is a constant text with $1 parameters.
type Reader interface {
	QueryRow(query string, args ...any) *Row
	query(query string, args ...any) (*sql.Rows, error)
	fail(err error) error
}

type conn interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

// Tx is a writing function's view of the database.
type Tx struct {
	ctx     context.Context
	c       conn
	engine  Engine
	actor   Actor
	now     time.Time
	err     error    // the first SQL error; poisons everything after it
	locks   []string // held (PostgreSQL)
	wants   string   // the lock that is missing, with errLockFirst
	changed bool
	audited bool
}

// Actor is who acts.
func (tx *Tx) Actor() Actor { return tx.actor }

// Now is the server's time for everything written in this transaction (recorded_at).
func (tx *Tx) Now() time.Time { return tx.now }

// Engine tells which database runs below.
func (tx *Tx) Engine() Engine { return tx.engine }

// Changed says that a query (UPDATE … RETURNING) has changed something; Exec says so by itself.
func (tx *Tx) Changed() { tx.changed = true }

// Audited is called by kernel/audit when it has written an entry.
func (tx *Tx) Audited() { tx.audited = true }

func (tx *Tx) fail(err error) error {
	if err != nil && !errors.Is(err, sql.ErrNoRows) && tx.err == nil {
		tx.err = err
	}
	return err
}

// Exec runs a change and tells how many rows it touched.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	if tx.err != nil {
		return 0, fmt.Errorf("transaction already failed: %w", tx.err)
	}
	tx.changed = true
	res, err := tx.c.ExecContext(tx.ctx, query, args...)
	if err != nil {
		return 0, tx.fail(fmt.Errorf("%w\n%s", err, query))
	}
	return res.RowsAffected()
}

// QueryRow runs a query for one row; Scan gives sql.ErrNoRows when there is none.
func (tx *Tx) QueryRow(query string, args ...any) *Row {
	if tx.err != nil {
		return &Row{err: fmt.Errorf("transaction already failed: %w", tx.err), r: tx}
	}
	return &Row{row: tx.c.QueryRowContext(tx.ctx, query, args...), sql: query, r: tx}
}

func (tx *Tx) query(query string, args ...any) (*sql.Rows, error) {
	if tx.err != nil {
		return nil, fmt.Errorf("transaction already failed: %w", tx.err)
	}
	return tx.c.QueryContext(tx.ctx, query, args...)
}

// Snapshot is a consistent reading view.
type Snapshot struct {
	ctx   context.Context
	tx    *sql.Tx
	stmts *statements
}

// QueryRow runs a query for one row; Scan gives sql.ErrNoRows when there is none.
func (s *Snapshot) QueryRow(query string, args ...any) *Row {
	stmt, err := s.stmts.in(s.ctx, s.tx, query)
	if err != nil {
		return &Row{err: fmt.Errorf("%w\n%s", err, query), r: s}
	}
	return &Row{row: stmt.QueryRowContext(s.ctx, args...), sql: query, r: s}
}

func (s *Snapshot) query(query string, args ...any) (*sql.Rows, error) {
	stmt, err := s.stmts.in(s.ctx, s.tx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(s.ctx, args...)
}

func (s *Snapshot) fail(err error) error { return err }

// Row is the answer to QueryRow.
type Row struct {
	row *sql.Row
	sql string
	err error
	r   Reader
}

// Scan copies the columns into dest.
func (r *Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	err := r.row.Scan(dest...)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		err = fmt.Errorf("%w\n%s", err, r.sql)
	}
	return r.r.fail(err)
}

// Scan reads the columns of the row at hand.
type Scan func(dest ...any) error

// All collects the rows of a query; one is called for each.
func All[T any](r Reader, one func(scan Scan) (T, error), query string, args ...any) ([]T, error) {
	var all []T
	err := Each(r, func(scan Scan) error {
		v, err := one(scan)
		if err == nil {
			all = append(all, v)
		}
		return err
	}, query, args...)
	return all, err
}

// Each calls fn for every row without keeping them; fn must not use r, whose connection is busy.
func Each(r Reader, fn func(scan Scan) error, query string, args ...any) error {
	rows, err := r.query(query, args...)
	if err != nil {
		return r.fail(fmt.Errorf("%w\n%s", err, query))
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return err
		}
	}
	return r.fail(rows.Err())
}

// Strings is All for a query with one text column.
func Strings(r Reader, query string, args ...any) ([]string, error) {
	return All(r, func(scan Scan) (s string, err error) { err = scan(&s); return }, query, args...)
}

// statements keeps prepared statements by their text. SQL texts are constants, so their number is bounded.
type statements struct {
	db     *sql.DB
	mu     sync.RWMutex
	m      map[string]*sql.Stmt // nil when closed
	adding sync.WaitGroup
}

func newStatements(db *sql.DB) *statements { return &statements{db: db, m: map[string]*sql.Stmt{}} }

func (s *statements) in(ctx context.Context, tx *sql.Tx, query string) (*sql.Stmt, error) {
	s.mu.RLock()
	stmt := s.m[query]
	s.mu.RUnlock()
	if stmt == nil {
		// Prepared in the transaction first: the pool may have no other connection to spare.
		fresh, err := tx.PrepareContext(ctx, query)
		if err != nil {
			return nil, err
		}
		s.addLater(query)
		return fresh, nil
	}
	return tx.StmtContext(ctx, stmt), nil
}

// add prepares a query for all connections. It waits for one without the lock: those who hold the connections
// need the lock to go on.
// addLater prepares a statement for the next time, beside the caller. Close waits for it: a connection that is
// opened while the pool closes would leave files behind.
func (s *statements) addLater(query string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.m != nil {
		s.adding.Go(func() { s.add(query) })
	}
}

func (s *statements) add(query string) {
	s.mu.Lock()
	_, known := s.m[query]
	if s.m == nil || known || len(s.m) > 1000 {
		s.mu.Unlock()
		return
	}
	s.m[query] = nil // under way
	s.mu.Unlock()
	stmt, err := s.db.Prepare(query)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err != nil:
		delete(s.m, query)
	case s.m == nil: // closed meanwhile
		stmt.Close()
	default:
		s.m[query] = stmt
	}
}

func (s *statements) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, stmt := range s.m {
		if stmt != nil {
			stmt.Close()
		}
	}
	s.m = nil
}
