package processes

import (
	"reeve/kernel/db"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

type listView struct {
	look.Page
	Lead  string
	Alert *look.Alert
	Table look.Table
	Note  string
}

// listPage is GET /desk/processes: every process of the program.
func (p *Processes) listPage(r *web.Request) (web.Reply, error) {
	var now map[string]process.StateFigures
	var overlays []process.Overlay
	if err := r.Read(func(q *db.Snapshot) (err error) {
		if now, err = process.Overview(q, r.Now); err != nil {
			return err
		}
		overlays, err = process.CurrentOverlays(q)
		return err
	}); err != nil {
		return nil, err
	}
	l := r.Text
	v := listView{Page: p.frame(r, l.T("processes.title")), Lead: l.T("processes.lead"), Note: l.T("processes.whole"), Table: look.Table{Caption: l.T("processes.title"),
		Head: form.Head(r, "processes.process", "processes.open", "processes.late", "processes.past", "processes.adapted")}}
	for n := range 4 {
		v.Table.Head[n+1].Number = true
	}
	byName := map[string]process.Overlay{}
	for _, o := range overlays {
		byName[o.Definition] = o
	}
	past := int64(0)
	for _, d := range p.Process.Definitions() {
		o, f := byName[d.Name], now[d.Name]
		stale := int64(len(p.stale(o, r)))
		past += stale
		open, late := look.Cell{Text: l.Number(f.Now), Number: true}, look.Cell{Text: l.Number(f.Late), Number: true}
		if listed(r, d) {
			if f.Now > 0 {
				open.Href = at(d) + "/records"
			}
			if f.Late > 0 {
				late.Href = at(d) + "/records?late=1"
			}
		}
		adapted := look.Cell{Text: l.T("i18n.no_value"), Number: true}
		if o.Version > 0 {
			adapted = look.Cell{Text: l.T("processes.version", "version", l.Number(o.Version)), Href: at(d) + "/versions", Number: true}
		}
		v.Table.Rows = append(v.Table.Rows, []look.Cell{{Text: p.title(l, d), Href: at(d)}, open, late, {Text: l.Number(stale), Number: true}, adapted})
	}
	if past > 0 {
		v.Alert = &look.Alert{Kind: "warning", Text: l.N("processes.past.n", past)}
	}
	return p.pages.list.With(v), nil
}

// stale are the steps whose method card is past its review date.
func (p *Processes) stale(o process.Overlay, r *web.Request) (steps []string) {
	d, today := p.Process.Definition(o.Definition), p.today(r.Now)
	if d == nil {
		return nil
	}
	for _, s := range d.Steps {
		if c, ok := o.Cards[s.Name]; ok && c.Past(today) {
			steps = append(steps, s.Name)
		}
	}
	return steps
}
