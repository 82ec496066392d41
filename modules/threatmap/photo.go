package threatmap

import (
	"database/sql"
	"errors"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// photoRow is one photo of a report. ID is a ref, for it is public with the photo; File is never public.
type photoRow struct {
	ID, File  string
	Published bool
	Position  int
}

func photosOf(q db.Reader, report string) ([]photoRow, error) {
	return db.All(q, func(scan db.Scan) (p photoRow, err error) {
		return p, scan(&p.ID, &p.File, &p.Published, &p.Position)
	}, "SELECT id, file, published, position FROM report_photo WHERE report = $1 ORDER BY position", report)
}

// photoFile is the file of a photo.
func photoFile(q db.Reader, photo string) (file string, err error) {
	err = q.QueryRow("SELECT file FROM report_photo WHERE id = $1", photo).Scan(&file)
	if errors.Is(err, sql.ErrNoRows) {
		return "", errs.New(errs.NotFound, "document.not_found")
	}
	return file, err
}

func countPhotos(q db.Reader, report string) (n int, err error) {
	err = q.QueryRow("SELECT count(*) FROM report_photo WHERE report = $1", report).Scan(&n)
	return n, err
}

func hasPhoto(q db.Reader, report, photo string) (bool, error) {
	var n int
	err := q.QueryRow("SELECT count(*) FROM report_photo WHERE report = $1 AND id = $2", report, photo).Scan(&n)
	return n > 0, err
}

// hidePhotos takes one photo of a report back from the public, or all when only is empty.
func (m *Map) hidePhotos(tx *db.Tx, rep Report, only, why string) error {
	photos, err := photosOf(tx, rep.ID)
	if err != nil {
		return err
	}
	for _, p := range photos {
		if !p.Published || only != "" && p.ID != only {
			continue
		}
		if err := m.withdrawPhoto(tx, rep, p.ID, why); err != nil {
			return err
		}
		if err := m.markPhoto(tx, rep, p.ID, false, why); err != nil {
			return err
		}
	}
	return nil
}

// markPhoto notes whether a version of a photo is public.
func (m *Map) markPhoto(tx *db.Tx, rep Report, photo string, public bool, why string) error {
	if _, err := tx.Exec("UPDATE report_photo SET published = $2, version = version + 1 WHERE id = $1", photo, public); err != nil {
		return err
	}
	action := "threatmap.photo.hide"
	if public {
		action = "threatmap.photo.publish"
	}
	return m.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: "threatmap.photo", ID: photo, Place: rep.Place, Org: rep.Org, Justification: why})
}

// unseen tells whether a report has a photo of which no version was ever public.
func unseen(q db.Reader, report string) (bool, error) {
	var n int
	err := q.QueryRow(`SELECT count(*) FROM report_photo p WHERE p.report = $1
		AND NOT EXISTS (SELECT 1 FROM photo_release v WHERE v.photo = p.id)`, report).Scan(&n)
	return n > 0, err
}
