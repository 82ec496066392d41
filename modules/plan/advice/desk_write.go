package advice

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/policy"
	"reeve/kernel/tabular"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// draft is what the form of a recommendation stands on.
type draft struct {
	advice *Advice // nil = a new one
	open   *register.Open
	number string
}

func (d *desk) newForm(r *web.Request) (web.Reply, error)  { return d.writePage(r, nil) }
func (d *desk) editForm(r *web.Request) (web.Reply, error) { return d.writePage(r, nil) }

// begin finds what is edited, or the plan and the node that a new one is about.
func (d *desk) begin(q db.Reader, r *web.Request) (w draft, err error) {
	if r.PathValue("ref") != "" {
		a, err := d.read(q, r)
		if err != nil {
			return w, err
		}
		w.advice, w.number = &a, a.Number
		if err := r.Allowed("plan.advice.write", d.s.Own(a)); err != nil || a.Plan == "" {
			return w, err
		}
		p, err := register.ByID(q, a.Plan)
		if err != nil {
			return w, err
		}
		o, err := d.s.Register.Find(q, r, p.Code, 0)
		if errs.KindOf(err) == errs.NotFound {
			return w, nil // who may write it need not read the plan
		}
		w.open = &o
		return w, err
	}
	code, number := r.FormValue("plan"), r.FormValue("number")
	if code == "" {
		return w, nil
	}
	o, err := d.s.Register.Find(q, r, code, 0)
	if err != nil {
		return w, err
	}
	w.open, w.number = &o, tree.CleanNumber(number)
	if _, ok := o.Edition.Node(w.number); w.number != "" && !ok {
		return w, errs.New(errs.NotFound, "plan.register.no_such_node", "number", number)
	}
	return w, r.Allowed("plan.advice.write", d.s.Own(Advice{Org: o.Plan.Org}))
}

func (d *desk) writePage(r *web.Request, f *web.Refusal) (web.Reply, error) {
	var w draft
	if err := r.Read(func(q *db.Snapshot) (err error) { w, err = d.begin(q, r); return err }); err != nil {
		return nil, err
	}
	l := r.Text
	v := formView{Page: d.frame(r, l.T("plan.advice.new")), Crumbs: d.crumbs(r, nil, l.T("plan.advice.new")), Lead: l.T("plan.advice.write_lead"), Action: listAddress + "/new", Submit: l.T("plan.advice.save"),
		Draft: "advice-new", Back: look.Act{Word: l.T("plan.register.back"), Href: listAddress, Variant: "secondary"}}
	a := Advice{Priority: Normal, Body: i18n.Text{}, Source: Source{Kind: FromElsewhere}}
	if w.advice != nil {
		a = *w.advice
		to := oneAddress(a.Ref)
		v.Page, v.Crumbs = d.frame(r, l.T("plan.advice.edit")), d.crumbs(r, &look.NavItem{Word: a.Ref, Href: to}, l.T("plan.advice.edit"))
		v.Action, v.Draft, v.Back.Href = to+"/edit", "advice-"+a.Ref, to
		v.Hidden = append(v.Hidden, hidden{"version", strconv.FormatInt(a.Version, 10)})
	} else if w.open != nil {
		a.Source.Kind = FromAssessment
		v.Hidden = append(v.Hidden, hidden{"plan", w.open.Plan.Code}, hidden{"number", w.number})
		v.Lead = l.T("plan.advice.about_node", "code", w.open.Plan.Code, "number", w.number)
		if n, ok := w.open.Edition.Node(w.number); ok {
			if org := d.s.leads(n); org != "" {
				a.Answers = []Answer{{Org: org, State: Addressed}}
			}
		}
	}
	v.NoIndex = true
	d.fields(r, w, a, &v)
	status, alert, faults := refused(f)
	v.Alert, v.Errors = alert, mark(r, v.Fields, faults, "plan-form")
	if e := mark(r, v.More, faults, "plan-form"); len(e.Items) > 0 {
		v.Errors = e
	}
	return d.form.Status(status, v), nil
}

// fields are the questions about a recommendation. What was typed comes back.
func (d *desk) fields(r *web.Request, w draft, a Advice, v *formView) {
	l, typed := r.Text, r.PostForm != nil && len(r.PostForm) > 0
	value := func(name, stored string) string {
		if typed {
			return r.PostForm.Get(name)
		}
		return stored
	}
	for _, tag := range d.languages(w, a) {
		v.Fields = append(v.Fields, look.Field{Name: "body." + tag, Type: "textarea", Rows: 3, Max: maxText, Label: l.T("plan.advice.what") + " (" + langName(tag) + ")", Lang: tag, Value: value("body."+tag, a.Body[tag])})
	}
	if w.open == nil && w.advice == nil {
		f := look.Field{Name: "by", Type: "select", Label: l.T("plan.advice.by")}
		for _, o := range d.orgs(l) {
			if r.Allowed("plan.advice.write", policy.Resource{Kind: Kind, In: d.s.within(o.id, "")}) == nil {
				f.Options = append(f.Options, look.Option{Value: o.code, Word: o.name, Selected: o.code == value("by", "")})
			}
		}
		v.Fields = append(v.Fields, f)
	}
	option := func(prefix, name string, all []string, stored string) look.Field {
		f := look.Field{Name: name, Type: "select", Label: l.T("plan.advice." + name)}
		for _, one := range all {
			f.Options = append(f.Options, look.Option{Value: one, Word: l.T(prefix + one), Selected: value(name, stored) == one})
		}
		return f
	}
	v.Fields = append(v.Fields, option("plan.advice.source.", "source", Sources(), a.Source.Kind),
		look.Field{Name: "source_label", Label: l.T("plan.advice.source_label"), Help: l.T("plan.advice.source_help"), Value: value("source_label", a.Source.Label), Optional: l.T("plan.register.optional")},
		option("plan.advice.priority.", "priority", Priorities(), a.Priority),
		look.Field{Name: "due", Type: "date", Label: l.T("plan.advice.due"), Help: l.T("plan.advice.due_help"), Value: value("due", a.Due), Optional: l.T("plan.register.optional")})
	to := look.Choices{Name: "to", Legend: l.T("plan.advice.to"), Help: l.T("plan.advice.to_help"), Multiple: true}
	var group look.ChoiceGroup
	all := d.orgs(l)
	for _, o := range all {
		_, there := a.For(o.id)
		if typed {
			there = slices.Contains(r.PostForm["to"], o.code)
		}
		if there || !o.town || len(all) <= mostBoxes {
			group.Items = append(group.Items, look.Choice{Value: o.code, Word: o.name, Checked: there})
		}
	}
	to.Groups = []look.ChoiceGroup{group}
	v.Choices = append(v.Choices, to)
	if len(all) > mostBoxes {
		v.More = append(v.More, look.Field{Name: "to_more", Type: "textarea", Rows: 3, Label: l.T("plan.advice.to_more"), Help: l.T("plan.advice.to_more_help"), Optional: l.T("plan.register.optional"), Value: value("to_more", "")})
	}
}

// mostBoxes is up to how many organisations the form has a box for each; of more, municipalities are named in a field.
const mostBoxes = 40

// more are the organisations that were named in the field, by code or by name in any language.
func (d *desk) more(written string) (ids []string, err error) {
	known := map[string]string{}
	for _, o := range d.s.places().Orgs() {
		known[tabular.Fold(o.Code)] = o.ID
		for _, name := range o.Names {
			key := tabular.Fold(name)
			if had, twice := known[key]; twice && had != o.ID {
				known[key] = "" // two of one name: neither is meant for sure
				continue
			}
			known[key] = o.ID
		}
	}
	for line := range strings.Lines(written) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		org := known[tabular.Fold(line)]
		if org == "" {
			return nil, errs.Bad("to_more", "plan.advice.org_unknown", "org", line)
		}
		ids = append(ids, org)
	}
	return ids, nil
}

// languages are those of the plan, of the text, and of the installation.
func (d *desk) languages(w draft, a Advice) (out []string) {
	if w.open != nil {
		out = register.Languages(w.open.Edition.Plan)
	}
	for tag := range a.Body {
		if !slices.Contains(out, tag) {
			out = append(out, tag)
		}
	}
	if len(out) == 0 {
		out = []string{d.s.usual().Lang().HTML()}
	}
	slices.Sort(out[min(len(out), 1):])
	return slices.Compact(out)
}

// takeWrite is POST /desk/recommendations/new and POST /desk/recommendations/{ref}/edit.
func (d *desk) takeWrite(r *web.Request) (web.Reply, error) {
	a, err := web.Write(r, func(tx *db.Tx) (a Advice, err error) {
		w, err := d.begin(tx, r)
		if err != nil {
			return a, err
		}
		n := d.typed(r, w)
		named, err := d.more(r.PostForm.Get("to_more"))
		if err != nil {
			return a, err
		}
		n.To = append(n.To, named...)
		if w.advice != nil {
			version, _ := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
			return d.s.Edit(tx, *w.advice, n, version)
		}
		if err := r.Allowed("plan.advice.write", d.s.Own(Advice{Org: n.Org})); err != nil {
			return a, err
		}
		return d.s.Recommend(tx, n)
	})
	if f, ok := r.Refusal(err); ok {
		return d.writePage(r, &f)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther(oneAddress(a.Ref)), nil
}

// typed is a recommendation as the form says it.
func (d *desk) typed(r *web.Request, w draft) Input {
	get := func(name string) string {
		return strings.TrimSpace(strings.ReplaceAll(r.PostForm.Get(name), "\r\n", "\n"))
	}
	n := Input{Body: i18n.Text{}, Source: Source{Kind: get("source"), Label: get("source_label")}, Priority: get("priority"), Due: get("due"), Public: true}
	for name := range r.PostForm {
		if tag, ok := strings.CutPrefix(name, "body."); ok {
			n.Body[tag] = get(name)
		}
	}
	for _, o := range d.s.places().Orgs() {
		if slices.Contains(r.PostForm["to"], o.Code) {
			n.To = append(n.To, o.ID)
		}
		if o.Code == get("by") && w.open == nil {
			n.Org = o.ID
		}
	}
	switch {
	case w.advice != nil:
		n.Source.ID, n.Public = w.advice.Source.ID, w.advice.Public
	case w.open != nil:
		n.Plan, n.Org, n.Node = w.open.Plan.ID, w.open.Plan.Org, w.open.Edition.ID(w.number)
	}
	return n
}

// takeStep is POST /desk/recommendations/{ref}/steps.
func (d *desk) takeStep(r *web.Request) (web.Reply, error) {
	get := r.PostForm.Get
	in := StepInput{ID: get("id"), Step: get("step"), Reason: get("reason"), Decision: get("decision"), Public: get("public") != ""}
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		_, err := d.step(tx, r, in)
		return web.None{}, err
	})
	if f, ok := r.Refusal(err); ok {
		return d.onePage(r, &f)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther(oneAddress(r.PathValue("ref"))), nil
}

// step takes a step with a recommendation, after asking whether the actor may take it.
func (d *desk) step(tx *db.Tx, r *web.Request, in StepInput) (Advice, error) {
	a, err := d.read(tx, r)
	if err != nil {
		return a, err
	}
	if s, ok := d.s.Process.Definition(Kind).Step(in.Step); !ok || slices.Contains(s.Who, "system") {
		return a, errs.Bad("step", "process.no_such_step", "step", in.Step)
	}
	if err := r.Allowed(actionOf(in.Step), d.s.Own(a)); err != nil {
		return a, err
	}
	if !id.IsUUID(in.ID) {
		in.ID = id.New()
	}
	return d.s.Take(tx, a, in)
}

// takeComment is POST /desk/recommendations/{ref}/comments: in the name of the organisation acted for.
func (d *desk) takeComment(r *web.Request) (web.Reply, error) {
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		a, err := d.read(tx, r)
		if err != nil {
			return web.None{}, err
		}
		org := ""
		if f, ok := d.s.places().Post(r.Principal().Post); ok {
			org = f.Org
		}
		return web.None{}, d.s.Say(tx, a, org, r.PostForm.Get("comment"), r.Text.Lang().HTML())
	})
	if f, ok := r.Refusal(err); ok {
		return d.onePage(r, &f)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther(oneAddress(url.PathEscape(r.PathValue("ref")))), nil
}
