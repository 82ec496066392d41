package events

import (
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
)

// Answers are what one person has said, by the question's id. They are sealed.
type Answers map[string]string

// answersField is where a complaint about an answer belongs.
func answersField(question string) string { return "nominations.answers." + question }

// tidy are the answers to questions of an event, without those that say nothing.
func (a Answers) tidy(all []Question) Answers {
	out := Answers{}
	for _, q := range all {
		if s := strings.TrimSpace(a[q.ID]); s != "" {
			out[q.ID] = s
		}
	}
	return out
}

// check finds what is wrong with answers; row counts from 1.
func (a Answers) check(all []Question, f *errs.Fields, row int) {
	for _, q := range all {
		s := a[q.ID]
		n, err := strconv.Atoi(s)
		switch {
		case s == "":
		case q.Kind == ChoiceQuestion && (err != nil || n < 1 || n > len(q.Options)), q.Kind == YesNoQuestion && s != "yes" && s != "no":
			*f = append(*f, errs.Field{Field: answersField(q.ID), Row: row, Key: "practice.question.answer_wrong"})
		case utf8.RuneCountInString(s) > maxAnswer:
			*f = append(*f, errs.Field{Field: answersField(q.ID), Row: row, Key: "practice.text_long", Args: map[string]any{"most": maxAnswer}})
		}
	}
}

// Answered looks whether people who are to be named for an event have answered what has to be answered: for forms, which
// show the questions, and for programs; l is the language of who sends. Imports name people without asking them.
func (v *Events) Answered(q db.Reader, e Event, asks []Ask, l i18n.Lang) error {
	all, err := QuestionsOf(q, e.ID)
	if err != nil {
		return err
	}
	var f errs.Fields
	for i, a := range asks {
		a.Answers.check(all.All, &f, i+1)
		for _, one := range all.All {
			if !one.Required || strings.TrimSpace(a.Answers[one.ID]) != "" {
				continue
			}
			label, _ := v.words().NameFor(l, one.Labels)
			key, args := "practice.question.missing", map[string]any{"question": label}
			if a.Name != "" {
				key, args["name"] = "practice.question.missing_of", a.Name
			}
			f = append(f, errs.Field{Field: answersField(one.ID), Row: i + 1, Key: key, Args: args})
		}
	}
	return f.Err()
}

// putAnswers seals what a nominated person has said under the key of the nomination. Errors: errs.Invalid, errs.Gone once
// the person was erased.
func (v *Events) putAnswers(tx *db.Tx, n Nomination, said Answers) error {
	all, err := QuestionsOf(tx, n.Event)
	if err != nil {
		return err
	}
	said = said.tidy(all.All)
	var f errs.Fields
	if said.check(all.All, &f, 1); len(f) > 0 {
		return f.Err()
	}
	if n.person == nil {
		return errs.New(errs.Gone, "practice.person_erased")
	}
	version := int64(0)
	err = tx.QueryRow(`SELECT a.version FROM practice_answers a WHERE a.id = $1`, n.ID).Scan(&version)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if version == 0 && len(said) == 0 {
		return nil
	}
	plain, err := json.Marshal(said)
	if err != nil {
		return err
	}
	sealed, err := v.Keys.Seal(tx, n.ID, "answers", plain)
	if err != nil {
		return err
	}
	version++
	if version == 1 {
		_, err = tx.Exec(`INSERT INTO practice_answers (id, event, answers, version) VALUES ($1, $2, $3, $4)`, n.ID, n.Event, sealed, version)
	} else {
		_, err = tx.Exec(`UPDATE practice_answers SET answers = $1, version = $2 WHERE id = $3`, sealed, version, n.ID)
	}
	if err != nil {
		return err
	}
	return v.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "practice.answers.save", Kind: KindAnswers, ID: n.ID, Version: version, Org: n.Org})
}

// sealedAnswers are the sealed answers of an event by the nomination's id; erased ones are left out.
func sealedAnswers(q db.Reader, event string) (map[string][]byte, error) {
	out := map[string][]byte{}
	return out, db.Each(q, func(scan db.Scan) error {
		var id string
		var sealed []byte
		err := scan(&id, &sealed)
		out[id] = sealed
		return err
	}, `SELECT a.id, a.answers FROM practice_answers a WHERE a.event = $1 AND a.answers IS NOT NULL`, event)
}

// AnswersOf opens what a nominated person has said; empty where nothing was, or it was erased.
func (v *Events) AnswersOf(q db.Reader, n Nomination) (Answers, error) {
	var sealed []byte
	err := q.QueryRow(`SELECT a.answers FROM practice_answers a WHERE a.id = $1`, n.ID).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) || err == nil && (sealed == nil || n.person == nil) {
		return Answers{}, nil
	}
	if err != nil {
		return nil, err
	}
	return v.openAnswers(q, n.ID, sealed)
}

func (v *Events) openAnswers(q db.Reader, nomination string, sealed []byte) (a Answers, err error) {
	plain, err := v.Keys.Open(q, nomination, "answers", sealed)
	if err != nil {
		return nil, err
	}
	a = Answers{}
	return a, json.Unmarshal(plain, &a)
}

// eraseAnswers takes the sealed answers away; the key that opened them goes with the person.
func (v *Events) eraseAnswers(tx *db.Tx, n Nomination, reason string) error {
	version := int64(0)
	err := tx.QueryRow(`SELECT a.version FROM practice_answers a WHERE a.id = $1 AND a.answers IS NOT NULL`, n.ID).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	version++
	if _, err := tx.Exec(`UPDATE practice_answers SET answers = NULL, version = $1 WHERE id = $2`, version, n.ID); err != nil {
		return err
	}
	return v.Log.Record(tx, audit.Entry{Operation: audit.Erasure, Action: "practice.answers.erase", Kind: KindAnswers, ID: n.ID, Version: version, Org: n.Org, Justification: reason})
}
