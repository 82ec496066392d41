package processes

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

type recordsView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Table  look.Table
	Empty  *look.Empty
	Pages  look.Pagination
}

const perPage = 50

// recordsPage is GET /desk/processes/{name}/records: the records behind a number, as far as the reader may see them.
func (p *Processes) recordsPage(r *web.Request) (web.Reply, error) {
	d, err := p.of(r)
	if err != nil {
		return nil, err
	}
	if !listed(r, d) {
		return nil, errs.New(errs.Forbidden, "web.forbidden")
	}
	query, l := r.URL.Query(), r.Text
	ask := process.Records{Definition: d.Name, State: query.Get("state"), Unit: query.Get("unit"), Late: query.Get("late") != "", After: query.Get("after"), Now: r.Now,
		Scope: r.Scope(d.Read), Columns: places.ScopeColumns("i.place", "i.unit", "i.post", "i.org"), Limit: perPage}
	if e := query.Get("ended"); e != "" {
		if !slices.Contains(periods(), e) {
			return nil, errs.Bad("ended", "processes.period.wrong")
		}
		days, _ := strconv.Atoi(e) // one of three numbers
		ask.Ended, ask.From = true, r.Now.AddDate(0, 0, -days)
	}
	var all []process.Record
	var next string
	if err := r.Read(func(q *db.Snapshot) (err error) { all, next, err = ask.List(q); return err }); err != nil {
		return nil, err
	}
	v := recordsView{Page: p.frame(r, l.T("processes.records", "process", p.title(l, d))), Lead: p.asked(r, d, ask, query.Get("ended"))}
	v.NoIndex = true
	v.Crumbs = form.Crumbs(r, look.NavItem{Word: l.T("processes.title"), Href: root}, look.NavItem{Word: p.title(l, d), Href: at(d)}, look.NavItem{Word: l.T("processes.list")})
	v.Table = look.Table{Caption: v.Title, Head: form.Head(r, "processes.record", "processes.about", "processes.state", "processes.since.head", "processes.unit", "processes.due")}
	for _, one := range all {
		ref := look.Cell{Text: one.Ref}
		if d.Page != "" {
			ref.Href = strings.ReplaceAll(d.Page, "{ref}", url.PathEscape(one.Ref))
		}
		due := l.T("i18n.no_value")
		if !one.Due.IsZero() {
			due = l.DateTimeShort(one.Due, p.zoneOf(one.Instance))
			if one.Due.Before(r.Now) {
				due = l.T("processes.due.late", "when", due)
			}
		}
		v.Table.Rows = append(v.Table.Rows, []look.Cell{ref, {Text: p.Subject(l, one.Subject)}, {Text: p.state(l, d, one.State)},
			{Text: l.DateTimeShort(one.Since, p.zoneOf(one.Instance))}, {Text: p.unit(l, one.Unit)}, {Text: due}})
	}
	if len(all) == 0 {
		v.Empty = &look.Empty{Icon: "inbox", Title: l.T("processes.records.none"), Text: l.T("processes.records.none.help")}
	}
	v.Pages.Label = l.T("form.pages")
	if next != "" {
		query.Set("after", next)
		v.Pages.Next = &look.NavItem{Word: l.T("form.more"), Href: "?" + query.Encode()}
	}
	return p.pages.records.With(v), nil
}

// asked says what a list shows.
func (p *Processes) asked(r *web.Request, d *process.Definition, ask process.Records, ended string) string {
	l := r.Text
	var parts []string
	if ask.State != "" {
		parts = append(parts, p.state(l, d, ask.State))
	}
	if ask.Unit != "" {
		parts = append(parts, p.unit(l, ask.Unit))
	}
	if ask.Late {
		parts = append(parts, l.T("processes.late"))
	}
	if ask.Ended {
		parts = append(parts, l.T("processes.ended"), l.T("processes.period."+ended))
	}
	return strings.Join(append(parts, l.T("processes.may_see")), " · ")
}
