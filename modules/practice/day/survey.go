package day

import (
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/disclosure"
	"reeve/kernel/errs"
	"reeve/modules/practice/events"
)

// Answer of a survey: marks from 1 to 5 to each of [Questions], 0 where somebody said nothing, and words.
type SurveyAnswer struct {
	Marks []int64
	Words string
}

// Questions are what is asked, by the ends of their message keys.
func Questions() []string { return []string{"useful", "clear", "apply"} }

const (
	bestMark  = 5
	mostSlips = 500
	mostWords = 2000
)

// Round is when people are asked: the same questions are asked twice.
type Round int64

// Rounds of a survey.
const (
	AfterEvent Round = 1
	Later      Round = 2 // six months after, see [Day.AskAgain]
)

// hashOf is what is stored of a token.
func hashOf(token string) string {
	sum := sha256.Sum256([]byte("practice.survey\n" + token))
	return hex.EncodeToString(sum[:])
}

// Slips makes tokens for n answers about an event. They are told once and nowhere kept: who gets which, nobody knows.
func (d *Day) Slips(tx *db.Tx, e events.Event, n int64) (tokens []string, err error) {
	if n < 1 || n > mostSlips {
		return nil, errs.Bad("slips", "practice.day.list_length", "most", mostSlips)
	}
	for range n {
		token, err := newToken(tx, e, AfterEvent)
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, token)
	}
	return tokens, d.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "practice.survey.slips", Kind: events.KindEvent, ID: e.ID, Version: e.Version, Org: e.Org})
}

// newToken makes a token for one answer and stores its hash.
func newToken(tx *db.Tx, e events.Event, round Round) (string, error) {
	raw := make([]byte, 16)
	rand.Read(raw) // never fails since Go 1.24
	token := base64.RawURLEncoding.EncodeToString(raw)
	_, err := tx.Exec(`INSERT INTO practice_survey_token (id, event, round) VALUES ($1, $2, $3)`, hashOf(token), e.ID, int64(round))
	return token, err
}

// ofToken is the event and the round of a token that was not spent; errs.NotFound for any other.
func ofToken(q db.Reader, token string) (e events.Event, round Round, err error) {
	var event string
	err = q.QueryRow(`SELECT t.event, t.round FROM practice_survey_token t WHERE t.id = $1`, hashOf(token)).Scan(&event, (*int64)(&round))
	if errors.Is(err, sql.ErrNoRows) {
		return e, round, errs.New(errs.NotFound, "practice.survey.spent")
	}
	if err != nil {
		return e, round, err
	}
	e, _, err = events.EventByID(q, event)
	return e, round, err
}

// TakeAnswer spends a token and keeps an answer that leads back to nobody: the token is gone, the answer's id is random,
// no time is stored with it, and the log names the event alone.
func (d *Day) TakeAnswer(tx *db.Tx, token string, a SurveyAnswer) error {
	e, round, err := ofToken(tx, token)
	if err != nil {
		return err
	}
	var f errs.Fields
	if len(a.Marks) != len(Questions()) || slices.ContainsFunc(a.Marks, func(m int64) bool { return m < 0 || m > bestMark }) || a.Words == "" && !slices.ContainsFunc(a.Marks, func(m int64) bool { return m > 0 }) {
		f.Add("useful", "practice.survey.nothing")
	}
	if utf8.RuneCountInString(a.Words) > mostWords {
		f.Add("words", "practice.text_long", "most", mostWords)
	}
	if err := f.Err(); err != nil {
		return err
	}
	spent, err := tx.Exec(`DELETE FROM practice_survey_token WHERE id = $1`, hashOf(token))
	if err != nil {
		return err
	}
	if spent == 0 {
		return errs.New(errs.NotFound, "practice.survey.spent")
	}
	raw := make([]byte, 16)
	rand.Read(raw)
	marks, err := json.Marshal(a.Marks)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO practice_survey_answer (id, event, marks, words, round) VALUES ($1, $2, $3, $4, $5)`, hex.EncodeToString(raw), e.ID, string(marks), a.Words, int64(round)); err != nil {
		return err
	}
	return d.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "practice.survey.answer", Kind: events.KindEvent, ID: e.ID, Version: e.Version, Org: e.Org})
}

// Evaluation is what the answers of an event say. Below [disclosure.Least] answers only their number is told, and a
// question that fewer have answered has no sum.
type Evaluation struct {
	Answers int64
	Sums    []int64 // of the marks, question by question
	Counts  []int64 // how many marks
	Words   []string
}

// Evaluate reads the answers of a round about an event, in the order of their random ids.
func Evaluate(q db.Reader, event string, round Round) (v Evaluation, err error) {
	v.Sums, v.Counts = make([]int64, len(Questions())), make([]int64, len(Questions()))
	err = db.Each(q, func(scan db.Scan) error {
		var raw, words string
		if err := scan(&raw, &words); err != nil {
			return err
		}
		var marks []int64
		if err := json.Unmarshal([]byte(raw), &marks); err != nil {
			return err
		}
		v.Answers++
		for i, m := range marks {
			if m > 0 && i < len(v.Sums) {
				v.Sums[i], v.Counts[i] = v.Sums[i]+m, v.Counts[i]+1
			}
		}
		if words != "" {
			v.Words = append(v.Words, words)
		}
		return nil
	}, `SELECT s.marks, s.words FROM practice_survey_answer s WHERE s.event = $1 AND s.round = $2 ORDER BY s.id`, event, int64(round))
	if v.Answers < disclosure.Least {
		return Evaluation{Answers: v.Answers}, err
	}
	for i, n := range v.Counts {
		if n < disclosure.Least {
			v.Sums[i], v.Counts[i] = 0, 0
		}
	}
	return v, err
}

// Evaluated tells whether enough have answered about an event.
func (d *Day) Evaluated(q db.Reader, event string) (bool, error) { return evaluated(q, event) }

// evaluated tells whether enough have answered about an event, in either round, for the answers to be shown.
func evaluated(q db.Reader, event string) (bool, error) {
	var most int64
	err := q.QueryRow(`SELECT COALESCE(MAX(n), 0) FROM (SELECT count(*) AS n FROM practice_survey_answer s WHERE s.event = $1 GROUP BY s.round) r`, event).Scan(&most)
	return most >= disclosure.Least, err
}
