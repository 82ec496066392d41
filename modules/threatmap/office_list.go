package threatmap

import (
	"net/url"
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// deskListView is GET /desk/reports.
type deskListView struct {
	look.Page
	New    *look.Act
	Views  []look.NavItem
	Filter look.Filter
	Count  string
	Rows   []deskLine
	Empty  *look.Empty
	Pages  look.Pagination
}

// deskLine is one report in the list.
type deskLine struct {
	Icon  string
	Title string
	Href  string
	State look.State
	Meta  string
	Due   string // the clock that is due first; empty when none runs
	Kind  string
}

// DueIcon is the sign before the clock's words.
func (l deskLine) DueIcon() string { return look.Clock{Kind: l.Kind}.Icon() }

const deskPageRows = 30

// showList is GET /desk/reports: the reports that the reader may open, newest first.
func (o *office) showList(r *web.Request) (web.Reply, error) {
	f := deskFilter(r)
	if ref, ok := id.ParseRef(f.Ref); ok {
		if o.knows(r, ref) {
			return web.SeeOther("/desk/reports/" + ref), nil
		}
		f.Ref = ref
	}
	view := deskListView{Page: o.frame(r, r.Text.T("threatmap.office.list.title"))}
	view.Flash, view.NoIndex = o.done(r), true
	if view.Search != nil {
		view.Search.Value = r.URL.Query().Get("q")
	}
	if r.May("threatmap.report.intake") {
		view.New = &look.Act{Word: r.Text.T("threatmap.office.list.new"), Href: "/desk/reports/new", Icon: "plus"}
	}
	view.Views, view.Filter = o.views(r, f), o.filter(r, f)
	var next string
	err := r.Read(func(s *db.Snapshot) error {
		rows, cursor, err := o.m.Desk(s, r.Scope("threatmap.desk.read"), r.Scope("threatmap.body.read"), f)
		if err != nil {
			return err
		}
		next = cursor
		view.Rows = view.Rows[:0]
		for _, row := range rows {
			line, err := o.line(r, s, row)
			if err != nil {
				return err
			}
			view.Rows = append(view.Rows, line)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	view.Count = r.Text.N("threatmap.office.list.shown", int64(len(view.Rows)))
	if len(view.Rows) == 0 {
		view.Empty = o.nothing(r)
	}
	view.Pages.Label = r.Text.T("threatmap.office.list.pages")
	if f.After != "" {
		view.Pages.Prev = &look.NavItem{Word: r.Text.T("threatmap.office.list.first"), Href: listAddress(r, "after", "")}
	}
	if next != "" {
		view.Pages.Next = &look.NavItem{Word: r.Text.T("threatmap.office.list.next"), Href: listAddress(r, "after", next)}
	}
	return o.list.With(view), nil
}

// knows tells whether there is a report with this number that the reader may open.
func (o *office) knows(r *web.Request, ref string) bool {
	return r.Read(func(s *db.Snapshot) error {
		rep, err := byRef(s, ref)
		if err != nil {
			return err
		}
		i, err := process.Load(s, rep.ID)
		if err != nil {
			return err
		}
		return o.m.mayRead(r, rep, i)
	}) == nil
}

func (o *office) line(r *web.Request, s *db.Snapshot, row DeskRow) (deskLine, error) {
	rep, zone := row.Report, o.m.zone(row.Report)
	line := deskLine{Href: "/desk/reports/" + rep.Ref, State: state(r, row.Instance.State),
		Title: r.Text.T("threatmap.office.list.item", "category", o.m.categoryName(rep.Category, r), "place", o.where(r, rep)),
		Meta: r.Text.T("threatmap.office.list.meta", "ref", rep.Ref, "filed", moment(r, rep.FiledAt, zone),
			"publication", r.Text.T("threatmap.publication."+rep.Publication), "has", o.has(r, row.Instance))}
	if c, ok := o.m.Categories.Get(rep.Category); ok {
		line.Icon = c.Icon
	}
	c, err := o.nearest(s, row.Instance, r.Now)
	if err != nil || c == nil {
		return line, err
	}
	st := o.m.Process.State(row.Instance, *c, r.Now)
	line.Due, line.Kind = clockWords(r, *c, st), look.KindOf(st.Status)
	return line, nil
}

func (o *office) nothing(r *web.Request) *look.Empty {
	e := &look.Empty{Icon: "inbox", Title: r.Text.T("threatmap.office.list.empty"), Text: r.Text.T("threatmap.office.list.empty_none")}
	if filtered(r.URL.Query()) {
		e.Text = r.Text.T("threatmap.office.list.empty_filter")
		e.Act = &look.Act{Word: r.Text.T("threatmap.office.list.reset"), Href: "/desk/reports", Variant: "secondary"}
	}
	return e
}

func filtered(q url.Values) bool {
	return slices.ContainsFunc([]string{"category", "state", "community", "publication", "q", "after"}, func(n string) bool { return q.Get(n) != "" })
}

// done is the message above a page that a step has led back to.
func (o *office) done(r *web.Request) []look.Alert {
	name := r.URL.Query().Get("done")
	if s, ok := o.m.Process.Definition(Kind).Step(name); !ok || !forStaff(s) {
		return nil
	}
	return []look.Alert{{Kind: "success", Text: r.Text.T("threatmap.office.done." + name)}}
}

// deskFilter reads the query; what is not known is left out rather than refused, a list is no form.
func deskFilter(r *web.Request) DeskFilter {
	q := r.URL.Query()
	f := DeskFilter{Category: q.Get("category"), State: q.Get("state"), Community: q.Get("community"), After: q.Get("after"), Ref: q.Get("q"), Limit: deskPageRows}
	if p := q.Get("publication"); slices.Contains(publications(), p) {
		f.Publication = p
	}
	return f
}

func publications() []string { return []string{Held, PublicNow, Hidden} }

// listAddress is the list with one parameter changed; pages begin anew when a filter changes.
func listAddress(r *web.Request, name, value string) string {
	q := r.URL.Query()
	q.Del("done")
	q.Del("after")
	q.Del(name)
	if value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return "/desk/reports"
	}
	return "/desk/reports?" + q.Encode()
}
