package bank

import (
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

// entryView is an entry as the public page and the desk's show it.
type entryView struct {
	Tags   []look.Tag
	Parts  []partView
	Facts  []look.Fact
	Links  []string
	Linked []look.NavItem // practices of a typical problem, typical problems of a practice
	Head   string         // above Linked
	Post   *postView
}

// partView is one text.
type partView struct {
	ID, Title, Text, Lang string
	Steps                 []string // a text that is a list
}

// postView is the post that can be asked, as its public card is today.
type postView struct{ Title, Lang, Unit, Phone, Mail, Href string }

// view writes content of an entry for a reader.
func (b *Bank) view(r *web.Request, row Row, c Content, linked []Row) entryView {
	l, s := r.Text, b.Places.Snapshot()
	v := entryView{Links: c.Links}
	if row.Form == Practice {
		if v.Tags = append(v.Tags, evidenceTag(l, c)); c.Failed {
			v.Tags = append(v.Tags, failedTag(l))
		}
	}
	for _, name := range Texts(row.Form) {
		p := partView{ID: "text-" + name, Title: l.T(textKey(row.Form, name))}
		if p.Text, p.Lang = b.name(l, c.Texts[name]); p.Text == "" {
			continue
		}
		if name == "steps" {
			p.Steps, p.Text = form.Lines(p.Text), ""
		}
		v.Parts = append(v.Parts, p)
	}
	fact := func(key, text string) {
		if text != "" {
			v.Facts = append(v.Facts, look.Fact{Term: l.T(key), Text: text})
		}
	}
	fact("practice.bank.theme", l.T("practice.theme."+c.Theme))
	fact("practice.bank.org", b.orgWord(l, row.Org))
	fact("practice.bank.place", line(b.placeWord(l, c.Place), countryWord(l, c.Country)))
	if row.Form == Practice {
		fact("practice.bank.cost_band", l.T("practice.cost."+c.Cost))
		fact("practice.bank.period", days(l, c.From, c.Until))
		if c.N > 0 {
			fact("practice.bank.n", l.Number(c.N))
		}
		fact("practice.bank.evaluated_by", c.Evaluator)
	}
	for _, other := range linked {
		title, _ := b.name(l, other.Shown.Titles)
		v.Linked = append(v.Linked, look.NavItem{Word: title, Href: href(l, other)})
	}
	if v.Head = l.T("practice.bank.linked_problems"); row.Form == Problem {
		v.Head = l.T("practice.bank.linked_practices")
	}
	if card, ok := s.Card(c.Post); ok {
		p := &postView{Unit: b.word(l, card.Unit), Phone: card.Call(), Mail: mailOf(card.Mail, card.UnitMail)}
		p.Title, p.Lang = b.name(l, card.Title)
		v.Post = p
	}
	return v
}

// textKey is what a text is called; those of both forms that mean something else have a name for each.
func textKey(form, name string) string {
	if form == Problem && name == "problem" {
		return "practice.bank.text.description"
	}
	return "practice.bank.text." + name
}

// siteOneView is GET /{lang}/practice/bank/{id} and /{lang}/practice/problems/{id}.
type siteOneView struct {
	look.Page
	TitleLang string
	Crumbs    look.Crumbs
	Lead      string
	Entry     entryView
	Adopted   string // how many
	Adoptions look.Table
	Dated     string
	Langs     string // in which languages it is complete
}

func (s *site) showOne(kind string) func(r *web.Request) (web.Reply, error) {
	return func(r *web.Request) (web.Reply, error) {
		b, l := s.b, r.Text
		var row Row
		var linked []Row
		var adoptions []Adoption
		if err := r.Read(func(q *db.Snapshot) (err error) {
			if row, err = PublishedByRef(q, strings.ToUpper(r.PathValue("id"))); err != nil {
				return err
			}
			if row.Form != kind {
				return errs.New(errs.NotFound, "practice.bank.no_such")
			}
			if linked, err = b.linked(q, row, *row.Shown); err != nil {
				return err
			}
			adoptions, err = AdoptionsOf(q, row.ID)
			return err
		}); err != nil {
			return nil, err
		}
		title, lang := b.name(l, row.Shown.Titles)
		v := siteOneView{Page: s.frame(r, title), TitleLang: lang, Entry: b.view(r, row, *row.Shown, linked), Lead: line(b.orgWord(l, row.Org), countryWord(l, row.Shown.Country)),
			Crumbs: form.Crumbs(r, look.NavItem{Word: l.T("practice.bank.title"), Href: "/" + l.Lang().HTML() + "/practice/bank"}, look.NavItem{Word: title}),
			Dated:  l.T("practice.bank.published_on", "date", l.Date(row.ShownAt.In(b.zone()))), Langs: langsWord(l, row.Shown.Langs(kind))}
		v.Description = cut(b.word(l, row.Shown.Texts["problem"]), 160)
		if kind == Practice {
			v.Adopted, v.Adoptions = l.N("practice.bank.adopted_n", row.Adoptions), b.adoptionTable(r, adoptions)
		}
		return s.one.With(v), nil
	}
}

// linked are the practices of a typical problem, or the typical problems of a practice.
func (b *Bank) linked(q db.Reader, row Row, c Content) ([]Row, error) {
	if row.Form == Problem {
		return PublishedByRefs(q, c.Practices)
	}
	return linking(q, row.Ref)
}

// adoptionTable lists who works by a practice, and who did.
func (b *Bank) adoptionTable(r *web.Request, all []Adoption) look.Table {
	l := r.Text
	t := look.Table{Caption: l.T("practice.bank.adoptions"), Head: form.Head(r, "practice.bank.org", "practice.bank.since", "practice.bank.adopt_shows")}
	for _, a := range all {
		since := l.Date(Civil(a.On))
		if a.EndedOn != "" {
			since = l.T("practice.bank.ended", "from", since, "until", l.Date(Civil(a.EndedOn)))
		}
		o, _ := b.Places.Snapshot().Org(a.Org)
		name, lang := b.name(l, o.Names)
		t.Rows = append(t.Rows, []look.Cell{{Text: name, Lang: lang}, {Text: since}, {Text: a.Evidence}})
	}
	return t
}

// langsWord names languages in themselves.
func langsWord(l *i18n.Localizer, tags []string) string {
	var names []string
	for _, tag := range tags {
		if lang, ok := i18n.ParseLang(tag); ok && !slices.Contains(names, lang.Self()) {
			names = append(names, lang.Self())
		}
	}
	if len(names) == 0 {
		return ""
	}
	return l.T("practice.bank.written_in", "languages", strings.Join(names, ", "))
}
