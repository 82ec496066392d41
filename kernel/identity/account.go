package identity

import (
	"context"
	"database/sql"
	"errors"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
)

// Account states and kinds.
const (
	Active  = "active"
	Blocked = "blocked"

	Person  = "person"
	Service = "service" // a program: has tokens, never a password
)

// Account is who can act.
type Account struct {
	ID          string    `json:"id"`
	Email       string    `json:"email"` // folded; a service has a name without @ here
	Name        string    `json:"name"`
	Lang        string    `json:"lang"` // language tag of pages and mails
	State       string    `json:"state"`
	Kind        string    `json:"kind"`
	HasPassword bool      `json:"has_password"`
	Version     int64     `json:"version"`
	CreatedAt   time.Time `json:"created_at"`
}

// NewAccount is what an account starts with. Without a password nobody can sign in to it yet.
type NewAccount struct {
	Email, Name, Lang, Password string
}

// FoldEmail is the form in which addresses are compared: trimmed, composed (NFC), lower case.
func FoldEmail(s string) string { return strings.ToLower(norm.NFC.String(strings.TrimSpace(s))) }

func (n *NewAccount) check() error {
	var bad errs.Fields
	n.Email, n.Name = FoldEmail(n.Email), strings.TrimSpace(n.Name)
	if a, err := mail.ParseAddress(n.Email); err != nil || a.Address != n.Email || len(n.Email) > 254 {
		bad.Add("email", "identity.email.bad")
	}
	checkProfile(&bad, n.Name, n.Lang)
	if n.Password != "" {
		checkPassword(&bad, n.Password, n.Email)
	}
	return bad.Err()
}

func checkProfile(bad *errs.Fields, name, lang string) {
	if name == "" || utf8.RuneCountInString(name) > 200 {
		bad.Add("name", "identity.name.bad")
	}
	if _, ok := i18n.ParseLang(lang); !ok {
		bad.Add("lang", "identity.lang.bad")
	}
}

// Create makes a person's account. An address already in use is an Invalid error on the field email.
func (i *Identity) Create(ctx context.Context, actor db.Actor, n NewAccount) (Account, error) {
	if err := n.check(); err != nil {
		return Account{}, err
	}
	var hash string
	if n.Password != "" {
		var err error
		if hash, err = i.hash.Hash(ctx, n.Password); err != nil {
			return Account{}, err
		}
	}
	a := n.account(hash)
	err := i.d.Write(ctx, actor, func(tx *db.Tx) error { return i.createAccount(tx, &a, hash) })
	return a, err
}

// Invite makes a person's account within a transaction, without a password: nobody can sign in to it before one is set.
// An address already in use is an Invalid error on the field email.
func (i *Identity) Invite(tx *db.Tx, n NewAccount) (Account, error) {
	n.Password = ""
	if err := n.check(); err != nil {
		return Account{}, err
	}
	a := n.account("")
	return a, i.createAccount(tx, &a, "")
}

func (n NewAccount) account(hash string) Account {
	return Account{ID: id.New(), Email: n.Email, Name: n.Name, Lang: n.Lang, State: Active, Kind: Person, HasPassword: hash != "", Version: 1}
}

// createAccount stores a person's account whose address is free.
func (i *Identity) createAccount(tx *db.Tx, a *Account, hash string) error {
	_, err := accountByEmail(tx, a.Email)
	if err == nil {
		return errs.Bad("email", "identity.email.taken")
	}
	if errs.KindOf(err) != errs.NotFound {
		return err
	}
	return i.insertAccount(tx, a, hash)
}

func (i *Identity) insertAccount(tx *db.Tx, a *Account, hash string) error {
	a.CreatedAt = tx.Now()
	_, err := tx.Exec(`INSERT INTO account (id, email, name, search, lang, state, kind, password, version, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		a.ID, a.Email, a.Name, searchText(a.Name, a.Email), a.Lang, a.State, a.Kind, db.NullText(hash), a.Version, db.Micros(a.CreatedAt))
	if err != nil {
		return err
	}
	return i.log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "identity.account.create", Kind: "account", ID: a.ID, Version: a.Version})
}

func searchText(name, email string) string {
	return strings.ToLower(norm.NFC.String(name)) + " " + email
}

// Change renames an account or changes its language. base is the version the change was made on, 0 = any.
func (i *Identity) Change(ctx context.Context, actor db.Actor, account string, base int64, name, lang string) error {
	var bad errs.Fields
	name = strings.TrimSpace(name)
	if checkProfile(&bad, name, lang); len(bad) > 0 {
		return bad.Err()
	}
	return i.change(ctx, actor, account, base, "identity.account.change", func(tx *db.Tx, a Account) error {
		_, err := tx.Exec("UPDATE account SET name = $2, search = $3, lang = $4, version = version + 1 WHERE id = $1",
			account, name, searchText(name, a.Email), lang)
		return err
	})
}

// Block ends all sessions of an account and keeps it and its tokens out until [Identity.Unblock].
func (i *Identity) Block(ctx context.Context, actor db.Actor, account string, base int64) error {
	if isSelf(actor, account) {
		return errs.New(errs.Forbidden, "identity.not_yourself")
	}
	return i.change(ctx, actor, account, base, "identity.account.block", func(tx *db.Tx, a Account) error {
		if err := endSessions(tx, account, ""); err != nil {
			return err
		}
		_, err := tx.Exec("UPDATE account SET state = $2, version = version + 1 WHERE id = $1", account, Blocked)
		return err
	})
}

// Unblock lets an account in again.
func (i *Identity) Unblock(ctx context.Context, actor db.Actor, account string, base int64) error {
	return i.change(ctx, actor, account, base, "identity.account.unblock", func(tx *db.Tx, a Account) error {
		_, err := tx.Exec("UPDATE account SET state = $2, version = version + 1 WHERE id = $1", account, Active)
		return err
	})
}

func isSelf(actor db.Actor, account string) bool {
	return (actor.Kind == "account" || actor.Kind == "token") && actor.ID == account
}

func (i *Identity) change(ctx context.Context, actor db.Actor, account string, base int64, action string, fn func(tx *db.Tx, a Account) error) error {
	return i.d.Write(ctx, actor, func(tx *db.Tx) error {
		a, err := accountByID(tx, account)
		if err != nil {
			return err
		}
		if base != 0 && base != a.Version {
			return &errs.Error{Kind: errs.Conflict, Key: "identity.account.moved", Current: a}
		}
		if err := fn(tx, a); err != nil {
			return err
		}
		return i.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: "account", ID: account, Version: a.Version + 1})
	})
}

const accountColumns = "a.id, a.email, a.name, a.lang, a.state, a.kind, CASE WHEN a.password IS NULL THEN 0 ELSE 1 END, a.version, a.created_at"

// accountRow receives accountColumns.
type accountRow struct {
	Account
	password, created int64
}

func (r *accountRow) fields() []any {
	return []any{&r.ID, &r.Email, &r.Name, &r.Lang, &r.State, &r.Kind, &r.password, &r.Version, &r.created}
}

func (r *accountRow) account() Account {
	r.HasPassword, r.CreatedAt = r.password == 1, db.Time(r.created)
	return r.Account
}

func accountByID(r db.Reader, account string) (Account, error) {
	return oneAccount(r.QueryRow("SELECT "+accountColumns+" FROM account a WHERE a.id = $1", account))
}

func accountByEmail(r db.Reader, email string) (Account, error) {
	return oneAccount(r.QueryRow("SELECT "+accountColumns+" FROM account a WHERE a.email = $1", FoldEmail(email)))
}

func oneAccount(row *db.Row) (Account, error) {
	var r accountRow
	err := row.Scan(r.fields()...)
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, errs.New(errs.NotFound, "identity.account.unknown")
	}
	return r.account(), err
}
