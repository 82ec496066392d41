package desk

import (
	"slices"
	"strings"
	"time"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// What an account has: sessions, tokens, grants and posts, as tables for the account's own page and for who
// manages accounts.

func langName(tag string) string {
	if l, ok := i18n.ParseLang(tag); ok {
		return l.Self()
	}
	return tag
}

func (d *Desk) sessionRows(r *web.Request, all []identity.Session) rows {
	t := rows{Caption: r.Text.T("desk.sessions"), Acts: true, Empty: r.Text.T("desk.sessions.none"),
		Head: append(texts(r.Text.T("desk.session.agent")), narrow(r.Text.T("desk.session.since"), r.Text.T("desk.session.seen"))...)}
	for _, s := range all {
		agent := s.Agent
		if s.ID == r.Who.Session {
			agent = r.Text.T("desk.session.this", "agent", s.Agent)
		}
		t.Rows = append(t.Rows, row{Cells: append(texts(agent), narrow(d.at(r, s.CreatedAt), d.at(r, s.LastSeen))...),
			Act: &button{Action: "/desk/account/sessions/" + s.ID + "/end", Word: r.Text.T("desk.session.end"), About: d.at(r, s.CreatedAt)}})
	}
	return t
}

func (d *Desk) tokenRows(r *web.Request, all []identity.Token, action string) rows {
	t := rows{Caption: r.Text.T("desk.tokens"), Acts: true, Empty: r.Text.T("desk.tokens.none"),
		Head: slices.Concat(texts(r.Text.T("desk.token.label")), narrow(r.Text.T("desk.created"), r.Text.T("desk.token.used"), r.Text.T("desk.token.expires")), texts(r.Text.T("desk.state")))}
	for _, k := range all {
		state := r.Text.T("desk.token.valid")
		switch {
		case !k.Revoked.IsZero():
			state = r.Text.T("desk.token.revoked", "at", d.at(r, k.Revoked))
		case !k.Expires.IsZero() && !k.Expires.After(r.Now):
			state = r.Text.T("desk.token.expired")
		}
		line := row{Cells: slices.Concat(texts(k.Label), narrow(d.at(r, k.CreatedAt), d.at(r, k.LastUsed), d.lastDay(r, k.Expires)), texts(state))}
		if k.Revoked.IsZero() {
			line.Act = &button{Action: action + k.ID + "/revoke", Word: r.Text.T("desk.token.revoke"), About: k.Label, Color: "danger"}
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}

// grantRows are all grants ever given by hand. With an action those that hold or will hold can be ended.
func (d *Desk) grantRows(r *web.Request, all []identity.Given, action string) rows {
	t := rows{Caption: r.Text.T("desk.grants"), Empty: r.Text.T("desk.grants.none"),
		Head: slices.Concat(texts(r.Text.T("desk.role"), r.Text.T("desk.scope")), narrow(r.Text.T("desk.from"), r.Text.T("desk.until")), texts(r.Text.T("desk.state")))}
	for _, g := range all {
		state := "desk.grant.holds"
		over := !g.Until.IsZero() && !g.Until.After(r.Now)
		switch {
		case over:
			state = "desk.grant.over"
		case g.From.After(r.Now):
			state = "desk.grant.ahead"
		}
		line := row{Cells: slices.Concat(texts(r.Text.T("identity.role."+g.Role), d.scopeWords(r, g.Scope)), narrow(d.at(r, g.From), d.lastDay(r, g.Until)), texts(r.Text.T(state)))}
		if action != "" {
			t.Acts = true
			if !over {
				line.Act = &button{Action: action + g.ID + "/end", Word: r.Text.T("desk.grant.end"), About: r.Text.T("identity.role." + g.Role), Color: "danger"}
			}
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}

func (d *Desk) postRows(r *web.Request, held []identity.HeldPost) rows {
	t := rows{Caption: r.Text.T("desk.posts"), Empty: r.Text.T("desk.posts.none"), Head: texts(r.Text.T("desk.post"), r.Text.T("desk.role"), r.Text.T("desk.place"))}
	for _, h := range held {
		var where []string
		for _, p := range h.Places {
			where = append(where, d.where(r, p))
		}
		role := h.Role
		if role != "" {
			role = r.Text.T("identity.role." + role)
		}
		t.Rows = append(t.Rows, row{Cells: texts(d.postWords(r, h), role, strings.Join(where, ", "))})
	}
	return t
}

func tokenFields(r *web.Request) []look.Field {
	return []look.Field{
		{Name: "label", Label: r.Text.T("desk.token.label"), Help: r.Text.T("desk.token.help"), Required: true},
		{Name: "expires", Type: "date", Label: r.Text.T("desk.token.expires"), Optional: r.Text.T("desk.optional"), Minimum: r.Now.Format(time.DateOnly)},
	}
}

// issue makes a key from the form's label and last day. A name is used once among the valid keys of an
// account, so that a form sent twice does not leave a key behind that nobody has seen.
func (d *Desk) issue(r *web.Request, account string) (string, error) {
	expires, err := d.day(r.PostForm.Get("expires"), true)
	if err != nil || !expires.IsZero() && !expires.After(r.Now) {
		return "", errs.Bad("expires", "desk.date_wrong")
	}
	label := strings.TrimSpace(r.PostForm.Get("label"))
	all, err := d.Identity.Tokens(r.Context(), account)
	if err != nil {
		return "", err
	}
	if slices.ContainsFunc(all, func(t identity.Token) bool { return t.Label == label && t.Revoked.IsZero() }) {
		return "", errs.Bad("label", "desk.token.label_taken")
	}
	return d.Identity.IssueTokenIn(r.Context(), r.Who, r.Actor(), account, label, expires)
}
