package delivery

import (
	"context"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/wire"
)

// smooth is the first result that stops the order, nil if none does.
func (rep reply) smooth() *result {
	for i, r := range rep.Results {
		if r.Outcome == expected || r.Outcome == later {
			return &rep.Results[i]
		}
	}
	return nil
}

// record stores what an answer says, in one transaction.
func (l *line) record(ctx context.Context, sh *shipment, rep reply) error {
	d := l.d
	if len(rep.Results) != sh.refs {
		return errs.New(errs.Invalid, "delivery.other_answer")
	}
	type vouched struct {
		wire.Receipt
		signed wire.Signed
	}
	receipts := make([]*vouched, len(rep.Results))
	for i, r := range rep.Results {
		if i < len(sh.receipts) || r.Receipt == 0 || r.Outcome == later {
			continue
		}
		if r.Receipt < 1 || r.Receipt > len(rep.receipts) {
			return errs.New(errs.Invalid, "delivery.other_answer")
		}
		rc, signed, err := message.ReadReceipt(sh.partner, rep.receipts[r.Receipt-1], d.Now())
		if err != nil {
			return err
		}
		p := sh.parcels[i-len(sh.receipts)]
		switch {
		case r.Outcome != refused && rc.Kind != wire.Delivered, r.Outcome == refused && rc.Kind != wire.Refused_:
			return errs.New(errs.Invalid, "delivery.other_answer")
		case rc.Message != p.Wire && rc.Message != p.Message && r.Outcome != duplicate:
			return errs.New(errs.Forbidden, "delivery.other_answer")
		}
		receipts[i] = &vouched{rc, signed}
	}
	c, from, err := l.witness(ctx, sh, rep)
	if err != nil {
		return err
	}
	return d.DB.Write(ctx, db.Actor{Kind: "node", ID: string(l.org)}, func(tx *db.Tx) error {
		if err := tx.Lock("exchange.out", string(l.org)); err != nil {
			return err
		}
		for i, r := range receipts {
			if i < len(sh.receipts) {
				if rep.Results[i].Outcome != later {
					if err := message.Sent(tx, sh.receipts[i]); err != nil {
						return err
					}
				}
				continue
			}
			if r == nil {
				continue
			}
			if _, err := d.Messages.TakeReceipt(tx, sh.partner, r.Receipt, r.signed); err != nil {
				return err
			}
		}
		if rep.Cosigned != "" {
			if err := d.keepCosigned(tx, sh.partner, rep.Cosigned); err != nil && errs.Of(err) == nil {
				return err
			}
		}
		if from >= 0 {
			if err := d.accept(tx, l.org, c.epoch); err != nil {
				return err
			}
			if err := d.cosign(tx, l.org, c, from); err != nil {
				return err
			}
		}
		return d.Log.Record(tx, audit.Entry{Operation: audit.Disclosure, Action: "exchange.answer", Kind: "exchange.batch", ID: string(sh.signed.ID()), Org: string(l.org)})
	})
}

// witness compares the log that an answer shows with what was cosigned. from is -1 where there is nothing to cosign.
func (l *line) witness(ctx context.Context, sh *shipment, rep reply) (c shown, from int64, err error) {
	if rep.Checkpoint == "" {
		return c, -1, errs.New(errs.Invalid, "delivery.no_checkpoint")
	}
	if c, err = readCheckpoint(sh.partner, rep.Checkpoint); err != nil {
		return c, -1, err
	}
	if c.epoch != rep.Epoch {
		return c, -1, errs.New(errs.Invalid, "delivery.other_epoch", "epoch", rep.Epoch, "checkpoint", c.epoch)
	}
	from, err = l.d.judgeLog(ctx, sh.partner, c, rep.logHead)
	if e := errs.Of(err); e != nil && e.Key == proofNeeded {
		if asked := sh.header.Seen; asked.Epoch == rep.Epoch && rep.Since != asked.Size {
			return c, -1, errs.New(errs.Forbidden, "delivery.no_proof")
		}
		return c, -1, nil // a batch of theirs came in between and was cosigned first
	}
	if err != nil {
		return c, -1, err
	}
	return c, from, nil
}

// reorder deals with what the partner did not take in this order.
func (l *line) reorder(ctx context.Context, sh *shipment, rep reply) error {
	r := rep.smooth()
	switch {
	case r.Outcome == later:
		return errs.New(errs.Unavailable, r.Reason)
	case r.Expected < sh.parcels[0].N:
		var accepted int64
		err := l.d.DB.Read(ctx, func(s *db.Snapshot) (err error) {
			accepted, err = acceptedEpoch(s, l.org)
			return err
		})
		if err != nil {
			return err
		}
		return l.d.Messages.Again(ctx, sh.partner, accepted, sh.header.Epoch, r.Expected)
	case r.Expected > sh.parcels[0].N:
		return nil // what comes first is known there; the answers to it say so
	}
	return errs.New(errs.Unavailable, "delivery.out_of_order", "expected", r.Expected)
}

// refusedBatch keeps the receipt that explains why a batch was refused as a whole, once for each reason.
func (l *line) refusedBatch(ctx context.Context, sh *shipment, rep reply) error {
	cause := errs.New(errs.Unavailable, rep.Refused, "detail", rep.Detail)
	if !isKey(rep.Refused) {
		return errs.New(errs.Invalid, "delivery.other_answer")
	}
	if rep.Refused == l.errand.Error || rep.Refused == "delivery.hitch" {
		return cause
	}
	if len(rep.receipts) > 0 {
		if _, _, err := message.ReadReceipt(sh.partner, rep.receipts[0], l.d.Now()); err != nil {
			return err
		}
	}
	err := l.d.DB.Write(ctx, db.Actor{Kind: "node", ID: string(l.org)}, func(tx *db.Tx) error {
		return l.d.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "exchange.refused", Kind: "exchange.batch", ID: string(sh.signed.ID()), Org: string(l.org), Justification: rep.Refused})
	})
	if err != nil {
		return err
	}
	return cause
}

// isKey tells whether s may be a message key.
func isKey(s string) bool {
	for _, c := range []byte(s) {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '.') {
			return false
		}
	}
	return s != "" && len(s) < 64
}
