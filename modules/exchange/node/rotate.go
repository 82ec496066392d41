package node

import (
	"crypto/ed25519"
	"crypto/rand"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/wire"
)

// Rotate makes a new signing key and a new sealing key, and the card that names them, signed by the old and the new
// key. What was signed with the old key counts for another 30 days; what was sealed for the old key opens for ever.
func (o *Own) Rotate(now time.Time) error {
	return o.change(func(s *stored) error {
		if err := s.nextKey(now, now.Add(overlap)); err != nil {
			return err
		}
		return s.again(o.state.card, now)
	})
}

// Revoke is for a key that somebody else may have: the key in use is revoked by a notice that it signs itself, a new one
// takes its place, and the new card is vouched for by nobody: partners compare its fingerprint anew.
func (o *Own) Revoke(now time.Time, reason string) error {
	if reason == "" || len(reason) > maxReason {
		return errs.Bad("reason", "node.reason", "max", maxReason)
	}
	return o.change(func(s *stored) error {
		key := ed25519.NewKeyFromSeed(s.Sign[len(s.Sign)-1].Seed)
		body, err := wire.Notice{Version: 1, Node: o.org, Key: wire.KeyID(key.Public().(ed25519.PublicKey)), Kind: wire.KeyRevoked, At: wire.FormatInstant(now), Reason: reason}.Marshal()
		if err != nil {
			return err
		}
		raw, err := wire.Sign("notice", body, key).MarshalBinary()
		if err != nil {
			return err
		}
		s.Notices = append(s.Notices, string(raw))
		s.Sign[len(s.Sign)-1].Revoked = true
		if err := s.nextKey(now, now); err != nil {
			return err
		}
		cert, err := newCertificate(o.org, o.state.card.Addresses, now)
		if err != nil {
			return err
		}
		s.TLS = []certificate{cert} // who has the signing key may have this one too
		return s.again(o.state.card, now)
	})
}

// Renew writes a new card with the same keys: other names or addresses, another term. Zero fields stay as they are.
func (o *Own) Renew(opt Options) error {
	return o.change(func(s *stored) error {
		c := o.state.card
		if len(opt.Names) > 0 {
			c.Names = opt.Names
		}
		if len(opt.Addresses) > 0 {
			c.Addresses = opt.Addresses
		}
		if opt.Role != "" {
			c.Role = opt.Role
		}
		return s.issue(c, wire.LogKey{}, opt)
	})
}

func (s *stored) nextKey(now, oldUntil time.Time) error {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	s.Sign[len(s.Sign)-1].Until = wire.FormatInstant(oldUntil)
	s.Sign = append(s.Sign, signKey{Seed: key.Seed(), From: wire.FormatInstant(now)})
	return s.newSeal(now)
}

func (s *stored) again(c wire.Card, now time.Time) error {
	return s.issue(c, wire.LogKey{}, Options{Now: now})
}

// change applies fn to a copy of the file and keeps it if the whole still fits together.
func (o *Own) change(fn func(s *stored) error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := o.read(); err != nil {
		return err
	}
	next := o.state.clone()
	if err := fn(&next); err != nil {
		return err
	}
	if _, err := next.ready(); err != nil {
		return errs.Wrap(err, errs.Internal, "node.key_file", "file", o.file)
	}
	if err := next.write(o.file, false); err != nil {
		return err
	}
	return o.read()
}

func (s stored) clone() stored {
	s.Sign = append([]signKey{}, s.Sign...)
	s.Seal = append([]sealKey{}, s.Seal...)
	s.TLS = append([]certificate{}, s.TLS...)
	s.Cards = append([]string{}, s.Cards...)
	s.Notices = append([]string{}, s.Notices...)
	return s
}

// RecordOwn writes into the log what was done with this node's keys and card.
func (n *Nodes) RecordOwn(tx *db.Tx, action, reason string) error {
	return n.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: KindOwn, ID: string(n.Own.Org()), Version: n.Own.Card().Serial, Justification: reason})
}
