package message

import (
	"bytes"
	"context"
	"io"

	"filippo.io/age"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/secrets"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// Renumber signs anew, in the log's present epoch, what waited in the outbox when an older epoch ended: after a restore
// the partners may have got more than this database remembers, so its numbers begin again. Nothing happens when nothing
// of an older epoch waits.
func (m *Messages) Renumber(ctx context.Context) error {
	for {
		var name wire.ID
		err := m.DB.Read(ctx, func(s *db.Snapshot) error {
			epoch, err := audit.Epoch(s)
			if err != nil {
				return err
			}
			all, err := db.Strings(s, "SELECT message FROM exchange_outbox WHERE state = 'queued' AND epoch < $1 ORDER BY epoch, n LIMIT 1", epoch)
			if len(all) > 0 {
				name = wire.ID(all[0])
			}
			return err
		})
		if err != nil || name == "" {
			return err
		}
		if err := m.DB.Write(ctx, db.System(), func(tx *db.Tx) error { return m.renumber(tx, name) }); err != nil {
			return err
		}
	}
}

// renumber sends a message again to all its partners under new numbers; those who have it recognise its nonce.
func (m *Messages) renumber(tx *db.Tx, name wire.ID) error {
	msg, err := Load(tx, string(name))
	if err != nil {
		return err
	}
	e := msg.Envelope
	e.Recipient = append([]wire.Recipient(nil), e.Recipient...)
	if err := m.number(tx, &e); err != nil {
		return err
	}
	signed, err := m.sign(&e)
	if err != nil {
		return err
	}
	raw, err := signed.MarshalBinary()
	if err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE exchange_outbox SET state = 'resent', settled_at = $3 WHERE message = $1 AND epoch < $2 AND state <> 'refused'",
		string(name), e.Epoch, db.Micros(tx.Now())); err != nil {
		return err
	}
	for _, r := range e.Recipient {
		if err := queue(tx, name, signed.ID(), e.Epoch, r, raw); err != nil {
			return err
		}
		m.Wake(r.Org)
	}
	return m.Log.Record(tx, audit.Entry{Operation: audit.Disclosure, Action: "exchange.resend", Kind: Kind, ID: string(name), Org: string(msg.Partner), Justification: string(signed.ID())})
}

// Again queues once more what a partner has lost: it asks for number from although it vouched for later ones. That counts
// only when its log has begun a new epoch since: accepted is the newest that somebody here accepted.
func (m *Messages) Again(ctx context.Context, to node.Partner, accepted, epoch, from int64) error {
	var names []string
	var last int64
	err := m.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		if names, err = db.Strings(s, `SELECT o.message FROM exchange_outbox o WHERE o.partner = $1 AND o.epoch = $2 AND o.n >= $3 AND o.state IN ('delivered', 'refused') ORDER BY o.n`,
			string(to.Org), epoch, from); err != nil {
			return err
		}
		return s.QueryRow(`SELECT COALESCE(MAX(r.epoch), 0) FROM exchange_receipt r JOIN exchange_outbox o ON o.message = r.message AND o.partner = r.partner
			WHERE r.partner = $1 AND r.own = FALSE AND o.epoch = $2 AND o.n >= $3 AND r.kind IN ('delivered', 'refused')`, string(to.Org), epoch, from).Scan(&last)
	})
	if err != nil {
		return err
	}
	if len(names) == 0 || last >= accepted {
		return errs.New(errs.Conflict, "message.partner_forgot", "expected", from)
	}
	for _, name := range names {
		if err := m.again(ctx, to, wire.ID(name), epoch); err != nil {
			return err
		}
	}
	return nil
}

// again queues a message once more under its number, sealed anew if its sealed bytes were forgotten.
func (m *Messages) again(ctx context.Context, to node.Partner, name wire.ID, epoch int64) error {
	var msg Message
	var lost bool
	err := m.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		if msg, err = Load(s, string(name)); err != nil || !msg.ErasedAt.IsZero() || len(msg.Envelope.Items) == 0 {
			return err
		}
		var n int
		err = s.QueryRow(`SELECT COUNT(*) FROM exchange_chunk WHERE side = 'sealed' AND (record = $1 OR record IN (SELECT record FROM exchange_stage WHERE message = $2))`,
			record(msg.Envelope.Sender, msg.Envelope.Nonce), string(name)).Scan(&n)
		lost = n == 0
		return err
	})
	if err != nil {
		return err
	}
	var anew *resealed
	if lost {
		if anew, err = m.reseal(ctx, msg); err != nil {
			return err
		}
	}
	return m.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		wireName, raw := "", []byte(nil)
		if anew != nil {
			if err := insertParts(tx, anew.parts); err != nil {
				return err
			}
			s, err := m.sign(&anew.envelope)
			if err != nil {
				return err
			}
			if raw, err = s.MarshalBinary(); err != nil {
				return err
			}
			wireName = string(s.ID())
		}
		if _, err := tx.Exec(`UPDATE exchange_outbox SET state = 'queued', settled_at = 0, reason = '', wire = CASE WHEN $4 = '' THEN wire ELSE $4 END, envelope = COALESCE($5, envelope)
			WHERE message = $1 AND partner = $2 AND epoch = $3`, string(name), string(to.Org), epoch, wireName, nullBytes(raw)); err != nil {
			return err
		}
		m.Wake(to.Org)
		return m.Log.Record(tx, audit.Entry{Operation: audit.Disclosure, Action: "exchange.resend", Kind: Kind, ID: string(name), Org: string(to.Org), Justification: wireName})
	})
}

func nullBytes(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}

// resealed is a message whose content was sealed once more.
type resealed struct {
	envelope wire.Envelope
	parts    []part
}

// reseal seals the items of an own message again, with the same heads, for the present keys of its recipients.
func (m *Messages) reseal(ctx context.Context, msg Message) (*resealed, error) {
	r := &resealed{envelope: msg.Envelope}
	r.envelope.Items = nil
	rec := record(msg.Envelope.Sender, msg.Envelope.Nonce)
	to, err := m.sealersOf(ctx, msg.Envelope.Recipients())
	if err != nil {
		return nil, err
	}
	keys := keysOf(to)
	var box *secrets.Box
	if err := m.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		box, err = m.Keys.OpenBox(s, rec)
		return err
	}); err != nil {
		return nil, err
	}
	for i, ref := range msg.Envelope.Items {
		h, content, err := m.Content(ctx, msg.ID, i+1)
		if err != nil {
			return nil, err
		}
		d := wire.NewDigester()
		if len(ref.Chunks) == 0 {
			plain, err := io.ReadAll(content)
			if err != nil {
				return nil, err
			}
			var sealed bytes.Buffer
			if err := wire.SealTo(&sealed, h, bytes.NewReader(plain), keys...); err != nil {
				return nil, err
			}
			d.Write(sealed.Bytes())
			r.parts = append(r.parts, part{rec, i + 1, sealedSide, 0, box.Seal(field(i+1, sealedSide, 0), sealed.Bytes())})
		} else if err := m.resealLarge(ctx, msg, i+1, h, content, d, keys); err != nil {
			return nil, err
		}
		content.Close()
		r.envelope.Items = append(r.envelope.Items, d.Ref(i+1))
	}
	return r, nil
}

func (m *Messages) resealLarge(ctx context.Context, msg Message, item int, h wire.ItemHead, content io.Reader, d *wire.Digester, keys []*age.HybridRecipient) error {
	st := &stage{m: m}
	err := m.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		if st.record, err = stageOf(s, msg.ID, item); err == nil {
			st.box, err = m.Keys.OpenBox(s, st.record)
		}
		return err
	})
	if err != nil {
		return err
	}
	w := st.writer(ctx, sealedSide)
	if err := wire.SealTo(io.MultiWriter(w, d), h, content, keys...); err != nil {
		return err
	}
	return w.Close()
}
