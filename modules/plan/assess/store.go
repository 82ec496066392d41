package assess

import (
	"database/sql"
	"errors"
	"strconv"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/modules/plan/register"
)

func scanAssessment(scan db.Scan) (a Assessment, err error) {
	var opened int64
	err = scan(&a.ID, &a.Plan, &a.Year, &a.Base, &a.Held, &a.Public, &opened, &a.Version, &a.State)
	a.OpenedAt = db.Time(opened)
	return a, err
}

// Years are the assessments of a plan, the earliest first.
func Years(q db.Reader, plan string) ([]Assessment, error) {
	return db.All(q, scanAssessment, `SELECT a.id, a.plan, a.year, a.base_version, COALESCE(a.held_on, ''), COALESCE(a.published_on, ''), a.opened_at, a.version, i.state
		FROM plan_assessment a JOIN process_instance i ON i.id = a.id WHERE a.plan = $1 ORDER BY a.year`, plan)
}

// Of finds the assessment of a plan in a year; errs.NotFound where the year was not opened.
func Of(q db.Reader, p register.Plan, year int) (Assessment, error) {
	a, err := scanAssessment(q.QueryRow(`SELECT a.id, a.plan, a.year, a.base_version, COALESCE(a.held_on, ''), COALESCE(a.published_on, ''), a.opened_at, a.version, i.state
		FROM plan_assessment a JOIN process_instance i ON i.id = a.id WHERE a.plan = $1 AND a.year = $2`, p.ID, year).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return a, errs.New(errs.NotFound, "plan.assess.no_such_year", "code", p.Code, "year", strconv.Itoa(year))
	}
	return a, err
}

// Begin opens a year of a plan, or finds it open. Errors: errs.Invalid where the plan was not in force in the year, or
// the year is beyond its period.
func (s *Assess) Begin(tx *db.Tx, p register.Plan, year int) (Assessment, error) {
	if a, err := Of(tx, p, year); errs.KindOf(err) != errs.NotFound || err == nil {
		return a, err
	}
	all, err := register.Versions(tx, p.ID)
	if err != nil {
		return Assessment{}, err
	}
	base, _, err := register.Base(all, year)
	if err != nil {
		return Assessment{}, err
	}
	if first, last := base.Head.From[:4], base.Head.Until[:4]; strconv.Itoa(year) < first || strconv.Itoa(year) > last {
		return Assessment{}, errs.Bad("year", "plan.assess.year_outside", "year", strconv.Itoa(year), "from", first, "until", last)
	}
	a := Assessment{ID: id.At(tx.Now()), Plan: p.ID, Year: year, Base: base.Number, OpenedAt: tx.Now(), Version: 1, State: Filling}
	if _, err := tx.Exec("INSERT INTO plan_assessment (id, plan, year, base_version, held_on, published_on, opened_at, version) VALUES ($1, $2, $3, $4, NULL, NULL, $5, 1)",
		a.ID, a.Plan, a.Year, a.Base, db.Micros(a.OpenedAt)); err != nil {
		return a, err
	}
	if err := s.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "plan.assessment.open", Kind: Kind, ID: a.ID, Version: 1, Org: p.Org,
		Stored: []any{a.Plan, a.Year, a.Base, nil, nil, a.Version}}); err != nil {
		return a, err
	}
	_, err = s.Process.Open(tx, process.Opening{ID: a.ID, Definition: Kind, Ref: id.Ref(), Subject: "plan.assessment", Org: p.Org, At: tx.Now(), Calendar: s.Register.CalendarCode()})
	return a, err
}

// Save stores what was changed of an assessment's record, under its next version.
func (s *Assess) Save(tx *db.Tx, p register.Plan, a *Assessment, action, why string) error {
	a.Version++
	if _, err := tx.Exec("UPDATE plan_assessment SET held_on = $1, published_on = $2, version = $3 WHERE id = $4", db.NullText(a.Held), db.NullText(a.Public), a.Version, a.ID); err != nil {
		return err
	}
	return s.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: Kind, ID: a.ID, Version: a.Version, Org: p.Org, Justification: why})
}

// Take takes a step with an assessment; the caller has asked whether the actor may. Publishing wants every text in every
// language in which the plan must be published.
func (s *Assess) Take(tx *db.Tx, p register.Plan, a Assessment, stepID, step, reason string) (Assessment, error) {
	if mine, err := process.TakenBy(tx, stepID, a.ID, step); err != nil || mine {
		return a, err
	}
	d, _ := s.Process.Definition(Kind).Step(step)
	if len(d.Needs) > 0 && reason == "" {
		return a, errs.Bad("reason", "plan.register.reason_missing")
	}
	check := func(process.Instance) error {
		if step != "publish" {
			return nil
		}
		st, err := s.Load(tx, p, a)
		if err != nil {
			return err
		}
		return register.Publishable(st.Base.Plan)
	}
	i, _, err := s.Process.Apply(tx, process.Command{ID: stepID, Instance: a.ID, Step: step, Check: check})
	if err != nil {
		return a, err
	}
	switch a.State = i.State; step {
	case "publish":
		a.Public = s.Register.Today(tx.Now())
	case "unpublish":
		a.Public = ""
	}
	return a, s.Save(tx, p, &a, "plan.assessment."+step, reason)
}

const ratingColumns = `r.id, r.assessment, r.node, r.number, r.side, r.status, r.comment, r.account, r.post, r.rated_at`

func scanRating(scan db.Scan) (r Rating, err error) {
	var at int64
	err = scan(&r.ID, &r.Assessment, &r.Node, &r.Number, &r.Side, &r.Status, &r.Comment, &r.Account, &r.Post, &at)
	r.At = db.Time(at)
	return r, err
}

// Ratings are the ratings of an assessment that hold now, by node and side.
func Ratings(q db.Reader, assessment string) ([]Rating, error) {
	return db.All(q, scanRating, `SELECT `+ratingColumns+` FROM plan_rating r WHERE r.assessment = $1 AND r.latest ORDER BY r.node, r.side`, assessment)
}

// RatingsOf are all ratings that an activity ever had, the latest first.
func RatingsOf(q db.Reader, node string) ([]Rating, error) {
	return db.All(q, scanRating, `SELECT `+ratingColumns+` FROM plan_rating r WHERE r.node = $1 ORDER BY r.rated_at DESC, r.id DESC`, node)
}
