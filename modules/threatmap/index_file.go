package threatmap

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"reeve/kernel/db"
	"reeve/modules/threatmap/atlas"
)

// The index is saved in the data folder, so that a start needs not read all reports. What is saved is published,
// and no more; the file can be deleted at any time.

// worthSaving is how many reports an index has at least when it is saved; fewer are read from the database as quickly.
const worthSaving = 5000

// Origin tells where the reports came from at the start: file or database.
func (ix *Index) Origin() string { return ix.origin }

// mark says for which log and up to which number of its feed a file stands.
type mark struct {
	Seq        int64  `json:"seq"`
	Commitment []byte `json:"commitment"` // of the entry with that number: another log has another one
}

var errOtherLog = errors.New("the file stands for another log")

func (ix *Index) file() string { return filepath.Join(ix.m.Dir, "cache", "reports.index") }

// Load fills the index: from the file where it fits the log, else from the database.
func (ix *Index) Load(ctx context.Context) error {
	ix.catching.Lock()
	start := time.Now()
	ix.origin = "file"
	err := ix.restore(ctx)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			slog.Warn("index of reports: the saved file is not used", "error", err)
		}
		ix.origin = "database"
		if ix.seq, err = ix.fill(ctx); err == nil {
			ix.changes = ix.atlas.Len()
		}
	}
	n, seq := ix.atlas.Len(), ix.seq
	ix.catching.Unlock()
	if err != nil {
		return err
	}
	if n >= ix.SaveFrom {
		slog.Info("index of reports", "reports", n, "from", ix.origin, "feed", seq, "seconds", time.Since(start).Seconds())
	}
	ix.locate(ix.m.Places.Snapshot())
	return ix.CatchUp(ctx)
}

func (ix *Index) restore(ctx context.Context) error {
	f, err := os.Open(ix.file())
	if err != nil {
		return err
	}
	defer f.Close()
	var at mark
	err = ix.atlas.Read(f, func(raw []byte) error {
		if err := json.Unmarshal(raw, &at); err != nil {
			return atlas.ErrBroken
		}
		now, err := ix.markAt(ctx, at.Seq)
		if err == nil && (at.Seq == 0 || !bytes.Equal(now.Commitment, at.Commitment)) {
			err = errOtherLog
		}
		return err
	})
	if err == nil {
		ix.seq, ix.changes = at.Seq, 0
	}
	return err
}

// markAt reads what the log holds at a number.
func (ix *Index) markAt(ctx context.Context, seq int64) (at mark, err error) {
	at.Seq = seq
	err = ix.m.DB.Read(ctx, func(s *db.Snapshot) error {
		all, err := db.All(s, func(scan db.Scan) (b []byte, err error) { return b, scan(&b) }, "SELECT commitment FROM audit_entry WHERE seq = $1", seq)
		if len(all) > 0 {
			at.Commitment = all[0]
		}
		return err
	})
	return at, err
}

// Save writes the file when anything has changed since it was last written: the index as it is when writing begins,
// while the feed goes on.
func (ix *Index) Save(ctx context.Context) error {
	ix.saving.Lock()
	defer ix.saving.Unlock()
	held, seq, changes, erasures := ix.hold()
	if held == nil {
		return nil
	}
	defer held.Release()
	at, err := ix.markAt(ctx, seq)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(at)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(ix.file()), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(ix.file()), "reports.index-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone already when all went well
	out := bufio.NewWriterSize(f, 1<<20)
	if err := errors.Join(held.Write(out, raw), out.Flush(), f.Close()); err != nil {
		return err
	}
	ix.catching.Lock()
	defer ix.catching.Unlock()
	if ix.erasures != erasures { // it holds what was erased since
		return nil
	}
	if err := os.Rename(f.Name(), ix.file()); err != nil {
		return err
	}
	ix.changes -= changes
	return nil
}

// hold keeps the index for a file, with the number of the feed, the changes since the last file and the erasures so
// far; nil where no file is worth while.
func (ix *Index) hold() (held *atlas.Held, seq int64, changes, erasures int) {
	ix.catching.Lock()
	defer ix.catching.Unlock()
	if ix.changes == 0 || ix.seq == 0 || ix.atlas.Len() < ix.SaveFrom {
		return nil, 0, 0, 0
	}
	return ix.atlas.Hold(), ix.seq, ix.changes, ix.erasures
}

// keepEvery is how often the file is written while the program runs: after a crash only what came later is read
// from the database.
const keepEvery = time.Hour

// Keep writes the file now and then until the context ends.
func (ix *Index) Keep(ctx context.Context) error {
	tick := time.NewTicker(keepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := ix.Save(ctx); err != nil && ctx.Err() == nil {
				slog.Warn("index of reports: not saved", "error", err)
			}
		}
	}
}

// forget deletes the file.
func (ix *Index) forget() {
	if err := os.Remove(ix.file()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		slog.Warn("index of reports: the saved file cannot be deleted", "error", err)
	}
	ix.changes = max(ix.changes, 1)
	ix.erasures++
}
