package bank

import (
	"net/url"
	"slices"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// site is the public pages: the bank, a practice, a typical problem. They need no script.
type site struct {
	b     *Bank
	frame func(r *web.Request, title string) look.Page
	list  *web.Page[siteListView]
	one   *web.Page[siteOneView]
}

func newSite(b *Bank, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*site, error) {
	s := &site{b: b, frame: frame}
	var err error
	if s.list, err = web.Add[siteListView](pages, files, "public", "page/site_list.html"); err != nil {
		return nil, err
	}
	s.one, err = web.Add[siteOneView](pages, files, "public", "page/site_one.html", "page/entry.html")
	return s, err
}

// siteListView is GET /{lang}/practice/bank.
type siteListView struct {
	look.Page
	Lead     string
	Search   look.Field
	Filter   look.Filter // what narrows the search, in the same form
	Items    []siteItem
	Problems []siteItem
	Empty    *look.Empty
	Pages    look.Pagination
}

// siteItem is one entry of a list.
type siteItem struct {
	Title, Lang, Href string
	Text, TextLang    string
	Where             string
	Tags              []look.Tag
	Adopted           string
}

const (
	siteRows     = 20
	siteProblems = 6
)

func (s *site) showList(r *web.Request) (web.Reply, error) {
	l, q := r.Text, r.URL.Query()
	f, err := filterOf(r)
	if errs.KindOf(err) == errs.Invalid { // a link that somebody has shortened shows everything
		f, err = Filter{Query: cut(q.Get("q"), 200)}, nil
	}
	if err != nil {
		return nil, err
	}
	f.Form, f.Limit = Practice, siteRows
	base := "/" + l.Lang().HTML() + "/practice/bank"
	v := siteListView{Page: s.frame(r, l.T("practice.bank.title")), Lead: l.T("practice.bank.lead")}
	v.Description = v.Lead
	filtered := f.Query+f.Theme+f.Country+f.Cost != "" || f.Evidence > 0 || f.Failed
	var rows, problems []Row
	var next string
	var countries []string
	if err := r.Read(func(q *db.Snapshot) (err error) {
		if rows, next, err = Find(q, f); err != nil {
			return err
		}
		// Typical problems have no evidence and no cost, and stand on the first page.
		if countries, err = Countries(q); err != nil || f.Evidence > 0 || f.Cost != "" || f.Failed || f.After != "" {
			return err
		}
		problems, _, err = Find(q, Filter{Query: f.Query, Form: Problem, Theme: f.Theme, Country: f.Country, Limit: siteProblems})
		return err
	}); err != nil {
		return nil, err
	}
	v.Filter = s.filter(r, f, base, countries, filtered)
	v.Search = look.Field{Name: "q", Type: "search", Label: l.T("practice.bank.words"), Value: f.Query}
	for _, row := range rows {
		v.Items = append(v.Items, s.item(r, row))
	}
	for _, row := range problems {
		v.Problems = append(v.Problems, s.item(r, row))
	}
	switch {
	case len(rows) == 0 && !filtered:
		v.Empty = &look.Empty{Icon: "book-open", Title: l.T("practice.bank.none"), Text: l.T("practice.bank.none_yet")}
	case len(rows) == 0:
		v.Empty = &look.Empty{Icon: "search", Title: l.T("practice.bank.none"), Text: l.T("practice.bank.none_found"), Act: &look.Act{Word: l.T("form.reset"), Href: base, Variant: "secondary"}}
	}
	v.Pages.Label = l.T("form.pages")
	if next != "" {
		to := url.Values{}
		for _, name := range []string{"q", "theme", "country", "cost", "evidence", "did_not_work"} {
			if q.Get(name) != "" {
				to.Set(name, q.Get(name))
			}
		}
		to.Set("after", next)
		v.Pages.Next = &look.NavItem{Word: l.T("form.more"), Href: base + "?" + to.Encode()}
	}
	return s.list.With(v), nil
}

// filter is what narrows the search.
func (s *site) filter(r *web.Request, f Filter, base string, countries []string, filtered bool) look.Filter {
	l := r.Text
	var lands []look.Option
	for _, c := range countries {
		lands = append(lands, look.Option{Value: c, Word: countryWord(l, c), Selected: c == f.Country})
	}
	i18n.SortBy(l.Collator(), lands, func(o look.Option) string { return o.Word })
	failed := []look.Option{{Value: "true", Word: l.T("practice.bank.only_failed"), Selected: f.Failed}}
	v := look.Filter{Action: base, Label: l.T("practice.bank.search"), Title: l.T("form.filter"), Submit: l.T("practice.bank.search_act"), Open: f.Theme+f.Country+f.Cost != "" || f.Evidence > 0 || f.Failed, Fields: []look.Field{
		{Name: "theme", Type: "select", Label: l.T("practice.bank.theme"), Options: orAny(r, options(r, "practice.theme.", Themes(), f.Theme))},
		{Name: "country", Type: "select", Label: l.T("practice.bank.country"), Options: orAny(r, lands)},
		{Name: "evidence", Type: "select", Label: l.T("practice.bank.evidence_least"), Options: orAny(r, levels(r, 1, f.Evidence))},
		{Name: "cost", Type: "select", Label: l.T("practice.bank.cost_band"), Options: orAny(r, options(r, "practice.cost.", Costs()[1:], f.Cost))},
		{Name: "did_not_work", Type: "select", Label: l.T("practice.bank.outcome"), Options: orAny(r, failed)}}}
	if filtered {
		v.Reset = &look.Act{Word: l.T("form.reset"), Href: base, Variant: "tertiary"}
	}
	return v
}

func (s *site) item(r *web.Request, row Row) siteItem {
	b, l := s.b, r.Text
	v := siteItem{Href: href(l, row), Where: line(l.T("practice.theme."+row.Shown.Theme), b.orgWord(l, row.Org), countryWord(l, row.Shown.Country))}
	v.Title, v.Lang = b.name(l, row.Shown.Titles)
	v.Text, v.TextLang = b.name(l, row.Shown.Texts["problem"])
	v.Text = cut(v.Text, 220)
	if row.Form == Practice {
		if v.Tags = append(v.Tags, evidenceTag(l, *row.Shown)); row.Shown.Failed {
			v.Tags = append(v.Tags, failedTag(l))
		}
		if row.Adoptions > 0 {
			v.Adopted = l.N("practice.bank.adopted_n", row.Adoptions)
		}
	}
	return v
}

// href is the public page of an entry.
func href(l *i18n.Localizer, row Row) string {
	if row.Form == Problem {
		return "/" + l.Lang().HTML() + "/practice/problems/" + row.Ref
	}
	return "/" + l.Lang().HTML() + "/practice/bank/" + row.Ref
}

// cut shortens a text to at most so many letters, at the end of a word.
func cut(text string, most int) string {
	letters := []rune(text)
	if len(letters) <= most {
		return text
	}
	end := most
	if n := slices.Index(reversed(letters[:most]), ' '); n >= 0 && n < 40 {
		end = most - n - 1
	}
	return string(letters[:end]) + "…"
}

func reversed(letters []rune) []rune {
	out := slices.Clone(letters)
	slices.Reverse(out)
	return out
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }
