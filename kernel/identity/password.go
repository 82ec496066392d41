package identity

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// A password has at least 12 characters of any kind and at most 1,000 bytes; no other composition is asked
// for (NIST SP 800-63B section 3.1.1).
const (
	minPassword = 12
	maxPassword = 1000 // bytes
)

// normal makes the same password typed on different keyboards the same bytes.
func normal(password string) string { return norm.NFC.String(password) }

func checkPassword(bad *errs.Fields, password, email string) {
	if utf8.RuneCountInString(normal(password)) < minPassword {
		bad.Add("password", "identity.password.short", "n", minPassword)
		return
	}
	if len(password) > maxPassword {
		bad.Add("password", "identity.password.long")
		return
	}
	folded := strings.ToLower(normal(password))
	name, _, _ := strings.Cut(email, "@")
	if strings.Contains(folded, email) || len(name) >= 4 && strings.Contains(folded, name) {
		bad.Add("password", "identity.password.email")
	}
}

// SetPassword gives another's account a new password and ends its sessions; counters against guessing start
// anew. One's own password goes through [Identity.ChangePassword], so that a stolen session cannot take it.
func (i *Identity) SetPassword(ctx context.Context, actor db.Actor, account, password string) error {
	if isSelf(actor, account) {
		return errs.New(errs.Forbidden, "identity.password.own")
	}
	return i.setPassword(ctx, actor, account, password, "")
}

// ChangePassword is for the person: it asks for the old password, slowed like a sign-in, and keeps the
// session it is done in (keep, an id; may be empty).
func (i *Identity) ChangePassword(ctx context.Context, actor db.Actor, account, old, password, keep string, now time.Time) error {
	if err := i.checkPassword(ctx, account, old, actor.Address, "old_password", now); err != nil {
		return err
	}
	return i.setPassword(ctx, actor, account, password, keep)
}

func (i *Identity) setPassword(ctx context.Context, actor db.Actor, account, password, keep string) error {
	a, err := i.Account(ctx, account)
	if err != nil {
		return err
	}
	if a.Kind != Person {
		return errs.New(errs.Invalid, "identity.password.service")
	}
	var bad errs.Fields
	if checkPassword(&bad, password, a.Email); len(bad) > 0 {
		return bad.Err()
	}
	hash, err := i.hash.Hash(ctx, password)
	if err != nil {
		return err
	}
	return i.change(ctx, actor, account, 0, "identity.account.password", func(tx *db.Tx, a Account) error {
		if err := endSessions(tx, account, keep); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM sign_in_failure WHERE who = $1", i.tries(a.Email, "").account); err != nil {
			return err
		}
		_, err := tx.Exec("UPDATE account SET password = $2, version = version + 1 WHERE id = $1", account, hash)
		return err
	})
}
