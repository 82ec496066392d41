package advice

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
)

// File is evidence of an answer. ID is a ref and may be seen with the file.
type File struct {
	ID, Answer, File string
	SHA256           string // of the bytes as they were handed in
	Name, Type       string
	Size             int64
}

// FilesOf are the evidence of an answer, the earliest first.
func FilesOf(q db.Reader, answer string) ([]File, error) {
	return db.All(q, func(scan db.Scan) (f File, err error) {
		return f, scan(&f.ID, &f.Answer, &f.File, &f.SHA256, &f.Name, &f.Type, &f.Size)
	}, `SELECT x.id, x.answer, x.file, x.sha256, f.name, f.type, f.size FROM plan_answer_file x JOIN file f ON f.id = x.file WHERE x.answer = $1 ORDER BY f.created_at, x.id`, answer)
}

// Attach writes the rows of a file that was handed in as evidence. What was verified, or never agreed to, takes none.
func (s *Service) Attach(tx *db.Tx, x Answer, t document.Attachment) (File, error) {
	f := File{ID: id.Ref(), Answer: x.ID, File: t.Upload.ID, SHA256: t.SHA256, Name: t.Name, Type: t.Type}
	if !x.Agreed() || x.State == Verified {
		return f, errs.New(errs.Conflict, "plan.advice.no_evidence_now")
	}
	if err := s.Archive.Attach(tx, t.File(KindAnswer, x.ID), t.Upload); err != nil {
		return f, err
	}
	if _, err := tx.Exec("INSERT INTO plan_answer_file (id, answer, file, sha256, version) VALUES ($1, $2, $3, $4, 1)", f.ID, f.Answer, f.File, f.SHA256); err != nil {
		return f, err
	}
	return f, s.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "plan.answer.file", Kind: KindFile, ID: f.ID, Version: 1, Org: x.Org})
}

// file is GET /desk/answer-files/{id}: evidence, for who may read the recommendation.
func (d *desk) file(w http.ResponseWriter, r *web.Request) error {
	var file string
	none := errs.New(errs.NotFound, "document.not_found")
	err := r.Read(func(q *db.Snapshot) error {
		var advice string
		err := q.QueryRow("SELECT f.file, x.advice FROM plan_answer_file f JOIN plan_answer x ON x.id = f.answer WHERE f.id = $1", r.PathValue("id")).Scan(&file, &advice)
		if errors.Is(err, sql.ErrNoRows) {
			return none
		}
		if err != nil {
			return err
		}
		a, err := ByID(q, advice)
		if err == nil && r.Allowed("plan.advice.read", d.s.Resource(a)) != nil {
			err = none
		}
		return err
	})
	if err != nil {
		return err
	}
	return d.s.Archive.Send(r.Context(), w, file, document.Inside)
}
