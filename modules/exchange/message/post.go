package message

import (
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// Post numbers, signs, stores, queues and records a prepared message in the caller's transaction. The channel to each
// recipient must allow it now.
func (m *Messages) Post(tx *db.Tx, p *Prepared) (Message, error) {
	e := p.envelope
	e.Recipient = append([]wire.Recipient(nil), e.Recipient...) // the function may run again
	if err := m.number(tx, &e); err != nil {
		return Message{}, err
	}
	for i, r := range e.Recipient {
		state, serial, err := node.Standing(tx, r.Org)
		switch {
		case err != nil:
			return Message{}, err
		case state != node.Trusted:
			return Message{}, errs.New(errs.Forbidden, "message.not_trusted", "node", string(r.Org))
		case serial != p.sealed[i].serial:
			return Message{}, errs.New(errs.Conflict, "message.key_changed", "node", string(r.Org))
		}
		if err := permitted(tx, e, r.Org, p.sizes); err != nil {
			return Message{}, err
		}
	}
	var err error
	if e.Heads, e.Lamport, err = thread(tx, e.Case); err != nil {
		return Message{}, err
	}
	signed, err := m.sign(&e)
	if err != nil {
		return Message{}, err
	}
	msg := Message{ID: signed.ID(), Ref: id.Ref(), Own: true, Partner: e.Recipient[0].Org, Envelope: e, Signed: signed, StoredAt: tx.Now(), State: Queued}
	if err := m.insert(tx, msg, e.Recipient[0].N, audit.Disclosure, "exchange.post"); err != nil {
		return msg, err
	}
	if err := p.box.Store(tx); err != nil {
		return msg, err
	}
	if err := insertParts(tx, p.parts); err != nil {
		return msg, err
	}
	for i, rec := range p.staged {
		if rec == "" {
			continue
		}
		if err := adopt(tx, rec, msg.ID, i+1, p.envelope.Items[i].Digest); err != nil {
			return msg, err
		}
	}
	for _, r := range e.Recipient {
		if err := queue(tx, msg.ID, msg.ID, e.Epoch, r, nil); err != nil {
			return msg, err
		}
		m.Wake(r.Org)
	}
	for _, hear := range m.Posted {
		if err := hear(tx, msg); err != nil {
			return msg, err
		}
	}
	return msg, nil
}

// number fills what hangs on the log and on the order to each recipient.
func (m *Messages) number(tx *db.Tx, e *wire.Envelope) (err error) {
	if e.Epoch, err = audit.Epoch(tx); err != nil {
		return err
	}
	for i := range e.Recipient {
		r := &e.Recipient[i]
		if err := tx.Lock("exchange.out", string(r.Org)); err != nil {
			return err
		}
		if r.N, err = next(tx, r.Org, e.Epoch); err != nil {
			return err
		}
	}
	return nil
}

// next is the next number of the order to a partner.
func next(tx *db.Tx, to wire.Org, epoch int64) (n int64, err error) {
	err = tx.QueryRow(`INSERT INTO exchange_order (partner, epoch, side, n) VALUES ($1, $2, 'out', 1)
		ON CONFLICT (partner, epoch, side) DO UPDATE SET n = exchange_order.n + 1 RETURNING n`, string(to), epoch).Scan(&n)
	tx.Changed()
	return n, err
}

// permitted asks the channel to a recipient. Whether the recipient allows it too shows when it comes there.
func permitted(tx *db.Tx, e wire.Envelope, to wire.Org, sizes []int64) error {
	c, err := node.Running(tx, to, tx.Now())
	if err != nil {
		return err
	}
	for i, size := range sizes { // the envelope tells only how much is sealed
		if err := c.PermitItem(wire.ItemHead{N: i + 1, Size: size}); err != nil {
			return err
		}
	}
	return Permit(tx, c, e, tx.Now())
}

// Permit asks a channel whether a message may pass. When the channel has ended, only what belongs to a known message may.
func Permit(q db.Reader, c node.Channel, e wire.Envelope, now time.Time) error {
	if err := c.Permit(e, now); err != nil {
		return err
	}
	if c.InForce(now) || e.AnswerTo == "" {
		return nil
	}
	if _, err := Load(q, string(e.AnswerTo)); errs.KindOf(err) == errs.NotFound {
		return errs.New(errs.Forbidden, "node.channel_ended", "at", wire.FormatInstant(c.End().UTC()))
	} else if err != nil {
		return err
	}
	return nil
}

func (m *Messages) sign(e *wire.Envelope) (wire.Signed, error) {
	e.Key = m.Own.KeyID()
	body, err := e.Marshal()
	if err != nil {
		return wire.Signed{}, err
	}
	return m.signAs(e.Key, "envelope", body)
}

// signAs signs a text that names the key; the key may have been replaced since the text was written.
func (m *Messages) signAs(key, typ string, body []byte) (wire.Signed, error) {
	if s := m.Own.Sign(typ, body); s.Key == key {
		return s, nil
	}
	return m.Own.SignWith(key, typ, body)
}

func (m *Messages) insert(tx *db.Tx, msg Message, n int64, operation audit.Operation, action string) error {
	e := msg.Envelope
	raw, err := msg.Signed.MarshalBinary()
	if err != nil {
		return err
	}
	stored := []any{msg.Ref, msg.Own, string(e.Sender), string(msg.Partner), e.Epoch, n, e.Nonce, e.Case, string(e.Kind), e.Lamport, raw, db.Micros(msg.StoredAt)}
	if _, err := tx.Exec(`INSERT INTO exchange_message (id, ref, own, sender, partner, epoch, n, nonce, casename, kind, lamport, envelope, stored_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, append([]any{string(msg.ID)}, stored...)...); err != nil {
		return err
	}
	return m.Log.Record(tx, audit.Entry{Operation: operation, Action: action, Kind: Kind, ID: string(msg.ID), Org: string(msg.Partner), Justification: e.Basis, Stored: stored})
}

func insertParts(tx *db.Tx, parts []part) error {
	for _, p := range parts {
		if _, err := tx.Exec("INSERT INTO exchange_chunk (record, item, side, part, content) VALUES ($1, $2, $3, $4, $5)",
			p.record, p.item, p.side, p.n, p.content); err != nil {
			return err
		}
	}
	return nil
}

// adopt makes a large item part of a message.
func adopt(tx *db.Tx, rec string, msg wire.ID, item int, digest string) error {
	n, err := tx.Exec("UPDATE exchange_stage SET message = $2, item = $3, digest = $4 WHERE record = $1 AND message = ''", rec, string(msg), item, digest)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "message.item_gone", "item", item)
	}
	return err
}

func queue(tx *db.Tx, msg, name wire.ID, epoch int64, r wire.Recipient, anew []byte) error {
	_, err := tx.Exec(`INSERT INTO exchange_outbox (partner, epoch, n, message, wire, role, state, envelope, queued_at, settled_at, reason)
		VALUES ($1, $2, $3, $4, $5, $6, 'queued', $7, $8, 0, '')`, string(r.Org), epoch, r.N, string(msg), string(name), string(r.Role), anew, db.Micros(tx.Now()))
	return err
}
