package delivery

import (
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// settle decides about what a batch brought, in the order in which it came, and stores it.
func (v *visit) settle(tx *db.Tx, all []*candidate) (entry string, err error) {
	partner := v.partner.Org
	if err := tx.Lock("exchange.in", string(partner)); err != nil {
		return "", err
	}
	if err := v.number(tx); err != nil {
		return "", err
	}
	flow, err := loadInflow(tx, partner, tx.Now())
	if err != nil {
		return "", err
	}
	if err := v.d.accept(tx, partner, v.header.Epoch); err != nil {
		return "", err
	}
	if flow.limit, err = dayLimit(tx, partner, tx.Now()); err != nil {
		return "", err
	}
	last, err := message.Last(tx, partner, v.header.Epoch)
	if err != nil {
		return "", err
	}
	before := last
	for i, c := range all {
		c.known, c.refusal, c.vouched = "", Refusal{}, nil
		c.Outcome, c.Reason, c.Expected = "", "", 0
		if c.ref.Kind == receiptPart {
			err = v.takeReceipt(tx, c)
		} else {
			err = v.takeMessage(tx, c, &last, flow)
		}
		if e := errs.Of(err); e != nil && e.Kind != errs.Internal && e.Kind != errs.Unavailable && c.ref.Kind == envelopePart && c.err == nil {
			return "", &hookError{i, err}
		}
		if err != nil {
			return "", err
		}
	}
	if last != before {
		if err := message.SetLast(tx, partner, v.header.Epoch, last); err != nil {
			return "", err
		}
	}
	if v.header.Cosigned != "" {
		if err := v.d.keepCosigned(tx, v.partner, v.header.Cosigned); err != nil && errs.Of(err) == nil {
			return "", err
		}
	}
	if err := v.d.cosign(tx, partner, v.seen, v.from); err != nil {
		return "", err
	}
	flow.batch = v.header.Number
	if err := flow.store(tx); err != nil {
		return "", err
	}
	return v.d.Log.RecordID(tx, audit.Entry{Operation: audit.Collection, Action: "exchange.batch", Kind: "exchange.batch", ID: string(v.signed.ID()), Org: string(partner)})
}

// number refuses a batch that came before.
func (v *visit) number(tx *db.Tx) error {
	n, err := lastBatch(tx, v.partner.Org)
	if err == nil && v.header.Number <= n {
		err = errs.New(errs.Conflict, replayKey, "number", v.header.Number, "last", n)
	}
	return err
}

func (v *visit) takeReceipt(tx *db.Tx, c *candidate) error {
	if c.err == nil {
		fresh, err := v.d.Messages.TakeReceipt(tx, v.partner, c.receipt, c.signed)
		switch k := errs.KindOf(err); {
		case err == nil:
			c.Outcome = duplicate
			if fresh {
				c.Outcome = taken
			}
			return nil
		case k == errs.Internal || k == errs.Unavailable:
			return err
		}
		c.err = err
	}
	return v.refuseOne(tx, c, false)
}

// takeMessage decides about a message by its number and takes it.
func (v *visit) takeMessage(tx *db.Tx, c *candidate, last *int64, flow *inflow) error {
	partner, epoch, n := v.partner.Org, v.header.Epoch, c.ref.N
	switch {
	case n < 1 || c.ref.ID == "" || !c.ref.ID.Valid():
		c.err = errs.New(errs.Invalid, "delivery.not_batch")
		return v.refuseOne(tx, c, false)
	case n > *last+1:
		c.Outcome, c.Expected = expected, *last+1
		return nil
	case n <= *last:
		return v.again(tx, c, epoch, n)
	}
	if c.nonce != "" { // signed anew after a restore, it is the same message
		known, ok, err := message.Known(tx, partner, c.ref.ID, c.nonce)
		if err != nil {
			return err
		}
		if ok {
			c.Outcome, c.known = duplicate, known
			*last = n
			return nil
		}
	}
	if c.err == nil {
		if limit := flow.over(c.bytes); limit > 0 {
			c.err = errs.New(errs.TooMany, "delivery.day_quota", "max", limit)
			return v.postpone(tx, c)
		}
		if err := v.takeNew(tx, c); err != nil {
			return err
		}
		flow.bytes += c.bytes
		*last = n
		return nil
	}
	if errs.KindOf(c.err) == errs.NotFound { // chunks are missing: they come first
		c.Outcome, c.Reason = later, "delivery.chunks_missing"
		c.Expected = n
		return nil
	}
	if errs.Of(c.err).Key == "node.channel_not_yet" {
		return v.postpone(tx, c)
	}
	*last = n
	return v.refuseOne(tx, c, true)
}

func (v *visit) takeNew(tx *db.Tx, c *candidate) error {
	if _, err := v.d.Messages.Take(tx, c.arrived); err != nil {
		return err
	}
	c.Outcome, c.known = taken, c.ref.ID
	return nil
}

// again is about a number that was used: the same message gets the same receipt, another one is an alarm.
func (v *visit) again(tx *db.Tx, c *candidate, epoch, n int64) error {
	name, err := message.Numbered(tx, v.partner.Org, epoch, n)
	if err != nil {
		return err
	}
	if name == c.ref.ID {
		c.Outcome, c.known = duplicate, name
		return nil
	}
	if name == "" && c.nonce != "" {
		known, ok, err := message.Known(tx, v.partner.Org, c.ref.ID, c.nonce)
		if err != nil {
			return err
		}
		if ok {
			c.Outcome, c.known = duplicate, known
			return nil
		}
	}
	r, ok, err := refusalOf(tx, v.partner.Org, c.ref.ID)
	if err != nil {
		return err
	}
	if ok && r.Spent {
		c.Outcome, c.Reason, c.refusal = refused, r.Reason, r
		return nil
	}
	c.err = errs.New(errs.Conflict, "delivery.number_taken", "n", n)
	return v.refuseOne(tx, c, true)
}

// refuseOne records a refusal and lets the answer explain it.
func (v *visit) refuseOne(tx *db.Tx, c *candidate, spent bool) error {
	key, detail := because(c.err)
	if errs.KindOf(c.err) == errs.Internal {
		return c.err
	}
	c.Outcome, c.Reason = refused, key
	r, ok, err := v.d.writeRefusal(tx, Refusal{Partner: v.partner.Org, Subject: c.ID, Epoch: v.header.Epoch, N: c.ref.N, Spent: spent, Proven: true, Reason: key, Detail: detail})
	if err == nil && !ok {
		return errs.New(errs.TooMany, "delivery.too_many_refusals", "max", v.d.Limits.Refusals)
	}
	c.refusal = r
	return err
}

// postpone refuses for now: the number stays free, and the receipt says why.
func (v *visit) postpone(tx *db.Tx, c *candidate) error {
	err := v.refuseOne(tx, c, false)
	c.Outcome, c.Expected = later, c.ref.N
	return err
}

// dayLimit is how many bytes a partner may send in a day; 0 = no channel says so.
func dayLimit(q db.Reader, partner wire.Org, now time.Time) (int64, error) {
	c, err := node.Running(q, partner, now)
	if errs.KindOf(err) == errs.Forbidden && err != nil {
		return 0, nil
	}
	return c.DayBytes, err
}
