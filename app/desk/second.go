package desk

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// passkeyForm is a form whose button asks the browser for a passkey, or to make one. The browser's answer comes in the
// field "answer"; without script there is no button.
type passkeyForm struct {
	Action  string
	Kind    string // get, create
	Options string // JSON for the browser
	Origin  string // the only address at which it works
	There   string // the same page at that address
	Hidden  []hidden
	Fields  []look.Field
	Errors  look.Errors
	Submit  string
	Variant string
	Note    passkeyNotes
}

// passkeyNotes are what the script says when there is no answer.
type passkeyNotes struct{ NoScript, Unsupported, Cancelled, Known, Elsewhere string }

// passkey makes such a form; nil where there is nothing to ask for.
func (d *Desk) passkey(r *web.Request, kind, action, options, submit string) *passkeyForm {
	if options == "" {
		return nil
	}
	t, origin := r.Text.T, d.Identity.Origin()
	return &passkeyForm{Action: action, Kind: kind, Options: options, Origin: origin, There: origin + r.URL.Path, Submit: submit,
		Note: passkeyNotes{t("desk.passkey.no_script"), t("desk.passkey.unsupported"), t("desk.passkey.cancelled"), t("desk.passkey.already"), t("desk.passkey.elsewhere", "address", origin)}}
}

// secondView is the second half of a sign-in.
type secondView struct {
	look.Page
	Passkey *passkeyForm
	Code    form
	Back    string
}

// stepCookie remembers that the password was right.
func (d *Desk) stepCookie() string { return d.Cookie + "_step" }

// fieldCookieLife is how long a phone's cookie outlives a closed browser, as in modules/community/field.
const fieldCookieLife = 72 * time.Hour

// entered lets somebody in who has signed in: the old session ends, the new one's cookie goes out, on the phone for
// some days.
func (d *Desk) entered(r *web.Request, in identity.SignedIn, next string) (web.Reply, error) {
	if err := d.endSession(r); err != nil {
		return nil, err
	}
	age := 0
	if strings.HasPrefix(next, "/field") {
		age = int(fieldCookieLife / time.Second)
	}
	reply := web.SeeOther(web.SafeNext(next, "/desk"))
	if _, err := r.Cookie(d.stepCookie()); err == nil {
		reply = d.withStep("", -1, reply)
	}
	return d.withCookie(in.Token, age, reply), nil
}

func (d *Desk) withStep(value string, maxAge int, reply web.Reply) web.Reply {
	return func(w http.ResponseWriter, r *web.Request) error {
		http.SetCookie(w, &http.Cookie{Name: d.stepCookie(), Value: value, Path: "/desk/sign-in", MaxAge: maxAge, HttpOnly: true, Secure: d.Secure(), SameSite: http.SameSiteLaxMode})
		return reply(w, r)
	}
}

// toSecond leads to the second half after a right password.
func (d *Desk) toSecond(step, next string) web.Reply {
	return d.withStep(step, 600, web.SeeOther("/desk/sign-in/second?"+url.Values{"next": {next}}.Encode()))
}

// secondPage is GET /desk/sign-in/second.
func (d *Desk) secondPage(r *web.Request) (web.Reply, error) {
	return d.second(r, answers{form: "second"}, r.URL.Query().Get("next"))
}

func (d *Desk) second(r *web.Request, a answers, next string) (web.Reply, error) {
	back := "/desk/sign-in?" + url.Values{"next": {next}}.Encode()
	c, err := r.Cookie(d.stepCookie())
	if err != nil {
		return web.SeeOther(back), nil
	}
	step, err := d.Identity.Step(r.Context(), c.Value, r.Now)
	if errs.KindOf(err) == errs.Unauthenticated && err != nil {
		return web.SeeOther(back), nil
	}
	if err != nil {
		return nil, err
	}
	if l, ok := i18n.ParseLang(step.Account.Lang); ok {
		r.Text = d.Catalogue.For(l)
	}
	t := r.Text.T
	view := secondView{Page: d.Frame(r, t("desk.second.title")), Back: back}
	view.NoIndex, view.Flash = true, a.above(r)
	if view.Passkey = d.passkey(r, "get", "/desk/sign-in/second", step.Options, t("desk.passkey.use")); view.Passkey != nil {
		view.Passkey.Hidden = []hidden{{"next", next}}
	}
	view.Code = a.fill(r, form{Action: "/desk/sign-in/second", Submit: t("desk.second.submit"), Variant: variantBeside(view.Passkey), Hidden: []hidden{{"next", next}}}, codeField(r, step.App))
	return d.pages.second.Status(a.code(), view), nil
}

// variantBeside leaves the first place to the passkey where there is one.
func variantBeside(p *passkeyForm) string {
	if p != nil {
		return "secondary"
	}
	return ""
}

// codeField asks for a code of the app or a recovery code.
func codeField(r *web.Request, app bool) look.Field {
	help := "desk.code.help_paper"
	if app {
		help = "desk.code.help"
	}
	return look.Field{Name: "code", Label: r.Text.T("desk.code"), Help: r.Text.T(help), Autocomplete: "one-time-code", Required: true, Key: true}
}

// finish is POST /desk/sign-in/second.
func (d *Desk) finish(r *web.Request) (web.Reply, error) {
	next := r.PostForm.Get("next")
	c, err := r.Cookie(d.stepCookie())
	if err != nil {
		return web.SeeOther("/desk/sign-in?" + url.Values{"next": {next}}.Encode()), nil
	}
	in, err := d.Identity.Finish(r.Context(), c.Value, identity.Proof{Assertion: r.PostForm.Get("answer"), Code: r.PostForm.Get("code")},
		identity.Credentials{Address: r.Address(), Agent: r.UserAgent()}, r.Now)
	if a, ok := refused(r, "second", err); ok {
		a.typed = nil // a code is typed anew
		reply, failed := d.second(r, a, next)
		if failed != nil {
			return nil, failed
		}
		return retryAfter(err, reply), nil
	}
	if err != nil {
		return nil, err
	}
	return d.entered(r, in, next)
}

// byPasskey is POST /desk/sign-in/passkey.
func (d *Desk) byPasskey(r *web.Request) (web.Reply, error) {
	next, lang := r.PostForm.Get("next"), r.PostForm.Get("lang")
	if l, ok := i18n.ParseLang(lang); ok {
		r.Text = d.Catalogue.For(l)
	}
	in, err := d.Identity.SignInByPasskey(r.Context(), r.PostForm.Get("answer"), identity.Credentials{Address: r.Address(), Agent: r.UserAgent()}, r.Now)
	if a, ok := refused(r, "passkey", err); ok {
		a.typed = nil
		reply, failed := d.signInForm(r, a, next, lang)
		if failed != nil {
			return nil, failed
		}
		return retryAfter(err, reply), nil
	}
	if err != nil {
		return nil, err
	}
	return d.entered(r, in, next)
}
