package desk

import (
	"reeve/kernel/errs"
	"reeve/kernel/identity"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

type accountView struct {
	look.Page
	Fresh    *freshToken
	Profile  form
	Password form
	Post     *form // nil with less than two posts
	Factors  []look.Fact
	Sessions rows
	Tokens   rows
	NewToken form
	Facts    []look.Fact
	Grants   rows
	Posts    rows
}

// freshToken is a key that was just made; it is never shown again.
type freshToken struct {
	Title, Token, Note, Copy, Copied string
}

func newFresh(r *web.Request, token string) *freshToken {
	return &freshToken{r.Text.T("desk.token.fresh", "label", r.PostForm.Get("label")), token, r.Text.T("desk.token.once"), r.Text.T("desk.copy"), r.Text.T("desk.copied")}
}

// accountPage is GET /desk/account.
func (d *Desk) accountPage(r *web.Request) (web.Reply, error) { return d.account(r, answers{}, nil) }

func (d *Desk) account(r *web.Request, a answers, fresh *freshToken) (web.Reply, error) {
	about, err := d.Identity.About(r.Context(), r.Who.Account.ID, r.Now)
	if err != nil {
		return nil, err
	}
	text := r.Text
	view := accountView{Page: d.Frame(r, text.T("desk.account.title")), Fresh: fresh}
	view.Flash = a.above(r)
	view.Profile = a.of("profile").fill(r, form{Action: "/desk/account/profile", Submit: text.T("desk.save"), Variant: "secondary"},
		look.Field{Name: "name", Label: text.T("desk.name"), Value: about.Account.Name, Autocomplete: "name", Required: true},
		languageField(r, about.Account.Lang))
	if about.Account.HasPassword {
		view.Password = a.of("password").fill(r, form{Action: "/desk/account/password", Submit: text.T("desk.password.change"), Variant: "secondary"},
			look.Field{Name: "old_password", Type: "password", Label: text.T("desk.password.old"), Autocomplete: "current-password", Required: true},
			look.Field{Name: "password", Type: "password", Label: text.T("desk.password.new"), Help: text.T("desk.password.help"), Autocomplete: "new-password", Required: true})
	}
	if len(about.Posts) > 1 && r.Who.Session != "" {
		f := a.of("post").fill(r, form{Action: "/desk/account/post", Submit: text.T("desk.post.switch"), Variant: "secondary"}, d.postField(r))
		view.Post = &f
	}
	view.NewToken = a.of("token").fill(r, form{Action: "/desk/account/tokens", Submit: text.T("desk.token.issue"), Variant: "secondary", Hidden: []hidden{once()}},
		tokenFields(r)...)
	view.Sessions = d.sessionRows(r, about.Sessions)
	view.Tokens = d.tokenRows(r, about.Tokens, "/desk/account/tokens/")
	view.Grants = d.grantRows(r, about.Grants, "")
	view.Posts = d.postRows(r, about.Posts)
	view.Facts = d.accountFacts(r, about.Account)
	view.Factors = d.factorFacts(r, about.Factors)
	return d.pages.account.Status(a.code(), view), nil
}

func (d *Desk) postField(r *web.Request) look.Field {
	f := look.Field{Name: "post", Type: "select", Label: r.Text.T("desk.post.act_as"), Value: r.Principal().Post}
	for _, h := range r.Who.Posts {
		f.Options = append(f.Options, look.Option{Value: h.Post, Word: d.postWords(r, h)})
	}
	return f
}

func (d *Desk) accountFacts(r *web.Request, a identity.Account) []look.Fact {
	password := "desk.password.none"
	if a.HasPassword {
		password = "desk.password.kept"
	}
	return []look.Fact{
		{Term: r.Text.T("desk.email"), Text: a.Email},
		{Term: r.Text.T("desk.kind"), Text: r.Text.T("desk.kind." + a.Kind)},
		{Term: r.Text.T("desk.state"), Text: stateWord(r, a)},
		{Term: r.Text.T("desk.language"), Text: langName(a.Lang)},
		{Term: r.Text.T("desk.password"), Text: r.Text.T(password)},
		{Term: r.Text.T("desk.created"), Text: d.at(r, a.CreatedAt)},
	}
}

// profile is POST /desk/account/profile.
func (d *Desk) profile(r *web.Request) (web.Reply, error) {
	return d.ownAct(r, "profile", "saved", d.Identity.Change(r.Context(), r.Actor(), r.Who.Account.ID, 0, r.PostForm.Get("name"), r.PostForm.Get("lang")))
}

// password is POST /desk/account/password.
func (d *Desk) password(r *web.Request) (web.Reply, error) {
	err := d.Identity.ChangePassword(r.Context(), r.Actor(), r.Who.Account.ID, r.PostForm.Get("old_password"), r.PostForm.Get("password"), r.Who.Session, r.Now)
	return d.ownAct(r, "password", "password", err)
}

// switchPost is POST /desk/account/post.
func (d *Desk) switchPost(r *web.Request) (web.Reply, error) {
	return d.ownAct(r, "post", "post", d.Identity.SwitchPost(r.Context(), r.Who, r.PostForm.Get("post"), r.Now))
}

// endOwnSession is POST /desk/account/sessions/{id}/end.
func (d *Desk) endOwnSession(r *web.Request) (web.Reply, error) {
	return d.ownAct(r, "session", "session", d.Identity.RevokeSession(r.Context(), r.Who.Account.ID, r.PathValue("id")))
}

// issueOwnToken is POST /desk/account/tokens. The answer is the page itself, for the key is nowhere else.
func (d *Desk) issueOwnToken(r *web.Request) (web.Reply, error) {
	if r.Who.Session == "" {
		return nil, errs.New(errs.Forbidden, "identity.factor.by_session") // a stolen key must not renew itself
	}
	token, err := d.issue(r, r.Who.Account.ID)
	if a, ok := refused(r, "token", err); ok {
		return d.account(r, a, nil)
	}
	if err != nil {
		return nil, err
	}
	return d.account(r, answers{}, newFresh(r, token))
}

// revokeOwnToken is POST /desk/account/tokens/{token}/revoke.
func (d *Desk) revokeOwnToken(r *web.Request) (web.Reply, error) {
	return d.ownAct(r, "tokens", "revoked", d.Identity.RevokeToken(r.Context(), r.Actor(), r.Who.Account.ID, r.PathValue("token")))
}

// ownAct leads back to the account after an act on it, or shows what was refused.
func (d *Desk) ownAct(r *web.Request, name, word string, err error) (web.Reply, error) {
	if a, ok := refused(r, name, err); ok && errs.KindOf(err) != errs.Unauthenticated {
		reply, err := d.account(r, a, nil)
		if err != nil {
			return nil, err
		}
		return reply, nil
	}
	return web.SeeOther("/desk/account?done=" + word), err
}
