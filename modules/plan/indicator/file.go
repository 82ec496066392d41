package indicator

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

// File is evidence of a value. ID is a ref and may be seen with the file.
type File struct {
	ID, Value, File string
	SHA256          string // of the bytes as they were handed in
	Name, Type      string
	Size            int64
}

// Files are the evidence of a value, the earliest first.
func FilesOf(q db.Reader, value string) ([]File, error) {
	return db.All(q, func(scan db.Scan) (f File, err error) {
		return f, scan(&f.ID, &f.Value, &f.File, &f.SHA256, &f.Name, &f.Type, &f.Size)
	}, `SELECT x.id, x.value, x.file, x.sha256, f.name, f.type, f.size FROM plan_value_file x JOIN file f ON f.id = x.file WHERE x.value = $1 ORDER BY f.created_at, x.id`, value)
}

// Attach writes the rows of a file that was handed in as evidence. A value that is approved takes none.
func (s *Indicators) Attach(tx *db.Tx, at At, v Value, t document.Attachment) (File, error) {
	f := File{ID: id.Ref(), Value: v.ID, File: t.Upload.ID, SHA256: t.SHA256, Name: t.Name, Type: t.Type}
	if v.State == Approved {
		return f, errs.New(errs.Conflict, "plan.indicator.not_open", "period", v.Period)
	}
	if err := s.Archive.Attach(tx, t.File(Kind, v.ID), t.Upload); err != nil {
		return f, err
	}
	if _, err := tx.Exec("INSERT INTO plan_value_file (id, value, file, sha256, version) VALUES ($1, $2, $3, $4, 1)", f.ID, f.Value, f.File, f.SHA256); err != nil {
		return f, err
	}
	return f, s.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "plan.value.file", Kind: KindFile, ID: f.ID, Version: 1, Org: at.Plan.Org})
}

// file is GET /desk/plan-files/{id}: evidence, for who may read the plan.
func (d *desk) file(w http.ResponseWriter, r *web.Request) error {
	var f File
	none := errs.New(errs.NotFound, "document.not_found")
	err := r.Read(func(q *db.Snapshot) error {
		var plan string
		err := q.QueryRow("SELECT x.file, v.plan FROM plan_value_file x JOIN plan_value v ON v.id = x.value WHERE x.id = $1", r.PathValue("id")).Scan(&f.File, &plan)
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
		if _, err := d.s.Register.Find(q, r, p.Code, 0); err != nil {
			return none
		}
		return nil
	})
	if err != nil {
		return err
	}
	return d.s.Archive.Send(r.Context(), w, f.File, document.Inside)
}
