package process

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/process/clock"
)

// Effect is what another limit of a clock would do to the running ones that are not the record's own.
type Effect struct {
	Clock    string
	Was, Is  clock.Period
	Running  int64 // clocks in the states that would take it over
	Own      int64 // running ones there whose limit is the record's own, and stays
	LateNow  int64 // of Running: past their limit as it is
	LateThen int64 // of Running: past the new limit
}

// Preview computes the effect of an overlay's limits on the instances in its Running states, against the newest
// overlay. It changes nothing.
func (e *Engine) Preview(q db.Reader, o Overlay, now time.Time) ([]Effect, error) {
	d := e.definitions[o.Definition]
	was, err := CurrentOverlay(q, o.Definition)
	if err != nil || d == nil {
		return nil, err
	}
	var all []Effect
	for _, def := range d.Clocks {
		x := Effect{Clock: def.Name, Was: ruled(def, was), Is: ruled(def, o)}
		if x.Was == x.Is {
			continue
		}
		if len(o.Running) > 0 {
			if err := e.effect(q, o, now, &x); err != nil {
				return nil, err
			}
		}
		all = append(all, x)
	}
	return all, nil
}

func (e *Engine) effect(q db.Reader, o Overlay, now time.Time, x *Effect) error {
	b := db.NewQuery(`SELECT c.instance, c.name, c.round, c.period, c.started_at, c.pauses, c.stopped_at, c.due_at, c.own, i.calendar
		FROM process_clock c JOIN process_instance i ON i.id = c.instance WHERE c.stopped_at IS NULL AND i.closed_at IS NULL AND i.definition = `)
	b.Add(b.Arg(o.Definition) + " AND c.name = " + b.Arg(x.Clock) + " AND " + b.In("i.state", o.Running))
	_, err := db.AllQ(q, func(scan db.Scan) (none struct{}, err error) {
		var calendar string
		r, err := scanClock(func(dest ...any) error { return scan(append(dest, &calendar)...) })
		if err != nil {
			return none, err
		}
		if r.Own {
			x.Own++
			return none, nil
		}
		x.Running++
		late := func() int64 {
			if r.Clock.State(now, e.calendars[calendar]).Status == clock.Late {
				return 1
			}
			return 0
		}
		x.LateNow += late()
		r.Clock.Period = x.Is
		x.LateThen += late()
		return none, nil
	}, b)
	return err
}

// Check tells what is wrong with an overlay without storing it.
func (e *Engine) Check(o Overlay) error {
	if d := e.definitions[o.Definition]; d != nil {
		return o.tidy().check(d)
	}
	return nil
}
