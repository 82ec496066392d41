package office

import (
	"net/url"
	"slices"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// templatesView is the beginnings of messages, by language.
type templatesView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Acts   []look.Act
	Langs  []templatesOf
	Empty  *look.Empty
}

type templatesOf struct {
	Lang, Name string
	Items      []templateView
}

type templateView struct{ Title, Kind, Body, Edit string }

func mayTemplate(r *web.Request, action string) error {
	return r.Allowed(action, policy.Resource{Kind: request.TemplateKind})
}

// showTemplates is GET /desk/exchange/templates.
func (o *Office) showTemplates(r *web.Request) (web.Reply, error) {
	l := r.Text
	v := templatesView{Page: o.frame(r, l.T("exchange.templates.title")), Lead: l.T("exchange.templates.lead")}
	v.NoIndex, v.Flash = true, form.Done(r)
	v.Crumbs = form.Crumbs(r, look.NavItem{Word: l.T("exchange.title"), Href: root}, look.NavItem{Word: v.Title})
	edit := r.May(actMailbox)
	if edit {
		v.Acts = []look.Act{{Word: l.T("exchange.templates.new"), Href: root + "/templates/new", Icon: "plus"}}
	}
	err := r.Read(func(q *db.Snapshot) error {
		v.Langs = nil
		all, err := o.Requests.Templates(q, "", "")
		for _, lang := range i18n.Written() {
			of := templatesOf{Lang: lang.HTML(), Name: lang.Self()}
			for _, t := range all {
				if t.Lang != lang.HTML() {
					continue
				}
				one := templateView{Title: t.Title, Kind: l.T("exchange.kind." + string(t.Kind)), Body: t.Body}
				if edit {
					one.Edit = root + "/templates/" + t.ID
				}
				of.Items = append(of.Items, one)
			}
			if len(of.Items) > 0 {
				v.Langs = append(v.Langs, of)
			}
		}
		return err
	})
	if len(v.Langs) == 0 {
		v.Empty = &look.Empty{Icon: "file-text", Title: l.T("exchange.templates.none")}
	}
	return o.outlines.With(v), err
}

// template is the one of the address; the zero one for a new one.
func (o *Office) template(r *web.Request) (t request.Template, err error) {
	id := r.PathValue("template")
	if id == "new" {
		return request.Template{Kind: wire.Request, Lang: r.Text.Lang().HTML(), Active: true}, nil
	}
	err = r.Read(func(q *db.Snapshot) error {
		all, err := o.Requests.Templates(q, "", "")
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(all, func(o request.Template) bool { return o.ID == id }); i >= 0 {
			t = all[i]
			return nil
		}
		return errs.New(errs.NotFound, "web.no_such_page")
	})
	return t, err
}

func (o *Office) showTemplate(r *web.Request) (web.Reply, error) {
	t, err := o.template(r)
	if err != nil {
		return nil, err
	}
	return o.templateForm(r, form.Fresh(url.Values{"kind": {string(t.Kind)}, "lang": {t.Lang}, "title": {t.Title}, "body": {t.Body}, "version": {strconv.FormatInt(t.Version, 10)}, "active": {"1"}}))
}

func (o *Office) templateForm(r *web.Request, t form.Typed) (web.Reply, error) {
	if err := mayTemplate(r, actMailbox); err != nil {
		return nil, err
	}
	l, w := r.Text, fields{o, r, t.Values}
	f := form.View{Page: o.frame(r, l.T("exchange.templates.edit")), Action: root + "/templates/" + r.PathValue("template"), Back: form.Back(r, root+"/templates"), Hidden: []form.Hidden{{Name: "version", Value: t.Values.Get("version")}}}
	f.Crumbs = form.Crumbs(r, look.NavItem{Word: l.T("exchange.title"), Href: root}, look.NavItem{Word: l.T("exchange.templates.title"), Href: root + "/templates"}, look.NavItem{Word: f.Title})
	var langs []string
	for _, code := range i18n.Written() {
		langs = append(langs, code.HTML())
	}
	body := w.field("body", "exchange.text", "textarea")
	body.Rows, body.Lang = 9, t.Values.Get("lang")
	title := w.field("title", "exchange.subject", "text")
	title.Lang = body.Lang
	active := w.field("active", "exchange.templates.active", "checkbox")
	active.Value, active.Checked = "1", t.Values.Get("active") == "1"
	f.Groups = []form.Group{{Parts: form.Parts(w.choose("kind", "exchange.kind", plain(written()), w.keyed("exchange.kind"), false), w.choose("lang", "exchange.lang", langs, langName, false), title, body, active)}}
	return o.forms.Answer(r, f, t)
}

// written are the kinds of messages that people write.
func written() []wire.Kind {
	return []wire.Kind{wire.Request, wire.Spontaneous, wire.Answer, wire.Refusal, wire.Clarification, wire.FollowUp, wire.Withdrawal, wire.Consent, wire.DelayNotice, wire.Correction}
}

func (o *Office) takeTemplate(r *web.Request) (web.Reply, error) {
	old, err := o.template(r)
	if err != nil {
		return nil, err
	}
	_, err = web.Write(r, func(tx *db.Tx) (string, error) {
		if err := mayTemplate(r, actMailbox); err != nil {
			return "", err
		}
		t, err := o.Requests.SetTemplate(tx, request.Template{ID: old.ID, Kind: wire.Kind(form.Posted(r, "kind")), Lang: form.Posted(r, "lang"), Title: form.Posted(r, "title"), Body: form.Posted(r, "body"),
			Active: form.Posted(r, "active") == "1"}, form.Version(r))
		return t.ID, err
	})
	if t, ok := form.Refused(r, err); ok {
		return o.templateForm(r, t)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther(root + "/templates?done=1"), nil
}
