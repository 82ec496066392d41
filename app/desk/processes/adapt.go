package processes

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/jobs"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

// change is one part of an overlay being edited: a state, a step or a limit.
type change struct {
	*process.Definition
	part, code string
	lang       i18n.Lang // of the texts
	was        process.Overlay
	draft      process.Overlay // was, with what has been typed
}

// changing reads what an address wants to change.
func (p *Processes) changing(r *web.Request) (c change, err error) {
	if c.Definition, err = p.of(r); err != nil {
		return c, err
	}
	c.part, c.code, c.lang = r.PathValue("part"), r.PathValue("code"), written(r)
	known := false
	switch c.part {
	case "state":
		_, known = c.State(c.code)
	case "step":
		_, known = c.Step(c.code)
	case "limit":
		_, known = c.Clock(c.code)
	}
	if !known {
		return c, errs.New(errs.NotFound, "process.not_found")
	}
	if err := r.Read(func(q *db.Snapshot) (err error) { c.was, err = process.CurrentOverlay(q, c.Name); return err }); err != nil {
		return c, err
	}
	c.draft, err = copied(c.was)
	return c, err
}

// copied is an overlay that shares nothing with another, without what only its own version says.
func copied(o process.Overlay) (out process.Overlay, err error) {
	raw, err := json.Marshal(o)
	if err == nil {
		err = json.Unmarshal(raw, &out)
	}
	out.Definition, out.Version = o.Definition, o.Version
	out.Why, out.By, out.Post, out.Of, out.Running = "", "", "", 0, nil
	return out, err
}

// written is the language in which texts are being written: that of the address or the form, else the reader's.
func written(r *web.Request) i18n.Lang {
	for _, tag := range []string{r.PostForm.Get("text_lang"), r.URL.Query().Get("lang"), r.Text.Lang().HTML()} {
		if l, ok := i18n.ParseLang(tag); ok && slices.Contains(i18n.Written(), l) {
			return l
		}
	}
	if r.Text.Lang() == i18n.SerbianLatin {
		return i18n.Serbian
	}
	return i18n.English
}

func (c change) address() string { return at(c.Definition) + "/adapt/" + c.part + "/" + c.code }

// word is the name of what is being changed.
func (p *Processes) named(r *web.Request, c change) string {
	switch c.part {
	case "state":
		return p.state(r.Text, c.Definition, c.code)
	case "step":
		return p.step(r.Text, c.Definition, c.code)
	}
	return p.clock(r.Text, c.Definition, c.code)
}

// adaptPage is GET /desk/processes/{name}/adapt/{part}/{code}?lang=.
func (p *Processes) adaptPage(r *web.Request) (web.Reply, error) {
	c, err := p.changing(r)
	if err != nil {
		return nil, err
	}
	return p.ask(r, c, form.Fresh(nil))
}

// ask is the form with the draft in it.
func (p *Processes) ask(r *web.Request, c change, t form.Typed) (web.Reply, error) {
	l := r.Text
	title := l.T("processes.adapt.title", "what", p.named(r, c))
	v := form.View{Page: p.frame(r, title), Lead: l.T("processes.adapt.lead"), Action: c.address(), Submit: l.T("processes.preview"), Back: form.Back(r, at(c.Definition)),
		Hidden: []form.Hidden{{Name: "version", Value: strconv.FormatInt(c.was.Version, 10)}, {Name: "text_lang", Value: c.lang.HTML()}}}
	if t.Values != nil {
		v.Hidden[0].Value = t.Values.Get("version")
	}
	v.Crumbs = form.Crumbs(r, look.NavItem{Word: l.T("processes.title"), Href: root}, look.NavItem{Word: p.title(l, c.Definition), Href: at(c.Definition)}, look.NavItem{Word: title})
	switch c.part {
	case "state":
		v.Groups = p.stateQuestions(r, c)
	case "step":
		v.Langs = c.languages()
		v.Groups = p.stepQuestions(r, c)
	default:
		v.Groups = p.limitQuestions(r, c, t)
	}
	v.Groups = append(v.Groups, p.lastQuestions(r, c.Definition, c.draft))
	return p.forms.Answer(r, v, t)
}

// languages lead to the same form in another language.
func (c change) languages() (all []look.LangLink) {
	for _, l := range i18n.Written() {
		all = append(all, look.LangLink{Lang: l.HTML(), Name: l.Self(), Href: c.address() + "?lang=" + l.HTML(), Current: l == c.lang})
	}
	return all
}

// lastQuestions end each form: for whom the version holds, and why it is made.
func (p *Processes) lastQuestions(r *web.Request, d *process.Definition, draft process.Overlay) form.Group {
	l := r.Text
	running := look.Choices{Name: "running", Legend: l.T("processes.running"), Help: l.T("processes.running.help"), Multiple: true, Form: "chips", Groups: []look.ChoiceGroup{{}}}
	for _, s := range d.States {
		if !s.Closed {
			running.Groups[0].Items = append(running.Groups[0].Items, look.Choice{Value: s.Code, Word: p.state(l, d, s.Code), Checked: slices.Contains(draft.Running, s.Code)})
		}
	}
	return form.Group{ID: "holds", Title: l.T("processes.holds"), Note: l.T("processes.holds.new"), Parts: []form.Part{{Choices: &running},
		{Field: look.Field{Name: "why", Label: l.T("processes.why"), Help: l.T("processes.why.help"), Type: "textarea", Rows: 2, Max: 1000, Value: draft.Why, Required: true}}}}
}

// adaptForm is POST of the same: first the effect is shown, then, confirmed, the version is stored.
func (p *Processes) adaptForm(r *web.Request) (web.Reply, error) {
	c, err := p.changing(r)
	if err != nil {
		return nil, err
	}
	switch c.part {
	case "state":
		c.typedState(r)
	case "step":
		c.typedStep(r)
	default:
		c.typedLimit(r)
	}
	c.draft.Running, c.draft.Why = r.PostForm["running"], form.Posted(r, "why")
	if r.PostForm.Get("again") != "" {
		return p.ask(r, c, form.Fresh(r.PostForm))
	}
	if err := p.Process.Check(c.draft); err != nil {
		return p.again(r, c, err)
	}
	if r.PostForm.Get("confirm") == "" {
		return p.effect(r, effectOf{Definition: c.Definition, was: c.was, draft: c.draft, title: r.Text.T("processes.adapt.title", "what", p.named(r, c)), action: c.address(), again: true})
	}
	if err := p.save(r, c.draft, form.Version(r)); err != nil {
		return p.again(r, c, err)
	}
	return web.SeeOther(at(c.Definition) + "?done=saved"), nil
}

// again shows the form with what is wrong, if a person can mend it.
func (p *Processes) again(r *web.Request, c change, err error) (web.Reply, error) {
	t, ok := form.Refused(r, err)
	if !ok {
		return nil, err
	}
	if errs.KindOf(err) == errs.Conflict { // somebody else was first: what they made of it stands beside what was typed
		t.Status = http.StatusConflict
	}
	return p.ask(r, c, t)
}

// save stores a version, and has running records take it over where it says so.
func (p *Processes) save(r *web.Request, o process.Overlay, base int64) error {
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		saved, err := p.Process.SaveOverlay(tx, o, base)
		if err != nil || len(saved.Running) == 0 {
			return web.None{}, err
		}
		body, err := json.Marshal(process.Adoption{Definition: saved.Definition, Version: saved.Version})
		if err != nil {
			return web.None{}, err
		}
		return web.None{}, jobs.Enqueue(tx, process.AdoptJob, saved.Definition, body, tx.Now())
	})
	if err != nil {
		return err
	}
	p.Jobs.Wake()
	return r.Read(func(q *db.Snapshot) error { return p.Refresh(q) })
}

// put sets one language of a text, or takes it away.
func put(t i18n.Text, lang, words string) i18n.Text {
	t = maps.Clone(t)
	if t == nil {
		t = i18n.Text{}
	}
	t[lang] = words
	return t
}
