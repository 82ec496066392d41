package threatmap

import (
	"database/sql"
	"errors"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/document"
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

// showPhotos publishes or hides one photo of a report, or all when only is empty.
func (m *Map) showPhotos(tx *db.Tx, rep Report, only string, public bool, why string) error {
	photos, err := photosOf(tx, rep.ID)
	if err != nil {
		return err
	}
	for _, p := range photos {
		if p.Published == public || only != "" && p.ID != only {
			continue
		}
		if _, err := tx.Exec("UPDATE report_photo SET published = $2, version = version + 1 WHERE id = $1", p.ID, public); err != nil {
			return err
		}
		f, err := document.Get(tx, p.File)
		if err != nil {
			return err
		}
		visibility := document.Inside
		if public {
			visibility = document.Public
		}
		if err := m.Archive.Show(tx, f.ID, f.Version, visibility, why); err != nil {
			return err
		}
		action := "threatmap.photo.hide"
		if public {
			action = "threatmap.photo.publish"
		}
		if err := m.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: "threatmap.photo", ID: p.ID, Place: rep.Place, Org: rep.Org, Justification: why}); err != nil {
			return err
		}
	}
	return nil
}
