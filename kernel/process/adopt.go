package process

import (
	"slices"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/process/clock"
)

// Adoption is that running instances take over a version of an overlay.
type Adoption struct {
	Definition string `json:"definition"`
	Version    int64  `json:"version"`
}

// adoptAtOnce is how many instances take over an overlay in one transaction.
const adoptAtOnce = 200

// Adopt lets up to 200 running instances in the states that the overlay names take it over, and tells how many did; 0
// when all have. A version that has been replaced meanwhile is taken over by none. Running clocks get the new limit from
// their own beginning, unless the limit is the record's own.
func (e *Engine) Adopt(tx *db.Tx, a Adoption) (int, error) {
	current, err := CurrentOverlay(tx, a.Definition)
	if err != nil || current.Version != a.Version || len(current.Running) == 0 {
		return 0, err
	}
	b := db.NewQuery("SELECT i.id FROM process_instance i WHERE i.closed_at IS NULL AND i.definition = ")
	b.Add(b.Arg(a.Definition) + " AND i.overlay_version < " + b.Arg(a.Version) + " AND " + b.In("i.state", current.Running) + " ORDER BY i.id LIMIT " + b.Arg(adoptAtOnce))
	ids, err := db.AllQ(tx, func(scan db.Scan) (s string, err error) { return s, scan(&s) }, b)
	if err != nil {
		return 0, err
	}
	for _, one := range ids {
		if err := e.adopt(tx, one, current); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

func (e *Engine) adopt(tx *db.Tx, instance string, o Overlay) error {
	i, err := Load(tx, instance)
	if err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE process_instance SET overlay_version = $2 WHERE id = $1", i.ID, o.Version); err != nil {
		return err
	}
	all, err := Clocks(tx, i.ID)
	if err != nil {
		return err
	}
	d := e.Of(i)
	for _, r := range all {
		def, known := d.Clock(r.Name)
		if !known || !r.Clock.StoppedAt.IsZero() {
			continue
		}
		if !r.Own {
			r.Clock.Period = ruled(def, o)
			if err := e.restart(tx, i, r); err != nil {
				return err
			}
		}
		if err := e.plan(tx, i, o, r); err != nil {
			return err
		}
	}
	return e.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: i.Definition + ".overlay", Kind: Kind, ID: i.ID, Version: i.Version, Place: i.Place, Org: i.Org})
}

// restart stores a running clock with another limit. What was marked as warned or late and is so no more can be marked
// again.
func (e *Engine) restart(tx *db.Tx, i Instance, r Running) error {
	warn, due, paused := stored(r, e.calendars[i.Calendar], tx.Now())
	_, err := tx.Exec(`UPDATE process_clock SET period = $4, warn_at = $5, due_at = $6, paused = $7,
		warned_at = CASE WHEN $8 THEN NULL ELSE warned_at END, late_at = CASE WHEN $9 THEN NULL ELSE late_at END
		WHERE instance = $1 AND name = $2 AND round = $3`,
		r.Instance, r.Name, r.Round, r.Clock.Period.String(), db.Micros(warn), db.Micros(due), paused, warn.After(tx.Now()), due.After(tx.Now()))
	return err
}

// ruled is the limit that overlay and definition give.
func ruled(def ClockDef, o Overlay) clock.Period {
	if p, ok := o.Limits[def.Name]; ok {
		return p
	}
	return def.Period
}

// limit finds a clock's period, and whether it is the record's own: a new round keeps what was the record's own before,
// else the record's kind says it where that is not what the definition says anyway, else overlay and definition.
func limit(def ClockDef, overlay Overlay, periods map[string]clock.Period, all []Running) (p clock.Period, own bool) {
	at := slices.IndexFunc(all, func(r Running) bool { return r.Name == def.Name })
	if at >= 0 && all[at].Own {
		return all[at].Clock.Period, true
	}
	if p, ok := periods[def.Name]; ok && at < 0 && (!def.Adaptable() || p != def.Period) {
		return p, true
	}
	return ruled(def, overlay), false
}
