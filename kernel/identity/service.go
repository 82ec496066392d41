package identity

import (
	"context"
	"slices"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/policy"
)

// TokenForRole issues a key for a role in the whole installation. It belongs to the service account
// "service-<role>", which is made if there is none. Not for a web page: only whoever holds the data folder
// may ask for it.
func (i *Identity) TokenForRole(ctx context.Context, actor db.Actor, role, label string, expires time.Time) (string, error) {
	if !slices.Contains(policy.StaffRoles(), role) {
		return "", errs.Bad("role", "identity.role.unknown", "roles", strings.Join(policy.StaffRoles(), ", "))
	}
	token, account := newToken("rv_"), id.New()
	err := i.d.Write(ctx, actor, func(tx *db.Tx) error {
		a, err := accountByEmail(tx, "service-"+role)
		if errs.KindOf(err) == errs.NotFound {
			a = Account{ID: account, Email: "service-" + role, Name: "service-" + role, Lang: "en", State: Active, Kind: Service, Version: 1}
			err = i.insertAccount(tx, &a, "")
		}
		if err != nil {
			return err
		}
		if a.State != Active {
			return errs.New(errs.Forbidden, "identity.account.blocked")
		}
		given, err := grantsOf(tx, a.ID)
		if err != nil {
			return err
		}
		want := policy.Grant{Role: role, Scope: policy.Everything()}
		if !slices.ContainsFunc(given, func(g Given) bool { return g.Grant == want && g.runs(tx.Now()) }) {
			if _, err := i.insertGrant(tx, a.ID, want, tx.Now(), time.Time{}); err != nil {
				return err
			}
		}
		return i.insertToken(tx, token, a.ID, label, expires, ByFolder)
	})
	if err != nil {
		return "", err
	}
	return token, nil
}
