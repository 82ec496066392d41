package meetings

import (
	"reeve/kernel/db"
	"reeve/kernel/policy"
)

// Ahead are the meetings within a scope that are planned from a civil day on, the next first.
func (m *Meetings) Ahead(q db.Reader, scope policy.Scope, from string, limit int) ([]Row, error) {
	rows, _, err := m.list(q, Filter{State: Planned, From: from, Limit: limit}, &scope)
	return rows, err
}
