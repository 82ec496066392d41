package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"reeve/kernel/db"
)

// Operation is one of the processing operations that must be logged, Directive (EU) 2016/680 art. 25(1).
type Operation string

const (
	Collection   Operation = "collection"
	Alteration   Operation = "alteration"
	Consultation Operation = "consultation" // the opening of a record with personal data or a person search; it changes nothing
	Disclosure   Operation = "disclosure"   // transfers included
	Combination  Operation = "combination"
	Erasure      Operation = "erasure"
)

func (o Operation) known() bool {
	switch o {
	case Collection, Alteration, Consultation, Disclosure, Combination, Erasure:
		return true
	}
	return false
}

// Entry is one act on one record.
type Entry struct {
	Operation     Operation
	Action        string // what the program calls the act, "threatmap.file"
	Kind, ID      string // of the record
	Version       int64  // of the record after the act; 0 = take it from the table's version column, if there is one
	Place, Org    string // for filters, may be empty
	Justification string // why, in the actor's words or as a code; may be empty

	// Stored are the values of the table's covered columns, in their order, as they were just inserted; nil = read
	// them back. Reading a fresh row back makes PostgreSQL's serialisable transactions collide at the end of the
	// index, where all fresh rows lie. Verify compares with the row all the same.
	Stored []any
}

// body is what the commitment covers. Fields are only ever added, at the end and with omitempty, so that
// older bodies stay readable; a stored body is never written again.
type body struct {
	ID            string    `json:"id"`
	At            int64     `json:"at"` // µs UTC
	Operation     Operation `json:"operation"`
	Action        string    `json:"action"`
	ActorKind     string    `json:"actor_kind"`
	ActorID       string    `json:"actor_id,omitempty"`
	ActorPost     string    `json:"actor_post,omitempty"`
	ActingFor     string    `json:"acting_for,omitempty"`
	Kind          string    `json:"kind"`
	Record        string    `json:"record"`
	Version       int64     `json:"version,omitempty"`
	Place         string    `json:"place,omitempty"`
	Org           string    `json:"org,omitempty"`
	Justification string    `json:"justification,omitempty"`
	Covered       int64     `json:"covered,omitempty"` // how many of the table's columns the digest covers; 0 = no digest was taken
	Digest        string    `json:"digest_after,omitempty"`
	Salt          string    `json:"salt"` // 16 random bytes: nobody can guess a body from its public commitment
}

func newBody(id string, tx *db.Tx, e Entry) body {
	a := tx.Actor()
	return body{
		ID: id, At: db.Micros(tx.Now()), Operation: e.Operation, Action: e.Action,
		ActorKind: a.Kind, ActorID: a.ID, ActorPost: a.Post, ActingFor: a.ActingFor,
		Kind: e.Kind, Record: e.ID, Version: e.Version, Place: e.Place, Org: e.Org, Justification: e.Justification,
	}
}

// bytes is the canonical form: fields in the order of the struct, no spaces.
func (b body) bytes() ([]byte, error) { return json.Marshal(b) }

func commit(body []byte) []byte {
	h := sha256.Sum256(body)
	return h[:]
}

// difference names the first column whose value is not the body's, or "".
func (b body) difference(columns body) string {
	for _, f := range []struct {
		column     string
		body, have any
	}{
		{"id", b.ID, columns.ID}, {"at", b.At, columns.At}, {"operation", b.Operation, columns.Operation},
		{"action", b.Action, columns.Action}, {"actor_kind", b.ActorKind, columns.ActorKind},
		{"actor_id", b.ActorID, columns.ActorID}, {"actor_post", b.ActorPost, columns.ActorPost},
		{"acting_for", b.ActingFor, columns.ActingFor}, {"kind", b.Kind, columns.Kind},
		{"record", b.Record, columns.Record}, {"version", b.Version, columns.Version},
		{"place", b.Place, columns.Place}, {"org", b.Org, columns.Org},
		{"justification", b.Justification, columns.Justification}, {"covered", b.Covered, columns.Covered},
		{"digest_after", b.Digest, columns.Digest}, {"salt", b.Salt, columns.Salt},
	} {
		if f.body != f.have {
			return f.column
		}
	}
	return ""
}

// stored is a row of audit_entry.
type stored struct {
	body
	seq        int64 // 0 = not numbered yet
	raw        []byte
	commitment []byte
}

const entryColumns = `id, COALESCE(seq, 0), at, operation, action, actor_kind, actor_id, actor_post, acting_for,
	kind, record, version, place, org, justification, covered, digest_after, salt, body, commitment`

func scanEntry(scan db.Scan) (stored, error) {
	var s stored
	var digest, salt []byte
	err := scan(&s.ID, &s.seq, &s.At, &s.Operation, &s.Action, &s.ActorKind, &s.ActorID, &s.ActorPost, &s.ActingFor,
		&s.Kind, &s.Record, &s.Version, &s.Place, &s.Org, &s.Justification, &s.Covered, &digest, &salt, &s.raw, &s.commitment)
	s.Digest, s.Salt = hex.EncodeToString(digest), hex.EncodeToString(salt)
	return s, err
}

func (e Entry) check() error {
	if !e.Operation.known() || e.Action == "" || e.Kind == "" || e.ID == "" {
		return fmt.Errorf("audit: incomplete entry %+v", e)
	}
	return nil
}
