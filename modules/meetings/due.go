package meetings

import (
	"database/sql"
	"errors"
	"slices"
	"strings"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/policy"
	"reeve/modules/places"
)

func badCursor() error { return errs.Bad("after", "errs.bad_cursor") }

// DueAt is a due meeting of a place.
type DueAt struct {
	Place   places.Place
	Cadence Cadence
	Due
}

// Cadences are the rules of a country as the installation runs them: as shipped, with what it has said otherwise.
func (m *Meetings) Cadences(q db.Reader, country string) ([]Cadence, error) {
	all := slices.Clone(m.laws[country])
	err := db.Each(q, func(scan db.Scan) error {
		var code, since string
		var months int
		var off bool
		if err := scan(&code, &months, &since, &off); err != nil {
			return err
		}
		for n := range all {
			if all[n].Code == code {
				all[n].Months, all[n].Since, all[n].Off = months, since, off
			}
		}
		return nil
	}, "SELECT code, months, since, off FROM meeting_cadence WHERE country = $1", country)
	return all, err
}

// SetCadence stores what the installation says of a rule: how many months, since when, or that it does not run here.
func (m *Meetings) SetCadence(tx *db.Tx, country string, c Cadence) error {
	if !slices.ContainsFunc(m.laws[country], func(l Cadence) bool { return l.Code == c.Code }) {
		return errs.New(errs.NotFound, "meetings.no_such_cadence")
	}
	if err := c.check(); err != nil {
		return err
	}
	var have string
	var version int64
	err := tx.QueryRow("SELECT id, version FROM meeting_cadence WHERE country = $1 AND code = $2", country, c.Code).Scan(&have, &version)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		have = id.At(tx.Now())
		_, err = tx.Exec("INSERT INTO meeting_cadence (id, country, code, months, since, off, version) VALUES ($1, $2, $3, $4, $5, $6, 1)", have, country, c.Code, c.Months, c.Since, c.Off)
	case err == nil:
		_, err = tx.Exec("UPDATE meeting_cadence SET months = $2, since = $3, off = $4, version = $5 WHERE id = $1", have, c.Months, c.Since, c.Off, version+1)
	}
	if err != nil {
		return err
	}
	return m.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "meetings.cadence.set", Kind: KindCadence, ID: have, Version: version + 1})
}

// counted are the days of the meetings held that count for a rule, by the place of its role that they lie in.
func (m *Meetings) counted(q db.Reader, c Cadence, until string) (map[string][]string, error) {
	s, all := m.Places.Snapshot(), map[string][]string{}
	b := db.NewQuery(`SELECT m.place, m.starts_at FROM meeting m JOIN process_instance i ON i.id = m.id WHERE i.state IN ('held', 'minuted', 'approved') AND m.starts_at < `)
	b.Add(b.Arg(until) + " AND " + b.In("m.kind", c.Kinds))
	type held struct{ place, day string }
	rows, err := db.AllQ(q, func(scan db.Scan) (h held, err error) {
		err = scan(&h.place, &h.day)
		return held{h.place, strings.SplitN(h.day, "T", 2)[0]}, err
	}, b)
	for _, h := range rows {
		if p, ok := s.Above(h.place, c.Of); ok {
			all[p.ID] = append(all[p.ID], h.day)
		}
	}
	return all, err
}

// forever is after every day.
const forever = "9999-12-31"

// Dues are the due meetings of the places within a scope on a day, what is due first before the others.
func (m *Meetings) Dues(q db.Reader, scope policy.Scope, day string) (all []DueAt, err error) {
	err = m.eachCadence(q, scope, day, func(c Cadence, p places.Place, held []string) {
		all = append(all, DueAt{p, c, c.DueOn(held, day)})
	})
	slices.SortStableFunc(all, func(a, b DueAt) int { return strings.Compare(a.By, b.By) })
	return all, err
}

// eachCadence calls fn for each rule that runs and each place within the scope that it is for, with the days held.
func (m *Meetings) eachCadence(q db.Reader, scope policy.Scope, day string, fn func(c Cadence, p places.Place, held []string)) error {
	s, rules, days := m.Places.Snapshot(), map[string][]Cadence{}, map[string]map[string][]string{}
	for _, role := range []string{places.Community, places.Region} {
		for _, p := range s.WithRoleOn(role, day) {
			if len(m.laws[p.Country]) == 0 || !scope.Allows(policy.Resource{Kind: Kind, In: s.InPlace(p.ID)}) {
				continue
			}
			list, known := rules[p.Country]
			if !known {
				var err error
				if list, err = m.Cadences(q, p.Country); err != nil {
					return err
				}
				rules[p.Country] = list
			}
			for _, c := range list {
				if c.Off || c.Of != role {
					continue
				}
				key := p.Country + " " + c.Code
				if days[key] == nil {
					var err error
					if days[key], err = m.counted(q, c, forever); err != nil {
						return err
					}
				}
				fn(c, p, days[key][p.ID])
			}
		}
	}
	return nil
}
