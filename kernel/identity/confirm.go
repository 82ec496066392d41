package identity

import (
	"context"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// Factors are what an account signs in with besides its password.
type Factors struct {
	Passkeys []Passkey
	App      *CodeApp // nil = none
	Codes    int      // recovery codes left
	Demanded bool     // a role of the account demands one
}

// Any tells whether there is a second factor. Recovery codes are none: they stand in for one.
func (f Factors) Any() bool { return len(f.Passkeys) > 0 || f.App != nil }

// Factors are those of an account.
func (i *Identity) Factors(ctx context.Context, account string, now time.Time) (f Factors, err error) {
	err = i.d.Read(ctx, func(s *db.Snapshot) error {
		f, err = i.factorsOf(s, account, now)
		return err
	})
	return f, err
}

func (i *Identity) factorsOf(r db.Reader, account string, now time.Time) (f Factors, err error) {
	if f.Passkeys, err = passkeysOf(r, account); err != nil {
		return f, err
	}
	app, had, err := totpOf(r, account)
	if err != nil {
		return f, err
	}
	if had {
		f.App = &app
	}
	if f.Codes, err = codesLeft(r, account); err != nil {
		return f, err
	}
	w := Who{Account: Account{ID: account}}
	if err = i.empower(r, &w, "", now); err != nil {
		return f, err
	}
	f.Demanded = demands(w.Principal.Grants)
	return f, err
}

// mayChange tells whether what belongs to the sign-in can be changed in this session now: shortly after the second
// factor was shown, or, where there is none yet, after the password.
func (i *Identity) mayChange(r db.Reader, w Who, now time.Time) error {
	if w.Session == "" {
		return errs.New(errs.Forbidden, "identity.factor.by_session")
	}
	has, err := hasFactor(r, w.Account.ID)
	if err != nil {
		return err
	}
	if has {
		return DemandFresh(w.Principal, now, FreshFor)
	}
	if now.Sub(w.Principal.FactorAt) >= FreshFor {
		return errs.New(errs.Forbidden, StaleKey)
	}
	return nil
}

// MayChange is the question of [Identity.AddPasskey] and its like, asked before the form is shown.
func (i *Identity) MayChange(ctx context.Context, w Who, now time.Time) error {
	return i.d.Read(ctx, func(s *db.Snapshot) error { return i.mayChange(s, w, now) })
}

// ConfirmOptions is what a running session asks for a passkey with; empty where there is none that works here.
func (i *Identity) ConfirmOptions(ctx context.Context, w Who, now time.Time) (string, error) {
	all, err := i.passkeys(ctx, w.Account.ID)
	if err != nil {
		return "", err
	}
	return i.requestOptions(toConfirm, w.Session, all, now)
}

// Confirm shows in a running session that it is still the same person: by the second factor, or where the account has
// none by the password. From then on the session is fresh.
func (i *Identity) Confirm(ctx context.Context, w Who, p Proof, password, address string, now time.Time) error {
	if w.Session == "" {
		return errs.New(errs.Forbidden, "identity.factor.by_session")
	}
	has := false
	err := i.d.Read(ctx, func(s *db.Snapshot) (err error) {
		has, err = hasFactor(s, w.Account.ID)
		return err
	})
	if err != nil {
		return err
	}
	if !has {
		if err := i.checkPassword(ctx, w.Account.ID, password, address, "password", now); err != nil {
			return err
		}
		return i.d.Housekeep(ctx, func(tx *db.Tx) error { return raise(tx, w.Session, ByPassword, now) })
	}
	tries := i.factorTries(w.Account.ID, address)
	if err := i.reserve(ctx, tries, now); err != nil {
		return err
	}
	proof, err := i.prove(ctx, w.Account, p, toConfirm, w.Session, now)
	if err != nil {
		return err
	}
	return i.spent(ctx, w.Account, address, proof, func(tx *db.Tx) error {
		if err := settle(tx, tries); err != nil {
			return err
		}
		return raise(tx, w.Session, proof.factor, now)
	})
}

// raise keeps what a running session has shown.
func raise(tx *db.Tx, session, factor string, now time.Time) error {
	n, err := tx.Exec("UPDATE session SET factor = $2, factor_at = $3 WHERE id = $1", session, factor, db.Micros(now))
	if err == nil && n == 0 {
		return errs.New(errs.Unauthenticated, "identity.signed_out")
	}
	return err
}
