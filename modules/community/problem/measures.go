package problem

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/measure"
)

// Measures are the figures that this feature offers.
func (p *Problems) Measures() []measure.Measure {
	return []measure.Measure{{Name: "problem.actions_in_time", Unit: "percent", Query: p.actionsInTime}}
}

// actionsInTime is the share of the actions of published priorities due in the period that were done by their day. What
// can still be done in time is not counted.
func (p *Problems) actionsInTime(q db.Reader, ask measure.Question) (v measure.Value, err error) {
	scope := ask.Scope
	b := db.NewQuery(`SELECT ` + rowColumns + ` FROM problem p JOIN process_instance i ON i.id = p.id WHERE `)
	b.Add(scope.SQL(columns(), b.Arg))
	rows, err := db.AllQ(q, scanRow, b)
	for _, row := range rows {
		if !Public(row.Instance.State) {
			continue
		}
		from, until := p.dayAt(row.Place, ask.From), p.dayAt(row.Place, ask.Until.Add(-time.Microsecond))
		for _, a := range row.Actions {
			if a.On < from || a.On > until || a.DoneOn == "" && a.On >= p.dayAt(row.Place, p.Now()) {
				continue
			}
			v.Den++
			if a.DoneOn != "" && a.DoneOn <= a.On {
				v.Num++
			}
		}
	}
	v.Rows, v.Missing = v.Den, v.Den == 0
	return v, err
}
