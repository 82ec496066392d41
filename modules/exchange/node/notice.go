package node

import (
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/wire"
)

// whyNotice is the reason of a revocation by the node's own notice.
const whyNotice = "node.by_notice"

// TakeNotice takes a node's signed word that a key of its own can't be relied on any more, and ends the trust in the node
// at once. The key itself signs: who holds it may say so, and nothing else is needed for caution. It also ends the trust
// in all keys that this one has vouched for since: who stole it may have been the first to use it. Only when two people
// have compared a later key does the notice change nothing.
func (n *Nodes) TakeNotice(tx *db.Tx, signed []byte) (Partner, error) {
	s, err := wire.ParseSigned(signed)
	if err != nil {
		return Partner{}, err
	}
	if s.Type != "notice" {
		return Partner{}, errs.New(errs.Invalid, "wire.other_type", "want", "notice", "got", s.Type)
	}
	w, err := wire.ParseNotice(s.Body)
	if err != nil {
		return Partner{}, err
	}
	p, err := Load(tx, w.Node)
	if err != nil {
		return p, err
	}
	key, err := p.PastKey(w.Key)
	if err != nil {
		return p, err
	}
	if err := s.SignedBy(key); err != nil {
		return p, err
	}
	revoked, err := revokedKeys(tx, p.Org)
	if err != nil || revoked[w.Key] {
		return p, err
	}
	compared, err := comparedKey(tx, p.Org)
	if err != nil {
		return p, err
	}
	if slices.IndexFunc(p.Card.Sign, func(k wire.SignKey) bool { return k.ID == w.Key }) < compared {
		return p, nil
	}
	place, err := nextPlace(tx, p.Org)
	if err != nil {
		return p, err
	}
	if err := n.keepTaken(tx, p.Org, place, signed, byNotice); err != nil {
		return p, err
	}
	return n.revoke(tx, w.Node, whyNotice)
}

// revokedKeys are the keys of a node that a notice was taken about.
func revokedKeys(q db.Reader, org wire.Org) (map[string]bool, error) {
	all, err := db.All(q, func(scan db.Scan) (b []byte, err error) { return b, scan(&b) }, `SELECT signed FROM exchange_card WHERE org = $1 AND how = 'notice' ORDER BY serial`, string(org))
	if err != nil {
		return nil, err
	}
	keys := map[string]bool{}
	for _, raw := range all {
		s, err := wire.ParseSigned(raw)
		if err != nil {
			return nil, err
		}
		w, err := wire.ParseNotice(s.Body)
		if err != nil {
			return nil, err
		}
		keys[w.Key] = true
	}
	return keys, nil
}

// comparedKey is the place, from 0, among the node's keys of the one that two people compared last.
func comparedKey(q db.Reader, org wire.Org) (int, error) {
	var raw []byte
	if err := q.QueryRow(`SELECT signed FROM exchange_card WHERE org = $1 AND how = 'fingerprint' ORDER BY serial DESC LIMIT 1`, string(org)).Scan(&raw); err != nil {
		return 0, err
	}
	s, err := wire.ParseSigned(raw)
	if err != nil {
		return 0, err
	}
	c, err := wire.ParseCard(s.Body)
	return len(c.Sign) - 1, err
}
