package advice

import (
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
)

// Filter is what a list of recommendations shows. Empty = all.
type Filter struct {
	State  string // of the recommendation
	Answer string // state of the answer of Org, else of any
	Org    string // id of an organisation that it is addressed to
	Source string // kind of the source
	Plan   string // id
	Due    string // "late" or "soon": whose deadline has passed or is near, with an answer still open
	Today  string // civil day, of Due
	Public bool   // what the public sees
	After  string // cursor of the last page
	Limit  int
}

// What is late, and what is due within soonDays.
const (
	Late     = "late"
	Soon     = "soon"
	soonDays = 30
)

// noDay stands for no deadline in the order by deadline.
const noDay = "9999-12-31"

// List gives recommendations by deadline, what has none last, and the cursor of the next page. scope nil = all of them.
func List(q db.Reader, f Filter, scope *policy.Scope) (all []Advice, next string, err error) {
	b := db.NewQuery(`SELECT ` + adviceColumns + ` FROM plan_advice a JOIN process_instance i ON i.id = a.id WHERE 1 = 1`)
	if scope != nil {
		b.Add(" AND " + scope.SQL(columns(), b.Arg))
	}
	for _, is := range [][2]string{{"i.state", f.State}, {"a.source_kind", f.Source}, {"a.plan", f.Plan}} {
		if is[1] != "" {
			b.Add(" AND " + is[0] + " = " + b.Arg(is[1]))
		}
	}
	if f.Public {
		b.Add(" AND a.public AND i.state IN ('adopted', 'sent', 'settled')")
	}
	if f.Org != "" || f.Answer != "" {
		b.Add(" AND a.id IN (SELECT x.advice FROM plan_answer x LEFT JOIN process_instance xi ON xi.id = x.id WHERE 1 = 1")
		if f.Org != "" {
			b.Add(" AND x.org = " + b.Arg(f.Org))
		}
		if f.Answer != "" {
			b.Add(" AND COALESCE(xi.state, 'addressed') = " + b.Arg(f.Answer))
		}
		b.Add(")")
	}
	if slices.Contains([]string{Late, Soon}, f.Due) {
		b.Add(" AND i.state IN ('adopted', 'sent') AND a.due_on IS NOT NULL AND a.due_on ")
		if f.Due == Late {
			b.Add("< " + b.Arg(f.Today))
		} else {
			b.Add(">= " + b.Arg(f.Today) + " AND a.due_on <= " + b.Arg(dayAfter(f.Today, soonDays)))
		}
	}
	if f.After != "" {
		days, last, err := db.ParseCursor(f.After)
		if err != nil {
			return nil, "", errs.Bad("after", "errs.bad_cursor")
		}
		d, i := b.Arg(dayOf(days)), b.Arg(last)
		b.Add(" AND (COALESCE(a.due_on, '" + noDay + "') > " + d + " OR (COALESCE(a.due_on, '" + noDay + "') = " + d + " AND a.id > " + i + "))")
	}
	b.Add(" ORDER BY COALESCE(a.due_on, '" + noDay + "'), a.id LIMIT " + b.Arg(f.Limit+1))
	if all, err = db.AllQ(q, scanAdvice, b); err != nil {
		return nil, "", err
	}
	if len(all) > f.Limit {
		all = all[:f.Limit]
		last := all[f.Limit-1]
		next = db.Cursor(daysOf(last.Due), last.ID)
	}
	return all, next, fill(q, all)
}

// Counts tells how far the answers to a recommendation have come.
type Counts struct{ Asked, Waiting, Accepted, Partly, Rejected, Done, Verified int64 }

// Count counts the answers of a recommendation. What is done was accepted before, wholly or in part; Accepted and Partly
// are told by the reason, which only partly has.
func (a Advice) Count() (c Counts) {
	for _, x := range a.Answers {
		if x.State == Withdrawn || x.State == Addressed {
			continue
		}
		c.Asked++
		switch {
		case x.State == Asked:
			c.Waiting++
		case x.State == Rejected:
			c.Rejected++
		case x.Reason != "":
			c.Partly++
		default:
			c.Accepted++
		}
		switch x.State {
		case Verified:
			c.Verified++
			c.Done++
		case Done:
			c.Done++
		}
	}
	return c
}

// Add adds the counts of another recommendation.
func (c Counts) Add(o Counts) Counts {
	return Counts{c.Asked + o.Asked, c.Waiting + o.Waiting, c.Accepted + o.Accepted, c.Partly + o.Partly, c.Rejected + o.Rejected, c.Done + o.Done, c.Verified + o.Verified}
}

// Waiting are the answers that wait for some organisations, by the deadline of the recommendation, at most limit.
func Waiting(q db.Reader, orgs []string, scope policy.Scope, limit int) ([]Advice, error) {
	b := db.NewQuery(`SELECT ` + adviceColumns + ` FROM plan_advice a JOIN process_instance i ON i.id = a.id WHERE `)
	b.Add(scope.SQL(columns(), b.Arg) + " AND a.id IN (SELECT x.advice FROM plan_answer x JOIN process_instance xi ON xi.id = x.id WHERE xi.waits = 'body' AND " + b.In("x.org", orgs) + ")")
	b.Add(" ORDER BY COALESCE(a.due_on, '" + noDay + "'), a.id LIMIT " + b.Arg(limit))
	all, err := db.AllQ(q, scanAdvice, b)
	if err != nil {
		return nil, err
	}
	return all, fill(q, all)
}
