package assess

import (
	"database/sql"
	"errors"
	"net/http"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/modules/plan/register"
)

// Evidence is a file that a unit shows for an activity in a year. ID is a ref and may be seen with the file.
type Evidence struct {
	ID, Assessment, Node, File string
	SHA256                     string // of the bytes as they were handed in
	Name, Type                 string
	Size                       int64
	Visibility                 document.Visibility
}

const evidenceColumns = "x.id, x.assessment, x.node, x.file, x.sha256, f.name, f.type, f.size, f.visibility"

func scanEvidence(scan db.Scan) (e Evidence, err error) {
	return e, scan(&e.ID, &e.Assessment, &e.Node, &e.File, &e.SHA256, &e.Name, &e.Type, &e.Size, (*string)(&e.Visibility))
}

// EvidenceOf is the evidence of an activity in a year, the earliest first.
func EvidenceOf(q db.Reader, assessment, node string) ([]Evidence, error) {
	return db.All(q, scanEvidence, `SELECT `+evidenceColumns+` FROM plan_row_file x JOIN file f ON f.id = x.file WHERE x.assessment = $1 AND x.node = $2 ORDER BY f.created_at, x.id`, assessment, node)
}

// Show writes the rows of a file that was handed in as evidence; the year must take something of the activity's unit.
func (s *Assess) Show(tx *db.Tx, p register.Plan, a Assessment, number string, t document.Attachment) (Evidence, error) {
	_, row, err := s.rowFor(tx, p, a, number)
	e := Evidence{ID: id.Ref(), Assessment: a.ID, Node: row.Node, File: t.Upload.ID, SHA256: t.SHA256, Name: t.Name, Type: t.Type}
	if err != nil {
		return e, err
	}
	if !row.Fillable() {
		return e, errs.New(errs.Conflict, "plan.assess.row_reviewed", "number", number)
	}
	if err := s.Register.Archive.Attach(tx, t.File(Kind, a.ID), t.Upload); err != nil {
		return e, err
	}
	if _, err := tx.Exec("INSERT INTO plan_row_file (id, assessment, node, file, sha256, version) VALUES ($1, $2, $3, $4, $5, 1)", e.ID, e.Assessment, e.Node, e.File, e.SHA256); err != nil {
		return e, err
	}
	return e, s.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "plan.row.file", Kind: KindRowFile, ID: e.ID, Version: 1, Org: p.Org})
}

// sendEvidence is GET /desk/plan-evidence/{id}: for who may read the plan, and for who may fill the row.
func (d *desk) sendEvidence(w http.ResponseWriter, r *web.Request) error {
	var e Evidence
	none := errs.New(errs.NotFound, "document.not_found")
	err := r.Read(func(q *db.Snapshot) error {
		var plan string
		var year int
		err := q.QueryRow("SELECT x.file, x.node, a.plan, a.year FROM plan_row_file x JOIN plan_assessment a ON a.id = x.assessment WHERE x.id = $1", r.PathValue("id")).Scan(&e.File, &e.Node, &plan, &year)
		if errors.Is(err, sql.ErrNoRows) {
			return none
		}
		if err != nil {
			return err
		}
		p, err := register.ByID(q, plan)
		if err != nil {
			return err
		}
		if _, err := d.s.Register.Find(q, r, p.Code, 0); err == nil {
			return nil
		}
		st, err := d.s.State(q, p, year)
		if err != nil {
			return err
		}
		may, err := d.s.MayFill(q, r, p)
		if err != nil {
			return err
		}
		if n, ok := st.Base.ByID(e.Node); !ok || may(Unit, n) != nil {
			return none
		}
		return nil
	})
	if err != nil {
		return err
	}
	return d.s.Register.Archive.Send(r.Context(), w, e.File, document.Inside)
}
