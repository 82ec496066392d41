package identity

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/identity/passkey"
)

// stepLife is how long one may look for the second factor after the password.
const stepLife = 10 * time.Minute

// Step is a sign-in whose password was right and whose second factor is awaited.
type Step struct {
	Account Account
	Options string // what a passkey is asked for with; empty where the account has none that works here
	App     bool   // it has an app that shows codes
}

// beginStep remembers that the password was right, and gives the token that stands for it.
func beginStep(tx *db.Tx, account string, now time.Time) (string, error) {
	token := newToken("rp_")
	_, err := tx.Exec("INSERT INTO sign_in_step (token_hash, account, expires_at) VALUES ($1, $2, $3)", hashToken(token), account, db.Micros(now.Add(stepLife)))
	return token, err
}

// Step finds a sign-in that awaits its second factor. errs.Unauthenticated when it has waited too long.
func (i *Identity) Step(ctx context.Context, token string, now time.Time) (s Step, err error) {
	var all []Passkey
	err = i.d.Read(ctx, func(r *db.Snapshot) (err error) {
		if s.Account, err = stepAccount(r, token, now); err != nil {
			return err
		}
		if all, err = passkeysOf(r, s.Account.ID); err != nil {
			return err
		}
		_, s.App, err = totpOf(r, s.Account.ID)
		return err
	})
	if err != nil {
		return s, err
	}
	s.Options, err = i.requestOptions(toFinish, s.Account.ID, all, now)
	return s, err
}

// requestOptions asks for one of an account's passkeys; empty where there is none that can sign.
func (i *Identity) requestOptions(use, bound string, all []Passkey, now time.Time) (string, error) {
	party, ok := i.party()
	keys := keysOf(all)
	if !ok || len(keys) == 0 {
		return "", nil
	}
	return party.Request(i.challenge(use, bound, now), keys)
}

func stepAccount(r db.Reader, token string, now time.Time) (Account, error) {
	var account string
	err := r.QueryRow("SELECT account FROM sign_in_step WHERE token_hash = $1 AND expires_at > $2", hashToken(token), db.Micros(now)).Scan(&account)
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, errs.New(errs.Unauthenticated, "identity.second.late")
	}
	if err != nil {
		return Account{}, err
	}
	a, err := accountByID(r, account)
	if err == nil && a.State != Active {
		err = errs.New(errs.Unauthenticated, "identity.sign_in_failed")
	}
	return a, err
}

// Finish ends a sign-in that began with the password: with a passkey, a code of the app or a recovery code. Of c only
// Address and Agent are read.
func (i *Identity) Finish(ctx context.Context, token string, p Proof, c Credentials, now time.Time) (SignedIn, error) {
	var a Account
	err := i.d.Read(ctx, func(s *db.Snapshot) (err error) {
		a, err = stepAccount(s, token, now)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	tries := i.factorTries(a.ID, c.Address)
	if err := i.reserve(ctx, tries, now); err != nil {
		return SignedIn{}, err
	}
	proof, err := i.prove(ctx, a, p, toFinish, a.ID, now)
	if err != nil {
		return SignedIn{}, err
	}
	in := newSession(a.ID, now)
	err = i.spent(ctx, a, c.Address, proof, func(tx *db.Tx) error {
		n, err := tx.Exec("DELETE FROM sign_in_step WHERE token_hash = $1", hashToken(token))
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.Unauthenticated, "identity.second.late")
		}
		return startSession(tx, in, tries, proof.factor, c.Agent, now)
	})
	if err != nil {
		return SignedIn{}, err
	}
	return in, nil
}

// SignInOptions is what the sign-in page asks for any passkey with; empty where there can be none.
func (i *Identity) SignInOptions(now time.Time) (string, error) {
	party, ok := i.party()
	if !ok {
		return "", nil
	}
	return party.Request(i.challenge(toSignIn, "", now), nil)
}

// SignInByPasskey starts a session by a passkey alone: the device has verified its user. Of c only Address and Agent
// are read. errs.Unauthenticated whatever was wrong.
func (i *Identity) SignInByPasskey(ctx context.Context, assertion string, c Credentials, now time.Time) (SignedIn, error) {
	tries := tries{}
	if c.Address != "" {
		tries.address = "address/" + c.Address
	}
	if err := i.reserve(ctx, tries, now); err != nil {
		return SignedIn{}, err
	}
	answer, err := passkey.ReadAssertion(assertion)
	if err != nil || len(answer.Handle) == 0 {
		return SignedIn{}, passkeyRefused()
	}
	a, err := i.accountOfKey(ctx, answer.Credential)
	if err != nil {
		return SignedIn{}, err
	}
	proof, err := i.proveKey(ctx, a, answer, toSignIn, "", now)
	if err != nil {
		return SignedIn{}, err
	}
	in := newSession(a.ID, now)
	err = i.spent(ctx, a, c.Address, proof, func(tx *db.Tx) error { return startSession(tx, in, tries, proof.factor, c.Agent, now) })
	if err != nil {
		return SignedIn{}, err
	}
	return in, nil
}

func (i *Identity) accountOfKey(ctx context.Context, credential string) (a Account, err error) {
	err = i.d.Read(ctx, func(s *db.Snapshot) error {
		var account string
		err := s.QueryRow("SELECT account FROM passkey WHERE credential = $1 AND removed_at IS NULL", credential).Scan(&account)
		if errors.Is(err, sql.ErrNoRows) {
			return passkeyRefused()
		}
		if err != nil {
			return err
		}
		a, err = accountByID(s, account)
		return err
	})
	if err == nil && (a.State != Active || a.Kind != Person) {
		err = passkeyRefused()
	}
	return a, err
}

func newSession(account string, now time.Time) SignedIn {
	return SignedIn{Token: newToken("rs_"), Account: account, Expires: now.Add(sessionLife)}
}

// startSession stores a session for an account that is still active.
func startSession(tx *db.Tx, in SignedIn, t tries, factor, agent string, now time.Time) error {
	var same int
	if err := tx.QueryRow("SELECT count(*) FROM account WHERE id = $1 AND state = $2", in.Account, Active).Scan(&same); err != nil {
		return err
	}
	if same == 0 {
		return errs.New(errs.Unauthenticated, "identity.sign_in_failed")
	}
	if err := settle(tx, t); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO session (token_hash, id, account, post, created_at, last_seen, expires_at, agent, factor, factor_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, hashToken(in.Token), id.New(), in.Account, "",
		db.Micros(now), db.Micros(now), db.Micros(in.Expires), shorten(agent, 200), factor, db.Micros(now))
	return err
}
