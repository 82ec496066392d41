package events

import (
	"context"
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/jobs"
	"reeve/kernel/process"
	"reeve/modules/practice/seats"
)

const lapseJob = "practice.offer.lapse"

// Answer is what a nominated person, or who answers for them, says: accept, withdraw, come (still can), not_come. The
// caller has asked whether the actor may. step is made by who sends it; the same one sent twice is taken once. Errors:
// errs.Conflict where the state does not allow it or the offer has ended.
func (v *Events) Answer(tx *db.Tx, ref, answer, step string) (Standing, error) {
	s, err := NominationByRef(tx, ref)
	if err != nil {
		return s, err
	}
	if err := tx.Lock(KindEvent, s.Event); err != nil {
		return s, err
	}
	if s, err = NominationByRef(tx, ref); err != nil {
		return s, err
	}
	if mine, err := process.TakenBy(tx, step, s.ID, stepOf(answer)); err != nil || mine {
		return s, err
	}
	was := s.State
	switch answer {
	case "accept":
		if s.State == Offered && !tx.Now().Before(s.OfferedUntil) {
			return s, errs.New(errs.Conflict, "practice.offer_over")
		}
	case "come":
		s.Coming = "yes"
	case "not_come":
		s.Coming = "no"
	case "withdraw":
	default:
		return s, errs.Bad("answer", "practice.answer_wrong", "answer", answer)
	}
	i, repeated, err := v.Process.Apply(tx, process.Command{ID: step, Instance: s.ID, Step: stepOf(answer)})
	if err != nil || repeated {
		return s, err
	}
	s.State = i.State
	if s.State != Offered {
		s.OfferedUntil = db.Time(0)
	}
	if err := v.saveNomination(tx, &s.Nomination, "practice.nomination."+answer); err != nil {
		return s, err
	}
	if err := v.tell(tx, s.Nomination, s.State); err != nil {
		return s, err
	}
	if s.State == Withdrawn && (was == Confirmed || was == Offered) {
		return s, v.offerNext(tx, s.Event, s.Org)
	}
	return s, nil
}

func stepOf(answer string) string {
	switch answer {
	case "come":
		return "still_come"
	case "not_come":
		return "withdraw"
	}
	return answer
}

// offerNext offers every seat of the event that is free now to who is next for it; gaveUp is the organisation whose
// seat became free. The event is locked.
func (v *Events) offerNext(tx *db.Tx, event, gaveUp string) error {
	e, state, err := EventByID(tx, event)
	if err != nil || state != OpenState && state != ClosedFor {
		return err
	}
	if begins := e.Instant(e.Starts); !begins.IsZero() && !tx.Now().Before(begins) {
		return nil // it has begun: nobody is asked any more
	}
	all, err := Standings(tx, event)
	if err != nil {
		return err
	}
	for _, p := range e.Pools {
		for seats.Free(e.Capacity, e.Pools, counts(all), p.ID) {
			next, ok := seats.Next(waiters(all), p.ID, gaveUp)
			if !ok {
				break
			}
			s := standing(all, next.ID)
			if _, _, err := v.Process.Apply(tx, process.Command{Instance: s.ID, Step: "offer", Program: true}); err != nil {
				return err
			}
			s.State, s.OfferedUntil = Offered, seats.Until(tx.Now(), e.OfferHours, e.zone())
			if begins := e.Instant(e.Starts); !begins.IsZero() && s.OfferedUntil.After(begins) {
				s.OfferedUntil = begins
			}
			if err := v.saveNomination(tx, &s.Nomination, "practice.nomination.offer"); err != nil {
				return err
			}
			if err := jobs.Enqueue(tx, lapseJob, s.ID, []byte(s.Ref), s.OfferedUntil); err != nil {
				return err
			}
			if err := v.tell(tx, s.Nomination, Offered); err != nil {
				return err
			}
		}
	}
	return nil
}

// lapse ends an offer whose time is over, and offers the seat to the next. Run twice it does nothing more.
func (v *Events) lapse(ctx context.Context, body []byte) error {
	return v.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		s, err := NominationByRef(tx, string(body))
		if err != nil {
			return err
		}
		if err := tx.Lock(KindEvent, s.Event); err != nil {
			return err
		}
		if s, err = NominationByRef(tx, string(body)); err != nil {
			return err
		}
		if s.State != Offered || v.Now().Before(s.OfferedUntil) {
			return nil
		}
		if _, _, err := v.Process.Apply(tx, process.Command{Instance: s.ID, Step: "lapse"}); err != nil {
			return err
		}
		s.OfferedUntil = db.Time(0)
		if err := v.saveNomination(tx, &s.Nomination, "practice.nomination.lapse"); err != nil {
			return err
		}
		if err := v.tell(tx, s.Nomination, Lapsed); err != nil {
			return err
		}
		return v.offerNext(tx, s.Event, s.Org)
	})
}

// MoveTo moves an event: it keeps the time at which it stood, keeps its registrations, and everybody is asked whether they
// can still come.
func (v *Events) MoveTo(tx *db.Tx, ref string, starts, ends, deadline, reason, step string) (Event, error) {
	e, _, err := EventByRef(tx, ref)
	if err != nil {
		return e, err
	}
	if err := tx.Lock(KindEvent, e.ID); err != nil {
		return e, err
	}
	if e, _, err = EventByID(tx, e.ID); err != nil {
		return e, err
	}
	if reason == "" {
		return e, errs.Bad("reason", "practice.reason_missing")
	}
	e.Moves = append(slices.Clone(e.Moves), Move{From: e.Starts, To: starts, Reason: reason, At: db.Micros(tx.Now())})
	e.Starts, e.Ends, e.Deadline = starts, ends, deadline
	e.DateKind = On
	if starts == "" {
		e.DateKind = ToAnnounced
	}
	if err := e.Check(); err != nil {
		return e, err
	}
	if _, repeated, err := v.Process.Apply(tx, process.Command{ID: step, Instance: e.ID, Step: "move"}); err != nil || repeated {
		return e, err
	}
	if err := v.saveEvent(tx, &e, "practice.event.move", reason); err != nil {
		return e, err
	}
	all, err := Standings(tx, e.ID)
	if err != nil {
		return e, err
	}
	for _, s := range all {
		if s.State != Confirmed && s.State != Waitlisted && s.State != Offered {
			continue
		}
		if _, _, err := v.Process.Apply(tx, process.Command{Instance: s.ID, Step: "ask", Program: true}); err != nil {
			return e, err
		}
		s.Round, s.Coming = int64(len(e.Moves)), ""
		if err := v.saveNomination(tx, &s.Nomination, "practice.nomination.ask"); err != nil {
			return e, err
		}
		if err := v.tell(tx, s.Nomination, "asked"); err != nil {
			return e, err
		}
	}
	return e, nil
}
