package audit

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"

	"reeve/kernel/db"
)

// Record writes an entry in the transaction of the change it tells of; call it after the record is stored.
// It reads the covered fields back and keeps their digest. A covered record must be there unless the
// operation is an erasure; a consultation takes no digest, for it would vouch for a row nobody stored.
func (l *Log) Record(tx *db.Tx, e Entry) error {
	_, err := l.RecordID(tx, e)
	return err
}

// RecordID is Record for who wants to wait for the entry's number; see [Log.WaitNumbered]. Of a function that
// runs more than once only the last id counts.
func (l *Log) RecordID(tx *db.Tx, e Entry) (id string, err error) {
	if err := e.check(); err != nil {
		return "", err
	}
	id = l.ids.next(tx.Now())
	b := newBody(id, tx, e)
	salt := make([]byte, 16)
	rand.Read(salt) // never fails since Go 1.24
	b.Salt = hex.EncodeToString(salt)

	var digest []byte
	if c := l.covers[e.Kind]; c != nil && e.Operation != Consultation {
		values, ok, err := c.stored(e)
		if !ok && err == nil {
			values, ok, err = c.row(tx, e.ID)
		}
		if err != nil {
			return "", err
		}
		if !ok && e.Operation != Erasure {
			return "", fmt.Errorf("audit: %s of %s %s: table %s has no such row; store it before recording", e.Operation, e.Kind, e.ID, c.Name)
		}
		b.Covered = int64(len(c.Columns))
		if ok {
			if digest, err = c.digest(salt, values, b.Covered); err != nil {
				return "", err
			}
			if b.Version == 0 {
				b.Version = c.version(values)
			}
		}
		b.Digest = hex.EncodeToString(digest)
	}
	raw, err := b.bytes()
	if err != nil {
		return "", err
	}
	insert := insertSQLite
	if tx.Engine() == db.Postgres {
		insert = insertPostgres
	}
	if _, err := tx.Exec(insert, b.ID, b.At, string(b.Operation), b.Action, b.ActorKind, b.ActorID, b.ActorPost, b.ActingFor,
		b.Kind, b.Record, b.Version, b.Place, b.Org, b.Justification, b.Covered, digest, salt, raw, commit(raw)); err != nil {
		return "", err
	}
	tx.Audited()
	return id, nil
}

const insertEntry = `INSERT INTO audit_entry (id, at, operation, action, actor_kind, actor_id, actor_post, acting_for,
	kind, record, version, place, org, justification, covered, digest_after, salt, body, commitment, txn, seq)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, `

// SQLite has one writer, so an entry can have its number at once; a savepoint that is rolled back gives it
// back. PostgreSQL's entries are numbered after their commit, in the order in which their transactions began
// to write: of two that change the same record the second begins after the first has committed.
const (
	insertSQLite   = insertEntry + `0, (SELECT COALESCE(MAX(seq), 0) + 1 FROM audit_entry))`
	insertPostgres = insertEntry + `CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT), NULL)`
)
