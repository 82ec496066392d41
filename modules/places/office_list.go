package places

import (
	"net/url"
	"slices"
	"strings"

	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// listView is GET /desk/posts and GET /desk/organisations.
type listView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Acts   []look.Act
	Filter *look.Filter
	Table  look.Table
	Empty  *look.Empty
	Paged  bool
	Pages  look.Pagination
}

const listRows = 50

// showPosts is GET /desk/posts: posts by code, as far as the asker may see them.
func (o *office) showPosts(r *web.Request) (web.Reply, error) {
	q, s := r.URL.Query(), o.p.Snapshot()
	v := listView{Page: o.frame(r, r.Text.T("places.office.posts")), Lead: r.Text.T("places.office.posts_lead"), Filter: o.postFilter(r, q), Paged: true,
		Crumbs: crumbs(r, look.NavItem{Word: r.Text.T("places.desk.title"), Href: "/desk/places"}, look.NavItem{Word: r.Text.T("places.office.posts")}),
		Table:  look.Table{Caption: r.Text.T("places.office.posts"), Head: cells(r, "places.desk.code", "places.desk.post", "places.office.land", "places.desk.unit", "places.desk.holder", "places.desk.standins")}}
	v.NoIndex, v.Flash = true, saved(r)
	if r.May(actWrite) {
		v.Acts = append(v.Acts, look.Act{Word: r.Text.T("places.office.post_new"), Href: "/desk/posts/new", Icon: "plus"})
	}
	all, next := o.choosePosts(r, q)
	for _, f := range all {
		unit, _ := s.Unit(f.Post.Unit)
		land := r.Text.T("places.office.unit_land")
		if f.Post.Place != "" {
			land = o.placeWord(r, f.Post.Place)
		}
		holder := r.Text.T("places.desk.vacant")
		if !f.Vacant() {
			holder = o.person(r, f.Holder)
		}
		var standins []string
		for _, account := range f.StandIns {
			standins = append(standins, o.person(r, account))
		}
		v.Table.Rows = append(v.Table.Rows, []look.Cell{{Text: f.Post.Code, Href: postAddress(f.Post.Code)}, {Text: o.word(r, f.Post.Titles)}, {Text: land},
			{Text: o.word(r, unit.Names)}, {Text: holder}, {Text: firstOf(strings.Join(standins, ", "), r.Text.T("i18n.no_value"))}})
	}
	if len(all) == 0 {
		v.Empty = &look.Empty{Icon: "users", Title: r.Text.T("places.office.no_posts"), Text: r.Text.T("places.office.no_posts_text")}
	}
	v.Pages.Label = r.Text.T("places.office.pages")
	if q.Get("after") != "" {
		v.Pages.Prev = &look.NavItem{Word: r.Text.T("places.office.first"), Href: postList(q, "")}
	}
	if next != "" {
		v.Pages.Next = &look.NavItem{Word: r.Text.T("places.office.next"), Href: postList(q, next)}
	}
	return o.list.With(v), nil
}

// choosePosts gives one page of the posts that a filter lets through, and the code after which the next begins.
func (o *office) choosePosts(r *web.Request, q url.Values) (all []Filled, next string) {
	s, scope := o.p.Snapshot(), r.Scope(actRead)
	within, _ := s.ByCode(q.Get("place"))
	text := strings.ToLower(strings.TrimSpace(q.Get("q")))
	for _, f := range s.Posts() {
		unit, _ := s.Unit(f.Post.Unit)
		place := o.landOf(f)
		has := func(id string) bool {
			return slices.ContainsFunc(s.Path(place), func(p Place) bool { return p.ID == id })
		}
		switch {
		case f.Post.Code <= q.Get("after"),
			q.Get("place") != "" && !has(within.ID),
			q.Get("unit") != "" && unit.Code != q.Get("unit"),
			q.Get("filled") == "no" && !f.Vacant(), q.Get("filled") == "yes" && f.Vacant(),
			text != "" && !strings.Contains(strings.ToLower(f.Post.Code+" "+o.word(r, f.Post.Titles)), text),
			!scope.Allows(policy.Resource{Kind: KindPost, ID: f.Post.ID, In: append(s.InPlace(place), s.InUnit(f.Post.Unit)...)}):
			continue
		}
		if len(all) == listRows {
			return all, all[listRows-1].Post.Code
		}
		all = append(all, f)
	}
	return all, ""
}

// landOf is the place that a post answers for: its own, its unit's, its organisation's.
func (o *office) landOf(f Filled) string {
	unit, _ := o.p.Snapshot().Unit(f.Post.Unit)
	org, _ := o.p.Snapshot().Org(f.Org)
	return firstOf(f.Post.Place, unit.Place, org.Place)
}

// postList is the same list from another post on.
func postList(q url.Values, after string) string {
	to := url.Values{}
	for _, name := range []string{"place", "unit", "filled", "q"} {
		if q.Get(name) != "" {
			to.Set(name, q.Get(name))
		}
	}
	if after != "" {
		to.Set("after", after)
	}
	if len(to) == 0 {
		return "/desk/posts"
	}
	return "/desk/posts?" + to.Encode()
}

func (o *office) postFilter(r *web.Request, q url.Values) *look.Filter {
	units := []look.Option{{Word: r.Text.T("places.office.any")}}
	for _, u := range o.p.Snapshot().Units() {
		units = append(units, look.Option{Value: u.Code, Word: o.word(r, u.Names), Selected: u.Code == q.Get("unit")})
	}
	filled := []look.Option{{Word: r.Text.T("places.office.any")}, {Value: "yes", Word: r.Text.T("places.desk.filled"), Selected: q.Get("filled") == "yes"},
		{Value: "no", Word: r.Text.T("places.desk.vacant"), Selected: q.Get("filled") == "no"}}
	f := &look.Filter{Action: "/desk/posts", Label: r.Text.T("places.office.filter"), Title: r.Text.T("places.office.filter"), Submit: r.Text.T("places.office.show"),
		Fields: []look.Field{{Name: "q", ID: "filter-q", Type: "search", Label: r.Text.T("places.office.search"), Value: q.Get("q")},
			{Name: "place", ID: "filter-place", Label: r.Text.T("places.office.place_code"), Value: q.Get("place"), Key: true},
			{Name: "unit", ID: "filter-unit", Type: "select", Label: r.Text.T("places.desk.unit"), Options: units},
			{Name: "filled", ID: "filter-filled", Type: "select", Label: r.Text.T("places.desk.holder"), Options: filled}}}
	if postList(q, "") != "/desk/posts" {
		f.Open = true
		f.Reset = &look.Act{Word: r.Text.T("places.office.reset"), Href: "/desk/posts", Variant: "tertiary"}
	}
	return f
}
