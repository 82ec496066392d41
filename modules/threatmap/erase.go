package threatmap

import (
	"context"
	"errors"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/process"
	"reeve/kernel/web"
)

// How long what residents gave is kept (threat map, retention): contact from the filing, photos and texts from
// the closing of the report.
const (
	keepContact = 365 * 24 * time.Hour
	keepPhotos  = 365 * 24 * time.Hour
	keepTexts   = 5 * 365 * 24 * time.Hour
)

// EraseInput is the body of POST /api/v1/desk/reports/{ref}/erase.
type EraseInput struct {
	Reason string `json:"reason" required:"true"`
}

// Erased is the answer: a tombstone stays.
type Erased struct {
	Ref      string    `json:"ref"`
	ErasedAt time.Time `json:"erased_at"`
}

// eraseAPI erases one report: its content is unreadable from then on, in backups too, and the page says that it
// existed and was erased.
func (m *Map) eraseAPI(r *web.Request, in EraseInput) (Erased, error) {
	if in.Reason == "" {
		return Erased{}, errs.Bad("reason", "threatmap.reason_missing")
	}
	out, err := web.Write(r, func(tx *db.Tx) (Erased, error) {
		rep, err := byRef(tx, r.PathValue("ref"))
		if err != nil {
			return Erased{}, err
		}
		i, err := process.Load(tx, rep.ID)
		if err != nil {
			return Erased{}, err
		}
		if err := r.Allowed("threatmap.report.erase", m.resource(rep, i)); err != nil {
			return Erased{}, err
		}
		return Erased{Ref: rep.Ref, ErasedAt: tx.Now()}, m.erase(tx, rep, in.Reason)
	})
	if err == nil {
		err = m.Keys.SyncLedger(r.Context(), m.DB)
	}
	return out, err
}

// erase ends a report's data keys, photos and public side. What stays is the tombstone: reference, category,
// community, state and dates.
func (m *Map) erase(tx *db.Tx, rep Report, reason string) error {
	if !rep.ErasedAt.IsZero() {
		return nil
	}
	if err := m.eraseContact(tx, &rep, reason); err != nil {
		return err
	}
	if err := m.erasePhotos(tx, rep, reason); err != nil {
		return err
	}
	if err := m.Keys.Erase(tx, rep.ID, Kind, reason); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE report SET erased_at = $2, publication = 'hidden', lat = 0, lon = 0, pub_lat = NULL, pub_lon = NULL, pub_precision_m = NULL, zone = NULL, review = '', moderation = 0, held_reason = '',
		key_hash = NULL, contact_erased = $2, photos_erased = $2, version = version + 1 WHERE id = $1`, rep.ID, db.Micros(tx.Now())); err != nil {
		return err
	}
	if err := m.Process.End(tx, rep.ID); err != nil {
		return err
	}
	if err := m.releaseAll(tx, rep); err != nil {
		return err
	}
	return m.recordErasure(tx, rep, "threatmap.report.erased", reason)
}

func (m *Map) recordErasure(tx *db.Tx, rep Report, action, reason string) error {
	return m.Log.Record(tx, audit.Entry{Operation: audit.Erasure, Action: action, Kind: Kind, ID: rep.ID, Place: rep.Place, Org: rep.Org, Justification: reason})
}

func (m *Map) eraseContact(tx *db.Tx, rep *Report, reason string) error {
	if rep.Contact == nil {
		return nil
	}
	return m.Keys.Erase(tx, contactKey(rep.ID), Kind+".contact", reason)
}

func (m *Map) erasePhotos(tx *db.Tx, rep Report, reason string) error {
	photos, err := photosOf(tx, rep.ID)
	if err != nil {
		return err
	}
	for _, p := range photos {
		if err := m.eraseReleases(tx, rep, p.ID, reason); err != nil {
			return err
		}
		if _, err := m.Archive.Remove(tx, p.File, reason); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM report_photo WHERE id = $1", p.ID); err != nil {
			return err
		}
		if err := m.Log.Record(tx, audit.Entry{Operation: audit.Erasure, Action: "threatmap.photo.erased", Kind: "threatmap.photo", ID: p.ID, Place: rep.Place, Org: rep.Org, Justification: reason}); err != nil {
			return err
		}
	}
	return nil
}

// Retain erases what has been kept long enough: contact data, photos, and at last the whole report. At most 200
// reports of each kind at a time; it is called again and again.
func (m *Map) Retain(ctx context.Context, now time.Time) error {
	var all []error
	for _, what := range []struct {
		query  string
		before time.Time
		do     func(tx *db.Tx, rep Report) error
	}{
		{"SELECT r.id FROM report r WHERE r.contact IS NOT NULL AND r.contact_erased IS NULL AND r.filed_at < $1 LIMIT 200", now.Add(-keepContact), m.retireContact},
		{`SELECT r.id FROM report r JOIN process_instance i ON i.id = r.id WHERE r.photos_erased IS NULL AND i.closed_at < $1
			AND EXISTS (SELECT 1 FROM report_photo p WHERE p.report = r.id) LIMIT 200`, now.Add(-keepPhotos), m.retirePhotos},
		{"SELECT r.id FROM report r JOIN process_instance i ON i.id = r.id WHERE r.erased_at IS NULL AND i.closed_at < $1 LIMIT 200", now.Add(-keepTexts),
			func(tx *db.Tx, rep Report) error { return m.erase(tx, rep, "retention") }},
	} {
		var due []string
		if err := m.DB.Read(ctx, func(s *db.Snapshot) (err error) {
			due, err = db.Strings(s, what.query, db.Micros(what.before))
			return err
		}); err != nil {
			return err
		}
		for _, report := range due {
			all = append(all, m.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
				rep, err := byID(tx, report)
				if err != nil {
					return err
				}
				return what.do(tx, rep)
			}))
		}
	}
	return errors.Join(all...)
}

func (m *Map) retireContact(tx *db.Tx, rep Report) error {
	if err := m.eraseContact(tx, &rep, "retention"); err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE report SET contact_erased = $2, version = version + 1 WHERE id = $1", rep.ID, db.Micros(tx.Now())); err != nil {
		return err
	}
	return m.recordErasure(tx, rep, "threatmap.contact.erased", "retention")
}

func (m *Map) retirePhotos(tx *db.Tx, rep Report) error {
	if err := m.erasePhotos(tx, rep, "retention"); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE report SET photos_erased = $2, review = CASE WHEN review LIKE '%text%' THEN 'text' ELSE '' END,
		moderation = CASE WHEN publication = 'held' OR (publication = 'public' AND review LIKE '%text%') THEN 1 ELSE 0 END,
		version = version + 1 WHERE id = $1`, rep.ID, db.Micros(tx.Now())); err != nil {
		return err
	}
	return m.recordErasure(tx, rep, "threatmap.photos.erased", "retention")
}
