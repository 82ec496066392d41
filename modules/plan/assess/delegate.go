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
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// Delegation lets a post fill the rows of a unit until a day.
type Delegation struct {
	ID, Ref, Plan, Unit, Post string
	Until                     string // last civil day
	Reason, Account           string
	GivenAt                   time.Time
	Version                   int64
}

// Delegations are those of a plan, the latest first; those that have ended too.
func Delegations(q db.Reader, plan string) ([]Delegation, error) {
	return db.All(q, func(scan db.Scan) (d Delegation, err error) {
		var at int64
		err = scan(&d.ID, &d.Ref, &d.Plan, &d.Unit, &d.Post, &d.Until, &d.Reason, &d.Account, &at, &d.Version)
		d.GivenAt = db.Time(at)
		return d, err
	}, "SELECT id, ref, plan, unit, post, until_on, reason, account, given_at, version FROM plan_delegation WHERE plan = $1 ORDER BY given_at DESC, id DESC", plan)
}

// running are the posts that fill for a unit now, by unit.
func (s *Assess) running(q db.Reader, plan string) (map[string][]string, error) {
	all, err := Delegations(q, plan)
	out := map[string][]string{}
	today := s.Register.Today(s.Now())
	for _, d := range all {
		if d.Until >= today {
			out[d.Unit] = append(out[d.Unit], d.Post)
		}
	}
	return out, err
}

// RowResource is a row for the policy: it lies in the unit that leads it, in those above it and in their organisation, in
// the organisation that is named as its lead, and in the posts that fill for the unit. Places are left out: a police
// officer of a town does not answer for the town hall.
func (s *Assess) RowResource(p register.Plan, n tree.Node, filling map[string][]string) policy.Resource {
	res := policy.Resource{Kind: KindRow}
	if n.Activity == nil {
		return res
	}
	if n.Activity.LeadUnit != "" {
		res.In = s.Register.Places.Snapshot().InUnit(n.Activity.LeadUnit)
	}
	if n.Activity.LeadOrg != "" {
		res.In = append(res.In, policy.Ref{Kind: policy.Org, ID: n.Activity.LeadOrg})
	}
	for _, post := range filling[leadUnit(n)] {
		res.In = append(res.In, policy.Ref{Kind: policy.Post, ID: post})
	}
	return res
}

// May asks the policy whether the asker may rate an activity for a side: who coordinates the plan rates for every unit,
// others for the rows of theirs (and of no other unit, see [Assess.MayFill]); the reviewer's side lies in the plan.
func (s *Assess) May(r *web.Request, p register.Plan) func(Side, tree.Node) error {
	return s.may(r, p, nil)
}

// MayFill is [Assess.May] where posts fill for other units too.
func (s *Assess) MayFill(q db.Reader, r *web.Request, p register.Plan) (func(Side, tree.Node) error, error) {
	filling, err := s.running(q, p.ID)
	return s.may(r, p, filling), err
}

func (s *Assess) may(r *web.Request, p register.Plan, filling map[string][]string) func(Side, tree.Node) error {
	res := s.Register.Resource(p)
	reviewer, all := r.Allowed("plan.rate.reviewer", res), r.Allowed("plan.rate.any", res)
	return func(side Side, n tree.Node) error {
		switch {
		case side != Unit:
			return reviewer
		case all == nil:
			return nil
		}
		return r.Allowed("plan.rate.unit", s.RowResource(p, n, filling))
	}
}

// Delegate lets a post fill the rows of a unit until a day, with a reason.
func (s *Assess) Delegate(tx *db.Tx, p register.Plan, unit, post, until, reason string) error {
	reason = strings.TrimSpace(reason)
	var bad errs.Fields
	if unit == "" {
		bad.Add("unit", "plan.assess.unit_missing")
	}
	if reason == "" {
		bad.Add("reason", "plan.register.reason_missing")
	}
	s.checkDay(&bad, "until", until)
	f, ok := s.Register.Places.Snapshot().Post(post)
	if !ok || f.Post.Unit == unit || !fills(f.Post.Role) {
		bad.Add("post", "plan.assess.post_wrong")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	d := Delegation{ID: id.At(tx.Now()), Ref: id.Ref(), Plan: p.ID, Unit: unit, Post: post, Until: until, Reason: reason, Account: accountOf(tx.Actor())}
	stored := []any{d.Plan, d.Unit, d.Post, d.Until, d.Reason, d.Account, int64(1)}
	if _, err := tx.Exec("INSERT INTO plan_delegation (plan, unit, post, until_on, reason, account, version, id, ref, given_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
		append(append([]any{}, stored...), d.ID, d.Ref, db.Micros(tx.Now()))...); err != nil {
		return err
	}
	return s.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "plan.delegation.give", Kind: KindDelegation, ID: d.ID, Version: 1, Org: p.Org, Justification: reason, Stored: stored})
}

// fills tells whether the holder of a post with this role may fill rows at all.
func fills(role string) bool {
	switch role {
	case "officer", "coordinator", "clerk", "strategy":
		return true
	}
	return false
}

// Undelegate ends a delegation: yesterday was its last day.
func (s *Assess) Undelegate(tx *db.Tx, p register.Plan, ref string) error {
	var record, until string
	err := tx.QueryRow("SELECT id, until_on FROM plan_delegation WHERE ref = $1 AND plan = $2", ref, p.ID).Scan(&record, &until)
	if errors.Is(err, sql.ErrNoRows) {
		return errs.New(errs.NotFound, "plan.assess.no_such_entry")
	}
	if err != nil || until < s.Register.Today(tx.Now()) {
		return err
	}
	if _, err := tx.Exec("UPDATE plan_delegation SET until_on = $1, version = version + 1 WHERE id = $2", s.yesterday(tx.Now()), record); err != nil {
		return err
	}
	return s.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "plan.delegation.end", Kind: KindDelegation, ID: record, Org: p.Org})
}
