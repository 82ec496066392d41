package message

import (
	"database/sql"
	"errors"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// Parcel is what delivery takes to one partner: a signed envelope and its small items, sealed.
type Parcel struct {
	Message wire.ID // its name here
	Wire    wire.ID // its name on the way
	N       int64
	Epoch   int64
	Signed  []byte
	Refs    []wire.ItemRef
	Items   [][]byte // by item; nil = large, it goes ahead in chunks
	Gone    bool     // its content was erased
	Size    int      // bytes of envelope and items
}

// Waiting gives what waits for a partner in an epoch of our log, in order, beyond number after: at most most parcels and,
// but for the first, max bytes.
func (m *Messages) Waiting(q db.Reader, to wire.Org, epoch, after int64, most, max int) ([]Parcel, error) {
	type line struct {
		Parcel
		sender, nonce string
	}
	rows, err := db.All(q, func(scan db.Scan) (p line, err error) {
		err = scan(&p.Message, &p.Wire, &p.N, &p.Signed, &p.sender, &p.nonce)
		p.Epoch = epoch
		return p, err
	}, `SELECT o.message, o.wire, o.n, COALESCE(o.envelope, m.envelope), m.sender, m.nonce
		FROM exchange_outbox o JOIN exchange_message m ON m.id = o.message
		WHERE o.partner = $1 AND o.epoch = $2 AND o.n > $3 AND o.state = 'queued' ORDER BY o.n LIMIT $4`, string(to), epoch, after, most)
	if err != nil {
		return nil, err
	}
	var all []Parcel
	total := 0
	for _, r := range rows {
		p := r.Parcel
		if err := m.load(q, &p, record(wire.Org(r.sender), r.nonce)); err != nil {
			return nil, err
		}
		if total += p.Size; len(all) > 0 && total > max {
			break
		}
		all = append(all, p)
	}
	return all, nil
}

// load reads the sealed items of a parcel.
func (m *Messages) load(q db.Reader, p *Parcel, rec string) error {
	s, err := wire.ParseSigned(p.Signed)
	if err != nil {
		return err
	}
	e, err := wire.ParseEnvelope(s.Body)
	if err != nil {
		return err
	}
	p.Refs, p.Items, p.Size = e.Items, make([][]byte, len(e.Items)), len(p.Signed)
	if len(e.Items) == 0 {
		return nil
	}
	box, err := m.Keys.OpenBox(q, rec)
	if errs.KindOf(err) == errs.Gone {
		p.Gone = true
		return nil
	}
	if err != nil {
		return err
	}
	for i, ref := range e.Items {
		if len(ref.Chunks) > 0 {
			continue
		}
		var content []byte
		err := q.QueryRow("SELECT content FROM exchange_chunk WHERE record = $1 AND item = $2 AND side = 'sealed' AND part = 0", rec, i+1).Scan(&content)
		if err != nil {
			return err
		}
		if p.Items[i], err = box.Open(field(i+1, sealedSide, 0), content); err != nil {
			return err
		}
		p.Size += len(p.Items[i])
	}
	return nil
}

// SealedChunk is the n-th chunk (from 0) of a large item of a message of ours.
func (m *Messages) SealedChunk(q db.Reader, name wire.ID, item, n int) ([]byte, error) {
	rec, err := stageOf(q, name, item)
	if err != nil {
		return nil, err
	}
	box, err := m.Keys.OpenBox(q, rec)
	if err != nil {
		return nil, err
	}
	return chunk(q, box, rec, 0, sealedSide, n)
}

// Partners are the partners for whom messages or receipts wait.
func Partners(q db.Reader) ([]wire.Org, error) {
	return db.All(q, func(scan db.Scan) (o wire.Org, err error) { return o, scan(&o) },
		`SELECT DISTINCT partner FROM exchange_outbox WHERE state = 'queued'
		UNION SELECT DISTINCT partner FROM exchange_receipt WHERE own = TRUE AND sent IS NULL`)
}

// Pending is an own receipt that waits to be sent.
type Pending struct {
	Row    string
	Signed []byte
}

// PendingReceipts are own receipts for a partner whose entries have numbers, oldest first, but for those in without.
func (m *Messages) PendingReceipts(q db.Reader, to wire.Org, without map[string]bool, most int) ([]Pending, error) {
	rows, err := db.All(q, scanReceipt, "SELECT "+receiptColumns+" FROM exchange_receipt WHERE partner = $1 AND own = TRUE AND sent IS NULL ORDER BY at, id LIMIT $2",
		string(to), most+len(without))
	if err != nil {
		return nil, err
	}
	var all []Pending
	for _, r := range rows {
		if without[r.id] || len(all) == most {
			continue
		}
		signed, err := m.ownSigned(q, r)
		if err != nil {
			return nil, err
		}
		if signed == nil {
			break // those after it have no number either, or keep their order
		}
		all = append(all, Pending{r.id, signed})
	}
	return all, nil
}

// Sent notes that a partner has a receipt of ours, with the bytes that it has. The caller records it.
func Sent(tx *db.Tx, p Pending) error {
	_, err := tx.Exec("UPDATE exchange_receipt SET sent = $2 WHERE id = $1 AND sent IS NULL", p.Row, p.Signed)
	return err
}

// TakeReceipt stores a partner's receipt about a message of ours that was checked by [ReadReceipt], settles the message's
// way to that partner and runs the hooks. A receipt that is known changes nothing: fresh tells.
func (m *Messages) TakeReceipt(tx *db.Tx, from node.Partner, r wire.Receipt, s wire.Signed) (fresh bool, err error) {
	name, state, err := passage(tx, r.Message, from.Org)
	if err != nil {
		return false, err
	}
	if r.Kind == wire.Delivered && state == Delivered { // the same, perhaps signed by a newer key
		return false, nil
	}
	var known bool
	if err := tx.QueryRow("SELECT EXISTS (SELECT 1 FROM exchange_receipt WHERE id = $1)", string(s.ID())).Scan(&known); err != nil || known {
		return false, err
	}
	raw, err := s.MarshalBinary()
	if err != nil {
		return false, err
	}
	at, err := wire.ParseInstant(r.At)
	if err != nil {
		return false, err
	}
	row := row{id: string(s.ID()), message: string(name), node: from.Org, partner: from.Org, kind: r.Kind, at: db.Micros(at), item: int64(r.Item),
		account: r.Account, detail: r.Detail, reason: r.Reason, epoch: r.Log.Epoch, signed: raw, storedAt: db.Micros(tx.Now())}
	if err := m.insertReceipt(tx, row, audit.Collection, "exchange.receipt."+string(r.Kind)); err != nil {
		return false, err
	}
	switch r.Kind {
	case wire.Delivered:
		err = settle(tx, name, from.Org, Delivered, "")
	case wire.Refused_:
		if state == Queued {
			err = settle(tx, name, from.Org, Refused, r.Detail)
		}
	}
	if err != nil {
		return false, err
	}
	msg, err := Load(tx, string(name))
	if err != nil {
		return false, err
	}
	if msg.State == Delivered && r.Kind == wire.Delivered {
		if err := m.dropSealed(tx, msg); err != nil {
			return false, err
		}
	}
	for _, hook := range m.Receipted {
		if err := hook(tx, msg, r); err != nil {
			return false, err
		}
	}
	return true, nil
}

// passage is the name here of a message that a partner knows by another, and how far it is on its way there.
func passage(q db.Reader, wireID wire.ID, to wire.Org) (name wire.ID, s State, err error) {
	err = q.QueryRow(`SELECT message, state FROM exchange_outbox WHERE partner = $2 AND state <> 'resent' AND message IN (SELECT message FROM exchange_outbox WHERE wire = $1)
		ORDER BY epoch DESC, n DESC LIMIT 1`, string(wireID), string(to)).Scan(&name, &s)
	if errors.Is(err, sql.ErrNoRows) {
		err = errs.New(errs.Forbidden, "message.not_for_them", "id", string(wireID))
	}
	return name, s, err
}

func settle(tx *db.Tx, name wire.ID, to wire.Org, state State, reason string) error {
	_, err := tx.Exec("UPDATE exchange_outbox SET state = $3, settled_at = $4, reason = $5 WHERE message = $1 AND partner = $2 AND state = 'queued'",
		string(name), string(to), string(state), db.Micros(tx.Now()), reason)
	return err
}

// dropSealed forgets the sealed bytes of a message that all its partners have. What was written stays.
func (m *Messages) dropSealed(tx *db.Tx, msg Message) error {
	if len(msg.Envelope.Items) == 0 {
		return nil
	}
	if _, err := tx.Exec("DELETE FROM exchange_chunk WHERE record = $1 AND side = 'sealed'", record(msg.Envelope.Sender, msg.Envelope.Nonce)); err != nil {
		return err
	}
	for i, ref := range msg.Envelope.Items {
		if len(ref.Chunks) == 0 {
			continue
		}
		if _, err := tx.Exec(`DELETE FROM exchange_chunk WHERE side = 'sealed' AND record IN (SELECT record FROM exchange_stage WHERE message = $1 AND item = $2)`,
			string(msg.ID), i+1); err != nil {
			return err
		}
	}
	return nil
}
