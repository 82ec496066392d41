package desk

import (
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

type setupView struct {
	look.Page
	Count   string
	Missing []setupLine
	Done    []setupLine
}

type setupLine struct{ Text, Href string }

// setupPage is GET /desk/setup.
func (d *Desk) setupPage(r *web.Request) (web.Reply, error) {
	items, err := d.Checklist(r.Context(), r.Now)
	if err != nil {
		return nil, err
	}
	view := setupView{Page: d.Frame(r, r.Text.T("desk.setup.title"))}
	for _, it := range items {
		line := setupLine{Text: it.Say(r.Text), Href: it.Href}
		if line.Href == r.URL.Path {
			line.Href = "" // it is done outside of the program
		}
		if it.Done {
			view.Done = append(view.Done, line)
		} else {
			view.Missing = append(view.Missing, line)
		}
	}
	view.Count = r.Text.T("desk.setup.count", "n", len(view.Done), "all", len(items))
	return d.pages.setup.With(view), nil
}
