package process

import (
	"time"

	"reeve/kernel/db"
)

// Touched are the records of posts with which something happened since an instant, the latest first.
func Touched(q db.Reader, posts []string, since time.Time, limit int) ([]Instance, error) {
	b := db.NewQuery(`SELECT i.id, i.definition, i.def_version, i.overlay_version, i.ref, i.subject, i.state, i.version, i.waits, i.attention,
		i.post, i.unit, i.place, i.org, i.body, i.calendar, i.opened_at, i.updated_at, i.closed_at FROM process_instance i WHERE `)
	b.Add(b.In("i.post", posts) + " AND i.updated_at >= " + b.Arg(db.Micros(since)) + " ORDER BY i.updated_at DESC, i.id LIMIT " + b.Arg(limit))
	return db.AllQ(q, scanInstance, b)
}
