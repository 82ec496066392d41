package processes

import (
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

type versionsView struct {
	look.Page
	Crumbs   look.Crumbs
	Lead     string
	Versions []versionView
	Empty    *look.Empty
}

// versionView is one version of an overlay: who, when, why, for whom, and what it changed.
type versionView struct {
	ID, Title string
	Facts     []look.Fact
	Changes   look.Table
	Act       *look.Act
}

// versionsPage is GET /desk/processes/{name}/versions.
func (p *Processes) versionsPage(r *web.Request) (web.Reply, error) {
	d, err := p.of(r)
	if err != nil {
		return nil, err
	}
	var all []process.Overlay
	if err := r.Read(func(q *db.Snapshot) (err error) { all, err = process.Overlays(q, d.Name); return err }); err != nil {
		return nil, err
	}
	l := r.Text
	v := versionsView{Page: p.frame(r, l.T("processes.versions.of", "process", p.title(l, d))), Lead: l.T("processes.versions.lead")}
	v.Crumbs = form.Crumbs(r, look.NavItem{Word: l.T("processes.title"), Href: root}, look.NavItem{Word: p.title(l, d), Href: at(d)}, look.NavItem{Word: l.T("processes.versions")})
	for n, o := range all {
		number := strconv.FormatInt(o.Version, 10)
		one := versionView{ID: "version-" + number, Title: l.T("processes.version", "version", number), Facts: []look.Fact{
			{Term: l.T("processes.version.when"), Text: l.DateTimeShort(o.CreatedAt, p.zone())},
			{Term: l.T("processes.version.who"), Text: p.person(r, o.By)}, {Term: l.T("processes.why"), Text: o.Why}, {Term: l.T("processes.holds"), Text: p.holds(r, d, o)}}}
		if o.Of > 0 {
			one.Facts = append(one.Facts, look.Fact{Term: l.T("processes.version.from"), Text: l.T("processes.version", "version", strconv.FormatInt(o.Of, 10))})
		}
		var before process.Overlay
		if n+1 < len(all) {
			before = all[n+1]
		}
		one.Changes = look.Table{Caption: one.Title, Head: form.Head(r, "processes.effect.what", "processes.effect.was", "processes.effect.is"), Rows: p.changes(r, d, before, o)}
		if n > 0 && r.May("process.adapt") {
			one.Act = &look.Act{Word: l.T("processes.restore"), Href: at(d) + "/versions/" + number + "/restore", Icon: "undo-2", Variant: "secondary"}
		}
		v.Versions = append(v.Versions, one)
	}
	if len(all) == 0 {
		v.Empty = &look.Empty{Icon: "history", Title: l.T("processes.versions.none"), Text: l.T("processes.versions.none.help")}
	}
	return p.pages.versions.With(v), nil
}

// person names an account; a dash for the program itself.
func (p *Processes) person(r *web.Request, account string) string {
	if who, err := p.Identity.Account(r.Context(), account); err == nil {
		return who.Name
	}
	return r.Text.T("i18n.no_value")
}

// holds says for which records a version holds.
func (p *Processes) holds(r *web.Request, d *process.Definition, o process.Overlay) string {
	if len(o.Running) == 0 {
		return r.Text.T("processes.holds.new")
	}
	var states []string
	for _, s := range o.Running {
		states = append(states, p.state(r.Text, d, s))
	}
	return r.Text.T("processes.holds.running", "states", r.Text.List(states))
}

// earlier reads the version of an address, as a draft of the next one.
func (p *Processes) earlier(r *web.Request) (d *process.Definition, was, draft process.Overlay, err error) {
	if d, err = p.of(r); err != nil {
		return d, was, draft, err
	}
	number, err := strconv.ParseInt(r.PathValue("version"), 10, 64)
	if err != nil || number < 1 {
		return d, was, draft, errs.New(errs.NotFound, "process.not_found")
	}
	err = r.Read(func(q *db.Snapshot) (err error) {
		if was, err = process.CurrentOverlay(q, d.Name); err != nil {
			return err
		}
		if number > was.Version {
			return errs.New(errs.NotFound, "process.not_found")
		}
		old, err := process.LoadOverlay(q, d.Name, number)
		if err != nil {
			return err
		}
		draft, err = copied(old)
		return err
	})
	draft.Of = number
	return d, was, draft, err
}

// restorePage is GET /desk/processes/{name}/versions/{version}/restore.
func (p *Processes) restorePage(r *web.Request) (web.Reply, error) {
	d, was, draft, err := p.earlier(r)
	if err != nil {
		return nil, err
	}
	return p.askRestore(r, d, was, draft, form.Fresh(nil))
}

func (p *Processes) askRestore(r *web.Request, d *process.Definition, was, draft process.Overlay, t form.Typed) (web.Reply, error) {
	l, number := r.Text, strconv.FormatInt(draft.Of, 10)
	title := l.T("processes.restore.title", "version", number)
	v := form.View{Page: p.frame(r, title), Lead: l.T("processes.restore.lead"), Action: at(d) + "/versions/" + number + "/restore", Submit: l.T("processes.preview"),
		Back: form.Back(r, at(d)+"/versions"), Hidden: []form.Hidden{{Name: "version", Value: strconv.FormatInt(was.Version, 10)}}, Groups: []form.Group{p.lastQuestions(r, d, draft)}}
	v.Crumbs = form.Crumbs(r, look.NavItem{Word: l.T("processes.title"), Href: root}, look.NavItem{Word: p.title(l, d), Href: at(d)},
		look.NavItem{Word: l.T("processes.versions"), Href: at(d) + "/versions"}, look.NavItem{Word: title})
	return p.forms.Answer(r, v, t)
}

// restore is POST of the same.
func (p *Processes) restore(r *web.Request) (web.Reply, error) {
	d, was, draft, err := p.earlier(r)
	if err != nil {
		return nil, err
	}
	draft.Running, draft.Why = r.PostForm["running"], form.Posted(r, "why")
	err = p.Process.Check(draft)
	if err == nil && (r.PostForm.Get("confirm") == "" && r.PostForm.Get("again") == "") {
		return p.effect(r, effectOf{Definition: d, was: was, draft: draft, title: r.Text.T("processes.restore.title", "version", strconv.FormatInt(draft.Of, 10)), action: r.URL.Path, again: true})
	}
	if err == nil && r.PostForm.Get("again") != "" {
		return p.askRestore(r, d, was, draft, form.Fresh(r.PostForm))
	}
	if err == nil {
		err = p.save(r, draft, form.Version(r))
	}
	if t, ok := form.Refused(r, err); ok {
		return p.askRestore(r, d, was, draft, t)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther(at(d) + "/versions?done=saved"), nil
}
