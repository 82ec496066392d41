package report

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/modules/plan/assess"
	"reeve/modules/plan/register"
)

// Frozen is the data of a year as it was kept on a day.
type Frozen struct {
	ID, Plan string
	Year     int
	Digest   string
	Author   string // account; empty for the program
	At       time.Time
}

// Freeze keeps the data of a year as it is; the caller has asked whether the actor may. The year must be locked. What is
// kept already is not kept again.
func (s *Reports) Freeze(tx *db.Tx, p register.Plan, year int) (Frozen, error) {
	st, err := s.Assess.State(tx, p, year)
	if err != nil {
		return Frozen{}, err
	}
	if st.Assessment.Open() {
		return Frozen{}, errs.New(errs.Conflict, "plan.report.not_locked", "year", itoa(year))
	}
	all, err := s.States(tx, p)
	if err != nil {
		return Frozen{}, err
	}
	d, err := s.Gather(tx, st, all)
	if err != nil {
		return Frozen{}, err
	}
	digest, body, err := d.Digest()
	if err != nil {
		return Frozen{}, err
	}
	if had, err := s.frozen(tx, st); err != nil || had != nil && had.Digest == digest {
		if had != nil {
			return *had, err
		}
		return Frozen{}, err
	}
	f := Frozen{ID: id.At(tx.Now()), Plan: p.ID, Year: year, Digest: digest, At: tx.Now()}
	if a := tx.Actor(); a.Kind != "system" {
		f.Author = a.ID
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(body); err != nil {
		return f, err
	}
	if err := z.Close(); err != nil {
		return f, err
	}
	if _, err := tx.Exec("INSERT INTO plan_report (id, plan, year, digest, body, author, frozen_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
		f.ID, f.Plan, f.Year, f.Digest, packed.Bytes(), f.Author, db.Micros(f.At)); err != nil {
		return f, err
	}
	return f, s.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "plan.report.freeze", Kind: Kind, ID: f.ID, Version: 1, Org: p.Org,
		Stored: []any{f.Plan, int64(f.Year), f.Digest, f.Author, int64(1)}})
}

// frozen is what was kept of a year last; nil where the year is open again, or was rated since.
func (s *Reports) frozen(q db.Reader, st *assess.State) (*Frozen, error) {
	if st.Assessment.Open() {
		return nil, nil
	}
	var f Frozen
	var at int64
	err := q.QueryRow("SELECT id, plan, year, digest, author, frozen_at FROM plan_report WHERE plan = $1 AND year = $2 ORDER BY frozen_at DESC, id DESC LIMIT 1", st.Plan.ID, st.Assessment.Year).
		Scan(&f.ID, &f.Plan, &f.Year, &f.Digest, &f.Author, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if f.At = db.Time(at); err != nil || f.At.Before(asOf(st)) {
		return nil, err
	}
	return &f, nil
}

// read unpacks the data and compares it with its digest.
func (f *Frozen) read(q db.Reader) (*Data, error) {
	var packed []byte
	if err := q.QueryRow("SELECT body FROM plan_report WHERE id = $1", f.ID).Scan(&packed); err != nil {
		return nil, err
	}
	damaged := func() error { return errs.New(errs.Internal, "plan.report.damaged", "year", itoa(f.Year)) }
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, damaged()
	}
	body, err := io.ReadAll(z)
	if err != nil {
		return nil, damaged()
	}
	if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != f.Digest {
		return nil, damaged()
	}
	d := &Data{}
	return d, json.Unmarshal(body, d)
}
