package threatmap

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/web"
)

const releaseKind = "threatmap.release"

// release is one published version of a photo: drawn anew with regions covered. The photo itself never leaves.
type release struct {
	ID, Photo, File string
	Number          int64
	Regions         []document.Region
	MadeAt          time.Time
	WithdrawnAt     time.Time // zero = this one is public
	Version         int64
}

func scanRelease(scan db.Scan) (v release, err error) {
	var regions string
	var made int64
	var withdrawn sql.NullInt64
	if err := scan(&v.ID, &v.Photo, &v.File, &v.Number, &regions, &made, &withdrawn, &v.Version); err != nil {
		return v, err
	}
	v.MadeAt, v.WithdrawnAt = db.Time(made), db.NullTime(withdrawn)
	return v, json.Unmarshal([]byte(regions), &v.Regions)
}

// releasesOf are all versions of a photo that ever were public, oldest first.
func releasesOf(q db.Reader, photo string) ([]release, error) {
	return db.All(q, scanRelease, `SELECT v.id, v.photo, v.file, v.number, v.regions, v.made_at, v.withdrawn_at, v.version
		FROM photo_release v WHERE v.photo = $1 ORDER BY v.number`, photo)
}

// InsideRelease is a version of a photo as staff see it; who made it, the history says.
type InsideRelease struct {
	Number      int64             `json:"number"`
	Regions     []document.Region `json:"regions"`
	MadeAt      time.Time         `json:"made_at"`
	WithdrawnAt *time.Time        `json:"withdrawn_at"` // null = this one is public
}

func insideReleases(q db.Reader, photo string) ([]InsideRelease, error) {
	all, err := releasesOf(q, photo)
	out := make([]InsideRelease, len(all))
	for n, v := range all {
		out[n] = InsideRelease{Number: v.Number, Regions: v.Regions, MadeAt: v.MadeAt}
		if !v.WithdrawnAt.IsZero() {
			out[n].WithdrawnAt = &v.WithdrawnAt
		}
	}
	return out, err
}

// publicFile is the file of a photo that everybody may see.
func publicFile(q db.Reader, photo string) (file string, err error) {
	err = q.QueryRow(`SELECT v.file FROM photo_release v JOIN report_photo p ON p.id = v.photo JOIN report r ON r.id = p.report
		WHERE v.photo = $1 AND v.withdrawn_at IS NULL AND p.published AND r.publication = 'public'`, photo).Scan(&file)
	if errors.Is(err, sql.ErrNoRows) {
		return "", errs.New(errs.NotFound, "document.not_found")
	}
	return file, err
}

// redacted makes the version of a photo that publish_photo is to release, before the step's transaction. It asks
// first whether the asker may; the transaction decides again.
func (m *Map) redacted(r *web.Request, ref string, in StepInput) (u document.Upload, err error) {
	for _, g := range in.Regions {
		if !g.Check() {
			return u, errs.Bad("regions", "document.region_wrong")
		}
	}
	if len(in.Regions) > document.MostRegions {
		return u, errs.Bad("regions", "document.too_many_regions", "most", document.MostRegions)
	}
	var file string
	err = r.Read(func(s *db.Snapshot) error {
		rep, err := byRef(s, ref)
		if err != nil {
			return err
		}
		i, err := process.Load(s, rep.ID)
		if err != nil {
			return err
		}
		if m.mayStep(r, rep, i, in.Step) != nil {
			return nil // the transaction says so, and knows whether the step was taken before
		}
		if ok, err := hasPhoto(s, rep.ID, in.Photo); err != nil || !ok {
			return err // the step's needs say so
		}
		file, err = photoFile(s, in.Photo)
		return err
	})
	if err != nil || file == "" {
		return u, err
	}
	return m.redact(r.Context(), file, in.Regions)
}

func (m *Map) redact(ctx context.Context, file string, regions []document.Region) (u document.Upload, err error) {
	_, content, err := m.Archive.Open(ctx, file, document.Inside)
	if err != nil {
		return u, err
	}
	defer content.Close()
	clean, err := m.Images.Redact(ctx, content, regions)
	if err != nil {
		return u, err
	}
	return m.Archive.PutPhoto(ctx, clean)
}

// releasePhoto makes a redacted version the public one, in place of the one before.
func (m *Map) releasePhoto(tx *db.Tx, rep Report, photo string, regions []document.Region, u document.Upload, why string) error {
	before, err := releasesOf(tx, photo)
	if err != nil {
		return err
	}
	if err := m.withdrawPhoto(tx, rep, photo, why); err != nil {
		return err
	}
	if regions == nil {
		regions = []document.Region{}
	}
	covered, err := json.Marshal(regions)
	if err != nil {
		return err
	}
	if err := m.Archive.Attach(tx, document.File{Visibility: document.Public, OwnerKind: releaseKind, OwnerID: photo}, u); err != nil {
		return err
	}
	v := release{ID: id.At(tx.Now()), Number: int64(len(before)) + 1}
	if _, err := tx.Exec(`INSERT INTO photo_release (id, photo, number, file, regions, made_at, withdrawn_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, NULL, 1)`, v.ID, photo, v.Number, u.ID, string(covered), db.Micros(tx.Now())); err != nil {
		return err
	}
	if err := m.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "threatmap.photo.publish", Kind: releaseKind, ID: v.ID, Version: 1,
		Place: rep.Place, Org: rep.Org, Justification: why}); err != nil {
		return err
	}
	return m.markPhoto(tx, rep, photo, true, why)
}

// withdrawPhoto takes the public version of a photo back inside, where it stays as history.
func (m *Map) withdrawPhoto(tx *db.Tx, rep Report, photo, why string) error {
	all, err := releasesOf(tx, photo)
	if err != nil {
		return err
	}
	for _, v := range all {
		if !v.WithdrawnAt.IsZero() {
			continue
		}
		if _, err := tx.Exec("UPDATE photo_release SET withdrawn_at = $2, version = version + 1 WHERE id = $1", v.ID, db.Micros(tx.Now())); err != nil {
			return err
		}
		if err := m.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "threatmap.photo.hide", Kind: releaseKind, ID: v.ID, Version: v.Version + 1,
			Place: rep.Place, Org: rep.Org, Justification: why}); err != nil {
			return err
		}
		f, err := document.Get(tx, v.File)
		if err != nil {
			return err
		}
		if err := m.Archive.Show(tx, f.ID, f.Version, document.Inside, why); err != nil {
			return err
		}
	}
	return nil
}

// eraseReleases removes what was ever published of a photo.
func (m *Map) eraseReleases(tx *db.Tx, rep Report, photo, reason string) error {
	all, err := releasesOf(tx, photo)
	if err != nil {
		return err
	}
	for _, v := range all {
		if _, err := m.Archive.Remove(tx, v.File, reason); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM photo_release WHERE id = $1", v.ID); err != nil {
			return err
		}
		if err := m.Log.Record(tx, audit.Entry{Operation: audit.Erasure, Action: "threatmap.photo.erased", Kind: releaseKind, ID: v.ID, Place: rep.Place, Org: rep.Org, Justification: reason}); err != nil {
			return err
		}
	}
	return nil
}
