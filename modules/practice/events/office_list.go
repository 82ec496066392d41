package events

import (
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/words"
)

// listView is GET /desk/practice: the series, then the events in order of time.
type listView struct {
	look.Page
	Acts   []look.Act
	Label  string
	Views  []look.NavItem
	Filter look.Filter
	Series look.Table
	Events look.Table
	Empty  *look.Empty
	Pages  look.Pagination
}

const listRows = 50

func (o *office) showList(r *web.Request) (web.Reply, error) {
	q := r.URL.Query()
	v := listView{Page: o.frame(r, r.Text.T("practice.desk.title")), Label: r.Text.T("practice.views")}
	v.NoIndex, v.Flash = true, form.Done(r)
	f := Filter{After: q.Get("after"), Limit: listRows, From: r.Now.UTC().Format("2006-01-02")}
	if q.Get("view") == "past" {
		f.From, f.Until, f.Back = "", f.From, true
	}
	address := func(view, after string) string {
		to := "/desk/practice?view=" + view
		if f.State != "" {
			to += "&state=" + f.State
		}
		if after != "" {
			to += "&after=" + after
		}
		return to
	}
	if slices.Contains(EventStates(), q.Get("state")) {
		f.State = q.Get("state")
	}
	v.Views = []look.NavItem{{Word: r.Text.T("practice.ahead"), Href: address("ahead", ""), Current: !f.Back}, {Word: r.Text.T("practice.past"), Href: address("past", ""), Current: f.Back}}
	v.Filter = o.filter(r, f, q.Get("view"))
	if r.May(actWrite) {
		v.Acts = append(v.Acts, look.Act{Word: r.Text.T("practice.series_new"), Href: "/desk/practice/series/new", Icon: "plus", Variant: "secondary"},
			look.Act{Word: r.Text.T("practice.event_new"), Href: "/desk/practice/events/new", Icon: "calendar-days"})
	}
	if r.May(actRegister) {
		v.Acts = append(v.Acts, look.Act{Word: r.Text.T("practice.own.title"), Href: "/desk/practice/own", Icon: "users", Variant: "secondary"})
	}
	scope := r.Scope(actRead)
	var rows []Dated
	var next string
	if err := r.Read(func(s *db.Snapshot) (err error) {
		if rows, next, err = List(s, f, &scope); err != nil || f.After != "" {
			return err
		}
		v.Series, err = o.seriesTable(r, s)
		return err
	}); err != nil {
		return nil, err
	}
	v.Events = look.Table{Caption: r.Text.T("practice.events"), Head: form.Head(r, "practice.when", "practice.event", "practice.where", "practice.state")}
	for _, d := range rows {
		title, lang := o.Name(r, d.Titles)
		v.Events.Rows = append(v.Events.Rows, []look.Cell{{Text: when(r.Text, d.Event)}, {Text: title, Lang: lang, Href: "/desk/practice/events/" + d.Ref},
			{Text: form.Line(d.Venue, o.Place(r, d.Place))}, {Text: r.Text.T("practice.state." + d.State)}})
	}
	if len(rows) == 0 {
		v.Empty = &look.Empty{Icon: "calendar", Title: r.Text.T("practice.site.none")}
	}
	v.Pages.Label = r.Text.T("form.pages")
	if next != "" {
		view := "ahead"
		if f.Back {
			view = "past"
		}
		v.Pages.Next = &look.NavItem{Word: r.Text.T("form.more"), Href: address(view, next)}
	}
	return o.list.With(v), nil
}

func (o *office) filter(r *web.Request, f Filter, view string) look.Filter {
	options := []look.Option{{Word: r.Text.T("form.any")}}
	for _, s := range EventStates() {
		options = append(options, look.Option{Value: s, Word: r.Text.T("practice.state." + s)})
	}
	out := look.Filter{Action: "/desk/practice", Label: r.Text.T("form.filter"), Title: r.Text.T("form.filter"), Submit: r.Text.T("form.show"),
		Fields: []look.Field{{Name: "state", ID: "filter-state", Type: "select", Label: r.Text.T("practice.state"), Options: words.Choose(options, f.State)}}}
	if view == "past" {
		out.Fields = append(out.Fields, look.Field{Name: "view", ID: "filter-view", Type: "select", Label: r.Text.T("practice.views"), Options: words.Choose([]look.Option{{Value: "ahead", Word: r.Text.T("practice.ahead")}, {Value: "past", Word: r.Text.T("practice.past")}}, "past")})
	}
	if f.State != "" {
		out.Open, out.Reset = true, &look.Act{Word: r.Text.T("form.reset"), Href: "/desk/practice", Variant: "tertiary"}
	}
	return out
}

// seriesTable are the series that the reader may see at the desk.
func (o *office) seriesTable(r *web.Request, q db.Reader) (look.Table, error) {
	t := look.Table{Caption: r.Text.T("practice.site.series"), Head: form.Head(r, "practice.series", "practice.programme", "practice.edit")}
	all, err := AllSeries(q, "")
	for _, s := range all {
		resource := o.Resource(Event{ID: s.ID, Org: s.Org})
		if r.Allowed(actRead, resource) != nil {
			continue
		}
		title, lang := o.Name(r, s.Titles)
		row := []look.Cell{{Text: title, Lang: lang, Href: "/" + r.Text.Lang().HTML() + "/series/" + s.Slug}, {}, {}}
		if g, ok := o.programme(s.Programme); ok {
			row[1].Text = o.Word(r, g.Names)
		}
		if r.Allowed(actWrite, resource) == nil {
			row[2] = look.Cell{Text: r.Text.T("practice.edit"), Href: "/desk/practice/series/" + s.Slug + "/edit"}
		}
		t.Rows = append(t.Rows, row)
	}
	return t, err
}
