package assess

import (
	"database/sql"
	"errors"
	"strings"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/modules/plan/register"
)

// Late opens a locked year for one unit until a day.
type Late struct {
	ID, Ref, Assessment, Unit string
	Until                     string // last civil day
	Reason, Account           string
	GivenAt                   time.Time
	Version                   int64
}

// Lates are the exceptions of an assessment, the latest first; those that have ended too.
func Lates(q db.Reader, assessment string) ([]Late, error) {
	return db.All(q, func(scan db.Scan) (l Late, err error) {
		var at int64
		err = scan(&l.ID, &l.Ref, &l.Assessment, &l.Unit, &l.Until, &l.Reason, &l.Account, &at, &l.Version)
		l.GivenAt = db.Time(at)
		return l, err
	}, "SELECT id, ref, assessment, unit, until_on, reason, account, given_at, version FROM plan_late WHERE assessment = $1 ORDER BY given_at DESC, id DESC", assessment)
}

// openFor tells of each unit whether a year takes something of it now: an open year of all, a locked one of those for
// which it was opened until a day. errs.Conflict where it takes nothing of anybody.
func (s *Assess) openFor(q db.Reader, a Assessment) (func(unit string) bool, error) {
	if a.Open() {
		return func(string) bool { return true }, nil
	}
	units := map[string]bool{}
	if a.State == Locked {
		all, err := Lates(q, a.ID)
		if err != nil {
			return nil, err
		}
		today := s.Register.Today(s.Now())
		for _, l := range all {
			if l.Until >= today {
				units[l.Unit] = true
			}
		}
	}
	if len(units) == 0 {
		return nil, locked(a)
	}
	return func(unit string) bool { return unit != "" && units[unit] }, nil
}

// takes tells whether a year takes something of a unit now; errs.Conflict where not.
func (s *Assess) takes(q db.Reader, a Assessment, unit string) error {
	open, err := s.openFor(q, a)
	if err == nil && !open(unit) {
		err = locked(a)
	}
	return err
}

func locked(a Assessment) error {
	return errs.New(errs.Conflict, "plan.assess.locked", "year", itoa(int64(a.Year)))
}

// OpenLate opens a locked year for a unit until a day, with a reason.
func (s *Assess) OpenLate(tx *db.Tx, p register.Plan, a Assessment, unit, until, reason string) error {
	reason = strings.TrimSpace(reason)
	var bad errs.Fields
	if unit == "" {
		bad.Add("unit", "plan.assess.unit_missing")
	}
	if reason == "" {
		bad.Add("reason", "plan.register.reason_missing")
	}
	s.checkDay(&bad, "until", until)
	if err := bad.Err(); err != nil {
		return err
	}
	if a.State != Locked {
		return errs.New(errs.Conflict, "plan.assess.not_locked", "year", itoa(int64(a.Year)))
	}
	l := Late{ID: id.At(tx.Now()), Ref: id.Ref(), Assessment: a.ID, Unit: unit, Until: until, Reason: reason, Account: accountOf(tx.Actor())}
	stored := []any{l.Assessment, l.Unit, l.Until, l.Reason, l.Account, int64(1)}
	if _, err := tx.Exec("INSERT INTO plan_late (assessment, unit, until_on, reason, account, version, id, ref, given_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		append(append([]any{}, stored...), l.ID, l.Ref, db.Micros(tx.Now()))...); err != nil {
		return err
	}
	return s.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "plan.late.open", Kind: KindLate, ID: l.ID, Version: 1, Org: p.Org, Justification: reason, Stored: stored})
}

// CloseLate ends an exception: yesterday was its last day.
func (s *Assess) CloseLate(tx *db.Tx, p register.Plan, a Assessment, ref string) error {
	var record, until string
	err := tx.QueryRow("SELECT id, until_on FROM plan_late WHERE ref = $1 AND assessment = $2", ref, a.ID).Scan(&record, &until)
	if errors.Is(err, sql.ErrNoRows) {
		return errs.New(errs.NotFound, "plan.assess.no_such_entry")
	}
	if err != nil || until < s.Register.Today(tx.Now()) {
		return err
	}
	if _, err := tx.Exec("UPDATE plan_late SET until_on = $1, version = version + 1 WHERE id = $2", s.yesterday(tx.Now()), record); err != nil {
		return err
	}
	return s.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "plan.late.close", Kind: KindLate, ID: record, Org: p.Org})
}

// mostDays is how far ahead an exception or a delegation may reach.
const mostDays = 400

// checkDay complains of a last day that is none, has passed, or lies too far ahead.
func (s *Assess) checkDay(bad *errs.Fields, field, day string) {
	today := s.Register.Today(s.Now())
	t, err := time.Parse(time.DateOnly, day)
	now, _ := time.Parse(time.DateOnly, today)
	switch {
	case err != nil:
		bad.Add(field, "plan.assess.day_wrong", "day", day)
	case day < today:
		bad.Add(field, "plan.assess.day_past")
	case t.After(now.AddDate(0, 0, mostDays)):
		bad.Add(field, "plan.assess.day_far", "days", mostDays)
	}
}

func (s *Assess) yesterday(at time.Time) string {
	t, _ := time.Parse(time.DateOnly, s.Register.Today(at))
	return t.AddDate(0, 0, -1).Format(time.DateOnly)
}
