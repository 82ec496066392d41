package audit

import (
	"fmt"
	"time"
)

// Report is what a verification found.
type Report struct {
	Entries     int64 // numbered
	Unnumbered  int64
	Erased      int64 // of the numbered, those whose retention is over
	Checkpoints int64
	Records     int64 // rows of covered tables
	Root        string
	Faults      []Fault
	More        int64   // faults beyond the first maxFaults
	Notes       []Fault // worth knowing, and no fault of this log; Verify itself finds none
}

// OK tells whether no fault was found.
func (r Report) OK() bool { return len(r.Faults) == 0 }

// Fault is one thing that is not as it was written, and where.
type Fault struct {
	Key    string // message key; its values are table, row, column and detail
	Table  string
	Row    string // the row's key
	Column string // empty when it cannot be told
	Detail string // what the message names besides, in no language
}

// Args are the values of the message.
func (f Fault) Args() map[string]any {
	return map[string]any{"table": f.Table, "row": f.Row, "column": f.Column, "detail": f.Detail}
}

// String is for logs; people read the catalogue's text for Key.
func (f Fault) String() string {
	return fmt.Sprintf("%s table=%s row=%s column=%s %s", f.Key, f.Table, f.Row, f.Column, f.Detail)
}

const maxFaults = 1000

func (r *Report) add(key, table string, row any, column, detail string) {
	if len(r.Faults) >= maxFaults {
		r.More++
		return
	}
	r.Faults = append(r.Faults, Fault{key, table, fmt.Sprint(row), column, detail})
}

// VerifyOptions of a verification.
type VerifyOptions struct {
	Now      time.Time               // to judge how long entries have waited
	Origin   string                  // the log's name, without epoch; empty = any
	Progress func(done, total int64) // may be nil; called now and then with steps of about equal cost
}
