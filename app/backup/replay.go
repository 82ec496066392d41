package backup

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/mod/sumdb/note"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/secrets"
)

// signerFits refuses a key that did not sign the copy's last checkpoint: the log could not be verified with it.
func (w *restoring) signerFits() error {
	if w.head.Checkpoint == "" {
		return nil
	}
	if _, err := note.Open([]byte(w.head.Checkpoint), note.VerifierList(w.signer.Verifier())); err != nil {
		return errs.Wrap(err, errs.Invalid, "backup.wrong_key", "file", "log.key")
	}
	return nil
}

// replay erases again what the copy still holds, and begins the new epoch.
func (w *restoring) replay() error {
	last := w.o.Checkpoint
	if last == "" {
		last = w.head.Checkpoint
	}
	archive := document.NewArchive(w.d, w.store, w.keys, w.log)
	return w.d.Write(w.ctx, db.System(), func(tx *db.Tx) (err error) {
		w.removed, w.Erased = nil, 0
		if w.Epoch, err = w.log.OpenEpoch(tx, w.o.Reason, w.o.Operator, last); err != nil {
			return err
		}
		erase := func(entries []secrets.Erasure) error {
			for _, e := range entries {
				if err := w.erase(tx, archive, e); err != nil {
					return err
				}
			}
			w.Erased += len(entries)
			return nil
		}
		if err := erase(w.fresh); err != nil {
			return err
		}
		for _, file := range w.ledgers() {
			if err := readLedger(file, func(entries []secrets.Erasure) error {
				fresh, err := w.keys.ReplayLedger(tx, entries)
				if err != nil {
					return err
				}
				return erase(fresh)
			}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *restoring) ledgers() (all []string) {
	own := filepath.Join(w.o.Dir, "erasures.jsonl")
	if _, err := os.Stat(own); err == nil {
		all = append(all, own)
	}
	if w.o.Ledger != "" {
		all = append(all, w.o.Ledger)
	}
	return all
}

// erase finishes an erasure whose key is deleted already.
func (w *restoring) erase(tx *db.Tx, archive *document.Archive, e secrets.Erasure) error {
	if e.Kind == document.Kind {
		digests, err := archive.Remove(tx, e.Record, e.Reason)
		if err != nil && errs.KindOf(err) != errs.NotFound { // a preview goes with its photo
			return err
		}
		w.removed = append(w.removed, digests...)
		return nil
	}
	if w.o.Erased == nil {
		return nil
	}
	return w.o.Erased(tx, w.log, w.keys, e)
}

// removeBytes deletes the bytes of erased documents. They were put a moment ago, so nothing younger is spared.
func (w *restoring) removeBytes() error {
	for _, digest := range w.removed {
		var rows int
		err := w.d.Read(w.ctx, func(s *db.Snapshot) error {
			return s.QueryRow("SELECT COUNT(*) FROM file WHERE digest = $1", digest).Scan(&rows)
		})
		if err != nil {
			return err
		}
		if rows > 0 {
			continue
		}
		if _, err := w.store.Delete(w.ctx, digest, time.Now().AddDate(100, 0, 0)); err != nil {
			return err
		}
	}
	return nil
}

// stalled is how long entries may wait for their numbers while none gets one.
const stalled = 30 * time.Second

// number lets all entries have their number before the verification; on SQLite they have it.
func (w *restoring) number() error {
	ctx, cancel := context.WithCancel(w.ctx)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- w.log.Run(ctx) }()
	before, since := -1, time.Now()
	for {
		var waiting int
		err := w.d.Read(ctx, func(s *db.Snapshot) error {
			return s.QueryRow("SELECT COUNT(*) FROM audit_entry WHERE seq IS NULL").Scan(&waiting)
		})
		if waiting != before {
			before, since = waiting, time.Now()
		}
		if err == nil && waiting > 0 && time.Since(since) > stalled {
			err = w.log.Healthy(ctx)
		}
		if err != nil || waiting == 0 {
			cancel()
			return errors.Join(err, <-ended)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// writeLedger brings the folder's ledger up to what the database now knows.
func (w *restoring) writeLedger() error { return w.keys.SyncLedger(w.ctx, w.d) }

// batch gathers lines of a ledger and takes them many at a time.
type batch struct {
	text []byte
	n    int
	take func(entries []secrets.Erasure) error
}

func (b *batch) add(line []byte) error {
	b.text = append(b.text, line...)
	if b.n++; b.n < 1000 {
		return nil
	}
	return b.flush()
}

func (b *batch) flush() error {
	entries, err := secrets.ParseLedger(b.text)
	if err != nil {
		return errs.Wrap(err, errs.Invalid, "backup.ledger")
	}
	b.text, b.n = b.text[:0], 0
	if len(entries) == 0 {
		return nil
	}
	return b.take(entries)
}

// readLedger reads a ledger's whole lines; a last line without its newline was never acknowledged.
func readLedger(file string, take func(entries []secrets.Erasure) error) error {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return errs.Wrap(err, errs.Invalid, "backup.ledger_missing", "file", file)
	}
	if err != nil {
		return err
	}
	defer f.Close()
	r, b := bufio.NewReader(f), batch{take: take}
	for {
		line, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return b.flush()
		}
		if err != nil {
			return err
		}
		if err := b.add(line); err != nil {
			return err
		}
	}
}
