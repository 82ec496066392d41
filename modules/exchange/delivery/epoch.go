package delivery

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sort"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// acceptedEpoch is the newest epoch of a partner's log that counts here; 0 before the first contact.
func acceptedEpoch(q db.Reader, partner wire.Org) (epoch int64, err error) {
	err = q.QueryRow("SELECT COALESCE(MAX(epoch), 0) FROM exchange_epoch WHERE partner = $1", string(partner)).Scan(&epoch)
	return epoch, err
}

// accept takes the epoch of the first contact as it is.
func (d *Delivery) accept(tx *db.Tx, partner wire.Org, epoch int64) error {
	known, err := acceptedEpoch(tx, partner)
	if err != nil || known >= epoch {
		return err
	}
	if known > 0 {
		return errs.New(errs.Conflict, "delivery.new_epoch", "epoch", epoch, "accepted", known)
	}
	return d.keepEpoch(tx, partner, epoch, "delivery.first_contact")
}

func (d *Delivery) keepEpoch(tx *db.Tx, partner wire.Org, epoch int64, reason string) error {
	name := fmt.Sprintf("%s/%d", partner, epoch)
	stored := []any{string(partner), epoch, db.Micros(tx.Now()), reason}
	if _, err := tx.Exec("INSERT INTO exchange_epoch (id, partner, epoch, accepted_at, reason) VALUES ($1, $2, $3, $4, $5)", append([]any{name}, stored...)...); err != nil {
		return err
	}
	return d.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "exchange.epoch", Kind: epochKind, ID: name, Org: string(partner), Justification: reason, Stored: stored})
}

// Offer is a newer epoch of a partner's log that waits for somebody to accept it.
type Offer struct {
	Partner    wire.Org
	Epoch      int64
	Checkpoint string // signed
	At         int64  // µs
}

// OfferOf finds the newer epoch that a partner shows; errs.NotFound if it shows none.
func OfferOf(q db.Reader, partner wire.Org) (o Offer, err error) {
	o.Partner = partner
	err = q.QueryRow("SELECT epoch, note, at FROM exchange_epoch_offer WHERE partner = $1", string(partner)).Scan(&o.Epoch, &o.Checkpoint, &o.At)
	if errors.Is(err, sql.ErrNoRows) {
		err = errs.New(errs.NotFound, "delivery.no_offer")
	}
	return o, err
}

// offer keeps a newer epoch for somebody to look at, once.
func (d *Delivery) offer(ctx context.Context, partner wire.Org, c shown) error {
	var known int64
	err := d.DB.Read(ctx, func(s *db.Snapshot) error {
		o, err := OfferOf(s, partner)
		if errs.KindOf(err) == errs.NotFound {
			return nil
		}
		known = o.Epoch
		return err
	})
	if err != nil || known >= c.epoch {
		return err
	}
	return d.DB.Write(ctx, db.Actor{Kind: "node", ID: string(partner)}, func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO exchange_epoch_offer (partner, epoch, note, at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (partner) DO UPDATE SET epoch = excluded.epoch, note = excluded.note, at = excluded.at`, string(partner), c.epoch, c.signed, db.Micros(tx.Now()))
		if err != nil {
			return err
		}
		return d.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "exchange.epoch_offered", Kind: "exchange.epoch_offer", ID: string(partner), Org: string(partner), Justification: c.Origin})
	})
}

// AcceptEpoch lets a partner's newer epoch count, after somebody there explained the restore. Deliveries go on by
// themselves: what the partner lost is sent again, and so does it.
func (d *Delivery) AcceptEpoch(tx *db.Tx, partner wire.Org, reason string) (epoch int64, err error) {
	if _, err := node.Load(tx, partner); err != nil {
		return 0, err
	}
	o, err := OfferOf(tx, partner)
	if err != nil {
		return 0, err
	}
	known, err := acceptedEpoch(tx, partner)
	if err != nil {
		return 0, err
	}
	if known >= o.Epoch {
		return 0, errs.New(errs.Conflict, "delivery.no_offer")
	}
	if reason == "" {
		return 0, errs.Bad("reason", "delivery.reason_missing")
	}
	if err := d.keepEpoch(tx, partner, o.Epoch, reason); err != nil {
		return 0, err
	}
	if _, err := tx.Exec("DELETE FROM exchange_epoch_offer WHERE partner = $1", string(partner)); err != nil {
		return 0, err
	}
	d.Wake(partner)
	return o.Epoch, nil
}

func sorted(args map[string]any) []string {
	names := make([]string, 0, len(args))
	for n := range args {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

func text(v any) string { return fmt.Sprint(v) }
