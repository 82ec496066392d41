package community

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
)

// StepInput is a step as somebody sends it. Which fields a step needs, [Definition] says.
type StepInput struct {
	ID          string // UUID made by the sender; the same step sent twice is taken once
	Step        string
	BaseVersion *int64
	Reason      string
	Signed      string // day of the signature
	Until       string // last day in force: of an amendment (empty = as before), an extension, a termination
	Successor   string // number of the agreement that follows, of the same kind and community
}

// take takes a step with an agreement in the caller's transaction; the caller has asked whether the actor may.
func (c *Community) take(tx *db.Tx, a Agreement, in StepInput) (process.Instance, error) {
	if mine, err := process.TakenBy(tx, in.ID, a.ID, in.Step); err != nil || mine {
		i, lerr := process.Load(tx, a.ID)
		return i, errors.Join(err, lerr)
	}
	in.Reason, in.Successor = strings.TrimSpace(in.Reason), strings.TrimSpace(in.Successor)
	d := said{Reason: in.Reason}
	next := a
	i, err := process.Load(tx, a.ID)
	if err != nil {
		return i, err
	}
	// Where the state does not allow the step, that is the complaint, and not what the step would lack.
	if s, ok := c.Process.Definition(Kind).Step(in.Step); ok && slices.Contains(s.From, i.State) {
		if next, d, err = c.effect(tx, a, in); err != nil {
			return i, err
		}
	}
	detail, err := json.Marshal(d)
	if err != nil {
		return i, err
	}
	i, repeated, err := c.Process.Apply(tx, process.Command{ID: in.ID, Instance: a.ID, Step: in.Step, BaseVersion: in.BaseVersion, Detail: detail,
		Attention: attention(in.Step), Change: c.assign(a.Place)})
	if err != nil || repeated {
		return i, err
	}
	if len(changes(a, next)) > 0 || next.Extended != a.Extended || next.Ended != a.Ended {
		if err := c.save(tx, &next, Kind+"."+in.Step, in.Reason); err != nil {
			return i, err
		}
	}
	if d.Successor != "" {
		successor, err := ByRef(tx, d.Successor)
		if err == nil {
			err = c.handPosts(tx, next, successor)
		}
		if err != nil {
			return i, err
		}
	}
	if err := c.settle(tx, &next); err != nil {
		return i, err
	}
	return process.Load(tx, a.ID)
}

// attention is why an agreement waits after a step of the desk; empty where it waits for nobody.
func attention(step string) string {
	if slices.Contains([]string{"negotiate", "council_approve", "regional_approve", "back"}, step) {
		return Kind + ".attention." + step
	}
	return ""
}

// effect is what a step does to the agreement, and everything that it lacks.
func (c *Community) effect(tx *db.Tx, a Agreement, in StepInput) (next Agreement, d said, err error) {
	var f errs.Fields
	d = said{Reason: in.Reason}
	if n := utf8.RuneCountInString(in.Reason); n > maxText {
		f.Add("reason", "community.text_long", "most", maxText)
	}
	s, _ := c.Process.Definition(Kind).Step(in.Step)
	if slices.Contains(s.Needs, "reason") && in.Reason == "" {
		f.Add("reason", "community.reason_missing")
	}
	today := c.dayAt(a.Place, tx.Now())
	switch in.Step {
	case "regional_approve":
		if !needsRegion(a.Kind) {
			f.Add("step", "community.region_not_asked")
		}
	case "sign":
		if day(&f, "signed", in.Signed) {
			a.Signed, d.Day = in.Signed, in.Signed
			if in.Signed > today {
				f.Add("signed", "community.in_future")
			}
			a.checkDays(&f)
		}
		if i, err := process.Load(tx, a.ID); err != nil {
			return a, d, err
		} else if needsRegion(a.Kind) && i.State != RegionalApproved {
			f.Add("step", "community.region_first")
		}
	case "amend":
		if in.Until != "" && day(&f, "until", in.Until) {
			a.Until, d.Day = in.Until, in.Until
			a.checkDays(&f)
		}
	case "extend":
		if day(&f, "until", in.Until) {
			if a.Last() == "" || in.Until <= a.Last() || in.Until < today {
				f.Add("until", "community.extend_later", "until", a.Last())
			}
			a.Extended, d.Day = in.Until, in.Until
		}
	case "terminate":
		if day(&f, "until", in.Until) {
			if last := a.Last(); last != "" && in.Until > last {
				f.Add("until", "community.terminate_earlier", "until", last)
			}
			a.Ended, d.Day = in.Until, in.Until
		}
	case "renew":
		successor, err := ByKey(tx, a.Kind, in.Successor, a.Place)
		switch {
		case errs.KindOf(err) == errs.NotFound, err == nil && successor.ID == a.ID:
			f.Add("successor", "community.no_successor", "number", in.Successor)
		case err != nil:
			return a, d, err
		case successor.Signed == "":
			f.Add("successor", "community.successor_unsigned", "number", in.Successor)
		default:
			d.Successor = successor.Ref
		}
	}
	return a, d, f.Err()
}

// day complains about a field that is no date and tells whether it is one.
func day(f *errs.Fields, field, text string) bool {
	if _, err := calendar.ParseDate(text); err != nil {
		f.Add(field, "community.date_wrong", "date", text)
		return false
	}
	return true
}
