package field

import (
	"net/http"
	"net/url"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// signInView is /field/sign-in. Ended tells the script what to erase on this phone.
type signInView struct {
	look.Page
	Lead     string
	Alert    *look.Alert
	Ended    string // signed_out: the person has signed out here
	Next     string // page of the phone that follows; empty = the work of the day
	Email    look.Field
	Password look.Field
}

// cookieLife is how long the session's cookie outlives a closed browser: what was written down must still be sent, and
// after it nothing is kept on the phone.
const cookieLife = int(backLimit / 1e9)

func (s *screen) signInPage(r *web.Request) (web.Reply, error) {
	next := r.URL.Query().Get("next")
	if r.Who.Session != "" {
		return web.SeeOther(after(next)), nil
	}
	return s.signInForm(r, http.StatusOK, "", next, nil), nil
}

// after is the page that follows signing in: one of the phone's.
func after(next string) string {
	if next = web.SafeNext(next, "/field/"); strings.HasPrefix(next, "/field/") {
		return next
	}
	return "/field/"
}

func (s *screen) signInForm(r *web.Request, status int, email, next string, err error) web.Reply {
	if l, ok := i18n.ParseLang(r.URL.Query().Get("lang")); ok {
		r.Text = s.f.Catalogue.For(l)
	}
	v := signInView{Page: s.frame(r, r.Text.T("field.sign_in")), Lead: r.Text.T("field.sign_in_text"), Ended: r.URL.Query().Get("done"), Next: next}
	v.NoIndex = true
	if v.Ended == "signed_out" {
		v.Alert = &look.Alert{Kind: "success", Text: r.Text.T("field.signed_out")}
	}
	if e := errs.Of(err); e != nil {
		f := errs.Field{Key: e.Key, Args: e.Args}
		if len(e.Fields) > 0 {
			f = e.Fields[0]
		}
		v.Alert, v.Ended = &look.Alert{Kind: "danger", Text: r.Message(f)}, ""
	}
	v.Email = look.Field{Name: "email", Type: "email", Label: r.Text.T("field.email"), Value: email, Autocomplete: "username", Required: true}
	v.Password = look.Field{Name: "password", Type: "password", Label: r.Text.T("field.password"), Autocomplete: "current-password", Required: true}
	for _, l := range i18n.All() {
		v.Languages = append(v.Languages, look.LangLink{Lang: l.HTML(), Name: l.Self(), Short: l.Short(), Current: l == r.Text.Lang(),
			Href: "/field/sign-in?" + url.Values{"lang": {l.HTML()}, "next": {next}}.Encode()})
	}
	return s.enter.Status(status, v)
}

// signIn is POST /field/sign-in.
func (s *screen) signIn(r *web.Request) (web.Reply, error) {
	email, next := r.PostForm.Get("email"), r.PostForm.Get("next")
	in, err := s.f.Identity.SignIn(r.Context(), identity.Credentials{Email: email, Password: r.PostForm.Get("password"), Address: r.Address(), Agent: r.UserAgent()}, r.Now)
	if err != nil {
		e := errs.Of(err)
		if e == nil {
			return nil, err
		}
		status := http.StatusUnprocessableEntity
		if e.Kind == errs.TooMany {
			status = http.StatusTooManyRequests
		}
		return s.signInForm(r, status, email, next, err), nil
	}
	if in.Step != "" {
		return s.second(in.Step, after(next)), nil
	}
	return s.withCookie(in.Token, cookieLife, s.end(r), after(next))
}

// second leads to the page that asks for the second factor, which is the desk's and served here too.
func (s *screen) second(step, next string) web.Reply {
	to := web.SeeOther("/desk/sign-in/second?" + url.Values{"next": {next}}.Encode())
	return func(w http.ResponseWriter, r *web.Request) error {
		http.SetCookie(w, &http.Cookie{Name: s.f.Cookie + "_step", Value: step, Path: "/desk/sign-in", MaxAge: 600, HttpOnly: true, Secure: s.f.Secure(), SameSite: http.SameSiteLaxMode})
		return to(w, r)
	}
}

// signOut is POST /field/sign-out. The page that follows erases what the phone keeps.
func (s *screen) signOut(r *web.Request) (web.Reply, error) {
	return s.withCookie("", -1, s.end(r), "/field/sign-in?"+url.Values{"done": {"signed_out"}, "lang": {r.Text.Lang().HTML()}}.Encode())
}

// end ends the session that the browser has, if any.
func (s *screen) end(r *web.Request) error {
	c, err := r.Cookie(s.f.Cookie)
	if err != nil {
		return nil
	}
	return s.f.Identity.SignOut(r.Context(), c.Value)
}

func (s *screen) withCookie(value string, age int, err error, to string) (web.Reply, error) {
	if err != nil {
		return nil, err
	}
	next := web.SeeOther(to)
	return func(w http.ResponseWriter, r *web.Request) error {
		http.SetCookie(w, &http.Cookie{Name: s.f.Cookie, Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: s.f.Secure(), SameSite: http.SameSiteLaxMode})
		return next(w, r)
	}, nil
}

// Session says how the browser's session stands. The phone erases what it keeps when a session was ended before its
// time.
type Session struct {
	State   string `json:"state"` // running, ended (there is a cookie of one that runs no more), none
	Owner   string `json:"owner"` // as in Today; empty unless running
	Session string `json:"session"`
}

// sessionAPI is GET /api/v1/field/session.
func (f *Field) sessionAPI(r *web.Request, _ web.None) (Session, error) {
	if r.Who.Session != "" {
		return Session{State: "running", Owner: f.owner(r.Who.Account.ID), Session: f.session(r.Who.Session)}, nil
	}
	if _, err := r.Cookie(f.Cookie); err == nil {
		return Session{State: "ended"}, nil
	}
	return Session{State: "none"}, nil
}
