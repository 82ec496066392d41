package community

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

// File is a file of an agreement. ID is a ref and may be seen with the file.
type File struct {
	ID, Agreement, File string
	SHA256              string // of the bytes as they were handed in
	Public              bool
	Name, Type          string
	Size                int64
}

func filesOf(q db.Reader, agreement string) ([]File, error) {
	return db.All(q, func(scan db.Scan) (f File, err error) {
		return f, scan(&f.ID, &f.Agreement, &f.File, &f.SHA256, &f.Public, &f.Name, &f.Type, &f.Size)
	}, `SELECT x.id, x.agreement, x.file, x.sha256, x.public, f.name, f.type, f.size FROM agreement_file x JOIN file f ON f.id = x.file
		WHERE x.agreement = $1 ORDER BY f.created_at, x.id`, agreement)
}

func fileByID(q db.Reader, ref string) (f File, err error) {
	err = q.QueryRow("SELECT x.id, x.agreement, x.file, x.public FROM agreement_file x WHERE x.id = $1", ref).Scan(&f.ID, &f.Agreement, &f.File, &f.Public)
	if errors.Is(err, sql.ErrNoRows) {
		return f, errs.New(errs.NotFound, "document.not_found")
	}
	return f, err
}

// attach writes the rows of a file.
func (c *Community) attach(tx *db.Tx, a Agreement, h document.Attachment) error {
	f := File{ID: id.Ref(), Agreement: a.ID, File: h.Upload.ID}
	if err := c.Archive.Attach(tx, h.File(Kind, a.ID), h.Upload); err != nil {
		return err
	}
	if _, err := tx.Exec("INSERT INTO agreement_file (id, agreement, file, sha256, public, version) VALUES ($1, $2, $3, $4, $5, 1)",
		f.ID, f.Agreement, f.File, h.SHA256, h.Public); err != nil {
		return err
	}
	return c.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "community.file.add", Kind: KindFile, ID: f.ID, Version: 1, Place: a.Place, Org: a.Org})
}

// publicFile is GET /agreement-files/{id}: a file that was handed in as public.
func (c *Community) publicFile(w http.ResponseWriter, r *web.Request) error {
	var f File
	if err := r.Read(func(s *db.Snapshot) (err error) { f, err = fileByID(s, r.PathValue("id")); return err }); err != nil {
		return err
	}
	if !f.Public {
		return errs.New(errs.NotFound, "document.not_found")
	}
	return c.Archive.Send(r.Context(), w, f.File, document.Public)
}
