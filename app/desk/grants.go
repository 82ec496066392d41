package desk

import (
	"slices"
	"strings"
	"time"

	"reeve/kernel/errs"
	"reeve/kernel/identity"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// scopeKinds are what a grant can be limited to by hand. Single records are named by the program only.
func scopeKinds() []string {
	return []string{policy.All, policy.Place, policy.Unit, policy.Org, policy.Post}
}

func (d *Desk) giveForm(r *web.Request, a answers, here string) form {
	text := r.Text
	return a.of("give").fill(r, form{Action: here + "/grants", Submit: text.T("desk.grant.give"), Hidden: []hidden{once()}},
		look.Field{Name: "role", Type: "select", Label: text.T("desk.role"),
			Options: append([]look.Option{{Word: text.T("desk.choose")}}, options(policy.StaffRoles(), func(role string) string { return text.T("identity.role." + role) })...)},
		look.Field{Name: "scope", Type: "select", Label: text.T("desk.scope"),
			Options: append([]look.Option{{Word: text.T("desk.choose")}}, options(scopeKinds(), func(kind string) string { return text.T("desk.scope." + kind) })...)},
		look.Field{Name: "code", Label: text.T("desk.scope.code"), Help: text.T("desk.scope.help"), Optional: text.T("desk.scope.optional"), Key: true},
		look.Field{Name: "from", Type: "date", Label: text.T("desk.from"), Help: text.T("desk.from.help"), Optional: text.T("desk.optional")},
		look.Field{Name: "until", Type: "date", Label: text.T("desk.until"), Help: text.T("desk.until.help"), Optional: text.T("desk.optional")})
}

// give is POST /desk/users/{id}/grants. Nobody gives what they could not give within the same scope.
func (d *Desk) give(r *web.Request) (web.Reply, error) {
	return d.act(r, "identity.grants.write", "give", "given", func(account string) error {
		var bad errs.Fields
		g := policy.Grant{Role: r.PostForm.Get("role"), Scope: d.scopeTyped(r, &bad)}
		from, err := d.day(r.PostForm.Get("from"), false)
		if err != nil {
			bad.Add("from", "desk.date_wrong")
		}
		until, err := d.day(r.PostForm.Get("until"), true)
		if err != nil {
			bad.Add("until", "desk.date_wrong")
		}
		if err := bad.Err(); err != nil {
			return err
		}
		if err := r.Allowed("identity.grants.write", d.scopeResource(g.Scope)); err != nil {
			return err
		}
		return d.giveOnce(r, account, g, from, until)
	})
}

// giveOnce gives what the account does not have yet, so that a form sent twice gives once.
func (d *Desk) giveOnce(r *web.Request, account string, g policy.Grant, from, until time.Time) error {
	all, err := d.Identity.Grants(r.Context(), account)
	if err != nil {
		return err
	}
	had := slices.ContainsFunc(all, func(old identity.Given) bool {
		begun := from.IsZero() && !old.From.After(r.Now) || old.From.Equal(from)
		return old.Grant == g && begun && old.Until.Equal(until)
	})
	if had {
		return nil
	}
	_, err = d.Identity.Give(r.Context(), r.Actor(), account, g, from, until)
	return err
}

// scopeTyped finds what the form names by its code; a place also by a name that only one has.
func (d *Desk) scopeTyped(r *web.Request, bad *errs.Fields) policy.Ref {
	s, kind, code := d.Places.Snapshot(), r.PostForm.Get("scope"), strings.TrimSpace(r.PostForm.Get("code"))
	ref := policy.Ref{Kind: kind}
	switch kind {
	case policy.All:
		if code != "" {
			bad.Add("code", "desk.scope.no_code")
		}
		return ref
	case policy.Place:
		if p, ok := s.ByCode(code); ok {
			ref.ID = p.ID
		} else if found := s.Search(code, 4); len(found) == 1 {
			ref.ID = found[0].ID
		} else if len(found) > 1 {
			var like []string
			for _, p := range found {
				like = append(like, r.Text.T("desk.scope.like", "name", d.name(r, p.Names), "code", p.Code))
			}
			bad.Add("code", "desk.scope.several", "like", r.Text.ListOr(like))
			return ref
		}
	case policy.Unit:
		for _, u := range s.Units() {
			if u.Code == code {
				ref.ID = u.ID
			}
		}
	case policy.Org:
		for _, o := range s.Orgs() {
			if o.Code == code {
				ref.ID = o.ID
			}
		}
	case policy.Post:
		for _, f := range s.Posts() {
			if f.Post.Code == code {
				ref.ID = f.Post.ID
			}
		}
	default:
		bad.Add("scope", "identity.scope.bad")
		return ref
	}
	if ref.ID == "" {
		bad.Add("code", "desk.scope.unknown")
	}
	return ref
}

// scopeResource is what lies in a scope, for the policy: only who may give within it may give it.
func (d *Desk) scopeResource(ref policy.Ref) policy.Resource {
	s, res := d.Places.Snapshot(), policy.Resource{Kind: "grant"}
	switch ref.Kind {
	case policy.Place:
		res.In = s.InPlace(ref.ID)
	case policy.Unit:
		res.In = s.InUnit(ref.ID)
	case policy.Org, policy.Post:
		res.In = []policy.Ref{ref}
	}
	return res
}

// endGrant is POST /desk/users/{id}/grants/{grant}/end.
func (d *Desk) endGrant(r *web.Request) (web.Reply, error) {
	return d.act(r, "identity.grants.write", "grants", "ended", func(account string) error {
		all, err := d.Identity.Grants(r.Context(), account)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(g identity.Given) bool { return g.ID == r.PathValue("grant") }) {
			return errs.New(errs.NotFound, "identity.grant.unknown")
		}
		return d.Identity.End(r.Context(), r.Actor(), r.PathValue("grant"))
	})
}
