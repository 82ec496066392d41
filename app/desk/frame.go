package desk

import (
	"net/url"

	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// crumbs lead back from a page to where it hangs.
func crumbs(r *web.Request, above look.NavItem, here string) look.Crumbs {
	return look.Crumbs{Label: r.Text.T("desk.crumbs"), Items: []look.NavItem{above, {Word: here}}}
}

// pager leads on through a list that goes by key, and back to its beginning.
func pager(r *web.Request, path string, query url.Values, after, next string) look.Pagination {
	p := look.Pagination{Label: r.Text.T("desk.pages")}
	at := func(cursor string) string {
		q := url.Values{}
		for name, values := range query {
			if len(values) > 0 && values[0] != "" {
				q.Set(name, values[0])
			}
		}
		if cursor != "" {
			q.Set("after", cursor)
		}
		if len(q) == 0 {
			return path
		}
		return path + "?" + q.Encode()
	}
	if after != "" {
		p.Prev = &look.NavItem{Word: r.Text.T("desk.pages.first"), Href: at("")}
	}
	if next != "" {
		p.Next = &look.NavItem{Word: r.Text.T("desk.pages.next"), Href: at(next)}
	}
	return p
}
