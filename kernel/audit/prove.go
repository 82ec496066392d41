package audit

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// Epoch is the epoch of the log, 1 until something was restored.
func Epoch(r db.Reader) (int64, error) { return epochNow(r) }

// EpochOf is the epoch in which an entry got its number.
func EpochOf(r db.Reader, seq int64) (epoch int64, err error) {
	err = r.QueryRow(`SELECT COALESCE(MAX(CAST(record AS BIGINT)), 1) FROM audit_entry WHERE kind = 'log_epoch' AND seq <= $1`, seq).Scan(&epoch)
	return epoch, err
}

// EpochStart is how many entries the log had when an epoch began; 0 for the first.
func EpochStart(r db.Reader, epoch string) (size int64, err error) {
	err = r.QueryRow("SELECT COALESCE(MIN(seq), 1) - 1 FROM audit_entry WHERE kind = 'log_epoch' AND record = $1", epoch).Scan(&size)
	return size, err
}

// Place is where an entry stands in the log; Seq is 0 while it has no number.
type Place struct {
	Seq        int64
	Commitment []byte
}

// PlaceOf finds the first entry of a record, that of its making.
func PlaceOf(r db.Reader, kind, record string) (p Place, err error) {
	err = r.QueryRow("SELECT COALESCE(seq, 0), commitment FROM audit_entry WHERE kind = $1 AND record = $2 ORDER BY seq LIMIT 1", kind, record).Scan(&p.Seq, &p.Commitment)
	if errors.Is(err, sql.ErrNoRows) {
		err = errs.New(errs.NotFound, "audit.no_entry", "id", record)
	}
	return p, err
}

// hashReader reads the log's hashes in a reading view.
func (l *Log) hashReader(r db.Reader) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) { return readHashes(r, l.hashes, indexes) })
}

// Newest is the newest signed checkpoint in a reading view and the size it covers; nothing and 0 while the log is empty.
func (l *Log) Newest(r db.Reader) (signed []byte, size int64, err error) {
	c, err := newest(r)
	return []byte(c.note), c.size, err
}

// Consistency proves that the log of size before is the beginning of the log of size now (RFC 6962 section 2.1.2);
// empty where there is nothing to prove.
func (l *Log) Consistency(r db.Reader, now, before int64) (tlog.TreeProof, error) {
	if before <= 0 || before >= now {
		return nil, nil
	}
	return tlog.ProveTree(now, before, l.hashReader(r))
}

// Root is the hash of the log's first size entries.
func (l *Log) Root(r db.Reader, size int64) (tlog.Hash, error) { return Root(r, size) }

// Root is the hash of the first size entries of the log in a database, from its stored hashes: Verify tells whether those hold.
func Root(r db.Reader, size int64) (tlog.Hash, error) {
	texts := newHashTexts()
	return tlog.TreeHash(size, tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) { return readHashes(r, texts, indexes) }))
}

// Prove gives a C2SP tlog-proof of the entry with a number: its place, the path to the root and the newest checkpoint,
// with further signatures of it if add gives any.
func (l *Log) Prove(r db.Reader, seq int64, add func(signed []byte) []byte) (proof []byte, err error) {
	c, err := newest(r)
	if err != nil {
		return nil, err
	}
	if seq < 1 || seq > c.size {
		return nil, errs.New(errs.NotFound, "audit.no_entry", "id", seq)
	}
	return l.ProveAt(r, seq, c.size, []byte(c.note), add)
}

// ProveAt is Prove against a checkpoint of an earlier size.
func (l *Log) ProveAt(r db.Reader, seq, size int64, signed []byte, add func(signed []byte) []byte) (proof []byte, err error) {
	p, err := tlog.ProveRecord(size, seq-1, l.hashReader(r))
	if err != nil {
		return nil, err
	}
	if add != nil {
		signed = add(signed)
	}
	return torchwood.FormatProof(seq-1, p, signed), nil
}

// Await waits until the entries that a committed transaction wrote have their numbers, entry being the last of them, and
// then reads.
func (l *Log) Await(ctx context.Context, entry string, read func(s *db.Snapshot) error) error {
	if l.d.Engine() == db.Postgres {
		if _, _, err := l.WaitNumbered(ctx, entry); err != nil {
			return err
		}
	}
	return l.d.Read(ctx, read)
}

// Act is an entry of a record with its body as it was written, for those who must check it elsewhere.
type Act struct {
	Seq        int64
	Body       []byte // nil when its retention is over
	Commitment []byte
}

// Acts are the numbered entries of a record that changed or moved it, oldest first; consultations are nobody else's matter.
func Acts(r db.Reader, kind, record string) ([]Act, error) {
	return db.All(r, func(scan db.Scan) (a Act, err error) {
		err = scan(&a.Seq, &a.Body, &a.Commitment)
		return
	}, "SELECT seq, body, commitment FROM audit_entry WHERE kind = $1 AND record = $2 AND seq IS NOT NULL AND operation <> 'consultation' ORDER BY seq", kind, record)
}

// ReadAct reads the body of an entry that came from elsewhere and compares it with its commitment.
func ReadAct(raw, commitment []byte) (Entry, time.Time, error) {
	var b body
	if string(commit(raw)) != string(commitment) {
		return Entry{}, time.Time{}, errs.New(errs.Conflict, "audit.fault.changed", "table", "audit_entry", "row", "", "column", "body", "detail", "")
	}
	if err := json.Unmarshal(raw, &b); err != nil {
		return Entry{}, time.Time{}, err
	}
	return Entry{Operation: b.Operation, Action: b.Action, Kind: b.Kind, ID: b.Record, Version: b.Version, Org: b.Org, Justification: b.Justification}, db.Time(b.At), nil
}

// FetchProof makes a C2SP tlog-proof of the entry with an index (from 0) from a log served at url, whose key is known.
// Against what checkpoint it is, the caller says, or else it is the newest.
func FetchProof(ctx context.Context, client *http.Client, url, key string, index int64, signed []byte) (proof []byte, err error) {
	f := newFetcher(ctx, url, client)
	if signed == nil {
		if signed, err = f.get("checkpoint"); err != nil {
			return nil, err
		}
	}
	c, err := openCheckpoint(signed, key)
	if err != nil {
		return nil, err
	}
	if index < 0 || index >= c.N {
		return nil, errs.New(errs.NotFound, "audit.no_entry", "id", index)
	}
	p, err := tlog.ProveRecord(c.N, index, tlog.TileHashReader(c.Tree, f))
	if f.err != nil {
		return nil, f.err
	}
	if err != nil {
		return nil, err
	}
	return torchwood.FormatProof(index, p, signed), nil
}
