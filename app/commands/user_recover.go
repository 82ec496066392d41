package commands

import (
	"cmp"
	"fmt"
	"net/url"
)

// UserRecover lets somebody in again who has lost every passkey, app and code.
type UserRecover struct {
	Installation
	Email  string `required:"" help:"Account."`
	Reason string `required:"" help:"What was lost; goes into the log and to the person."`
}

// Do ends the sessions, removes the factors and prints a link, good once within 24 hours together with the password.
func (u *UserRecover) Do(c *Context) error {
	a, err := c.App.Identity.AccountByEmail(c.Context, u.Email)
	if err != nil {
		return err
	}
	key, err := c.App.Identity.RecoverHere(c.Context, a.ID, u.Reason)
	if err == nil {
		fmt.Fprintln(c.Stdout, cmp.Or(c.App.Identity.Origin(), c.App.PublicURL())+"/desk/recover?"+url.Values{"key": {key}}.Encode())
	}
	return err
}
