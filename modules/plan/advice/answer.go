package advice

import (
	"strings"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// Reply takes a step with an organisation's answer; the caller has asked whether the actor may. Errors: errs.Conflict where
// the one who reported that it is done would verify it.
func (s *Service) Reply(tx *db.Tx, a Advice, x Answer, in StepInput) (Answer, error) {
	if mine, err := process.TakenBy(tx, in.ID, x.ID, in.Step); err != nil || mine {
		return x, err
	}
	d, ok := s.Process.Definition(KindAnswer).Step(in.Step)
	if !ok || d.Who[0] == "system" {
		return x, errs.Bad("step", "process.no_such_step", "step", in.Step)
	}
	in.Reason, in.Evidence = strings.TrimSpace(in.Reason), strings.TrimSpace(in.Evidence)
	var at Link
	check := func(process.Instance) (err error) { at, err = s.replies(tx, a, x, in); return err }
	if err := s.move(tx, a, &x, in, check); err != nil {
		return x, err
	}
	today := s.Register.Today(tx.Now())
	switch in.Step {
	case "accept", "accept_partly", "reject":
		x.Reason, x.Lang, x.AnsweredOn = in.Reason, in.Lang, today
	case "revise":
		x.AnsweredOn, x.DoneOn, x.DoneBy = "", "", ""
	case "link":
		if err := s.link(tx, at); err != nil {
			return x, err
		}
	case "done":
		x.Evidence, x.DoneOn, x.DoneBy = in.Evidence, today, account(tx)
		if x.Lang == "" {
			x.Lang = in.Lang
		}
	case "return":
		x.DoneOn, x.DoneBy = "", ""
	case "verify":
		x.VerifiedOn, x.VerifiedBy = today, account(tx)
	}
	if err := s.put(tx, &x, "plan.answer."+in.Step, in.Reason); err != nil {
		return x, err
	}
	return x, s.settle(tx, a.ID)
}

// replies tells what keeps a step of an answer from being taken, and gives the activity of a link.
func (s *Service) replies(q db.Reader, a Advice, x Answer, in StepInput) (l Link, err error) {
	var bad errs.Fields
	switch in.Step {
	case "accept_partly", "reject", "return", "revise":
		if in.Reason == "" {
			bad.Add("reason", "plan.register.reason_missing")
		}
	case "done":
		if in.Evidence == "" {
			bad.Add("evidence", "plan.advice.evidence_missing")
		}
	case "link":
		if l, err = s.activity(q, in.Plan, in.Number); err != nil {
			return l, err
		}
		l.Advice, l.Answer = a.ID, x.ID
	case "verify":
		if me := actorOf(q); me != "" && me == x.DoneBy {
			return l, errs.New(errs.Conflict, "plan.advice.four_eyes")
		}
	}
	for field, text := range map[string]string{"reason": in.Reason, "evidence": in.Evidence} {
		if utf8.RuneCountInString(text) > maxText {
			bad.Add(field, "plan.advice.text_long", "most", maxText)
		}
	}
	return l, bad.Err()
}

// actorOf is the account that acts in a transaction; empty for the program.
func actorOf(q db.Reader) string {
	if tx, ok := q.(*db.Tx); ok {
		return account(tx)
	}
	return ""
}

// activity finds an activity of a plan by its number.
func (s *Service) activity(q db.Reader, plan, number string) (l Link, err error) {
	p, err := register.ByID(q, plan)
	if err != nil {
		return l, errs.Bad("plan", "plan.advice.plan_missing")
	}
	e, err := s.shown(q, p)
	if err != nil {
		return l, err
	}
	n, ok := e.Node(tree.CleanNumber(number))
	if !ok || n.Level != tree.ActivityNode && n.Level != tree.Task {
		return l, errs.Bad("number", "plan.advice.no_such_activity", "number", number, "code", p.Code)
	}
	return Link{Plan: p.ID, Node: e.ID(n.Number), Number: n.Number}, nil
}

// Assign says which unit of the organisation carries a recommendation out; empty = none in particular.
func (s *Service) Assign(tx *db.Tx, x Answer, unit string) (Answer, error) {
	if u, ok := s.places().Unit(unit); unit != "" && (!ok || u.Org != x.Org) {
		return x, errs.Bad("unit", "plan.advice.unit_unknown")
	}
	if x.Unit == unit {
		return x, nil
	}
	x.Unit = unit
	return x, s.put(tx, &x, "plan.answer.assign", "")
}

// settle closes a recommendation to which every answer has come to its end, and opens it again where one has not.
func (s *Service) settle(tx *db.Tx, advice string) error {
	a, err := ByID(tx, advice)
	if err != nil {
		return err
	}
	open := false
	for _, x := range a.Answers {
		open = open || x.State != Verified && x.State != Rejected && x.State != Withdrawn
	}
	switch {
	case a.State == Sent && !open:
		_, err = s.Take(tx, a, StepInput{ID: id.New(), Step: "settle"})
	case a.State == Settled && open:
		_, err = s.Take(tx, a, StepInput{ID: id.New(), Step: "resume"})
	}
	return err
}

// Comment is what somebody said to a recommendation in the consultation.
type Comment struct {
	ID, Org, Body, Lang, Post string
	At                        int64 // µs UTC
}

// Comments are those of a recommendation, the earliest first.
func Comments(q db.Reader, advice string) ([]Comment, error) {
	return db.All(q, func(scan db.Scan) (c Comment, err error) {
		return c, scan(&c.ID, &c.Org, &c.Body, &c.Lang, &c.Post, &c.At)
	}, "SELECT id, org, body, lang, post, added_at FROM plan_advice_comment WHERE advice = $1 ORDER BY added_at, id", advice)
}

// Say adds a comment while a recommendation is in consultation; org is the organisation that comments.
func (s *Service) Say(tx *db.Tx, a Advice, org, body, lang string) error {
	body = strings.TrimSpace(body)
	if a.State != Consulted {
		return errs.New(errs.Conflict, "plan.advice.not_consulted")
	}
	if n := utf8.RuneCountInString(body); n == 0 || n > maxText {
		return errs.Bad("comment", "plan.advice.comment_missing", "most", maxText)
	}
	key := id.At(tx.Now())
	stored := []any{a.ID, org, body, lang, account(tx), tx.Actor().Post}
	if _, err := tx.Exec("INSERT INTO plan_advice_comment (advice, org, body, lang, account, post, id, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		append(append([]any{}, stored...), key, db.Micros(tx.Now()))...); err != nil {
		return err
	}
	return s.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "plan.recommendation.comment", Kind: KindComment, ID: key, Org: a.Org, Stored: stored})
}
