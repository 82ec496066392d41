package counted

import (
	"database/sql"
	"errors"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/figures"
	"reeve/modules/exchange/wire"
)

// Result is what a file did.
type Result struct{ Imported, Unchanged int }

// Take keeps the counts of a file that the node of a card signed. Taking it again changes nothing; a file made before the
// one that is kept is refused.
func Take(tx *db.Tx, log *audit.Log, raw []byte, card wire.Card) (res Result, err error) {
	c, err := figures.OpenCounts(raw, card)
	if err != nil {
		return res, err
	}
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return res, err
	}
	made, err := wire.ParseInstant(c.Made)
	if err != nil {
		return res, err
	}
	if made.After(tx.Now().Add(time.Hour)) {
		return res, errs.New(errs.Invalid, "counted.in_future")
	}
	for i, m := range c.Months {
		changed, err := take(tx, log, c, m, time.Date(c.Year, time.Month(i+1), 1, 0, 0, 0, 0, zone), made)
		if err != nil {
			return res, err
		}
		if changed {
			res.Imported++
		} else {
			res.Unchanged++
		}
	}
	return res, nil
}

func take(tx *db.Tx, log *audit.Log, c figures.Counts, m figures.Month, starts, made time.Time) (bool, error) {
	id := string(c.Org) + "/" + m.Month
	var kept figures.Month
	var at, version int64
	err := tx.QueryRow("SELECT received, sent, answered, with_limit, in_time, median_minutes, p90_minutes, made_at, version FROM counted_month WHERE id = $1", id).Scan(
		&kept.Received, &kept.Sent, &kept.Answered, &kept.WithLimit, &kept.InTime, &kept.MedianMinutes, &kept.P90Minutes, &at, &version)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, err
	}
	entry := audit.Entry{Operation: audit.Collection, Action: "counted.take", Kind: Kind, ID: id, Version: version + 1, Org: string(c.Org)}
	if err != nil {
		_, err = tx.Exec(`INSERT INTO counted_month (id, org, country, month, starts_at, ends_at, received, sent, answered, with_limit, in_time, median_minutes, p90_minutes, made_at, version)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1)`, id, string(c.Org), c.Country, m.Month, db.Micros(starts), db.Micros(starts.AddDate(0, 1, 0)),
			m.Received, m.Sent, m.Answered, m.WithLimit, m.InTime, m.MedianMinutes, m.P90Minutes, db.Micros(made))
	} else {
		if db.Micros(made) < at {
			return false, errs.New(errs.Conflict, "counted.older", "month", m.Month)
		}
		if kept.Month = m.Month; kept == m {
			return false, nil
		}
		entry.Operation = audit.Alteration
		_, err = tx.Exec(`UPDATE counted_month SET received = $2, sent = $3, answered = $4, with_limit = $5, in_time = $6, median_minutes = $7, p90_minutes = $8, made_at = $9, version = $10 WHERE id = $1`,
			id, m.Received, m.Sent, m.Answered, m.WithLimit, m.InTime, m.MedianMinutes, m.P90Minutes, db.Micros(made), version+1)
	}
	if err != nil {
		return false, err
	}
	return true, log.Record(tx, entry)
}
