package meetings

import (
	"database/sql"
	"errors"
	"net/http"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// File is a file of a meeting. ID is a ref and may be seen with the file.
type File struct {
	ID, Meeting, File string
	SHA256            string // of the bytes as they were handed in
	Public            bool   // for everybody, where the meeting is public
	Name, Type        string
	Size              int64 // bytes
}

// FilesOf are the files of a meeting in the order in which they came.
func FilesOf(q db.Reader, meeting string) ([]File, error) {
	return db.All(q, func(scan db.Scan) (f File, err error) {
		return f, scan(&f.ID, &f.Meeting, &f.File, &f.SHA256, &f.Public, &f.Name, &f.Type, &f.Size)
	}, `SELECT x.id, x.meeting, x.file, x.sha256, x.public, f.name, f.type, f.size FROM meeting_file x JOIN file f ON f.id = x.file
		WHERE x.meeting = $1 ORDER BY f.created_at, x.id`, meeting)
}

func fileByID(q db.Reader, ref string) (f File, err error) {
	err = q.QueryRow("SELECT x.id, x.meeting, x.file, x.public FROM meeting_file x WHERE x.id = $1", ref).Scan(&f.ID, &f.Meeting, &f.File, &f.Public)
	if errors.Is(err, sql.ErrNoRows) {
		return f, errs.New(errs.NotFound, "document.not_found")
	}
	return f, err
}

// Attach writes the rows of a file that was handed in for a meeting.
func (m *Meetings) Attach(tx *db.Tx, v Meeting, t document.Attachment) (File, error) {
	f := File{ID: id.Ref(), Meeting: v.ID, File: t.Upload.ID, SHA256: t.SHA256, Public: t.Public, Name: t.Name, Type: t.Type}
	if err := m.Archive.Attach(tx, t.File(Kind, v.ID), t.Upload); err != nil {
		return f, err
	}
	if _, err := tx.Exec("INSERT INTO meeting_file (id, meeting, file, sha256, public, version) VALUES ($1, $2, $3, $4, $5, 1)",
		f.ID, f.Meeting, f.File, f.SHA256, f.Public); err != nil {
		return f, err
	}
	return f, m.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "meetings.file.add", Kind: KindFile, ID: f.ID, Version: 1, Place: v.Place, Org: v.Org})
}

// takeFile is POST /desk/meetings/{ref}/files.
func (o *office) takeFile(r *web.Request) (web.Reply, error) {
	var v Meeting
	err := r.Read(func(s *db.Snapshot) error {
		now, i, err := o.read(s, r)
		if err == nil {
			v, err = now, r.Allowed(actWrite, o.m.resource(Kind, now.ID, now, i)) // before anything is stored
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 {
		return o.refuseFile(r, errs.Bad("file", "meetings.file_missing"))
	}
	part := r.MultipartForm.File["file"][0]
	in, err := part.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	t, err := o.m.Archive.TakeIn(r.Context(), in, part.Filename, v.Public && r.PostForm.Get("public") != "")
	if err != nil {
		return o.refuseFile(r, err)
	}
	ref, err := o.change(r, actWrite, func(tx *db.Tx, v Meeting) error { _, err := o.m.Attach(tx, v, t); return err })
	if err != nil {
		return nil, err
	}
	return web.SeeOther("/desk/meetings/" + ref + "?done=yes"), nil
}

// refuseFile shows the meeting again with what is wrong with a file.
func (o *office) refuseFile(r *web.Request, err error) (web.Reply, error) {
	t, again := refused(r, err)
	if !again {
		return nil, err
	}
	if t.alert == nil && len(t.faults) > 0 {
		t.alert = &look.Alert{Kind: "danger", Text: r.Message(t.faults[0])}
	}
	t.faults = nil
	return o.showPage(r, t)
}

// file is GET /desk/meeting-files/{id}: for who may read the meeting.
func (o *office) file(w http.ResponseWriter, r *web.Request) error {
	var f File
	err := r.Read(func(s *db.Snapshot) (err error) {
		if f, err = fileByID(s, r.PathValue("id")); err != nil {
			return err
		}
		v, i, err := o.m.withLife(s, f.Meeting)
		if err == nil && r.Allowed(actRead, o.m.resource(Kind, v.ID, v, i)) != nil {
			err = errs.New(errs.NotFound, "document.not_found")
		}
		return err
	})
	if err != nil {
		return err
	}
	return o.m.Archive.Send(r.Context(), w, f.File, document.Inside)
}

// file is GET /meeting-files/{id}: a file that was handed in for everybody, of a public meeting.
func (s *site) file(w http.ResponseWriter, r *web.Request) error {
	var f File
	err := r.Read(func(q *db.Snapshot) (err error) {
		if f, err = fileByID(q, r.PathValue("id")); err != nil {
			return err
		}
		v, err := Get(q, f.Meeting)
		if err == nil && (!v.Public || !f.Public) {
			err = errs.New(errs.NotFound, "document.not_found")
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.m.Archive.Send(r.Context(), w, f.File, document.Public)
}

// fileView is a file as a page shows it.
type fileView struct{ Href, Words, Sum string }

// fileViews are files with their size and, at the desk, who may see them.
func fileViews(r *web.Request, all []File, atDesk bool) (views []fileView) {
	for _, f := range all {
		if !atDesk && !f.Public {
			continue
		}
		kb, _ := i18n.Ratio(f.Size, 1024, 0)
		v := fileView{Href: "/meeting-files/" + f.ID, Sum: f.SHA256, Words: r.Text.T("meetings.file_words", "name", f.Name, "size", r.Text.Number(max(kb, 1)))}
		if atDesk {
			key := "meetings.file_inside"
			if f.Public {
				key = "meetings.file_public"
			}
			v.Href, v.Words = "/desk"+v.Href, v.Words+" · "+r.Text.T(key)
		}
		views = append(views, v)
	}
	return views
}

// fileFields are the form of a new file.
func fileFields(r *web.Request, v Meeting) []look.Field {
	all := []look.Field{{Name: "file", Type: "file", Label: r.Text.T("meetings.file"), Help: r.Text.T("meetings.file_help"), Accept: ".pdf,.docx,.odt,.jpg,.jpeg,.png", Required: true}}
	if v.Public {
		all = append(all, look.Field{Name: "public", ID: "file-public", Type: "checkbox", Label: r.Text.T("meetings.file_make_public"), Value: "yes"})
	}
	return all
}
