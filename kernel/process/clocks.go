package process

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/process/calendar"
	"reeve/kernel/process/clock"
)

// Running is a clock of an instance, running or done.
type Running struct {
	Instance, Name string
	Round          int64
	Clock          clock.Clock
	DueAt          time.Time // as stored when a step last touched it
	Own            bool      // the record's kind or promise gives the limit; no overlay moves it
}

// Clocks lists the clocks of an instance, oldest first.
func Clocks(q db.Reader, instance string) ([]Running, error) {
	return db.All(q, scanClock, `SELECT instance, name, round, period, started_at, pauses, stopped_at, due_at, own
		FROM process_clock WHERE instance = $1 ORDER BY started_at, name, round`, instance)
}

func scanClock(scan db.Scan) (r Running, err error) {
	var period, pauses string
	var started, due int64
	var stopped sql.NullInt64
	if err = scan(&r.Instance, &r.Name, &r.Round, &period, &started, &pauses, &stopped, &due, &r.Own); err != nil {
		return r, err
	}
	r.Clock.StartedAt, r.Clock.StoppedAt, r.DueAt = db.Time(started), db.NullTime(stopped), db.Time(due)
	if r.Clock.Period, err = clock.ParsePeriod(period); err != nil {
		return r, err
	}
	return r, json.Unmarshal([]byte(pauses), &r.Clock.Pauses)
}

// moveClocks lets a step start, stop, pause and resume the clocks of an instance at the instant it happened.
func (e *Engine) moveClocks(tx *db.Tx, d *Definition, i Instance, step string, at time.Time, periods map[string]clock.Period) error {
	cal := e.calendars[i.Calendar]
	if cal == nil {
		return fmt.Errorf("no calendar %q", i.Calendar)
	}
	var all []Running
	if step != "" {
		var err error
		if all, err = Clocks(tx, i.ID); err != nil {
			return err
		}
	}
	overlay, err := LoadOverlay(tx, i.Definition, i.OverlayVersion)
	if err != nil {
		return err
	}
	for _, def := range d.Clocks {
		round := int64(0)
		for _, r := range all {
			if r.Name != def.Name {
				continue
			}
			round = max(round, r.Round)
			if !r.Clock.StoppedAt.IsZero() {
				continue
			}
			if r.touch(def, step, at) {
				if err := e.storeClock(tx, cal, r); err != nil {
					return err
				}
				if err := e.replan(tx, i, overlay, r); err != nil {
					return err
				}
			}
		}
		if !slices.Contains(def.Starts, step) {
			continue
		}
		r := Running{Instance: i.ID, Name: def.Name, Round: round + 1, Clock: clock.Clock{StartedAt: at}}
		r.Clock.Period, r.Own = limit(def, overlay, periods, all)
		if err := e.insertClock(tx, cal, r); err != nil {
			return err
		}
		if err := e.replan(tx, i, overlay, r); err != nil {
			return err
		}
	}
	return nil
}

// touch applies a step to a running clock and tells whether it changed anything.
func (r *Running) touch(def ClockDef, step string, at time.Time) bool {
	open := slices.IndexFunc(r.Clock.Pauses, func(p clock.Pause) bool { return p.Until.IsZero() })
	switch {
	case slices.Contains(def.Stops, step):
		r.Clock.StoppedAt = at
	case slices.Contains(def.Pauses, step) && open < 0:
		r.Clock.Pauses = append(r.Clock.Pauses, clock.Pause{From: at, Anonymous: true})
	case slices.Contains(def.Resumes, step) && open >= 0:
		r.Clock.Pauses[open].Until = at
	default:
		return false
	}
	return true
}

// stored is what a clock's row says: while it stands, due and warn assume that the pause lasts to its own end.
func stored(r Running, cal *calendar.Calendar, now time.Time) (warn, due time.Time, paused bool) {
	s := r.Clock.State(now, cal)
	warn, due = s.WarnAt, s.DueAt
	if s.Status == clock.Paused && !s.ResumesAt.IsZero() {
		wait := s.ResumesAt.Sub(now)
		warn, due = warn.Add(wait), due.Add(wait)
	}
	return warn, due, s.Status == clock.Paused
}

func (e *Engine) insertClock(tx *db.Tx, cal *calendar.Calendar, r Running) error {
	warn, due, paused := stored(r, cal, tx.Now())
	_, err := tx.Exec(`INSERT INTO process_clock (instance, name, round, period, started_at, warn_at, due_at, paused, pauses, stopped_at, warned_at, late_at, own)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '[]', NULL, NULL, NULL, $9)`,
		r.Instance, r.Name, r.Round, r.Clock.Period.String(), db.Micros(r.Clock.StartedAt), db.Micros(warn), db.Micros(due), paused, r.Own)
	return err
}

func (e *Engine) storeClock(tx *db.Tx, cal *calendar.Calendar, r Running) error {
	warn, due, paused := stored(r, cal, tx.Now())
	pauses, err := json.Marshal(r.Clock.Pauses)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE process_clock SET warn_at = $4, due_at = $5, paused = $6, pauses = $7, stopped_at = $8
		WHERE instance = $1 AND name = $2 AND round = $3`,
		r.Instance, r.Name, r.Round, db.Micros(warn), db.Micros(due), paused && r.Clock.StoppedAt.IsZero(), string(pauses), db.NullMicros(r.Clock.StoppedAt))
	return err
}

// Escalation is a clock that has reached 80 % or its limit since the last look.
type Escalation struct {
	Instance, Name string
	Round          int64
	Late           bool // else warned
}

// Escalate marks the clocks that have reached 80 % or the limit by now and returns them, at most 200 at a
// time. The mark is what puts them on the coordinator's list; each is recorded in the log.
func (e *Engine) Escalate(tx *db.Tx, now time.Time) ([]Escalation, error) {
	find := func(late bool, query string) ([]Escalation, error) {
		return db.All(tx, func(scan db.Scan) (x Escalation, err error) {
			x.Late = late
			return x, scan(&x.Instance, &x.Name, &x.Round)
		}, query, db.Micros(now))
	}
	late, err := find(true, `SELECT instance, name, round FROM process_clock
		WHERE stopped_at IS NULL AND late_at IS NULL AND due_at <= $1 ORDER BY due_at LIMIT 200`)
	if err != nil {
		return nil, err
	}
	warned, err := find(false, `SELECT instance, name, round FROM process_clock
		WHERE stopped_at IS NULL AND warned_at IS NULL AND warn_at <= $1 ORDER BY warn_at LIMIT 200`)
	if err != nil {
		return nil, err
	}
	all := append(late, warned...)
	for _, x := range all {
		if err := e.mark(tx, x, now); err != nil {
			return nil, err
		}
	}
	return all, nil
}
