package request

import (
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/modules/places"
)

// Box is a side of the desk.
type Box string

const (
	Inbox  Box = "inbox"
	Outbox Box = "outbox"
)

// Filter chooses requests; empty fields choose all.
type Filter struct {
	Box     Box
	States  []string
	Open    bool // only what has not come to its end
	Overdue bool
	Partner string // node
	Unit    string // id
	IDs     []string
	Found   bool // only IDs
	Scope   *policy.Scope
	Now     time.Time
	After   string
	Limit   int
}

// columns is how a scope reads in SQL over a request and its life.
func columns() map[string]string {
	c := places.ScopeColumns("", "i.unit", "i.post", "")
	c[policy.Org] = "i.unit IN (SELECT u.id FROM unit u WHERE u.org = %s)"
	c[policy.Record] = "r.id = %s"
	return c
}

// resource is a request for the policy.
func (s *Requests) resource(i process.Instance) policy.Resource {
	var in []policy.Ref
	if i.Unit != "" {
		in = append(in, s.Places.Snapshot().InUnit(i.Unit)...)
	}
	if i.Post != "" {
		in = append(in, policy.Ref{Kind: policy.Post, ID: i.Post})
	}
	return policy.Resource{Kind: Kind, ID: i.ID, In: in}
}

// List gives requests, the nearest limit first, what has come to its end behind.
func List(q db.Reader, f Filter) (all []Request, next string, err error) {
	b := db.NewQuery("SELECT " + requestColumns + fromRequest + "WHERE 1 = 1")
	switch f.Box {
	case Inbox:
		b.Add(" AND r.own = FALSE")
	case Outbox:
		b.Add(" AND r.own = TRUE")
	}
	if len(f.States) > 0 {
		b.Add(" AND " + b.In("i.state", f.States))
	}
	if f.Open {
		b.Add(" AND i.state NOT IN ('answered', 'refused', 'withdrawn', 'closed', 'review', 'kept', 'erased')")
	}
	if f.Overdue {
		b.Add(" AND ((r.done_at IS NULL AND r.paused = FALSE AND r.due_at < " + b.Arg(db.Micros(f.Now)) + ") OR r.done_at > r.due_at)")
	}
	if f.Partner != "" {
		b.Add(" AND r.partner = " + b.Arg(f.Partner))
	}
	if f.Unit != "" {
		b.Add(" AND i.unit = " + b.Arg(f.Unit))
	}
	if f.Found {
		b.Add(" AND " + b.In("r.id", f.IDs))
	}
	if f.Scope != nil {
		b.Add(" AND " + f.Scope.SQL(columns(), b.Arg))
	}
	if f.After != "" {
		at, id, err := db.ParseCursor(f.After)
		if err != nil {
			return nil, "", err
		}
		n := b.Arg(at)
		b.Add(" AND (r.sort_at > " + n + " OR r.sort_at = " + n + " AND r.id > " + b.Arg(id) + ")")
	}
	if f.Limit < 1 {
		f.Limit = 50
	}
	b.Add(" ORDER BY r.sort_at, r.id LIMIT " + b.Arg(f.Limit+1))
	if all, err = db.AllQ(q, scanRequest, b); err != nil {
		return nil, "", err
	}
	if len(all) > f.Limit {
		all = all[:f.Limit]
		last := all[len(all)-1]
		next = db.Cursor(last.SortAt, last.ID)
	}
	return all, next, nil
}

// Overdue tells whether a limit has passed, or had when the answer was sent, by what lists know.
func (v Request) Overdue(now time.Time) bool {
	switch {
	case v.DueAt.IsZero():
		return false
	case !v.DoneAt.IsZero():
		return v.DoneAt.After(v.DueAt)
	}
	return !v.Paused && now.After(v.DueAt)
}

// Name is what a request is called in addresses and commands: the name of its message, which is the same on both sides,
// else its ref.
func (v Request) Name() string {
	if v.Message != "" {
		return string(v.Message)
	}
	return v.Ref
}

// partnerWord is how the other side is called.
func partnerWord(names map[string]string, fallback string) string {
	if n := names["en"]; n != "" {
		return n
	}
	for _, n := range names {
		return n
	}
	return strings.TrimSpace(fallback)
}
