package events

import (
	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/process"
	"reeve/modules/practice/seats"
)

// Save stores a changed event; its time changes by [Events.MoveTo] alone once it is announced. More seats are offered to
// who waits. Errors: errs.Invalid, errs.Conflict for a version that has passed or for fewer seats than are taken.
func (v *Events) Save(tx *db.Tx, e Event) (Event, error) {
	was, all, err := v.locked(tx, e.ID)
	if err != nil {
		return e, err
	}
	if e.Version != was.Version {
		return e, errs.New(errs.Conflict, "process.moved_on", "base", e.Version, "version", was.Version)
	}
	e.Ref, e.Org, e.Moves, e.Changes, e.Starts, e.Ends = was.Ref, was.Org, was.Moves, was.Changes, was.Starts, was.Ends
	if err := e.keepPools(was, all); err != nil {
		return e, err
	}
	if err := e.Check(); err != nil {
		return e, err
	}
	if err := v.saveEvent(tx, &e, "practice.event.save", ""); err != nil {
		return e, err
	}
	return e, v.offerNext(tx, e.ID, "")
}

// keepPools gives pools that stay their ids, and refuses to lose a seat that somebody has.
func (e *Event) keepPools(was Event, all []Standing) error {
	by, known := counts(all), map[string]string{}
	for _, p := range was.Pools {
		known[p.Delegation] = p.ID
	}
	used, kept := int64(0), map[string]bool{}
	for i := range e.Pools {
		p := &e.Pools[i]
		if p.ID = known[p.Delegation]; p.ID == "" {
			p.ID = "p-" + e.Ref + "-" + p.Delegation
		}
		kept[p.ID] = true
	}
	for pool, c := range by {
		used += c.Used()
		if c.Used()+c.Waiting > 0 && !kept[pool] {
			return errs.New(errs.Conflict, "practice.pool_in_use")
		}
	}
	if used > e.Capacity {
		return errs.New(errs.Conflict, "practice.seats_taken", "taken", used)
	}
	for _, p := range e.Pools {
		if p.Overflow == seats.Closed && by[p.ID].Used() > p.Seats {
			return errs.New(errs.Conflict, "practice.seats_taken", "taken", by[p.ID].Used())
		}
	}
	return nil
}

// SaveSeries stores a changed series; its address stays.
func (v *Events) SaveSeries(tx *db.Tx, s Series) (Series, error) {
	was, err := SeriesByID(tx, s.ID)
	if err != nil {
		return s, err
	}
	if s.Version != was.Version {
		return s, errs.New(errs.Conflict, "process.moved_on", "base", s.Version, "version", was.Version)
	}
	s.Slug, s.Org = was.Slug, was.Org
	if err := s.Check(); err != nil {
		return s, err
	}
	s.Version++
	if _, err := tx.Exec(`UPDATE practice_series SET programme = $1, titles = $2, abstracts = $3, funder = $4, grant_line = $5, partners = $6, apart = $7, version = $8 WHERE id = $9`,
		s.Programme, toJSON(s.Titles), toJSON(s.Abstracts), s.Funder, s.GrantLine, toJSON(s.Partners), toJSON(s.Apart), s.Version, s.ID); err != nil {
		return s, err
	}
	return s, v.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "practice.series.save", Kind: KindSeries, ID: s.ID, Version: s.Version, Org: s.Org})
}

// Take takes a step of an event's life: open, close, hold, cancel. Who is registered for a cancelled event is told.
func (v *Events) Take(tx *db.Tx, ref, name, reason, step string) (Event, error) {
	e, _, err := EventByRef(tx, ref)
	if err != nil {
		return e, err
	}
	e, all, err := v.locked(tx, e.ID)
	if err != nil {
		return e, err
	}
	if mine, err := process.TakenBy(tx, step, e.ID, name); err != nil || mine {
		return e, err
	}
	if name == "cancel" && reason == "" {
		return e, errs.Bad("reason", "practice.reason_missing")
	}
	if name == "move" {
		return e, errs.Bad("step", "process.no_such_step", "step", name)
	}
	if _, _, err := v.Process.Apply(tx, process.Command{ID: step, Instance: e.ID, Step: name}); err != nil {
		return e, err
	}
	if err := v.saveEvent(tx, &e, "practice.event."+name, reason); err != nil || name != "cancel" {
		return e, err
	}
	for _, s := range all {
		if s.State != Confirmed && s.State != Waitlisted && s.State != Offered {
			continue
		}
		if err := v.tell(tx, s.Nomination, "cancelled"); err != nil {
			return e, err
		}
	}
	return e, nil
}
