package identity

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// ConfirmRecovery is the second administrator's part: not the one who proposed it, not the person. key opens the link,
// once and within 24 hours; it is shown to this administrator and nobody else, who hands it over in person.
func (i *Identity) ConfirmRecovery(ctx context.Context, actor db.Actor, account string, now time.Time) (key string, err error) {
	if err := isPerson(actor); err != nil {
		return "", err
	}
	if isSelf(actor, account) {
		return "", errs.New(errs.Forbidden, "identity.not_yourself")
	}
	key = newToken("rl_")
	err = i.d.Write(ctx, actor, func(tx *db.Tx) error {
		rec, ok, err := openRecovery(tx, account, now)
		if err != nil {
			return err
		}
		if !ok || rec.State != Proposed {
			return errs.New(errs.Conflict, "identity.recovery.none")
		}
		if rec.ProposedBy == actor.ID {
			return errs.New(errs.Forbidden, "identity.recovery.same")
		}
		a, err := recoverable(tx, account)
		if err != nil {
			return err
		}
		return i.recover(tx, a, rec, actor, key)
	})
	if err != nil {
		return "", err
	}
	return key, i.keys.SyncLedger(ctx, i.d)
}

// recover ends the sessions, removes the factors and keeps the link.
func (i *Identity) recover(tx *db.Tx, a Account, rec Recovery, actor db.Actor, key string) error {
	if _, err := tx.Exec("UPDATE recovery SET state = $2, ended_at = $3, version = version + 1 WHERE account = $1 AND state = $4",
		a.ID, Withdrawn, db.Micros(tx.Now()), Confirmed); err != nil { // a link given out before is good no more
		return err
	}
	if err := endSessions(tx, a.ID, ""); err != nil {
		return err
	}
	all, err := passkeysOf(tx, a.ID)
	if err != nil {
		return err
	}
	for _, p := range all {
		if err := i.removePasskey(tx, p); err != nil {
			return err
		}
	}
	if app, had, err := totpOf(tx, a.ID); err != nil {
		return err
	} else if had {
		if err := i.removeApp(tx, app); err != nil {
			return err
		}
	}
	if _, err := tx.Exec("DELETE FROM recovery_code WHERE account = $1", a.ID); err != nil {
		return err
	}
	_, err = tx.Exec("UPDATE recovery SET state = $2, confirmed_by = $3, confirmed_at = $4, link = $5, link_until = $6, version = version + 1 WHERE id = $1",
		rec.ID, Confirmed, actor.ID, db.Micros(tx.Now()), hashToken(key), db.Micros(tx.Now().Add(linkLife)))
	if err != nil {
		return err
	}
	err = i.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "identity.recovery.confirm", Kind: "recovery", ID: rec.ID, Justification: rec.Reason})
	if err != nil {
		return err
	}
	return i.tell(tx, a, Notice{What: "recovery_confirmed", Reason: rec.Reason, By: nameOf(tx, rec.ProposedBy), Second: nameOf(tx, actor.ID)})
}

// awaitsLink tells whether the account was recovered and its link was not used: the password alone opens nothing.
func awaitsLink(r db.Reader, account string) (bool, error) {
	var n int
	err := r.QueryRow("SELECT count(*) FROM recovery WHERE account = $1 AND state = $2", account, Confirmed).Scan(&n)
	return n > 0, err
}

func recoveryOfLink(r db.Reader, key string, now time.Time) (Recovery, error) {
	rec, err := scanRecovery(r.QueryRow("SELECT "+recoveryColumns+" FROM recovery WHERE link = $1 AND state = $2 AND link_until > $3",
		hashToken(key), Confirmed, db.Micros(now)).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		err = errs.New(errs.Gone, "identity.recovery.link_over")
	}
	return rec, err
}

// LinkGood tells whether a link can still be used; errs.Gone if not.
func (i *Identity) LinkGood(ctx context.Context, key string, now time.Time) error {
	return i.d.Read(ctx, func(s *db.Snapshot) error {
		_, err := recoveryOfLink(s, key, now)
		return err
	})
}

// SignInByLink starts a session with the link of a recovery and the password. Of c only Password, Address and Agent are
// read.
func (i *Identity) SignInByLink(ctx context.Context, key string, c Credentials, now time.Time) (SignedIn, error) {
	var rec Recovery
	err := i.d.Read(ctx, func(s *db.Snapshot) (err error) {
		rec, err = recoveryOfLink(s, key, now)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	if err := i.checkPassword(ctx, rec.Account, c.Password, c.Address, "password", now); err != nil {
		return SignedIn{}, err
	}
	in := newSession(rec.Account, now)
	actor := db.Actor{Kind: "account", ID: rec.Account, Address: c.Address}
	err = i.d.Write(ctx, actor, func(tx *db.Tx) error {
		if _, err := recoveryOfLink(tx, key, now); err != nil {
			return err
		}
		if _, err := tx.Exec("UPDATE recovery SET state = $2, ended_at = $3, version = version + 1 WHERE id = $1", rec.ID, Recovered, db.Micros(tx.Now())); err != nil {
			return err
		}
		if err := i.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "identity.recovery.use", Kind: "recovery", ID: rec.ID}); err != nil {
			return err
		}
		return startSession(tx, in, tries{}, ByPassword, c.Agent, now)
	})
	if err != nil {
		return SignedIn{}, err
	}
	return in, nil
}

// checkPassword asks for an account's password, slowed like a sign-in. A wrong one is Invalid on the field.
func (i *Identity) checkPassword(ctx context.Context, account, password, address, field string, now time.Time) error {
	var email string
	var hash sql.NullString
	err := i.d.Read(ctx, func(s *db.Snapshot) error {
		return s.QueryRow("SELECT email, password FROM account WHERE id = $1", account).Scan(&email, &hash)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return errs.New(errs.NotFound, "identity.account.unknown")
	}
	if err != nil {
		return err
	}
	if len(password) > maxPassword {
		return errs.Bad(field, "identity.password.wrong")
	}
	tries := i.tries(email, address)
	if err := i.reserve(ctx, tries, now); err != nil {
		return err
	}
	ok, err := i.hash.Check(ctx, password, hash.String)
	if err != nil {
		return err
	}
	if !ok {
		return errs.Bad(field, "identity.password.wrong")
	}
	return i.d.Housekeep(ctx, func(tx *db.Tx) error { return settle(tx, tries) })
}

// endSessions ends an account's sessions and sign-ins half done, but for one session.
func endSessions(tx *db.Tx, account, keep string) error {
	if _, err := tx.Exec("DELETE FROM session WHERE account = $1 AND id <> $2", account, keep); err != nil {
		return err
	}
	_, err := tx.Exec("DELETE FROM sign_in_step WHERE account = $1", account)
	return err
}
