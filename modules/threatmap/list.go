package threatmap

import (
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/modules/threatmap/atlas"
)

// public lists what a filter lets through, newest first by public time; the reference breaks ties, so that the
// order tells nothing about the hour. next is the cursor of the page after it, empty for the last one.
func (m *Map) public(f Filter) (page []atlas.Report, next string, err error) {
	var after atlas.Cursor
	if f.After != "" {
		at, ref, err := db.ParseCursor(f.After)
		if err != nil {
			return nil, "", errs.Bad("after", "errs.bad_cursor")
		}
		after = atlas.Cursor{PubAt: db.Time(at), Ref: ref}
	}
	if err := m.Index.Fresh(); err != nil {
		return nil, "", err
	}
	page, more, ok := m.Index.Page(m.chosen(f), after, f.Limit)
	if !ok {
		return nil, "", errs.Bad("after", "errs.bad_cursor")
	}
	if more {
		last := page[len(page)-1]
		next = db.Cursor(db.Micros(last.PubAt), last.Ref)
	}
	return page, next, nil
}

// count is how many reports a filter lets through.
func (m *Map) count(f Filter) (int64, error) {
	if err := m.Index.Fresh(); err != nil {
		return 0, err
	}
	return int64(m.Index.Count(m.chosen(f))), nil
}

// DeskFilter is what staff ask a list for.
type DeskFilter struct {
	Category, State, Community, Publication string
	Held                                    string // why it is held
	Ref                                     string // begins with
	After                                   string
	Limit                                   int
}

// DeskRow is a report in the desk's list.
type DeskRow struct {
	Report
	Instance process.Instance
}

// Desk lists the reports within a scope, newest first: the scope of the police, and the organisations whose
// hand-overs the reader may see.
func (m *Map) Desk(q db.Reader, police, body policy.Scope, f DeskFilter) (rows []DeskRow, next string, err error) {
	b := db.NewQuery("SELECT " + reportColumns + ", i.state, i.version, i.waits, i.attention, COALESCE(i.post, ''), COALESCE(i.body, ''), i.calendar FROM report r JOIN process_instance i ON i.id = r.id WHERE r.erased_at IS NULL AND (")
	b.Add(police.SQL(DeskColumns(), b.Arg) + " OR " + body.SQL(BodyColumns(), b.Arg) + ")")
	for column, value := range map[string]string{"r.category": f.Category, "i.state": f.State, "r.publication": f.Publication, "r.held_reason": f.Held} {
		if value != "" {
			b.Add(" AND " + column + " = " + b.Arg(value))
		}
	}
	if p, ok := m.Places.Snapshot().ByCode(f.Community); ok && f.Community != "" {
		b.Add(" AND r.place IN (SELECT place FROM place_ancestor WHERE ancestor = " + b.Arg(p.ID) + ")")
	}
	if f.Ref != "" {
		b.Add(" AND r.ref LIKE " + b.Arg(strings.ToUpper(strings.NewReplacer("%", "", "_", "").Replace(f.Ref))+"%"))
	}
	if f.After != "" {
		at, id, err := db.ParseCursor(f.After)
		if err != nil {
			return nil, "", errs.Bad("after", "errs.bad_cursor")
		}
		t := b.Arg(at)
		b.Add(" AND (r.filed_at < " + t + " OR (r.filed_at = " + t + " AND r.id < " + b.Arg(id) + "))")
	}
	b.Add(" ORDER BY r.filed_at DESC, r.id DESC LIMIT " + b.Arg(f.Limit+1))
	rows, err = db.AllQ(q, func(scan db.Scan) (r DeskRow, err error) {
		dest, finish := r.dest()
		var waits string
		i := &r.Instance
		if err = scan(append(dest, &i.State, &i.Version, &waits, &i.Attention, &i.Post, &i.Body, &i.Calendar)...); err == nil {
			finish()
		}
		i.ID, i.Ref, i.Waits = r.ID, r.Ref, process.Waits(waits)
		return r, err
	}, b)
	if len(rows) > f.Limit {
		rows = rows[:f.Limit]
		next = db.Cursor(db.Micros(rows[f.Limit-1].FiledAt), rows[f.Limit-1].ID)
	}
	return rows, next, err
}

// DeskColumns say how a scope reads over report r and process_instance i.
func DeskColumns() map[string]string {
	return map[string]string{
		policy.Place:  "i.place IN (SELECT place FROM place_ancestor WHERE ancestor = %s)",
		policy.Unit:   "i.unit IN (SELECT unit FROM unit_ancestor WHERE ancestor = %s)",
		policy.Post:   "i.post = %s",
		policy.Org:    "(r.org = %s OR i.unit IN (SELECT id FROM unit WHERE org = %s))",
		policy.Record: "r.id = %s",
	}
}

// BodyColumns say how the scope of a body reads: what was handed to it, or a single report it was given.
func BodyColumns() map[string]string {
	return map[string]string{policy.Org: "i.body = %s", policy.Record: "r.id = %s"}
}
