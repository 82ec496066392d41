package duty

import (
	"time"

	"reeve/kernel/db"
)

// Between reads what was entered for all posts in a time, in its order, without what was withdrawn.
func Between(q db.Reader, from, until time.Time) ([]Entry, error) { return ofAll(q, from, until) }
