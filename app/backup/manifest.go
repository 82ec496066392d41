package backup

import (
	"regexp"
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// Format is the version of the archive's form that this program writes. It reads this one only.
const Format = 1

// Manifest says what an archive holds.
type Manifest struct {
	Format     int       `json:"format"`
	Engine     db.Engine `json:"engine"` // the source's
	Created    time.Time `json:"created"`
	Schema     []int64   `json:"schema"`     // numbers of the schema files that were applied
	Epoch      int64     `json:"epoch"`      // of the log
	Checkpoint string    `json:"checkpoint"` // the log's last, signed; empty in an empty log
	Tables     []Table   `json:"tables"`
	Documents  Documents `json:"documents"`
	Erasures   Part      `json:"erasures"`
}

// Table is one table in the archive.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
	Part
}

// Column is a column; Type is bigint, text, boolean, bytea or double precision.
type Column struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// Part is rows or lines with the hash of their bytes, in hexadecimal; head.json has no hashes yet.
type Part struct {
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256,omitempty"`
}

// Documents counts the bytes of documents. Each is named by its own hash.
type Documents struct {
	Count int64 `json:"count"` // in head.json: how many the rows speak of
	Bytes int64 `json:"bytes"`
	// Lost are documents that rows speak of and the store could not give as they were stored; names up to maxLost.
	Lost      int64    `json:"lost"`
	LostNames []string `json:"lost_names,omitempty"`
}

const maxLost = 100

// leftOut are tables that are not copied. They hold what lives for a moment only, or what the archive keeps
// in another form.
func leftOut() []string {
	return []string{
		"address_salt",    // gone at the end of the day by promise; a copy would keep it
		"session",         // signed in on the old machine only
		"sign_in_failure", // slows down guessing; minutes
		"sign_in_step",    // a password was right, the second factor is awaited; minutes
		"spent_challenge", // what a passkey has signed is good once; an hour
		"idempotency",     // answers kept for a day, with report keys in them
		"spent_token",     // minutes
		"guard_bucket",    // hours
		"guard_trace",
		"report_confirmation", // who confirmed today, by the salt that stays behind
		"log_lease",           // who numbers now
		"file_blob",           // bytes of documents travel as files/
		"file_chunk",
	}
}

// rows counts all rows and documents, for progress.
func (m Manifest) rows() (n int64) {
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n + m.Documents.Count
}

// clone is a copy whose tables can be filled in.
func (m Manifest) clone() Manifest {
	m.Tables = slices.Clone(m.Tables)
	return m
}

// check refuses an archive of another form or of a newer program. known are the numbers of this program's
// schema files.
func (m Manifest) check(known []int64) error {
	if m.Format != Format {
		return errs.New(errs.Invalid, "backup.format", "format", m.Format, "known", Format)
	}
	if len(m.Schema) == 0 {
		return damaged("head.json")
	}
	for _, n := range m.Schema {
		if !slices.Contains(known, n) {
			return errs.New(errs.Invalid, "backup.newer", "have", n, "known", slices.Max(known))
		}
	}
	for _, t := range m.Tables {
		for _, c := range t.Columns {
			if !isName(c.Name) {
				return damaged("head.json")
			}
		}
		if !isName(t.Name) || slices.Contains(leftOut(), t.Name) {
			return damaged("head.json")
		}
	}
	return nil
}

func isName(s string) bool { return regexp.MustCompile(`^[a-z_][a-z0-9_]*$`).MatchString(s) }

func damaged(part string) error { return errs.New(errs.Invalid, "backup.damaged", "part", part) }

func damagedBy(cause error, part string) error {
	return errs.Wrap(cause, errs.Invalid, "backup.damaged", "part", part)
}
