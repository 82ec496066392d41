// Package jobs does later what need not be done now, and again and again what must be done from time to time.
//
// A job is a row written in the transaction that wants it, so it exists exactly when that transaction did. It
// runs at least once: handlers are idempotent. A node claims a job by a lease with a fence; a node that was
// too slow cannot finish what another has taken over. What fails is tried again with growing pauses; what
// has failed twelve times stays as a dead letter until somebody looks at it.
package jobs

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/id"
)

//go:embed schema
var files embed.FS

// Files holds this package's schema.
func Files() fs.FS { return files }

const (
	lease    = time.Minute
	maxTries = 12
	batch    = 20
)

// Handler does one job. body is what was enqueued.
type Handler func(ctx context.Context, body []byte) error

// Runner claims and does jobs.
type Runner struct {
	d        *db.DB
	now      func() time.Time
	handlers map[string]Handler
	every    map[string]time.Duration
	wake     chan struct{}
}

// New makes a runner; Handle and Every are called before Run.
func New(d *db.DB, now func() time.Time) *Runner {
	return &Runner{d: d, now: now, handlers: map[string]Handler{}, every: map[string]time.Duration{}, wake: make(chan struct{}, 1)}
}

// Handle names who does jobs of a kind.
func (r *Runner) Handle(kind string, h Handler) { r.handlers[kind] = h }

// Every does something again and again, on one node at a time.
func (r *Runner) Every(kind string, pause time.Duration, h func(ctx context.Context) error) {
	r.every[kind] = pause
	r.handlers[kind] = func(ctx context.Context, _ []byte) error { return h(ctx) }
}

// Enqueue writes a job in the caller's transaction. A waiting job with the same kind and key is replaced.
func Enqueue(tx *db.Tx, kind, key string, body []byte, at time.Time) error {
	_, err := tx.Exec(`INSERT INTO job (id, kind, key, body, run_at, attempts, fence, lease_until, last_error, dead)
		VALUES ($1, $2, $3, $4, $5, 0, 0, 0, '', FALSE)
		ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body, run_at = excluded.run_at, attempts = 0, fence = job.fence + 1, lease_until = 0, dead = FALSE`,
		id.New(), kind, key, string(body), db.Micros(at))
	return err
}

// Wake makes the runner look at once instead of at its next turn.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run does jobs until the context ends.
func (r *Runner) Run(ctx context.Context) error {
	if err := r.plant(ctx); err != nil {
		return err
	}
	for {
		n, err := r.Once(ctx)
		if err != nil && ctx.Err() == nil {
			slog.Warn("jobs", "error", err)
		}
		if n == batch {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-r.wake:
		case <-time.After(time.Second + time.Duration(rand.Int64N(int64(500*time.Millisecond)))):
		}
	}
}

// plant makes sure that what is done again and again has its row.
func (r *Runner) plant(ctx context.Context) error {
	return r.d.Housekeep(ctx, func(tx *db.Tx) error {
		for kind := range r.every {
			if _, err := tx.Exec(`INSERT INTO job (id, kind, key, body, run_at, attempts, fence, lease_until, last_error, dead)
				VALUES ($1, $2, '', '', $3, 0, 0, 0, '', FALSE) ON CONFLICT (kind, key) DO NOTHING`, id.New(), kind, db.Micros(r.now())); err != nil {
				return err
			}
		}
		return nil
	})
}

type claim struct {
	id, kind, body  string
	attempts, fence int64
}

// Once claims what is due, does it, and tells how many jobs that were.
func (r *Runner) Once(ctx context.Context) (int, error) {
	claims, err := r.claim(ctx)
	if err != nil {
		return 0, err
	}
	for _, c := range claims {
		if err := r.finish(ctx, c, r.do(ctx, c)); err != nil {
			return len(claims), err
		}
	}
	return len(claims), nil
}

func (r *Runner) claim(ctx context.Context) (claims []claim, err error) {
	now := r.now()
	var due int
	// Looking costs nothing; the claim itself is a write and is only tried when something is due.
	if err := r.d.Read(ctx, func(s *db.Snapshot) error {
		return s.QueryRow("SELECT count(*) FROM job WHERE dead = FALSE AND run_at <= $1 AND lease_until <= $1", db.Micros(now)).Scan(&due)
	}); err != nil || due == 0 {
		return nil, err
	}
	err = r.d.Housekeep(ctx, func(tx *db.Tx) (err error) {
		claims, err = db.All(tx, func(scan db.Scan) (c claim, err error) {
			return c, scan(&c.id, &c.kind, &c.body, &c.attempts, &c.fence)
		}, `UPDATE job SET lease_until = $2, attempts = attempts + 1, fence = fence + 1
			WHERE id IN (SELECT id FROM job WHERE dead = FALSE AND run_at <= $1 AND lease_until <= $1 ORDER BY run_at LIMIT 20)
			RETURNING id, kind, body, attempts, fence`, db.Micros(now), db.Micros(now.Add(lease)))
		tx.Changed()
		return err
	})
	return claims, err
}

func (r *Runner) do(ctx context.Context, c claim) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	h := r.handlers[c.kind]
	if h == nil {
		return fmt.Errorf("nobody does jobs of kind %q", c.kind)
	}
	return h(ctx, []byte(c.body))
}

func (r *Runner) finish(ctx context.Context, c claim, failure error) error {
	return r.d.Housekeep(context.WithoutCancel(ctx), func(tx *db.Tx) (err error) {
		pause, again := r.every[c.kind]
		switch {
		case failure == nil && again:
			_, err = tx.Exec("UPDATE job SET run_at = $3, attempts = 0, lease_until = 0, last_error = '' WHERE id = $1 AND fence = $2",
				c.id, c.fence, db.Micros(r.now().Add(pause)))
		case failure == nil:
			_, err = tx.Exec("DELETE FROM job WHERE id = $1 AND fence = $2", c.id, c.fence)
		default:
			slog.Warn("job failed", "kind", c.kind, "attempt", c.attempts, "error", failure)
			wait := time.Second << min(c.attempts, 10)
			wait += time.Duration(rand.Int64N(int64(wait)))
			_, err = tx.Exec("UPDATE job SET run_at = $3, lease_until = 0, last_error = $4, dead = $5 WHERE id = $1 AND fence = $2",
				c.id, c.fence, db.Micros(r.now().Add(wait)), failure.Error(), c.attempts >= maxTries && !again)
		}
		return err
	})
}
