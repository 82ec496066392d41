package problem

import (
	"encoding/json"
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/process"
)

// StepInput is a step as somebody sends it. Which fields a step needs, [Definition] says.
type StepInput struct {
	ID          string // UUID made by the sender; the same step sent twice is taken once
	Step        string
	BaseVersion *int64
	Reason      string
	Assessment  i18n.Text
}

// said is what a step brings with it.
type said struct {
	Reason string `json:"reason,omitempty"`
}

// Take takes a step that needs no count, in the caller's transaction; the caller has asked whether the actor may.
func (p *Problems) Take(tx *db.Tx, row Row, in StepInput) (err error) {
	if row.Instance, err = process.Load(tx, row.ID); err != nil {
		return err
	}
	return p.take(tx, row, in, nil)
}

// take takes a step in the caller's transaction; the caller has asked whether the actor may. score is what was counted
// of the problem before the transaction began; it is stored by the step score and by no other.
func (p *Problems) take(tx *db.Tx, row Row, in StepInput, score *Score) error {
	if mine, err := process.TakenBy(tx, in.ID, row.ID, in.Step); err != nil || mine {
		return err
	}
	in.Reason = strings.TrimSpace(in.Reason)
	v, changed := row.Problem, false
	// Where the state does not allow the step, that is the complaint, and not what the step would lack.
	if s, ok := p.Process.Of(row.Instance).Step(in.Step); ok && slices.Contains(s.From, row.Instance.State) {
		if slices.Contains(s.Needs, "reason") && in.Reason == "" {
			return errs.Bad("reason", "problem.reason_missing")
		}
		if slices.Contains(s.Needs, "assessment") && len(in.Assessment) == 0 {
			return errs.Bad("assessment", "problem.assessment_missing")
		}
		var err error
		if v, changed, err = p.effects(tx, v, in, score); err != nil {
			return err
		}
	}
	detail, err := json.Marshal(said{in.Reason})
	if err != nil {
		return err
	}
	attention := ""
	if slices.Contains([]string{"choose", "approve", "give_back", "score"}, in.Step) {
		attention = Kind + ".attention." + in.Step
	}
	_, repeated, err := p.Process.Apply(tx, process.Command{ID: in.ID, Instance: v.ID, Step: in.Step, BaseVersion: in.BaseVersion, Detail: detail, Attention: attention,
		Change: func(i *process.Instance) { p.assign(v, in.Step, i) }})
	if err != nil || repeated || !changed {
		return err
	}
	return p.save(tx, &v, "problem.problem."+in.Step, in.Reason)
}

// assign gives what waits for an approval to the coordinators' queue, and everything else to the officer's post.
func (p *Problems) assign(v Problem, step string, i *process.Instance) {
	if i.Post = p.officerAt(v.Place); step == "choose" {
		i.Post = ""
	}
	i.Unit = ""
	if f, ok := p.Places.Snapshot().Post(i.Post); ok {
		i.Unit = f.Post.Unit
	}
}

// effects is what a step does beyond the state.
func (p *Problems) effects(tx *db.Tx, v Problem, in StepInput, score *Score) (Problem, bool, error) {
	switch in.Step {
	case "choose":
		if err := v.complete(); err != nil {
			return v, false, err
		}
		if other, err := taken(tx, v); err != nil || other != "" {
			return v, false, orElse(err, errs.New(errs.Conflict, "problem.half_taken", "ref", other))
		}
		v.Chooser = tx.Actor().ID
		return v, true, nil
	case "approve":
		if v.Chooser == tx.Actor().ID {
			return v, false, errs.New(errs.Forbidden, "problem.own_choice")
		}
		if other, err := taken(tx, v); err != nil || other != "" {
			return v, false, orElse(err, errs.New(errs.Conflict, "problem.half_taken", "ref", other))
		}
	case "score":
		if score == nil || p.dayAt(v.Place, tx.Now()) < v.After.From {
			return v, false, errs.New(errs.Conflict, "problem.not_yet")
		}
		v.Score, v.Assessments = score, in.Assessment
		return v, true, v.check()
	case "carry_over":
		return v, false, p.carry(tx, v)
	}
	return v, false, nil
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// carry proposes a problem again for the half-year that follows, with what was not done.
func (p *Problems) carry(tx *db.Tx, v Problem) error {
	next := v
	next.CarriedFrom, next.Half = v.ID, p.cadenceAt(v.Place).Next(Half{v.Half, p.cadenceAt(v.Place).At(v.Half).Until}).From
	next.Assessments, next.Own, next.Before, next.After, next.Actions = nil, nil, Window{}, Window{}, nil
	for _, a := range v.Actions {
		if a.DoneOn == "" {
			next.Actions = append(next.Actions, a)
		}
	}
	_, err := p.Propose(tx, next, "")
	return err
}
