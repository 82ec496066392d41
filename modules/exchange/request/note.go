package request

import (
	"strings"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
)

// NoteKind is the audit kind of notes.
const NoteKind = "exchange.note"

// Note is what one shift tells the next. The last one counts; the earlier ones stay to be read.
type Note struct {
	ID     string
	At     time.Time
	Author string // account; empty = by command
	Text   string
}

const maxNote = 8000

// Hand keeps a note for the next shift.
func (s *Requests) Hand(tx *db.Tx, text string) (Note, error) {
	n := Note{ID: id.At(tx.Now()), At: tx.Now(), Author: author(tx.Actor()), Text: strings.TrimSpace(text)}
	if n.Text == "" || len(n.Text) > maxNote {
		return n, errs.Bad("text", "request.note_wrong", "most", maxNote)
	}
	sealed, err := s.Keys.Seal(tx, NoteKind+":"+n.ID, "text", []byte(n.Text))
	if err != nil {
		return n, err
	}
	stored := []any{db.Micros(n.At), n.Author, int64(1)}
	if _, err := tx.Exec("INSERT INTO exchange_note (id, at, author, version, text) VALUES ($1, $2, $3, $4, $5)", n.ID, stored[0], stored[1], stored[2], sealed); err != nil {
		return n, err
	}
	return n, s.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "exchange.note.write", Kind: NoteKind, ID: n.ID, Version: 1, Stored: stored})
}

// Notes are the latest notes, the last one first.
func (s *Requests) Notes(q db.Reader, limit int) ([]Note, error) {
	var sealed [][]byte
	all, err := db.All(q, func(scan db.Scan) (n Note, err error) {
		var at int64
		var text []byte
		err = scan(&n.ID, &at, &n.Author, &text)
		n.At, sealed = db.Time(at), append(sealed, text)
		return n, err
	}, "SELECT id, at, author, text FROM exchange_note ORDER BY at DESC, id DESC LIMIT $1", limit)
	if err != nil {
		return nil, err
	}
	for i := range all {
		plain, err := s.Keys.Open(q, NoteKind+":"+all[i].ID, "text", sealed[i])
		if err != nil && errs.KindOf(err) != errs.Gone {
			return nil, err
		}
		all[i].Text = string(plain)
	}
	return all, nil
}
