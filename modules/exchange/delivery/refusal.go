package delivery

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"sync"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/modules/exchange/wire"
)

// Refusal is something that this node would not take.
type Refusal struct {
	ID      string
	Partner wire.Org // who sent it, or says so
	Subject wire.ID  // name of the message, or of the batch
	Epoch   int64
	N       int64 // the number it had, 0 = none
	Spent   bool  // the number is used up
	Proven  bool  // that it is of the partner: its signature held
	Reason  string
	Detail  string
	At      time.Time
}

const refusalColumns = "id, partner, subject, epoch, n, spent, proven, reason, detail, at"

func scanRefusal(scan db.Scan) (r Refusal, err error) {
	var at int64
	err = scan(&r.ID, &r.Partner, &r.Subject, &r.Epoch, &r.N, &r.Spent, &r.Proven, &r.Reason, &r.Detail, &at)
	r.At = db.Time(at)
	return r, err
}

// Refusals are what was refused of a partner, newest first; of everybody for an empty name.
func Refusals(q db.Reader, partner wire.Org, most int) ([]Refusal, error) {
	return db.All(q, scanRefusal, "SELECT "+refusalColumns+" FROM exchange_refusal WHERE partner = $1 OR $1 = '' ORDER BY at DESC, id DESC LIMIT $2", string(partner), most)
}

// refusalOf finds the refusal of a message or batch.
func refusalOf(q db.Reader, partner wire.Org, subject wire.ID) (r Refusal, ok bool, err error) {
	r, err = scanRefusal(q.QueryRow("SELECT "+refusalColumns+" FROM exchange_refusal WHERE partner = $1 AND subject = $2 ORDER BY spent DESC, at LIMIT 1", string(partner), string(subject)).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	return r, err == nil, err
}

// because reads the reason of an error: its key, for the partner and the log, and what its fields name.
func because(err error) (key, detail string) {
	e := errs.Of(err)
	if e == nil {
		return "delivery.hitch", ""
	}
	key = e.Key
	for _, f := range e.Fields {
		detail = f.Field + ": " + f.Key
		break
	}
	return key, detail
}

// writeRefusal records a refusal; one that is known, for the same reason, is not written again. ok is false where the
// partner was refused so often today that no more is written.
func (d *Delivery) writeRefusal(tx *db.Tx, r Refusal) (_ Refusal, ok bool, err error) {
	known, err := scanRefusal(tx.QueryRow("SELECT "+refusalColumns+" FROM exchange_refusal WHERE partner = $1 AND subject = $2 AND reason = $3",
		string(r.Partner), string(r.Subject), r.Reason).Scan)
	if err == nil {
		return known, true, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return r, false, err
	}
	var today int64
	if err := tx.QueryRow("SELECT COUNT(*) FROM exchange_refusal WHERE proven = $1 AND (partner = $2 OR $1 = FALSE) AND at >= $3",
		r.Proven, string(r.Partner), db.Micros(tx.Now().Add(-24*time.Hour))).Scan(&today); err != nil {
		return r, false, err
	}
	if today >= int64(d.Limits.Refusals) {
		return r, false, nil
	}
	r.ID, r.At = id.At(tx.Now()), tx.Now()
	stored := []any{string(r.Partner), string(r.Subject), r.Epoch, r.N, r.Spent, r.Proven, r.Reason, r.Detail, db.Micros(r.At)}
	if _, err := tx.Exec("INSERT INTO exchange_refusal ("+refusalColumns+") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", append([]any{r.ID}, stored...)...); err != nil {
		return r, false, err
	}
	return r, true, d.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "exchange.refuse", Kind: refusalKind, ID: r.ID, Org: string(r.Partner), Justification: r.Reason, Stored: stored})
}

// vouch is the signed receipt of a refusal.
func (d *Delivery) vouch(q db.Reader, r Refusal) ([]byte, error) {
	p, err := audit.PlaceOf(q, refusalKind, r.ID)
	if err != nil {
		return nil, err
	}
	return d.Messages.VouchAt(q, wire.Refused_, r.Subject, r.Reason, r.Detail, db.Micros(r.At), p)
}

// refuseBatch records that a batch as a whole was refused and gives the receipt that says so; nil where too much was
// refused today already.
func (d *Delivery) refuseBatch(ctx context.Context, r Refusal) (receipt []byte, err error) {
	slog.Warn("batch refused", "from", r.Partner, "reason", r.Reason, "detail", r.Detail)
	var ok bool
	err = d.DB.Write(ctx, db.Actor{Kind: "node", ID: string(r.Partner)}, func(tx *db.Tx) (err error) {
		var w Refusal
		if w, ok, err = d.writeRefusal(tx, r); ok {
			r = w
		}
		return err
	})
	if err != nil || !ok {
		return nil, err
	}
	if err := d.Log.WaitAll(ctx); err != nil {
		return nil, err
	}
	err = d.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		receipt, err = d.vouch(s, r)
		return err
	})
	return receipt, err
}

// rates counts requests of the last minute, by who sends them.
type rates struct {
	mu     sync.Mutex
	minute int64
	by     map[string]int
}

// allow counts a request and tells whether it is within the limit.
func (r *rates) allow(now time.Time, who string, limit int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if m := now.Unix() / 60; m != r.minute || r.by == nil {
		r.minute, r.by = m, map[string]int{}
	}
	r.by[who]++
	return r.by[who] <= limit
}
