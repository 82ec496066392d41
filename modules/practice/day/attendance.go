package day

import (
	"database/sql"
	"encoding/json"
	"errors"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/practice/events"
)

// Attendance is one person at one event.
type Attendance struct {
	ID, Ref          string
	Event, Programme string
	Nomination       string // id; empty = came without one
	Org              string // id; empty = none
	Country          string // ISO 3166-1 alpha-2, [Unknown] where not known
	Unit             string
	NameKey, MailKey string
	Human            string
	Decided          string
	Score            int64  // thousandths
	Listed           *int64 // minutes as a list gives them
	Marks            []Mark
	Minutes          int64
	Void             bool
	Version          int64
	person           []byte
}

// Unknown is the country of who comes from nobody knows where (user-assigned code of ISO 3166-1, as CLDR uses it).
const Unknown = "ZZ"

const columns = `a.id, a.ref, a.event, a.programme, a.nomination, a.org, a.country, a.unit, a.person, a.name_key, a.mail_key, a.human, a.decided, a.score, a.listed, a.marks, a.minutes, a.void, a.version`

func scanAttendance(scan db.Scan, more ...any) (a Attendance, err error) {
	var marks string
	if err := scan(append([]any{&a.ID, &a.Ref, &a.Event, &a.Programme, &a.Nomination, &a.Org, &a.Country, &a.Unit, &a.person, &a.NameKey, &a.MailKey, &a.Human, &a.Decided, &a.Score, &a.Listed, &marks,
		&a.Minutes, &a.Void, &a.Version}, more...)...); err != nil {
		return a, err
	}
	return a, json.Unmarshal([]byte(marks), &a.Marks)
}

func found(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return errs.New(errs.NotFound, "practice.day.no_such")
	}
	return err
}

// Of are the attendances of an event in the order in which they were entered, those entered by mistake left out.
func Of(q db.Reader, event string) ([]Attendance, error) {
	return db.All(q, func(scan db.Scan) (Attendance, error) { return scanAttendance(scan) }, `SELECT `+columns+` FROM practice_attendance a WHERE a.event = $1 AND NOT a.void ORDER BY a.id`, event)
}

// ByRef reads an attendance; errs.NotFound if there is none.
func ByRef(q db.Reader, ref string) (Attendance, error) {
	a, err := scanAttendance(q.QueryRow(`SELECT `+columns+` FROM practice_attendance a WHERE a.ref = $1`, ref).Scan)
	return a, found(err)
}

func byID(q db.Reader, id string) (Attendance, error) {
	a, err := scanAttendance(q.QueryRow(`SELECT `+columns+` FROM practice_attendance a WHERE a.id = $1`, id).Scan)
	return a, found(err)
}

func byNomination(q db.Reader, nomination string) (a Attendance, ok bool, err error) {
	a, err = scanAttendance(q.QueryRow(`SELECT `+columns+` FROM practice_attendance a WHERE a.nomination = $1`, nomination).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return a, false, nil
	}
	return a, err == nil, err
}

func marksJSON(m []Mark) string {
	if len(m) == 0 {
		return "[]"
	}
	b, _ := json.Marshal(m) // always has a JSON form
	return string(b)
}

func (d *Day) insert(tx *db.Tx, a Attendance) error {
	if _, err := tx.Exec(`INSERT INTO practice_attendance (id, ref, event, programme, nomination, org, country, unit, person, name_key, mail_key, human, decided, score, listed, marks, minutes, void, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`, a.ID, a.Ref, a.Event, a.Programme, a.Nomination, a.Org, a.Country, a.Unit, a.person, a.NameKey, a.MailKey,
		a.Human, a.Decided, a.Score, a.Listed, marksJSON(a.Marks), a.Minutes, a.Void, a.Version); err != nil {
		return err
	}
	return d.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "practice.attendance.add", Kind: KindAttendance, ID: a.ID, Version: a.Version, Org: a.Org})
}

// save stores what can change of an attendance.
func (d *Day) save(tx *db.Tx, a *Attendance, action string) error {
	a.Version++
	if _, err := tx.Exec(`UPDATE practice_attendance SET human = $1, decided = $2, score = $3, listed = $4, marks = $5, minutes = $6, void = $7, version = $8 WHERE id = $9`,
		a.Human, a.Decided, a.Score, a.Listed, marksJSON(a.Marks), a.Minutes, a.Void, a.Version, a.ID); err != nil {
		return err
	}
	return d.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: KindAttendance, ID: a.ID, Version: a.Version, Org: a.Org})
}

// Person opens who an attendance is of; errs.Gone once it was erased.
func (d *Day) Person(q db.Reader, a Attendance) (p events.Person, err error) {
	if a.Nomination != "" {
		n, err := events.NominationByID(q, a.Nomination)
		if err != nil {
			return p, err
		}
		return d.Events.Person(q, n.Nomination)
	}
	if a.person == nil {
		return p, errs.New(errs.Gone, "practice.person_erased")
	}
	plain, err := d.Keys.Open(q, a.ID, "person", a.person)
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal(plain, &p)
}
