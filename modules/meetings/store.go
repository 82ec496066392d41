package meetings

import (
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
)

const meetingColumns = `m.id, m.ref, m.kind, m.titles, m.place, m.org, m.starts_at, m.ends_at, m.moved_from, m.venue, m.public, m.agenda, m.guests,
	m.people, m.names, m.orgs, m.subject_kind, m.subject_id, m.version`

func coveredColumns() []string {
	return []string{"ref", "kind", "titles", "place", "org", "starts_at", "ends_at", "moved_from", "venue", "public", "agenda", "guests", "people", "names",
		"orgs", "subject_kind", "subject_id", "version"}
}

// covered are the values of coveredColumns.
func (v Meeting) covered() []any {
	var people any
	if v.People != nil {
		people = *v.People
	}
	return []any{v.Ref, v.Kind, toJSON(v.Titles), v.Place, v.Org, v.Starts, v.Ends, v.MovedFrom, v.Venue, v.Public, toJSON(v.Agenda), toJSON(v.Guests), people,
		v.names, toJSON(v.Orgs), v.Subject.Kind, v.Subject.ID, v.Version}
}

// toJSON writes what has always a JSON form; nothing is an empty list.
func toJSON(v any) string {
	b, _ := json.Marshal(v)
	if string(b) == "null" {
		return "[]"
	}
	return string(b)
}

// destinations are where meetingColumns are scanned to; finish is called once they are.
func (v *Meeting) destinations() (dest []any, finish func() error) {
	var titles, agenda, guests, orgs string
	var people sql.NullInt64
	dest = []any{&v.ID, &v.Ref, &v.Kind, &titles, &v.Place, &v.Org, &v.Starts, &v.Ends, &v.MovedFrom, &v.Venue, &v.Public, &agenda, &guests, &people, &v.names,
		&orgs, &v.Subject.Kind, &v.Subject.ID, &v.Version}
	return dest, func() error {
		if v.People = nil; people.Valid {
			v.People = &people.Int64
		}
		v.Titles = i18n.Text{}
		return errors.Join(json.Unmarshal([]byte(titles), &v.Titles), json.Unmarshal([]byte(agenda), &v.Agenda), json.Unmarshal([]byte(guests), &v.Guests),
			json.Unmarshal([]byte(orgs), &v.Orgs))
	}
}

func scanMeeting(scan db.Scan) (v Meeting, err error) {
	dest, finish := v.destinations()
	if err := scan(dest...); err != nil {
		return v, err
	}
	return v, finish()
}

// Get reads a meeting by its id; errs.NotFound if there is none.
func Get(q db.Reader, id string) (Meeting, error) {
	v, err := scanMeeting(q.QueryRow(`SELECT `+meetingColumns+` FROM meeting m WHERE m.id = $1`, id).Scan)
	return v, found(err)
}

// ByRef reads a meeting by its public number; errs.NotFound if there is none.
func ByRef(q db.Reader, ref string) (Meeting, error) {
	v, err := scanMeeting(q.QueryRow(`SELECT `+meetingColumns+` FROM meeting m WHERE m.ref = $1`, ref).Scan)
	return v, found(err)
}

func found(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return errs.New(errs.NotFound, "meetings.no_such_meeting")
	}
	return err
}

func (m *Meetings) insert(tx *db.Tx, v Meeting, action string) error {
	stored := v.covered()
	if _, err := tx.Exec(`INSERT INTO meeting (ref, kind, titles, place, org, starts_at, ends_at, moved_from, venue, public, agenda, guests, people, names, orgs,
		subject_kind, subject_id, version, id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		append(slices.Clone(stored), v.ID)...); err != nil {
		return err
	}
	if err := spread(tx, v); err != nil {
		return err
	}
	return m.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: action, Kind: Kind, ID: v.ID, Version: v.Version, Place: v.Place, Org: v.Org})
}

// save stores a changed meeting under its next version, with the reason in the log.
func (m *Meetings) save(tx *db.Tx, v *Meeting, operation audit.Operation, action, why string) error {
	v.Version++
	v.Orgs = m.orgsOf(*v)
	if _, err := tx.Exec(`UPDATE meeting SET ref = $1, kind = $2, titles = $3, place = $4, org = $5, starts_at = $6, ends_at = $7, moved_from = $8, venue = $9,
		public = $10, agenda = $11, guests = $12, people = $13, names = $14, orgs = $15, subject_kind = $16, subject_id = $17, version = $18 WHERE id = $19`,
		append(v.covered(), v.ID)...); err != nil {
		return err
	}
	if err := spread(tx, *v); err != nil {
		return err
	}
	return m.Log.Record(tx, audit.Entry{Operation: operation, Action: action, Kind: Kind, ID: v.ID, Version: v.Version, Place: v.Place, Org: v.Org, Justification: why})
}

// spread writes what follows from a meeting's row: the organisations that it concerns.
func spread(tx *db.Tx, v Meeting) error {
	if _, err := tx.Exec("DELETE FROM meeting_org WHERE meeting = $1", v.ID); err != nil {
		return err
	}
	for _, org := range v.Orgs {
		if _, err := tx.Exec("INSERT INTO meeting_org (meeting, org) VALUES ($1, $2)", v.ID, org); err != nil {
			return err
		}
	}
	return nil
}
