package desk

import (
	"net/http"
	"net/url"
	"strconv"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

type signInView struct {
	look.Page
	Form    form
	Passkey *passkeyForm
}

// signInPage is GET /desk/sign-in. Nobody is known yet, so the language is in the address.
func (d *Desk) signInPage(r *web.Request) (web.Reply, error) {
	if r.Who.Session != "" {
		return web.SeeOther(web.SafeNext(r.URL.Query().Get("next"), "/desk")), nil
	}
	return d.signInForm(r, answers{form: "sign-in"}, r.URL.Query().Get("next"), r.URL.Query().Get("lang"))
}

func (d *Desk) signInForm(r *web.Request, a answers, next, lang string) (web.Reply, error) {
	if l, ok := i18n.ParseLang(lang); ok {
		r.Text = d.Catalogue.For(l)
	}
	view := signInView{Page: d.Frame(r, r.Text.T("desk.sign_in.title"))}
	view.NoIndex, view.Flash = true, a.above(r)
	for _, l := range i18n.All() {
		view.Languages = append(view.Languages, look.LangLink{Lang: l.HTML(), Name: l.Self(), Short: l.Short(), Current: l == r.Text.Lang(),
			Href: "/desk/sign-in?" + url.Values{"lang": {l.HTML()}, "next": {next}}.Encode()})
	}
	view.Form = a.of("sign-in").fill(r, form{Action: "/desk/sign-in", Submit: r.Text.T("desk.sign_in.submit"), Hidden: []hidden{{"next", next}, {"lang", r.Text.Lang().HTML()}}},
		look.Field{Name: "email", Type: "email", Label: r.Text.T("desk.email"), Autocomplete: "username", Required: true},
		look.Field{Name: "password", Type: "password", Label: r.Text.T("desk.password"), Autocomplete: "current-password", Required: true})
	options, err := d.Identity.SignInOptions(r.Now)
	if err != nil {
		return nil, err
	}
	if view.Passkey = d.passkey(r, "get", "/desk/sign-in/passkey", options, r.Text.T("desk.passkey.sign_in")); view.Passkey != nil {
		view.Passkey.Hidden, view.Passkey.Variant = view.Form.Hidden, "secondary"
		view.Passkey.There = d.Identity.Origin() + "/desk/sign-in"
	}
	return d.pages.signIn.Status(a.code(), view), nil
}

// signIn is POST /desk/sign-in.
func (d *Desk) signIn(r *web.Request) (web.Reply, error) {
	next, lang := r.PostForm.Get("next"), r.PostForm.Get("lang")
	if l, ok := i18n.ParseLang(lang); ok {
		r.Text = d.Catalogue.For(l)
	}
	in, err := d.Identity.SignIn(r.Context(), identity.Credentials{Email: r.PostForm.Get("email"), Password: r.PostForm.Get("password"),
		Address: r.Address(), Agent: r.UserAgent()}, r.Now)
	if a, ok := refused(r, "sign-in", err); ok {
		reply, failed := d.signInForm(r, a, next, lang)
		if failed != nil {
			return nil, failed
		}
		return retryAfter(err, reply), nil
	}
	if err != nil {
		return nil, err
	}
	if in.Step != "" {
		return d.toSecond(in.Step, next), nil
	}
	return d.entered(r, in, next)
}

// signOut is POST /desk/sign-out.
func (d *Desk) signOut(r *web.Request) (web.Reply, error) {
	if err := d.endSession(r); err != nil {
		return nil, err
	}
	to := "/desk/sign-in?" + url.Values{"done": {"signed_out"}, "lang": {r.Text.Lang().HTML()}}.Encode()
	return d.withCookie("", -1, web.SeeOther(to)), nil
}

// endSession ends the session that the browser has, if any.
func (d *Desk) endSession(r *web.Request) error {
	c, err := r.Cookie(d.Cookie)
	if err != nil {
		return nil
	}
	return d.Identity.SignOut(r.Context(), c.Value)
}

// withCookie keeps the session until the browser is closed: a station's computers are shared.
func (d *Desk) withCookie(value string, maxAge int, reply web.Reply) web.Reply {
	return func(w http.ResponseWriter, r *web.Request) error {
		http.SetCookie(w, &http.Cookie{Name: d.Cookie, Value: value, Path: "/", MaxAge: maxAge, HttpOnly: true, Secure: d.Secure(), SameSite: http.SameSiteLaxMode})
		return reply(w, r)
	}
}

// retryAfter tells programs how long to wait, as the message tells people (RFC 9110 section 10.2.3).
func retryAfter(err error, reply web.Reply) web.Reply {
	return func(w http.ResponseWriter, r *web.Request) error {
		if n, ok := errs.Of(err).Args["seconds"].(int); ok && errs.KindOf(err) == errs.TooMany {
			w.Header().Set("Retry-After", strconv.Itoa(n))
		}
		return reply(w, r)
	}
}
