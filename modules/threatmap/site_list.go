package threatmap

import (
	"net/url"
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

type listPage struct {
	look.Page
	Where   string // the community chosen, empty for all
	Filter  look.Filter
	Total   string
	Listing look.Listing
	Empty   look.Empty
	Pages   look.Pagination
	CSV     string
	GeoJSON string
}

func (s *site) showList(r *web.Request) (web.Reply, error) {
	f, err := s.m.readFilter(r, 30, 100)
	if err != nil {
		return nil, err
	}
	var rows []row
	var next string
	var total int64
	var by tallies
	err = r.Read(func(q *db.Snapshot) (err error) {
		if rows, next, err = s.m.public(q, f); err != nil {
			return err
		}
		if total, err = s.m.count(q, f); err != nil {
			return err
		}
		by, err = s.m.tally(q)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := r.Text
	v := listPage{Page: s.frame(r, l.T("threatmap.site.list.title")), Total: l.T("threatmap.site.list.none"), Filter: s.listFilter(r, f, by),
		CSV: withQuery("/api/v1/reports.csv", r, ""), GeoJSON: withQuery("/api/v1/reports.geojson", r, "")}
	if p, ok := s.places().ByCode(f.Community); ok && f.Community != "" {
		v.Where = s.nameOf(r, p)
		v.Title = l.T("threatmap.site.list.title_in", "place", v.Where)
		v.Act = &look.Act{Word: l.T("threatmap.site.report"), Icon: "map-pin", Href: address(r, "/report?step=place&place="+url.QueryEscape(p.Code))}
	}
	if total > 0 {
		v.Total = l.N("threatmap.site.count", total)
	}
	for _, it := range s.m.publicItems(rows) {
		v.Listing.Items = append(v.Listing.Items, s.listItem(r, it))
	}
	v.Empty = look.Empty{Icon: "inbox", Title: l.T("threatmap.site.list.none_fits"), Text: l.T("threatmap.site.list.none_fits_text"), Act: v.Filter.Reset}
	if v.Filter.Reset == nil {
		v.Empty.Title, v.Empty.Text = l.T("threatmap.site.list.none"), l.T("threatmap.site.list.none_yet")
	}
	v.Pages = look.Pagination{Label: l.T("threatmap.site.list.pages")}
	if f.After != "" {
		v.Pages.Prev = &look.NavItem{Word: l.T("threatmap.site.list.first"), Href: withQuery(address(r, "/list"), r, "")}
	}
	if next != "" {
		v.Pages.Next = &look.NavItem{Word: l.T("threatmap.site.list.older"), Href: withQuery(address(r, "/list"), r, next)}
	}
	return s.list.With(v), nil
}

// withQuery is an address with the list's filters, and the cursor of the next page.
func withQuery(path string, r *web.Request, after string) string {
	q := url.Values{}
	for _, name := range []string{"category", "state", "community", "bbox"} {
		if v := r.URL.Query().Get(name); v != "" {
			q.Set(name, v)
		}
	}
	if after != "" {
		q.Set("after", after)
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// listFilter offers what there is to choose: all categories and states, and the places that have reports.
func (s *site) listFilter(r *web.Request, f Filter, by tallies) look.Filter {
	l := r.Text
	category := look.Field{Name: "category", Type: "select", Label: l.T("threatmap.category"), Options: []look.Option{{Word: l.T("threatmap.site.list.all_categories")}}}
	for _, c := range s.m.Categories.List() {
		if c.Set == "threats" && (!c.Retired || c.Code == f.Category) {
			category.Options = append(category.Options, look.Option{Value: c.Code, Word: s.m.categoryName(c.Code, r), Selected: c.Code == f.Category})
		}
	}
	state := look.Field{Name: "state", Type: "select", Label: l.T("threatmap.site.state"), Options: []look.Option{{Word: l.T("threatmap.site.list.all_states")}}}
	for _, code := range States() {
		state.Options = append(state.Options, look.Option{Value: code, Word: l.T("threatmap.state." + code), Selected: code == f.State})
	}
	out := look.Filter{Action: address(r, "/list"), Label: l.T("threatmap.site.list.filter"), Title: l.T("threatmap.site.list.filter"),
		Fields: []look.Field{s.placeFilter(r, f, by), category, state}, Submit: l.T("threatmap.site.show")}
	set := 0
	for _, v := range []string{f.Category, f.State, f.Community} {
		if v != "" {
			set++
		}
	}
	if f.BBox != nil {
		set++
	}
	if set > 0 {
		out.Title = l.T("threatmap.site.list.filters_set", "n", set)
		out.Reset = &look.Act{Word: l.T("threatmap.site.list.reset"), Href: address(r, "/list"), Variant: "tertiary"}
	}
	return out
}

func (s *site) placeFilter(r *web.Request, f Filter, by tallies) look.Field {
	l, sn, set := r.Text, s.places(), s.m.Settings.Get()
	field := look.Field{Name: "community", Type: "select", Label: l.T("threatmap.site.community"), Options: []look.Option{{Word: l.T("threatmap.site.list.all_places")}}}
	add := func(p places.Place) {
		field.Options = append(field.Options, look.Option{Value: p.Code, Word: s.nameOf(r, p), Selected: p.Code == f.Community})
	}
	for _, p := range sn.Regions(l, set.Fallback) {
		add(p)
	}
	for _, p := range sn.Communities(l, set.Fallback) {
		if by[p.ID].All > 0 || p.Code == f.Community {
			add(p)
		}
	}
	if p, ok := sn.ByCode(f.Community); ok && f.Community != "" && !slices.ContainsFunc(field.Options, func(o look.Option) bool { return o.Selected }) {
		add(p)
	}
	return field
}

// listItem is one line of a public list.
func (s *site) listItem(r *web.Request, it PublicItem) look.ListItem {
	item := look.ListItem{Title: s.m.categoryName(it.Category, r), Href: address(r, "/r/"+it.Ref), Icon: "circle-help",
		Meta:  r.Text.T("threatmap.site.list.meta", "place", s.communityName(r, it.Community), "when", dayAndPart(r.Text, civil(it.FiledDate), it.FiledPart)),
		State: look.State{Code: it.State, Word: r.Text.T("threatmap.state." + it.State)}}
	if c, ok := s.m.Categories.Get(it.Category); ok {
		item.Icon = c.Icon
	}
	return item
}

// wrong turns complaints about fields into the summary above a form.
func wrong(r *web.Request, fields []errs.Field) look.Errors {
	out := look.Errors{Title: r.Text.T("threatmap.site.wrong")}
	for _, f := range fields {
		out.Items = append(out.Items, look.FieldError{ID: f.Field, Text: r.Message(f)})
	}
	return out
}
