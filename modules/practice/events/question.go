package events

import (
	"database/sql"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
)

// Kinds of questions.
const (
	TextQuestion   = "text"
	ChoiceQuestion = "choice"
	YesNoQuestion  = "yes_no"
)

// QuestionKinds lists the kinds in the order of forms.
func QuestionKinds() []string { return []string{TextQuestion, ChoiceQuestion, YesNoQuestion} }

// Limits of what organisers ask.
const (
	MaxQuestions = 10
	maxOptions   = 20
	maxLabel     = 300
	maxAnswer    = 500
)

// Question is what an organiser asks of everybody who is named for an event: food, interpreting, access.
type Question struct {
	ID       string      `json:"id"` // ref
	Kind     string      `json:"kind"`
	Labels   i18n.Text   `json:"label"`
	Options  []i18n.Text `json:"options"` // of a choice; its answer is the number of the option, from 1
	Required bool        `json:"required"`
}

// Questions are those of an event in the order in which they are asked.
type Questions struct {
	All     []Question
	Version int64 // 0 = none were ever asked
}

// QuestionsOf are the questions of an event, by its id.
func QuestionsOf(q db.Reader, event string) (out Questions, err error) {
	var body string
	err = q.QueryRow(`SELECT q.body, q.version FROM practice_questions q WHERE q.id = $1`, event).Scan(&body, &out.Version)
	if errors.Is(err, sql.ErrNoRows) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal([]byte(body), &out.All)
}

// check finds what is wrong with a question; n counts from 1.
func (q Question) check(f *errs.Fields, n int) {
	no := strconv.Itoa(n)
	if !worded(q.Labels) {
		f.Add("label_"+no, "practice.question.label_wrong", "most", maxLabel)
	}
	if !slices.Contains(QuestionKinds(), q.Kind) {
		f.Add("kind_"+no, "practice.question.kind_wrong", "kind", q.Kind)
	}
	if k := len(q.Options); q.Kind == ChoiceQuestion && (k < 2 || k > maxOptions) || slices.ContainsFunc(q.Options, func(t i18n.Text) bool { return !worded(t) }) {
		f.Add("options_"+no, "practice.question.options_wrong", "most", maxOptions)
	}
}

// worded tells whether a text stands in some language and is short enough in all.
func worded(t i18n.Text) bool {
	some := false
	for _, s := range t {
		some = some || strings.TrimSpace(s) != ""
		if utf8.RuneCountInString(s) > maxLabel {
			return false
		}
	}
	return some
}

// Inquire stores the questions of an event; now is what was read before. Once somebody has answered, a question keeps its
// kind and its options, to which more can be added; it may be taken away. The caller has asked whether the actor may.
func (v *Events) Inquire(tx *db.Tx, e Event, now Questions) (Questions, error) {
	if err := tx.Lock(KindQuestions, e.ID); err != nil {
		return now, err
	}
	was, err := QuestionsOf(tx, e.ID)
	if err != nil {
		return now, err
	}
	if was.Version != now.Version {
		return now, errs.New(errs.Conflict, "process.moved_on", "base", now.Version, "version", was.Version)
	}
	var f errs.Fields
	if len(now.All) > MaxQuestions {
		f.Add("label_"+strconv.Itoa(MaxQuestions+1), "practice.question.many", "most", MaxQuestions)
	}
	var answered int
	if err := tx.QueryRow(`SELECT count(*) FROM practice_answers a WHERE a.event = $1`, e.ID).Scan(&answered); err != nil {
		return now, err
	}
	for i := range now.All {
		one := &now.All[i]
		if one.Kind != ChoiceQuestion {
			one.Options = []i18n.Text{}
		}
		one.check(&f, i+1)
		k := slices.IndexFunc(was.All, func(o Question) bool { return o.ID == one.ID })
		if k >= 0 && answered > 0 && (was.All[k].Kind != one.Kind || len(was.All[k].Options) > len(one.Options)) {
			f.Add("kind_"+strconv.Itoa(i+1), "practice.question.answered")
		}
	}
	if err := f.Err(); err != nil {
		return now, err
	}
	now.Version++
	if was.Version == 0 {
		_, err = tx.Exec(`INSERT INTO practice_questions (id, body, version) VALUES ($1, $2, $3)`, e.ID, toJSON(now.All), now.Version)
	} else {
		_, err = tx.Exec(`UPDATE practice_questions SET body = $1, version = $2 WHERE id = $3`, toJSON(now.All), now.Version, e.ID)
	}
	if err != nil {
		return now, err
	}
	return now, v.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "practice.questions.save", Kind: KindQuestions, ID: e.ID, Version: now.Version, Org: e.Org})
}

// clone is a copy that can be changed.
func (q Question) clone() Question {
	q.Labels = maps.Clone(q.Labels)
	q.Options = slices.Clone(q.Options)
	for i := range q.Options {
		q.Options[i] = maps.Clone(q.Options[i])
	}
	return q
}
