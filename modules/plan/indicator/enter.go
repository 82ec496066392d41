package indicator

import (
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/measure"
	"reeve/modules/plan/tree"
)

// maxNote is how long a note may be, in characters.
const maxNote = 4000

// Enter stores a value as somebody typed it, as a draft. Errors: errs.Conflict where the indicator is computed, or its
// value waits for approval or has it; errs.Invalid where period or value make no sense.
func (s *Indicators) Enter(tx *db.Tx, at At, period string, q tree.Quantity, note string) (Value, error) {
	if at.Indicator.Computed != "" {
		return Value{}, errs.New(errs.Conflict, "plan.indicator.is_computed", "number", at.Indicator.Number, "measure", at.Indicator.Computed)
	}
	v, err := s.open(tx, at, period)
	if err != nil {
		return v, err
	}
	var bad errs.Fields
	if q.Status == "" || !q.Sound() {
		bad.Add("value", "plan.indicator.value_wrong")
	} else if at.Indicator.Measure == tree.YesNo && q.Known() && (q.Den != 1 || q.Num != 0 && q.Num != 1) {
		bad.Add("value", "plan.indicator.yes_no")
	}
	if note = strings.TrimSpace(note); utf8.RuneCountInString(note) > maxNote {
		bad.Add("note", "plan.indicator.note_long", "most", maxNote)
	}
	if !q.Known() && note == "" {
		bad.Add("note", "plan.indicator.say_why")
	}
	if err := bad.Err(); err != nil {
		return v, err
	}
	v.Quantity, v.Note, v.Proof = q, note, nil
	return v, s.authored(tx, at, &v, "plan.value.enter")
}

// Compute stores what the records say now, as a draft. The period ends now where it is not over yet.
func (s *Indicators) Compute(tx *db.Tx, at At, period, note string) (Value, error) {
	m, err := s.measureOf(at.Indicator)
	if err != nil {
		return Value{}, err
	}
	v, err := s.open(tx, at, period)
	if err != nil {
		return v, err
	}
	from, until, err := s.instants(period, tx.Now())
	if err != nil {
		return v, err
	}
	p := Proof{Measure: m.Name, From: from, Until: until, Scope: s.scope(at.Plan)}
	t, err := p.trace(tx, m)
	if err != nil {
		return v, err
	}
	p.Rows, p.Hash = t.Value.Rows, t.Hash
	v.Quantity, v.Note, v.Proof = quantityOf(t.Value), strings.TrimSpace(note), &p
	return v, s.authored(tx, at, &v, "plan.value.compute")
}

// quantityOf is a measured value as a quantity. Nothing to measure is missing, and zero records make a number 0.
func quantityOf(v measure.Value) tree.Quantity {
	switch {
	case v.Missing:
		return tree.None(measure.Missing)
	case v.Plain:
		return tree.Whole(v.Num)
	}
	return tree.Fraction(v.Num, v.Den)
}

// trace asks the measure for what the proof speaks of.
func (p Proof) trace(q db.Reader, m measure.Measure) (measure.Trace, error) {
	return m.Trace(q, measure.Question{From: p.From, Until: p.Until, Scope: p.Scope})
}

// measureOf is the measure that an indicator names. Errors: errs.Conflict where it is typed, where no module offers the
// measure or the measure does not name its records, and where it gives another kind of number.
func (s *Indicators) measureOf(ind tree.Indicator) (measure.Measure, error) {
	if ind.Computed == "" {
		return measure.Measure{}, errs.New(errs.Conflict, "plan.indicator.is_typed", "number", ind.Number)
	}
	m, ok := s.Measures[ind.Computed]
	if !ok || !m.Traced() {
		return m, errs.New(errs.Conflict, "plan.indicator.no_such_measure", "measure", ind.Computed, "known", strings.Join(s.Measures.Traced(), ", "))
	}
	if share := ind.Measure == tree.Percent || ind.Measure == tree.Ratio; share != (m.Unit == "percent") {
		return m, errs.New(errs.Conflict, "plan.indicator.other_kind", "number", ind.Number, "measure", ind.Computed)
	}
	return m, nil
}

// open is the value that may be entered: a new one, or one that is a draft or was returned.
func (s *Indicators) open(tx *db.Tx, at At, period string) (Value, error) {
	first, last, ok := tree.PeriodDays(period)
	if p := at.Edition.Plan; !ok || last < p.From || first > p.Until {
		return Value{}, errs.Bad("period", "plan.indicator.period_wrong", "period", period)
	}
	v, err := Of(tx, at.Plan.ID, at.Indicator.Number, period)
	if errs.KindOf(err) == errs.NotFound {
		return Value{Plan: at.Plan.ID, Indicator: at.Indicator.Number, Period: period}, nil
	}
	if err == nil && !v.Open() {
		err = errs.New(errs.Conflict, "plan.indicator.not_open", "period", period)
	}
	return v, err
}

func (s *Indicators) authored(tx *db.Tx, at At, v *Value, action string) error {
	v.Author, v.AuthoredAt, v.Approver, v.ApprovedAt = account(tx.Actor()), tx.Now(), "", time.Time{}
	return s.put(tx, at.Plan, v, action, "")
}

// account is the account behind an actor; empty for the program.
func account(a db.Actor) string {
	if a.Kind == "system" {
		return ""
	}
	return a.ID
}

// instants are the begin and the end of a period in the installation's zone, the end not later than now.
func (s *Indicators) instants(period string, now time.Time) (from, until time.Time, err error) {
	first, last, _ := tree.PeriodDays(period)
	zone := s.Register.Zone()
	if from, err = time.ParseInLocation(time.DateOnly, first, zone); err != nil {
		return from, until, err
	}
	if until, err = time.ParseInLocation(time.DateOnly, last, zone); err != nil {
		return from, until, err
	}
	if until = until.AddDate(0, 0, 1); until.After(now) {
		until = now
	}
	if !from.Before(until) {
		return from, until, errs.Bad("period", "plan.indicator.period_not_begun", "period", period)
	}
	return from.UTC(), until.UTC(), nil
}
