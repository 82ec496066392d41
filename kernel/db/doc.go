// Package db is the one way to the database: SQLite in the data folder by default, PostgreSQL when a force
// outgrows one machine. Both run the same SQL text.
//
// Nouns: a DB; a Tx (a writing function's view of it); a Snapshot (a consistent reading view); an Actor (who
// does it). Every change goes through [DB.Write], which refuses to commit a change without an audit entry;
// the kernel's own bookkeeping (sessions, leases, numbering, projections) goes through [DB.Housekeep].
//
// Invariants:
//   - A function given to Write may run more than once and has no effect outside its Tx.
//   - Any SQL error poisons the Tx on both engines: nothing more runs in it and it does not commit.
//   - When Write returns nil, the change has been flushed to disk.
//   - SQLite has one writer; functions that wait together share one transaction, each in a savepoint of its
//     own, and one flush (group commit). PostgreSQL runs each in a SERIALIZABLE transaction of its own and
//     retries it when the database asks for that.
package db

import (
	"database/sql"
	"time"
)

// Engine names the database that runs below.
type Engine string

const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Actor is who acts: an account as a post, a report key, another node, the public or the system itself.
type Actor struct {
	Kind      string // account, token, report_key, node, public, system
	ID        string // account id, report id, node id; empty for public and system
	Post      string // the post the account acts as, empty if none
	ActingFor string // the post it stands in for, empty if none
	Address   string // keyed hash of the network address, empty where it has none
}

// System is the actor of what nobody asked for: clocks, clean-up, first start.
func System() Actor { return Actor{Kind: "system"} }

// Micros is how instants are stored: microseconds since 1970-01-01 UTC. The zero time is 0.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// Time reads a stored instant; 0 is the zero time.
func Time(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// NullMicros stores the zero time as NULL.
func NullMicros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// NullTime reads an instant that may be NULL.
func NullTime(v sql.NullInt64) time.Time {
	if !v.Valid {
		return time.Time{}
	}
	return time.UnixMicro(v.Int64).UTC()
}

// NullText stores an empty text as NULL.
func NullText(s string) any {
	if s == "" {
		return nil
	}
	return s
}
