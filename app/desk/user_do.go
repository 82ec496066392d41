package desk

import (
	"strconv"

	"reeve/kernel/web"
)

// What is done to another's account. Each asks the policy about this account; each error that can be mended
// comes back on the account's page.

func formatInt(n int64) string { return strconv.FormatInt(n, 10) }

// base is the version of a record that the form was filled in on, 0 where it says none.
func base(r *web.Request) int64 {
	n, err := strconv.ParseInt(r.PostForm.Get("base"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// act does something to the account of the path and leads back to it.
func (d *Desk) act(r *web.Request, action, name, word string, do func(account string) error) (web.Reply, error) {
	account := r.PathValue("id")
	if err := r.Allowed(action, accountResource(account)); err != nil {
		return nil, err
	}
	err := do(account)
	if a, ok := refused(r, name, err); ok {
		return d.user(r, a, nil)
	}
	return web.SeeOther("/desk/users/" + account + "?done=" + word), err
}

// changeUser is POST /desk/users/{id}/profile.
func (d *Desk) changeUser(r *web.Request) (web.Reply, error) {
	return d.act(r, "identity.users.write", "profile", "saved", func(account string) error {
		return d.Identity.Change(r.Context(), r.Actor(), account, base(r), r.PostForm.Get("name"), r.PostForm.Get("lang"))
	})
}

// setPassword is POST /desk/users/{id}/password.
func (d *Desk) setPassword(r *web.Request) (web.Reply, error) {
	return d.act(r, "identity.users.write", "password", "password", func(account string) error {
		return d.Identity.SetPassword(r.Context(), r.Actor(), account, r.PostForm.Get("password"))
	})
}

// block is POST /desk/users/{id}/block.
func (d *Desk) block(r *web.Request) (web.Reply, error) {
	return d.act(r, "identity.users.write", "block", "blocked", func(account string) error {
		return d.Identity.Block(r.Context(), r.Actor(), account, base(r))
	})
}

// unblock is POST /desk/users/{id}/unblock.
func (d *Desk) unblock(r *web.Request) (web.Reply, error) {
	return d.act(r, "identity.users.write", "block", "unblocked", func(account string) error {
		return d.Identity.Unblock(r.Context(), r.Actor(), account, base(r))
	})
}

// issueToken is POST /desk/users/{id}/tokens, for programs; a person makes their own.
func (d *Desk) issueToken(r *web.Request) (web.Reply, error) {
	var token string
	reply, err := d.act(r, "identity.tokens.write", "token", "saved", func(account string) (err error) {
		token, err = d.issue(r, account)
		return err
	})
	if err != nil || token == "" {
		return reply, err
	}
	return d.user(r, answers{}, newFresh(r, token))
}

// revokeToken is POST /desk/users/{id}/tokens/{token}/revoke.
func (d *Desk) revokeToken(r *web.Request) (web.Reply, error) {
	return d.act(r, "identity.tokens.write", "tokens", "revoked", func(account string) error {
		return d.Identity.RevokeToken(r.Context(), r.Actor(), account, r.PathValue("token"))
	})
}
