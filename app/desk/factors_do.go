package desk

import (
	"strings"

	"github.com/skip2/go-qrcode"

	"reeve/kernel/identity"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// codesView shows recovery codes, once.
type codesView struct {
	look.Page
	Lead     string
	Card     look.KeyCard
	Continue look.Act
}

// appView is where an app is set up: a picture for its camera, the same in letters, and a first code.
type appView struct {
	look.Page
	Crumbs *look.Crumbs
	QR     look.QR
	Secret string
	URI    string
	Form   form
}

// added leads on after a factor was set up: to the recovery codes if there are new ones, else back.
func (d *Desk) added(r *web.Request, codes []string, word string) web.Reply {
	next := web.SafeNext(r.PostForm.Get("next"), identity.FactorsPage)
	if len(codes) == 0 {
		return web.SeeOther(identity.FactorsPage + "?done=" + word)
	}
	t := r.Text.T
	r.Who.Hold = "" // from here on the whole desk is open
	view := codesView{Page: d.Frame(r, t("desk.codes.title")), Lead: t("desk.codes.what"), Continue: look.Act{Word: t("desk.codes.continue"), Href: next}}
	view.Flash = []look.Alert{{Kind: "success", Text: t("desk.done." + word)}}
	view.Card = look.KeyCard{Title: t("desk.codes"), Words: codes, Note: t("desk.codes.once"), Text: strings.Join(codes, "\n"), Copy: t("desk.copy"), Copied: t("desk.copied"), Print: t("desk.codes.print")}
	return d.pages.codes.With(view)
}

// addPasskey is POST /desk/factors/passkeys.
func (d *Desk) addPasskey(r *web.Request) (web.Reply, error) {
	codes, err := d.Identity.AddPasskey(r.Context(), r.Who, r.Actor(), r.PostForm.Get("label"), r.PostForm.Get("answer"), r.Now)
	if reply, ok := toConfirm(err, identity.FactorsPage); ok {
		return reply, nil
	}
	if a, ok := refused(r, "passkey", err); ok {
		return d.factors(r, a)
	}
	if err != nil {
		return nil, err
	}
	return d.added(r, codes, "passkey"), nil
}

// offerApp is POST /desk/factors/app: the answer is the page itself, for the secret is nowhere else.
func (d *Desk) offerApp(r *web.Request) (web.Reply, error) {
	err := d.Identity.MayChange(r.Context(), r.Who, r.Now)
	if reply, ok := toConfirm(err, identity.FactorsPage); ok {
		return reply, nil
	}
	if err != nil {
		return nil, err
	}
	return d.app(r, answers{form: "app"}, d.Identity.OfferApp(r.Who, r.Now))
}

func (d *Desk) app(r *web.Request, a answers, o identity.Offer) (web.Reply, error) {
	t := r.Text.T
	view := appView{Page: d.Frame(r, t("desk.app.title")), Secret: grouped(o.Secret), URI: o.URI}
	view.Flash = a.above(r)
	if r.Who.Hold == "" {
		c := crumbs(r, look.NavItem{Word: t("desk.factors.title"), Href: identity.FactorsPage}, t("desk.app.title"))
		view.Crumbs = &c
	}
	if q, err := qrcode.New(o.URI, qrcode.Medium); err == nil {
		view.QR = look.NewQR(q.Bitmap())
	}
	view.Form = a.fill(r, form{Action: "/desk/factors/app/confirm", Submit: t("desk.app.confirm"), Hidden: []hidden{{"secret", o.Secret}, {"seal", o.Seal}, {"uri", o.URI}, {"next", r.PostForm.Get("next")}}},
		look.Field{Name: "code", Label: t("desk.app.code"), Help: t("desk.app.code_help"), Autocomplete: "one-time-code", InputMode: "numeric", Required: true, Key: true})
	return d.pages.app.Status(a.code(), view), nil
}

// grouped is a secret as it is typed: four letters at a time.
func grouped(secret string) string {
	var parts []string
	for len(secret) > 4 {
		parts, secret = append(parts, secret[:4]), secret[4:]
	}
	return strings.Join(append(parts, secret), " ")
}

// addApp is POST /desk/factors/app/confirm.
func (d *Desk) addApp(r *web.Request) (web.Reply, error) {
	f := r.PostForm
	o := identity.Offer{Secret: f.Get("secret"), Seal: f.Get("seal"), URI: f.Get("uri")}
	codes, err := d.Identity.AddApp(r.Context(), r.Who, r.Actor(), o, f.Get("code"), r.Now)
	if reply, ok := toConfirm(err, identity.FactorsPage); ok {
		return reply, nil
	}
	if a, ok := refused(r, "app", err); ok {
		a.typed = nil
		if len(a.order) == 0 { // the secret is too old: another one
			o = d.Identity.OfferApp(r.Who, r.Now)
		}
		return d.app(r, a, o)
	}
	if err != nil {
		return nil, err
	}
	return d.added(r, codes, "app"), nil
}

// newCodes is POST /desk/factors/codes.
func (d *Desk) newCodes(r *web.Request) (web.Reply, error) {
	codes, err := d.Identity.NewCodes(r.Context(), r.Who, r.Actor(), r.Now)
	if reply, ok := toConfirm(err, identity.FactorsPage); ok {
		return reply, nil
	}
	if err != nil {
		return nil, err
	}
	return d.added(r, codes, "codes"), nil
}

// removePasskey is POST /desk/factors/passkeys/{id}/remove.
func (d *Desk) removePasskey(r *web.Request) (web.Reply, error) {
	return d.removed(r, d.Identity.RemovePasskey(r.Context(), r.Who, r.Actor(), r.PathValue("id"), r.Now))
}

// removeApp is POST /desk/factors/app/remove.
func (d *Desk) removeApp(r *web.Request) (web.Reply, error) {
	return d.removed(r, d.Identity.RemoveApp(r.Context(), r.Who, r.Actor(), r.Now))
}

func (d *Desk) removed(r *web.Request, err error) (web.Reply, error) {
	if reply, ok := toConfirm(err, identity.FactorsPage); ok {
		return reply, nil
	}
	if a, ok := refused(r, "remove", err); ok {
		return d.factors(r, a)
	}
	return web.SeeOther(identity.FactorsPage + "?done=removed"), err
}
