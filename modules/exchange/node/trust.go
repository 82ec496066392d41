package node

import (
	"fmt"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/wire"
)

const maxReason = 1000

// Trust takes a card whose fingerprint somebody compared with the partner, on another way than the card came. A node
// that was revoked is trusted anew this way only.
func (n *Nodes) Trust(tx *db.Tx, card []byte, fingerprint string) (Partner, error) {
	c, signed, err := OpenCardText(card)
	if err != nil {
		return Partner{}, err
	}
	if err := SameFingerprint(c, fingerprint); err != nil {
		return Partner{}, err
	}
	if err := n.usable(c, tx.Now()); err != nil {
		return Partner{}, err
	}
	raw, err := signed.MarshalBinary()
	if err != nil {
		return Partner{}, err
	}
	old, err := Load(tx, c.Org)
	if errs.KindOf(err) == errs.NotFound {
		return n.add(tx, c, raw)
	}
	if err != nil {
		return Partner{}, err
	}
	if old.State == Revoked {
		return n.again(tx, old, c, raw)
	}
	if c.Serial == old.Card.Serial {
		if wire.KeyID(c.Current()) != wire.KeyID(old.Card.Current()) {
			return old, errs.New(errs.Conflict, "node.same_serial", "serial", c.Serial)
		}
		return old, nil
	}
	p := old
	p.TrustedAt = tx.Now()
	return p, n.newer(tx, &p, c, raw, byFingerprint)
}

// again trusts a node that was revoked, by any card whose key no notice is about: what stood on the cards before counts
// for nothing, since somebody else may have written the last of them.
func (n *Nodes) again(tx *db.Tx, p Partner, c wire.Card, raw []byte) (Partner, error) {
	revoked, err := revokedKeys(tx, p.Org)
	if err != nil {
		return p, err
	}
	if revoked[wire.KeyID(c.Current())] {
		return p, errs.New(errs.Forbidden, "node.revoked_key")
	}
	p.State, p.RevokedAt, p.RevokedWhy, p.TrustedAt = Trusted, time.Time{}, "", tx.Now()
	return p, n.put(tx, &p, c, raw, byFingerprint, "exchange.trust")
}

// Take takes a newer card of a trusted node, by the signature of a key that was trusted. A card that is known changes
// nothing. A node that is revoked has to be compared again.
func (n *Nodes) Take(tx *db.Tx, card []byte) (Partner, error) {
	c, signed, err := OpenCardText(card)
	if err != nil {
		return Partner{}, err
	}
	p, err := Load(tx, c.Org)
	if err != nil {
		return p, err
	}
	if p.State != Trusted {
		return p, errs.New(errs.Forbidden, "node.revoked", "org", string(p.Org))
	}
	if c.Serial <= p.Card.Serial {
		return p, nil
	}
	if err := signed.SignedBy(p.Card.Current()); err != nil {
		return p, errs.Wrap(err, errs.Forbidden, "node.not_vouched", "org", string(p.Org))
	}
	if err := n.usable(c, tx.Now()); err != nil {
		return p, err
	}
	raw, err := signed.MarshalBinary()
	if err != nil {
		return p, err
	}
	return p, n.newer(tx, &p, c, raw, bySignature)
}

// usable: a card of somebody else that is in force.
func (n *Nodes) usable(c wire.Card, now time.Time) error {
	if n.Own != nil && c.Org == n.Own.Org() {
		return errs.New(errs.Invalid, "node.own_card")
	}
	// A card that was made a moment ago by a clock that is ahead of ours is not refused for it.
	if !c.InForce(now) && !c.InForce(now.Add(24*time.Hour)) {
		return errs.New(errs.Forbidden, "node.card_expired", "from", c.From, "until", c.Until)
	}
	return nil
}

func (n *Nodes) add(tx *db.Tx, c wire.Card, raw []byte) (Partner, error) {
	p := Partner{Org: c.Org, Card: c, place: 1, State: Trusted, Names: c.Names, Country: c.Country, Role: c.Role, Fingerprint: Fingerprint(c), TrustedAt: tx.Now(), Version: 1}
	if _, err := tx.Exec(`INSERT INTO exchange_partner (org, state, serial, names, country, role, fingerprint, trusted_at, revoked_at, revoked_why, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, append([]any{string(p.Org)}, p.covered()...)...); err != nil {
		return p, err
	}
	if err := n.keepTaken(tx, c.Org, p.place, raw, byFingerprint); err != nil {
		return p, err
	}
	return p, n.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "exchange.trust", Kind: KindPartner, ID: string(p.Org), Version: 1, Stored: p.covered()})
}

func (n *Nodes) newer(tx *db.Tx, p *Partner, c wire.Card, raw []byte, how string) error {
	if c.Serial < p.Card.Serial {
		return errs.New(errs.Conflict, "node.older_card", "serial", p.Card.Serial)
	}
	if !continues(p.Card, c) {
		return errs.New(errs.Forbidden, "node.keys_changed", "org", string(p.Org))
	}
	return n.put(tx, p, c, raw, how, "exchange.card")
}

// put makes a card the one in force.
func (n *Nodes) put(tx *db.Tx, p *Partner, c wire.Card, raw []byte, how, action string) (err error) {
	if p.place, err = nextPlace(tx, c.Org); err != nil {
		return err
	}
	if err := n.keepTaken(tx, c.Org, p.place, raw, how); err != nil {
		return err
	}
	p.Card, p.Names, p.Country, p.Role, p.Fingerprint = c, c.Names, c.Country, c.Role, Fingerprint(c)
	return n.keep(tx, p, audit.Alteration, action)
}

// continues: a newer card names all keys of the older one, in their order.
func continues(old, c wire.Card) bool {
	if len(c.Sign) < len(old.Sign) {
		return false
	}
	for i, k := range old.Sign {
		if c.Sign[i].Key != k.Key {
			return false
		}
	}
	return true
}

// How a card or notice came to be taken.
const (
	byFingerprint = "fingerprint"
	bySignature   = "signature"
	byNotice      = "notice"
)

func nextPlace(tx *db.Tx, org wire.Org) (place int64, err error) {
	err = tx.QueryRow(`SELECT COALESCE(MAX(serial), 0) + 1 FROM exchange_card WHERE org = $1`, string(org)).Scan(&place)
	return place, err
}

// keepTaken keeps a card or notice as it came.
func (n *Nodes) keepTaken(tx *db.Tx, org wire.Org, place int64, raw []byte, how string) error {
	id := fmt.Sprintf("%s/%d", org, place)
	if _, err := tx.Exec(`INSERT INTO exchange_card (id, org, serial, signed, taken_at, how) VALUES ($1, $2, $3, $4, $5, $6)`,
		id, string(org), place, raw, db.Micros(tx.Now()), how); err != nil {
		return err
	}
	return n.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "exchange.card", Kind: KindCard, ID: id,
		Stored: []any{string(org), place, raw, db.Micros(tx.Now()), how}})
}

// keep writes a partner with its next version.
func (n *Nodes) keep(tx *db.Tx, p *Partner, op audit.Operation, action string) error {
	p.Version++
	changed, err := tx.Exec(`UPDATE exchange_partner SET state = $2, serial = $3, names = $4, country = $5, role = $6, fingerprint = $7, trusted_at = $8, revoked_at = $9,
		revoked_why = $10, version = $11 WHERE org = $1 AND version = $12`, append(append([]any{string(p.Org)}, p.covered()...), p.Version-1)...)
	if err != nil {
		return err
	}
	if changed != 1 {
		return errs.New(errs.Conflict, "node.changed")
	}
	return n.Log.Record(tx, audit.Entry{Operation: op, Action: action, Kind: KindPartner, ID: string(p.Org), Version: p.Version, Justification: p.RevokedWhy, Stored: p.covered()})
}

// Revoke ends the trust in a node at once: nothing of it is taken and nothing sent to it, until somebody compares the
// fingerprint of a card again.
func (n *Nodes) Revoke(tx *db.Tx, org wire.Org, reason string) (Partner, error) {
	if reason == "" || len(reason) > maxReason {
		return Partner{}, errs.Bad("reason", "node.reason", "max", maxReason)
	}
	return n.revoke(tx, org, reason)
}

func (n *Nodes) revoke(tx *db.Tx, org wire.Org, reason string) (Partner, error) {
	p, err := Load(tx, org)
	if err != nil || p.State == Revoked {
		return p, err
	}
	p.State, p.RevokedAt, p.RevokedWhy = Revoked, tx.Now(), reason
	return p, n.keep(tx, &p, audit.Alteration, "exchange.revoke")
}

// Cards are all cards that were taken from a node, oldest first, as they came.
func Cards(q db.Reader, org wire.Org) ([][]byte, error) {
	return db.All(q, func(scan db.Scan) (b []byte, err error) { return b, scan(&b) }, `SELECT signed FROM exchange_card WHERE org = $1 AND how <> 'notice' ORDER BY serial`, string(org))
}
