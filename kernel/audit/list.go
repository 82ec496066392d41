package audit

import (
	"fmt"
	"strings"
	"time"

	"reeve/kernel/db"
)

// Filter chooses entries; empty fields choose all.
type Filter struct {
	From, To  time.Time // From included, To not
	Account   string    // the actor's id
	Kind, ID  string    // the record
	Operation Operation
	Action    string
	Place     string
	Org       string
	After     int64 // the next of the page before; 0 = from the newest
	Limit     int   // 1 to 500, 0 = 50
}

// Row is an entry as an auditor sees it.
type Row struct {
	Seq     int64
	EntryID string
	At      time.Time
	Actor   db.Actor
	Erased  bool // its retention is over: person, place and reason are gone
	Entry
}

// List gives numbered entries, those with the latest instant first, and the cursor of the next page, 0 at the
// end. Numbers rise nearly with time, not quite: servers' clocks differ.
func List(r db.Reader, f Filter) (rows []Row, next int64, err error) {
	limit := f.Limit
	if limit < 1 || limit > 500 {
		limit = 50
	}
	where, args, err := f.where(r)
	if err != nil {
		return nil, 0, err
	}
	args = append(args, limit+1)
	rows, err = db.All(r, func(scan db.Scan) (Row, error) {
		s, err := scanEntry(scan)
		return s.row(), err
	}, "SELECT "+entryColumns+" FROM audit_entry WHERE "+where+fmt.Sprintf(" ORDER BY at DESC, seq DESC LIMIT $%d", len(args)), args...)
	if err != nil || len(rows) <= limit {
		return rows, 0, err
	}
	return rows[:limit], rows[limit-1].Seq, nil
}

func (s stored) row() Row {
	return Row{
		Seq: s.seq, EntryID: s.ID, At: db.Time(s.At), Erased: s.raw == nil,
		Actor: db.Actor{Kind: s.ActorKind, ID: s.ActorID, Post: s.ActorPost, ActingFor: s.ActingFor},
		Entry: Entry{Operation: s.Operation, Action: s.Action, Kind: s.Kind, ID: s.Record, Version: s.Version,
			Place: s.Place, Org: s.Org, Justification: s.Justification},
	}
}

func (f Filter) where(r db.Reader) (string, []any, error) {
	where, args := []string{"seq IS NOT NULL"}, []any{}
	add := func(condition string, v any) {
		args = append(args, v)
		where = append(where, fmt.Sprintf("%s $%d", condition, len(args)))
	}
	for _, e := range []struct{ column, value string }{
		{"kind", f.Kind}, {"record", f.ID}, {"actor_id", f.Account}, {"operation", string(f.Operation)},
		{"action", f.Action}, {"place", f.Place}, {"org", f.Org},
	} {
		if e.value != "" {
			add(e.column+" =", e.value)
		}
	}
	if !f.From.IsZero() {
		add("at >=", db.Micros(f.From))
	}
	if !f.To.IsZero() {
		add("at <", db.Micros(f.To))
	}
	if f.After > 0 {
		var at int64
		err := r.QueryRow("SELECT COALESCE(MAX(at), 0) FROM audit_entry WHERE seq = $1", f.After).Scan(&at)
		if err != nil {
			return "", nil, err
		}
		args = append(args, at, f.After)
		where = append(where, fmt.Sprintf("(at, seq) < ($%d, $%d)", len(args)-1, len(args)))
	}
	return strings.Join(where, " AND "), args, nil
}
