package advice

import (
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/kernel/process/clock"
	"reeve/modules/plan/register"
)

// StepInput is a step as somebody sends it.
type StepInput struct {
	ID       string // UUID made by the sender
	Step     string
	Reason   string
	Lang     string // of reason and evidence
	Decision string // of adopt
	Public   bool   // of adopt: the public sees it from now on
	Plan     string // of link: id of a plan
	Number   string // of link: number of an activity in it
	Evidence string // of done
}

// Take takes a step with a recommendation; the caller has asked whether the actor may.
func (s *Service) Take(tx *db.Tx, a Advice, in StepInput) (Advice, error) {
	if mine, err := process.TakenBy(tx, in.ID, a.ID, in.Step); err != nil || mine {
		return a, err
	}
	in.Reason, in.Decision = strings.TrimSpace(in.Reason), strings.TrimSpace(in.Decision)
	check := func(process.Instance) error { return s.allowed(tx, a, in) }
	i, _, err := s.Process.Apply(tx, process.Command{ID: in.ID, Instance: a.ID, Step: in.Step, Check: check, Program: in.Step == "settle" || in.Step == "resume"})
	if err != nil {
		return a, err
	}
	a.State = i.State
	switch in.Step {
	case "consult":
		a.Shown = true
	case "adopt":
		a.Decision, a.Public = in.Decision, in.Public
	case "send":
		err = s.ask(tx, &a)
	case "withdraw":
		err = s.withdraw(tx, &a)
	}
	if err != nil {
		return a, err
	}
	return a, s.save(tx, &a, "plan.recommendation."+in.Step, in.Reason)
}

// allowed tells what keeps a step from being taken.
func (s *Service) allowed(q db.Reader, a Advice, in StepInput) error {
	var bad errs.Fields
	switch in.Step {
	case "consult":
		if len(a.Answers) == 0 {
			bad.Add("to", "plan.advice.to_missing")
		}
	case "adopt":
		if in.Decision == "" {
			bad.Add("decision", "plan.register.decision_missing")
		}
		if a.Due == "" {
			bad.Add("due", "plan.advice.due_missing")
		}
		if err := bad.Err(); err != nil {
			return err
		}
		return s.written(q, a)
	case "withdraw":
		if in.Reason == "" {
			bad.Add("reason", "plan.register.reason_missing")
		}
	}
	return bad.Err()
}

// written refuses a recommendation that lacks a language in which its plan must be published.
func (s *Service) written(q db.Reader, a Advice) error {
	if a.Plan == "" {
		return nil
	}
	p, err := register.ByID(q, a.Plan)
	if err != nil {
		return err
	}
	e, err := s.shown(q, p)
	if err != nil {
		return err
	}
	var bad errs.Fields
	for _, tag := range e.Plan.Authoritative {
		if !in(a.Body, tag) {
			bad.Add("body."+tag, "plan.advice.language_missing", "lang", langName(tag))
		}
	}
	return bad.Err()
}

// in tells whether a text stands in a language. Serbian in either script is Serbian.
func in(t i18n.Text, lang string) bool {
	base := func(tag string) string { b, _, _ := strings.Cut(tag, "-"); return b }
	for tag, text := range t {
		if text != "" && base(tag) == base(lang) {
			return true
		}
	}
	return false
}

// ask begins the answers of all who are addressed.
func (s *Service) ask(tx *db.Tx, a *Advice) error {
	for n := range a.Answers {
		x := &a.Answers[n]
		if x.State != Addressed {
			continue
		}
		post := a.Post
		if p := tx.Actor().Post; p != "" {
			post = p
		}
		if _, err := s.Process.Open(tx, process.Opening{ID: x.ID, Definition: KindAnswer, Ref: x.Ref, Subject: KindAnswer, Org: a.Org, Place: s.placeOf(x.Org), Post: post, At: tx.Now(),
			Calendar: s.Register.CalendarCode()}); err != nil {
			return err
		}
		if err := s.move(tx, *a, x, StepInput{Step: "ask"}, nil); err != nil {
			return err
		}
	}
	return nil
}

// withdraw ends the answers that are still open.
func (s *Service) withdraw(tx *db.Tx, a *Advice) error {
	for n := range a.Answers {
		x := &a.Answers[n]
		if x.State == Addressed || x.State == Rejected || x.State == Verified || x.State == Withdrawn {
			continue
		}
		if err := s.move(tx, *a, x, StepInput{Step: "withdraw"}, nil); err != nil {
			return err
		}
	}
	return nil
}

// move takes a step of an answer's life: whom it waits for follows from the state.
func (s *Service) move(tx *db.Tx, a Advice, x *Answer, in StepInput, check func(process.Instance) error) error {
	c := process.Command{ID: in.ID, Instance: x.ID, Step: in.Step, Check: check, Program: in.Step == "ask" || in.Step == "withdraw", Periods: map[string]clock.Period{"deed": s.left(a, tx.Now())}}
	if to, ok := s.Process.Definition(KindAnswer).Step(in.Step); ok {
		c.Attention = attention(to.To)
	}
	c.Change = func(i *process.Instance) {
		i.Body = x.Org
		if i.Waits == process.WaitsPost && i.Post == "" { // nobody in particular: it is found in the list
			i.Waits = process.WaitsNobody
		}
	}
	i, _, err := s.Process.Apply(tx, c)
	if err == nil {
		x.State = i.State
	}
	return err
}

// attention is why an answer waits in a state; empty where it waits for nobody.
func attention(state string) string {
	switch state {
	case Asked, Accepted, Partly, Linked, Returned, Done:
		return "plan.answer.attention." + state
	}
	return ""
}

// left is the time until a recommendation's deadline, at least a day.
func (s *Service) left(a Advice, now time.Time) clock.Period {
	due, err := calendar.ParseDate(a.Due)
	today, wrong := calendar.ParseDate(s.Register.Today(now))
	days := clock.MaxAmount
	if err == nil && wrong == nil {
		days = min(max(between(today, due), 1), clock.MaxAmount)
	}
	return clock.Period{Amount: days, Unit: clock.CalendarDays}
}

// between is how many days lie from one day to another.
func between(from, to calendar.Date) int {
	a, _ := time.Parse(time.DateOnly, from.String())
	b, _ := time.Parse(time.DateOnly, to.String())
	return int(b.Sub(a) / (24 * time.Hour))
}
