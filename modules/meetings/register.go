package meetings

import (
	"database/sql"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/policy"
	"reeve/kernel/process"
)

// Filter is what a list of meetings is asked for.
type Filter struct {
	Kind, State string
	Place       string   // id; what lies below it counts
	From, Until string   // civil days [From, Until); empty = open
	Public      bool     // only what everybody may know of
	States      []string // one of them; empty = any
	Back        bool     // the latest first
	After       string   // cursor of the last page
	Limit       int
}

// Row is one meeting of a list with its life.
type Row struct {
	Meeting  Meeting
	Instance process.Instance
}

// list gives a page of meetings in the order of their begin. scope nil = all.
func (m *Meetings) list(q db.Reader, f Filter, scope *policy.Scope) (rows []Row, next string, err error) {
	b := db.NewQuery(`SELECT ` + meetingColumns + `, i.state, i.version, i.post, i.unit FROM meeting m JOIN process_instance i ON i.id = m.id WHERE 1 = 1`)
	if scope != nil {
		b.Add(" AND " + scope.SQL(columns("m.id", "m.place", "m.id"), b.Arg))
	}
	for _, v := range []struct{ condition, value string }{{"m.kind = ", f.Kind}, {"i.state = ", f.State}, {"m.starts_at >= ", f.From}, {"m.starts_at < ", f.Until}} {
		if v.value != "" {
			b.Add(" AND " + v.condition + b.Arg(v.value))
		}
	}
	if f.Place != "" {
		b.Add(" AND m.place IN (SELECT place FROM place_ancestor WHERE ancestor = " + b.Arg(f.Place) + ")")
	}
	if f.Public {
		b.Add(" AND m.public")
	}
	if len(f.States) > 0 {
		var one []string
		for _, state := range f.States {
			one = append(one, b.Arg(state))
		}
		b.Add(" AND i.state IN (" + strings.Join(one, ", ") + ")")
	}
	order, sign := "m.starts_at, m.id", ">"
	if f.Back {
		order, sign = "m.starts_at DESC, m.id DESC", "<"
	}
	if f.After != "" {
		n, id, err := db.ParseCursor(f.After)
		if err != nil {
			return nil, "", badCursor()
		}
		at := b.Arg(time.Unix(n, 0).UTC().Format(civilTime))
		b.Add(" AND (m.starts_at " + sign + " " + at + " OR (m.starts_at = " + at + " AND m.id " + sign + " " + b.Arg(id) + "))")
	}
	b.Add(" ORDER BY " + order + " LIMIT " + b.Arg(f.Limit+1))
	rows, err = db.AllQ(q, func(scan db.Scan) (r Row, err error) {
		dest, finish := r.Meeting.destinations()
		var post, unit sql.NullString
		if err = scan(append(dest, &r.Instance.State, &r.Instance.Version, &post, &unit)...); err != nil {
			return r, err
		}
		r.Instance.ID, r.Instance.Ref, r.Instance.Post, r.Instance.Unit = r.Meeting.ID, r.Meeting.Ref, post.String, unit.String
		return r, finish()
	}, b)
	if len(rows) > f.Limit {
		rows = rows[:f.Limit]
		last := rows[f.Limit-1].Meeting
		at, _ := time.Parse(civilTime, last.Starts) // civil; only the order matters
		next = db.Cursor(at.Unix(), last.ID)
	}
	return rows, next, err
}

// Upcoming are the public meetings of a place and of what lies below it from a civil day on, the next first; those that
// were cancelled are among them, as Row.Instance.State tells.
func (m *Meetings) Upcoming(q db.Reader, place, from string, limit int) ([]Row, error) {
	rows, _, err := m.list(q, Filter{Place: place, From: from, Public: true, States: ahead(), Limit: limit}, nil)
	return rows, err
}

// On are the meetings of a place, and of what lies below it, on a civil day that were not cancelled.
func (m *Meetings) On(q db.Reader, place, day string) ([]Row, error) {
	rows, _, err := m.list(q, Filter{Place: place, From: day, Until: day + "T24:00", States: append(behind(), Planned), Limit: 20}, nil)
	return rows, err
}

// ahead are the states of meetings that are still to come, or would be.
func ahead() []string { return []string{Planned, Cancelled} }

// behind are the states of meetings that took place.
func behind() []string { return []string{HeldState, Minuted, Approved} }

// Held are the meetings within a scope that were held on the civil days [from, until), the first first.
func (m *Meetings) Held(q db.Reader, scope policy.Scope, from, until string) (all []Row, err error) {
	const page = 500
	for after := ""; ; {
		rows, next, err := m.list(q, Filter{From: from, Until: until, After: after, Limit: page}, &scope)
		for _, r := range rows {
			if wasHeld(r.Instance.State) {
				all = append(all, r)
			}
		}
		if after = next; err != nil || next == "" {
			return all, err
		}
	}
}

// wasHeld tells whether a meeting in this state took place.
func wasHeld(state string) bool { return state == HeldState || state == Minuted || state == Approved }

// CommitmentRow is a commitment with its life.
type CommitmentRow struct {
	Commitment Commitment
	Instance   process.Instance
}

// CommitmentFilter is what a list of commitments is asked for.
type CommitmentFilter struct {
	State   string
	Waiting bool   // only what is open, late or answered and not yet accepted
	Place   string // id; what lies below it counts
	Meeting string // id
	After   string
	Limit   int
}

// Commitments gives a page of commitments, what is due first before the others. scope nil = all.
func (m *Meetings) Commitments(q db.Reader, f CommitmentFilter, scope *policy.Scope) (rows []CommitmentRow, next string, err error) {
	b := db.NewQuery(`SELECT ` + commitmentColumns + `, i.state, i.version, i.post, i.unit FROM commitment c JOIN process_instance i ON i.id = c.id WHERE 1 = 1`)
	if scope != nil {
		b.Add(" AND " + scope.SQL(columns("c.id", "c.place", "c.meeting"), b.Arg))
	}
	if f.State != "" {
		b.Add(" AND i.state = " + b.Arg(f.State))
	}
	if f.Waiting {
		b.Add(" AND i.state IN ('open', 'late', 'answered')")
	}
	if f.Meeting != "" {
		b.Add(" AND c.meeting = " + b.Arg(f.Meeting))
	}
	if f.Place != "" {
		b.Add(" AND c.place IN (SELECT place FROM place_ancestor WHERE ancestor = " + b.Arg(f.Place) + ")")
	}
	if f.After != "" {
		n, id, err := db.ParseCursor(f.After)
		if err != nil {
			return nil, "", badCursor()
		}
		at := b.Arg(time.Unix(n, 0).UTC().Format(time.DateOnly))
		b.Add(" AND (c.due_on > " + at + " OR (c.due_on = " + at + " AND c.id > " + b.Arg(id) + "))")
	}
	b.Add(" ORDER BY c.due_on, c.id LIMIT " + b.Arg(f.Limit+1))
	rows, err = db.AllQ(q, func(scan db.Scan) (r CommitmentRow, err error) {
		var post, unit sql.NullString
		err = scan(append(r.Commitment.destinations(), &r.Instance.State, &r.Instance.Version, &post, &unit)...)
		r.Instance.ID, r.Instance.Ref, r.Instance.Post, r.Instance.Unit = r.Commitment.ID, r.Commitment.Ref, post.String, unit.String
		return r, err
	}, b)
	if len(rows) > f.Limit {
		rows = rows[:f.Limit]
		last := rows[f.Limit-1].Commitment
		at, _ := time.Parse(time.DateOnly, last.Due)
		next = db.Cursor(at.Unix(), last.ID)
	}
	return rows, next, err
}

// promisedBefore are the commitments that wait to be answered or accepted at a meeting: those of earlier meetings in its
// community.
func (m *Meetings) promisedBefore(q db.Reader, v Meeting, scope policy.Scope) (all []CommitmentRow, err error) {
	place := v.Place
	if c, ok := m.Places.Snapshot().Above(place, "community"); ok {
		place = c.ID
	}
	rows, _, err := m.Commitments(q, CommitmentFilter{Waiting: true, Place: place, Limit: 100}, &scope)
	for _, r := range rows {
		if r.Commitment.Meeting != v.ID && strings.Compare(r.Commitment.AskedOn, v.Day()) <= 0 {
			all = append(all, r)
		}
	}
	return all, err
}
