package exchange

import (
	"context"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/figures"
	"reeve/modules/exchange/wire"
)

// Counts is the file of a year's counts and times, signed by the node: all that flows on to plans.
func (x *Exchange) Counts(ctx context.Context, year int) ([]byte, error) {
	if x.Own == nil {
		return nil, errs.New(errs.NotFound, "node.no_node", "dir", x.Dir)
	}
	now, zone := x.Now(), x.Zone()
	if year < 2000 || year > now.In(zone).Year() {
		return nil, errs.Bad("year", "exchange.counts.year")
	}
	var c figures.Counts
	err := x.DB.Read(ctx, func(q *db.Snapshot) (err error) {
		c, err = figures.CountMonths(q, x.Own, zone, year, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	body, err := wire.Encode(c)
	if err != nil {
		return nil, err
	}
	return x.Own.Sign(figures.CountsType, body).MarshalBinary()
}
