package desk

import (
	"net/url"
	"slices"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/identity"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// An account lies nowhere but in itself: whoever manages accounts does so for the whole installation, or for
// single accounts that a grant names.

// accountResource is what the policy is asked about.
func accountResource(account string) policy.Resource {
	return policy.Resource{Kind: "account", ID: account}
}

type usersView struct {
	look.Page
	Filter   look.Filter
	List     rows
	Pages    look.Pagination
	Recovery *rows // those that await a second administrator; nil for none
	New      *form // nil for who may only read
}

// usersPage is GET /desk/users?q=&after=.
func (d *Desk) usersPage(r *web.Request) (web.Reply, error) {
	return d.users(r, answers{form: "new"})
}

func (d *Desk) users(r *web.Request, a answers) (web.Reply, error) {
	query := r.URL.Query()
	q := identity.Query{Text: query.Get("q"), After: query.Get("after"), Limit: perPage}
	all, more, err := d.accounts(r, q)
	if err != nil {
		return nil, err
	}
	text := r.Text
	view := usersView{Page: d.Frame(r, text.T("desk.users.title"))}
	view.Flash = a.above(r)
	view.Filter = look.Filter{Action: "/desk/users", Label: text.T("desk.users.search"), Title: text.T("desk.users.search"), Open: true, Submit: text.T("desk.search"),
		Fields: []look.Field{{Name: "q", Type: "search", Label: text.T("desk.users.part"), Value: q.Text}}}
	if q.Text != "" {
		view.Filter.Reset = &look.Act{Word: text.T("desk.filter.reset"), Href: "/desk/users", Variant: "tertiary"}
	}
	view.List = rows{Caption: text.T("desk.users.title"), Empty: text.T("desk.users.none"),
		Head: texts(text.T("desk.name"), text.T("desk.email"), text.T("desk.kind"), text.T("desk.state"))}
	for _, u := range all {
		view.List.Rows = append(view.List.Rows, row{Cells: []look.Cell{{Text: u.Name, Href: "/desk/users/" + u.ID}, {Text: u.Email}, {Text: text.T("desk.kind." + u.Kind)}, {Text: stateWord(r, u)}}})
	}
	next := ""
	if more {
		next = all[len(all)-1].Email
	}
	if view.Recovery, err = d.recoveryRows(r); err != nil {
		return nil, err
	}
	view.Pages = pager(r, "/desk/users", url.Values{"q": {q.Text}}, q.After, next)
	if r.Scope("identity.users.write").All {
		f := a.fill(r, form{Action: "/desk/users", Submit: text.T("desk.users.create"), Variant: "secondary", Hidden: []hidden{once()}},
			look.Field{Name: "name", Label: text.T("desk.name"), Required: true},
			look.Field{Name: "email", Type: "email", Label: text.T("desk.email"), Required: true},
			languageField(r, d.Settings.Get().Default),
			look.Field{Name: "password", Type: "password", Label: text.T("desk.password.first"), Help: text.T("desk.password.help"), Optional: text.T("desk.optional"), Autocomplete: "new-password"})
		view.New = &f
	}
	return d.pages.users.Status(a.code(), view), nil
}

// accounts lists what the asker may open. A search for a person is a consultation and goes into the log.
func (d *Desk) accounts(r *web.Request, q identity.Query) (all []identity.Account, more bool, err error) {
	scope := r.Scope("identity.users.read")
	if scope.All {
		if q.Text != "" && q.After == "" {
			if err := d.consult(r, "identity.account.search", "search"); err != nil {
				return nil, false, err
			}
		}
		return d.Identity.Accounts(r.Context(), q)
	}
	for _, ref := range scope.Refs {
		if ref.Kind != policy.Record {
			continue
		}
		a, err := d.Identity.Account(r.Context(), ref.ID)
		if err != nil {
			return nil, false, err
		}
		if !slices.Contains(all, a) {
			all = append(all, a)
		}
	}
	return all, false, nil
}

// consult records that the asker has looked at an account.
func (d *Desk) consult(r *web.Request, action, account string) error {
	return d.DB.Write(r.Context(), r.Actor(), func(tx *db.Tx) error {
		return d.Log.Record(tx, audit.Entry{Operation: audit.Consultation, Action: action, Kind: "account", ID: account})
	})
}

// create is POST /desk/users.
func (d *Desk) create(r *web.Request) (web.Reply, error) {
	if err := r.Allowed("identity.users.write", policy.Resource{Kind: "account"}); err != nil {
		return nil, err
	}
	f := r.PostForm
	u, err := d.Identity.Create(r.Context(), r.Actor(), identity.NewAccount{Email: f.Get("email"), Name: f.Get("name"), Lang: f.Get("lang"), Password: f.Get("password")})
	if a, ok := refused(r, "new", err); ok {
		return d.users(r, a)
	}
	return web.SeeOther("/desk/users/" + u.ID + "?done=created"), err
}
