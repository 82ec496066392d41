package duty

import (
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

const entryColumns = `e.id, e.account, e.post, e.acting, e.kind, e.from_at, e.to_at, e.location, COALESCE(e.place, ''), e.inside, e.partners, e.people, e.language,
	e.ref_kind, e.ref_id, e.ordered_by, e.ordered_why, e.detail, e.late_reason, e.sent, e.recorded_at, e.withdrawn, e.version`

func scanEntry(scan db.Scan) (e Entry, err error) {
	var from, to, recorded int64
	var ref Ref
	err = scan(&e.ID, &e.Account, &e.Post, &e.Acting, &e.Type, &from, &to, &e.Where, &e.Place, &e.Inside, &e.Partners, &e.People, &e.Language,
		&ref.Kind, &ref.ID, &e.OrderedBy, &e.OrderedWhy, &e.Detail, &e.LateReason, &e.sent, &recorded, &e.Withdrawn, &e.Version)
	e.From, e.To, e.RecordedAt = db.Time(from), db.Time(to), db.Time(recorded)
	if ref.Kind != "" {
		e.Ref = &ref
	}
	return e, err
}

// Get reads an entry by its id; errs.NotFound if there is none.
func Get(q db.Reader, id string) (Entry, error) {
	e, err := scanEntry(q.QueryRow(`SELECT `+entryColumns+` FROM duty_entry e WHERE e.id = $1`, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		err = errs.New(errs.NotFound, "duty.no_such_entry")
	}
	return e, err
}

// OwnOf reads what an account entered of a time, withdrawn entries included, in its order.
func OwnOf(q db.Reader, account string, from, until time.Time) ([]Entry, error) {
	return db.All(q, scanEntry, `SELECT `+entryColumns+` FROM duty_entry e WHERE e.account = $1 AND e.from_at < $2 AND e.from_at >= $3 AND e.to_at > $4 ORDER BY e.from_at, e.id`,
		account, db.Micros(until), db.Micros(from.Add(-longest)), db.Micros(from))
}

// OfPost reads what was entered for a post in a time, in its order, without what was withdrawn.
func OfPost(q db.Reader, post string, from, until time.Time) ([]Entry, error) {
	return db.All(q, scanEntry, `SELECT `+entryColumns+` FROM duty_entry e WHERE e.post = $1 AND e.withdrawn = $5 AND e.from_at < $2 AND e.from_at >= $3 AND e.to_at > $4
		ORDER BY e.from_at, e.id`, post, db.Micros(until), db.Micros(from.Add(-longest)), db.Micros(from), false)
}

// ofAll reads what was entered for all posts in a time, without what was withdrawn.
func ofAll(q db.Reader, from, until time.Time) ([]Entry, error) {
	return db.All(q, scanEntry, `SELECT `+entryColumns+` FROM duty_entry e WHERE e.withdrawn = $4 AND e.from_at < $1 AND e.from_at >= $2 AND e.to_at > $3 ORDER BY e.from_at, e.id`,
		db.Micros(until), db.Micros(from.Add(-longest)), db.Micros(from), false)
}

// overlapping finds an entry of the account that shares time with e; ok is false if there is none.
func overlapping(q db.Reader, e Entry) (other Entry, ok bool, err error) {
	all, err := db.All(q, scanEntry, `SELECT `+entryColumns+` FROM duty_entry e WHERE e.account = $1 AND e.id <> $2 AND e.withdrawn = $3 AND e.from_at < $4 AND e.from_at >= $5
		AND e.to_at > $6 ORDER BY e.from_at, e.id`, e.Account, e.ID, false, db.Micros(e.To), db.Micros(e.From.Add(-longest)), db.Micros(e.From))
	if err != nil || len(all) == 0 {
		return other, false, err
	}
	return all[0], true, nil
}

func insert(tx *db.Tx, e Entry, note []byte) error {
	_, err := tx.Exec(`INSERT INTO duty_entry (id, account, post, acting, kind, from_at, to_at, location, place, inside, partners, people, language, ref_kind, ref_id, ordered_by,
		ordered_why, detail, late_reason, sent, recorded_at, withdrawn, version, note)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`, append(e.values(), note)...)
	return err
}

func update(tx *db.Tx, e Entry, note []byte) error {
	_, err := tx.Exec(`UPDATE duty_entry SET account = $2, post = $3, acting = $4, kind = $5, from_at = $6, to_at = $7, location = $8, place = $9, inside = $10, partners = $11,
		people = $12, language = $13, ref_kind = $14, ref_id = $15, ordered_by = $16, ordered_why = $17, detail = $18, late_reason = $19, sent = $20, recorded_at = $21,
		withdrawn = $22, version = $23, note = $24 WHERE id = $1`, append(e.values(), note)...)
	return err
}

func (e Entry) values() []any {
	var ref Ref
	if e.Ref != nil {
		ref = *e.Ref
	}
	return []any{e.ID, e.Account, e.Post, e.Acting, e.Type, db.Micros(e.From), db.Micros(e.To), e.Where, db.NullText(e.Place), e.Inside, e.Partners, e.People, e.Language,
		ref.Kind, ref.ID, e.OrderedBy, e.OrderedWhy, e.Detail, e.LateReason, e.sent, db.Micros(e.RecordedAt), e.Withdrawn, e.Version}
}

// Was is an entry as it stood before a correction.
type Was struct {
	Entry   Entry
	Reason  string
	Account string
	At      time.Time
}

// History reads what an entry was before each correction, the oldest first.
func History(q db.Reader, entry string) ([]Was, error) {
	return db.All(q, func(scan db.Scan) (w Was, err error) {
		var content string
		var at int64
		if err = scan(&content, &w.Reason, &w.Account, &at); err != nil {
			return w, err
		}
		w.At = db.Time(at)
		return w, json.Unmarshal([]byte(content), &w.Entry)
	}, `SELECT w.content, w.reason, w.account, w.changed_at FROM duty_entry_was w WHERE w.entry = $1 ORDER BY w.changed_at, w.id`, entry)
}

func keep(tx *db.Tx, id string, was Entry, reason string) error {
	was.Note = ""
	content, err := json.Marshal(was)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO duty_entry_was (id, entry, content, reason, account, changed_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		id, was.ID, string(content), reason, tx.Actor().ID, db.Micros(tx.Now()))
	return err
}

// sealedNote is the stored note of an entry, nil where there is none.
func sealedNote(q db.Reader, id string) (note []byte, err error) {
	err = q.QueryRow(`SELECT e.note FROM duty_entry e WHERE e.id = $1`, id).Scan(&note)
	return note, err
}
