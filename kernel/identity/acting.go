package identity

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
)

// Acting is what an account may do at an instant as the post it would act as by itself, without anybody having signed
// in: for what the program does on its own for somebody. errs.NotFound for an account that is not there or blocked.
func (i *Identity) Acting(q db.Reader, account string, at time.Time) (w Who, err error) {
	if w.Account, err = accountByID(q, account); err != nil {
		return w, err
	}
	if w.Account.State != Active {
		return w, errs.New(errs.NotFound, "identity.account.unknown")
	}
	w.Principal = policy.Principal{Kind: "account", ID: account}
	return w, i.empower(q, &w, "", at)
}

// WithRole are the active persons to whom one of the roles is given directly, by id. Roles that come with a post are not
// among them.
func WithRole(q db.Reader, at time.Time, roles ...string) ([]string, error) {
	b := db.NewQuery("SELECT DISTINCT g.account FROM grant_of g JOIN account a ON a.id = g.account WHERE a.state = 'active' AND a.kind = 'person' AND ")
	b.Add(b.In("g.role", roles) + " AND g.valid_from <= " + b.Arg(db.Micros(at)) + " AND (g.valid_until IS NULL OR g.valid_until > " + b.Arg(db.Micros(at)) + ") ORDER BY g.account")
	return db.AllQ(q, func(scan db.Scan) (id string, err error) { return id, scan(&id) }, b)
}
