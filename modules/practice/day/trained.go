package day

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/measure"
	"reeve/modules/practice/events"
)

// Count is how many were trained. People are counted once, seats are attendances.
type Count struct {
	People, Seats     int64
	Countries, Orgs   map[string]int64    // people by country and by organisation of their first attendance
	Units             map[[2]string]int64 // by organisation and unit of it
	Decided           map[string]int64    // attendances by how it was decided whose they are
	Undecided         int64               // questions that are open; until they are answered these are counted as different people
	WithoutEvaluation []events.Dated      // events that took place and whose participants gave too few answers to evaluate them
}

// add counts attendances, which are in the order in which they were entered.
func (c *Count) add(all []Attendance) {
	c.Countries, c.Orgs, c.Units, c.Decided = map[string]int64{}, map[string]int64{}, map[[2]string]int64{}, map[string]int64{}
	seen := map[string]bool{}
	for _, a := range all {
		c.Seats++
		c.Decided[a.Decided]++
		if seen[a.Human] {
			continue
		}
		seen[a.Human] = true
		c.People++
		c.Countries[a.Country]++
		c.Orgs[a.Org]++
		c.Units[[2]string{a.Org, a.Unit}]++
	}
}

// Trained counts the people of a programme by its slug; errs.NotFound for a programme that nobody knows.
func (d *Day) Trained(q db.Reader, slug string) (c Count, err error) {
	series, err := db.Strings(q, `SELECT s.id FROM practice_series s WHERE s.programme = $1 ORDER BY s.id`, slug)
	if err != nil {
		return c, err
	}
	known := len(series) > 0
	for _, g := range d.Places.Snapshot().Programmes() {
		known = known || g.Slug == slug
	}
	if !known || slug == "" {
		return c, errs.New(errs.NotFound, "practice.day.no_such_programme", "programme", slug)
	}
	programme := "programme/" + slug
	all, err := inProgramme(q, programme)
	if err != nil {
		return c, err
	}
	c.add(all)
	if err := q.QueryRow(`SELECT count(*) FROM practice_same_person q WHERE q.programme = $1 AND q.state = 'open'`, programme).Scan(&c.Undecided); err != nil {
		return c, err
	}
	held := map[string]bool{}
	for _, a := range all {
		held[a.Event] = true
	}
	for _, one := range series {
		some, err := events.EventsOf(q, one)
		if err != nil {
			return c, err
		}
		for _, e := range some {
			if e.State != events.Held && !held[e.ID] || e.State == events.Cancelled {
				continue
			}
			ok, err := evaluated(q, e.ID)
			if err != nil {
				return c, err
			}
			if !ok {
				c.WithoutEvaluation = append(c.WithoutEvaluation, e)
			}
		}
	}
	return c, nil
}

// Measures are the figures that this feature offers.
func (d *Day) Measures() []measure.Measure {
	return []measure.Measure{{Name: "practice.people_trained", Unit: "number", Query: d.people, Records: d.records}}
}

// people is how many different people came to events that began in the period, within the scope. Somebody of two
// programmes is two people: they are told apart within a programme only.
func (d *Day) people(q db.Reader, ask measure.Question) (v measure.Value, err error) {
	all, err := d.records(q, ask)
	return measure.Value{Num: int64(len(all)), Plain: true, Rows: int64(len(all))}, err
}

// records are the first attendances of each person in the period.
func (d *Day) records(q db.Reader, ask measure.Question) (out []measure.Record, err error) {
	seen, within := map[string]bool{}, map[string]bool{}
	all, err := db.All(q, func(scan db.Scan) (Attendance, error) { return scanAttendance(scan) }, `SELECT `+columns+` FROM practice_attendance a WHERE NOT a.void ORDER BY a.id`)
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		in, asked := within[a.Event]
		if !asked {
			e, _, err := events.EventByID(q, a.Event)
			if err != nil {
				return nil, err
			}
			at := e.Instant(e.Starts)
			in = !at.IsZero() && !at.Before(ask.From) && at.Before(ask.Until) && ask.Scope.Allows(d.Events.Resource(e))
			within[a.Event] = in
		}
		if in && !seen[a.Human] {
			seen[a.Human] = true
			out = append(out, measure.Record{Kind: KindAttendance, ID: a.ID, Ref: a.Ref, Version: a.Version, Num: 1})
		}
	}
	return out, nil
}
