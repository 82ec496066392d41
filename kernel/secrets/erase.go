package secrets

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"reeve/kernel/db"
)

// Erasure is one row of the erasure ledger. It never holds content.
type Erasure struct {
	Record string `json:"record"`
	Kind   string `json:"kind"` // what was erased: contact, photo, report …
	At     int64  `json:"at"`   // µs UTC
	Reason string `json:"reason"`
	Hash   string `json:"hash"` // SHA-256 of the other four, hexadecimal
}

func (e Erasure) digest() string {
	text, err := json.Marshal([]any{e.Record, e.Kind, e.At, e.Reason})
	if err != nil {
		panic(err) // strings and a number
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Erase deletes the data key of a record and writes the ledger; a record already erased stays as it was.
// After the commit the caller calls [Keys.SyncLedger]. reason is a message key or a legal ground, no content.
func (k *Keys) Erase(tx *db.Tx, record, kind, reason string) error {
	e := Erasure{Record: record, Kind: kind, At: db.Micros(tx.Now()), Reason: reason}
	e.Hash = e.digest()
	_, err := k.erase(tx, e)
	return err
}

func (k *Keys) erase(tx *db.Tx, e Erasure) (fresh bool, err error) {
	keys, err := tx.Exec("DELETE FROM data_key WHERE record = $1", e.Record)
	if err != nil {
		return false, err
	}
	rows, err := tx.Exec("INSERT INTO erasure (record, kind, at, reason, hash) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (record) DO NOTHING",
		e.Record, e.Kind, e.At, e.Reason, e.Hash)
	return keys > 0 || rows > 0, err
}

// ReplayLedger erases again what a restored database still holds, and gives the entries that were new to it,
// so that the caller can also erase what these records keep unsealed.
func (k *Keys) ReplayLedger(tx *db.Tx, entries []Erasure) ([]Erasure, error) {
	var fresh []Erasure
	for _, e := range entries {
		new, err := k.erase(tx, e)
		if err != nil {
			return nil, err
		}
		if new {
			fresh = append(fresh, e)
		}
	}
	return fresh, nil
}

// Erasures are the ledger's rows in the database since an instant, in order of time: what a backup takes along.
func (k *Keys) Erasures(r db.Reader, since time.Time) ([]Erasure, error) {
	return db.All(r, func(scan db.Scan) (e Erasure, err error) {
		err = scan(&e.Record, &e.Kind, &e.At, &e.Reason, &e.Hash)
		return
	}, "SELECT record, kind, at, reason, hash FROM erasure WHERE at >= $1 ORDER BY at, record", db.Micros(since))
}
