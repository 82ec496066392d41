package desk

import (
	"net/url"

	"reeve/kernel/errs"
	"reeve/kernel/identity"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// factorsView is where somebody sets up what they sign in with besides the password.
type factorsView struct {
	look.Page
	Crumbs    *look.Crumbs // nil for who may see nothing else yet
	Demanded  *look.Alert  // why nothing else is shown
	Confirm   *look.Act    // instead of the forms, when signing in lies too far back
	Passkeys  rows
	NoPasskey string // why there can be none here
	Add       *passkeyForm
	App       []look.Fact
	AppAdd    *button
	AppRemove *button
	Codes     string
	CodesNew  *button
}

// factorsPage is GET /desk/factors.
func (d *Desk) factorsPage(r *web.Request) (web.Reply, error) {
	return d.factors(r, answers{form: "passkey"})
}

func (d *Desk) factors(r *web.Request, a answers) (web.Reply, error) {
	if r.Who.Hold == identity.HoldConfirm {
		return web.SeeOther(identity.ConfirmPage + "?" + url.Values{"next": {identity.FactorsPage}}.Encode()), nil
	}
	f, err := d.Identity.Factors(r.Context(), r.Who.Account.ID, r.Now)
	if err != nil {
		return nil, err
	}
	t := r.Text.T
	view := factorsView{Page: d.Frame(r, t("desk.factors.title"))}
	view.Flash = a.above(r)
	if r.Who.Hold == "" {
		c := crumbs(r, look.NavItem{Word: t("desk.account.title"), Href: "/desk/account"}, t("desk.factors.title"))
		view.Crumbs = &c
	} else {
		view.Demanded = &look.Alert{Kind: "warning", Title: t("desk.factors.demanded"), Text: t("desk.factors.demanded.text")}
	}
	may := d.Identity.MayChange(r.Context(), r.Who, r.Now)
	if e := errs.Of(may); e != nil && e.Key == identity.StaleKey {
		view.Confirm = &look.Act{Word: t("desk.confirm.first"), Href: identity.ConfirmPage + "?" + url.Values{"next": {identity.FactorsPage}}.Encode()}
	} else if may != nil && e == nil {
		return nil, may
	}
	view.Passkeys = d.passkeyRows(r, f.Passkeys, may == nil)
	if f.App != nil {
		view.App = []look.Fact{{Term: t("desk.app.since"), Text: d.at(r, f.App.CreatedAt)}, {Term: t("desk.token.used"), Text: d.at(r, f.App.LastUsed)}}
	}
	view.Codes = t("desk.codes.left", "n", f.Codes)
	if d.Identity.Origin() == "" {
		view.NoPasskey = t("desk.passkey.no_tls")
	}
	if may == nil {
		if err := d.factorForms(r, &view, a, f); err != nil {
			return nil, err
		}
	}
	return d.pages.factors.Status(a.code(), view), nil
}

func (d *Desk) factorForms(r *web.Request, view *factorsView, a answers, f identity.Factors) error {
	t := r.Text.T
	options, err := d.Identity.CreationOptions(r.Context(), r.Who, r.Now)
	if err != nil {
		return err
	}
	next := hidden{"next", r.URL.Query().Get("next")}
	if r.PostForm != nil {
		next.Value = r.PostForm.Get("next")
	}
	if view.Add = d.passkey(r, "create", "/desk/factors/passkeys", options, t("desk.passkey.add")); view.Add != nil {
		view.Add.There = d.Identity.Origin() + identity.FactorsPage
		filled := a.of("passkey").fill(r, form{}, look.Field{Name: "label", Label: t("desk.passkey.label"), Help: t("desk.passkey.label_help"), Required: true})
		view.Add.Fields, view.Add.Errors, view.Add.Hidden = filled.Fields, filled.Errors, []hidden{next}
		if f.Any() {
			view.Add.Variant = "secondary"
		}
	}
	word := "desk.app.add"
	if f.App != nil {
		word = "desk.app.replace"
		view.AppRemove = &button{Action: "/desk/factors/app/remove", Word: t("desk.app.remove"), Color: "danger"}
	}
	view.AppAdd = &button{Action: "/desk/factors/app", Word: t(word), Hidden: []hidden{next}}
	if f.Any() {
		view.CodesNew = &button{Action: "/desk/factors/codes", Word: t("desk.codes.new")}
	}
	return nil
}

func (d *Desk) passkeyRows(r *web.Request, all []identity.Passkey, acts bool) rows {
	t := r.Text.T
	out := rows{Caption: t("desk.passkeys"), Acts: acts, Empty: t("desk.passkeys.none"), Head: append(append(texts(t("desk.name")), narrow(t("desk.created"), t("desk.token.used"))...), texts(t("desk.state"))...)}
	for _, p := range all {
		state := "desk.passkey.device"
		switch {
		case !p.Suspect.IsZero():
			state = "desk.passkey.suspect"
		case p.Shared:
			state = "desk.passkey.shared"
		}
		line := row{Cells: append(append(texts(p.Label), narrow(d.at(r, p.CreatedAt), d.at(r, p.LastUsed))...), texts(t(state))...)}
		if acts {
			line.Act = &button{Action: "/desk/factors/passkeys/" + p.ID + "/remove", Word: t("desk.passkey.remove"), About: p.Label, Color: "danger"}
		}
		out.Rows = append(out.Rows, line)
	}
	return out
}

// factorFacts are how an account signs in, in words, for the account's own page and for administrators.
func (d *Desk) factorFacts(r *web.Request, f identity.Factors) []look.Fact {
	app := "desk.app.none"
	if f.App != nil {
		app = "desk.app.there"
	}
	return []look.Fact{{Term: r.Text.T("desk.passkeys"), Text: r.Text.Number(int64(len(f.Passkeys)))}, {Term: r.Text.T("desk.app"), Text: r.Text.T(app)},
		{Term: r.Text.T("desk.codes"), Text: r.Text.T("desk.codes.left", "n", f.Codes)}}
}
