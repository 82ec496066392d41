package community

import (
	"reeve/kernel/db"
	"reeve/modules/community/council"
	"reeve/modules/community/duty"
	"reeve/modules/community/problem"
	"reeve/modules/places"
)

// What others need of the officers' reports, under the name of this module.
type (
	// CouncilInput is what somebody enters of a report; [Community.Council] makes it.
	CouncilInput = council.Input
	// CouncilPeriod is civil days, both included.
	CouncilPeriod = council.Period
	// CouncilStep is a step of a report's life.
	CouncilStep = council.StepInput
)

// newCouncil ties the officers' reports to what the rest of the module knows.
func newCouncil(c *Community) *council.Council {
	code := func(place string) string {
		if k := c.calendarAt(place); k != nil {
			return k.Code
		}
		return ""
	}
	return council.New(council.Needs{DB: c.DB, Log: c.Log, Process: c.Process, Places: c.Places, Settings: c.Settings, Catalogue: c.Catalogue, Now: c.Now, Zone: c.zoneAt,
		Calendar: code, Meetings: c.Meetings, Reports: c.Threats, Duty: c.councilDuty, Agreements: c.councilAgreements, Priorities: c.councilPriorities})
}

// councilDuty is what the posts of a community did in a period.
func (c *Community) councilDuty(q db.Reader, posts []places.Filled, p council.Period) (map[string]council.Duty, error) {
	out := map[string]council.Duty{}
	for _, f := range posts {
		one, period := []places.Filled{f}, duty.Period(p)
		sum, err := c.Duty.Time(q, one, period)
		if err != nil {
			return nil, err
		}
		kinds, err := c.Duty.Kinds(q, one, period)
		if err != nil {
			return nil, err
		}
		out[f.Post.ID] = council.Duty{Rostered: sum.Rostered, Recorded: sum.Recorded, Inside: sum.Inside, Abstracted: sum.Abstracted, People: sum.People,
			Visits: kinds[duty.HomeVisit].Entries}
	}
	return out, nil
}

// councilAgreements are the agreements over a place in force on the last day of a period, and the obligations whose day
// lies in it.
func (c *Community) councilAgreements(q db.Reader, place string, p council.Period) (force []council.Entry, due []council.Obligation, err error) {
	rows, err := c.over(q, place)
	if err != nil {
		return nil, nil, err
	}
	force = []council.Entry{}
	for _, row := range rows {
		a := row.Agreement
		if a.HoldsOn(p.Until) {
			force = append(force, council.Entry{Kind: "agreement", Ref: a.Ref, Text: a.Kind, Name: a.Titles, Day: a.Signed, Num: 1})
		}
		owed, err := Obligations(q, a.ID)
		if err != nil {
			return nil, nil, err
		}
		for _, o := range owed {
			if o.Due != "" && p.Holds(o.Due) {
				due = append(due, council.Obligation{Entry: council.Entry{Kind: "obligation", Ref: a.Ref, Text: o.Body, Day: o.Due, Num: 1}, State: o.State})
			}
		}
	}
	return force, due, nil
}

// councilPriorities are the priorities of a community whose half-year began in a period, with their score where there is
// one.
func (c *Community) councilPriorities(q db.Reader, place string, p council.Period) (all []council.Priority, err error) {
	rows, err := problem.InPeriod(q, place, p.From, p.Until)
	for _, row := range rows {
		v := council.Priority{Title: row.Titles, State: "community.state." + row.Instance.State, Href: "/desk/problems/" + row.Ref}
		if s := row.Score; s != nil {
			v.Before, v.After = &s.Area.Reports.Before, &s.Area.Reports.After
		}
		all = append(all, v)
	}
	return all, err
}
