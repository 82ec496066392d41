package desk

import (
	"reeve/kernel/identity"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

type userView struct {
	look.Page
	Crumbs   look.Crumbs
	Fresh    *freshToken
	Facts    []look.Fact
	Blocked  bool
	Profile  *form // the forms are nil for who may not do it
	Password *form
	Block    *button
	Give     *form
	NewToken *form
	Grants   rows
	Posts    rows
	Tokens   rows
	Factors  []look.Fact
	Recovery *recoveryView // nil for who may not
	Log      *look.Act     // to the entries of this account, for who may read the log
}

// userPage is GET /desk/users/{id}. Its opening is a consultation and goes into the log.
func (d *Desk) userPage(r *web.Request) (web.Reply, error) {
	if err := r.Allowed("identity.users.read", accountResource(r.PathValue("id"))); err != nil {
		return nil, err
	}
	if _, err := d.Identity.Account(r.Context(), r.PathValue("id")); err != nil {
		return nil, err
	}
	if err := d.consult(r, "identity.account.open", r.PathValue("id")); err != nil {
		return nil, err
	}
	return d.user(r, answers{}, nil)
}

func (d *Desk) user(r *web.Request, a answers, fresh *freshToken) (web.Reply, error) {
	about, err := d.Identity.About(r.Context(), r.PathValue("id"), r.Now)
	if err != nil {
		return nil, err
	}
	u, text, here := about.Account, r.Text, "/desk/users/"+about.Account.ID
	view := userView{Page: d.Frame(r, u.Name), Fresh: fresh, Blocked: u.State == identity.Blocked}
	view.Flash = a.above(r)
	view.Crumbs = crumbs(r, look.NavItem{Word: text.T("desk.users.title"), Href: "/desk/users"}, u.Name)
	view.Facts = d.accountFacts(r, u)
	may := func(action string) bool { return r.Allowed(action, accountResource(u.ID)) == nil }
	self := u.ID == r.Who.Account.ID // one's own password, state and grants are not for oneself here
	if may("identity.users.write") {
		d.userForms(r, &view, a, u, self)
	}
	grants := ""
	if may("identity.grants.write") && !self {
		grants = here + "/grants/"
		f := d.giveForm(r, a, here)
		view.Give = &f
	}
	if may("identity.grants.read") {
		view.Grants = d.grantRows(r, about.Grants, grants)
	}
	tokens := may("identity.tokens.write")
	view.Tokens = d.tokenRows(r, about.Tokens, here+"/tokens/")
	if !tokens {
		view.Tokens.Acts = false
	}
	if tokens && u.Kind == identity.Service {
		f := a.of("token").fill(r, form{Action: here + "/tokens", Submit: text.T("desk.token.issue"), Variant: "secondary", Hidden: []hidden{once()}}, tokenFields(r)...)
		view.NewToken = &f
	}
	view.Posts = d.postRows(r, about.Posts)
	if u.Kind == identity.Person {
		view.Factors = d.factorFacts(r, about.Factors)
	}
	if view.Recovery, err = d.recovery(r, a, u, nil); err != nil {
		return nil, err
	}
	if mayAudit(r) == nil {
		view.Log = &look.Act{Word: text.T("desk.users.log"), Href: byAccount(u), Variant: "secondary"}
	}
	return d.pages.user.Status(a.code(), view), nil
}

func (d *Desk) userForms(r *web.Request, view *userView, a answers, u identity.Account, self bool) {
	text, here := r.Text, "/desk/users/"+u.ID
	base := hidden{"base", formatInt(u.Version)}
	profile := a.of("profile").fill(r, form{Action: here + "/profile", Submit: text.T("desk.save"), Variant: "secondary", Hidden: []hidden{base}},
		look.Field{Name: "name", Label: text.T("desk.name"), Value: u.Name, Required: true}, languageField(r, u.Lang))
	view.Profile = &profile
	if self {
		return
	}
	if u.Kind == identity.Person {
		password := a.of("password").fill(r, form{Action: here + "/password", Submit: text.T("desk.password.set"), Variant: "secondary"},
			look.Field{Name: "password", Type: "password", Label: text.T("desk.password.new"), Help: text.T("desk.password.help"), Autocomplete: "new-password", Required: true})
		view.Password = &password
	}
	view.Block = &button{Action: here + "/block", Word: text.T("desk.block"), Color: "danger", Hidden: []hidden{base}}
	if u.State == identity.Blocked {
		view.Block = &button{Action: here + "/unblock", Word: text.T("desk.unblock"), Hidden: []hidden{base}}
	}
}
