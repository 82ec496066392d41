package community

import (
	"net/url"
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// listView is GET /desk/agreements.
type listView struct {
	look.Page
	New    *look.Act
	Public look.Act
	Filter look.Filter
	Table  look.Table
	Empty  *look.Empty
	Pages  look.Pagination
}

const listRows = 50

// showList is GET /desk/agreements: the register, as far as the asker may see it.
func (o *office) showList(r *web.Request) (web.Reply, error) {
	q := r.URL.Query()
	f := Filter{Number: q.Get("number"), After: q.Get("after"), Limit: listRows}
	if slices.Contains(Kinds(), q.Get("kind")) {
		f.Kind = q.Get("kind")
	}
	if slices.Contains(States(), q.Get("state")) {
		f.State = q.Get("state")
	}
	s := o.c.Places.Snapshot()
	if p, ok := s.ByCode(q.Get("place")); ok {
		f.Place = p.ID
	}
	v := listView{Page: o.frame(r, r.Text.T("community.desk.title")), Filter: o.filter(r, q),
		Public: look.Act{Word: r.Text.T("community.desk.coverage"), Href: "/" + r.Text.Lang().HTML() + "/agreements", Icon: "map", Variant: "secondary"},
		Table: look.Table{Caption: r.Text.T("community.desk.title"), Head: head(r, "community.number", "community.kind", "community.community", "community.state",
			"community.signed", "community.last")}}
	v.NoIndex, v.Flash = true, done(r)
	if r.May("community.agreement.write") {
		v.New = &look.Act{Word: r.Text.T("community.desk.new"), Href: "/desk/agreements/new", Icon: "handshake"}
	}
	scope := r.Scope("community.agreement.read")
	var rows []Row
	var next string
	if err := r.Read(func(s *db.Snapshot) (err error) { rows, next, err = o.c.list(s, f, &scope); return err }); err != nil {
		return nil, err
	}
	for _, row := range rows {
		a := row.Agreement
		p, _ := s.Place(a.Place)
		signed := r.Text.T("i18n.no_value")
		if a.Signed != "" {
			signed = r.Text.Date(civil(a.Signed))
		}
		v.Table.Rows = append(v.Table.Rows, []look.Cell{{Text: a.Number, Href: "/desk/agreements/" + a.Ref}, {Text: r.Text.T("community.kind." + a.Kind)},
			{Text: o.c.placeWord(r, p)}, {Text: r.Text.T("community.state." + row.Instance.State)}, {Text: signed}, {Text: o.c.endWord(r, a.Last())}})
	}
	if len(rows) == 0 {
		v.Empty = &look.Empty{Icon: "handshake", Title: r.Text.T("community.desk.none"), Text: r.Text.T("community.desk.none_text")}
	}
	v.Pages.Label = r.Text.T("community.desk.pages")
	if f.After != "" {
		v.Pages.Prev = &look.NavItem{Word: r.Text.T("community.desk.first"), Href: listAddress(q, "")}
	}
	if next != "" {
		v.Pages.Next = &look.NavItem{Word: r.Text.T("community.desk.next"), Href: listAddress(q, next)}
	}
	return o.list.With(v), nil
}

// listAddress is the same list from another place on.
func listAddress(q url.Values, after string) string {
	to := url.Values{}
	for _, name := range []string{"kind", "state", "place", "number"} {
		if q.Get(name) != "" {
			to.Set(name, q.Get(name))
		}
	}
	if after != "" {
		to.Set("after", after)
	}
	if len(to) == 0 {
		return "/desk/agreements"
	}
	return "/desk/agreements?" + to.Encode()
}

func (o *office) filter(r *web.Request, q url.Values) look.Filter {
	choose := func(name, label string, options []look.Option) look.Field {
		options = append([]look.Option{{Word: r.Text.T("community.desk.any")}}, options...)
		for i := range options {
			options[i].Selected = options[i].Value == q.Get(name)
		}
		return look.Field{Name: name, ID: "filter-" + name, Type: "select", Label: r.Text.T(label), Options: options}
	}
	var kinds, states []look.Option
	for _, k := range Kinds() {
		kinds = append(kinds, look.Option{Value: k, Word: r.Text.T("community.kind." + k)})
	}
	for _, s := range States() {
		states = append(states, look.Option{Value: s, Word: r.Text.T("community.state." + s)})
	}
	s := o.c.Places.Snapshot()
	land := o.communityOptions(r, s.Communities(r.Text, o.c.Settings.Get().Fallback), "")
	f := look.Filter{Action: "/desk/agreements", Label: r.Text.T("community.desk.filter"), Title: r.Text.T("community.desk.filter"), Submit: r.Text.T("community.site.show"),
		Fields: []look.Field{choose("kind", "community.kind", kinds), choose("state", "community.state", states), choose("place", "community.community", land),
			{Name: "number", ID: "filter-number", Type: "search", Label: r.Text.T("community.number"), Value: q.Get("number"), Key: true}}}
	if listAddress(q, "") != "/desk/agreements" {
		f.Open = true
		f.Reset = &look.Act{Word: r.Text.T("community.desk.reset"), Href: "/desk/agreements", Variant: "tertiary"}
	}
	return f
}
