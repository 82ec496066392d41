package threatmap

import (
	"net/url"
	"strings"

	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// mostFound is how many places a search shows; who needs more types another letter.
const mostFound = 20

type homePage struct {
	look.Page
	Search   look.Field
	Query    string
	Found    []placeLink
	More     bool // there are more than are shown
	Comes    look.Path
	Newest   look.Listing
	Empty    look.Empty
	All      look.Act
	Map      look.Act
	Regions  []regionFold
	NoPlaces look.Empty
}

// placeLink leads to the reports of a place, or to filing one there.
type placeLink struct {
	Name, Above, Counts string
	List, Report        string
}

// regionFold is a region with its communities.
type regionFold struct {
	Name, Counts string
	Table        look.Table
}

func (s *site) showHome(r *web.Request) (web.Reply, error) {
	by := s.m.tally()
	newest, _, err := s.m.public(Filter{Limit: 5})
	if err != nil {
		return nil, err
	}
	l := r.Text
	v := homePage{Page: s.frame(r, l.T("threatmap.site.home.title")), Query: strings.TrimSpace(r.URL.Query().Get("q")), Comes: s.comes(r, "", ""),
		All:   look.Act{Word: l.T("threatmap.site.home.all"), Href: address(r, "/list"), Icon: "list", Variant: "tertiary"},
		Map:   look.Act{Word: l.T("threatmap.site.map.see"), Href: address(r, "/map"), Icon: "map", Variant: "secondary"},
		Empty: look.Empty{Icon: "inbox", Title: l.T("threatmap.site.list.none"), Text: l.T("threatmap.site.list.none_yet")}}
	v.Description = l.T("threatmap.site.home.lead")
	v.Search = look.Field{Name: "q", Label: l.T("threatmap.site.home.search"), Help: l.T("threatmap.site.home.search_help"), Type: "search",
		Value: v.Query, Autocomplete: "off"}
	if v.Query != "" {
		found := s.findPlaces(v.Query, mostFound+1)
		v.More = len(found) > mostFound
		for _, p := range found[:min(len(found), mostFound)] {
			v.Found = append(v.Found, s.placeLink(r, p, by))
		}
	}
	for _, it := range s.m.publicItems(newest) {
		v.Newest.Items = append(v.Newest.Items, s.listItem(r, it))
	}
	v.Regions = s.regions(r, by)
	v.NoPlaces = look.Empty{Icon: "landmark", Title: l.T("threatmap.site.home.no_places"), Text: l.T("threatmap.site.home.no_places_text")}
	return s.home.With(v), nil
}

func (s *site) placeLink(r *web.Request, p places.Place, by tallies) placeLink {
	link := placeLink{Name: s.nameOf(r, p), Above: s.above(r, p), Report: address(r, "/report?step=place&place="+url.QueryEscape(p.Code))}
	if c, ok := s.places().Above(p.ID, places.Community); ok {
		link.List = address(r, "/list?community="+url.QueryEscape(c.Code))
		link.Counts = tallyWords(r.Text, by[c.ID])
	}
	return link
}

// regions are the regions with their communities; communities without a region come last.
func (s *site) regions(r *web.Request, by tallies) (folds []regionFold) {
	sn, set := s.places(), s.m.Settings.Get()
	under := map[string][]places.Place{}
	for _, c := range sn.Communities(r.Text, set.Fallback) {
		region, _ := sn.Above(c.ID, places.Region)
		under[region.ID] = append(under[region.ID], c)
	}
	for _, region := range append(sn.Regions(r.Text, set.Fallback), places.Place{}) {
		communities := under[region.ID]
		if len(communities) == 0 {
			continue
		}
		f := regionFold{Name: s.nameOf(r, region)}
		if region.ID == "" {
			f.Name = r.Text.T("threatmap.site.home.other_places")
		}
		var sum tally
		f.Table = look.Table{Caption: f.Name, Head: []look.Cell{{Text: r.Text.T("threatmap.site.community")},
			{Text: r.Text.T("threatmap.site.reports"), Number: true}, {Text: r.Text.T("threatmap.site.open"), Number: true}}}
		for _, c := range communities {
			t := by[c.ID]
			sum.All, sum.Open = sum.All+t.All, sum.Open+t.Open
			f.Table.Rows = append(f.Table.Rows, []look.Cell{{Text: s.nameOf(r, c), Href: address(r, "/list?community="+url.QueryEscape(c.Code))},
				{Text: r.Text.Number(t.All), Number: true}, {Text: r.Text.Number(t.Open), Number: true}})
		}
		f.Counts = tallyWords(r.Text, sum)
		folds = append(folds, f)
	}
	return folds
}

// comes is what happens with a report, with the last days where they are known.
func (s *site) comes(r *web.Request, read, verify string) look.Path {
	l := r.Text
	return look.Path{Steps: []look.PathStep{
		{State: look.State{Code: New, Word: l.T("threatmap.site.comes.read")}, Text: or(read, l.T("threatmap.site.comes.read_text"))},
		{State: look.State{Code: Verification, Word: l.T("threatmap.site.comes.verify")}, Text: or(verify, l.T("threatmap.site.comes.verify_text"))},
		{State: look.State{Code: Eliminated, Word: l.T("threatmap.site.comes.outcome")}, Text: l.T("threatmap.site.comes.outcome_text")},
	}}
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
