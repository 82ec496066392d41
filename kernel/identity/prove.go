package identity

import (
	"context"
	"encoding/hex"
	"errors"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/identity/passkey"
	"reeve/kernel/identity/totp"
)

// Proof is what a person shows of a second factor: what a passkey has signed, or a code of the app or of the paper
// with recovery codes.
type Proof struct{ Assertion, Code string }

// proved is a proof that holds. It counts once spent, in the transaction of what it is shown for.
type proved struct {
	factor string
	spend  func(tx *db.Tx) error
}

// prove checks a proof for an account. A wrong one is errs.Unauthenticated or Invalid on the field code.
func (i *Identity) prove(ctx context.Context, a Account, p Proof, use, bound string, now time.Time) (proved, error) {
	if p.Assertion != "" {
		answer, err := passkey.ReadAssertion(p.Assertion)
		if err != nil {
			return proved{}, passkeyRefused()
		}
		return i.proveKey(ctx, a, answer, use, bound, now)
	}
	code := digitsOf(p.Code)
	if len(code) == 6 {
		return i.proveApp(ctx, a, code, now)
	}
	hash := i.codeHash(a.ID, p.Code)
	return proved{ByCode, func(tx *db.Tx) error { return i.spendCode(tx, a, hash) }}, nil
}

// proveKey checks what one of the account's passkeys has signed.
func (i *Identity) proveKey(ctx context.Context, a Account, answer passkey.Answer, use, bound string, now time.Time) (proved, error) {
	party, ok := i.party()
	if !ok {
		return proved{}, passkeyRefused()
	}
	until, err := i.checkChallenge(use, bound, answer.Challenge, now)
	if err != nil {
		return proved{}, err
	}
	all, err := i.passkeys(ctx, a.ID)
	if err != nil {
		return proved{}, err
	}
	for _, p := range all {
		if p.key.Credential != answer.Credential || !p.Suspect.IsZero() {
			continue
		}
		count, err := party.Verify(answer, i.owner(a), p.key)
		if err != nil {
			return proved{}, passkeyRefused()
		}
		return proved{ByPasskey, func(tx *db.Tx) error {
			if err := spend(tx, answer.Challenge, until); err != nil {
				return err
			}
			return used(tx, p, count, now)
		}}, nil
	}
	return proved{}, passkeyRefused()
}

// clonedError says that a passkey's counter betrayed a copy.
type clonedError struct{ p Passkey }

func (clonedError) Error() string { return "the counter of a passkey went back" }

// used keeps the counter of a passkey that has signed, or tells that it betrays a copy.
func used(tx *db.Tx, p Passkey, count uint32, now time.Time) error {
	var stored int64
	err := tx.QueryRow("SELECT sign_count FROM passkey WHERE id = $1 AND removed_at IS NULL AND suspect_at IS NULL", p.ID).Scan(&stored)
	if err != nil {
		return passkeyRefused()
	}
	if passkey.Cloned(uint32(stored), count) {
		return clonedError{p}
	}
	_, err = tx.Exec("UPDATE passkey SET sign_count = $2, last_used = $3 WHERE id = $1", p.ID, int64(count), db.Micros(now))
	return err
}

// suspect shuts out a passkey of which there seems to be a copy, and tells its owner. Called after the transaction
// that found it, which has failed; the answer to whoever asked is the same as for any wrong passkey.
func (i *Identity) suspect(ctx context.Context, err error) error {
	var c clonedError
	if !errors.As(err, &c) {
		return err
	}
	err = i.d.Write(ctx, db.System(), func(tx *db.Tx) error {
		var fresh int
		if err := tx.QueryRow("SELECT count(*) FROM passkey WHERE id = $1 AND suspect_at IS NULL AND removed_at IS NULL", c.p.ID).Scan(&fresh); err != nil || fresh == 0 {
			return err // none: another request has told it already
		}
		if _, err := tx.Exec("UPDATE passkey SET suspect_at = $2, version = version + 1 WHERE id = $1", c.p.ID, db.Micros(tx.Now())); err != nil {
			return err
		}
		if err := i.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "identity.passkey.suspect", Kind: "passkey", ID: c.p.ID}); err != nil {
			return err
		}
		a, err := accountByID(tx, c.p.account)
		if err != nil {
			return err
		}
		return i.tell(tx, a, Notice{What: "passkey_suspect", Label: c.p.Label})
	})
	if err != nil {
		return err
	}
	return passkeyRefused()
}

func (i *Identity) proveApp(ctx context.Context, a Account, code string, now time.Time) (proved, error) {
	wrong := errs.Bad("code", "identity.app.code_wrong")
	var app CodeApp
	var secret totp.Secret
	err := i.d.Read(ctx, func(s *db.Snapshot) (err error) {
		var had bool
		if app, had, err = totpOf(s, a.ID); err != nil || !had {
			return err
		}
		secret, err = i.keys.Open(s, "totp/"+app.ID, "secret", app.sealed)
		return err
	})
	if err != nil {
		return proved{}, err
	}
	if secret == nil {
		return proved{}, wrong
	}
	step, ok := secret.Match(code, now, app.last)
	if !ok {
		return proved{}, wrong
	}
	return proved{ByTOTP, func(tx *db.Tx) error {
		n, err := tx.Exec("UPDATE totp SET last_step = $2, last_used = $3 WHERE id = $1 AND last_step < $2 AND removed_at IS NULL", app.ID, step, db.Micros(now))
		if err == nil && n == 0 {
			return wrong // the same code a second time, at the same moment
		}
		return err
	}}, nil
}

func (i *Identity) spendCode(tx *db.Tx, a Account, hash string) error {
	n, err := tx.Exec("UPDATE recovery_code SET used_at = $3 WHERE hash = $1 AND account = $2 AND used_at IS NULL", hash, a.ID, db.Micros(tx.Now()))
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.Bad("code", "identity.app.code_wrong")
	}
	left, err := codesLeft(tx, a.ID)
	if err != nil {
		return err
	}
	if err := i.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "identity.codes.use", Kind: "account", ID: a.ID}); err != nil {
		return err
	}
	return i.tell(tx, a, Notice{What: "code_used", Left: left})
}

// spent runs fn in the transaction in which the proof is spent. That a recovery code was used stands in the log, that
// somebody signed in does not.
func (i *Identity) spent(ctx context.Context, a Account, address string, p proved, fn func(tx *db.Tx) error) error {
	run := func(tx *db.Tx) error {
		if err := p.spend(tx); err != nil {
			return err
		}
		return fn(tx)
	}
	if p.factor == ByCode {
		return i.d.Write(ctx, db.Actor{Kind: "account", ID: a.ID, Address: address}, run)
	}
	return i.suspect(ctx, i.d.Housekeep(ctx, run))
}

// factorTries are the counters of second factors: an account's own, which a right password does not clear, and that of
// the network address.
func (i *Identity) factorTries(account, addressHash string) tries {
	t := tries{account: "factor/" + hex.EncodeToString(i.keys.MAC("second factor counters", []byte(account))[:16])}
	if addressHash != "" {
		t.address = "address/" + addressHash
	}
	return t
}
