package processes

import (
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

// effectOf is a change whose effect is shown before it is made.
type effectOf struct {
	*process.Definition
	was, draft    process.Overlay
	title, action string
	again         bool // the form can be come back to with what was typed
}

type effectView struct {
	look.Page
	Crumbs  look.Crumbs
	Lead    string
	Changes look.Table
	Effects []string
	Why     string
	Action  string
	Hidden  []form.Hidden
	Confirm string
	Again   string // word of the button; empty for none
	Back    look.Act
}

// effect is the page between a form and its version: what changes, and whom it concerns.
func (p *Processes) effect(r *web.Request, e effectOf) (web.Reply, error) {
	l := r.Text
	v := effectView{Page: p.frame(r, e.title), Lead: l.T("processes.effect.lead"), Why: e.draft.Why, Action: e.action, Confirm: l.T("processes.effect.confirm"), Back: form.Back(r, at(e.Definition))}
	v.NoIndex = true
	v.Crumbs = form.Crumbs(r, look.NavItem{Word: l.T("processes.title"), Href: root}, look.NavItem{Word: p.title(l, e.Definition), Href: at(e.Definition)}, look.NavItem{Word: e.title})
	if e.again {
		v.Again = l.T("processes.effect.again")
	}
	v.Changes = look.Table{Caption: l.T("processes.effect.changes"), Head: form.Head(r, "processes.effect.what", "processes.effect.was", "processes.effect.is"), Rows: p.changes(r, e.Definition, e.was, e.draft)}
	var err error
	if v.Effects, err = p.effects(r, e); err != nil {
		return nil, err
	}
	v.Hidden = hidden(r.PostForm)
	return p.pages.effect.With(v), nil
}

// hidden carries what was typed through the page.
func hidden(typed url.Values) (all []form.Hidden) {
	for name, values := range typed {
		for _, value := range values {
			if name != "idempotency_key" && name != "confirm" && name != "again" {
				all = append(all, form.Hidden{Name: name, Value: value})
			}
		}
	}
	slices.SortFunc(all, func(a, b form.Hidden) int { return strings.Compare(a.Name+"\x00"+a.Value, b.Name+"\x00"+b.Value) })
	return all
}

// changes are the lines that differ between two versions of an overlay.
func (p *Processes) changes(r *web.Request, d *process.Definition, was, is process.Overlay) (rows [][]look.Cell) {
	l := r.Text
	line := func(what, before, after string) {
		if before == after {
			return
		}
		for _, t := range []*string{&before, &after} {
			if *t == "" {
				*t = l.T("i18n.no_value")
			}
		}
		rows = append(rows, []look.Cell{{Text: what}, {Text: before}, {Text: after}})
	}
	texts := func(what string, before, after i18n.Text) {
		for _, lang := range i18n.Written() {
			line(l.T("processes.effect.in", "what", what, "language", lang.Self()), before[lang.HTML()], after[lang.HTML()])
		}
	}
	for _, s := range d.States {
		texts(l.T("processes.effect.state", "state", p.state(l, d, s.Code)), was.States[s.Code], is.States[s.Code])
	}
	for _, c := range d.Clocks {
		limit := func(o process.Overlay) string {
			if set, ok := o.Limits[c.Name]; ok {
				return period(l, set)
			}
			return period(l, c.Period)
		}
		name := p.clock(l, d, c.Name)
		line(name, limit(was), limit(is))
		line(l.T("processes.effect.tells", "limit", name), p.tells(r, was.Tell[c.Name]), p.tells(r, is.Tell[c.Name]))
	}
	for _, s := range d.Steps {
		name := p.step(l, d, s.Name)
		texts(l.T("processes.effect.step", "step", name), was.Labels[s.Name], is.Labels[s.Name])
		line(l.T("processes.effect.needs", "step", name), p.fields(l, was.Required[s.Name]), p.fields(l, is.Required[s.Name]))
		list := l.T("processes.effect.list", "step", name)
		for n := range max(len(was.Checklist[s.Name]), len(is.Checklist[s.Name])) {
			texts(list+" "+strconv.Itoa(n+1), nth(was.Checklist[s.Name], n), nth(is.Checklist[s.Name], n))
		}
		before, after := was.Cards[s.Name], is.Cards[s.Name]
		texts(l.T("processes.effect.card", "step", name), before.Text, after.Text)
		line(l.T("processes.effect.owner", "step", name), before.Owner, after.Owner)
		line(l.T("processes.effect.review", "step", name), before.Review, after.Review)
	}
	return rows
}

func nth(all []i18n.Text, n int) i18n.Text {
	if n < len(all) {
		return all[n]
	}
	return nil
}

// effects say whom a change concerns: running limits and records, and how often a step has lately been taken.
func (p *Processes) effects(r *web.Request, e effectOf) (all []string, err error) {
	l := r.Text
	var limits []process.Effect
	var f process.Figures
	if err := r.Read(func(q *db.Snapshot) (err error) {
		if limits, err = p.Process.Preview(q, e.draft, r.Now); err != nil {
			return err
		}
		f, err = process.Measure(q, e.Name, r.Now.AddDate(0, 0, -30), r.Now)
		return err
	}); err != nil {
		return nil, err
	}
	all = append(all, l.T("processes.effect.new"))
	running := int64(0)
	for _, s := range e.draft.Running {
		running += f.States[s].Now
	}
	if len(e.draft.Running) > 0 {
		all = append(all, l.N("processes.effect.running", running))
	} else {
		all = append(all, l.N("processes.effect.keep", f.Open()))
	}
	for _, x := range limits {
		name := p.clock(l, e.Definition, x.Clock)
		if len(e.draft.Running) > 0 {
			all = append(all, l.N("processes.effect.limit", x.Running, "limit", name, "late", l.Number(x.LateThen), "was", l.Number(x.LateNow)))
		}
		if x.Own > 0 {
			all = append(all, l.N("processes.effect.own", x.Own, "limit", name))
		}
	}
	for _, s := range e.Steps {
		if !reflect.DeepEqual(e.was.Required[s.Name], e.draft.Required[s.Name]) && len(e.was.Required[s.Name])+len(e.draft.Required[s.Name]) > 0 || len(e.was.Checklist[s.Name]) != len(e.draft.Checklist[s.Name]) {
			taken, _ := stepFigures(f, s)
			all = append(all, l.N("processes.effect.taken", taken, "step", p.step(l, e.Definition, s.Name)))
		}
	}
	return all, nil
}
