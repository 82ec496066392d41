package desk

import (
	"net/url"

	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

type languageView struct {
	look.Page
	Form form
}

// languagePage is GET /desk/language?lang=: the question, in the language that was chosen.
func (d *Desk) languagePage(r *web.Request) (web.Reply, error) {
	return d.languageForm(r, answers{form: "language"}, r.URL.Query()), nil
}

func (d *Desk) languageForm(r *web.Request, a answers, given url.Values) web.Reply {
	if l, ok := i18n.ParseLang(given.Get("lang")); ok {
		r.Text = d.Catalogue.For(l)
	}
	view := languageView{Page: d.Frame(r, r.Text.T("desk.language.title"))}
	view.Form = a.fill(r, form{Action: "/desk/language", Submit: r.Text.T("desk.language.submit"), Hidden: []hidden{{"next", given.Get("next")}}},
		languageField(r, r.Text.Lang().HTML()))
	return d.pages.language.Status(a.code(), view)
}

func languageField(r *web.Request, value string) look.Field {
	f := look.Field{Name: "lang", Type: "select", Label: r.Text.T("desk.language"), Value: value}
	for _, l := range i18n.All() {
		f.Options = append(f.Options, look.Option{Value: l.HTML(), Word: l.Self()})
	}
	return f
}

// language is POST /desk/language.
func (d *Desk) language(r *web.Request) (web.Reply, error) {
	me := r.Who.Account
	err := d.Identity.Change(r.Context(), r.Actor(), me.ID, 0, me.Name, r.PostForm.Get("lang"))
	if a, ok := refused(r, "language", err); ok {
		return d.languageForm(r, a, r.PostForm), nil
	}
	return web.SeeOther(web.SafeNext(r.PostForm.Get("next"), "/desk")), err
}
