package identity

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/policy"
)

// Given is a grant given to an account by hand.
type Given struct {
	ID      string
	Account string
	policy.Grant
	From    time.Time
	Until   time.Time // first instant when it holds no more; zero = open end
	Version int64
}

func (g Given) runs(at time.Time) bool {
	return !at.Before(g.From) && (g.Until.IsZero() || at.Before(g.Until))
}

// Give gives an account a role within a scope. from may be zero (at once), until too (open end).
func (i *Identity) Give(ctx context.Context, actor db.Actor, account string, g policy.Grant, from, until time.Time) (given Given, err error) {
	if isSelf(actor, account) {
		return Given{}, errs.New(errs.Forbidden, "identity.not_yourself")
	}
	var bad errs.Fields
	if !slices.Contains(policy.StaffRoles(), g.Role) {
		bad.Add("role", "identity.role.unknown")
	}
	if !slices.Contains([]string{policy.All, policy.Place, policy.Unit, policy.Org, policy.Post, policy.Record}, g.Scope.Kind) ||
		(g.Scope.Kind == policy.All) != (g.Scope.ID == "") {
		bad.Add("scope", "identity.scope.bad")
	}
	if !until.IsZero() && !until.After(from) {
		bad.Add("until", "identity.until.bad")
	}
	if len(bad) > 0 {
		return Given{}, bad.Err()
	}
	err = i.d.Write(ctx, actor, func(tx *db.Tx) error {
		if _, err := accountByID(tx, account); err != nil {
			return err
		}
		start := from
		if start.IsZero() {
			start = tx.Now()
		}
		given, err = i.insertGrant(tx, account, g, start, until)
		return err
	})
	return given, err
}

func (i *Identity) insertGrant(tx *db.Tx, account string, g policy.Grant, from, until time.Time) (Given, error) {
	given := Given{ID: id.New(), Account: account, Grant: g, From: from, Until: until, Version: 1}
	_, err := tx.Exec(`INSERT INTO grant_of (id, account, role, scope_kind, scope_id, valid_from, valid_until, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		given.ID, account, g.Role, g.Scope.Kind, g.Scope.ID, db.Micros(from), db.NullMicros(until), given.Version)
	if err != nil {
		return Given{}, err
	}
	return given, i.log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "identity.grant.give", Kind: "grant", ID: given.ID, Version: 1})
}

// End ends a grant now; one that has not begun never begins. It stays in the list of what was given.
func (i *Identity) End(ctx context.Context, actor db.Actor, grant string) error {
	return i.d.Write(ctx, actor, func(tx *db.Tx) error {
		g, err := oneGrant(tx, grant)
		if err != nil {
			return err
		}
		if isSelf(actor, g.Account) {
			return errs.New(errs.Forbidden, "identity.not_yourself")
		}
		if !g.Until.IsZero() && !g.Until.After(tx.Now()) {
			return errs.New(errs.Conflict, "identity.grant.ended")
		}
		if _, err := tx.Exec("UPDATE grant_of SET valid_until = $2, version = version + 1 WHERE id = $1", grant, db.Micros(tx.Now())); err != nil {
			return err
		}
		return i.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "identity.grant.end", Kind: "grant", ID: grant, Version: g.Version + 1})
	})
}

// Grants are all grants ever given to an account, the latest first. Those that follow from posts are in
// [Who] only.
func (i *Identity) Grants(ctx context.Context, account string) (all []Given, err error) {
	err = i.d.Read(ctx, func(s *db.Snapshot) error {
		all, err = grantsOf(s, account)
		return err
	})
	return all, err
}

const grantColumns = "id, account, role, scope_kind, scope_id, valid_from, valid_until, version"

func scanGrant(scan db.Scan) (g Given, err error) {
	var from int64
	var until sql.NullInt64
	err = scan(&g.ID, &g.Account, &g.Role, &g.Scope.Kind, &g.Scope.ID, &from, &until, &g.Version)
	g.From, g.Until = db.Time(from), db.NullTime(until)
	return g, err
}

func oneGrant(r db.Reader, grant string) (Given, error) {
	g, err := scanGrant(r.QueryRow("SELECT "+grantColumns+" FROM grant_of WHERE id = $1", grant).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		err = errs.New(errs.NotFound, "identity.grant.unknown")
	}
	return g, err
}

func grantsOf(r db.Reader, account string) ([]Given, error) {
	return db.All(r, scanGrant, "SELECT "+grantColumns+" FROM grant_of WHERE account = $1 ORDER BY valid_from DESC, id", account)
}
