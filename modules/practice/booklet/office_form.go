package booklet

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/bank"
)

// put sets the text of a language.
func put(t i18n.Text, lang, text string) i18n.Text {
	out := i18n.Text{}
	maps.Copy(out, t)
	if out[lang] = text; text == "" {
		delete(out, lang)
	}
	return out
}

func (o *office) newForm(r *web.Request) (web.Reply, error) {
	return o.editPage(r, nil, form.Fresh(url.Values{"languages": {r.Text.Lang().HTML()}}))
}

func (o *office) editForm(r *web.Request) (web.Reply, error) {
	b, err := o.open(r)
	if err != nil {
		return nil, err
	}
	lang := langOf(r)
	return o.editPage(r, &b, form.Fresh(url.Values{"title": {b.Content.Titles[lang]}, "abstract": {b.Content.Abstracts[lang]}, "languages": {strings.Join(b.Content.Langs, " ")},
		"version": {strconv.FormatInt(b.Version, 10)}}))
}

// editPage asks for title, abstract and languages of a booklet; nil = a new one.
func (o *office) editPage(r *web.Request, b *Booklet, t form.Typed) (web.Reply, error) {
	l, lang, get := r.Text, langOf(r), t.Values.Get
	v := form.View{Page: o.frame(r, l.T("practice.booklet.new")), Action: root + "/new", Draft: "booklet-new", Back: form.Back(r, root), Hidden: []form.Hidden{{Name: "text_lang", Value: lang}},
		Crumbs: form.Crumbs(r, listCrumb(r), look.NavItem{Word: l.T("practice.booklet.new")})}
	fields := []look.Field{{Name: "title", Label: l.T("practice.bank.name"), Value: get("title"), Max: maxTitle, Required: true, Lang: lang},
		{Name: "abstract", Type: "textarea", Rows: 6, Max: maxText, Label: l.T("practice.booklet.abstract"), Value: get("abstract"), Required: true, Lang: lang},
		{Name: "languages", Label: l.T("practice.booklet.languages"), Help: l.T("practice.booklet.languages_help"), Value: get("languages"), Key: true, Required: true}}
	if b == nil {
		orgs := o.orgs(r)
		for n := range orgs {
			orgs[n].Selected = orgs[n].Value == get("org")
		}
		fields = append(fields, look.Field{Name: "org", Type: "select", Label: l.T("practice.bank.org"), Options: orgs})
	} else {
		at := root + "/" + b.Ref
		title, _ := o.k.name(l, b.Content.Titles)
		v.Page, v.Action, v.Draft, v.Back = o.frame(r, l.T("practice.bank.edit")), at+"/edit", "booklet-"+b.Ref+"-"+lang, form.Back(r, at)
		v.Crumbs = form.Crumbs(r, listCrumb(r), look.NavItem{Word: title, Href: at}, look.NavItem{Word: l.T("practice.bank.edit")})
		v.Hidden = append(v.Hidden, form.Hidden{Name: "version", Value: get("version")})
		v.Langs, v.Lead = langs(at+"/edit", lang), l.T("practice.bank.edit_lead")
	}
	v.Groups = []form.Group{{Parts: form.Parts(fields...)}}
	return o.forms.Answer(r, v, t)
}

// langs lead to the same form in the other languages.
func langs(at, current string) (all []look.LangLink) {
	for _, l := range i18n.All() {
		all = append(all, look.LangLink{Lang: l.HTML(), Name: l.Self(), Href: at + "?lang=" + l.HTML(), Current: l.HTML() == current})
	}
	return all
}

func tags(text string) []string {
	return strings.Fields(strings.NewReplacer(",", " ", ";", " ").Replace(text))
}

// takeNew is POST /desk/practice/booklets/new.
func (o *office) takeNew(r *web.Request) (web.Reply, error) {
	lang := langOf(r)
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		b := Booklet{Org: o.orgByCode(form.Posted(r, "org")), Content: Content{Titles: put(nil, lang, form.Posted(r, "title")), Abstracts: put(nil, lang, form.Posted(r, "abstract")),
			Langs: tags(form.Posted(r, "languages"))}}
		if err := r.Allowed(actWrite, o.k.resource(b)); err != nil {
			return "", err
		}
		b, err := o.k.Add(tx, b)
		return b.Ref, err
	})
	return o.answer(r, ref, err, func(t form.Typed) (web.Reply, error) { return o.editPage(r, nil, t) })
}

// answer leads back to the booklet, or shows the form again with what was wrong.
func (o *office) answer(r *web.Request, ref string, err error, again func(t form.Typed) (web.Reply, error)) (web.Reply, error) {
	if err == nil {
		return web.SeeOther(root + "/" + ref + "?done=yes"), nil
	}
	if t, ok := form.Refused(r, err); ok {
		return again(t)
	}
	return nil, err
}

func version(r *web.Request) int64 {
	n, _ := strconv.ParseInt(form.Posted(r, "version"), 10, 64)
	return n
}

// takeEdit is POST /desk/practice/booklets/{ref}/edit.
func (o *office) takeEdit(r *web.Request) (web.Reply, error) {
	lang := langOf(r)
	ref, err := o.change(r, func(tx *db.Tx, b Booklet) error {
		c := b.Content
		c.Titles, c.Abstracts, c.Langs = put(c.Titles, lang, form.Posted(r, "title")), put(c.Abstracts, lang, form.Posted(r, "abstract")), tags(form.Posted(r, "languages"))
		_, err := o.k.Save(tx, b, c, version(r))
		return err
	})
	return o.answer(r, ref, err, func(t form.Typed) (web.Reply, error) {
		b, err := o.open(r)
		if err != nil {
			return nil, err
		}
		return o.editPage(r, &b, t)
	})
}

// chapterForm is GET /desk/practice/booklets/{ref}/chapters/{chapter}; "new" = one more.
func (o *office) chapterForm(r *web.Request) (web.Reply, error) {
	b, err := o.open(r)
	if err != nil {
		return nil, err
	}
	lang, values := langOf(r), url.Values{"position": {strconv.Itoa(len(b.Content.Chapters) + 1)}, "version": {strconv.FormatInt(b.Version, 10)}}
	if which := r.PathValue("chapter"); which != "new" {
		n := slices.IndexFunc(b.Content.Chapters, func(ch Chapter) bool { return ch.ID == which })
		if n < 0 {
			return nil, errs.New(errs.NotFound, "practice.booklet.no_such")
		}
		ch := b.Content.Chapters[n]
		values = url.Values{"position": {strconv.Itoa(n + 1)}, "version": values["version"], "chapter_title": {ch.Titles[lang]}, "chapter_text": {ch.Texts[lang]},
			"practices": {strings.Join(ch.Practices, "\n")}, "problems": {strings.Join(ch.Problems, "\n")}, "recommendations": {strings.Join(ch.Recommendations, "\n")}}
	}
	return o.chapterPage(r, b, form.Fresh(values))
}

func (o *office) chapterPage(r *web.Request, b Booklet, t form.Typed) (web.Reply, error) {
	l, lang, get, which := r.Text, langOf(r), t.Values.Get, r.PathValue("chapter")
	at, optional := root+"/"+b.Ref, r.Text.T("form.optional")
	title, _ := o.k.name(l, b.Content.Titles)
	word := l.T("practice.booklet.chapter")
	if which == "new" {
		word = l.T("practice.booklet.chapter_new")
	}
	v := form.View{Page: o.frame(r, word), Action: at + "/chapters/" + which, Draft: "booklet-" + b.Ref + "-" + which + "-" + lang, Back: form.Back(r, at),
		Crumbs: form.Crumbs(r, listCrumb(r), look.NavItem{Word: title, Href: at}, look.NavItem{Word: word}),
		Hidden: []form.Hidden{{Name: "text_lang", Value: lang}, {Name: "version", Value: get("version")}}}
	refs := func(name, key string) look.Field {
		return look.Field{Name: name, Type: "textarea", Rows: 3, Key: true, Label: l.T(key), Help: l.T("practice.bank.refs_help"), Value: get(name), Optional: optional}
	}
	fields := []look.Field{{Name: "chapter_title", Label: l.T("practice.bank.name"), Value: get("chapter_title"), Max: maxTitle, Required: true, Lang: lang},
		{Name: "chapter_text", Type: "textarea", Rows: 10, Max: maxText, Label: l.T("practice.booklet.chapter_text"), Value: get("chapter_text"), Lang: lang, Optional: optional},
		refs("problems", "practice.bank.problems"), refs("practices", "practice.bank.practices"), refs("recommendations", "practice.booklet.recommendations"),
		{Name: "position", Type: "number", Minimum: "1", Label: l.T("practice.booklet.position"), Value: get("position")}}
	if which != "new" {
		v.Langs = langs(at+"/chapters/"+which, lang)
		fields = append(fields, look.Field{Name: "remove", Type: "checkbox", Label: l.T("practice.booklet.chapter_remove"), Value: "yes", Checked: get("remove") != ""})
	}
	v.Groups = []form.Group{{Parts: form.Parts(fields...)}}
	return o.forms.Answer(r, v, t)
}

// takeChapter is POST /desk/practice/booklets/{ref}/chapters/{chapter}.
func (o *office) takeChapter(r *web.Request) (web.Reply, error) {
	lang, which := langOf(r), r.PathValue("chapter")
	ref, err := o.change(r, func(tx *db.Tx, b Booklet) error {
		c, ch := b.Content, Chapter{}
		c.Chapters = slices.Clone(c.Chapters)
		if which != "new" {
			n := slices.IndexFunc(c.Chapters, func(ch Chapter) bool { return ch.ID == which })
			if n < 0 {
				return errs.New(errs.NotFound, "practice.booklet.no_such")
			}
			ch = c.Chapters[n]
			c.Chapters = slices.Delete(c.Chapters, n, n+1)
		}
		if which == "new" || r.PostForm.Get("remove") == "" {
			ch.Titles, ch.Texts = put(ch.Titles, lang, form.Posted(r, "chapter_title")), put(ch.Texts, lang, form.Posted(r, "chapter_text"))
			ch.Practices, ch.Problems, ch.Recommendations = Refs(form.Posted(r, "practices")), Refs(form.Posted(r, "problems")), Refs(form.Posted(r, "recommendations"))
			at := int(bank.Number(r, "position")) - 1
			c.Chapters = slices.Insert(c.Chapters, min(max(at, 0), len(c.Chapters)), ch)
		}
		_, err := o.k.Save(tx, b, c, version(r))
		return err
	})
	return o.answer(r, ref, err, func(t form.Typed) (web.Reply, error) {
		b, err := o.open(r)
		if err != nil {
			return nil, err
		}
		return o.chapterPage(r, b, t)
	})
}

// takeAnnex is POST /desk/practice/booklets/{ref}/annexes.
func (o *office) takeAnnex(r *web.Request) (web.Reply, error) {
	b, err := o.open(r)
	if err == nil {
		err = r.Allowed(actWrite, o.k.resource(b)) // before anything is stored
	}
	if err != nil {
		return nil, err
	}
	ref, err := o.takeIn(r)
	return o.answer(r, ref, err, func(t form.Typed) (web.Reply, error) { return o.showPage(r, t) })
}

func (o *office) takeIn(r *web.Request) (string, error) {
	title := form.Posted(r, "annex_title")
	if title == "" || len([]rune(title)) > maxTitle {
		return "", errs.Bad("annex_title", "practice.bank.title_missing")
	}
	if r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 {
		return "", errs.Bad("file", "practice.booklet.file_missing")
	}
	part := r.MultipartForm.File["file"][0]
	in, err := part.Open()
	if err != nil {
		return "", err
	}
	defer in.Close()
	t, err := o.k.Archive.TakeIn(r.Context(), in, part.Filename, false)
	if err != nil {
		return "", err
	}
	return o.change(r, func(tx *db.Tx, b Booklet) error {
		_, err := o.k.Attach(tx, b, i18n.Text{r.Text.Lang().HTML(): title}, t)
		return err
	})
}

// takeDrop is POST /desk/practice/booklets/{ref}/annexes/drop: the next edition has an annex no more.
func (o *office) takeDrop(r *web.Request) (web.Reply, error) {
	ref, err := o.change(r, func(tx *db.Tx, b Booklet) error {
		if b.Instance.State != Draft {
			return errs.New(errs.Conflict, "process.step_not_now")
		}
		all, err := AnnexesOf(tx, b.ID)
		n := slices.IndexFunc(all, func(a Annex) bool { return a.ID == form.Posted(r, "annex") && !a.Dropped })
		if err != nil || n < 0 {
			return orElse(err, errs.New(errs.NotFound, "document.not_found"))
		}
		all[n].Dropped = true
		return o.k.markAnnex(tx, b, all[n], "practice.annex.drop")
	})
	return o.answer(r, ref, err, func(t form.Typed) (web.Reply, error) { return o.showPage(r, t) })
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// annex is GET /desk/practice/booklets/{ref}/annexes/{annex}.
func (o *office) annex(w http.ResponseWriter, r *web.Request) error {
	var file string
	err := r.Read(func(q *db.Snapshot) error {
		b, err := o.read(q, r)
		if err != nil {
			return err
		}
		all, err := AnnexesOf(q, b.ID)
		for _, a := range all {
			if a.ID == r.PathValue("annex") {
				file = a.File
			}
		}
		return err
	})
	if err != nil || file == "" {
		return orElse(err, errs.New(errs.NotFound, "document.not_found"))
	}
	return o.k.Archive.Send(r.Context(), w, file, document.Inside)
}

func (o *office) stepForm(r *web.Request) (web.Reply, error) {
	return o.stepPage(r, r.PathValue("step"), form.Fresh(url.Values{"id": {id.New()}}))
}

func (o *office) stepPage(r *web.Request, name string, t form.Typed) (web.Reply, error) {
	s, ok := o.k.Process.Definition(Kind).Step(name)
	if !ok {
		return nil, errs.New(errs.NotFound, "web.no_such_page")
	}
	b, err := o.open(r)
	if err == nil {
		err = r.Allowed(actWrite, o.k.resource(b))
	}
	if err != nil {
		return nil, err
	}
	word, at := r.Text.T("practice.booklet.act."+name), root+"/"+b.Ref
	title, _ := o.k.name(r.Text, b.Content.Titles)
	v := form.View{Page: o.frame(r, word), Lead: r.Text.T("practice.booklet.needs." + name), Action: at + "/steps", Submit: word, Back: form.Back(r, at),
		Crumbs: form.Crumbs(r, listCrumb(r), look.NavItem{Word: title, Href: at}, look.NavItem{Word: word})}
	key := t.Values.Get("id")
	if !id.IsUUID(key) {
		key = id.New()
	}
	v.Hidden = []form.Hidden{{Name: "step", Value: name}, {Name: "id", Value: key}, {Name: "base_version", Value: strconv.FormatInt(b.Instance.Version, 10)}}
	if !slices.Contains(s.From, b.Instance.State) {
		t.Status, t.Alert = http.StatusConflict, &look.Alert{Kind: "warning", Text: r.Text.T("process.step_not_now")}
	}
	if slices.Contains(s.Needs, "reason") {
		v.Groups = []form.Group{{Parts: form.Parts(look.Field{Name: "reason", Type: "textarea", Rows: 4, Label: r.Text.T("practice.bank.reason"), Value: t.Values.Get("reason"), Required: true})}}
	}
	return o.forms.Answer(r, v, t)
}

// takeStep is POST /desk/practice/booklets/{ref}/steps.
func (o *office) takeStep(r *web.Request) (web.Reply, error) {
	in := StepInput{ID: form.Posted(r, "id"), Step: form.Posted(r, "step"), Reason: form.Posted(r, "reason")}
	if base, err := strconv.ParseInt(form.Posted(r, "base_version"), 10, 64); err == nil {
		in.BaseVersion = &base
	}
	if _, ok := o.k.Process.Definition(Kind).Step(in.Step); !ok {
		return nil, errs.Bad("step", "process.no_such_step", "step", in.Step)
	}
	ref, err := o.change(r, func(tx *db.Tx, b Booklet) error { _, err := o.k.Take(tx, b, in); return err })
	return o.answer(r, ref, err, func(t form.Typed) (web.Reply, error) { return o.stepPage(r, in.Step, t) })
}
