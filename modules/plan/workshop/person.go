package workshop

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
)

const (
	maxName    = 80  // characters
	maxPersons = 500 // in one room
)

const personColumns = "id, room, position, name, account, joined_at, left_at, barred, version"

func scanPerson(scan db.Scan) (p Person, err error) {
	var joined int64
	var left sql.NullInt64
	err = scan(&p.ID, &p.Room, &p.Position, &p.name, &p.Account, &joined, &left, &p.Barred, &p.Version)
	p.JoinedAt, p.LeftAt = db.Time(joined), db.NullTime(left)
	return p, err
}

// Persons are those who came into a room, in their order.
func Persons(q db.Reader, room string) ([]Person, error) {
	return db.All(q, scanPerson, "SELECT "+personColumns+" FROM plan_room_person WHERE room = $1 ORDER BY position", room)
}

// newToken is what a browser keeps to be known again.
func newToken() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

func hashToken(token string) []byte { h := sha256.Sum256([]byte(token)); return h[:] }

// personByToken finds who keeps a token; errs.Unauthenticated where nobody does, or the chair has sent them out.
func personByToken(q db.Reader, room, token string) (Person, error) {
	p, err := scanPerson(q.QueryRow("SELECT "+personColumns+" FROM plan_room_person WHERE token = $1 AND room = $2", hashToken(token), room).Scan)
	if errors.Is(err, sql.ErrNoRows) || err == nil && p.Barred {
		return p, errs.New(errs.Unauthenticated, "plan.workshop.come_in_first")
	}
	return p, err
}

// join lets somebody in. An account that is in already stays the same person, with a new browser.
func (w *Workshop) join(tx *db.Tx, r *Room, org, name, account, token string) (Person, error) {
	name = strings.Join(strings.Fields(name), " ")
	p := Person{ID: id.At(tx.Now()), Room: r.ID, Account: account, JoinedAt: tx.Now(), Version: 1}
	switch {
	case account == "" && name == "":
		return p, errs.Bad("name", "plan.workshop.name_missing")
	case utf8.RuneCountInString(name) > maxName:
		return p, errs.Bad("name", "plan.workshop.name_long", "most", maxName)
	}
	all, err := Persons(tx, r.ID)
	if err != nil {
		return p, err
	}
	for _, had := range all {
		if account != "" && had.Account == account {
			had.LeftAt, had.Barred = time.Time{}, false
			return had, w.savePerson(tx, r, &had, org, "plan.room.return", hashToken(token))
		}
	}
	if len(all) >= maxPersons {
		return p, errs.New(errs.Conflict, "plan.workshop.full", "most", maxPersons)
	}
	p.Position = int64(len(all)) + 1
	if account == "" {
		if p.name, err = w.Keys.Seal(tx, p.ID, "name", []byte(name)); err != nil {
			return p, err
		}
	}
	if _, err := tx.Exec(`INSERT INTO plan_room_person (id, room, position, name, account, token, joined_at, left_at, barred, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, FALSE, 1)`, p.ID, p.Room, p.Position, p.name, p.Account, hashToken(token), db.Micros(p.JoinedAt)); err != nil {
		return p, err
	}
	if err := w.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "plan.room.join", Kind: KindPerson, ID: p.ID, Version: 1, Org: org}); err != nil {
		return p, err
	}
	return p, stir(tx, r)
}

// savePerson stores what was changed of a person; token nil = as before.
func (w *Workshop) savePerson(tx *db.Tx, r *Room, p *Person, org, action string, token []byte) error {
	p.Version++
	if _, err := tx.Exec("UPDATE plan_room_person SET name = $1, left_at = $2, barred = $3, version = $4 WHERE id = $5", p.name, db.NullMicros(p.LeftAt), p.Barred, p.Version, p.ID); err != nil {
		return err
	}
	if token != nil {
		if _, err := tx.Exec("UPDATE plan_room_person SET token = $1 WHERE id = $2", token, p.ID); err != nil {
			return err
		}
	}
	if err := w.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: KindPerson, ID: p.ID, Version: p.Version, Org: org}); err != nil {
		return err
	}
	return stir(tx, r)
}

// sendOut bars a person; what they said of rows that are still open no longer counts.
func (w *Workshop) sendOut(tx *db.Tx, r *Room, p *Person, org string) error {
	if _, err := tx.Exec(`UPDATE plan_room_vote SET latest = FALSE WHERE person = $1 AND latest AND number NOT IN
		(SELECT number FROM plan_room_row WHERE room = $2 AND state = 'closed')`, p.ID, r.ID); err != nil {
		return err
	}
	p.Barred, p.LeftAt = true, tx.Now()
	return w.savePerson(tx, r, p, org, "plan.room.send_out", nil)
}

// accountNames are the names of the accounts among persons. It reads on its own: not for use inside a transaction.
func (w *Workshop) accountNames(ctx context.Context, all []Person) map[string]string {
	out := map[string]string{}
	for _, p := range all {
		if p.Account != "" && w.Name != nil {
			out[p.Account] = w.Name(ctx, p.Account)
		}
	}
	return out
}

// nameOf is the name of a person; empty where it was erased or is not known.
func (w *Workshop) nameOf(q db.Reader, p Person, accounts map[string]string) (string, error) {
	if p.Account != "" {
		return accounts[p.Account], nil
	}
	if len(p.name) == 0 {
		return "", nil
	}
	plain, err := w.Keys.Open(q, p.ID, "name", p.name)
	if k := errs.KindOf(err); err != nil && (k == errs.Gone || k == errs.NotFound) {
		return "", nil
	}
	return string(plain), err
}

// eraseName makes the name of a guest unreadable for ever, in backups too.
func (w *Workshop) eraseName(tx *db.Tx, r *Room, p *Person, org string) error {
	if len(p.name) == 0 {
		return nil
	}
	if err := w.Keys.Erase(tx, p.ID, KindPerson, "plan.room.finished"); err != nil {
		return err
	}
	p.name = nil
	return w.savePerson(tx, r, p, org, "plan.room.erase_name", nil)
}
