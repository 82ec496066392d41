package workshop

import (
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/modules/plan/rates"
)

const roomColumns = `r.id, r.ref, r.plan, r.assessment, r.state, r.code, r.code_until, r.languages, r.sequence, r.row_limit, r.current, r.since, r.meeting, r.account,
	r.opened_at, r.closed_at, r.rev, r.version`

func scanRoom(scan db.Scan) (r Room, err error) {
	var until, since, opened int64
	var closed sql.NullInt64
	var langs string
	err = scan(&r.ID, &r.Ref, &r.Plan, &r.Assessment, &r.State, &r.Code, &until, &langs, &r.Order, &r.Limit, &r.Current, &since, &r.Meeting, &r.Account,
		&opened, &closed, &r.Rev, &r.Version)
	r.CodeUntil, r.Since, r.OpenedAt, r.ClosedAt = db.Time(until), db.Time(since), db.Time(opened), db.NullTime(closed)
	r.Languages = strings.Split(langs, ",")
	return r, err
}

// ByRef finds a room; errs.NotFound where there is none.
func ByRef(q db.Reader, ref string) (Room, error) {
	return one(scanRoom(q.QueryRow(`SELECT `+roomColumns+` FROM plan_room r WHERE r.ref = $1`, ref).Scan))
}

func byCode(q db.Reader, code string) (Room, error) {
	return one(scanRoom(q.QueryRow(`SELECT `+roomColumns+` FROM plan_room r WHERE r.code = $1`, code).Scan))
}

func one(r Room, err error) (Room, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return r, errs.New(errs.NotFound, "plan.workshop.no_such_room")
	}
	return r, err
}

// Rooms are the rooms of an assessment, the latest first.
func Rooms(q db.Reader, assessment string) ([]Room, error) {
	return db.All(q, scanRoom, `SELECT `+roomColumns+` FROM plan_room r WHERE r.assessment = $1 ORDER BY r.opened_at DESC, r.id DESC`, assessment)
}

// numbersOf are the rows of a room in its order.
func numbersOf(q db.Reader, room string) (all []string, err error) {
	var raw string
	if err := q.QueryRow("SELECT numbers FROM plan_room WHERE id = $1", room).Scan(&raw); err != nil {
		return nil, err
	}
	return all, json.Unmarshal([]byte(raw), &all)
}

func (w *Workshop) insertRoom(tx *db.Tx, r Room, org string, numbers []string) error {
	raw, err := json.Marshal(numbers)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO plan_room (id, ref, plan, assessment, state, code, code_until, languages, sequence, numbers, row_limit, current, since, meeting, account,
		opened_at, closed_at, rev, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, NULL, 1, 1)`,
		r.ID, r.Ref, r.Plan, r.Assessment, r.State, r.Code, db.Micros(r.CodeUntil), strings.Join(r.Languages, ","), string(r.Order), string(raw), r.Limit, r.Current,
		db.Micros(r.Since), r.Meeting, r.Account, db.Micros(r.OpenedAt)); err != nil {
		return err
	}
	return w.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "plan.room.open", Kind: Kind, ID: r.ID, Version: 1, Org: org})
}

// saveRoom stores what was changed of a room, and lets browsers hear of it.
func (w *Workshop) saveRoom(tx *db.Tx, r *Room, org, action string) error {
	r.Rev++
	r.Version++
	if _, err := tx.Exec(`UPDATE plan_room SET state = $1, code = $2, code_until = $3, row_limit = $4, current = $5, since = $6, meeting = $7, closed_at = $8, rev = $9, version = $10
		WHERE id = $11`, r.State, r.Code, db.Micros(r.CodeUntil), r.Limit, r.Current, db.Micros(r.Since), r.Meeting, db.NullMicros(r.ClosedAt), r.Rev, r.Version, r.ID); err != nil {
		return err
	}
	return w.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: Kind, ID: r.ID, Version: r.Version, Org: org})
}

// stir lets browsers hear of a change beside the room's own record.
func stir(tx *db.Tx, r *Room) error {
	r.Rev++
	_, err := tx.Exec("UPDATE plan_room SET rev = $1 WHERE id = $2", r.Rev, r.ID)
	return err
}

func scanRow(scan db.Scan) (r Row, err error) {
	var opened int64
	var closed sql.NullInt64
	err = scan(&r.ID, &r.Room, &r.Node, &r.Number, &r.State, &r.Spent, &r.Status, &r.Challenge, &r.Advice, &r.Lang, &opened, &closed, &r.Version)
	r.OpenedAt, r.ClosedAt = db.Time(opened), db.NullTime(closed)
	return r, err
}

// Rows are the rows of a room that were shown, in the order in which they were first shown.
func Rows(q db.Reader, room string) ([]Row, error) {
	return db.All(q, scanRow, `SELECT id, room, node, number, state, spent, status, challenge, advice, lang, opened_at, closed_at, version FROM plan_room_row
		WHERE room = $1 ORDER BY opened_at, id`, room)
}

// rowOf finds a row that was shown; ok is false for one that was not.
func rowOf(q db.Reader, room, number string) (r Row, ok bool, err error) {
	r, err = scanRow(q.QueryRow(`SELECT id, room, node, number, state, spent, status, challenge, advice, lang, opened_at, closed_at, version FROM plan_room_row
		WHERE room = $1 AND number = $2`, room, number).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	return r, err == nil, err
}

// putRow stores a row, new or changed.
func (w *Workshop) putRow(tx *db.Tx, r *Row, org, action string) error {
	op := audit.Alteration
	if r.ID == "" {
		op, r.ID, r.Version = audit.Collection, id.At(tx.Now()), 0
	}
	r.Version++
	if _, err := tx.Exec(`INSERT INTO plan_room_row (id, room, node, number, state, spent, status, challenge, advice, lang, opened_at, closed_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (id) DO UPDATE SET state = $5, spent = $6, status = $7, challenge = $8, advice = $9, lang = $10, closed_at = $12, version = $13`,
		r.ID, r.Room, r.Node, r.Number, r.State, r.Spent, string(r.Status), r.Challenge, r.Advice, r.Lang, db.Micros(r.OpenedAt), db.NullMicros(r.ClosedAt), r.Version); err != nil {
		return err
	}
	return w.Log.Record(tx, audit.Entry{Operation: op, Action: action, Kind: KindRow, ID: r.ID, Version: r.Version, Org: org})
}

// TallyOf counts the votes on a row that count.
func TallyOf(q db.Reader, room, number string) (Tally, error) {
	out := Tally{}
	err := db.Each(q, func(scan db.Scan) error {
		var status rates.Status
		var n int64
		if err := scan(&status, &n); err != nil {
			return err
		}
		out[status] = n
		return nil
	}, "SELECT status, COUNT(*) FROM plan_room_vote WHERE room = $1 AND number = $2 AND latest GROUP BY status", room, number)
	return out, err
}

// Tallies are the counts of all rows of a room, by number.
func Tallies(q db.Reader, room string) (map[string]Tally, error) {
	out := map[string]Tally{}
	err := db.Each(q, func(scan db.Scan) error {
		var number string
		var status rates.Status
		var n int64
		if err := scan(&number, &status, &n); err != nil {
			return err
		}
		if out[number] == nil {
			out[number] = Tally{}
		}
		out[number][status] = n
		return nil
	}, "SELECT number, status, COUNT(*) FROM plan_room_vote WHERE room = $1 AND latest GROUP BY number, status", room)
	return out, err
}

// VotesOf are all votes of a room with those that do not count, in the order in which they came.
func VotesOf(q db.Reader, room string) ([]Vote, error) {
	return db.All(q, func(scan db.Scan) (v Vote, err error) {
		var given, recorded int64
		err = scan(&v.ID, &v.Person, &v.Client, &v.Number, &v.Status, &v.Late, &v.Latest, &given, &recorded)
		v.GivenAt, v.RecordedAt = db.Time(given), db.Time(recorded)
		return v, err
	}, `SELECT id, person, client, number, status, late, latest, given_at, recorded_at FROM plan_room_vote WHERE room = $1 ORDER BY recorded_at, id`, room)
}

func scanComment(scan db.Scan) (c Comment, err error) {
	var recorded int64
	err = scan(&c.ID, &c.Person, &c.Client, &c.Number, &c.Body, &c.Lang, &c.Late, &c.Hidden, &recorded, &c.Version)
	c.RecordedAt = db.Time(recorded)
	return c, err
}

// CommentsOn are the comments on a row, the latest first.
func CommentsOn(q db.Reader, room, number string) ([]Comment, error) {
	return db.All(q, scanComment, `SELECT id, person, client, number, body, lang, late, hidden, recorded_at, version FROM plan_room_comment
		WHERE room = $1 AND number = $2 ORDER BY recorded_at DESC, id DESC`, room, number)
}

// Comments are those of a room in the order in which they came.
func Comments(q db.Reader, room string) ([]Comment, error) {
	return db.All(q, scanComment, `SELECT id, person, client, number, body, lang, late, hidden, recorded_at, version FROM plan_room_comment
		WHERE room = $1 ORDER BY recorded_at, id`, room)
}
