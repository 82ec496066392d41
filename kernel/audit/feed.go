package audit

import (
	"time"

	"reeve/kernel/db"
)

// Change is one step of the change feed.
type Change struct {
	Seq       int64
	Kind, ID  string // of the record
	Version   int64
	Operation Operation
	Action    string
	At        time.Time
}

// Changes gives at most limit entries with a number above since, oldest first; begin with 0. Every numbered
// entry appears, acts that changed nothing too.
func Changes(r db.Reader, since int64, limit int) ([]Change, error) {
	return db.All(r, func(scan db.Scan) (c Change, err error) {
		var at int64
		err = scan(&c.Seq, &c.Kind, &c.ID, &c.Version, &c.Operation, &c.Action, &at)
		c.At = db.Time(at)
		return c, err
	}, "SELECT seq, kind, record, version, operation, action, at FROM audit_entry WHERE seq > $1 ORDER BY seq LIMIT $2", since, limit)
}
