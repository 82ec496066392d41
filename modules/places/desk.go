package places

import (
	"slices"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// desk is the page of places, posts and vacancies for staff: one place, what is below it, who answers for it.
type desk struct {
	p     *Places
	frame func(r *web.Request, title string) look.Page
	page  *web.Page[deskView]
}

type deskView struct {
	look.Page
	Crumbs   look.Crumbs
	Note     string
	Acts     []look.Act
	Facts    []look.Fact
	Posts    look.Table
	Children look.Table
	Empty    *look.Empty
}

func newDesk(p *Places, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*desk, error) {
	page, err := web.Add[deskView](pages, files, "desk", "page/places.html")
	return &desk{p, frame, page}, err
}

// staffing counts the posts for a place and everything below it.
type staffing struct{ posts, filled int }

func (d *desk) show(r *web.Request) (web.Reply, error) {
	s, code := d.p.Snapshot(), r.URL.Query().Get("place")
	place, ok := s.ByCode(code)
	if code != "" && !ok {
		return nil, errs.New(errs.NotFound, "places.no_such_place", "place", code)
	}
	v := deskView{Page: d.frame(r, r.Text.T("places.desk.title")), Note: r.Text.T("places.desk.note")}
	v.Crumbs.Label = r.Text.T("places.desk.path")
	for _, to := range [][2]string{{"places.office.posts", "/desk/posts"}, {"places.office.orgs", "/desk/organisations"}, {"places.beats.title", "/desk/beats"}, {"places.office.programmes", "/desk/programmes"}} {
		v.Acts = append(v.Acts, look.Act{Word: r.Text.T(to[0]), Href: to[1], Variant: "secondary"})
	}
	if code != "" {
		v.Page.Title = d.name(r, place.Names)
		v.Note = place.Code + " · " + place.Level
		d.crumbs(r, s, place, &v)
		d.facts(r, s, place, &v)
	}
	d.posts(r, s, place, &v)
	d.children(r, s, place, &v)
	if code == "" && len(v.Children.Rows) == 0 {
		v.Empty = &look.Empty{Icon: "map-pin", Title: r.Text.T("places.desk.empty"), Text: r.Text.T("places.desk.empty_note")}
	}
	return d.page.With(v), nil
}

func (d *desk) name(r *web.Request, t i18n.Text) string {
	name, _ := t.Best(r.Text.Lang(), nil)
	return name
}

func (d *desk) crumbs(r *web.Request, s *Snapshot, place Place, v *deskView) {
	path := s.Path(place.ID)
	slices.Reverse(path)
	v.Crumbs.Items = []look.NavItem{{Word: r.Text.T("places.desk.title"), Href: "/desk/places"}}
	for i, above := range path {
		item := look.NavItem{Word: d.name(r, above.Names)}
		if i < len(path)-1 {
			item.Href = "/desk/places?place=" + above.Code
		}
		v.Crumbs.Items = append(v.Crumbs.Items, item)
	}
}

func (d *desk) facts(r *web.Request, s *Snapshot, place Place, v *deskView) {
	add := func(key, text string) {
		v.Facts = append(v.Facts, look.Fact{Term: r.Text.T(key), Text: text})
	}
	if place.Role != "" {
		add("places.desk.role", r.Text.T("places.role."+place.Role))
	}
	population := r.Text.T("places.desk.unknown")
	if place.Population != nil {
		population = strings.Join(nonEmpty(r.Text.Number(*place.Population), place.PopulationDate, place.PopulationSource), " · ")
	}
	add("places.desk.population", population)
	if area := s.AreaM2(place.ID); area > 0 {
		add("places.desk.area", r.Text.T("places.desk.km2", "n", r.Text.Decimal(area/1e6, 1)))
	}
}

func nonEmpty(texts ...string) []string {
	return slices.DeleteFunc(texts, func(s string) bool { return s == "" })
}

// posts are those for the place itself; at the top those that have no place of their own.
func (d *desk) posts(r *web.Request, s *Snapshot, place Place, v *deskView) {
	v.Posts = look.Table{Caption: r.Text.T("places.desk.posts"), Head: cells(r, "places.desk.post", "places.desk.code", "places.desk.holder", "places.desk.standins", "places.desk.unit")}
	for _, f := range s.PostsOf(place.ID) {
		unit, _ := s.Unit(f.Post.Unit)
		holder := r.Text.T("places.desk.vacant")
		if !f.Vacant() {
			holder = d.person(r, f.Holder)
		}
		var standins []string
		for _, account := range f.StandIns {
			standins = append(standins, d.person(r, account))
		}
		v.Posts.Rows = append(v.Posts.Rows, []look.Cell{{Text: d.name(r, f.Post.Titles), Href: postAddress(f.Post.Code)}, {Text: f.Post.Code}, {Text: holder},
			{Text: strings.Join(standins, ", ")}, {Text: strings.Join(nonEmpty(d.name(r, unit.Names), f.UnitPhone), ", ")}})
	}
}

// person is the name of an account, or only that there is somebody.
func (d *desk) person(r *web.Request, account string) string {
	if d.p.AccountName != nil {
		if name := d.p.AccountName(r.Context(), account); name != "" {
			return name
		}
	}
	return r.Text.T("places.desk.filled")
}

func (d *desk) children(r *web.Request, s *Snapshot, place Place, v *deskView) {
	count := map[string]staffing{}
	for _, f := range s.Posts() {
		for _, above := range s.Path(f.Post.Place) {
			n := count[above.ID]
			n.posts++
			if !f.Vacant() {
				n.filled++
			}
			count[above.ID] = n
		}
	}
	v.Children = look.Table{Caption: r.Text.T("places.desk.below"), Head: cells(r, "places.desk.name", "places.desk.code", "places.desk.level")}
	for _, key := range []string{"places.desk.population", "places.desk.posts", "places.desk.vacancies"} {
		v.Children.Head = append(v.Children.Head, look.Cell{Text: r.Text.T(key), Number: true})
	}
	below := slices.DeleteFunc(s.Children(place.ID), func(p Place) bool { return p.Level == Settlement })
	i18n.SortBy(r.Text.Collator(), below, func(p Place) string { return d.name(r, p.Names) })
	for _, c := range below {
		_, lang := c.Names.Best(r.Text.Lang(), nil)
		people := r.Text.T("places.desk.unknown")
		if c.Population != nil {
			people = r.Text.Number(*c.Population)
		}
		n := count[c.ID]
		v.Children.Rows = append(v.Children.Rows, []look.Cell{{Text: d.name(r, c.Names), Lang: lang, Href: "/desk/places?place=" + c.Code}, {Text: c.Code}, {Text: c.Level},
			{Text: people, Number: true}, {Text: r.Text.Number(int64(n.posts)), Number: true}, {Text: r.Text.Number(int64(n.posts - n.filled)), Number: true}})
	}
}

func cells(r *web.Request, keys ...string) []look.Cell {
	var all []look.Cell
	for _, key := range keys {
		all = append(all, look.Cell{Text: r.Text.T(key)})
	}
	return all
}
