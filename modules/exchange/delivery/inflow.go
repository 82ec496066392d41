package delivery

import (
	"database/sql"
	"errors"
	"time"

	"reeve/kernel/db"
	"reeve/modules/exchange/wire"
)

// inflow is what came from a partner.
type inflow struct {
	partner                     wire.Org
	batch, day, bytes, refusals int64
	limit                       int64 // of the channel; 0 = none
	today                       int64
}

func loadInflow(q db.Reader, partner wire.Org, now time.Time) (*inflow, error) {
	f := &inflow{partner: partner, today: now.UnixMicro() / 86_400_000_000}
	err := q.QueryRow("SELECT batch, day, bytes, refusals FROM exchange_inflow WHERE partner = $1", string(partner)).Scan(&f.batch, &f.day, &f.bytes, &f.refusals)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	if f.day != f.today {
		f.day, f.bytes, f.refusals = f.today, 0, 0
	}
	return f, err
}

// over tells the day's limit when some more bytes go beyond it, else 0.
func (f *inflow) over(more int64) int64 {
	if f.limit > 0 && f.bytes+more > f.limit {
		return f.limit
	}
	return 0
}

func (f *inflow) store(tx *db.Tx) error {
	_, err := tx.Exec(`INSERT INTO exchange_inflow (partner, batch, day, bytes, refusals) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (partner) DO UPDATE SET batch = excluded.batch, day = excluded.day, bytes = excluded.bytes, refusals = excluded.refusals`,
		string(f.partner), f.batch, f.day, f.bytes, f.refusals)
	return err
}

func lastBatch(q db.Reader, partner wire.Org) (n int64, err error) {
	err = q.QueryRow("SELECT batch FROM exchange_inflow WHERE partner = $1", string(partner)).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return n, err
}
