package message

import (
	"database/sql"
	"errors"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/wire"
)

const selectMessage = `SELECT m.id, m.ref, m.own, m.partner, m.envelope, m.stored_at,
	COALESCE((SELECT e.at FROM erasure e WHERE e.record = 'exchange:' || m.sender || ':' || m.nonce), 0),
	(SELECT COUNT(*) FROM exchange_outbox o WHERE o.message = m.id AND o.state = 'queued'),
	(SELECT COUNT(*) FROM exchange_outbox o WHERE o.message = m.id AND o.state = 'refused')
	FROM exchange_message m `

func scanMessage(scan db.Scan) (m Message, err error) {
	var raw []byte
	var stored, erased, queued, refused int64
	if err := scan(&m.ID, &m.Ref, &m.Own, &m.Partner, &raw, &stored, &erased, &queued, &refused); err != nil {
		return m, err
	}
	m.StoredAt, m.ErasedAt = db.Time(stored), db.Time(erased)
	switch {
	case !m.Own:
		m.State = Took
	case queued > 0:
		m.State = Queued
	case refused > 0:
		m.State = Refused
	default:
		m.State = Delivered
	}
	if m.Signed, err = wire.ParseSigned(raw); err != nil {
		return m, err
	}
	m.Envelope, err = wire.ParseEnvelope(m.Signed.Body)
	return m, err
}

// Load finds a message by its name, its ref, or a name under which it was sent anew. errs.NotFound if there is none.
func Load(q db.Reader, idOrRef string) (Message, error) {
	m, err := scanMessage(q.QueryRow(selectMessage+"WHERE m.id = $1 OR m.ref = $1", idOrRef).Scan)
	if !errors.Is(err, sql.ErrNoRows) {
		return m, err
	}
	id, err := local(q, wire.ID(idOrRef))
	if err != nil {
		return Message{}, err
	}
	return scanMessage(q.QueryRow(selectMessage+"WHERE m.id = $1", string(id)).Scan)
}

// local is the name here of a message that a partner may know by a later one.
func local(q db.Reader, wireID wire.ID) (id wire.ID, err error) {
	err = q.QueryRow("SELECT message FROM exchange_outbox WHERE wire = $1 ORDER BY epoch, n LIMIT 1", string(wireID)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		err = errs.New(errs.NotFound, "message.not_found", "id", string(wireID))
	}
	return id, err
}

// Case gives the messages of a case in their order of display.
func Case(q db.Reader, name string) ([]Message, error) {
	return db.All(q, scanMessage, selectMessage+"WHERE m.casename = $1 ORDER BY m.lamport, m.stored_at, m.id", name)
}

// Passage is a message's way to one partner.
type Passage struct {
	Partner   wire.Org
	Role      wire.Role
	State     State
	N         int64
	Epoch     int64
	Wire      wire.ID // the name it travels under
	Reason    string  // key, when refused
	QueuedAt  int64   // µs
	SettledAt int64   // µs, 0 = not yet
}

// Passages are the ways of an own message, in the order of its recipients' names. What was sent anew appears once.
func Passages(q db.Reader, id wire.ID) ([]Passage, error) {
	return db.All(q, func(scan db.Scan) (p Passage, err error) {
		err = scan(&p.Partner, &p.Role, &p.State, &p.N, &p.Epoch, &p.Wire, &p.Reason, &p.QueuedAt, &p.SettledAt)
		return
	}, `SELECT partner, role, state, n, epoch, wire, reason, queued_at, settled_at FROM exchange_outbox
		WHERE message = $1 AND state <> 'resent' ORDER BY partner, epoch, n`, string(id))
}

// thread is what a new message of a case has to name: the messages that no other names yet, and the next place.
func thread(q db.Reader, name string) (heads []wire.ID, lamport int64, err error) {
	named := map[wire.ID]bool{}
	var all []wire.ID
	err = db.Each(q, func(scan db.Scan) error {
		var id wire.ID
		var raw []byte
		var l int64
		if err := scan(&id, &raw, &l); err != nil {
			return err
		}
		s, err := wire.ParseSigned(raw)
		if err != nil {
			return err
		}
		e, err := wire.ParseEnvelope(s.Body)
		if err != nil {
			return err
		}
		for _, h := range e.Heads {
			named[h] = true
		}
		all, lamport = append(all, id), max(lamport, l)
		return nil
	}, "SELECT id, envelope, lamport FROM exchange_message WHERE casename = $1 ORDER BY lamport, stored_at, id", name)
	for _, id := range all {
		if !named[id] {
			heads = append(heads, id)
		}
	}
	if n := len(heads) - maxHeads; n > 0 {
		heads = heads[n:]
	}
	return heads, lamport + 1, err
}

// maxHeads bounds what an envelope names; a case with more loose ends names the latest.
const maxHeads = 64

// Anew are the envelopes of a message that were signed again after a restore, as they were sent.
func Anew(q db.Reader, id wire.ID) ([]string, error) {
	all, err := db.All(q, func(scan db.Scan) (s string, err error) {
		var raw []byte
		err = scan(&raw)
		return string(raw), err
	}, "SELECT DISTINCT envelope FROM exchange_outbox WHERE message = $1 AND envelope IS NOT NULL ORDER BY envelope", string(id))
	if all == nil {
		all = []string{}
	}
	return all, err
}
