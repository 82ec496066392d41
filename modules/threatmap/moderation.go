package threatmap

import (
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/web"
)

// What the moderation queue can be narrowed to: reports that are held, and public ones of which a text or photos
// were never looked at.
const waitsHeld = "held"

func moderationKinds() []string { return []string{waitsHeld, reviewText, reviewPhoto} }

// ModerationFilter is what the queue is asked for.
type ModerationFilter struct {
	Waits     string // one of moderationKinds; empty = all
	Community string // code of a place; what lies below it counts
	After     string
	Limit     int
}

// moderated are the conditions of the queue over report r and process_instance i. The first one is that
// of the index report_moderation.
func (m *Map) moderated(b *db.Query, scope policy.Scope, f ModerationFilter) {
	b.Add(" r.moderation = 1 AND r.erased_at IS NULL AND i.state NOT IN ('mistake', 'withdrawn') AND " +
		scope.SQL(DeskColumns(), b.Arg))
	switch f.Waits {
	case waitsHeld:
		b.Add(" AND r.publication = 'held'")
	case reviewText, reviewPhoto:
		b.Add(" AND r.publication = 'public' AND r.review LIKE " + b.Arg("%"+f.Waits+"%"))
	}
	if p, ok := m.Places.Snapshot().ByCode(f.Community); ok && f.Community != "" {
		b.Add(" AND r.place IN (SELECT place FROM place_ancestor WHERE ancestor = " + b.Arg(p.ID) + ")")
	}
}

// Moderation lists what waits for somebody who decides whether the public may see it, oldest first.
func (m *Map) Moderation(q db.Reader, scope policy.Scope, f ModerationFilter) (rows []DeskRow, next string, err error) {
	b := db.NewQuery("SELECT " + reportColumns + ", i.state, i.version FROM report r JOIN process_instance i ON i.id = r.id WHERE")
	m.moderated(b, scope, f)
	if f.After != "" {
		at, id, err := db.ParseCursor(f.After)
		if err != nil {
			return nil, "", errs.Bad("after", "errs.bad_cursor")
		}
		t := b.Arg(at)
		b.Add(" AND (r.filed_at > " + t + " OR (r.filed_at = " + t + " AND r.id > " + b.Arg(id) + "))")
	}
	b.Add(" ORDER BY r.filed_at, r.id LIMIT " + b.Arg(f.Limit+1))
	rows, err = db.AllQ(q, func(scan db.Scan) (r DeskRow, err error) {
		dest, finish := r.dest()
		if err = scan(append(dest, &r.Instance.State, &r.Instance.Version)...); err == nil {
			finish()
		}
		r.Instance.ID, r.Instance.Ref = r.ID, r.Ref
		return r, err
	}, b)
	if len(rows) > f.Limit {
		rows = rows[:f.Limit]
		next = db.Cursor(db.Micros(rows[f.Limit-1].FiledAt), rows[f.Limit-1].ID)
	}
	return rows, next, err
}

// moderationMost is where the count beside the navigation ends.
const moderationMost = 99

// ModerationCount is how many reports wait within the reader's scope, at most 99; 0 for who does not moderate.
func (m *Map) ModerationCount(r *web.Request) (n int) {
	if !r.May("threatmap.desk.moderation") {
		return 0
	}
	b := db.NewQuery("SELECT count(*) FROM (SELECT 1 FROM report r JOIN process_instance i ON i.id = r.id WHERE")
	m.moderated(b, r.Scope("threatmap.desk.moderation"), ModerationFilter{})
	b.Add(" LIMIT " + b.Arg(moderationMost) + ") AS waiting")
	if r.Read(func(s *db.Snapshot) error { return db.RowQ(s, b).Scan(&n) }) != nil {
		return 0 // the page itself tells of a database that is gone
	}
	return n
}

// waitsFor lists why a row is in the queue.
func (row DeskRow) waitsFor() []string {
	if row.Publication == Held {
		return append([]string{waitsHeld}, row.reviews()...)
	}
	return row.reviews()
}

// mayNow tells whether a step of publication makes sense for a row and is the reader's to take.
func (m *Map) mayNow(r *web.Request, row DeskRow, i process.Instance, step string) bool {
	switch step {
	case "publish":
		if row.Publication != Held {
			return false
		}
	case "publish_text", "publish_photo":
		if !slices.Contains(row.reviews(), map[string]string{"publish_text": reviewText, "publish_photo": reviewPhoto}[step]) {
			return false
		}
	case "keep":
		if row.Publication == Held || row.Review == "" {
			return false
		}
	}
	return m.mayStep(r, row.Report, i, step) == nil
}
