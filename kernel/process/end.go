package process

import (
	"reeve/kernel/audit"
	"reeve/kernel/db"
)

// End lets a life end outside its steps, because its record was erased: its clocks stop, and it waits for nobody.
// The state stays what it was. Ending it twice changes nothing.
func (e *Engine) End(tx *db.Tx, id string) error {
	i, err := Load(tx, id)
	if err != nil {
		return err
	}
	if i.Waits == WaitsNobody && !i.ClosedAt.IsZero() {
		return nil
	}
	i.Waits, i.Attention, i.UpdatedAt = WaitsNobody, "", tx.Now()
	if i.ClosedAt.IsZero() {
		i.ClosedAt = tx.Now()
	}
	i.Version++
	if err := store(tx, i); err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE process_clock SET stopped_at = $2, paused = FALSE WHERE instance = $1 AND stopped_at IS NULL", id, db.Micros(tx.Now())); err != nil {
		return err
	}
	return e.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: i.Definition + ".ended", Kind: Kind, ID: id, Version: i.Version, Place: i.Place, Org: i.Org})
}
