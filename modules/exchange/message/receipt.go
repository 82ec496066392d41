package message

import (
	"database/sql"
	"encoding/base64"
	"errors"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// row is a row of exchange_receipt.
type row struct {
	id, message    string
	own            bool
	node, partner  wire.Org
	kind           wire.ReceiptKind
	at             int64
	item           int64
	account        string
	detail, reason string
	epoch          int64
	signed         []byte
	storedAt       int64
	sent           []byte
}

const receiptColumns = "id, message, own, node, partner, kind, at, item, account, detail, reason, epoch, signed, stored_at, sent"

func scanReceipt(scan db.Scan) (r row, err error) {
	err = scan(&r.id, &r.message, &r.own, &r.node, &r.partner, &r.kind, &r.at, &r.item, &r.account, &r.detail, &r.reason, &r.epoch, &r.signed, &r.storedAt, &r.sent)
	return r, err
}

func (m *Messages) insertReceipt(tx *db.Tx, r row, operation audit.Operation, action string) error {
	var signed any
	if r.signed != nil {
		signed = r.signed
	}
	stored := []any{r.message, r.own, string(r.node), string(r.partner), string(r.kind), r.at, r.item, r.account, r.detail, r.reason, r.epoch, signed, r.storedAt}
	if _, err := tx.Exec(`INSERT INTO exchange_receipt (id, message, own, node, partner, kind, at, item, account, detail, reason, epoch, signed, stored_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`, append([]any{r.id}, stored...)...); err != nil {
		return err
	}
	return m.Log.Record(tx, audit.Entry{Operation: operation, Action: action, Kind: ReceiptKind, ID: r.id, Org: string(r.partner), Justification: r.detail, Stored: stored})
}

// Receipt vouches for something about a message that we received: it is recorded now, signed when its entry has a number,
// and sent by delivery. Several of one kind are kept, each of them.
func (m *Messages) Receipt(tx *db.Tx, name wire.ID, kind wire.ReceiptKind, detail, reason string) error {
	return m.receipt(tx, name, kind, 0, detail, reason)
}

func (m *Messages) receipt(tx *db.Tx, name wire.ID, kind wire.ReceiptKind, item int, detail, reason string) error {
	if m.Own == nil {
		return errs.New(errs.Unavailable, "message.no_node")
	}
	var sender wire.Org
	var own bool
	err := tx.QueryRow("SELECT sender, own FROM exchange_message WHERE id = $1", string(name)).Scan(&sender, &own)
	if errors.Is(err, sql.ErrNoRows) {
		return errs.New(errs.NotFound, "message.not_found", "id", string(name))
	}
	if err != nil {
		return err
	}
	if own {
		return errs.New(errs.Invalid, "message.own_receipt")
	}
	r := row{id: id.At(tx.Now()), message: string(name), own: true, node: m.Own.Org(), partner: sender, kind: kind, at: db.Micros(tx.Now()),
		item: int64(item), account: account(tx.Actor()), detail: detail, reason: reason, storedAt: db.Micros(tx.Now())}
	if r.epoch, err = audit.Epoch(tx); err != nil {
		return err
	}
	if err := m.form(r, audit.Place{Seq: 1, Commitment: make([]byte, 32)}).Check(); err != nil {
		return err
	}
	m.Wake(sender)
	return m.insertReceipt(tx, r, audit.Disclosure, "exchange.receipt."+string(kind))
}

// account is what a receipt tells about who acted: the post, never a person.
func account(a db.Actor) string { return a.Post }

var b64 = base64.RawURLEncoding

// form is the receipt of a row whose entry stands at a place of the log.
func (m *Messages) form(r row, p audit.Place) wire.Receipt {
	return wire.Receipt{Version: 1, Node: r.node, Key: m.Own.KeyID(), Message: wire.ID(r.message), Item: int(r.item), Kind: r.kind,
		At: wire.FormatInstant(db.Time(r.at).In(m.Zone())), Account: r.account, Detail: r.detail, Reason: r.reason,
		Log: wire.Position{Origin: m.Own.Card().Log.Origin, Epoch: r.epoch, Index: p.Seq - 1, Commitment: b64.EncodeToString(p.Commitment)}}
}

func (m *Messages) signReceipt(w wire.Receipt) ([]byte, error) {
	body, err := w.Marshal()
	if err != nil {
		return nil, err
	}
	s, err := m.signAs(w.Key, "receipt", body)
	if err != nil {
		return nil, err
	}
	return s.MarshalBinary()
}

// DeliveredReceipt is the receipt of a message that was taken. Nothing of it is stored: it follows from the stored instant
// and the entry of the taking, and signing the same text again gives the same bytes.
func (m *Messages) DeliveredReceipt(q db.Reader, name wire.ID) ([]byte, error) {
	var stored int64
	err := q.QueryRow("SELECT stored_at FROM exchange_message WHERE id = $1 AND own = FALSE", string(name)).Scan(&stored)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errs.New(errs.NotFound, "message.not_found", "id", string(name))
	}
	if err != nil {
		return nil, err
	}
	p, err := audit.PlaceOf(q, Kind, string(name))
	if err != nil {
		return nil, err
	}
	return m.VouchAt(q, wire.Delivered, name, "", "", stored, p)
}

// VouchAt signs a receipt about something recorded at a place of the log, at an instant in µs.
func (m *Messages) VouchAt(q db.Reader, kind wire.ReceiptKind, name wire.ID, detail, reason string, at int64, p audit.Place) ([]byte, error) {
	epoch, err := audit.EpochOf(q, p.Seq)
	if err != nil {
		return nil, err
	}
	return m.signReceipt(m.form(row{message: string(name), node: m.Own.Org(), kind: kind, at: at, detail: detail, reason: reason, epoch: epoch}, p))
}

// ReadReceipt checks a signed receipt with the card of who vouches, by the keys that count at an instant; the zero
// instant lets keys of the past count too, for what was taken while they did.
func ReadReceipt(from node.Partner, raw []byte, at time.Time) (wire.Receipt, wire.Signed, error) {
	if len(raw) > 2*wire.MaxReceipt {
		return wire.Receipt{}, wire.Signed{}, errs.New(errs.TooLarge, "wire.too_large", "max", wire.MaxReceipt)
	}
	s, err := wire.ParseSigned(raw)
	if err != nil {
		return wire.Receipt{}, s, err
	}
	if s.Type != "receipt" {
		return wire.Receipt{}, s, errs.New(errs.Invalid, "wire.other_type", "want", "receipt", "got", s.Type)
	}
	if err := Verify(from, s, at); err != nil {
		return wire.Receipt{}, s, err
	}
	r, err := wire.ParseReceipt(s.Body)
	if err != nil {
		return r, s, err
	}
	if r.Node != from.Org || r.Key != s.Key {
		return r, s, errs.New(errs.Forbidden, "message.other_node", "node", string(r.Node), "expected", string(from.Org))
	}
	if r.Log.Origin != from.Card.Log.Origin {
		return r, s, errs.New(errs.Forbidden, "message.other_log", "origin", r.Log.Origin, "expected", from.Card.Log.Origin)
	}
	return r, s, nil
}

// Verify checks who signed; see [ReadReceipt].
func Verify(from node.Partner, s wire.Signed, at time.Time) error {
	key, err := from.PastKey(s.Key)
	if !at.IsZero() {
		key, err = from.Key(s.Key, at)
	}
	if err != nil {
		return err
	}
	return s.Verify(key)
}

// Received is a receipt with where it came from.
type Received struct {
	wire.Receipt
	Own    bool
	Signed []byte // as it was signed; nil while ours waits for its number
}

// Receipts are all receipts about a message in the order of their instants: ours about one we received, the
// derived one of its delivery included; the partners' about one of ours.
func (m *Messages) Receipts(q db.Reader, name wire.ID) ([]wire.Receipt, error) {
	all, err := m.Received(q, name)
	var list []wire.Receipt
	for _, r := range all {
		list = append(list, r.Receipt)
	}
	return list, err
}

// Received is [Messages.Receipts] with the signed bytes.
func (m *Messages) Received(q db.Reader, name wire.ID) (all []Received, err error) {
	msg, err := Load(q, string(name))
	if err != nil {
		return nil, err
	}
	if !msg.Own && m.Own != nil {
		if all, err = m.appendDelivered(all, q, msg); err != nil {
			return nil, err
		}
	}
	rows, err := db.All(q, scanReceipt, "SELECT "+receiptColumns+" FROM exchange_receipt WHERE message = $1 ORDER BY at, id", string(msg.ID))
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		raw := r.signed
		if r.own {
			if raw, err = m.ownSigned(q, r); err != nil {
				return nil, err
			}
		}
		if raw == nil {
			all = append(all, Received{Receipt: m.form(r, audit.Place{}), Own: true})
			continue
		}
		if all, err = appendSigned(all, raw, r.own); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// appendDelivered adds the receipt of delivery, unsigned while its entry has no number.
func (m *Messages) appendDelivered(all []Received, q db.Reader, msg Message) ([]Received, error) {
	p, err := audit.PlaceOf(q, Kind, string(msg.ID))
	if err != nil {
		return all, err
	}
	if p.Seq == 0 {
		epoch, err := audit.Epoch(q)
		r := row{message: string(msg.ID), node: m.Own.Org(), kind: wire.Delivered, at: db.Micros(msg.StoredAt), epoch: epoch}
		return append(all, Received{Receipt: m.form(r, p), Own: true}), err
	}
	raw, err := m.VouchAt(q, wire.Delivered, msg.ID, "", "", db.Micros(msg.StoredAt), p)
	if err != nil {
		return all, err
	}
	return appendSigned(all, raw, true)
}

func appendSigned(all []Received, raw []byte, own bool) ([]Received, error) {
	s, err := wire.ParseSigned(raw)
	if err != nil {
		return all, err
	}
	r, err := wire.ParseReceipt(s.Body)
	return append(all, Received{Receipt: r, Own: own, Signed: raw}), err
}

// ownSigned is an own receipt as it was sent, or as it would be sent now; nil while it has no number.
func (m *Messages) ownSigned(q db.Reader, r row) ([]byte, error) {
	if r.sent != nil {
		return r.sent, nil
	}
	p, err := audit.PlaceOf(q, ReceiptKind, r.id)
	if err != nil || p.Seq == 0 {
		return nil, err
	}
	return m.signReceipt(m.form(r, p))
}
