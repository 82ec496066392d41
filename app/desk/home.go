package desk

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/measure"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

type homeView struct {
	look.Page
	Lead   string
	Acts   []look.Act
	Boards []look.Tasks
	Tiles  []look.Tile
	Period string
}

const (
	onBoard  = 7  // lines of a column
	counted  = 49 // how far a column counts
	lastDays = 30 // the period of the figures
)

// home is GET /desk.
func (d *Desk) home(r *web.Request) (web.Reply, error) {
	view := homeView{Page: d.Frame(r, r.Text.T("desk.home.title")), Period: r.Text.N("desk.home.figures", lastDays)}
	if post, ok := r.Who.Post(); ok {
		view.Lead = d.postWords(r, post)
	}
	if len(r.Who.Posts) > 1 && r.Who.Session != "" {
		view.Acts = append(view.Acts, look.Act{Word: r.Text.T("desk.post.switch_to"), Href: "/desk/account#post", Icon: "shuffle", Variant: "tertiary"})
	}
	if r.May("threatmap.report.intake") { // for somebody who called
		view.Acts = append(view.Acts, look.Act{Word: r.Text.T("desk.home.file"), Href: "/desk/reports/new", Icon: "plus", Variant: "secondary"})
	}
	for _, which := range []process.Which{process.Waiting, process.Overdue} {
		t, err := d.column(r, which)
		if err != nil {
			return nil, err
		}
		view.Boards = append(view.Boards, t)
	}
	for _, further := range d.Boards {
		t, err := further(r)
		if err != nil {
			return nil, err
		}
		if len(t.Items) > 0 {
			view.Boards = append(view.Boards, t)
		}
	}
	if r.May("config.setup.read") {
		open, err := d.missing(r)
		if err != nil {
			return nil, err
		}
		if len(open.Items) > 0 {
			view.Boards = append(view.Boards, open)
		}
	}
	var err error
	view.Tiles, err = d.tiles(r)
	return d.pages.home.With(view), err
}

// column is the beginning of a list, with how many there are as far as it is counted.
func (d *Desk) column(r *web.Request, which process.Which) (look.Tasks, error) {
	items, next, err := d.list(r, which, "", counted)
	if err != nil {
		return look.Tasks{}, err
	}
	t := d.tasks(r, which, items[:min(onBoard, len(items))], false)
	t.Count = len(items)
	if next != "" {
		t.Note = r.Text.T("desk.work.more_than", "n", counted)
	}
	if len(items) > onBoard {
		t.More = &look.NavItem{Word: r.Text.T("desk.work.all"), Href: "/desk/work?which=" + string(which)}
	}
	if which == process.Overdue && len(items) > 0 && r.Scope(d.Queue).Nothing() {
		t.Foot = r.Text.T("desk.work.seen_above")
	}
	return t, nil
}

// missing is the column for who runs the installation: what is still to be set up.
func (d *Desk) missing(r *web.Request) (look.Tasks, error) {
	items, err := d.Checklist(r.Context(), r.Now)
	t := look.Tasks{ID: "setup", Kind: "today", Title: r.Text.T("desk.setup.open"), More: &look.NavItem{Word: r.Text.T("desk.setup.title"), Href: "/desk/setup"}}
	for _, it := range items {
		if it.Done {
			continue
		}
		if t.Count++; len(t.Items) < onBoard {
			t.Items = append(t.Items, look.Task{Icon: "list-checks", Title: it.Say(r.Text), Href: it.Href})
		}
	}
	return t, err
}

// tiles are the figures that the modules offer, over what the asker may read. A rate has its base.
func (d *Desk) tiles(r *web.Request) ([]look.Tile, error) {
	q := measure.Question{From: r.Now.Add(-lastDays * 24 * time.Hour), Until: r.Now, Scope: r.Scope(d.Figures)}
	if q.Scope.Nothing() {
		return nil, nil
	}
	var tiles []look.Tile
	err := r.Read(func(s *db.Snapshot) error {
		for _, name := range d.Measures.Names() {
			m := d.Measures[name]
			v, err := m.Query(s, q)
			if err != nil {
				return err
			}
			tiles = append(tiles, tile(r.Text, m, v))
		}
		return nil
	})
	return tiles, err
}

func tile(text *i18n.Localizer, m measure.Measure, v measure.Value) look.Tile {
	t := look.Tile{Label: text.T(m.Name)}
	switch {
	case v.Missing:
		t.Value, t.Note = text.T("i18n.no_value"), text.T("desk.figure.missing")
	case v.Plain:
		t.Value = text.Number(v.Num)
	case m.Unit == "percent":
		t.Value, t.Note = text.Percent(v.Num, v.Den, 0), text.T("desk.figure.base", "num", v.Num, "den", v.Den)
	default:
		scaled, ok := i18n.Ratio(v.Num, v.Den, 1)
		if !ok {
			t.Value = text.T("i18n.no_value")
			break
		}
		t.Value, t.Note = text.T("desk.figure."+m.Unit, "n", text.Fixed(scaled, 1)), text.N("desk.figure.rows", v.Rows)
	}
	return t
}
