package document

import (
	"context"
	"errors"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// Show changes who may see a file and its preview. A file stored plain stays public. base is the version
// the change was decided on; another one is a Conflict.
func (a *Archive) Show(tx *db.Tx, id string, base int64, v Visibility, why string) error {
	f, err := Get(tx, id)
	if err != nil {
		return err
	}
	if f.Version != base {
		return changed(f)
	}
	if v.rank() == 0 || v != Public && !f.Sealed() {
		return errors.New("document: a file stored plain can only be public")
	}
	if _, err := tx.Exec("UPDATE file SET visibility = $1, version = $2 WHERE id = $3", string(v), f.Version+1, id); err != nil {
		return err
	}
	if err := a.record(tx, audit.Alteration, "document.show", id, f.Version+1, why); err != nil {
		return err
	}
	return a.each(tx, id, func(preview File) error { return a.Show(tx, preview.ID, preview.Version, v, why) })
}

// Remove deletes the row of a file and of its preview and erases their keys, with an entry each in the
// erasure ledger and in the audit log. After the commit the caller syncs the ledger; [Archive.Collect], as
// a job, or the next [Archive.Sweep] removes bytes that nothing refers to any more. It gives the digests
// for Collect.
func (a *Archive) Remove(tx *db.Tx, id, reason string) (digests []string, err error) {
	f, err := Get(tx, id)
	if err != nil {
		return nil, err
	}
	digests = append(digests, f.Digest)
	err = a.each(tx, id, func(preview File) error {
		more, err := a.Remove(tx, preview.ID, reason)
		digests = append(digests, more...)
		return err
	})
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec("DELETE FROM file WHERE id = $1", id); err != nil {
		return nil, err
	}
	if err := a.keys.Erase(tx, id, Kind, reason); err != nil {
		return nil, err
	}
	return digests, a.record(tx, audit.Erasure, "document.remove", id, f.Version+1, reason)
}

// Erased removes again what a restored database still had of a file in the erasure ledger; a file that is
// not there is no error. The caller has replayed the ledger's keys.
func (a *Archive) Erased(tx *db.Tx, id, reason string) error {
	_, err := a.Remove(tx, id, reason)
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	return err
}

func (a *Archive) each(tx *db.Tx, id string, fn func(preview File) error) error {
	previews, err := Of(tx, Kind, id)
	for i := 0; i < len(previews) && err == nil; i++ {
		err = fn(previews[i])
	}
	return err
}

// Collect removes the bytes of a blob that no row refers to, unless it is younger than [Grace]; it tells
// whether it did. It may be called at any time and again.
func (a *Archive) Collect(ctx context.Context, now time.Time, digest string) (bool, error) {
	var rows int
	err := a.d.Read(ctx, func(s *db.Snapshot) error {
		return s.QueryRow("SELECT count(*) FROM file WHERE digest = $1", digest).Scan(&rows)
	})
	if err != nil || rows > 0 {
		return false, err
	}
	return a.store.Delete(ctx, digest, now.Add(-Grace))
}

// Sweep removes all blobs that no row refers to and that are older than [Grace], and what crashes left of
// unfinished uploads. It gives how many blobs it removed. A daily job.
func (a *Archive) Sweep(ctx context.Context, now time.Time) (removed int, err error) {
	err = a.store.Old(ctx, now.Add(-Grace), func(digest string) error {
		gone, err := a.Collect(ctx, now, digest)
		if gone {
			removed++
		}
		return err
	})
	return removed, err
}
