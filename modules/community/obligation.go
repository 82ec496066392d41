package community

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process/calendar"
)

// States of an obligation. Late means that the day has passed; it can still be kept or waived.
const (
	Open   = "open"
	Kept   = "kept"
	Late   = "late"
	Waived = "waived"
)

// Obligation is what one party owes, by a day or for as long as the agreement lasts.
type Obligation struct {
	ID, Agreement string
	Party         int64 // number of the party in the agreement, from 0
	Body          string
	Due           string // civil day; empty = none
	State         string
	Done          string // civil day on which it was kept or waived
	Reason        string
	Version       int64
}

const obligationColumns = `o.id, o.agreement, o.party, o.body, COALESCE(o.due_on, ''), o.state, COALESCE(o.done_on, ''), o.reason, o.version`

func scanObligation(scan db.Scan) (o Obligation, err error) {
	return o, scan(&o.ID, &o.Agreement, &o.Party, &o.Body, &o.Due, &o.State, &o.Done, &o.Reason, &o.Version)
}

// Obligations are those of an agreement, what is due first before the others.
func Obligations(q db.Reader, agreement string) ([]Obligation, error) {
	return db.All(q, scanObligation, `SELECT `+obligationColumns+` FROM agreement_obligation o WHERE o.agreement = $1
		ORDER BY CASE WHEN o.due_on IS NULL THEN 1 ELSE 0 END, o.due_on, o.id`, agreement)
}

func getObligation(q db.Reader, agreement, obligation string) (Obligation, error) {
	o, err := scanObligation(q.QueryRow(`SELECT `+obligationColumns+` FROM agreement_obligation o WHERE o.agreement = $1 AND o.id = $2`, agreement, obligation).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return o, errs.New(errs.NotFound, "community.no_such_obligation")
	}
	return o, err
}

// Owe stores a new obligation of an agreement's party.
func (c *Community) Owe(tx *db.Tx, a Agreement, o Obligation) error {
	o.Body = strings.TrimSpace(o.Body)
	var f errs.Fields
	if n := utf8.RuneCountInString(o.Body); n == 0 {
		f.Add("body", "community.obligation_empty")
	} else if n > maxText {
		f.Add("body", "community.text_long", "most", maxText)
	}
	if o.Party < 0 || o.Party >= int64(len(a.Parties)) {
		f.Add("party", "community.no_such_party")
	}
	if _, err := calendar.ParseDate(o.Due); o.Due != "" && err != nil {
		f.Add("due", "community.date_wrong", "date", o.Due)
	}
	if err := f.Err(); err != nil {
		return err
	}
	o.ID, o.Agreement, o.State, o.Version = id.At(tx.Now()), a.ID, Open, 1
	if o.Due != "" && o.Due < c.dayAt(a.Place, tx.Now()) {
		o.State = Late
	}
	if _, err := tx.Exec(`INSERT INTO agreement_obligation (id, agreement, party, body, due_on, state, done_on, reason, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, o.ID, o.Agreement, o.Party, o.Body, db.NullText(o.Due), o.State, nil, "", o.Version); err != nil {
		return err
	}
	return c.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "community.obligation.add", Kind: KindObligation, ID: o.ID, Version: 1, Place: a.Place, Org: a.Org})
}

// Discharge says that an obligation was kept, or that the other parties have released the party from it. The second
// needs a reason.
func (c *Community) Discharge(tx *db.Tx, a Agreement, o Obligation, state, reason string) error {
	reason = strings.TrimSpace(reason)
	switch {
	case !slices.Contains([]string{Kept, Waived}, state):
		return errs.Bad("state", "community.obligation_state_wrong")
	case o.State == Kept || o.State == Waived:
		return errs.New(errs.Conflict, "community.obligation_done")
	case state == Waived && reason == "":
		return errs.Bad("reason", "community.reason_missing")
	case utf8.RuneCountInString(reason) > maxText:
		return errs.Bad("reason", "community.text_long", "most", maxText)
	}
	if _, err := tx.Exec("UPDATE agreement_obligation SET state = $2, done_on = $3, reason = $4, version = version + 1 WHERE id = $1",
		o.ID, state, c.dayAt(a.Place, tx.Now()), reason); err != nil {
		return err
	}
	return c.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "community.obligation." + state, Kind: KindObligation, ID: o.ID, Place: a.Place, Org: a.Org,
		Justification: reason})
}

// turnObligations marks what has become late.
func (c *Community) turnObligations(ctx context.Context, now time.Time) error {
	latest := now.UTC().Add(14 * time.Hour).Format(time.DateOnly)
	var due []Obligation
	err := c.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		due, err = db.All(s, scanObligation, `SELECT `+obligationColumns+` FROM agreement_obligation o WHERE o.state = 'open' AND o.due_on < $1 ORDER BY o.id LIMIT 500`, latest)
		return err
	})
	if err != nil || len(due) == 0 {
		return err
	}
	err = c.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		n := 0
		for _, o := range due {
			a, err := Get(tx, o.Agreement)
			if err != nil {
				return err
			}
			if o.Due >= c.dayAt(a.Place, tx.Now()) {
				continue
			}
			touched, err := tx.Exec("UPDATE agreement_obligation SET state = 'late', version = version + 1 WHERE id = $1 AND state = 'open'", o.ID)
			if err != nil {
				return err
			}
			if touched == 0 {
				continue
			}
			n++
			if err := c.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "community.obligation.late", Kind: KindObligation, ID: o.ID, Place: a.Place, Org: a.Org,
				Justification: "due " + o.Due}); err != nil {
				return err
			}
		}
		if n == 0 {
			return errNothing
		}
		return nil
	})
	if errors.Is(err, errNothing) {
		return nil
	}
	return err
}
