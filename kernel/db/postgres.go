package db

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

func openPostgres(ctx context.Context, o Options) (*DB, error) {
	if !isPostgresURL(o.Database) {
		return nil, fmt.Errorf("database address %q must begin with postgres://", o.Database)
	}
	config, err := pgx.ParseConfig(o.Database)
	if err != nil {
		return nil, fmt.Errorf("database address: %w", err)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 5 * time.Second
	}
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(24)
	pool.SetMaxIdleConns(24)
	if err := pool.PingContext(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach the database: %w", err)
	}
	return &DB{engine: Postgres, read: pool, stmts: newStatements(pool), meter: newMeter(), now: o.Now}, nil
}

// maxTries is how often a function may be run again when PostgreSQL finds that it would not serialise.
const maxTries = 30

// maxLocks is how many locks a function may hold. One that makes the id of its lock anew in each run would never end.
const maxLocks = 32

func (d *DB) writePostgres(ctx context.Context, j *job) error {
	var locks []string
	for try := 1; ; try++ {
		missing, err := d.tryPostgres(ctx, j, locks)
		if missing != "" {
			if len(locks) == maxLocks {
				return fmt.Errorf("a function asks for lock after lock, the last %s: the id must not be made in it", missing)
			}
			locks = append(locks, missing)
			slices.Sort(locks)
			continue
		}
		if err == nil {
			d.meter.writes.Inc()
			if d.committed != nil && !j.sequence {
				d.committed()
			}
			return nil
		}
		if !isRetry(err) || try == maxTries {
			return translate(err)
		}
		d.meter.retries.Inc()
		wait := time.Duration(rand.Int64N(int64(min(try, 8)) * int64(2*time.Millisecond)))
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// tryPostgres runs the function once. missing is a lock that it wants to be run again with.
func (d *DB) tryPostgres(ctx context.Context, j *job, locks []string) (missing string, err error) {
	err = d.holding(ctx, locks, func(c beginner) error {
		missing, err = d.runPostgres(ctx, j, c, locks)
		return err
	})
	return missing, err
}

func (d *DB) runPostgres(ctx context.Context, j *job, c beginner, locks []string) (missing string, err error) {
	level := sql.LevelSerializable
	if j.sequence {
		level = sql.LevelReadCommitted
	}
	// The caller's cancellation must not tear a commit in two: after it, only the rest of fn is cut short.
	stx, err := c.BeginTx(context.WithoutCancel(ctx), &sql.TxOptions{Isolation: level})
	if err != nil {
		return "", err
	}
	tx := &Tx{ctx: ctx, c: stx, engine: Postgres, actor: j.actor, now: d.Now(), locks: locks}
	if err := call(tx, j); err != nil {
		stx.Rollback()
		if tx.wants != "" {
			return tx.wants, nil
		}
		if tx.err != nil && isRetry(tx.err) {
			return "", tx.err // whatever the function made of it, the database asked to run it again
		}
		return "", err
	}
	if !tx.changed {
		return "", stx.Rollback()
	}
	d.meter.flushes.Inc()
	if err := stx.Commit(); err != nil {
		return "", err
	}
	if tx.audited {
		d.commits.Add(1)
	}
	return "", nil
}
