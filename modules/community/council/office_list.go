package council

import (
	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// listView is GET /desk/council_reports.
type listView struct {
	look.Page
	Lead  string
	New   *look.Act
	Table look.Table
	Empty *look.Empty
	Pages look.Pagination
}

const perPage = 30

func (o *office) showList(r *web.Request) (web.Reply, error) {
	v := listView{Page: o.frame(r, r.Text.T("council.reports")), Lead: r.Text.T("council.lead")}
	v.NoIndex = true
	if r.May("community.council.write") {
		v.New = &look.Act{Word: r.Text.T("council.new"), Href: root + "/new", Icon: "plus"}
	}
	after := r.URL.Query().Get("after")
	var rows []Row
	var next string
	err := r.Read(func(s *db.Snapshot) (err error) {
		rows, next, err = o.c.list(s, Filter{After: after, Limit: perPage}, reach{r.Scope("community.council.read"), r.Scope("community.council.write"), r.Scope("community.council.manage")})
		return err
	})
	if err != nil {
		return nil, err
	}
	v.Table = look.Table{Caption: v.Title}
	for _, key := range []string{"council.period", "council.community", "council.given_by", "council.state"} {
		v.Table.Head = append(v.Table.Head, look.Cell{Text: r.Text.T(key)})
	}
	for _, row := range rows {
		d := row.Report
		v.Table.Rows = append(v.Table.Rows, []look.Cell{{Text: r.Text.DateRange(day(d.From), day(d.Until)), Href: root + "/" + d.Ref},
			{Text: o.c.word(r, d.Data.Place)}, {Text: o.c.word(r, d.Data.Post)}, {Text: r.Text.T("community.state." + row.Instance.State)}})
	}
	if len(rows) == 0 {
		v.Empty = &look.Empty{Icon: "file-text", Title: r.Text.T("council.none"), Text: r.Text.T("council.none_text")}
	}
	v.Pages.Label = r.Text.T("council.pages")
	if after != "" {
		v.Pages.Prev = &look.NavItem{Word: r.Text.T("council.first"), Href: root}
	}
	if next != "" {
		v.Pages.Next = &look.NavItem{Word: r.Text.T("council.next"), Href: root + "?after=" + next}
	}
	return o.list.With(v), nil
}
