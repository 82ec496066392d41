package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"slices"
	"sync"
)

// errLockFirst runs a function again with one more lock held from before its snapshot.
var errLockFirst = errors.New("the lock has to be held before the transaction begins")

// Lock waits until no other transaction holds the lock of (kind, id), and holds it until the end. For hot things (a seat
// pool, a case's thread), where optimistic retries would burn time. SQLite has one writer.
//
// On PostgreSQL a lock taken inside a SERIALIZABLE transaction would come too late: the snapshot is older than the wait,
// and what the one before has committed makes this one fail. So the first time a function asks for a lock it is stopped,
// and begun again on a connection that holds it; from then on it reads what the one before has left. id must not be made in the function itself.
func (tx *Tx) Lock(kind, id string) error {
	key := kind + "/" + id
	if tx.engine == SQLite || slices.Contains(tx.locks, key) {
		return nil
	}
	if tx.err == nil {
		tx.err, tx.wants = errLockFirst, key
	}
	return tx.err
}

// queues let the functions of this process wait for a lock before they take a connection each.
type queues struct {
	mu sync.Mutex
	by map[string]*queue
}

type queue struct {
	turn  chan struct{} // holds one token
	users int
}

func (q *queues) enter(ctx context.Context, key string) (leave func(), err error) {
	q.mu.Lock()
	if q.by == nil {
		q.by = map[string]*queue{}
	}
	one := q.by[key]
	if one == nil {
		one = &queue{turn: make(chan struct{}, 1)}
		q.by[key] = one
	}
	one.users++
	q.mu.Unlock()
	done := func() {
		q.mu.Lock()
		if one.users--; one.users == 0 {
			delete(q.by, key)
		}
		q.mu.Unlock()
	}
	select {
	case one.turn <- struct{}{}:
		return func() { <-one.turn; done() }, nil
	case <-ctx.Done():
		done()
		return nil, ctx.Err()
	}
}

// holding runs fn on a connection that holds the locks, which are taken in one order by everybody.
func (d *DB) holding(ctx context.Context, locks []string, fn func(c beginner) error) error {
	if len(locks) == 0 {
		return fn(d.read)
	}
	for _, key := range locks {
		leave, err := d.queues.enter(ctx, key)
		if err != nil {
			return err
		}
		defer leave()
	}
	conn, err := d.read.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	for _, key := range locks {
		if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(hashtextextended($1, 0))", key); err != nil {
			return errors.Join(err, broken(conn))
		}
	}
	err = fn(conn)
	if _, unlock := conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock_all()"); unlock != nil {
		broken(conn) // its locks go with it
	}
	return err
}

// broken takes a connection out of the pool.
func broken(conn *sql.Conn) error {
	if err := conn.Raw(func(any) error { return driver.ErrBadConn }); !errors.Is(err, driver.ErrBadConn) {
		return err
	}
	return nil
}

type beginner interface {
	BeginTx(ctx context.Context, opts *sql.TxOptions) (*sql.Tx, error)
}
