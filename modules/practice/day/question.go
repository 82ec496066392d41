package day

import (
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// States of a question.
const (
	Open      = "open"
	Same      = "same"
	Different = "different"
)

// Question is whether an attendance is of the same person as an earlier one.
type Question struct {
	ID, Ref    string
	Programme  string
	One, Other string // ids of attendances
	Score      int64  // thousandths
	State      string
	At         time.Time
	Version    int64
}

func scanQuestion(scan db.Scan) (q Question, err error) {
	var at int64
	err = scan(&q.ID, &q.Ref, &q.Programme, &q.One, &q.Other, &q.Score, &q.State, &at, &q.Version)
	q.At = db.Time(at)
	return q, err
}

const questionColumns = `q.id, q.ref, q.programme, q.one, q.other, q.score, q.state, q.at, q.version`

// OpenQuestions are the questions of a programme that nobody has answered, the likeliest first, at most so many.
func OpenQuestions(q db.Reader, programme string, most int) ([]Question, error) {
	return db.All(q, scanQuestion, `SELECT `+questionColumns+` FROM practice_same_person q WHERE q.programme = $1 AND q.state = 'open' ORDER BY q.score DESC, q.id LIMIT $2`, programme, most)
}

func questionByRef(q db.Reader, ref string) (Question, error) {
	one, err := scanQuestion(q.QueryRow(`SELECT `+questionColumns+` FROM practice_same_person q WHERE q.ref = $1`, ref).Scan)
	return one, found(err)
}

// Answer says whether two attendances are of the same person. If they are, all attendances of both are given to the
// human known earlier. The caller has asked whether the actor may. errs.Conflict for a question answered before in
// another way.
func (d *Day) Answer(tx *db.Tx, ref string, same bool) (Question, error) {
	q, err := questionByRef(tx, ref)
	if err != nil {
		return q, err
	}
	if err := tx.Lock(KindAttendance, q.Programme); err != nil {
		return q, err
	}
	if q, err = questionByRef(tx, ref); err != nil {
		return q, err
	}
	state := Different
	if same {
		state = Same
	}
	if q.State != Open {
		if q.State == state {
			return q, nil
		}
		return q, errs.New(errs.Conflict, "practice.day.answered")
	}
	q.State = state
	q.Version++
	if _, err := tx.Exec(`UPDATE practice_same_person SET state = $1, version = $2 WHERE id = $3`, q.State, q.Version, q.ID); err != nil {
		return q, err
	}
	if err := d.Log.Record(tx, audit.Entry{Operation: audit.Combination, Action: "practice.same_person." + state, Kind: KindQuestion, ID: q.ID, Version: q.Version}); err != nil || !same {
		return q, err
	}
	return q, d.join(tx, q)
}

// join gives the attendances of two humans to the one known earlier.
func (d *Day) join(tx *db.Tx, q Question) error {
	one, err := byID(tx, q.One)
	if err != nil {
		return err
	}
	other, err := byID(tx, q.Other)
	if err != nil || one.Human == other.Human {
		return err
	}
	keep, give := min(one.Human, other.Human), max(one.Human, other.Human)
	all, err := inProgramme(tx, q.Programme)
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.Human != give {
			continue
		}
		a.Human, a.Decided = keep, ByPerson
		if err := d.save(tx, &a, "practice.attendance.join"); err != nil {
			return err
		}
	}
	return nil
}
