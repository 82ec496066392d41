package mail

import (
	"context"
	"crypto/x509"
	"database/sql"
	"encoding/json"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/jobs"
	"reeve/kernel/secrets"
)

// Outbox keeps messages until a server has taken them. Safe for concurrent use.
type Outbox struct {
	d     *db.DB
	keys  *secrets.Keys
	log   *audit.Log
	now   func() time.Time
	Roots *x509.CertPool // authorities that vouch for the server; nil = those of the system
}

// New makes the outbox of a database whose schema is up to date.
func New(d *db.DB, keys *secrets.Keys, log *audit.Log, now func() time.Time) *Outbox {
	return &Outbox{d: d, keys: keys, log: log, now: now}
}

// Times of the outbox. A try ends before somebody else may begin one.
const (
	tryTime   = 45 * time.Second
	busyTime  = 2 * time.Minute
	firstWait = time.Minute
	mostWait  = 4 * time.Hour
	giveUp    = 4 * 24 * time.Hour
	keepSent  = 30 * 24 * time.Hour
	keepDead  = 180 * 24 * time.Hour
)

// Work says who does the jobs of the outbox; called before the runner runs.
func (o *Outbox) Work(r *jobs.Runner) {
	r.Handle(kind, func(ctx context.Context, body []byte) error { return o.deliver(ctx, string(body)) })
	r.Every("mail.sweep", 6*time.Hour, o.Sweep)
}

// waiting is a message that is being sent.
type waiting struct {
	id, record, messageID string
	attempts              int64
	queued                time.Time
	content
}

// deliver tries to send one message.
func (o *Outbox) deliver(ctx context.Context, letter string) error {
	w, set, ok, err := o.take(ctx, letter)
	if err != nil || !ok {
		return err
	}
	try, cancel := context.WithTimeout(ctx, tryTime)
	defer cancel()
	return o.settle(ctx, w, o.transmit(try, set, w))
}

// take reads a message and keeps others away from it. ok is false where there is nothing to send: it was sent or given
// up, what it was about has been erased, or another node is at it.
func (o *Outbox) take(ctx context.Context, letter string) (w waiting, set server, ok bool, err error) {
	err = o.d.Housekeep(ctx, func(tx *db.Tx) error {
		w, ok = waiting{id: letter}, false
		var sealed []byte
		var queued, busy int64
		var state string
		err := tx.QueryRow("SELECT record, message_id, state, sealed, attempts, busy_until, queued_at FROM mail_message WHERE id = $1", letter).
			Scan(&w.record, &w.messageID, &state, &sealed, &w.attempts, &busy, &queued)
		if errors.Is(err, sql.ErrNoRows) || err == nil && state != Waiting {
			return nil
		}
		if err != nil {
			return err
		}
		w.queued = db.Time(queued)
		now := o.now()
		if busy > db.Micros(now) { // the one who took it has not said how it went
			return jobs.Enqueue(tx, kind, letter, []byte(letter), db.Time(busy))
		}
		plain, err := o.keys.Open(tx, w.record, sealedField+" "+letter, sealed)
		if errs.KindOf(err) == errs.Gone {
			_, err = tx.Exec("DELETE FROM mail_message WHERE id = $1", letter)
			return err
		}
		if err != nil {
			return err
		}
		if err := json.Unmarshal(plain, &w.content); err != nil {
			return err
		}
		if set, err = o.server(tx); err != nil {
			return err
		}
		ok = true
		_, err = tx.Exec("UPDATE mail_message SET busy_until = $2, attempts = attempts + 1 WHERE id = $1", letter, db.Micros(now.Add(busyTime)))
		return err
	})
	return w, set, ok, err
}

// settle writes how a try went: sent, dead, or to be tried again later.
func (o *Outbox) settle(ctx context.Context, w waiting, failure error) error {
	why, forever := reason(failure)
	return o.d.Housekeep(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		now := o.now()
		switch {
		case failure == nil:
			_, err := tx.Exec("UPDATE mail_message SET state = 'sent', sealed = NULL, busy_until = 0, failure = '', ended_at = $2 WHERE id = $1", w.id, db.Micros(now))
			return err
		case forever || now.Sub(w.queued) >= giveUp:
			slog.Warn("mail given up", "letter", w.id, "attempts", w.attempts+1, "answer", why)
			_, err := tx.Exec("UPDATE mail_message SET state = 'dead', busy_until = 0, failure = $2, ended_at = $3 WHERE id = $1", w.id, why, db.Micros(now))
			return err
		}
		wait := pause(w.attempts)
		wait += time.Duration(rand.Int64N(int64(wait / 4)))
		if _, err := tx.Exec("UPDATE mail_message SET busy_until = 0, failure = $2 WHERE id = $1", w.id, why); err != nil {
			return err
		}
		return jobs.Enqueue(tx, kind, w.id, []byte(w.id), now.Add(wait))
	})
}

// pause is how long a message waits after so many tries that went wrong before.
func pause(tries int64) time.Duration { return min(firstWait<<min(tries, 20), mostWait) }

// Again puts a dead letter back into the outbox.
func (o *Outbox) Again(tx *db.Tx, letter string) error {
	n, err := tx.Exec("UPDATE mail_message SET state = 'waiting', attempts = 0, busy_until = 0, queued_at = $2, ended_at = NULL WHERE id = $1 AND state = 'dead'",
		letter, db.Micros(tx.Now()))
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.New(errs.NotFound, "mail.no_such_letter")
	}
	if err := jobs.Enqueue(tx, kind, letter, []byte(letter), tx.Now()); err != nil {
		return err
	}
	return o.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "mail.letter.again", Kind: KindLetter, ID: letter})
}

// Drop forgets a dead letter.
func (o *Outbox) Drop(tx *db.Tx, letter string) error {
	n, err := tx.Exec("DELETE FROM mail_message WHERE id = $1 AND state = 'dead'", letter)
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.New(errs.NotFound, "mail.no_such_letter")
	}
	return o.log.Record(tx, audit.Entry{Operation: audit.Erasure, Action: "mail.letter.drop", Kind: KindLetter, ID: letter})
}

// Sweep forgets what was sent or given up long ago.
func (o *Outbox) Sweep(ctx context.Context) error {
	now := o.now()
	return o.d.Housekeep(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec("DELETE FROM mail_message WHERE (state = 'sent' AND ended_at < $1) OR (state = 'dead' AND ended_at < $2)",
			db.Micros(now.Add(-keepSent)), db.Micros(now.Add(-keepDead)))
		return err
	})
}
