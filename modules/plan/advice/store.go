package advice

import (
	"database/sql"
	"encoding/json"
	"errors"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
)

const adviceColumns = `a.id, a.ref, a.org, a.body, a.source_kind, a.source_id, a.source_label, a.plan, a.node, a.number, a.priority, COALESCE(a.due_on, ''), a.decision,
	a.public, a.shown, a.author, a.post, a.written_at, a.version, i.state`

func scanAdvice(scan db.Scan) (a Advice, err error) {
	var body string
	var at int64
	if err = scan(&a.ID, &a.Ref, &a.Org, &body, &a.Source.Kind, &a.Source.ID, &a.Source.Label, &a.Plan, &a.Node, &a.Number, &a.Priority, &a.Due, &a.Decision,
		&a.Public, &a.Shown, &a.Author, &a.Post, &at, &a.Version, &a.State); err != nil {
		return a, err
	}
	a.WrittenAt = db.Time(at)
	return a, json.Unmarshal([]byte(body), &a.Body)
}

const answerColumns = `x.id, x.ref, x.advice, x.org, x.unit, x.reason, x.lang, x.evidence, COALESCE(x.answered_on, ''), COALESCE(x.done_on, ''), x.done_by, COALESCE(x.verified_on, ''),
	x.verified_by, x.version, COALESCE(xi.state, 'addressed')`

func scanAnswer(scan db.Scan) (x Answer, err error) {
	return x, scan(&x.ID, &x.Ref, &x.Advice, &x.Org, &x.Unit, &x.Reason, &x.Lang, &x.Evidence, &x.AnsweredOn, &x.DoneOn, &x.DoneBy, &x.VerifiedOn, &x.VerifiedBy, &x.Version, &x.State)
}

// ByRef finds a recommendation with its answers; errs.NotFound if there is none.
func ByRef(q db.Reader, ref string) (Advice, error) {
	return whole(q, q.QueryRow(`SELECT `+adviceColumns+` FROM plan_advice a JOIN process_instance i ON i.id = a.id WHERE a.ref = $1`, ref).Scan)
}

// ByID finds a recommendation with its answers; errs.NotFound if there is none.
func ByID(q db.Reader, key string) (Advice, error) {
	return whole(q, q.QueryRow(`SELECT `+adviceColumns+` FROM plan_advice a JOIN process_instance i ON i.id = a.id WHERE a.id = $1`, key).Scan)
}

func whole(q db.Reader, scan db.Scan) (Advice, error) {
	a, err := scanAdvice(scan)
	if errors.Is(err, sql.ErrNoRows) {
		return a, errs.New(errs.NotFound, "plan.advice.no_such_advice")
	}
	if err != nil {
		return a, err
	}
	a.Answers, err = db.All(q, scanAnswer, `SELECT `+answerColumns+` FROM plan_answer x LEFT JOIN process_instance xi ON xi.id = x.id LEFT JOIN org o ON o.id = x.org
		WHERE x.advice = $1 ORDER BY o.code, x.id`, a.ID)
	return a, err
}

// AnswerByRef finds an answer with its recommendation; errs.NotFound if there is none.
func AnswerByRef(q db.Reader, ref string) (Advice, Answer, error) {
	x, err := scanAnswer(q.QueryRow(`SELECT `+answerColumns+` FROM plan_answer x LEFT JOIN process_instance xi ON xi.id = x.id WHERE x.ref = $1`, ref).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Advice{}, x, errs.New(errs.NotFound, "plan.advice.no_such_answer")
	}
	if err != nil {
		return Advice{}, x, err
	}
	a, err := ByID(q, x.Advice)
	return a, x, err
}

// fill adds the answers to recommendations that were listed.
func fill(q db.Reader, all []Advice) error {
	if len(all) == 0 {
		return nil
	}
	at, ids := map[string]int{}, make([]string, 0, len(all))
	for i, a := range all {
		at[a.ID] = i
		ids = append(ids, a.ID)
	}
	b := db.NewQuery(`SELECT ` + answerColumns + ` FROM plan_answer x LEFT JOIN process_instance xi ON xi.id = x.id LEFT JOIN org o ON o.id = x.org WHERE `)
	b.Add(b.In("x.advice", ids) + " ORDER BY o.code, x.id")
	answers, err := db.AllQ(q, scanAnswer, b)
	for _, x := range answers {
		i := at[x.Advice]
		all[i].Answers = append(all[i].Answers, x)
	}
	return err
}

// save stores a recommendation that is new, or what was changed of one, under its next version.
func (s *Service) save(tx *db.Tx, a *Advice, action, why string) error {
	body, err := json.Marshal(a.Body)
	if err != nil {
		return err
	}
	a.Version++
	args := []any{a.Ref, a.Org, string(body), a.Source.Kind, a.Source.ID, a.Source.Label, a.Plan, a.Node, a.Number, a.Priority, db.NullText(a.Due), a.Decision, a.Public, a.Shown, a.Author,
		a.Version, a.Post, db.Micros(a.WrittenAt), a.ID}
	entry := audit.Entry{Operation: audit.Alteration, Action: action, Kind: Kind, ID: a.ID, Version: a.Version, Org: a.Org, Justification: why}
	if a.Version == 1 {
		entry.Operation = audit.Collection
		_, err = tx.Exec(`INSERT INTO plan_advice (ref, org, body, source_kind, source_id, source_label, plan, node, number, priority, due_on, decision, public, shown, author, version, post,
			written_at, id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`, args...)
	} else {
		_, err = tx.Exec(`UPDATE plan_advice SET ref = $1, org = $2, body = $3, source_kind = $4, source_id = $5, source_label = $6, plan = $7, node = $8, number = $9, priority = $10,
			due_on = $11, decision = $12, public = $13, shown = $14, author = $15, version = $16, post = $17, written_at = $18 WHERE id = $19`, args...)
	}
	if err != nil {
		return err
	}
	return s.Log.Record(tx, entry)
}

// put stores an answer that is new, or what was changed of one, under its next version.
func (s *Service) put(tx *db.Tx, x *Answer, action, why string) (err error) {
	x.Version++
	args := []any{x.Advice, x.Org, x.Unit, x.Reason, x.Evidence, db.NullText(x.AnsweredOn), db.NullText(x.DoneOn), x.DoneBy, db.NullText(x.VerifiedOn), x.VerifiedBy, x.Version, x.Lang, x.Ref, x.ID}
	entry := audit.Entry{Operation: audit.Alteration, Action: action, Kind: KindAnswer, ID: x.ID, Version: x.Version, Org: x.Org, Justification: why}
	if x.Version == 1 {
		entry.Operation = audit.Collection
		_, err = tx.Exec(`INSERT INTO plan_answer (advice, org, unit, reason, evidence, answered_on, done_on, done_by, verified_on, verified_by, version, lang, ref, id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`, args...)
	} else {
		_, err = tx.Exec(`UPDATE plan_answer SET advice = $1, org = $2, unit = $3, reason = $4, evidence = $5, answered_on = $6, done_on = $7, done_by = $8, verified_on = $9, verified_by = $10,
			version = $11, lang = $12, ref = $13 WHERE id = $14`, args...)
	}
	if err != nil {
		return err
	}
	return s.Log.Record(tx, entry)
}
