package events

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
	"reeve/modules/places"
)

// Filter narrows a list of events.
type Filter struct {
	From, Until string // civil days: those that end on From or later, begin before Until; empty = no limit
	State       string
	Series      string // id
	After       string // cursor
	Back        bool   // the latest first
	Limit       int
}

// List are events in order of time; those without a date come last. scope nil = all of them. next is the cursor of the page
// after it, empty at the end.
func List(q db.Reader, f Filter, scope *policy.Scope) (all []Dated, next string, err error) {
	const sortKey = "CASE WHEN e.starts = '' THEN '9999' ELSE e.starts END"
	b := db.NewQuery(`SELECT ` + eventColumnList + `, i.state FROM practice_event e JOIN process_instance i ON i.id = e.id WHERE 1 = 1`)
	if scope != nil {
		b.Add(" AND " + scope.SQL(places.ScopeColumns("e.place", "", "", "e.org"), b.Arg))
	}
	if f.From != "" {
		b.Add(" AND (e.starts = '' OR e.ends >= " + b.Arg(f.From) + ")")
	}
	if f.Until != "" {
		b.Add(" AND e.starts <> '' AND e.starts < " + b.Arg(f.Until))
	}
	if f.State != "" {
		b.Add(" AND i.state = " + b.Arg(f.State))
	}
	if f.Series != "" {
		b.Add(" AND e.series = " + b.Arg(f.Series))
	}
	sign, order := ">", ""
	if f.Back {
		sign, order = "<", " DESC"
	}
	if f.After != "" {
		at, id, err := cursor(f.After)
		if err != nil {
			return nil, "", err
		}
		t := b.Arg(at)
		b.Add(" AND (" + sortKey + " " + sign + " " + t + " OR (" + sortKey + " = " + t + " AND e.id " + sign + " " + b.Arg(id) + "))")
	}
	b.Add(" ORDER BY " + sortKey + order + ", e.id" + order + " LIMIT " + b.Arg(f.Limit+1))
	all, err = db.AllQ(q, func(scan db.Scan) (d Dated, err error) {
		d.Event, err = scanEvent(scan, &d.State)
		return d, err
	}, b)
	if len(all) > f.Limit {
		all = all[:f.Limit]
		last := all[f.Limit-1]
		at := last.Starts
		if at == "" {
			at = "9999"
		}
		next = at + "_" + last.ID
	}
	return all, next, err
}

// cursor reads where a page of a list begins: a civil time and an id.
func cursor(after string) (at, id string, err error) {
	for i := range after {
		if after[i] == '_' {
			return after[:i], after[i+1:], nil
		}
	}
	return "", "", errs.Bad("after", "errs.bad_cursor")
}

const maxSeries = 200

// AllSeries are the series, the latest first; of a programme where one is named by its slug.
func AllSeries(q db.Reader, programme string) ([]Series, error) {
	b := db.NewQuery(`SELECT s.id, s.slug, s.programme, s.org, s.titles, s.abstracts, s.funder, s.grant_line, s.partners, s.apart, s.version FROM practice_series s WHERE 1 = 1`)
	if programme != "" {
		b.Add(" AND s.programme = " + b.Arg(programme))
	}
	b.Add(" ORDER BY s.id DESC LIMIT " + b.Arg(maxSeries))
	return db.AllQ(q, scanSeries, b)
}

// Ours is a nomination of an organisation with its event.
type Ours struct {
	Standing
	Of         Event
	EventState string
}

// OrgNominations are the nominations of organisations within a scope, the latest first.
func OrgNominations(q db.Reader, scope policy.Scope, after string, limit int) (all []Ours, next string, err error) {
	b := db.NewQuery(`SELECT ` + nominationColumnList + `, i.state FROM practice_nomination n JOIN process_instance i ON i.id = n.id WHERE `)
	b.Add(scope.SQL(places.ScopeColumns("", "", "", "n.org"), b.Arg))
	if after != "" {
		b.Add(" AND n.id < " + b.Arg(after))
	}
	b.Add(" ORDER BY n.id DESC LIMIT " + b.Arg(limit+1))
	all, err = db.AllQ(q, func(scan db.Scan) (o Ours, err error) {
		o.Nomination, err = scanNomination(scan, &o.State)
		return o, err
	}, b)
	if err != nil {
		return nil, "", err
	}
	if len(all) > limit {
		all = all[:limit]
		next = all[limit-1].ID
	}
	known := map[string]Dated{}
	for i := range all {
		d, ok := known[all[i].Event]
		if !ok {
			if d.Event, d.State, err = EventByID(q, all[i].Event); err != nil {
				return nil, "", err
			}
			known[all[i].Event] = d
		}
		all[i].Of, all[i].EventState = d.Event, d.State
	}
	return all, next, nil
}
