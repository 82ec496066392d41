package process

import (
	"database/sql"
	"errors"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
	"reeve/kernel/process/clock"
)

func (e *Engine) mark(tx *db.Tx, x Escalation, now time.Time) error {
	query, action := "UPDATE process_clock SET warned_at = $4 WHERE instance = $1 AND name = $2 AND round = $3", "warned"
	if x.Late {
		query, action = "UPDATE process_clock SET late_at = $4 WHERE instance = $1 AND name = $2 AND round = $3", "late"
	}
	if _, err := tx.Exec(query, x.Instance, x.Name, x.Round, db.Micros(now)); err != nil {
		return err
	}
	i, err := Load(tx, x.Instance)
	if err != nil {
		return err
	}
	return e.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: i.Definition + "." + x.Name + "." + action,
		Kind: Kind, ID: i.ID, Version: i.Version, Place: i.Place, Org: i.Org})
}

// Item is a line of a work list: an instance with the clock that is due next.
type Item struct {
	Instance
	Clock *Running // nil when none runs
	DueAt time.Time
}

// Which part of the work a list shows.
type Which string

const (
	Waiting Which = "waiting" // waits for one of the posts or organisations; within the scope, lies in the queue or has used 80 % of its time
	Overdue Which = "late"    // a clock of theirs, or anywhere within the scope, has passed its limit
)

// List is a question for work.
type List struct {
	Which Which
	Posts []string          // whose work
	Orgs  []string          // bodies that records were handed to
	Queue policy.Scope      // the coordinators' queue: where vacant posts and late things are theirs
	Scope map[string]string // how the scope's refs read in SQL over "i", the instance
	Now   time.Time
	After string // cursor of the last page
	Limit int
}

// WorkList answers over all modules: what waits, or what is late, nearest limit first.
func WorkList(q db.Reader, l List) (items []Item, next string, err error) {
	b := db.NewQuery(`SELECT i.id, i.definition, i.def_version, i.overlay_version, i.ref, i.subject, i.state, i.version, i.waits, i.attention,
		i.post, i.unit, i.place, i.org, i.body, i.calendar, i.opened_at, i.updated_at, i.closed_at, COALESCE(c.due_at, 9000000000000000)
		FROM process_instance i LEFT JOIN (SELECT instance, MIN(due_at) AS due_at, MAX(warned_at) AS warned_at FROM process_clock WHERE stopped_at IS NULL GROUP BY instance) c ON c.instance = i.id
		WHERE `)
	scope := l.Queue.SQL(l.Scope, b.Arg)
	if l.Which == Overdue {
		b.Add("c.due_at < " + b.Arg(db.Micros(l.Now)) + " AND ((i.waits <> 'body' AND " + b.In("i.post", l.Posts) + ") OR (i.waits = 'body' AND " + b.In("i.body", l.Orgs) + ") OR " + scope + ")")
	} else {
		b.Add("((i.waits = 'post' AND " + b.In("i.post", l.Posts) + ") OR (i.waits = 'body' AND " + b.In("i.body", l.Orgs) +
			") OR ((i.waits = 'queue' OR c.warned_at IS NOT NULL) AND " + scope + "))")
	}
	if l.After != "" {
		due, id, err := db.ParseCursor(l.After)
		if err != nil {
			return nil, "", errs.Bad("after", "errs.bad_cursor")
		}
		d, i := b.Arg(due), b.Arg(id)
		b.Add(" AND (COALESCE(c.due_at, 9000000000000000) > " + d + " OR (COALESCE(c.due_at, 9000000000000000) = " + d + " AND i.id > " + i + "))")
	}
	b.Add(" ORDER BY COALESCE(c.due_at, 9000000000000000), i.id LIMIT " + b.Arg(l.Limit+1))
	items, err = db.AllQ(q, func(scan db.Scan) (it Item, err error) {
		var due int64
		it.Instance, err = scanInstance(func(dest ...any) error { return scan(append(dest, &due)...) })
		if due < 9000000000000000 {
			it.DueAt = db.Time(due)
		}
		return it, err
	}, b)
	if err != nil {
		return nil, "", err
	}
	if len(items) > l.Limit {
		items = items[:l.Limit]
		last := items[l.Limit-1]
		due := int64(9000000000000000)
		if !last.DueAt.IsZero() {
			due = db.Micros(last.DueAt)
		}
		next = db.Cursor(due, last.ID)
	}
	for n := range items {
		if items[n].Clock, err = nextClock(q, items[n].ID); err != nil {
			return nil, "", err
		}
	}
	return items, next, nil
}

func nextClock(q db.Reader, instance string) (*Running, error) {
	r, err := scanClock(q.QueryRow(`SELECT instance, name, round, period, started_at, pauses, stopped_at, due_at, own
		FROM process_clock WHERE instance = $1 AND stopped_at IS NULL ORDER BY due_at LIMIT 1`, instance).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &r, err
}

// State reads a clock of an instance by the calendar of its place.
func (e *Engine) State(i Instance, r Running, now time.Time) clock.State {
	return r.Clock.State(now, e.calendars[i.Calendar])
}
