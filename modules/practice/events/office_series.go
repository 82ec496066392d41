package events

import (
	"net/url"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/words"
)

func (o *office) newSeries(r *web.Request) (web.Reply, error) { return o.newSeriesPage(r, fresh()) }

func (o *office) newSeriesPage(r *web.Request, t form.Typed) (web.Reply, error) {
	v := o.seriesForm(r, t, r.Text.T("practice.series_new"), "/desk/practice/series/new")
	v.Groups[0].Parts = append(form.Parts(look.Field{Name: "slug", Label: r.Text.T("practice.slug"), Help: r.Text.T("practice.slug_help"), Value: t.Values.Get("slug"), Required: true, Key: true}), v.Groups[0].Parts...)
	return o.forms.Answer(r, v, t)
}

func (o *office) seriesForm(r *web.Request, t form.Typed, title, action string) form.View {
	get, optional := t.Values.Get, r.Text.T("form.optional")
	programmes := []look.Option{{Word: r.Text.T("practice.none")}}
	for _, g := range o.Places.Snapshot().Programmes() {
		programmes = append(programmes, look.Option{Value: g.Slug, Word: o.Word(r, g.Names)})
	}
	v := form.View{Page: o.frame(r, title), Action: action, Draft: "series", Back: form.Back(r, "/desk/practice"), Hidden: []form.Hidden{{Name: "version", Value: get("version")}},
		Crumbs: form.Crumbs(r, look.NavItem{Word: r.Text.T("practice.desk.title"), Href: "/desk/practice"}, look.NavItem{Word: title})}
	v.Groups = []form.Group{{Parts: form.Parts(look.Field{Name: "title", Label: r.Text.T("practice.title"), Value: get("title"), Required: true},
		look.Field{Name: "abstract", Type: "textarea", Label: r.Text.T("practice.abstract"), Value: get("abstract"), Optional: optional},
		look.Field{Name: "programme", Type: "select", Label: r.Text.T("practice.programme"), Options: words.Choose(programmes, get("programme"))},
		look.Field{Name: "funder", Label: r.Text.T("practice.funder"), Value: get("funder"), Optional: optional},
		look.Field{Name: "grant_line", Label: r.Text.T("practice.grant_line"), Value: get("grant_line"), Optional: optional},
		look.Field{Name: "partners", Type: "textarea", Rows: 3, Label: r.Text.T("practice.partners"), Help: r.Text.T("practice.lines_help"), Value: get("partners"), Optional: optional},
		look.Field{Name: "apart", Type: "textarea", Rows: 2, Label: r.Text.T("practice.apart"), Help: r.Text.T("practice.apart_help"), Value: get("apart"), Optional: optional})}}
	return v
}

func (o *office) readSeries(r *web.Request, s Series) Series {
	s.Titles, s.Abstracts, s.Apart = o.Put(r, s.Titles, form.Posted(r, "title")), o.Put(r, s.Abstracts, form.Posted(r, "abstract")), o.Put(r, s.Apart, form.Posted(r, "apart"))
	s.Programme, s.Funder, s.GrantLine, s.Partners = form.Posted(r, "programme"), form.Posted(r, "funder"), form.Posted(r, "grant_line"), form.Lines(form.Posted(r, "partners"))
	return s
}

func (o *office) takeNewSeries(r *web.Request) (web.Reply, error) {
	_, err := web.Write(r, func(tx *db.Tx) (string, error) {
		s := o.readSeries(r, Series{Slug: form.Posted(r, "slug"), Org: o.orgOf(r)})
		if err := r.Allowed(actWrite, o.Resource(Event{Org: s.Org})); err != nil {
			return "", err
		}
		s, err := o.AddSeries(tx, s)
		return s.Slug, err
	})
	return o.backToList(r, err, o.newSeriesPage)
}

func (o *office) backToList(r *web.Request, err error, again func(r *web.Request, t form.Typed) (web.Reply, error)) (web.Reply, error) {
	if err == nil {
		return web.SeeOther("/desk/practice?done=yes"), nil
	}
	t, ok := form.Refused(r, err)
	if !ok {
		return nil, err
	}
	return again(r, t)
}

func (o *office) readSeriesOf(q db.Reader, r *web.Request) (Series, error) {
	s, err := SeriesBySlug(q, r.PathValue("slug"))
	if err != nil {
		return s, err
	}
	return s, r.Allowed(actWrite, o.Resource(Event{ID: s.ID, Org: s.Org}))
}

func (o *office) editSeries(r *web.Request) (web.Reply, error) {
	return o.editSeriesPage(r, form.Fresh(nil))
}

func (o *office) editSeriesPage(r *web.Request, t form.Typed) (web.Reply, error) {
	var s Series
	if err := r.Read(func(q *db.Snapshot) (err error) { s, err = o.readSeriesOf(q, r); return err }); err != nil {
		return nil, err
	}
	if t.Values == nil {
		t.Values = url.Values{"title": {o.Word(r, s.Titles)}, "abstract": {o.Word(r, s.Abstracts)}, "programme": {s.Programme}, "funder": {s.Funder}, "grant_line": {s.GrantLine},
			"partners": {strings.Join(s.Partners, "\n")}, "apart": {o.Word(r, s.Apart)}, "version": {strconv.FormatInt(s.Version, 10)}}
	}
	return o.forms.Answer(r, o.seriesForm(r, t, r.Text.T("practice.series_edit"), r.URL.Path), t)
}

func (o *office) takeEditSeries(r *web.Request) (web.Reply, error) {
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		s, err := o.readSeriesOf(tx, r)
		if err != nil {
			return web.None{}, err
		}
		s = o.readSeries(r, s)
		s.Version = form.Version(r)
		_, err = o.SaveSeries(tx, s)
		return web.None{}, err
	})
	return o.backToList(r, err, o.editSeriesPage)
}
