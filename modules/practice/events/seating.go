package events

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/process"
	"reeve/modules/practice/seats"
)

// Approve gives the nominations that came by an open link what they would have had at once: a seat, or their place in the
// line by the time at which they came. Those that were approved before stay as they are.
func (v *Events) Approve(tx *db.Tx, event, registration string) error {
	e, all, err := v.locked(tx, event)
	if err != nil {
		return err
	}
	n := 0
	for i := range all {
		s := &all[i]
		if s.Registration != registration || s.State != Named {
			continue
		}
		n++
		to, step := Waitlisted, "wait"
		if !s.Substitute && !s.Late && !seats.Queued(waiters(all), s.Pool) && seats.Free(e.Capacity, e.Pools, counts(all), s.Pool) {
			to, step = Confirmed, "confirm"
		}
		if _, _, err := v.Process.Apply(tx, process.Command{Instance: s.ID, Step: step}); err != nil {
			return err
		}
		s.State = to
		if err := v.saveNomination(tx, &s.Nomination, "practice.nomination."+step); err != nil {
			return err
		}
		if err := v.tell(tx, s.Nomination, to); err != nil {
			return err
		}
	}
	if n == 0 {
		return errs.New(errs.Conflict, "practice.nothing_to_approve")
	}
	return nil
}

// Seat gives who waits a seat that is free, past the line: the organiser's own decision, for late requests and for pools
// nobody else waits for. Errors: errs.Conflict where no seat of the pool is free.
func (v *Events) Seat(tx *db.Tx, ref, step string) error {
	s, err := NominationByRef(tx, ref)
	if err != nil {
		return err
	}
	e, all, err := v.locked(tx, s.Event)
	if err != nil {
		return err
	}
	if s, err = NominationByRef(tx, ref); err != nil {
		return err
	}
	if mine, err := process.TakenBy(tx, step, s.ID, "confirm"); err != nil || mine {
		return err
	}
	if !seats.Free(e.Capacity, e.Pools, counts(all), s.Pool) {
		return errs.New(errs.Conflict, "practice.no_seat_free")
	}
	if _, _, err := v.Process.Apply(tx, process.Command{ID: step, Instance: s.ID, Step: "confirm"}); err != nil {
		return err
	}
	if err := v.saveNomination(tx, &s.Nomination, "practice.nomination.seat"); err != nil {
		return err
	}
	return v.tell(tx, s.Nomination, Confirmed)
}

// locked is an event whose seats nobody else gives meanwhile, with its nominations.
func (v *Events) locked(tx *db.Tx, event string) (Event, []Standing, error) {
	if err := tx.Lock(KindEvent, event); err != nil {
		return Event{}, nil, err
	}
	e, _, err := EventByID(tx, event)
	if err != nil {
		return e, nil, err
	}
	all, err := Standings(tx, event)
	return e, all, err
}

// registrations are those of an event by their ids.
func registrations(q db.Reader, event string) (map[string]Registration, error) {
	out := map[string]Registration{}
	return out, db.Each(q, func(scan db.Scan) error {
		var r Registration
		var at int64
		if err := scan(&r.ID, &r.Ref, &r.Event, &r.Org, &r.By, &at, &r.Late, &r.Version); err != nil {
			return err
		}
		r.At = db.Time(at)
		out[r.ID] = r
		return nil
	}, `SELECT DISTINCT r.id, r.ref, r.event, r.org, r.by_kind, r.at, r.late, r.version FROM practice_registration r JOIN practice_nomination n ON n.registration = r.id WHERE n.event = $1`, event)
}
