package demo

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/measure"
	"reeve/modules/plan"
)

// plans is data/plans.json: the invented plan with its amendments and its yearly rounds, and a real one.
type plans struct {
	Code          string   `json:"code"`
	Authoritative []string `json:"authoritative"`
	Versions      []struct {
		From     string            `json:"from"`
		Reason   string            `json:"reason"`
		Decision string            `json:"decision"`
		Moves    map[string]string `json:"moves"` // number to its new deadline
	} `json:"versions"`
	Years    []int    `json:"years"`
	Comments []string `json:"comments"`
	Reviews  []string `json:"reviews"`
	Real     struct {
		Code   string `json:"code"`
		File   string `json:"file"`
		Title  string `json:"title"`
		Lang   string `json:"lang"`
		Begins string `json:"begins"`
		Ends   string `json:"ends"`
	} `json:"real"`
}

// strategies are an invented plan, imported as ministries write theirs and amended three times, with four yearly rounds
// in which units and reviewers do not always agree and some are silent; and a real plan of a government.
func (l *loader) strategies() (all []happening, err error) {
	var p plans
	if err := readJSON("plans.json", &p); err != nil {
		return nil, err
	}
	var s strategy
	if err := readJSON("plan/strategy.json", &s); err != nil {
		return nil, err
	}
	at := l.start.Add(20 * time.Hour)
	later := func(by string, do func(tx *db.Tx) error, before func(context.Context) error) {
		at = at.Add(10 * time.Minute)
		if do == nil {
			do = func(*db.Tx) error { return nil }
		}
		all = append(all, happening{at: at, by: by, do: do, before: before})
	}
	for n, v := range p.Versions {
		s.Rows = append([]strategyRow(nil), s.Rows...)
		for i := range s.Rows {
			if to := v.Moves[s.Rows[i].Number]; to != "" {
				s.Rows[i].Deadline = to
			}
		}
		written := s
		later("", nil, func(ctx context.Context) error {
			o := plan.ImportOptions{Code: p.Code, From: v.From, Authoritative: p.Authoritative, Begins: "2021-01-01", Ends: "2025-12-31", Reason: v.Reason, Decision: v.Decision}
			return l.importOnce(ctx, o, n+1, func(file string) error {
				f, err := os.Create(file)
				if err != nil {
					return err
				}
				defer f.Close()
				return written.workbook(f)
			}, "plan.xlsx")
		})
	}
	for _, year := range p.Years {
		later("strategy", func(tx *db.Tx) error { return l.rateYear(tx, p, year) }, nil)
		later("strategy", func(tx *db.Tx) error { return l.enterValues(tx, p, year) }, nil)
		later("reviewer", func(tx *db.Tx) error { return l.a.Plan.ApproveValues(tx, p.Code, strconv.Itoa(year)) }, nil)
		later("strategy", func(tx *db.Tx) error { return l.a.Plan.CloseYear(tx, p.Code, year) }, nil)
	}
	r := p.Real
	later("", nil, func(ctx context.Context) error {
		o := plan.ImportOptions{Code: r.Code, Title: r.Title, Lang: r.Lang, Begins: r.Begins, Ends: r.Ends}
		return l.importOnce(ctx, o, 1, func(file string) error {
			raw, err := files.ReadFile("data/" + r.File)
			if err != nil {
				return err
			}
			return os.WriteFile(file, raw, 0o600)
		}, "plan.csv")
	})
	return all, nil
}

// importOnce imports a plan unless it has so many versions already.
func (l *loader) importOnce(ctx context.Context, o plan.ImportOptions, version int, write func(file string) error, name string) error {
	had := 0
	err := l.a.DB.Read(ctx, func(q *db.Snapshot) error {
		n, err := plan.VersionsOf(q, o.Code)
		if had = n; errs.KindOf(err) == errs.NotFound {
			return nil
		}
		return err
	})
	if err != nil || had >= version {
		return err
	}
	dir, err := os.MkdirTemp("", "reeve-demo")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, name)
	if err := write(file); err != nil {
		return err
	}
	o.Actor = db.System()
	_, err = l.a.Plan.Register.Import(ctx, file, o)
	return err
}

// rateYear opens a year and enters both ratings, unless it was opened before.
func (l *loader) rateYear(tx *db.Tx, p plans, year int) error {
	rows, err := l.a.Plan.BeginYear(tx, p.Code, year)
	if err != nil || rows == nil {
		return err
	}
	rnd := rand.New(rand.NewPCG(uint64(year), 99))
	var in []plan.RatingIn
	for i, r := range rows {
		own, other, comment, review := saidOf(rnd, r, year, i)
		if own == "" {
			continue
		}
		one := plan.RatingIn{Number: r.Number, Side: plan.ByUnit, Status: own}
		if comment {
			one.Comment = p.Comments[rnd.IntN(len(p.Comments))]
		}
		in = append(in, one)
		if other == "" {
			continue
		}
		one = plan.RatingIn{Number: r.Number, Side: plan.ByReviewer, Status: other}
		if review {
			one.Comment = p.Reviews[rnd.IntN(len(p.Reviews))]
		}
		in = append(in, one)
	}
	return l.a.Plan.RateYear(tx, p.Code, year, in)
}

// saidOf is what is said of an activity in a year: more is done each year, some leads are silent more often, and a
// reviewer sees some things less well done than the unit.
func saidOf(rnd *rand.Rand, r plan.YearRow, year, i int) (own, other plan.Status, comment, review bool) {
	if r.Later || rnd.IntN(100) < 14+(i*7)%24 {
		return "", "", false, false
	}
	k := rnd.IntN(100) + (year-2021)*9
	switch {
	case k < 22:
		own = plan.NotImplemented
	case k < 42:
		own = plan.Late
	case k < 62:
		own = plan.Partly
	case k < 82:
		own = plan.OnSchedule
	default:
		own = plan.Implemented
	}
	other = own
	switch rnd.IntN(9) {
	case 0:
		other = ""
	case 1, 2:
		other = map[plan.Status]plan.Status{plan.Implemented: plan.Partly, plan.OnSchedule: plan.Late, plan.Partly: plan.NotImplemented, plan.Late: plan.NotImplemented, plan.NotImplemented: plan.NotImplemented}[own]
		review = true
	case 3:
		if own == plan.Late {
			other = plan.OnSchedule
		}
	}
	return own, other, rnd.IntN(3) == 0, review
}

// enterValues gives the indicators of the plan a value for a year: most come nearer to their target each year, and some
// have none, for each of the reasons that there are.
func (l *loader) enterValues(tx *db.Tx, p plans, year int) error {
	why := []measure.Status{measure.Missing, measure.NotApplicable, measure.Suppressed}
	return l.a.Plan.EnterValues(tx, p.Code, strconv.Itoa(year), func(n int, i plan.Indicator) (q plan.Quantity, note string, ok bool) {
		switch {
		case n%9 == 8:
			return plan.Quantity{}, "", false
		case n%7 == 6:
			return plan.Quantity{Status: why[(n+year)%len(why)]}, p.Comments[n%len(p.Comments)], true
		case len(i.Targets) == 0 || !i.Targets[0].Quantity.Known():
			return plan.Quantity{Status: measure.Missing}, p.Comments[n%len(p.Comments)], true
		}
		goal := i.Targets[min(max(0, year-p.Years[0]), len(i.Targets)-1)].Quantity
		if !goal.Known() {
			goal = i.Targets[0].Quantity
		}
		if i.Measure == "yes_no" {
			goal.Num = int64((n + year) % 2)
			return goal, "", true
		}
		part := int64(80 + (n*13+year*7)%30) // per cent of the target
		if goal.Den == 1 {
			goal.Num = goal.Num * part / 100
			return goal, "", true
		}
		return plan.Quantity{Status: measure.Known, Num: min(goal.Num*part/100, goal.Den), Den: goal.Den}, "", true
	})
}
