package identity

import (
	"context"
	"time"

	"reeve/kernel/db"
)

// About is everything this package stores about an account, for the person's own eyes: Directive (EU)
// 2016/680 art. 14, Regulation (EU) 2016/679 art. 15. Hashes of passwords, tokens and recovery codes are not shown, nor the secret of an app; failed
// sign-ins are kept 12 hours under a keyed hash that cannot be traced back. What the person did is in the
// audit log.
type About struct {
	Account  Account
	Sessions []Session
	Tokens   []Token
	Grants   []Given
	Posts    []HeldPost
	Factors  Factors
}

// About collects it on one snapshot.
func (i *Identity) About(ctx context.Context, account string, now time.Time) (all About, err error) {
	err = i.d.Read(ctx, func(s *db.Snapshot) error {
		if all.Account, err = accountByID(s, account); err != nil {
			return err
		}
		if all.Sessions, err = sessionsOf(s, account, now); err != nil {
			return err
		}
		if all.Tokens, err = tokensOf(s, account); err != nil {
			return err
		}
		if all.Grants, err = grantsOf(s, account); err != nil {
			return err
		}
		if all.Factors, err = i.factorsOf(s, account, now); err != nil {
			return err
		}
		all.Posts, err = i.posts(s, account, now)
		return err
	})
	return all, err
}
