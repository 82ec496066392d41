package commands

import (
	"crypto/rand"
	"fmt"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/identity"
	"reeve/kernel/policy"
)

// UserAdd adds an account.
type UserAdd struct {
	Installation
	Email    string `required:"" help:"E-mail address to sign in with."`
	Name     string `required:"" help:"Name, as it is shown."`
	Lang     string `default:"en" help:"Language of the desk."`
	Role     string `help:"Role in the whole installation, for example admin."`
	Password string `help:"Password; without it one is made up and printed."`
}

// Do adds the account.
func (u *UserAdd) Do(c *Context) error {
	password := u.Password
	if password == "" {
		password = rand.Text()[:16]
	}
	a, err := c.App.Identity.Create(c.Context, db.System(), identity.NewAccount{Email: u.Email, Name: u.Name, Lang: u.Lang, Password: password})
	if err != nil {
		return err
	}
	if u.Role != "" {
		if _, err := c.App.Identity.Give(c.Context, db.System(), a.ID, policy.Grant{Role: u.Role, Scope: policy.Everything()}, time.Time{}, time.Time{}); err != nil {
			return err
		}
	}
	fmt.Fprintf(c.Stdout, "account %s added\n", a.Email)
	if u.Password == "" {
		fmt.Fprintln(c.Stdout, password)
	}
	return nil
}

// UserToken issues a token.
type UserToken struct {
	Installation
	Role  string `help:"For a service with this role in the whole installation; its account is made if there is none."`
	Email string `help:"For this account."`
	Label string `default:"command line" help:"What the token is for."`
	Days  int    `default:"365" help:"How long it is good."`
}

// Do issues the token.
func (u *UserToken) Do(c *Context) error {
	expires := c.App.Now().AddDate(0, 0, u.Days)
	var token string
	var err error
	switch {
	case u.Role != "":
		token, err = c.App.Identity.TokenForRole(c.Context, db.System(), u.Role, u.Label, expires)
	case u.Email != "":
		var a identity.Account
		if a, err = c.App.Identity.AccountByEmail(c.Context, u.Email); err == nil {
			token, err = c.App.Identity.IssueToken(c.Context, db.System(), a.ID, u.Label, expires)
		}
	default:
		err = errs.Bad("role", "app.command.role_or_email")
	}
	if err == nil {
		fmt.Fprintln(c.Stdout, token)
	}
	return err
}

// UserPassword sets a password.
type UserPassword struct {
	Installation
	Email string `required:"" help:"Account."`
}

// Do sets a made-up password and ends the account's sessions.
func (u *UserPassword) Do(c *Context) error {
	a, err := c.App.Identity.AccountByEmail(c.Context, u.Email)
	if err != nil {
		return err
	}
	password := rand.Text()[:16]
	if err := c.App.Identity.SetPassword(c.Context, db.System(), a.ID, password); err != nil {
		return err
	}
	fmt.Fprintln(c.Stdout, password)
	return nil
}
