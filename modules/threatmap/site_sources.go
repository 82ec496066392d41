package threatmap

import (
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// sourcesPage says where what the site shows comes from and on what terms it may be used again. The licences of
// the data ask for it.
type sourcesPage struct {
	look.Page
	Invented *look.Alert // of a demonstration: what is invented and what is real
	Feeds    []feedView
	Places   look.Table // Rows is empty where nobody named a source
	Base     []look.Fact
}

// feedView is a source of imported reports.
type feedView struct {
	ID, Name, NameLang string
	Facts              []look.Fact
}

func (s *site) showSources(r *web.Request) (web.Reply, error) {
	var origins []places.Origin
	err := r.Read(func(q *db.Snapshot) (err error) {
		origins, err = places.Origins(q)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := r.Text
	v := sourcesPage{Page: s.frame(r, l.T("threatmap.site.sources.title")), Places: s.originTable(r, origins),
		Base: []look.Fact{{Term: l.T("threatmap.site.sources.world"), Text: l.T("threatmap.site.sources.world_text"), Href: "https://www.naturalearthdata.com/"}}}
	for _, m := range s.m.Places.Basemap().Streets() {
		v.Base = append(v.Base, look.Fact{Term: l.T("threatmap.site.sources.streets", "name", m.Name), Text: m.Attribution})
	}
	v.Description = l.T("threatmap.site.sources.lead")
	if s.m.Settings.Get().Synthetic {
		v.Invented = &look.Alert{Kind: "info", Title: l.T("threatmap.site.sources.demo"), Text: l.T("threatmap.site.sources.demo_text")}
	}
	for _, src := range s.m.Categories.Sources() {
		v.Feeds = append(v.Feeds, s.feed(r, src))
	}
	return s.sources.With(v), nil
}

func (s *site) feed(r *web.Request, src Source) feedView {
	l := r.Text
	v := feedView{ID: "feed-" + src.Code, Facts: []look.Fact{{Term: l.T("threatmap.site.sources.by"), Text: src.Attribution, Href: src.Link}}}
	v.Name, v.NameLang = s.sourceName(r, src.Names, src.Code)
	if src.Licence != "" {
		v.Facts = append(v.Facts, look.Fact{Term: l.T("threatmap.site.sources.licence"), Text: src.Licence, Lang: "en"})
	}
	return v
}

// sourceName is a source's name for the reader, with the language where it is not the reader's.
func (s *site) sourceName(r *web.Request, names i18n.Text, code string) (name, lang string) {
	name, lang = names.Best(r.Text.Lang(), s.m.Settings.Get().Fallback)
	if name == "" {
		return code, ""
	}
	if lang == r.Text.Lang().HTML() {
		lang = ""
	}
	return name, lang
}

// sourceFacts tell of an imported report where it comes from: it is real, whatever else the installation holds.
func (s *site) sourceFacts(r *web.Request, p PublicReport) []look.Fact {
	if p.Source == nil {
		return nil
	}
	l := r.Text
	name, lang := s.sourceName(r, p.Source.Names, p.Source.Code)
	facts := []look.Fact{{Term: l.T("threatmap.site.sources.from"), Text: name, Lang: lang, Href: address(r, "/sources#feed-"+p.Source.Code)},
		{Term: l.T("threatmap.site.sources.by"), Text: p.Source.Attribution}}
	if p.Source.Licence != "" {
		facts = append(facts, look.Fact{Term: l.T("threatmap.site.sources.licence"), Text: p.Source.Licence, Lang: "en"})
	}
	return facts
}

// ofFeed makes the page of an imported report say what it is: an event that its source tells of, with the time as the
// source tells it. Its filing here is of no meaning, and nobody has its key.
func (s *site) ofFeed(r *web.Request, v *reportPage, p PublicReport) {
	if p.Source == nil {
		return
	}
	l := r.Text
	name, _ := s.sourceName(r, p.Source.Names, p.Source.Code)
	v.Imported = &look.Alert{Kind: "info", Title: l.T("threatmap.site.sources.real"), Text: l.T("threatmap.site.sources.real_text", "source", name)}
	for n, f := range v.Facts {
		if f.Term == l.T("threatmap.site.report.filed") {
			v.Facts[n].Term, v.Facts[n].Text = l.T("threatmap.site.sources.time"), or(v.When, f.Text)
		}
	}
	if len(p.History) == 1 {
		v.State.Note = ""
		v.Path.Steps[0].State.Word, v.Path.Steps[0].State.Note = l.T("threatmap.site.sources.step"), or(v.When, v.Path.Steps[0].State.Note)
	}
}

func (s *site) originTable(r *web.Request, origins []places.Origin) look.Table {
	l := r.Text
	t := look.Table{Caption: l.T("threatmap.site.sources.places"), Head: []look.Cell{{Text: l.T("threatmap.site.sources.of")},
		{Text: l.T("threatmap.site.sources.by")}, {Text: l.T("threatmap.site.sources.licence")}, {Text: l.T("threatmap.site.sources.number"), Number: true}}}
	for _, o := range origins {
		if o.What == places.OfPopulations && o.Level == places.Settlement {
			o.What = "settlements"
		}
		what := l.T("threatmap.site.sources."+o.What, "country", countryName(l.Lang(), o.Country), "level", o.Level)
		t.Rows = append(t.Rows, []look.Cell{{Text: what}, {Text: o.Source}, {Text: o.Licence}, {Text: l.Number(o.Places), Number: true}})
	}
	return t
}

// countryName names a country in a language; its code where the names of the world have none.
func countryName(l i18n.Lang, code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	if name := display.Regions(language.Make(l.HTML())).Name(region); name != "" {
		return name
	}
	return code
}

// sourcesAPI is GET /api/v1/sources.
func (m *Map) sourcesAPI(*web.Request, web.None) (PublicSources, error) {
	out := PublicSources{Items: []PublicSource{}}
	for _, s := range m.Categories.Sources() {
		out.Items = append(out.Items, publicSource(s))
	}
	return out, nil
}

func publicSource(s Source) PublicSource {
	p := PublicSource{Code: s.Code, Names: s.Names, Attribution: s.Attribution, Licence: s.Licence}
	if s.Link != "" {
		p.Link = &s.Link
	}
	return p
}
