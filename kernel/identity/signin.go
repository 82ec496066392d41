package identity

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// Credentials is what a person signs in with.
type Credentials struct {
	Email, Password string
	Address         string // keyed hash of the network address (secrets.Addresses), may be empty
	Agent           string // what the browser calls itself, shown in the list of sessions
}

// SignedIn is a fresh session, or the way to one. Token is shown once, to the browser.
type SignedIn struct {
	Token   string
	Account string
	Expires time.Time

	// Step is there instead of Token where the password was right and the account has a second factor: see [Identity.Finish].
	Step string
}

// SignIn starts a session, or gives the step in which the second factor is asked for. errs.Unauthenticated whatever was
// wrong; errs.TooMany with the seconds to wait.
func (i *Identity) SignIn(ctx context.Context, c Credentials, now time.Time) (SignedIn, error) {
	refused := errs.New(errs.Unauthenticated, "identity.sign_in_failed")
	if c.Email == "" || c.Password == "" || len(c.Password) > maxPassword || len(c.Email) > 254 {
		return SignedIn{}, refused
	}
	tries := i.tries(c.Email, c.Address)
	if err := i.reserve(ctx, tries, now); err != nil {
		return SignedIn{}, err
	}
	account, hash, err := i.hashOf(ctx, FoldEmail(c.Email))
	if err != nil {
		return SignedIn{}, err
	}
	ok, err := i.hash.Check(ctx, c.Password, hash)
	if err != nil {
		return SignedIn{}, err
	}
	if !ok {
		return SignedIn{}, refused
	}
	var s SignedIn
	err = i.d.Housekeep(ctx, func(tx *db.Tx) error {
		// Blocked or given another password while the hash was computed?
		var same int
		err := tx.QueryRow("SELECT count(*) FROM account WHERE id = $1 AND state = $2 AND password = $3", account, Active, hash).Scan(&same)
		if err != nil {
			return err
		}
		if same == 0 {
			return refused
		}
		if waits, err := awaitsLink(tx, account); err != nil {
			return err
		} else if waits {
			return errs.New(errs.Unauthenticated, "identity.recovery.use_link")
		}
		second, err := hasFactor(tx, account)
		if err != nil {
			return err
		}
		s = newSession(account, now)
		if !second {
			return startSession(tx, s, tries, ByPassword, c.Agent, now)
		}
		if err := settle(tx, tries); err != nil {
			return err
		}
		s = SignedIn{Account: account}
		s.Step, err = beginStep(tx, account, now)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	return s, nil
}

// hashOf gives the account that can sign in under an address; both are empty if there is none.
func (i *Identity) hashOf(ctx context.Context, email string) (account, hash string, err error) {
	err = i.d.Read(ctx, func(s *db.Snapshot) error {
		err := s.QueryRow("SELECT id, password FROM account WHERE email = $1 AND state = $2 AND kind = $3 AND password IS NOT NULL",
			email, Active, Person).Scan(&account, &hash)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return account, hash, err
}
