package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// checkpoint is a row of log_checkpoint. at is the instant of the newest entry it covers.
type checkpoint struct {
	size, at, epoch int64
	root            []byte
	note            string
}

const checkpointColumns = "size, root, at, epoch, note"

func scanCheckpoint(scan db.Scan) (c checkpoint, err error) {
	err = scan(&c.size, &c.root, &c.at, &c.epoch, &c.note)
	return c, err
}

// newest is the last checkpoint, zero if there is none.
func newest(r db.Reader) (checkpoint, error) {
	c, err := scanCheckpoint(r.QueryRow("SELECT " + checkpointColumns + " FROM log_checkpoint ORDER BY size DESC LIMIT 1").Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return checkpoint{}, nil
	}
	return c, err
}

// sign stores the checkpoint of a tree (C2SP tlog-checkpoint) and now and then prunes old ones.
func (l *Log) sign(tx *db.Tx, t *tree, at int64) error {
	epoch, err := epochNow(tx)
	if err != nil {
		return err
	}
	root := t.root()
	text := torchwood.Checkpoint{Origin: origin(l.o.Origin, epoch), Tree: tlog.Tree{N: t.size, Hash: root}}.String()
	signed, err := note.Sign(&note.Note{Text: text}, l.o.Signer)
	if err != nil {
		return err
	}
	if _, err := tx.Exec("INSERT INTO log_checkpoint ("+checkpointColumns+") VALUES ($1, $2, $3, $4, $5)",
		t.size, root[:], at, epoch, string(signed)); err != nil {
		return err
	}
	if l.signed++; l.signed < pruneEvery {
		return nil
	}
	l.signed = 0
	return l.prune(tx)
}

const (
	keepNewest = 1000 // checkpoints kept whatever their age; of older ones the last of each hour
	pruneEvery = 500
)

func (l *Log) prune(tx *db.Tx) error {
	var limit int64
	err := tx.QueryRow("SELECT size FROM log_checkpoint ORDER BY size DESC LIMIT 1 OFFSET $1", keepNewest-1).Scan(&limit)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(`DELETE FROM log_checkpoint WHERE size < $1 AND size >= $2 AND size NOT IN (
		SELECT MAX(size) FROM log_checkpoint WHERE size >= $2 GROUP BY epoch, at / 3600000000)`, limit, l.pruned)
	l.pruned = limit
	return err
}

// Checkpoint is the newest signed checkpoint and the size it covers; NotFound while the log is empty.
func (l *Log) Checkpoint(ctx context.Context) (signed []byte, size int64, err error) {
	err = l.d.Read(ctx, func(s *db.Snapshot) error {
		c, err := newest(s)
		if err == nil && c.size == 0 {
			err = errs.New(errs.NotFound, "audit.empty")
		}
		signed, size = []byte(c.note), c.size
		return err
	})
	return signed, size, err
}

// WaitNumbered waits until an entry has its number and gives it with a checkpoint that covers it. The entry's
// transaction must be committed. On SQLite that is at once.
func (l *Log) WaitNumbered(ctx context.Context, entryID string) (seq int64, signed []byte, err error) {
	for wait := 2 * time.Millisecond; ; wait = min(2*wait, 50*time.Millisecond) {
		l.mu.Lock()
		numbered := l.numbered
		l.mu.Unlock()
		err := l.d.Read(ctx, func(s *db.Snapshot) error {
			err := s.QueryRow("SELECT COALESCE(seq, 0) FROM audit_entry WHERE id = $1", entryID).Scan(&seq)
			if errors.Is(err, sql.ErrNoRows) {
				return errs.New(errs.NotFound, "audit.no_entry", "id", entryID)
			}
			if err != nil || seq == 0 {
				return err
			}
			c, err := newest(s)
			signed = []byte(c.note)
			return err
		})
		if err != nil {
			return 0, nil, err
		}
		if seq > 0 {
			return seq, signed, nil
		}
		select {
		case <-numbered: // by this process; the commit may be a moment away
		case <-time.After(wait): // by another
		case <-ctx.Done():
			return 0, nil, ctx.Err()
		}
	}
}

// hole names an entry that is not there.
func hole(seq int64) string { return fmt.Sprintf("seq %d", seq) }
