package plan

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/modules/plan/assess"
	"reeve/modules/plan/indicator"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// What a year entered as a whole is made of: one that was held before the program was there. The caller has asked
// whether the actor may.
type (
	Status    = rates.Status
	RatingIn  = assess.Entry
	Indicator = tree.Indicator
	Quantity  = tree.Quantity
)

// The statuses that a year is rated with, and the sides that rate.
const (
	Implemented    = rates.Implemented
	Partly         = rates.Partly
	NotImplemented = rates.NotImplemented
	OnSchedule     = rates.OnSchedule
	Late           = rates.Late
	ByUnit         = assess.Unit
	ByReviewer     = assess.Reviewer
)

// YearRow is an activity of a year that was just opened.
type YearRow struct {
	Number string
	Later  bool // begins after the year
}

// VersionsOf is how many versions a plan has; errs.NotFound if there is no such plan.
func VersionsOf(q db.Reader, code string) (int, error) {
	p, err := register.ByCode(q, code)
	if err != nil {
		return 0, err
	}
	all, err := register.Versions(q, p.ID)
	return len(all), err
}

// BeginYear opens a year; nil where it was opened before.
func (p *Plan) BeginYear(tx *db.Tx, code string, year int) ([]YearRow, error) {
	of, err := register.ByCode(tx, code)
	if err != nil {
		return nil, err
	}
	if _, err := assess.Of(tx, of, year); errs.KindOf(err) != errs.NotFound || err == nil {
		return nil, err
	}
	a, err := p.Assess.Begin(tx, of, year)
	if err != nil {
		return nil, err
	}
	st, err := p.Assess.Load(tx, of, a)
	if err != nil {
		return nil, err
	}
	out := make([]YearRow, len(st.Standings))
	for i, x := range st.Standings {
		out[i] = YearRow{x.Node.Number, x.Timing == rates.Later}
	}
	return out, nil
}

// RateYear stores ratings of both sides.
func (p *Plan) RateYear(tx *db.Tx, code string, year int, in []RatingIn) error {
	of, err := register.ByCode(tx, code)
	if err != nil {
		return err
	}
	a, err := assess.Of(tx, of, year)
	if err != nil {
		return err
	}
	_, _, err = p.Assess.Rate(tx, of, a, in, func(assess.Side, tree.Node) error { return nil })
	return err
}

// CloseYear locks a year and publishes its counts; one that is locked already stays as it is.
func (p *Plan) CloseYear(tx *db.Tx, code string, year int) error {
	of, err := register.ByCode(tx, code)
	if err != nil {
		return err
	}
	a, err := assess.Of(tx, of, year)
	if err != nil || !a.Open() {
		return err
	}
	if a, err = p.Assess.Take(tx, of, a, id.New(), "lock", ""); err != nil {
		return err
	}
	_, err = p.Assess.Take(tx, of, a, id.New(), "publish", "")
	return err
}

// EnterValues gives the typed indicators of the version shown a value for a period, those that have one already left
// out; ok false = none.
func (p *Plan) EnterValues(tx *db.Tx, code, period string, value func(n int, i Indicator) (q Quantity, note string, ok bool)) error {
	return p.eachIndicator(tx, code, func(n int, at indicator.At) error {
		q, note, ok := value(n, at.Indicator)
		if _, err := indicator.Of(tx, at.Plan.ID, at.Indicator.Number, period); err == nil || errs.KindOf(err) != errs.NotFound || !ok || at.Indicator.Computed != "" {
			if errs.KindOf(err) == errs.NotFound {
				err = nil
			}
			return err
		}
		v, err := p.Indicators.Enter(tx, at, period, q, note)
		if err != nil {
			return err
		}
		_, err = p.Indicators.Take(tx, at, v, id.New(), "submit", "")
		return err
	})
}

// ApproveValues approves the values of a period that wait for it.
func (p *Plan) ApproveValues(tx *db.Tx, code, period string) error {
	return p.eachIndicator(tx, code, func(_ int, at indicator.At) error {
		v, err := indicator.Of(tx, at.Plan.ID, at.Indicator.Number, period)
		if errs.KindOf(err) == errs.NotFound || err == nil && v.State != indicator.Pending {
			return nil
		}
		if err != nil {
			return err
		}
		_, err = p.Indicators.Take(tx, at, v, id.New(), "approve", "")
		return err
	})
}

func (p *Plan) eachIndicator(tx *db.Tx, code string, do func(n int, at indicator.At) error) error {
	of, err := register.ByCode(tx, code)
	if err != nil {
		return err
	}
	all, err := register.Versions(tx, of.ID)
	if err != nil {
		return err
	}
	v, ok := register.Shown(all, p.Register.Today(tx.Now()))
	if !ok {
		return nil
	}
	e, err := p.Register.Edition(tx, of, v)
	if err != nil {
		return err
	}
	part, _ := indicator.Part(of, e, 0, len(e.Plan.Nodes)*10)
	for n, at := range part {
		if err := do(n, at); err != nil {
			return err
		}
	}
	return nil
}
