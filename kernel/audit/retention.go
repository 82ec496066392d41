package audit

import (
	"encoding/hex"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// The act of retention is itself an entry: its version is the number up to which bodies may be gone.
const (
	retentionKind   = "audit_log"
	retentionRecord = "retention"
	retentionAction = "audit.retention"
	carryAction     = "audit.carry"
)

// EraseBody ends the retention of entries older than before, oldest first and at most limit of them in this
// transaction: body, person, place and reason go, the leaf stays. Where such an entry is the last proof of a
// record that still exists, a fresh entry carries the proof on; it refuses if the record no longer fits the
// proof. It records itself and tells how many were erased; 0 means that nothing was left to do.
func (l *Log) EraseBody(tx *db.Tx, before time.Time, limit int, justification string) (n int, err error) {
	from, err := retained(tx)
	if err != nil {
		return 0, err
	}
	old, err := db.All(tx, scanEntry, "SELECT "+entryColumns+" FROM audit_entry WHERE seq > $1 ORDER BY seq LIMIT $2", from, limit)
	if err != nil {
		return 0, err
	}
	for n < len(old) && old[n].At < db.Micros(before) {
		n++
	}
	if n == 0 {
		return 0, nil
	}
	upTo := old[n-1].seq
	for _, s := range old[:n] {
		if err := l.carry(tx, s); err != nil {
			return 0, err
		}
	}
	if _, err := tx.Exec(`UPDATE audit_entry SET body = NULL, actor_id = '', actor_post = '', acting_for = '', place = '', org = '',
		justification = '' WHERE seq > $1 AND seq <= $2`, from, upTo); err != nil {
		return 0, err
	}
	return n, l.Record(tx, Entry{Operation: Erasure, Action: retentionAction, Kind: retentionKind, ID: retentionRecord,
		Version: upTo, Justification: justification})
}

// retained is the number up to which bodies may be gone.
func retained(r db.Reader) (seq int64, err error) {
	err = r.QueryRow("SELECT COALESCE(MAX(version), 0) FROM audit_entry WHERE kind = $1 AND record = $2 AND action = $3",
		retentionKind, retentionRecord, retentionAction).Scan(&seq)
	return seq, err
}

// carry writes a new entry with the digest of the record when s is the last that has one.
func (l *Log) carry(tx *db.Tx, s stored) error {
	c := l.covers[s.Kind]
	if c == nil || s.Covered == 0 {
		return nil
	}
	var later bool
	if err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM audit_entry WHERE kind = $1 AND record = $2 AND covered > 0
		AND (seq > $3 OR seq IS NULL))`, s.Kind, s.Record, s.seq).Scan(&later); err != nil || later {
		return err
	}
	values, ok, err := c.row(tx, s.Record)
	if err != nil || !ok {
		return err
	}
	salt, err := hex.DecodeString(s.Salt)
	if err != nil {
		return err
	}
	digest, err := c.digest(salt, values, s.Covered)
	if err != nil {
		return err
	}
	if hex.EncodeToString(digest) != s.Digest {
		return errs.New(errs.Conflict, "audit.fault.record", "table", c.Name, "row", s.Record)
	}
	return l.Record(tx, Entry{Operation: s.Operation, Action: carryAction, Kind: s.Kind, ID: s.Record})
}
