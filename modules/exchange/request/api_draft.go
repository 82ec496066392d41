package request

import (
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/modules/exchange/wire"
)

// changeIn is a draft as edited; version is the one that was read.
type changeIn struct {
	Version int64 `json:"version"`
	writeIn
}

// saveAPI is PUT /api/v1/exchange/drafts/{id}.
func (s *Requests) saveAPI(r *web.Request, in changeIn) (DraftOut, error) {
	return web.Write(r, func(tx *db.Tx) (DraftOut, error) {
		d, err := s.draft(r, tx, actWrite)
		if err != nil {
			return DraftOut{}, err
		}
		old, err := s.Content(tx, d)
		if err != nil {
			return DraftOut{}, err
		}
		c, err := in.writeIn.content(tx)
		if err != nil {
			return DraftOut{}, err
		}
		c.Files, c.Passes = old.Files, old.Passes
		if c.AnswerTo == "" {
			c.AnswerTo = old.AnswerTo
		}
		if len(c.To) == 0 {
			c.To = old.To
		}
		return s.drafted(tx)(s.Save(tx, d.Ref, in.Version, c))
	})
}

func (s *Requests) drafted(q db.Reader) func(d DraftRow, err error) (DraftOut, error) {
	return func(d DraftRow, err error) (DraftOut, error) {
		if err != nil {
			return DraftOut{}, err
		}
		v, err := byID(q, d.Request)
		return draftOut(d, v.Ref, nil), err
	}
}

// reviewAPI is POST /api/v1/exchange/drafts/{id}/review: the second person approves and the message goes out.
func (s *Requests) reviewAPI(r *web.Request, _ web.None) (writtenOut, error) {
	if out, found, err := web.Recall[writtenOut](r); err != nil || found {
		return out, err
	}
	var d DraftRow
	err := s.DB.Write(r.Context(), r.Actor(), func(tx *db.Tx) (err error) {
		if d, err = s.draft(r, tx, actReview); err == nil {
			d, err = s.Approve(tx, d.Ref)
		}
		return err
	})
	if err != nil {
		return writtenOut{}, err
	}
	return s.sendNow(r, d.Ref, "")
}

// sendAPI is POST /api/v1/exchange/drafts/{id}/send: one person on shift sends what is urgent, and says why alone.
func (s *Requests) sendAPI(r *web.Request, in reasonIn) (writtenOut, error) {
	if out, found, err := web.Recall[writtenOut](r); err != nil || found {
		return out, err
	}
	var d DraftRow
	if err := r.Read(func(q *db.Snapshot) (err error) { d, err = s.draft(r, q, actReview); return err }); err != nil {
		return writtenOut{}, err
	}
	return s.sendNow(r, d.Ref, strings.TrimSpace(in.Reason))
}

func (s *Requests) giveBackAPI(r *web.Request, in reasonIn) (DraftOut, error) {
	return s.draftStep(r, actReview, func(tx *db.Tx, ref string) (DraftRow, error) {
		return s.GiveBack(tx, ref, strings.TrimSpace(in.Reason))
	})
}

func (s *Requests) lookAPI(r *web.Request, _ web.None) (DraftOut, error) {
	return s.draftStep(r, actReview, s.Look)
}

func (s *Requests) dropAPI(r *web.Request, _ web.None) (DraftOut, error) {
	out, err := s.draftStep(r, actWrite, s.Drop)
	if err == nil {
		err = s.Keys.SyncLedger(r.Context(), s.DB)
	}
	return out, err
}

func (s *Requests) draftStep(r *web.Request, action string, step func(tx *db.Tx, ref string) (DraftRow, error)) (DraftOut, error) {
	return web.Write(r, func(tx *db.Tx) (DraftOut, error) {
		d, err := s.draft(r, tx, action)
		if err != nil {
			return DraftOut{}, err
		}
		return s.drafted(tx)(step(tx, d.Ref))
	})
}

// attachAPI is POST /api/v1/exchange/drafts/{id}/files: multipart with one file.
func (s *Requests) attachAPI(r *web.Request, _ web.None) (DraftOut, error) {
	if !r.IsMultipart() || r.MultipartForm == nil || len(r.MultipartForm.File["file"]) != 1 {
		return DraftOut{}, errs.Bad("file", "request.file_missing")
	}
	head := r.MultipartForm.File["file"][0]
	f, err := head.Open()
	if err != nil {
		return DraftOut{}, err
	}
	defer f.Close()
	up, err := s.Archive.Put(r.Context(), f, wire.MaxFile, true)
	if err != nil {
		return DraftOut{}, err
	}
	media := head.Header.Get("Content-Type")
	if media == "" {
		media = "application/octet-stream"
	}
	name := plainName(head.Filename)
	return web.Write(r, func(tx *db.Tx) (DraftOut, error) {
		d, err := s.draft(r, tx, actWrite)
		if err != nil {
			return DraftOut{}, err
		}
		c, err := s.Content(tx, d)
		if err != nil {
			return DraftOut{}, err
		}
		if err := s.Archive.Attach(tx, document.File{OwnerKind: DraftKind, OwnerID: d.ID, Visibility: document.Restricted, Name: name, Type: media}, up); err != nil {
			return DraftOut{}, err
		}
		c.Files = append(c.Files, Attached{Name: name, Media: media, Size: up.Size, File: up.ID})
		return s.drafted(tx)(s.Save(tx, d.Ref, d.Version, c))
	})
}

// plainName is a file's name without a path, in one line.
func plainName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, name))
	if len(name) > 200 {
		name = name[:200]
	}
	return strings.ToValidUTF8(name, "")
}
