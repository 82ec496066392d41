package duty

import (
	"context"
	"errors"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
)

// Forget erases private notes that have been kept as long as the settings say, in backups too: a note's key goes, and
// with it what any copy holds of it. At most 200 at a time; it is called again and again. The entries stay.
func (d *Duty) Forget(ctx context.Context, now time.Time) error {
	before := now.AddDate(0, -int(d.Settings.Get().NoteMonths), 0)
	var due []string
	if err := d.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		due, err = db.Strings(s, "SELECT e.id FROM duty_entry e WHERE e.note IS NOT NULL AND e.to_at < $1 ORDER BY e.to_at, e.id LIMIT 200", db.Micros(before))
		return err
	}); err != nil {
		return err
	}
	var all []error
	for _, id := range due {
		all = append(all, d.DB.Write(ctx, db.System(), func(tx *db.Tx) error { return d.forget(tx, id) }))
	}
	return errors.Join(all...)
}

// forget erases the note of one entry.
func (d *Duty) forget(tx *db.Tx, id string) error {
	e, err := Get(tx, id)
	if err != nil {
		return err
	}
	if err := d.Keys.Erase(tx, e.ID, Kind, "retention"); err != nil {
		return err
	}
	if err := update(tx, e, nil); err != nil {
		return err
	}
	return d.record(tx, e, audit.Erasure, "community.duty.note_erased", "retention")
}
