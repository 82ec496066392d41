package identity

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
)

// States of a recovery.
const (
	Proposed  = "proposed"
	Confirmed = "confirmed" // the factors are gone, the link awaits its use
	Recovered = "recovered" // the link was used
	Withdrawn = "withdrawn"
)

const (
	proposalLife = 7 * 24 * time.Hour
	linkLife     = 24 * time.Hour
)

// Recovery is how somebody who has lost every factor gets in again: an administrator proposes it with a reason, another
// confirms it. Then all sessions end, the factors are gone, and a link, good once within 24 hours, lets the person in
// with the password. Until the link is used the password alone opens nothing.
type Recovery struct {
	ID          string
	Account     string
	State       string
	Reason      string
	ProposedBy  string // account
	ProposedAt  time.Time
	ConfirmedBy string // account, empty before
	LinkUntil   time.Time
}

const recoveryColumns = "id, account, state, reason, proposed_by, proposed_at, COALESCE(confirmed_by, ''), link_until"

func scanRecovery(scan db.Scan) (r Recovery, err error) {
	var proposed int64
	var until sql.NullInt64
	err = scan(&r.ID, &r.Account, &r.State, &r.Reason, &r.ProposedBy, &proposed, &r.ConfirmedBy, &until)
	r.ProposedAt, r.LinkUntil = db.Time(proposed), db.NullTime(until)
	return r, err
}

// openRecovery is the proposal that can still be confirmed, or the confirmed one whose link was not used yet.
func openRecovery(r db.Reader, account string, now time.Time) (rec Recovery, ok bool, err error) {
	rec, err = scanRecovery(r.QueryRow("SELECT "+recoveryColumns+` FROM recovery WHERE account = $1
		AND (state = 'confirmed' OR state = 'proposed' AND proposed_at > $2) ORDER BY CASE state WHEN 'proposed' THEN 0 ELSE 1 END, proposed_at DESC LIMIT 1`,
		account, db.Micros(now.Add(-proposalLife))).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Recovery{}, false, nil
	}
	return rec, err == nil, err
}

// Recovery is the one under way for an account, if any.
func (i *Identity) Recovery(ctx context.Context, account string, now time.Time) (rec Recovery, ok bool, err error) {
	err = i.d.Read(ctx, func(s *db.Snapshot) error {
		rec, ok, err = openRecovery(s, account, now)
		return err
	})
	return rec, ok, err
}

// Recoveries are those that await a second administrator, the oldest first.
func (i *Identity) Recoveries(ctx context.Context, now time.Time) (all []Recovery, err error) {
	err = i.d.Read(ctx, func(s *db.Snapshot) error {
		all, err = db.All(s, scanRecovery, "SELECT "+recoveryColumns+` FROM recovery WHERE state = 'proposed' AND proposed_at > $1
			ORDER BY proposed_at, id LIMIT 100`, db.Micros(now.Add(-proposalLife)))
		return err
	})
	return all, err
}

// RecoverHere does the parts of both administrators at once, for whoever holds the data folder: an installation whose only
// administrator has lost everything must not be lost. key opens the link, as in [Identity.ConfirmRecovery].
func (i *Identity) RecoverHere(ctx context.Context, account, reason string) (key string, err error) {
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n < 5 || n > 500 {
		return "", errs.Bad("reason", "identity.recovery.reason")
	}
	key = newToken("rl_")
	err = i.d.Write(ctx, db.System(), func(tx *db.Tx) error {
		a, err := recoverable(tx, account)
		if err != nil {
			return err
		}
		rec := Recovery{ID: id.New(), Account: account, State: Proposed, Reason: reason}
		if err := i.insertRecovery(tx, rec); err != nil {
			return err
		}
		return i.recover(tx, a, rec, db.System(), key)
	})
	if err != nil {
		return "", err
	}
	return key, i.keys.SyncLedger(ctx, i.d)
}

// insertRecovery stores a proposal.
func (i *Identity) insertRecovery(tx *db.Tx, rec Recovery) error {
	_, err := tx.Exec(`INSERT INTO recovery (id, account, state, reason, proposed_by, proposed_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		rec.ID, rec.Account, Proposed, rec.Reason, rec.ProposedBy, db.Micros(tx.Now()), 1)
	if err != nil {
		return err
	}
	return i.log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "identity.recovery.propose", Kind: "recovery", ID: rec.ID, Version: 1, Justification: rec.Reason})
}

// isPerson refuses a program: two people have to look at it.
func isPerson(actor db.Actor) error {
	if actor.Kind != "account" {
		return errs.New(errs.Forbidden, "identity.recovery.person")
	}
	return nil
}

// ProposeRecovery is the first administrator's part.
func (i *Identity) ProposeRecovery(ctx context.Context, actor db.Actor, account, reason string, now time.Time) error {
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n < 5 || n > 500 {
		return errs.Bad("reason", "identity.recovery.reason")
	}
	if err := isPerson(actor); err != nil {
		return err
	}
	if isSelf(actor, account) {
		return errs.New(errs.Forbidden, "identity.not_yourself")
	}
	key := id.New()
	return i.d.Write(ctx, actor, func(tx *db.Tx) error {
		a, err := recoverable(tx, account)
		if err != nil {
			return err
		}
		if rec, ok, err := openRecovery(tx, account, now); err != nil {
			return err
		} else if ok && rec.State == Proposed {
			return errs.New(errs.Conflict, "identity.recovery.open")
		}
		if err := i.insertRecovery(tx, Recovery{ID: key, Account: account, Reason: reason, ProposedBy: actor.ID}); err != nil {
			return err
		}
		return i.tell(tx, a, Notice{What: "recovery_proposed", Reason: reason, By: nameOf(tx, actor.ID)})
	})
}

// recoverable is an account that somebody can be let into again.
func recoverable(r db.Reader, account string) (Account, error) {
	a, err := accountByID(r, account)
	if err == nil && (a.Kind != Person || a.State != Active) {
		err = errs.New(errs.Conflict, "identity.recovery.not_person")
	}
	return a, err
}

func nameOf(r db.Reader, account string) string {
	if account == "" {
		return "reeve user recover"
	}
	a, err := accountByID(r, account)
	if err != nil {
		return ""
	}
	return a.Name
}

// WithdrawRecovery ends a proposal; any administrator may, and the person too.
func (i *Identity) WithdrawRecovery(ctx context.Context, actor db.Actor, account string, now time.Time) error {
	if err := isPerson(actor); err != nil {
		return err
	}
	return i.d.Write(ctx, actor, func(tx *db.Tx) error {
		rec, ok, err := openRecovery(tx, account, now)
		if err != nil {
			return err
		}
		if !ok || rec.State != Proposed {
			return errs.New(errs.Conflict, "identity.recovery.none")
		}
		if _, err := tx.Exec("UPDATE recovery SET state = $2, ended_at = $3, version = version + 1 WHERE id = $1", rec.ID, Withdrawn, db.Micros(tx.Now())); err != nil {
			return err
		}
		if err := i.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "identity.recovery.withdraw", Kind: "recovery", ID: rec.ID}); err != nil {
			return err
		}
		a, err := accountByID(tx, account)
		if err != nil {
			return err
		}
		return i.tell(tx, a, Notice{What: "recovery_withdrawn", By: nameOf(tx, actor.ID)})
	})
}
