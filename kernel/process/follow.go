package process

import (
	"fmt"

	"reeve/kernel/db"
	"reeve/kernel/process/clock"
)

// Follow makes a clock of an instance show what its record knows better than the steps do: a limit that is computed from
// signed facts, say, with another period once somebody has said which one holds. It begins the clock where none has
// begun, and it may move the beginning, the pauses and the end. A limit that has moved into the future is warned of anew.
func (e *Engine) Follow(tx *db.Tx, i Instance, name string, c clock.Clock) error {
	cal := e.calendars[i.Calendar]
	if cal == nil {
		return fmt.Errorf("no calendar %q", i.Calendar)
	}
	all, err := Clocks(tx, i.ID)
	if err != nil {
		return err
	}
	r := Running{Instance: i.ID, Name: name, Round: 0, Clock: c}
	for _, old := range all {
		if old.Name == name {
			r.Round = max(r.Round, old.Round)
		}
	}
	if r.Round == 0 {
		r.Round = 1
		if err := e.insertClock(tx, cal, r); err != nil {
			return err
		}
	}
	if _, err := tx.Exec("UPDATE process_clock SET period = $4, started_at = $5 WHERE instance = $1 AND name = $2 AND round = $3",
		r.Instance, r.Name, r.Round, c.Period.String(), db.Micros(c.StartedAt)); err != nil {
		return err
	}
	if err := e.storeClock(tx, cal, r); err != nil {
		return err
	}
	_, err = tx.Exec("UPDATE process_clock SET late_at = NULL WHERE instance = $1 AND name = $2 AND round = $3 AND due_at > $4", r.Instance, r.Name, r.Round, db.Micros(tx.Now()))
	if err == nil {
		_, err = tx.Exec("UPDATE process_clock SET warned_at = NULL WHERE instance = $1 AND name = $2 AND round = $3 AND warn_at > $4", r.Instance, r.Name, r.Round, db.Micros(tx.Now()))
	}
	return err
}
