package office

import (
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/exchange/request"
)

// showSearch is GET /desk/exchange/search: own cases by words of their subject, references, partners.
func (o *Office) showSearch(r *web.Request) (web.Reply, error) {
	l, words := r.Text, strings.TrimSpace(r.URL.Query().Get("q"))
	v := listView{Page: o.frame(r, l.T("exchange.search")), Lead: l.T("exchange.search.lead"), Pages: look.Pagination{Label: l.T("form.pages")}}
	v.NoIndex = true
	v.Filter = look.Filter{Action: root + "/search", Label: l.T("exchange.search"), Title: l.T("exchange.search"), Submit: l.T("exchange.search.do"), Open: true,
		Fields: []look.Field{{Name: "q", ID: "q", Type: "search", Label: l.T("exchange.words"), Help: l.T("exchange.words_help"), Value: words}}}
	v.Head = []string{l.T("exchange.left"), l.T("codes.urgency"), l.T("exchange.partner"), l.T("exchange.subject"), l.T("exchange.codes"), l.T("exchange.state")}
	scope := r.Scope(actRead)
	if words == "" {
		v.Empty = &look.Empty{Icon: "search", Title: l.T("exchange.search.type")}
		return o.list.With(v), nil
	}
	err := r.Read(func(q *db.Snapshot) (err error) {
		v.Rows, v.Pages.Next, err = o.rows(r, q, request.Filter{Now: r.Now, Scope: &scope, After: r.URL.Query().Get("after"), Limit: listRows}, words)
		return err
	})
	if len(v.Rows) == 0 {
		v.Empty = &look.Empty{Icon: "search", Title: l.T("exchange.search.none", "words", l.Quote(words))}
	}
	v.Crumbs = form.Crumbs(r, look.NavItem{Word: l.T("exchange.title"), Href: root}, look.NavItem{Word: v.Title})
	return o.list.With(v), err
}
