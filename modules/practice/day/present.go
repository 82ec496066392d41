package day

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/practice/events"
)

// present is somebody who is expected at an event, or who came.
type present struct {
	Nomination string // ref; empty = came without one
	State      string // of the nomination; empty = there is none
	Org        string // id
	Name       string // empty once erased
	Attendance Attendance
	Came       bool // there is an attendance
}

// last is the latest mark; false where there is none.
func (p present) last() (m Mark, ok bool) {
	for _, one := range p.Attendance.Marks {
		if !ok || one.At >= m.At {
			m, ok = one, true
		}
	}
	return m, ok
}

// in tells whether somebody is there as far as the marks say, and since when.
func (p present) in() (in bool, since time.Time) {
	m, ok := p.last()
	if !ok {
		return false, time.Time{}
	}
	return !m.Out, db.Time(m.At)
}

// presents are who may be marked at the door: those with a seat or in the line, and everybody who came.
func (d *Day) presents(q db.Reader, e events.Event) (all []present, err error) {
	expected, err := events.Standings(q, e.ID)
	if err != nil {
		return nil, err
	}
	here, err := Of(q, e.ID)
	if err != nil {
		return nil, err
	}
	by := map[string]Attendance{}
	for _, a := range here {
		by[a.Nomination] = a
	}
	for _, n := range expected {
		a, came := by[n.ID]
		if !came && n.State != events.Confirmed && n.State != events.NoShow && n.State != events.Waitlisted {
			continue
		}
		p, err := d.Events.Person(q, n.Nomination)
		if err != nil && errs.KindOf(err) != errs.Gone {
			return nil, err
		}
		all = append(all, present{Nomination: n.Ref, State: n.State, Org: n.Org, Name: p.Name, Attendance: a, Came: came})
	}
	for _, a := range here {
		if a.Nomination != "" {
			continue
		}
		p, err := d.Person(q, a)
		if err != nil && errs.KindOf(err) != errs.Gone {
			return nil, err
		}
		all = append(all, present{Org: a.Org, Name: p.Name, Attendance: a, Came: true})
	}
	return all, nil
}
