package meetings

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/measure"
	"reeve/modules/places"
)

// Measures are the figures that this module offers.
func (m *Meetings) Measures() []measure.Measure {
	return []measure.Measure{
		{Name: "meetings.held", Unit: "number", Query: m.heldMeasure, Records: m.heldRecords},
		{Name: "meetings.due_kept", Unit: "percent", Query: m.dueKept},
		{Name: "meetings.commitments_kept", Unit: "percent", Query: m.commitmentsKept},
	}
}

// period is a question's period in civil days of the installation.
func (m *Meetings) period(ask measure.Question) (from, until string) {
	return m.Today(ask.From), m.Today(ask.Until.Add(-time.Microsecond).Add(24 * time.Hour))
}

// heldMeasure counts the meetings held on the days of the period.
func (m *Meetings) heldMeasure(q db.Reader, ask measure.Question) (measure.Value, error) {
	from, until := m.period(ask)
	all, err := m.Held(q, ask.Scope, from, until)
	return measure.Value{Num: int64(len(all)), Plain: true, Rows: int64(len(all))}, err
}

// heldRecords are the meetings that heldMeasure counts.
func (m *Meetings) heldRecords(q db.Reader, ask measure.Question) (out []measure.Record, err error) {
	from, until := m.period(ask)
	all, err := m.Held(q, ask.Scope, from, until)
	for _, r := range all {
		out = append(out, measure.Record{Kind: Kind, ID: r.Meeting.ID, Ref: r.Meeting.Ref, Version: r.Meeting.Version, Num: 1})
	}
	return out, err
}

// dueKept is the share of the days by which a meeting had to be held on which one had been.
func (m *Meetings) dueKept(q db.Reader, ask measure.Question) (v measure.Value, err error) {
	from, until := m.period(ask)
	until = min(until, m.Today(m.Now())) // what can still be kept is not counted
	err = m.eachCadence(q, ask.Scope, m.Today(ask.Until.Add(-time.Microsecond)), func(c Cadence, _ places.Place, held []string) {
		kept, due := c.Count(held, from, until)
		v.Num, v.Den = v.Num+kept, v.Den+due
	})
	v.Rows, v.Missing = v.Den, v.Den == 0
	return v, err
}

// commitmentsKept is the share of the commitments due in the period that were answered in time. What was withdrawn and
// what can still be answered in time is not counted.
func (m *Meetings) commitmentsKept(q db.Reader, ask measure.Question) (v measure.Value, err error) {
	from, until := m.period(ask)
	today := m.Today(m.Now())
	b := db.NewQuery(`SELECT c.due_on, COALESCE(c.answered_on, '') FROM commitment c JOIN process_instance i ON i.id = c.id WHERE i.state <> 'withdrawn' AND c.due_on >= `)
	b.Add(b.Arg(from) + " AND c.due_on < " + b.Arg(until) + " AND " + ask.Scope.SQL(columns("c.id", "c.place", "c.meeting"), b.Arg))
	all, err := db.AllQ(q, func(scan db.Scan) (c Commitment, err error) { return c, scan(&c.Due, &c.AnsweredOn) }, b)
	for _, c := range all {
		if c.AnsweredOn == "" && c.Due >= today {
			continue
		}
		v.Den++
		if c.InTime() {
			v.Num++
		}
	}
	v.Rows, v.Missing = v.Den, v.Den == 0
	return v, err
}
