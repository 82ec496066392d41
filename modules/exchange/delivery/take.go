package delivery

import (
	"context"
	"errors"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// candidate is a message or receipt of a batch on its way to a result.
type candidate struct {
	result
	ref     partRef
	err     error // why it is refused
	arrived *message.Arrived
	bytes   int64
	receipt wire.Receipt
	signed  wire.Signed
	nonce   string

	known   wire.ID // it was taken under this name
	refusal Refusal
	vouched []byte
}

// take looks at messages and receipts and stores what holds.
func (v *visit) take(ctx context.Context) (a answer, receipts [][]byte, err error) {
	all, err := v.candidates(ctx)
	if err != nil {
		return a, nil, err
	}
	entry, err := v.store(ctx, all)
	if err != nil {
		return a, nil, err
	}
	read := func(s *db.Snapshot) (err error) {
		if a, err = v.d.answerTo(s, v); err != nil {
			return err
		}
		return v.vouch(s, all)
	}
	if entry == "" {
		err = v.d.DB.Read(ctx, read)
	} else {
		err = v.d.Log.Await(ctx, entry, read)
	}
	for _, c := range all {
		if c.vouched != nil {
			receipts = append(receipts, c.vouched)
			c.Receipt = len(receipts)
		}
		a.Results = append(a.Results, c.result)
	}
	return a, receipts, err
}

// candidates reads the parts; what is wrong with one of them is kept with it.
func (v *visit) candidates(ctx context.Context) (all []*candidate, err error) {
	var channel node.Channel
	var closed error
	err = v.d.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		if channel, closed = node.Running(s, v.partner.Org, v.d.Now()); closed != nil && errs.KindOf(closed) != errs.Forbidden {
			return closed
		}
		for i := 0; i < len(v.parts); i++ {
			ref := v.header.Parts[i]
			c := &candidate{ref: ref, result: result{ID: ref.ID}}
			switch ref.Kind {
			case cardPart, noticePart:
				continue
			case receiptPart:
				c.receipt, c.signed, c.err = message.ReadReceipt(v.partner, v.parts[i], v.d.Now())
				c.ID = c.signed.ID()
			case envelopePart:
				items := i + 1
				for i+1 < len(v.parts) && v.header.Parts[i+1].Kind == itemPart {
					i++
				}
				if c.err = closed; c.err == nil {
					c.err = v.envelope(s, c, channel, items-1, i)
				}
			default:
				return errs.New(errs.Invalid, "delivery.not_batch")
			}
			all = append(all, c)
		}
		return nil
	})
	return all, err
}

// envelope checks a message: the parts from..to are its envelope and its small items.
func (v *visit) envelope(q db.Reader, c *candidate, channel node.Channel, from, to int) error {
	s, err := wire.ParseSigned(v.parts[from])
	if err != nil {
		return err
	}
	if s.Type != "envelope" {
		return errs.New(errs.Invalid, "wire.other_type", "want", "envelope", "got", s.Type)
	}
	if s.ID() != c.ref.ID {
		return errs.New(errs.Invalid, "delivery.changed_envelope")
	}
	if err := message.Verify(v.partner, s, v.d.Now()); err != nil {
		return err
	}
	e, err := wire.ParseEnvelope(s.Body)
	if err != nil {
		return err
	}
	me, ok := e.For(v.d.Own.Org())
	switch {
	case e.Sender != v.partner.Org || e.Key != s.Key:
		return errs.New(errs.Forbidden, "delivery.other_sender", "sender", string(e.Sender))
	case !ok:
		return errs.New(errs.Forbidden, "delivery.not_for_us")
	case me.N != c.ref.N || e.Epoch != v.header.Epoch:
		return errs.New(errs.Invalid, "delivery.other_number", "n", me.N, "epoch", e.Epoch)
	}
	c.nonce = e.Nonce
	if err := message.Permit(q, channel, e, v.d.Now()); err != nil {
		return err
	}
	a := message.Arrival{Signed: s, Envelope: e, N: me.N, Gone: c.ref.Gone, Items: make([][]byte, len(e.Items))}
	for i := from + 1; i <= to; i++ {
		n := v.header.Parts[i].N
		if n < 1 || n > int64(len(e.Items)) || len(e.Items[n-1].Chunks) > 0 {
			return errs.New(errs.Invalid, "delivery.not_its_item", "item", n)
		}
		if err := e.Items[n-1].CheckChunk(0, v.parts[i]); err != nil {
			return err
		}
		a.Items[n-1] = v.parts[i]
		c.bytes += int64(len(v.parts[i]))
	}
	c.bytes += int64(len(v.parts[from]))
	if !a.Gone {
		for i, ref := range e.Items {
			if len(ref.Chunks) > 0 {
				c.bytes += ref.Size
			} else if a.Items[i] == nil {
				return errs.New(errs.Invalid, "delivery.item_missing", "item", ref.N)
			}
		}
	}
	c.signed, c.arrived = s, v.d.Messages.Arrive(a)
	return nil
}

// hookError is a message that a hook refused.
type hookError struct {
	at  int
	err error
}

func (e *hookError) Error() string { return e.err.Error() }

// store decides by order and stores, all in one transaction; entry is the last one written in the log.
func (v *visit) store(ctx context.Context, all []*candidate) (entry string, err error) {
	if err := v.complete(ctx, all); err != nil {
		return "", err
	}
	for {
		err := v.d.DB.Write(ctx, v.actor(), func(tx *db.Tx) (err error) {
			entry, err = v.settle(tx, all)
			return err
		})
		var h *hookError
		if errors.As(err, &h) { // the batch runs again without what this message did
			all[h.at].err = h.err
			continue
		}
		return entry, err
	}
}

// complete checks that the large items of new messages are here.
func (v *visit) complete(ctx context.Context, all []*candidate) error {
	for _, c := range all {
		if c.arrived == nil || c.arrived.Gone {
			continue
		}
		for _, ref := range c.arrived.Envelope.Items {
			if len(ref.Chunks) == 0 {
				continue
			}
			err := v.d.Messages.CheckStaged(ctx, v.partner.Org, ref)
			if errs.KindOf(err) == errs.NotFound || errs.KindOf(err) == errs.Invalid {
				c.err = err
				break
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// vouch makes the receipts of an answer, when their entries have numbers.
func (v *visit) vouch(q db.Reader, all []*candidate) (err error) {
	for _, c := range all {
		switch {
		case c.known != "":
			c.vouched, err = v.d.Messages.DeliveredReceipt(q, c.known)
		case c.refusal.ID != "":
			c.vouched, err = v.d.vouch(q, c.refusal)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
