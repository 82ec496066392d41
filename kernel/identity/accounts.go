package identity

import (
	"context"
	"strings"

	"golang.org/x/text/unicode/norm"

	"reeve/kernel/db"
)

// Account finds an account by its id.
func (i *Identity) Account(ctx context.Context, account string) (a Account, err error) {
	err = i.d.Read(ctx, func(s *db.Snapshot) error {
		a, err = accountByID(s, account)
		return err
	})
	return a, err
}

// AccountByEmail finds an account by its address, in any case.
func (i *Identity) AccountByEmail(ctx context.Context, email string) (a Account, err error) {
	err = i.d.Read(ctx, func(s *db.Snapshot) error {
		a, err = accountByEmail(s, email)
		return err
	})
	return a, err
}

// AccountIn is [Identity.Account] within a transaction or snapshot.
func AccountIn(r db.Reader, account string) (Account, error) { return accountByID(r, account) }

// AccountByEmailIn is [Identity.AccountByEmail] within a transaction or snapshot.
func AccountByEmailIn(r db.Reader, email string) (Account, error) { return accountByEmail(r, email) }

// Query asks for accounts.
type Query struct {
	Text  string // part of name or address, any case; empty = all
	After string // address of the last account of the page before
	Limit int    // at most 200; 0 = 50
}

// Accounts lists accounts by address. more tells whether others follow.
func (i *Identity) Accounts(ctx context.Context, q Query) (all []Account, more bool, err error) {
	if q.Limit <= 0 {
		q.Limit = 50
	}
	q.Limit = min(q.Limit, 200)
	like := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(strings.ToLower(norm.NFC.String(strings.TrimSpace(q.Text)))) + "%"
	err = i.d.Read(ctx, func(s *db.Snapshot) error {
		all, err = db.All(s, func(scan db.Scan) (Account, error) {
			var r accountRow
			err := scan(r.fields()...)
			return r.account(), err
		}, "SELECT "+accountColumns+` FROM account a WHERE a.email > $1 AND a.search LIKE $2 ESCAPE '\' ORDER BY a.email LIMIT $3`,
			q.After, like, q.Limit+1)
		return err
	})
	if len(all) > q.Limit {
		all, more = all[:q.Limit], true
	}
	return all, more, err
}
