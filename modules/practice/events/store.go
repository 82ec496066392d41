package events

import (
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/practice/seats"
)

const eventColumnList = `e.id, e.ref, e.series, e.org, e.kind, e.titles, e.themes, e.date_kind, e.starts, e.ends, e.zone, e.place, e.venue, e.capacity, e.deadline,
	e.offer_hours, e.languages, e.pools, e.moves, e.sequence, e.version`

func eventColumns() []string {
	return []string{"ref", "series", "org", "kind", "titles", "themes", "date_kind", "starts", "ends", "zone", "place", "venue", "capacity", "deadline", "offer_hours",
		"languages", "pools", "moves", "sequence", "version"}
}

func seriesColumns() []string {
	return []string{"slug", "programme", "org", "titles", "abstracts", "funder", "grant_line", "partners", "apart", "version"}
}

func (e Event) values() []any {
	return []any{e.Ref, e.Series, e.Org, e.Kind, toJSON(e.Titles), toJSON(e.Themes), e.DateKind, e.Starts, e.Ends, e.Zone, e.Place, e.Venue, e.Capacity, e.Deadline,
		e.OfferHours, toJSON(e.Languages), toJSON(e.Pools), toJSON(e.Moves), e.Changes, e.Version, e.ID}
}

// toJSON writes what has always a JSON form; nothing is an empty list.
func toJSON(v any) string {
	b, _ := json.Marshal(v)
	if string(b) == "null" {
		return "[]"
	}
	return string(b)
}

func scanEvent(scan db.Scan, more ...any) (e Event, err error) {
	var titles, themes, languages, pools, moves string
	if err := scan(append([]any{&e.ID, &e.Ref, &e.Series, &e.Org, &e.Kind, &titles, &themes, &e.DateKind, &e.Starts, &e.Ends, &e.Zone, &e.Place, &e.Venue, &e.Capacity,
		&e.Deadline, &e.OfferHours, &languages, &pools, &moves, &e.Changes, &e.Version}, more...)...); err != nil {
		return e, err
	}
	return e, errors.Join(json.Unmarshal([]byte(titles), &e.Titles), json.Unmarshal([]byte(themes), &e.Themes), json.Unmarshal([]byte(languages), &e.Languages),
		json.Unmarshal([]byte(pools), &e.Pools), json.Unmarshal([]byte(moves), &e.Moves))
}

func found(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return errs.New(errs.NotFound, "practice.no_such")
	}
	return err
}

// EventByRef reads an event with its state; errs.NotFound if there is none.
func EventByRef(q db.Reader, ref string) (e Event, state string, err error) {
	e, err = scanEvent(q.QueryRow(`SELECT `+eventColumnList+`, i.state FROM practice_event e JOIN process_instance i ON i.id = e.id WHERE e.ref = $1`, ref).Scan, &state)
	return e, state, found(err)
}

// EventByID reads an event with its state; errs.NotFound if there is none.
func EventByID(q db.Reader, id string) (e Event, state string, err error) {
	e, err = scanEvent(q.QueryRow(`SELECT `+eventColumnList+`, i.state FROM practice_event e JOIN process_instance i ON i.id = e.id WHERE e.id = $1`, id).Scan, &state)
	return e, state, found(err)
}

// Dated is an event with its state.
type Dated struct {
	Event
	State string
}

// EventsOf are the events of a series in order of time, those without a date last.
func EventsOf(q db.Reader, series string) ([]Dated, error) {
	return db.All(q, func(scan db.Scan) (d Dated, err error) {
		d.Event, err = scanEvent(scan, &d.State)
		return d, err
	}, `SELECT `+eventColumnList+`, i.state FROM practice_event e JOIN process_instance i ON i.id = e.id WHERE e.series = $1 ORDER BY CASE WHEN e.starts = '' THEN 1 ELSE 0 END, e.starts, e.id`, series)
}

func scanSeries(scan db.Scan) (s Series, err error) {
	var titles, abstracts, partners, apart string
	if err := scan(&s.ID, &s.Slug, &s.Programme, &s.Org, &titles, &abstracts, &s.Funder, &s.GrantLine, &partners, &apart, &s.Version); err != nil {
		return s, err
	}
	return s, errors.Join(json.Unmarshal([]byte(titles), &s.Titles), json.Unmarshal([]byte(abstracts), &s.Abstracts), json.Unmarshal([]byte(partners), &s.Partners),
		json.Unmarshal([]byte(apart), &s.Apart))
}

// SeriesBySlug reads a series; errs.NotFound if there is none.
func SeriesBySlug(q db.Reader, slug string) (Series, error) {
	s, err := scanSeries(q.QueryRow(`SELECT s.id, s.slug, s.programme, s.org, s.titles, s.abstracts, s.funder, s.grant_line, s.partners, s.apart, s.version
		FROM practice_series s WHERE s.slug = $1`, slug).Scan)
	return s, found(err)
}

// SeriesByID reads a series; errs.NotFound if there is none.
func SeriesByID(q db.Reader, id string) (Series, error) {
	s, err := scanSeries(q.QueryRow(`SELECT s.id, s.slug, s.programme, s.org, s.titles, s.abstracts, s.funder, s.grant_line, s.partners, s.apart, s.version
		FROM practice_series s WHERE s.id = $1`, id).Scan)
	return s, found(err)
}

func (v *Events) insertEvent(tx *db.Tx, e Event) error {
	if _, err := tx.Exec(`INSERT INTO practice_event (ref, series, org, kind, titles, themes, date_kind, starts, ends, zone, place, venue, capacity, deadline, offer_hours,
		languages, pools, moves, sequence, version, id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`, e.values()...); err != nil {
		return err
	}
	return v.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "practice.event.add", Kind: KindEvent, ID: e.ID, Version: e.Version, Org: e.Org})
}

func (v *Events) saveEvent(tx *db.Tx, e *Event, action, why string) error {
	e.Version++
	e.Changes++
	if _, err := tx.Exec(`UPDATE practice_event SET ref = $1, series = $2, org = $3, kind = $4, titles = $5, themes = $6, date_kind = $7, starts = $8, ends = $9, zone = $10,
		place = $11, venue = $12, capacity = $13, deadline = $14, offer_hours = $15, languages = $16, pools = $17, moves = $18, sequence = $19, version = $20 WHERE id = $21`, e.values()...); err != nil {
		return err
	}
	return v.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: KindEvent, ID: e.ID, Version: e.Version, Org: e.Org, Justification: why})
}

func (v *Events) insertNomination(tx *db.Tx, n Nomination) error {
	if _, err := tx.Exec(`INSERT INTO practice_nomination (id, ref, registration, event, org, pool, delegation, substitute, late, arrival, offered_until, round, coming, person,
		name_key, mail_key, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		n.ID, n.Ref, n.Registration, n.Event, n.Org, n.Pool, n.Delegation, n.Substitute, n.Late, n.Arrival, db.NullMicros(n.OfferedUntil), n.Round, n.Coming, n.person,
		n.NameKey, n.MailKey, n.Version); err != nil {
		return err
	}
	return v.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "practice.nomination.add", Kind: KindNomination, ID: n.ID, Version: n.Version, Org: n.Org})
}

// saveNomination stores what can change of a nomination beside its state: the offer and the answer after a move.
func (v *Events) saveNomination(tx *db.Tx, n *Nomination, action string) error {
	n.Version++
	if _, err := tx.Exec(`UPDATE practice_nomination SET offered_until = $1, round = $2, coming = $3, version = $4 WHERE id = $5`,
		db.NullMicros(n.OfferedUntil), n.Round, n.Coming, n.Version, n.ID); err != nil {
		return err
	}
	return v.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: KindNomination, ID: n.ID, Version: n.Version, Org: n.Org})
}

// counts are how much of each pool is used, by the pool's id.
func counts(all []Standing) map[string]seats.Count {
	out := map[string]seats.Count{}
	for _, s := range all {
		c := out[s.Pool]
		switch s.State {
		case Confirmed, Attended, NoShow:
			c.Taken++
		case Offered:
			c.Offered++
		case Waitlisted:
			if !s.Substitute { // who steps in for a colleague stands in no line
				c.Waiting++
			}
		}
		out[s.Pool] = c
	}
	return out
}

func waiters(all []Standing) (out []seats.Waiter) {
	for _, s := range all {
		if s.State == Waitlisted {
			out = append(out, seats.Waiter{ID: s.ID, Pool: s.Pool, Organisation: s.Org, Substitute: s.Substitute, Late: s.Late, Arrival: s.Arrival})
		}
	}
	return out
}

func standing(all []Standing, id string) *Standing {
	if i := slices.IndexFunc(all, func(s Standing) bool { return s.ID == id }); i >= 0 {
		return &all[i]
	}
	return nil
}
