package day

import (
	"context"
	"errors"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/modules/practice/events"
)

const forgetAtOnce = 20 // events of one round

// Forget erases who came to, or was named for, events that ended more than months ago: names, addresses and posts, in
// backups too. Attendances, keyed hashes and with them every count stay. A few events at a time; it is called again and
// again. An event that never had a date has no end from which to count.
func (d *Day) Forget(ctx context.Context, months int64) error {
	var due []events.Event
	if err := d.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		due, err = d.due(s, d.Now().AddDate(0, -int(months), 0))
		return err
	}); err != nil {
		return err
	}
	var all []error
	for _, e := range due {
		all = append(all, d.DB.Write(ctx, db.System(), func(tx *db.Tx) error { return d.forget(tx, e) }))
	}
	return errors.Join(all...)
}

// due are events that ended before and of which somebody is still named, a few at a time.
func (d *Day) due(q db.Reader, until time.Time) ([]events.Event, error) {
	ids, err := db.Strings(q, `SELECT e.id FROM practice_event e WHERE e.ends <> '' AND e.ends < $1 AND (EXISTS (SELECT 1 FROM practice_nomination n WHERE n.event = e.id AND n.person IS NOT NULL)
		OR EXISTS (SELECT 1 FROM practice_attendance a WHERE a.event = e.id AND a.person IS NOT NULL)) ORDER BY e.ends, e.id LIMIT $2`, until.AddDate(0, 0, 1).Format("2006-01-02T15:04"), forgetAtOnce)
	if err != nil {
		return nil, err
	}
	var out []events.Event
	for _, id := range ids {
		e, _, err := events.EventByID(q, id)
		if err != nil {
			return nil, err
		}
		if e.Instant(e.Ends).Before(until) { // exact to the minute in the event's zone
			out = append(out, e)
		}
	}
	return out, nil
}

func (d *Day) forget(tx *db.Tx, e events.Event) error {
	all, err := events.Standings(tx, e.ID)
	if err != nil {
		return err
	}
	for _, n := range all {
		if err := d.Events.ErasePerson(tx, n.Nomination, "retention"); err != nil {
			return err
		}
	}
	came, err := db.All(tx, func(scan db.Scan) (Attendance, error) { return scanAttendance(scan) }, `SELECT `+columns+` FROM practice_attendance a WHERE a.event = $1 AND a.person IS NOT NULL`, e.ID)
	if err != nil {
		return err
	}
	for _, a := range came {
		if err := d.Keys.Erase(tx, a.ID, KindAttendance, "retention"); err != nil {
			return err
		}
		a.Version++
		if _, err := tx.Exec(`UPDATE practice_attendance SET person = NULL, version = $1 WHERE id = $2`, a.Version, a.ID); err != nil {
			return err
		}
		if err := d.Log.Record(tx, audit.Entry{Operation: audit.Erasure, Action: "practice.attendance.erase", Kind: KindAttendance, ID: a.ID, Version: a.Version, Org: a.Org, Justification: "retention"}); err != nil {
			return err
		}
	}
	return nil
}
