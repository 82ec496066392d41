package field

import (
	"context"
	"io"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/modules/threatmap"
)

const (
	photoLimit = 11 << 20      // bytes of one upload with its form
	photoKept  = 4 * backLimit // how long a photo waits for its command
	maxWaiting = 60            // photos of one account that may wait at once
)

// Photo is a photo that was sent before the command that names it.
type Photo struct {
	ID   string
	File string // id of the file
}

// Kept tells that a photo has arrived.
type Kept struct {
	ID     string `json:"id"`
	Result string `json:"result"` // done, duplicate
}

// photoAPI is POST /api/v1/field/photos: one photo, under the id that the phone has given it.
func (f *Field) photoAPI(r *web.Request, _ web.None) (Kept, error) {
	if r.MultipartForm == nil || len(r.MultipartForm.File["photo"]) != 1 || !id.IsUUID(r.PostForm.Get("id")) {
		return Kept{}, errs.Bad("photo", "field.photo_missing")
	}
	out := Kept{ID: r.PostForm.Get("id"), Result: Done}
	account := r.Who.Account.ID
	was, found, err := f.photoOf(r, out.ID)
	if err != nil {
		return out, err
	}
	if found {
		if was.Account != account {
			return out, errs.Bad("id", "field.id_taken")
		}
		out.Result = Duplicate
		return out, nil
	}
	sent, err := r.MultipartForm.File["photo"][0].Open()
	if err != nil {
		return out, err
	}
	defer sent.Close()
	clean, err := f.Images.Clean(r.Context(), sent, document.PhotoLimits())
	if err != nil {
		return out, err
	}
	upload, err := f.Archive.PutPhoto(r.Context(), clean)
	if err != nil {
		return out, err
	}
	err = f.DB.Write(r.Context(), r.Actor(), func(tx *db.Tx) error {
		if _, again, err := photoByID(tx, out.ID); err != nil || again {
			if again {
				return errRepeated
			}
			return err
		}
		var waiting int
		if err := tx.QueryRow(`SELECT count(*) FROM field_photo WHERE account = $1 AND used_by = ''`, account).Scan(&waiting); err != nil {
			return err
		}
		if waiting >= maxWaiting {
			return errs.New(errs.Conflict, "field.photos_many", "most", maxWaiting)
		}
		if err := f.Archive.Attach(tx, document.File{Visibility: document.Inside, OwnerKind: KindPhoto, OwnerID: out.ID}, upload); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO field_photo (id, account, file, used_by, added_at, version) VALUES ($1, $2, $3, '', $4, 1)`,
			out.ID, account, upload.ID, db.Micros(tx.Now())); err != nil {
			return err
		}
		return f.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "community.field.photo", Kind: KindPhoto, ID: out.ID, Version: 1})
	})
	if err == errRepeated {
		out.Result, err = Duplicate, nil
	}
	return out, err
}

func (f *Field) photoOf(r *web.Request, photo string) (p photoRow, found bool, err error) {
	err = r.Read(func(q *db.Snapshot) error { p, found, err = photoByID(q, photo); return err })
	return p, found, err
}

// photos finds the photos that a command names: sent by the same person and not taken over yet.
func (f *Field) photos(r *web.Request, ids []string) (all []Photo, err error) {
	for _, name := range ids {
		p, found, err := f.photoOf(r, name)
		if err != nil {
			return nil, err
		}
		if !found || p.Account != r.Who.Account.ID || p.UsedBy != "" || p.File == "" {
			return nil, errs.Bad("photos", "field.photo_unknown")
		}
		all = append(all, Photo{ID: p.ID, File: p.File})
	}
	return all, nil
}

// open gives a waiting photo to the module whose record it is to join; it is drawn anew there like every photo.
func open(ctx context.Context, a *document.Archive, all []Photo) (photos []threatmap.Photo) {
	for _, p := range all {
		photos = append(photos, threatmap.Photo{Name: p.ID, Open: func() (io.ReadCloser, error) {
			_, content, err := a.Open(ctx, p.File, document.Inside)
			return content, err
		}})
	}
	return photos
}

// spend marks photos as taken over by a command; the waiting copies go.
func (f *Field) spend(tx *db.Tx, photos []Photo, command string) error {
	for _, p := range photos {
		if err := f.forget(tx, p, command, "taken over"); err != nil {
			return err
		}
	}
	return nil
}

func (f *Field) forget(tx *db.Tx, p Photo, command, why string) error {
	if _, err := f.Archive.Remove(tx, p.File, why); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE field_photo SET file = '', used_by = $2, version = version + 1 WHERE id = $1`, p.ID, command); err != nil {
		return err
	}
	return f.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "community.field.photo.taken", Kind: KindPhoto, ID: p.ID, Version: 2, Justification: why})
}

// Sweep forgets photos whose command never came. Called by the clock.
func (f *Field) Sweep(ctx context.Context, now time.Time) error {
	var old []Photo
	err := f.DB.Read(ctx, func(q *db.Snapshot) (err error) {
		old, err = db.All(q, func(scan db.Scan) (p Photo, err error) { return p, scan(&p.ID, &p.File) },
			`SELECT id, file FROM field_photo WHERE used_by = '' AND added_at < $1 ORDER BY added_at, id LIMIT 200`, db.Micros(now.Add(-photoKept)))
		return err
	})
	if err != nil || len(old) == 0 {
		return err
	}
	return f.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		for _, p := range old {
			if err := f.forget(tx, p, "none", "no command named it"); err != nil {
				return err
			}
		}
		return nil
	})
}
