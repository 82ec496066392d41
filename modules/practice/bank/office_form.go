package bank

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// langOf is the language in which an entry is being written: that of the address or the form, else the reader's.
func langOf(r *web.Request) string {
	name := r.URL.Query().Get("lang")
	if r.PostForm.Get("text_lang") != "" {
		name = r.PostForm.Get("text_lang")
	}
	if l, ok := i18n.ParseLang(name); ok && slices.Contains(i18n.All(), l) {
		return l.HTML()
	}
	return r.Text.Lang().HTML()
}

func (o *office) newForm(r *web.Request) (web.Reply, error) {
	kind := r.URL.Query().Get("form")
	if !slices.Contains(Forms(), kind) {
		kind = Practice
	}
	return o.newPage(r, kind, form.Fresh(url.Values{"evidence": {"0"}, "cost_band": {"unknown"}}))
}

func (o *office) newPage(r *web.Request, kind string, t form.Typed) (web.Reply, error) {
	l := r.Text
	orgs := o.orgs(r, actWrite)
	if len(orgs) == 0 {
		return nil, errs.New(errs.Forbidden, "web.forbidden")
	}
	e := Entry{Form: kind, Org: orgs[0]}
	if held, ok := r.Who.Post(); ok {
		if u, ok := o.b.Places.Snapshot().Unit(held.Unit); ok && slices.Contains(orgs, u.Org) {
			e.Org = u.Org
		}
	}
	own, _ := o.b.Places.Snapshot().Org(e.Org)
	if t.Values.Get("org") == "" {
		t.Values.Set("org", own.Code)
	}
	title := l.T("practice.bank.new." + kind)
	v := form.View{Page: o.frame(r, title), Lead: l.T("practice.bank.new_lead"), Action: root + "/new", Draft: "bank-new-" + kind, Back: form.Back(r, root),
		Crumbs: form.Crumbs(r, listCrumb(r), look.NavItem{Word: title}), Hidden: []form.Hidden{{Name: "form", Value: kind}, {Name: "text_lang", Value: langOf(r)}}}
	v.Groups = o.groups(r, e, t, orgs)
	return o.forms.Answer(r, v, t)
}

// groups are what is asked of an entry. orgs are those to choose from, for a new one.
func (o *office) groups(r *web.Request, e Entry, t form.Typed, orgs []string) []form.Group {
	l, get, optional, lang := r.Text, t.Values.Get, r.Text.T("form.optional"), langOf(r)
	about := []look.Field{{Name: "title", Label: l.T("practice.bank.name"), Value: get("title"), Max: maxTitle, Required: true, Lang: lang}}
	if orgs != nil {
		about = append(about, look.Field{Name: "org", Type: "select", Label: l.T("practice.bank.org"), Options: o.orgOptions(r, orgs, get("org"))})
	}
	about = append(about, look.Field{Name: "theme", Type: "select", Label: l.T("practice.bank.theme"), Options: options(r, "practice.theme.", Themes(), get("theme"))})
	if orgs == nil {
		about = append(about, look.Field{Name: "place", Type: "select", Label: l.T("practice.bank.place"), Options: o.placeOptions(r, e, get("place")), Optional: optional})
	}
	about = append(about, look.Field{Name: "post", Type: "select", Label: l.T("practice.bank.post"), Help: l.T("practice.bank.post_help"), Options: o.postOptions(r, e, orgs, get("post"))})
	var texts []look.Field
	for _, name := range Texts(e.Form) {
		f := look.Field{Name: name, Type: "textarea", Rows: 4, Max: maxText, Label: l.T(textKey(e.Form, name)), Value: get(name), Lang: lang}
		if !slices.Contains(needed(e.Form), name) {
			f.Optional = optional
		}
		if slices.Contains([]string{"context", "partners", "failed", "transfer", "steps", "methodology", "contacts"}, name) {
			f.Help = l.T("practice.bank.help." + name)
		}
		texts = append(texts, f)
	}
	groups := []form.Group{{ID: "about", Title: l.T("practice.bank.about"), Parts: form.Parts(about...)},
		{ID: "texts", Title: l.T("practice.bank.texts"), Note: l.T("practice.bank.texts_note"), Parts: form.Parts(texts...)}}
	if e.Form == Problem {
		return append(groups, form.Group{ID: "linked", Title: l.T("practice.bank.linked_practices"), Parts: form.Parts(look.Field{Name: "practices", Type: "textarea", Rows: 3, Key: true,
			Label: l.T("practice.bank.refs"), Help: l.T("practice.bank.refs_help"), Value: get("practices"), Optional: optional})})
	}
	failed := look.Field{Name: "did_not_work", Type: "checkbox", Label: l.T("practice.bank.failed_box"), Help: l.T("practice.bank.failed_help"), Value: "yes", Checked: get("did_not_work") != ""}
	level, _ := strconv.ParseInt(get("evidence"), 10, 64)
	return append(groups, form.Group{ID: "how-sure", Title: l.T("practice.evidence_level"), Note: l.T("practice.bank.evidence_note"), Parts: form.Parts(failed,
		look.Field{Name: "evidence", Type: "select", Label: l.T("practice.evidence_level"), Options: levels(r, 0, level)},
		look.Field{Name: "n", InputMode: "numeric", Label: l.T("practice.bank.n"), Help: l.T("practice.bank.n_help"), Value: get("n"), Optional: optional},
		look.Field{Name: "from", Type: "date", Label: l.T("practice.bank.from"), Value: get("from"), Optional: optional},
		look.Field{Name: "until", Type: "date", Label: l.T("practice.bank.until"), Value: get("until"), Optional: optional},
		look.Field{Name: "evaluated_by", Label: l.T("practice.bank.evaluated_by"), Help: l.T("practice.bank.evaluated_help"), Value: get("evaluated_by"), Max: maxTitle, Optional: optional},
		look.Field{Name: "links", Type: "textarea", Rows: 2, Key: true, Label: l.T("practice.bank.links"), Help: l.T("practice.bank.links_help"), Value: get("links"), Optional: optional},
		look.Field{Name: "cost_band", Type: "select", Label: l.T("practice.bank.cost_band"), Options: options(r, "practice.cost.", Costs(), get("cost_band"))})})
}

// placeOptions are the place of the organisation, the communities within it, and what lies above it.
func (o *office) placeOptions(r *web.Request, e Entry, chosen string) []look.Option {
	s := o.b.Places.Snapshot()
	org, _ := s.Org(e.Org)
	var all []look.Option
	add := func(p places.Place) {
		if !slices.ContainsFunc(all, func(v look.Option) bool { return v.Value == p.Code }) {
			all = append(all, look.Option{Value: p.Code, Word: o.b.word(r.Text, p.Names), Selected: p.Code == chosen})
		}
	}
	for _, p := range s.Path(org.Place) {
		add(p)
	}
	for _, p := range s.WithRole(places.Community) {
		if org.Place != "" && s.LiesIn(p.ID, org.Place) {
			add(p)
		}
	}
	if at, ok := s.Place(e.Content.Place); ok {
		add(at)
	}
	i18n.SortBy(r.Text.Collator(), all, func(v look.Option) string { return v.Word })
	return append([]look.Option{{Word: r.Text.T("practice.bank.place_none"), Selected: chosen == ""}}, all...)
}

// postOptions are the posts of an organisation, or of the few that one may write for.
func (o *office) postOptions(r *web.Request, e Entry, orgs []string, chosen string) []look.Option {
	if len(orgs) != 1 {
		orgs = []string{e.Org}
	}
	if held, ok := r.Who.Post(); ok && chosen == "" {
		f, _ := o.b.Places.Snapshot().Post(held.Post)
		chosen = f.Post.Code
	}
	var all []look.Option
	for _, f := range o.b.Places.Snapshot().Posts() {
		if slices.Contains(orgs, f.Org) {
			all = append(all, look.Option{Value: f.Post.Code, Word: r.Text.T("practice.bank.post_code", "title", o.b.word(r.Text, f.Post.Titles), "code", f.Post.Code), Selected: f.Post.Code == chosen})
		}
	}
	i18n.SortBy(r.Text.Collator(), all, func(v look.Option) string { return v.Word })
	return append([]look.Option{{Word: r.Text.T("practice.bank.post_none"), Selected: chosen == ""}}, all...)
}

// readForm puts what was typed onto the content of an entry, in the language of the form.
func (o *office) readForm(r *web.Request, e Entry) Content {
	c, lang, s := e.Content, langOf(r), o.b.Places.Snapshot()
	put := func(t i18n.Text, name string) i18n.Text {
		out := i18n.Text{}
		for tag, text := range t {
			out[tag] = text
		}
		if out[lang] = form.Posted(r, name); out[lang] == "" {
			delete(out, lang)
		}
		return out
	}
	old := c.Texts
	c.Titles, c.Texts = put(c.Titles, "title"), map[string]i18n.Text{}
	for _, name := range Texts(e.Form) {
		c.Texts[name] = put(old[name], name)
	}
	c.Theme, c.Cost, c.From, c.Until, c.Evaluator = form.Posted(r, "theme"), form.Posted(r, "cost_band"), form.Posted(r, "from"), form.Posted(r, "until"), form.Posted(r, "evaluated_by")
	c.Evidence, c.N, c.Failed = Number(r, "evidence"), Number(r, "n"), r.PostForm.Get("did_not_work") != ""
	c.Links = form.Lines(form.Posted(r, "links"))
	c.Practices = nil
	for _, ref := range strings.Fields(strings.NewReplacer(",", " ", ";", " ").Replace(form.Posted(r, "practices"))) {
		c.Practices = append(c.Practices, strings.ToUpper(ref))
	}
	if r.PostForm.Has("place") {
		at, _ := s.ByCode(form.Posted(r, "place"))
		c.Place = at.ID
	}
	c.Post = ""
	for _, f := range s.Posts() {
		if f.Post.Code == form.Posted(r, "post") && f.Org == e.Org {
			c.Post = f.Post.ID
		}
	}
	return c
}

// takeNew is POST /desk/practice/bank/new.
func (o *office) takeNew(r *web.Request) (web.Reply, error) {
	kind := form.Posted(r, "form")
	if !slices.Contains(Forms(), kind) {
		kind = Practice
	}
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		e := Entry{Form: kind, Org: o.b.orgByCode(form.Posted(r, "org"))}
		e.Content = o.readForm(r, e)
		if err := r.Allowed(actWrite, o.b.resource(e)); err != nil {
			return "", err
		}
		made, err := o.b.Add(tx, e)
		return made.Ref, err
	})
	if err == nil {
		return web.SeeOther(root + "/" + ref + "?done=yes"), nil
	}
	t, again := form.Refused(r, err)
	if !again {
		return nil, err
	}
	return o.newPage(r, kind, t)
}

func (o *office) editForm(r *web.Request) (web.Reply, error) { return o.editPage(r, form.Fresh(nil)) }

func (o *office) editPage(r *web.Request, t form.Typed) (web.Reply, error) {
	var row Row
	if err := r.Read(func(s *db.Snapshot) (err error) { row, _, err = o.read(s, r); return err }); err != nil {
		return nil, err
	}
	if err := r.Allowed(actWrite, o.b.resource(row.Entry)); err != nil {
		return nil, err
	}
	l, lang, at := r.Text, langOf(r), root+"/"+row.Ref
	if t.Values == nil {
		t.Values = o.values(row, lang)
	}
	v := form.View{Page: o.frame(r, l.T("practice.bank.edit")), Lead: l.T("practice.bank.edit_lead"), Action: at + "/edit", Draft: "bank-" + row.Ref + "-" + lang, Back: form.Back(r, at),
		Crumbs: form.Crumbs(r, listCrumb(r), look.NavItem{Word: o.b.word(l, row.Content.Titles), Href: at}, look.NavItem{Word: l.T("practice.bank.edit")}),
		Hidden: []form.Hidden{{Name: "version", Value: t.Values.Get("version")}, {Name: "text_lang", Value: lang}}}
	for _, one := range i18n.All() {
		v.Langs = append(v.Langs, look.LangLink{Lang: one.HTML(), Name: one.Self(), Href: at + "/edit?lang=" + one.HTML(), Current: one.HTML() == lang})
	}
	v.Groups = o.groups(r, row.Entry, t, nil)
	return o.forms.Answer(r, v, t)
}

// values are what the form of an entry begins with, its texts in a language.
func (o *office) values(row Row, lang string) url.Values {
	c, s := row.Content, o.b.Places.Snapshot()
	at, _ := s.Place(c.Place)
	f, _ := s.Post(c.Post)
	out := url.Values{"title": {c.Titles[lang]}, "theme": {c.Theme}, "place": {at.Code}, "post": {f.Post.Code}, "evidence": {decimal(c.Evidence)}, "cost_band": {c.Cost}, "from": {c.From},
		"until": {c.Until}, "evaluated_by": {c.Evaluator}, "links": {strings.Join(c.Links, "\n")}, "practices": {strings.Join(c.Practices, "\n")}, "version": {decimal(row.Version)}}
	if c.N > 0 {
		out.Set("n", decimal(c.N))
	}
	if c.Failed {
		out.Set("did_not_work", "yes")
	}
	for name, text := range c.Texts {
		out.Set(name, text[lang])
	}
	return out
}

// takeEdit is POST /desk/practice/bank/{ref}/edit.
func (o *office) takeEdit(r *web.Request) (web.Reply, error) {
	ref, err := o.change(r, actWrite, func(tx *db.Tx, row Row) error {
		version, _ := strconv.ParseInt(form.Posted(r, "version"), 10, 64)
		e := row.Entry
		e.Content = o.readForm(r, e)
		if err := r.Allowed(actWrite, o.b.resource(e)); err != nil { // nobody moves an entry out of where they may write
			return err
		}
		_, err := o.b.Save(tx, row, e.Content, version)
		return err
	})
	if err == nil {
		return web.SeeOther(root + "/" + ref + "?done=yes"), nil
	}
	t, again := form.Refused(r, err)
	if !again {
		return nil, err
	}
	return o.editPage(r, t)
}
