package desk

import (
	"net/url"

	"reeve/kernel/errs"
	"reeve/kernel/identity"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// confirmView asks somebody who is signed in to show again who they are.
type confirmView struct {
	look.Page
	Lead    string
	Passkey *passkeyForm
	Form    form // a code, or the password where there is no factor
}

// confirmPage is GET /desk/confirm?next=.
func (d *Desk) confirmPage(r *web.Request) (web.Reply, error) {
	return d.confirmForm(r, answers{form: "confirm"}, r.URL.Query().Get("next"))
}

func (d *Desk) confirmForm(r *web.Request, a answers, next string) (web.Reply, error) {
	if r.Who.Session == "" {
		return nil, errs.New(errs.Forbidden, "identity.factor.by_session")
	}
	factors, err := d.Identity.Factors(r.Context(), r.Who.Account.ID, r.Now)
	if err != nil {
		return nil, err
	}
	options, err := d.Identity.ConfirmOptions(r.Context(), r.Who, r.Now)
	if err != nil {
		return nil, err
	}
	t := r.Text.T
	view := confirmView{Page: d.Frame(r, t("desk.confirm.title")), Lead: t("desk.confirm.lead")}
	view.Flash = a.above(r)
	if view.Passkey = d.passkey(r, "get", identity.ConfirmPage, options, t("desk.passkey.use")); view.Passkey != nil {
		view.Passkey.Hidden = []hidden{{"next", next}}
	}
	field := codeField(r, factors.App != nil)
	if !factors.Any() {
		field = look.Field{Name: "password", Type: "password", Label: t("desk.password"), Autocomplete: "current-password", Required: true}
	}
	view.Form = a.fill(r, form{Action: identity.ConfirmPage, Submit: t("desk.confirm.submit"), Variant: variantBeside(view.Passkey), Hidden: []hidden{{"next", next}}}, field)
	return d.pages.confirm.Status(a.code(), view), nil
}

// confirm is POST /desk/confirm.
func (d *Desk) confirm(r *web.Request) (web.Reply, error) {
	next := r.PostForm.Get("next")
	err := d.Identity.Confirm(r.Context(), r.Who, identity.Proof{Assertion: r.PostForm.Get("answer"), Code: r.PostForm.Get("code")}, r.PostForm.Get("password"), r.Address(), r.Now)
	if a, ok := refused(r, "confirm", err); ok {
		a.typed = nil
		reply, failed := d.confirmForm(r, a, next)
		if failed != nil {
			return nil, failed
		}
		return retryAfter(err, reply), nil
	}
	return web.SeeOther(web.SafeNext(next, "/desk")), err
}

// toConfirm leads to the confirmation and back here when an act was refused for want of a fresh one.
func toConfirm(err error, back string) (web.Reply, bool) {
	if e := errs.Of(err); e != nil && e.Key == identity.StaleKey {
		return web.SeeOther(identity.ConfirmPage + "?" + url.Values{"next": {back}}.Encode()), true
	}
	return nil, false
}
