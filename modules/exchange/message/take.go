package message

import (
	"database/sql"
	"errors"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/id"
	"reeve/kernel/secrets"
	"reeve/modules/exchange/wire"
)

// Arrival is a message from a partner whose signature, form and items were checked.
type Arrival struct {
	Signed   wire.Signed
	Envelope wire.Envelope
	N        int64
	Items    [][]byte // sealed, by item; nil = it came ahead in chunks
	Gone     bool     // the sender erased its content before it got here
}

// Arrived is an arrival that is ready to be stored.
type Arrived struct {
	Arrival
	box   *secrets.Box
	parts []part
}

// Arrive seals an arrival's content under a key of its own; no transaction is needed.
func (m *Messages) Arrive(a Arrival) *Arrived {
	rec := record(a.Envelope.Sender, a.Envelope.Nonce)
	r := &Arrived{Arrival: a}
	if a.Gone {
		return r
	}
	r.box = m.Keys.NewBox(rec)
	for i, b := range a.Items {
		if b != nil {
			r.parts = append(r.parts, part{rec, i + 1, sealedSide, 0, r.box.Seal(field(i+1, sealedSide, 0), b)})
		}
	}
	return r
}

// Take stores a message from a partner, records it and runs the hooks. The caller has checked order and right.
func (m *Messages) Take(tx *db.Tx, a *Arrived) (Message, error) {
	e := a.Envelope
	msg := Message{ID: a.Signed.ID(), Ref: id.Ref(), Partner: e.Sender, Envelope: e, Signed: a.Signed, StoredAt: tx.Now(), State: Took}
	if err := m.insert(tx, msg, a.N, audit.Collection, "exchange.take"); err != nil {
		return msg, err
	}
	if a.Gone {
		msg.ErasedAt = tx.Now()
		if err := m.Keys.Erase(tx, record(e.Sender, e.Nonce), Kind, "message.erased_before"); err != nil {
			return msg, err
		}
	} else if err := a.box.Store(tx); err != nil {
		return msg, err
	}
	if err := insertParts(tx, a.parts); err != nil {
		return msg, err
	}
	for i, ref := range e.Items {
		if len(ref.Chunks) > 0 && !a.Gone {
			if err := adopt(tx, stageName(e.Sender, ref.Digest), msg.ID, i+1, ref.Digest); err != nil {
				return msg, err
			}
		}
	}
	for _, hook := range m.Taken {
		if err := hook(tx, msg); err != nil {
			return msg, err
		}
	}
	return msg, nil
}

// Known finds a message of a sender by its name, or by its nonce: the name it was taken under. ok is false if it is new.
func Known(q db.Reader, sender wire.Org, name wire.ID, nonce string) (taken wire.ID, ok bool, err error) {
	err = q.QueryRow("SELECT id FROM exchange_message WHERE sender = $1 AND nonce = $2", string(sender), nonce).Scan(&taken)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return taken, err == nil, err
}

// Numbered is the message that a sender gave a number, empty if none was taken under it.
func Numbered(q db.Reader, sender wire.Org, epoch, n int64) (name wire.ID, err error) {
	err = q.QueryRow("SELECT id FROM exchange_message WHERE sender = $1 AND epoch = $2 AND n = $3 AND own = FALSE LIMIT 1", string(sender), epoch, n).Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return name, err
}

// Last is the last number taken from a sender in an epoch of its log.
func Last(q db.Reader, sender wire.Org, epoch int64) (n int64, err error) {
	err = q.QueryRow("SELECT n FROM exchange_order WHERE partner = $1 AND epoch = $2 AND side = 'in'", string(sender), epoch).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, err
}

// SetLast keeps the last number taken; the caller holds the lock of the sender's order.
func SetLast(tx *db.Tx, sender wire.Org, epoch, n int64) error {
	_, err := tx.Exec(`INSERT INTO exchange_order (partner, epoch, side, n) VALUES ($1, $2, 'in', $3)
		ON CONFLICT (partner, epoch, side) DO UPDATE SET n = excluded.n`, string(sender), epoch, n)
	return err
}
