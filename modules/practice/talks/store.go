package talks

import (
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/modules/places"
	"reeve/modules/practice/events"
)

// Needs is what the package works with.
type Needs struct {
	DB        *db.DB
	Log       *audit.Log
	Places    *places.Places
	Events    *events.Events
	Now       func() time.Time
	Settings  *config.Store
	Catalogue *i18n.Catalogue
	BaseURL   func() string // address of the public site, without a slash at the end
}

// Talks is the way to sessions and programmes. Safe for concurrent use.
type Talks struct {
	Needs
}

// New makes it.
func New(n Needs) *Talks { return &Talks{n} }

const columns = `s.id, s.event, s.source, s.key, s.lang, s.title, s.abstract, s.host, s.speakers, s.room, s.venue, s.starts, s.ends, s.cancelled, s.tags, s.links, s.removed, s.version`

func scanSession(scan db.Scan) (s Session, err error) {
	var speakers, tags, links string
	if err := scan(&s.ID, &s.Event, &s.Source, &s.Key, &s.Lang, &s.Title, &s.Abstract, &s.Host, &speakers, &s.Room, &s.Venue, &s.Starts, &s.Ends, &s.Cancelled, &tags, &links, &s.Removed, &s.Version); err != nil {
		return s, err
	}
	return s, errors.Join(json.Unmarshal([]byte(speakers), &s.Speakers), json.Unmarshal([]byte(tags), &s.Tags), json.Unmarshal([]byte(links), &s.Links))
}

// Draft are the sessions of an event as they stand now, in the order of the programme.
func Draft(q db.Reader, event string) ([]Session, error) {
	all, err := every(q, event)
	if err != nil {
		return nil, err
	}
	out := all[:0]
	for _, s := range all {
		if !s.Removed {
			out = append(out, s)
		}
	}
	InOrder(out)
	return out, nil
}

// placed are the sessions that a release shows: those that have a time.
func placed(all []Session) (out []Session) {
	for _, s := range all {
		if s.Placed() {
			out = append(out, s)
		}
	}
	return out
}

// every session, removed ones too.
func every(q db.Reader, event string) ([]Session, error) {
	return db.All(q, scanSession, `SELECT `+columns+` FROM practice_session s WHERE s.event = $1 ORDER BY s.starts, s.id`, event)
}

func list(v []string) string {
	if len(v) == 0 {
		return "[]"
	}
	b, _ := json.Marshal(v) // always has a JSON form
	return string(b)
}

func (t *Talks) insert(tx *db.Tx, s *Session) error {
	s.ID, s.Version = id.At(tx.Now()), 1
	if _, err := tx.Exec(`INSERT INTO practice_session (id, event, source, key, lang, title, abstract, host, speakers, room, venue, starts, ends, cancelled, tags, links, removed, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`, s.ID, s.Event, s.Source, s.Key, s.Lang, s.Title, s.Abstract, s.Host, list(s.Speakers), s.Room, s.Venue,
		s.Starts, s.Ends, s.Cancelled, list(s.Tags), list(s.Links), s.Removed, s.Version); err != nil {
		return err
	}
	return t.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "practice.session.add", Kind: KindSession, ID: s.ID, Version: 1})
}

func (t *Talks) update(tx *db.Tx, s *Session) error {
	s.Version++
	if _, err := tx.Exec(`UPDATE practice_session SET source = $1, lang = $2, title = $3, abstract = $4, host = $5, speakers = $6, room = $7, venue = $8, starts = $9, ends = $10, cancelled = $11, tags = $12,
		links = $13, removed = $14, version = $15 WHERE id = $16`, s.Source, s.Lang, s.Title, s.Abstract, s.Host, list(s.Speakers), s.Room, s.Venue, s.Starts, s.Ends, s.Cancelled, list(s.Tags), list(s.Links),
		s.Removed, s.Version, s.ID); err != nil {
		return err
	}
	return t.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "practice.session.save", Kind: KindSession, ID: s.ID, Version: s.Version})
}

// Release is a version of the programme that everybody sees.
type Release struct {
	ID       string
	Event    string
	Number   int64
	At       time.Time
	Sessions []Session
	Changes  []Change // since the one before; empty of the first
	Version  int64
}

// Released is the last released version of an event; ok is false where there is none.
func Released(q db.Reader, event string) (r Release, ok bool, err error) {
	var at int64
	var sessions, changes string
	err = q.QueryRow(`SELECT p.id, p.event, p.number, p.at, p.sessions, p.changes, p.version FROM practice_programme_release p WHERE p.event = $1 ORDER BY p.number DESC LIMIT 1`, event).
		Scan(&r.ID, &r.Event, &r.Number, &at, &sessions, &changes, &r.Version)
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	if err != nil {
		return r, false, err
	}
	r.At = db.Time(at)
	return r, true, errors.Join(json.Unmarshal([]byte(sessions), &r.Sessions), json.Unmarshal([]byte(changes), &r.Changes))
}

// Release makes the draft the version that everybody sees. The caller has asked whether the actor may. errs.Conflict where
// nothing has changed since the last one. Sessions without a time are left out.
func (t *Talks) Release(tx *db.Tx, e events.Event) (Release, error) {
	if err := tx.Lock(KindRelease, e.ID); err != nil {
		return Release{}, err
	}
	return t.release(tx, e)
}

// release is Release once the event is locked.
func (t *Talks) release(tx *db.Tx, e events.Event) (Release, error) {
	last, ok, err := Released(tx, e.ID)
	if err != nil {
		return last, err
	}
	draft, err := Draft(tx, e.ID)
	if err != nil {
		return last, err
	}
	draft = placed(draft)
	changes := Changes(last.Sessions, draft)
	if len(changes) == 0 {
		return last, errs.New(errs.Conflict, "practice.talks.nothing_changed")
	}
	if !ok {
		changes = []Change{} // all of the first version is new
	}
	r := Release{ID: id.At(tx.Now()), Event: e.ID, Number: last.Number + 1, At: tx.Now(), Sessions: draft, Changes: changes, Version: 1}
	sessions, err := json.Marshal(r.Sessions)
	if err != nil {
		return r, err
	}
	was, err := json.Marshal(r.Changes)
	if err != nil {
		return r, err
	}
	if _, err := tx.Exec(`INSERT INTO practice_programme_release (id, event, number, at, sessions, changes, version) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		r.ID, r.Event, r.Number, db.Micros(r.At), string(sessions), string(was), r.Version); err != nil {
		return r, err
	}
	return r, t.Log.Record(tx, audit.Entry{Operation: audit.Disclosure, Action: "practice.programme.release", Kind: KindRelease, ID: r.ID, Version: 1, Org: e.Org})
}
