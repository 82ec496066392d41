package meetings

import (
	"net/url"
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// listView is GET /desk/meetings: a calendar as a list, month by month.
type listView struct {
	look.Page
	Acts   []look.Act
	Filter look.Filter
	Views  []look.NavItem
	Label  string // of the views
	Months []look.Table
	Due    look.Table
	DueAll look.Act
	Empty  *look.Empty
	Pages  look.Pagination
}

const (
	listRows = 50
	dueRows  = 8
)

func (o *office) showList(r *web.Request) (web.Reply, error) {
	m, q := o.m, r.URL.Query()
	today := m.Today(r.Now)
	f := Filter{After: q.Get("after"), Limit: listRows, From: today}
	if q.Get("view") == "past" {
		f.From, f.Until, f.Back = "", today, true
	}
	if slices.Contains(Kinds(), q.Get("kind")) {
		f.Kind = q.Get("kind")
	}
	if slices.Contains(States(), q.Get("state")) {
		f.State = q.Get("state")
	}
	if p, ok := m.Places.Snapshot().ByCode(q.Get("place")); ok {
		f.Place = p.ID
	}
	v := listView{Page: o.frame(r, r.Text.T("meetings.desk.title")), Filter: o.filter(r, q), Label: r.Text.T("meetings.views"),
		Views: []look.NavItem{{Word: r.Text.T("meetings.upcoming"), Href: listAddress(q, "", ""), Current: !f.Back}, {Word: r.Text.T("meetings.past"), Href: listAddress(q, "past", ""), Current: f.Back}},
		Acts:  []look.Act{{Word: r.Text.T("meetings.commitments"), Href: "/desk/commitments", Icon: "list-checks", Variant: "secondary"}}}
	v.NoIndex, v.Flash = true, done(r)
	if r.May(actWrite) {
		v.Acts = append(v.Acts, look.Act{Word: r.Text.T("meetings.new"), Href: "/desk/meetings/new", Icon: "calendar-days"})
	}
	scope := r.Scope(actRead)
	var rows []Row
	var next string
	var dues []DueAt
	if err := r.Read(func(s *db.Snapshot) (err error) {
		if rows, next, err = m.list(s, f, &scope); err == nil {
			dues, err = m.Dues(s, scope, today)
		}
		return err
	}); err != nil {
		return nil, err
	}
	for _, row := range rows {
		at, _ := time.Parse(civilTime, row.Meeting.Starts)
		month := r.Text.MonthYear(at)
		if n := len(v.Months); n == 0 || v.Months[n-1].Caption != month {
			v.Months = append(v.Months, look.Table{Caption: month, Head: head(r, "meetings.when", "meetings.meeting", "meetings.community", "meetings.state")})
		}
		title, lang := m.title(r, row.Meeting)
		t := &v.Months[len(v.Months)-1]
		t.Rows = append(t.Rows, []look.Cell{{Text: when(r, row.Meeting)}, {Text: title, Lang: lang, Href: "/desk/meetings/" + row.Meeting.Ref},
			{Text: m.placeWord(r, row.Meeting.Place)}, {Text: r.Text.T("meetings.state." + row.Instance.State)}})
	}
	if len(dues) > 0 {
		v.Due = o.dueTable(r, dues[:min(len(dues), dueRows)])
		v.DueAll = look.Act{Word: r.Text.T("meetings.due_all", "n", r.Text.Number(int64(len(dues)))), Href: "/desk/meetings/due", Variant: "tertiary"}
	}
	if len(rows) == 0 {
		v.Empty = &look.Empty{Icon: "calendar-days", Title: r.Text.T("meetings.none"), Text: r.Text.T("meetings.none_text")}
	}
	v.Pages.Label = r.Text.T("meetings.pages")
	if next != "" {
		v.Pages.Next = &look.NavItem{Word: r.Text.T("meetings.later"), Href: listAddress(q, q.Get("view"), next)}
	}
	return o.list.With(v), nil
}

// listAddress is the same list in another view, or from another place on.
func listAddress(q url.Values, view, after string) string {
	to := address(map[string]string{"kind": q.Get("kind"), "state": q.Get("state"), "place": q.Get("place"), "view": view, "after": after})
	if to == "" {
		return "/desk/meetings"
	}
	return "/desk/meetings?" + to
}

func (o *office) filter(r *web.Request, q url.Values) look.Filter {
	s := o.m.Places.Snapshot()
	f := look.Filter{Action: "/desk/meetings", Label: r.Text.T("meetings.filter"), Title: r.Text.T("meetings.filter"), Submit: r.Text.T("meetings.show"),
		Fields: []look.Field{choose(r, "kind", "meetings.kind", q.Get("kind"), kindOptions(r)), choose(r, "state", "meetings.state", q.Get("state"), stateOptions(r, States())),
			choose(r, "place", "meetings.community", q.Get("place"), o.m.placeOptions(r, s.Communities(r.Text, o.m.Settings.Get().Fallback), ""))}}
	if q.Get("kind")+q.Get("state")+q.Get("place") != "" {
		f.Open = true
		f.Reset = &look.Act{Word: r.Text.T("meetings.reset"), Href: "/desk/meetings", Variant: "tertiary"}
	}
	return f
}

// choose is a field of a filter with a choice for all.
func choose(r *web.Request, name, label, chosen string, options []look.Option) look.Field {
	options = append([]look.Option{{Word: r.Text.T("meetings.any")}}, options...)
	for i := range options {
		options[i].Selected = options[i].Value == chosen
	}
	return look.Field{Name: name, ID: "filter-" + name, Type: "select", Label: r.Text.T(label), Options: options}
}

func kindOptions(r *web.Request) (all []look.Option) {
	for _, k := range Kinds() {
		all = append(all, look.Option{Value: k, Word: r.Text.T("meetings.kind." + k)})
	}
	return all
}

func stateOptions(r *web.Request, states []string) (all []look.Option) {
	for _, s := range states {
		all = append(all, look.Option{Value: s, Word: r.Text.T("meetings.state." + s)})
	}
	return all
}
