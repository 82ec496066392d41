package threatmap

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// monthsBack is how far back the months of the filter reach.
const monthsBack = 60

// categoriesFirst is how many categories of a set stand in the filter before the fold; the most frequent ones.
const categoriesFirst = 6

// asked is a filter as the address carries it, for links and for the controls of the form.
type asked url.Values

// readAsked keeps the parameters of a filter, in their order, without empty ones.
func readAsked(r *web.Request) asked {
	out, q := url.Values{}, r.URL.Query()
	for _, name := range []string{"category", "state", "community", "from", "to", "bbox"} {
		for _, v := range q[name] {
			if v != "" && !slices.Contains(out[name], v) {
				out.Add(name, v)
			}
		}
	}
	return asked(out)
}

func (a asked) one(name string) string      { return url.Values(a).Get(name) }
func (a asked) has(name, value string) bool { return slices.Contains(a[name], value) }
func (a asked) encode() string              { return url.Values(a).Encode() }
func (a asked) with(name string, v ...string) asked { // v nil takes the parameter out
	out := url.Values{}
	for k, all := range a {
		if k != name {
			out[k] = all
		}
	}
	for _, one := range v {
		out.Add(name, one)
	}
	return asked(out)
}

// at is a path with the filter.
func (a asked) at(path string) string {
	if len(a) == 0 {
		return path
	}
	return path + "?" + a.encode()
}

// facetsView is the filter of the map and of the list.
type facetsView struct {
	Action     string
	Title      string // of the fold, with the number of filters that are set
	BBox       string
	BBoxOff    string // address without it
	Place      look.Field
	States     facetView
	Categories []facetView // by set
	Quick      []look.NavItem
	From, To   look.Field
	Show       string
	Reset      *look.Act
}

// facetView is one group of boxes; Rest stands in a fold.
type facetView struct {
	ID, Legend, Lang string
	First, Rest      []facetLine
	More             string
	Open             bool // one of Rest is chosen
}

type facetLine struct {
	Name, Value, Word, Count string
	Shape, Icon              string
	Checked                  bool
}

// facetsView offers what there is to choose, each with how many reports it would show under the other filters.
func (s *site) facetsView(r *web.Request, path string, a asked, n facetCounts) facetsView {
	l := r.Text
	v := facetsView{Action: address(r, path), Title: l.T("threatmap.site.list.filter"), Place: s.placeFilter(r, a.one("community"), n.places),
		BBox: a.one("bbox"), BBoxOff: a.with("bbox").at(address(r, path)), States: facetView{ID: "state", Legend: l.T("threatmap.site.state")}}
	for _, code := range States() {
		v.States.First = append(v.States.First, facetLine{Name: "state", Value: code, Word: l.T("threatmap.state." + code), Shape: strings.ReplaceAll(code, "_", "-"),
			Count: l.Number(n.states[code]), Checked: a.has("state", code)})
	}
	v.Categories = s.categoryFacets(r, a, n)
	from, to := a.one("from"), a.one("to")
	v.From, v.To = s.monthChoice(r, "from", from), s.monthChoice(r, "to", to)
	now := r.Now
	for _, q := range []struct {
		key    string
		months int
	}{{"threatmap.site.period.quarter", 3}, {"threatmap.site.period.year", 12}, {"threatmap.site.period.all", 0}} {
		b := a.with("from").with("to")
		if q.months > 0 {
			b = b.with("from", monthCode(time.Date(now.Year(), now.Month()-time.Month(q.months-1), 1, 0, 0, 0, 0, time.UTC)))
		}
		v.Quick = append(v.Quick, look.NavItem{Word: l.T(q.key), Href: b.at(address(r, path)), Current: b.one("from") == from && to == ""})
	}
	v.Show = l.T("threatmap.site.show")
	set := len(a["state"]) + len(a["category"])
	for _, name := range []string{"community", "from", "to", "bbox"} {
		set += len(a[name])
	}
	if set > 0 {
		v.Title = l.T("threatmap.site.list.filters_set", "n", set)
		v.Reset = &look.Act{Word: l.T("threatmap.site.list.reset"), Href: address(r, path), Variant: "tertiary"}
	}
	return v
}

// categoryFacets groups the categories that occur by their set, the installation's own first.
func (s *site) categoryFacets(r *web.Request, a asked, n facetCounts) (all []facetView) {
	l, fallback := r.Text, s.m.Settings.Get().Fallback
	bySet := map[string][]Category{}
	for _, c := range s.m.Categories.List() {
		if n.ever[c.Code] > 0 || a.has("category", c.Code) {
			bySet[c.Set] = append(bySet[c.Set], c)
		}
	}
	sets := make([]string, 0, len(bySet))
	for set := range bySet {
		sets = append(sets, set)
	}
	slices.SortFunc(sets, func(x, y string) int {
		return cmp.Or(cmp.Compare(b2i(y == "threats"), b2i(x == "threats")), cmp.Compare(x, y))
	})
	for _, set := range sets {
		v := facetView{ID: "category-" + set, Legend: l.T("threatmap.category")}
		if set != "threats" {
			var tag string
			if v.Legend, tag = s.m.Categories.SetName(set).Best(l.Lang(), fallback); tag != l.Lang().HTML() {
				v.Lang = tag
			}
		}
		found := bySet[set]
		slices.SortStableFunc(found, func(x, y Category) int { return cmp.Compare(n.ever[y.Code], n.ever[x.Code]) })
		for i, c := range found {
			line := facetLine{Name: "category", Value: c.Code, Word: s.m.categoryName(c.Code, r), Icon: c.Icon, Count: l.Number(n.categories[c.Code]), Checked: a.has("category", c.Code)}
			if i < categoriesFirst || len(found) == categoriesFirst+1 {
				v.First = append(v.First, line)
				continue
			}
			v.Rest, v.Open = append(v.Rest, line), v.Open || line.Checked
		}
		v.More = l.N("threatmap.site.more_categories", int64(len(v.Rest)))
		all = append(all, v)
	}
	return all
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// monthCode is a month as filters write it.
func monthCode(t time.Time) string { return t.Format("2006-01") }

// monthChoice offers whole months; a month that is asked for and lies farther back is offered too.
func (s *site) monthChoice(r *web.Request, name, value string) look.Field {
	l := r.Text
	f := look.Field{Name: name, Type: "select", Label: l.T("threatmap.site.period." + name), Options: []look.Option{{Word: l.T("threatmap.site.period.open_" + name)}}}
	first := time.Date(r.Now.Year(), r.Now.Month(), 1, 0, 0, 0, 0, time.UTC)
	found := value == ""
	add := func(m time.Time) {
		code := monthCode(m)
		found = found || code == value
		f.Options = append(f.Options, look.Option{Value: code, Word: l.MonthYear(m), Selected: code == value})
	}
	for i := range monthsBack {
		add(first.AddDate(0, -i, 0))
	}
	if m, err := time.Parse("2006-01", value); err == nil && !found {
		add(m)
	}
	return f
}

// periodWords tells the months of a filter: "March 2026 – May 2026"; empty without any.
func periodWords(l *i18n.Localizer, a asked) string {
	var words [2]string
	for i, name := range []string{"from", "to"} {
		if m, err := time.Parse("2006-01", a.one(name)); err == nil {
			words[i] = l.MonthYear(m)
		}
	}
	switch {
	case words[0] == "" && words[1] == "":
		return ""
	case words[1] == "":
		return l.T("threatmap.site.period.since", "month", words[0])
	case words[0] == "":
		return l.T("threatmap.site.period.until", "month", words[1])
	case words[0] == words[1]:
		return words[0]
	}
	return words[0] + " – " + words[1]
}
