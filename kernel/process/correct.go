package process

import (
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
)

// Correct takes over what the source of an imported record says now of its subject, place and beginning. It is no
// step: state, assignee and history stay.
func (e *Engine) Correct(tx *db.Tx, id, subject, place string, at time.Time) error {
	i, err := Load(tx, id)
	if err != nil {
		return err
	}
	i.Subject, i.Place, i.OpenedAt, i.UpdatedAt = subject, place, at, tx.Now()
	i.Version++
	if err := store(tx, i); err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE process_instance SET opened_at = $2, state_since = CASE WHEN state_since = opened_at THEN $2 ELSE state_since END WHERE id = $1", id, db.Micros(at)); err != nil {
		return err
	}
	return e.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: i.Definition + ".corrected", Kind: Kind, ID: id, Version: i.Version, Place: i.Place, Org: i.Org})
}
