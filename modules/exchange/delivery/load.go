package delivery

import (
	"context"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// shipment is a batch on its way out.
type shipment struct {
	partner  node.Partner
	header   header
	signed   wire.Signed
	parts    [][]byte
	parcels  []message.Parcel
	receipts []message.Pending
	refs     int // of parts that get a result
}

// last is the number of its last message, 0 if it has none.
func (sh *shipment) last() int64 {
	if len(sh.parcels) == 0 {
		return 0
	}
	return sh.parcels[len(sh.parcels)-1].N
}

// load makes the next batch, of what comes after another that is under way; nil if nothing waits.
func (l *line) load(ctx context.Context, before *shipment) (*shipment, error) {
	d := l.d
	sh := &shipment{}
	under := map[string]bool{}
	var after int64
	if before != nil {
		after = before.last()
		for _, r := range before.receipts {
			under[r.Row] = true
		}
	}
	err := d.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		if sh.partner, err = node.Load(s, l.org); err != nil {
			return err
		}
		if sh.partner.State != node.Trusted {
			return errs.New(errs.Forbidden, "message.not_trusted", "node", string(l.org))
		}
		if sh.header.Epoch, err = audit.Epoch(s); err != nil {
			return err
		}
		if sh.receipts, err = d.Messages.PendingReceipts(s, l.org, under, d.Limits.Messages); err != nil {
			return err
		}
		if sh.parcels, err = d.Messages.Waiting(s, l.org, sh.header.Epoch, after, d.Limits.Messages, d.Limits.Bytes); err != nil {
			return err
		}
		if len(sh.receipts)+len(sh.parcels) == 0 && !l.due(before) {
			sh.partner = node.Partner{}
			return nil
		}
		sh.header.logHead, err = d.head(s, l.org, l.since)
		return err
	})
	if err != nil || sh.partner.Org == "" {
		return nil, err
	}
	return sh, l.pack(sh)
}

// due tells whether a batch is worth its way although nothing waits: to make a new card or notice known, or to let the
// partner see our log after a long silence.
func (l *line) due(before *shipment) bool {
	if before != nil {
		return false
	}
	return l.serial != 0 && l.serial < l.d.Own.Card().Serial || l.told < len(l.d.Own.Notices()) || l.d.Now().Sub(l.errand.Contact) > silence
}

// pack writes and signs the header.
func (l *line) pack(sh *shipment) error {
	d, h := l.d, &sh.header
	l.number = max(l.number+1, d.Now().UnixMicro())
	h.Version, h.From, h.To, h.Number = 1, d.Own.Org(), l.org, l.number
	h.Serial, h.Known, h.Parts = d.Own.Card().Serial, sh.partner.Card.Serial, []partRef{}
	add := func(ref partRef, b []byte) {
		h.Parts, sh.parts = append(h.Parts, ref), append(sh.parts, b)
	}
	known := l.serial
	if known == 0 {
		known = h.Serial // the answer tells what the partner has
	}
	news := d.news(known, true)
	if len(news) == 0 && l.told < len(d.Own.Notices()) {
		news = d.Own.Notices()
	}
	for _, b := range news[:min(len(news), maxNews)] {
		add(refOf(newsKind(b), b), b)
	}
	for _, r := range sh.receipts {
		add(refOf(receiptPart, r.Signed), r.Signed)
	}
	for _, p := range sh.parcels {
		ref := refOf(envelopePart, p.Signed)
		ref.ID, ref.N, ref.Gone = p.Wire, p.N, p.Gone
		add(ref, p.Signed)
		for i, item := range p.Items {
			if item == nil || p.Gone {
				continue
			}
			ref := refOf(itemPart, item)
			ref.N = int64(i + 1)
			add(ref, item)
		}
	}
	sh.refs = len(sh.receipts) + len(sh.parcels)
	h.Clock = wire.FormatInstant(d.Now())
	body, err := wire.Encode(h)
	if err != nil {
		return err
	}
	sh.signed = d.Own.Sign(batchType, body)
	return nil
}

// ahead brings the chunks of large items, those that the partner does not have.
func (l *line) ahead(ctx context.Context, sh *shipment) error {
	for _, p := range sh.parcels {
		if p.Gone {
			continue
		}
		for i, ref := range p.Refs {
			for n := range ref.Chunks {
				if l.call.hasChunk(ctx, sh.partner, ref.Digest, n) {
					continue
				}
				var b []byte
				err := l.d.DB.Read(ctx, func(s *db.Snapshot) (err error) {
					b, err = l.d.Messages.SealedChunk(s, p.Message, i+1, n)
					return err
				})
				if err != nil {
					return err
				}
				if err := l.call.sendChunk(ctx, sh.partner, ref.Digest, n, b, l.d.Now()); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
