package workshop

import (
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/modules/plan/rates"
)

const (
	maxComment  = 1000 // characters
	maxCasts    = 200  // sent at once
	maxComments = 30   // of one person on one row
	leastClient = 16   // letters of an id made by a browser
	mostClient  = 64
)

// Cast is a vote, a comment, or both, as a browser sends them. ID is made by the browser.
type Cast struct {
	ID, Number string
	Status     rates.Status // empty = only a comment
	Comment    string
	Lang       string
	GivenAt    time.Time // by the browser's clock; zero = now
}

// Outcome is what became of a cast.
type Outcome string

// Outcomes. Whatever it is, the cast was dealt with, and is not to be sent again.
const (
	Counted Outcome = "counted" // it is stored, and counts until the person votes again
	Closed  Outcome = "closed"  // the row was closed before: it is stored as late, and does not count
	Refused Outcome = "refused" // it cannot be right: nothing was stored
)

// Answer is what a browser is told of a cast.
type Answer struct {
	ID      string
	Outcome Outcome
	Again   bool         // it had been stored before
	Why     *errs.Error  // of Refused
	Status  rates.Status // that was stored
}

// cast stores what a person says, in its order.
func (w *Workshop) cast(tx *db.Tx, r *Room, p Person, org string, all []Cast) ([]Answer, error) {
	out := make([]Answer, 0, len(all))
	changed := false
	for _, c := range all {
		a, stored, err := w.castOne(tx, *r, p, org, c)
		if err != nil {
			return nil, err
		}
		out, changed = append(out, a), changed || stored
	}
	if !changed {
		return out, nil
	}
	return out, stir(tx, r)
}

func (w *Workshop) castOne(tx *db.Tx, r Room, p Person, org string, c Cast) (a Answer, stored bool, err error) {
	a = Answer{ID: c.ID, Status: c.Status}
	c.Comment = strings.TrimSpace(c.Comment)
	if a.Why = c.check(); a.Why != nil {
		a.Outcome = Refused
		return a, false, nil
	}
	if late, found, err := castBefore(tx, p.ID, c.ID); err != nil || found {
		a.Again, a.Outcome = true, Counted
		if late {
			a.Outcome = Closed
		}
		return a, false, err
	}
	row, shown, err := rowOf(tx, r.ID, c.Number)
	if err != nil {
		return a, false, err
	}
	if !shown {
		a.Outcome, a.Why = Refused, errs.New(errs.Conflict, "plan.workshop.not_shown", "number", c.Number)
		return a, false, nil
	}
	late := row.State == RowClosed || r.State != Open
	if a.Outcome = Counted; late {
		a.Outcome = Closed
	}
	if c.GivenAt.IsZero() || c.GivenAt.After(tx.Now()) {
		c.GivenAt = tx.Now()
	}
	if c.Status != "" {
		if err := w.putVote(tx, r, p, org, c, late); err != nil {
			return a, false, err
		}
	}
	if c.Comment != "" {
		if err := w.putComment(tx, r, p, org, c, late); err != nil {
			return a, false, err
		}
	}
	return a, true, nil
}

// check finds what cannot be right about a cast.
func (c Cast) check() *errs.Error {
	switch {
	case len(c.ID) < leastClient || len(c.ID) > mostClient || strings.ContainsFunc(c.ID, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_')
	}):
		return errs.New(errs.Invalid, "plan.workshop.id_wrong")
	case c.Status == "" && c.Comment == "":
		return errs.New(errs.Invalid, "plan.workshop.nothing_said")
	case c.Status != "" && !slices.Contains(Votes(), c.Status):
		return errs.New(errs.Invalid, "plan.workshop.status_wrong", "status", string(c.Status))
	case utf8.RuneCountInString(c.Comment) > maxComment:
		return errs.New(errs.Invalid, "plan.workshop.comment_long", "most", maxComment)
	}
	return nil
}

// castBefore tells whether a person's cast was stored, and whether it was late.
func castBefore(q db.Reader, person, client string) (late, found bool, err error) {
	err = q.QueryRow(`SELECT late FROM plan_room_vote WHERE person = $1 AND client = $2
		UNION ALL SELECT late FROM plan_room_comment WHERE person = $1 AND client = $2`, person, client).Scan(&late)
	if errors.Is(err, sql.ErrNoRows) {
		return false, false, nil
	}
	return late, err == nil, err
}

func (w *Workshop) putVote(tx *db.Tx, r Room, p Person, org string, c Cast, late bool) error {
	if !late {
		if _, err := tx.Exec("UPDATE plan_room_vote SET latest = FALSE WHERE person = $1 AND number = $2 AND latest", p.ID, c.Number); err != nil {
			return err
		}
	}
	key := id.At(tx.Now())
	stored := []any{r.ID, p.ID, c.ID, c.Number, string(c.Status), late, db.Micros(c.GivenAt)}
	if _, err := tx.Exec(`INSERT INTO plan_room_vote (room, person, client, number, status, late, given_at, id, latest, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		append(slices.Clone(stored), key, !late, db.Micros(tx.Now()))...); err != nil {
		return err
	}
	return w.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "plan.room.vote", Kind: KindVote, ID: key, Org: org, Stored: stored})
}

func (w *Workshop) putComment(tx *db.Tx, r Room, p Person, org string, c Cast, late bool) error {
	var had int64
	if err := tx.QueryRow("SELECT COUNT(*) FROM plan_room_comment WHERE person = $1 AND number = $2", p.ID, c.Number).Scan(&had); err != nil {
		return err
	}
	if had >= maxComments {
		return errs.New(errs.TooMany, "plan.workshop.too_many_comments", "seconds", 60)
	}
	lang := c.Lang
	if _, ok := i18n.ParseLang(lang); !ok {
		lang = ""
	}
	key := id.At(tx.Now())
	stored := []any{r.ID, p.ID, c.ID, c.Number, c.Comment, lang, late, false, db.Micros(c.GivenAt), int64(1)}
	if _, err := tx.Exec(`INSERT INTO plan_room_comment (room, person, client, number, body, lang, late, hidden, given_at, version, id, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, append(slices.Clone(stored), key, db.Micros(tx.Now()))...); err != nil {
		return err
	}
	return w.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "plan.room.comment", Kind: KindComment, ID: key, Version: 1, Org: org, Stored: stored})
}

// hide takes a comment off the screen, or puts it back.
func (w *Workshop) hide(tx *db.Tx, r *Room, comment, org string) error {
	var version int64
	err := tx.QueryRow("SELECT version FROM plan_room_comment WHERE id = $1 AND room = $2", comment, r.ID).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return errs.New(errs.NotFound, "plan.workshop.no_such_comment")
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE plan_room_comment SET hidden = NOT hidden, version = $1 WHERE id = $2", version+1, comment); err != nil {
		return err
	}
	if err := w.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "plan.room.hide", Kind: KindComment, ID: comment, Version: version + 1, Org: org}); err != nil {
		return err
	}
	return stir(tx, r)
}
