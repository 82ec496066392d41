package process

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
)

// Records asks for the instances behind a number.
type Records struct {
	Definition string
	State      string // empty = any
	Unit       string // empty = any; NoUnit = those without
	Late       bool   // only those with a limit that has passed
	Ended      bool   // those whose life has ended since From, else those that go on
	From, Now  time.Time
	Scope      policy.Scope
	Columns    map[string]string // how the scope's refs read in SQL over "i", the instance
	After      string
	Limit      int
}

// NoUnit stands for instances that are with no unit.
const NoUnit = "-"

// Record is an instance with the limit that comes first, zero when none runs, and since when it has been in its state.
type Record struct {
	Instance
	Due, Since time.Time
}

// List lists instances, those first that have been in their state longest; next is the cursor of the page after it.
func (l Records) List(q db.Reader) (all []Record, next string, err error) {
	b := db.NewQuery(`SELECT i.id, i.definition, i.def_version, i.overlay_version, i.ref, i.subject, i.state, i.version, i.waits, i.attention,
		i.post, i.unit, i.place, i.org, i.body, i.calendar, i.opened_at, i.updated_at, i.closed_at, i.state_since,
		COALESCE((SELECT MIN(c.due_at) FROM process_clock c WHERE c.instance = i.id AND c.stopped_at IS NULL), 0) FROM process_instance i WHERE i.definition = `)
	b.Add(b.Arg(l.Definition))
	if l.Ended {
		b.Add(" AND i.closed_at >= " + b.Arg(db.Micros(l.From)))
	} else {
		b.Add(" AND i.closed_at IS NULL")
	}
	if l.State != "" {
		b.Add(" AND i.state = " + b.Arg(l.State))
	}
	switch l.Unit {
	case "":
	case NoUnit:
		b.Add(" AND i.unit IS NULL")
	default:
		b.Add(" AND i.unit = " + b.Arg(l.Unit))
	}
	if l.Late {
		b.Add(" AND EXISTS (SELECT 1 FROM process_clock c WHERE c.instance = i.id AND c.stopped_at IS NULL AND c.due_at < " + b.Arg(db.Micros(l.Now)) + ")")
	}
	b.Add(" AND " + l.Scope.SQL(l.Columns, b.Arg))
	if l.After != "" {
		at, id, err := db.ParseCursor(l.After)
		if err != nil {
			return nil, "", errs.Bad("after", "errs.bad_cursor")
		}
		since := b.Arg(at)
		b.Add(" AND (i.state_since > " + since + " OR (i.state_since = " + since + " AND i.id > " + b.Arg(id) + "))")
	}
	b.Add(" ORDER BY i.state_since, i.id LIMIT " + b.Arg(l.Limit+1))
	all, err = db.AllQ(q, func(scan db.Scan) (r Record, err error) {
		var since, due int64
		r.Instance, err = scanInstance(func(dest ...any) error { return scan(append(dest, &since, &due)...) })
		if r.Since = db.Time(since); due > 0 {
			r.Due = db.Time(due)
		}
		return r, err
	}, b)
	if err == nil && len(all) > l.Limit {
		all = all[:l.Limit]
		next = db.Cursor(db.Micros(all[l.Limit-1].Since), all[l.Limit-1].ID)
	}
	return all, next, err
}

// ByRef finds an instance of a definition by its public reference; NotFound when there is none.
func ByRef(q db.Reader, definition, ref string) (Instance, error) {
	all, err := db.All(q, scanInstance, `SELECT id, definition, def_version, overlay_version, ref, subject, state, version, waits, attention,
		post, unit, place, org, body, calendar, opened_at, updated_at, closed_at FROM process_instance WHERE definition = $1 AND ref = $2`, definition, ref)
	if err == nil && len(all) == 0 {
		err = errs.New(errs.NotFound, "process.not_found")
	}
	if err != nil {
		return Instance{}, err
	}
	return all[0], nil
}
