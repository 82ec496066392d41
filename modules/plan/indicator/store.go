package indicator

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/modules/plan/register"
)

const valueColumns = `v.id, v.plan, v.indicator, v.period, v.status, v.num, v.den, v.note, v.author, v.authored_at, v.approver, COALESCE(v.approved_at, 0), v.measure, v.row_count,
	v.hash, v.asked_from, v.asked_until, v.asked_scope, v.version, i.state`

func scanValue(scan db.Scan) (v Value, err error) {
	var authored, approved, from, until int64
	var scope string
	var p Proof
	q := &v.Quantity
	if err = scan(&v.ID, &v.Plan, &v.Indicator, &v.Period, &q.Status, &q.Num, &q.Den, &v.Note, &v.Author, &authored, &v.Approver, &approved, &p.Measure, &p.Rows, &p.Hash, &from, &until, &scope,
		&v.Version, &v.State); err != nil {
		return v, err
	}
	if v.AuthoredAt = db.Time(authored); approved != 0 {
		v.ApprovedAt = db.Time(approved)
	}
	if p.Measure == "" {
		return v, nil
	}
	p.From, p.Until, v.Proof = db.Time(from), db.Time(until), &p
	return v, json.Unmarshal([]byte(scope), &p.Scope)
}

// Values are the values of some indicators of a plan for the periods of a year, by indicator and period.
func Values(q db.Reader, part []At, year int) ([]Value, error) {
	if len(part) == 0 {
		return nil, nil
	}
	b := db.NewQuery(`SELECT ` + valueColumns + ` FROM plan_value v JOIN process_instance i ON i.id = v.id WHERE v.plan = `)
	b.Add(b.Arg(part[0].Plan.ID) + " AND SUBSTR(v.period, 1, 4) = " + b.Arg(fmt.Sprintf("%04d", year)) + " AND v.indicator IN (")
	for i, at := range part {
		if i > 0 {
			b.Add(", ")
		}
		b.Add(b.Arg(at.Indicator.Number))
	}
	b.Add(") ORDER BY v.indicator, v.period")
	return db.AllQ(q, scanValue, b)
}

// InPeriod are the values of all indicators of a plan for one period, by indicator.
func InPeriod(q db.Reader, plan, period string) ([]Value, error) {
	return db.All(q, scanValue, `SELECT `+valueColumns+` FROM plan_value v JOIN process_instance i ON i.id = v.id WHERE v.plan = $1 AND v.period = $2 ORDER BY v.indicator`, plan, period)
}

// ValuesOf are the values of one indicator, by period.
func ValuesOf(q db.Reader, plan, indicator string) ([]Value, error) {
	return db.All(q, scanValue, `SELECT `+valueColumns+` FROM plan_value v JOIN process_instance i ON i.id = v.id WHERE v.plan = $1 AND v.indicator = $2 ORDER BY v.period`, plan, indicator)
}

// Of finds the value of an indicator in a period; errs.NotFound where nobody has entered one.
func Of(q db.Reader, plan, indicator, period string) (Value, error) {
	return found(scanValue(q.QueryRow(`SELECT `+valueColumns+` FROM plan_value v JOIN process_instance i ON i.id = v.id WHERE v.plan = $1 AND v.indicator = $2 AND v.period = $3`,
		plan, indicator, period).Scan))
}

// ByID finds a value; errs.NotFound if there is none.
func ByID(q db.Reader, key string) (Value, error) {
	return found(scanValue(q.QueryRow(`SELECT `+valueColumns+` FROM plan_value v JOIN process_instance i ON i.id = v.id WHERE v.id = $1`, key).Scan))
}

func found(v Value, err error) (Value, error) {
	if errors.Is(err, sql.ErrNoRows) {
		err = errs.New(errs.NotFound, "plan.indicator.no_such_value")
	}
	return v, err
}

// covered are the values of the covered columns between id and version.
func (v Value) covered() ([]any, error) {
	p := Proof{}
	if v.Proof != nil {
		p = *v.Proof
	}
	scope := ""
	var from, until int64
	if v.Proof != nil {
		raw, err := json.Marshal(p.Scope)
		if err != nil {
			return nil, err
		}
		scope, from, until = string(raw), db.Micros(p.From), db.Micros(p.Until)
	}
	return []any{v.Plan, v.Indicator, v.Period, string(v.Quantity.Status), v.Quantity.Num, v.Quantity.Den, v.Note, v.Author, v.Approver, p.Measure, p.Rows, p.Hash, from, until, scope, v.Version}, nil
}

// put stores a value that is new, or what was changed of one, under its next version.
func (s *Indicators) put(tx *db.Tx, p register.Plan, v *Value, action, why string) error {
	add := v.ID == ""
	if v.Version++; add {
		v.ID, v.State = id.At(tx.Now()), Draft
	}
	stored, err := v.covered()
	if err != nil {
		return err
	}
	approved := sql.NullInt64{Int64: db.Micros(v.ApprovedAt), Valid: !v.ApprovedAt.IsZero()}
	args := append(stored, db.Micros(v.AuthoredAt), approved, v.ID)
	entry := audit.Entry{Operation: audit.Alteration, Action: action, Kind: Kind, ID: v.ID, Version: v.Version, Org: p.Org, Justification: why}
	if !add {
		if _, err := tx.Exec(`UPDATE plan_value SET plan = $1, indicator = $2, period = $3, status = $4, num = $5, den = $6, note = $7, author = $8, approver = $9, measure = $10,
			row_count = $11, hash = $12, asked_from = $13, asked_until = $14, asked_scope = $15, version = $16, authored_at = $17, approved_at = $18 WHERE id = $19`, args...); err != nil {
			return err
		}
		return s.Log.Record(tx, entry)
	}
	if _, err := tx.Exec(`INSERT INTO plan_value (plan, indicator, period, status, num, den, note, author, approver, measure, row_count, hash, asked_from, asked_until, asked_scope, version,
		authored_at, approved_at, id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`, args...); err != nil {
		return err
	}
	entry.Operation = audit.Collection
	if err := s.Log.Record(tx, entry); err != nil {
		return err
	}
	_, err = s.Process.Open(tx, process.Opening{ID: v.ID, Definition: Kind, Ref: id.Ref(), Subject: "plan.value", Org: p.Org, At: tx.Now(), Calendar: s.Register.CalendarCode()})
	return err
}
