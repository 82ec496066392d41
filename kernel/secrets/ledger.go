package secrets

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"reeve/kernel/db"
)

// ledger is the file of erasures: a JSON object a line, only ever appended to.
type ledger struct {
	mu   sync.Mutex
	file string
	read int64           // bytes of whole lines read so far
	have map[string]bool // hashes in those lines
	last int64           // the latest instant in those lines
}

// late is how much later than the instant in its row an erasure can become visible.
const late = time.Hour

// SyncLedger appends to DIR/erasures.jsonl what the database has and the file has not, and flushes it. Called
// after the commit of an erasure and at start. Several processes may do so at once.
func (k *Keys) SyncLedger(ctx context.Context, d *db.DB) error {
	l := &k.ledger
	l.mu.Lock()
	defer l.mu.Unlock()
	f, err := os.OpenFile(l.file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("erasure ledger: %w", err)
	}
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil { // ends when f is closed
		return fmt.Errorf("erasure ledger: %w", err)
	}
	if _, err := l.catchUp(f); err != nil {
		return err
	}
	since := time.Time{}
	if l.last > 0 {
		since = db.Time(l.last).Add(-late)
	}
	var missing bytes.Buffer
	err = d.Read(ctx, func(s *db.Snapshot) error {
		all, err := k.Erasures(s, since)
		for _, e := range all {
			if !l.have[e.Hash] {
				line, err := json.Marshal(e)
				if err != nil {
					return err
				}
				missing.Write(append(line, '\n'))
			}
		}
		return err
	})
	if err != nil || missing.Len() == 0 {
		return err
	}
	// What follows the last whole line was cut off by a crash before it was flushed; it is written anew.
	if err := f.Truncate(l.read); err != nil {
		return fmt.Errorf("erasure ledger: %w", err)
	}
	if _, err := f.WriteAt(missing.Bytes(), l.read); err != nil {
		return fmt.Errorf("erasure ledger: %w", err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("erasure ledger: %w", err)
	}
	if err := flushFolder(filepath.Dir(l.file)); err != nil {
		return fmt.Errorf("erasure ledger: %w", err)
	}
	_, err = l.catchUp(f)
	return err
}

// Ledger reads DIR/erasures.jsonl whole, for [Keys.ReplayLedger]. A damaged line is an error that names it.
func (k *Keys) Ledger() ([]Erasure, error) {
	f, err := os.Open(k.ledger.file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("erasure ledger: %w", err)
	}
	defer f.Close()
	whole := ledger{file: k.ledger.file}
	return whole.catchUp(f)
}

// catchUp reads the whole lines that came since the last time.
func (l *ledger) catchUp(f *os.File) ([]Erasure, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("erasure ledger: %w", err)
	}
	if l.have == nil || info.Size() < l.read {
		l.read, l.have, l.last = 0, map[string]bool{}, 0 // first time, or the file was replaced by another
	}
	text, err := io.ReadAll(io.NewSectionReader(f, l.read, info.Size()-l.read))
	if err != nil {
		return nil, fmt.Errorf("erasure ledger: %w", err)
	}
	entries, used, err := parseLedger(text)
	if err != nil {
		return nil, fmt.Errorf("erasure ledger %s: %w", l.file, err)
	}
	for _, e := range entries {
		l.have[e.Hash] = true
		l.last = max(l.last, e.At)
	}
	l.read += int64(used)
	return entries, nil
}

// parseLedger reads whole lines and tells how many bytes they were; a torn last line is left out.
func parseLedger(text []byte) (entries []Erasure, used int, err error) {
	for n := 1; ; n++ {
		end := bytes.IndexByte(text[used:], '\n')
		if end < 0 {
			return entries, used, nil
		}
		line := text[used : used+end]
		used += end + 1
		var e Erasure
		if err := json.Unmarshal(line, &e); err != nil {
			return nil, 0, fmt.Errorf("line %d is damaged: %w", n, err)
		}
		if e.Hash != e.digest() {
			return nil, 0, fmt.Errorf("line %d is damaged: its hash does not fit", n)
		}
		entries = append(entries, e)
	}
}

// ParseLedger reads a ledger that came with a backup.
func ParseLedger(text []byte) ([]Erasure, error) {
	entries, _, err := parseLedger(text)
	return entries, err
}
