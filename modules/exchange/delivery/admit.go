package delivery

import (
	"context"
	"crypto/x509"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// admit checks who sent the batch, to whom, and when.
func (v *visit) admit(ctx context.Context, cert *x509.Certificate) error {
	d, h := v.d, v.header
	if v.partner.Org == "" {
		return errs.New(errs.Forbidden, "delivery.unknown_node", "node", string(h.From))
	}
	if h.To != d.Own.Org() {
		return errs.New(errs.Forbidden, "delivery.other_recipient", "to", string(h.To))
	}
	var total int64
	for _, p := range h.Parts {
		if p.Size < 0 || p.Size > maxPart {
			return errs.New(errs.TooLarge, "wire.too_large", "max", maxPart)
		}
		if total += p.Size; total > maxBatch {
			return errs.New(errs.TooLarge, "wire.too_large", "max", maxBatch)
		}
	}
	if err := v.keys(ctx); err != nil {
		return err
	}
	key, err := v.partner.Key(v.signed.Key, d.Now())
	if err != nil {
		return err
	}
	if err := v.signed.Verify(key); err != nil {
		return err
	}
	if v.proven = true; !d.rate.allow(d.Now(), string(h.From), d.Limits.Requests) {
		return errs.New(errs.TooMany, "delivery.too_many")
	}
	if cert != nil && !node.Pinned(v.partner.Card, cert) {
		return errs.New(errs.Forbidden, "delivery.other_certificate")
	}
	return nil
}

// keys takes the newer cards and the notices at the beginning of a batch: they vouch for themselves, and the batch may be
// signed with a key that only they name.
func (v *visit) keys(ctx context.Context) error {
	var newer bool
	for v.read < len(v.header.Parts) && v.read < maxNews {
		kind := v.header.Parts[v.read].Kind
		if kind != cardPart && kind != noticePart || v.header.Parts[v.read].Size > 2*wire.MaxCard {
			break
		}
		if err := v.next(); err != nil {
			return err
		}
		newer = true
	}
	if !newer {
		return nil
	}
	var refused error
	err := v.d.DB.Write(ctx, v.actor(), func(tx *db.Tx) error {
		refused = nil
		for i, b := range v.parts {
			var p node.Partner
			var err error
			if v.header.Parts[i].Kind == cardPart {
				p, err = v.d.Nodes.Take(tx, b)
			} else {
				p, err = v.d.Nodes.TakeNotice(tx, b)
			}
			if err == nil && p.Org != v.header.From {
				return errs.New(errs.Forbidden, "delivery.other_card", "node", string(p.Org))
			}
			if errs.KindOf(err) == errs.Internal && err != nil {
				return err
			}
			if err != nil { // the signature below tells whether it mattered
				refused = err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	v.limited(ctx)
	if _, err := v.partner.Key(v.signed.Key, v.d.Now()); err != nil && refused != nil {
		return refused
	}
	return nil
}

func (v *visit) actor() db.Actor { return db.Actor{Kind: "node", ID: string(v.header.From)} }

// judge compares epoch and checkpoint with what was accepted and cosigned.
func (v *visit) judge(ctx context.Context) error {
	h := v.header
	if h.Checkpoint == "" {
		return errs.New(errs.Invalid, "delivery.no_checkpoint")
	}
	var err error
	if v.seen, err = readCheckpoint(v.partner, h.Checkpoint); err != nil {
		return err
	}
	if v.seen.epoch != h.Epoch {
		return errs.New(errs.Invalid, "delivery.other_epoch", "epoch", h.Epoch, "checkpoint", v.seen.epoch)
	}
	v.from, err = v.d.judgeLog(ctx, v.partner, v.seen, h.logHead)
	return err
}

// judgeLog decides whether what a partner says counts, by its log: its epoch is accepted, its checkpoint goes on from the
// one cosigned last, whose size it gives.
func (d *Delivery) judgeLog(ctx context.Context, p node.Partner, c shown, h logHead) (size int64, err error) {
	var accepted int64
	var cosigned string
	err = d.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		if accepted, err = acceptedEpoch(s, p.Org); err != nil {
			return err
		}
		size, cosigned, err = witnessOf(s, p.Org, c.epoch)
		return err
	})
	if err != nil {
		return 0, err
	}
	switch {
	case accepted > 0 && c.epoch > accepted:
		if err := d.offer(ctx, p.Org, c); err != nil {
			return 0, err
		}
		return 0, errs.New(errs.Conflict, "delivery.new_epoch", "epoch", c.epoch, "accepted", accepted)
	case c.epoch < accepted:
		return 0, errs.New(errs.Conflict, "delivery.old_epoch", "epoch", c.epoch, "accepted", accepted)
	}
	switch judge(c, h, size, cosigned) {
	case older:
		return size, errs.New(errs.Conflict, proofNeeded, "size", size)
	case rewritten:
		err := d.DB.Write(ctx, db.Actor{Kind: "node", ID: string(p.Org)}, func(tx *db.Tx) error {
			return d.keepFork(tx, p.Org, c.epoch, cosigned, c.signed)
		})
		if err != nil {
			return size, err
		}
		return size, errs.New(errs.Forbidden, rewrittenKey, "size", size, "shown", c.N)
	}
	return size, nil
}

const (
	proofNeeded  = "delivery.proof_needed" // not a refusal: the sender shows the way from what was cosigned and comes again
	rewrittenKey = "delivery.rewritten"
	replayKey    = "delivery.replay"
)
