package indicator

import (
	"bytes"
	"compress/flate"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/measure"
	"reeve/kernel/process"
)

// Take takes a step with a value; the caller has asked whether the actor may. Errors: errs.Conflict where the one who
// entered the value would approve it, and where the records behind it have changed since it was computed.
func (s *Indicators) Take(tx *db.Tx, at At, v Value, stepID, step, reason string) (Value, error) {
	if mine, err := process.TakenBy(tx, stepID, v.ID, step); err != nil || mine {
		return v, err
	}
	d, ok := s.Process.Definition(Kind).Step(step)
	if !ok {
		return v, errs.Bad("step", "process.no_such_step", "step", step)
	}
	if reason = strings.TrimSpace(reason); len(d.Needs) > 0 && reason == "" {
		return v, errs.Bad("reason", "plan.indicator.reason_missing")
	}
	var frozen []measure.Record
	check := func(process.Instance) (err error) {
		if step == "approve" {
			frozen, err = s.provable(tx, v)
		}
		return err
	}
	i, _, err := s.Process.Apply(tx, process.Command{ID: stepID, Instance: v.ID, Step: step, Check: check})
	if err != nil {
		return v, err
	}
	switch v.State = i.State; step {
	case "approve":
		v.Approver, v.ApprovedAt = account(tx.Actor()), tx.Now()
		if v.Proof != nil {
			if err := freeze(tx, v.ID, frozen); err != nil {
				return v, err
			}
		}
	case "reopen":
		v.Approver, v.ApprovedAt = "", time.Time{}
		if _, err := tx.Exec("DELETE FROM plan_value_trace WHERE value = $1", v.ID); err != nil {
			return v, err
		}
	}
	return v, s.put(tx, at.Plan, &v, "plan.value."+step, reason)
}

// provable tells what keeps a value from being approved by the actor, and gives the records of a computed one.
func (s *Indicators) provable(tx *db.Tx, v Value) ([]measure.Record, error) {
	if me := account(tx.Actor()); me != "" && me == v.Author {
		return nil, errs.New(errs.Conflict, "plan.indicator.four_eyes")
	}
	if v.Proof == nil {
		return nil, nil
	}
	m, ok := s.Measures[v.Proof.Measure]
	if !ok || !m.Traced() {
		return nil, errs.New(errs.Conflict, "plan.indicator.no_such_measure", "measure", v.Proof.Measure, "known", strings.Join(s.Measures.Traced(), ", "))
	}
	t, err := v.Proof.trace(tx, m)
	if err == nil && t.Hash != v.Proof.Hash {
		err = errs.New(errs.Conflict, "plan.indicator.records_changed", "then", v.Proof.Rows, "now", t.Value.Rows)
	}
	return t.Records, err
}

// freeze keeps the records of an approved value.
func freeze(tx *db.Tx, value string, all []measure.Record) error {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.DefaultCompression)
	if err != nil {
		return err
	}
	if err := errors.Join(json.NewEncoder(w).Encode(all), w.Close()); err != nil {
		return err
	}
	_, err = tx.Exec("INSERT INTO plan_value_trace (value, records) VALUES ($1, $2)", value, b.Bytes())
	return err
}

// frozenOf are the records kept at approval; ok is false where there are none.
func frozenOf(q db.Reader, value string) (all []measure.Record, ok bool, err error) {
	var raw []byte
	err = q.QueryRow("SELECT t.records FROM plan_value_trace t WHERE t.value = $1", value).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	text, err := io.ReadAll(flate.NewReader(bytes.NewReader(raw)))
	if err != nil {
		return nil, false, err
	}
	return all, true, json.Unmarshal(text, &all)
}

// Behind is what stands behind a computed value.
type Behind struct {
	Records []measure.Record   // as approved, else as they are now
	Frozen  bool               // they are those of the approval
	Whole   bool               // they still make the hash that stands beside the value
	Since   measure.Difference // what became of them since the approval; nothing unless Frozen
}

// DrillDown tells what a computed value was made of, and what became of it. Errors: errs.NotFound for a typed value.
func (s *Indicators) DrillDown(q db.Reader, v Value) (b Behind, err error) {
	if v.Proof == nil {
		return b, errs.New(errs.NotFound, "plan.indicator.no_records")
	}
	if b.Records, b.Frozen, err = frozenOf(q, v.ID); err != nil {
		return b, err
	}
	var now []measure.Record
	if m, ok := s.Measures[v.Proof.Measure]; ok && m.Traced() {
		t, err := v.Proof.trace(q, m)
		if err != nil {
			return b, err
		}
		now = t.Records
	}
	if b.Frozen {
		b.Since = measure.Compare(b.Records, now)
	} else {
		b.Records = now
	}
	b.Whole = measure.Hash(b.Records) == v.Proof.Hash
	return b, nil
}
