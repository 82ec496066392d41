package audit

import (
	"context"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
)

const (
	leaseFor   = 3 * time.Second        // after this long without renewal another process may take over
	renewAfter = time.Second            // the leader renews this often while there is nothing to number
	followFor  = 500 * time.Millisecond // a follower looks this often whether the lease is free
	busyPoll   = 5 * time.Millisecond   // between looks while entries keep coming
	idlePoll   = 50 * time.Millisecond  // entries of other processes wait at most this long in quiet times
)

// Run numbers entries on PostgreSQL until ctx ends; each process runs it, one of them leads at a time. On
// SQLite entries are numbered and signed in their own commit, and Run only waits. It gives nil when ctx ended.
// Trouble with the database does not end it: [Log.Healthy] tells when entries wait too long.
func (l *Log) Run(ctx context.Context) error {
	if l.d.Engine() == db.SQLite {
		<-ctx.Done()
		return nil
	}
	holder := id.New()
	for ctx.Err() == nil {
		fence, err := l.acquire(ctx, holder)
		if err == nil && fence > 0 {
			err = l.lead(ctx, holder, fence)
		}
		l.mu.Lock()
		l.trouble = err
		l.mu.Unlock()
		pause(ctx, followFor)
	}
	return nil
}

// acquire takes the lease if it is free; fence is 0 while another holds it.
func (l *Log) acquire(ctx context.Context, holder string) (fence int64, err error) {
	now := l.o.Clock()
	err = l.d.Sequence(ctx, func(tx *db.Tx) error {
		fence = 0
		n, err := tx.Exec("UPDATE log_lease SET holder = $1, fence = fence + 1, expires = $2 WHERE id = 1 AND expires < $3",
			holder, db.Micros(now.Add(leaseFor)), db.Micros(now))
		if err != nil || n == 0 {
			return err
		}
		return tx.QueryRow("SELECT fence FROM log_lease WHERE id = 1").Scan(&fence)
	})
	return fence, err
}

// lead numbers until ctx ends, the lease is lost or the database fails.
func (l *Log) lead(ctx context.Context, holder string, fence int64) error {
	defer l.release(holder, fence)
	renewed, wait := l.o.Clock(), busyPoll
	for ctx.Err() == nil {
		waiting, err := l.waiting(ctx)
		if err != nil {
			return err
		}
		wait = min(2*wait, idlePoll)
		if waiting || l.o.Clock().Sub(renewed) > renewAfter {
			if err := l.numberAs(ctx, holder, fence); err != nil {
				return err
			}
			renewed = l.o.Clock()
		}
		if waiting {
			wait = busyPoll
		}
		select {
		case <-l.wake:
		case <-time.After(wait):
		case <-ctx.Done():
		}
	}
	return nil
}

// numberAs numbers what waits, in a transaction that holds the lease's row: whoever took the lease over in
// the meantime has raised the fence, and then nothing is written.
func (l *Log) numberAs(ctx context.Context, holder string, fence int64) error {
	return l.d.Sequence(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec("UPDATE log_lease SET expires = $1 WHERE id = 1 AND holder = $2 AND fence = $3",
			db.Micros(l.o.Clock().Add(leaseFor)), holder, fence)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.Unavailable, "audit.lease_lost", "fence", fence)
		}
		return l.number(tx)
	})
}

// waiting tells whether entries wait for their number.
func (l *Log) waiting(ctx context.Context) (yes bool, err error) {
	err = l.d.Read(ctx, func(s *db.Snapshot) error {
		return s.QueryRow("SELECT EXISTS (SELECT 1 FROM audit_entry WHERE seq IS NULL)").Scan(&yes)
	})
	return yes, err
}

// WaitAll waits until every entry that is committed by now has its number. On SQLite that is at once.
func (l *Log) WaitAll(ctx context.Context) error {
	upTo := int64(-1)
	for wait := 2 * time.Millisecond; ; wait = min(2*wait, idlePoll) {
		left := false
		err := l.d.Read(ctx, func(s *db.Snapshot) error {
			if upTo < 0 { // later ones may come for ever
				if err := s.QueryRow("SELECT COALESCE(MAX(txn), 0) FROM audit_entry WHERE seq IS NULL").Scan(&upTo); err != nil {
					return err
				}
			}
			return s.QueryRow("SELECT EXISTS (SELECT 1 FROM audit_entry WHERE seq IS NULL AND txn <= $1)", upTo).Scan(&left)
		})
		if err != nil || !left {
			return err
		}
		if pause(ctx, wait); ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// release lets the next one lead at once; if it fails the lease runs out.
func (l *Log) release(holder string, fence int64) {
	ctx, cancel := context.WithTimeout(context.Background(), leaseFor)
	defer cancel()
	_ = l.d.Sequence(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE log_lease SET expires = 0 WHERE id = 1 AND holder = $1 AND fence = $2", holder, fence)
		return err
	})
}

// nudge wakes the leader; it never waits.
func (l *Log) nudge() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
