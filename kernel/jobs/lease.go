package jobs

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/id"
)

// Leases let one of several processes do something that only one may do at a time, for as long as it likes. On SQLite
// there is one process, and it holds them all. Safe for concurrent use.
type Leases struct {
	d      *db.DB
	now    func() time.Time
	holder string
}

// NewLeases makes the leases of this process.
func NewLeases(d *db.DB, now func() time.Time) *Leases {
	return &Leases{d: d, now: now, holder: id.New()}
}

// LeaseFor is how long a lease lasts without being taken again; its holder takes it again three times as often.
const LeaseFor = 6 * time.Second

// Take takes or renews a lease and tells whether this process holds it. What is done under a lease must bear being
// done twice: a process that was too slow notices only afterwards.
func (l *Leases) Take(ctx context.Context, name string) (held bool, err error) {
	if l.d.Engine() == db.SQLite {
		return true, nil
	}
	now := l.now()
	err = l.d.Housekeep(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(`INSERT INTO lease (name, holder, fence, expires, note) VALUES ($1, $2, 1, $3, '')
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, fence = lease.fence + 1, expires = excluded.expires
			WHERE lease.holder = excluded.holder OR lease.expires < $4`, name, l.holder, db.Micros(now.Add(LeaseFor)), db.Micros(now))
		held = n > 0
		return err
	})
	return held && err == nil, err
}

// Release gives a lease back, so that another takes it at once.
func (l *Leases) Release(ctx context.Context, name string) error {
	if l.d.Engine() == db.SQLite {
		return nil
	}
	return l.d.Housekeep(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE lease SET expires = 0 WHERE name = $1 AND holder = $2", name, l.holder)
		return err
	})
}

// Note keeps a word about what is done under a name, for people who look from any process. It is no record: nobody
// vouches for it, and it may be lost.
func (l *Leases) Note(ctx context.Context, name, note string) error {
	return l.d.Housekeep(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO lease (name, holder, fence, expires, note) VALUES ($1, $2, 0, 0, $3)
			ON CONFLICT (name) DO UPDATE SET note = excluded.note`, name, l.holder, note)
		return err
	})
}

// Noted is the last note under a name, empty if there is none.
func Noted(r db.Reader, name string) (note string, err error) {
	err = r.QueryRow("SELECT note FROM lease WHERE name = $1", name).Scan(&note)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return note, err
}
