package threatmap

import (
	"net/url"

	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// showList is GET /{lang}/list.
func (s *site) showList(r *web.Request) (web.Reply, error) {
	v, _, _, err := s.find(r, "/list", 30)
	if err != nil {
		return nil, err
	}
	return s.list.With(v), nil
}

// find reads the filter and fills what map and list share. path is the page's own.
func (s *site) find(r *web.Request, path string, limit int) (v findPage, a asked, n facetCounts, err error) {
	f, err := s.m.readFilter(r, limit, 100)
	if err != nil {
		return v, a, n, err
	}
	rows, next, err := s.m.public(f)
	if err != nil {
		return v, a, n, err
	}
	n = s.countFacets(f)
	l := r.Text
	a = readAsked(r)
	v = findPage{Page: s.frame(r, l.T("threatmap.site.list.title")), Total: l.T("threatmap.site.list.none"), Filter: s.facetsView(r, path, a, n),
		Period: periodWords(l, a), CSV: a.at("/api/v1/reports.csv"), GeoJSON: a.at("/api/v1/reports.geojson")}
	v.Views = []look.NavItem{{Word: l.T("threatmap.site.map.view"), Icon: "map", Href: a.at(address(r, "/map")), Current: path == "/map"},
		{Word: l.T("threatmap.site.list.view"), Icon: "list", Href: a.at(address(r, "/list")), Current: path == "/list"}}
	if p, ok := s.places().ByCode(f.Community); ok && f.Community != "" {
		v.Where = s.nameOf(r, p)
		v.Title = l.T("threatmap.site.list.title_in", "place", v.Where)
		v.Act = s.reportHere(r, p)
	}
	if n.total > 0 {
		v.Total = l.N("threatmap.site.count", n.total)
		v.Filter.Show = l.N("threatmap.site.show_reports", n.total)
	}
	for _, code := range States() {
		if n.states[code] > 0 {
			v.States = append(v.States, look.State{Code: code, Word: l.T("threatmap.state." + code), Note: l.Number(n.states[code])})
		}
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
		v.Pages.Prev = &look.NavItem{Word: l.T("threatmap.site.list.first"), Href: a.at(address(r, "/list"))}
	}
	if next != "" {
		v.Pages.Next = &look.NavItem{Word: l.T("threatmap.site.list.older"), Href: a.with("after", next).at(address(r, "/list"))}
	}
	v.Sources, v.Stats = s.sourceLines(r, n), a.stats(r)
	return v, a, n, nil
}

// sourceLines name the feeds whose categories are among the reports shown: their licences ask for it.
func (s *site) sourceLines(r *web.Request, n facetCounts) (lines []sourceLine) {
	shown := map[string]bool{}
	for _, c := range s.m.Categories.List() {
		if n.categories[c.Code] > 0 {
			shown[c.Set] = true
		}
	}
	for _, src := range s.m.Categories.Sources() {
		if shown[src.Code] {
			line := sourceLine{By: src.Attribution}
			line.Name, line.Lang = s.sourceName(r, src.Names, src.Code)
			lines = append(lines, line)
		}
	}
	return lines
}

// listItem is one line of a public list.
func (s *site) listItem(r *web.Request, it PublicItem) look.ListItem {
	item := look.ListItem{Title: s.m.categoryName(it.Category, r), Href: address(r, "/r/"+it.Ref), Icon: "circle-help", Ref: it.Ref,
		Meta:  r.Text.T("threatmap.site.list.meta", "place", s.communityName(r, it.Community), "when", dayAndPart(r.Text, civil(it.FiledDate), it.FiledPart)),
		State: look.State{Code: it.State, Word: r.Text.T("threatmap.state." + it.State)}}
	if c, ok := s.m.Categories.Get(it.Category); ok {
		item.Icon = c.Icon
	}
	return item
}

// mapHref is the map at a place.
func mapHref(r *web.Request, community string) string {
	if community == "" {
		return address(r, "/map")
	}
	return address(r, "/map?community="+url.QueryEscape(community))
}

// wrong turns complaints about fields into the summary above a form.
func wrong(r *web.Request, fields []errs.Field) look.Errors {
	out := look.Errors{Title: r.Text.T("threatmap.site.wrong")}
	for _, f := range fields {
		out.Items = append(out.Items, look.FieldError{ID: f.Field, Text: r.Message(f)})
	}
	return out
}
