package advice

import (
	"maps"
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/register"
)

// oneView is GET /desk/recommendations/{ref}.
type oneView struct {
	look.Page
	TitleLang string
	Crumbs    look.Crumbs
	State     look.Tag
	Count     string
	Alert     *look.Alert
	Errors    look.Errors
	Acts      []look.Act
	Texts     []look.Fact
	Facts     []look.Fact
	Answers   look.Table
	Links     look.Table
	Comments  []commentView
	Say       *actForm
	Steps     []actForm
	History   []look.Fact
}

type commentView struct{ Who, When, Body, Lang string }

// read is a recommendation for who may read it; what the asker may not read does not exist.
func (d *desk) read(q db.Reader, r *web.Request) (Advice, error) {
	a, err := ByRef(q, r.PathValue("ref"))
	if err == nil && r.Allowed("plan.advice.read", d.s.Resource(a)) != nil {
		err = errs.New(errs.NotFound, "plan.advice.no_such_advice")
	}
	return a, err
}

func (d *desk) showOne(r *web.Request) (web.Reply, error) { return d.onePage(r, nil) }

func (d *desk) onePage(r *web.Request, f *web.Refusal) (web.Reply, error) {
	var a Advice
	var comments []Comment
	var history []process.Taken
	l, v := r.Text, oneView{}
	err := r.Read(func(q *db.Snapshot) (err error) {
		if a, err = d.read(q, r); err != nil {
			return err
		}
		if comments, err = Comments(q, a.ID); err != nil {
			return err
		}
		if history, err = process.History(q, a.ID); err != nil {
			return err
		}
		if v.Facts, err = d.facts(q, r, a); err != nil {
			return err
		}
		v.Links, err = d.linkTable(q, r, a)
		return err
	})
	if err != nil {
		return nil, err
	}
	text, lang := d.s.word(l, a.Body)
	v.Page, v.TitleLang, v.Crumbs = d.frame(r, short(text)), lang, d.crumbs(r, nil, a.Ref)
	v.NoIndex, v.State, v.Count = true, stateTag(l.T("plan.advice.state."+a.State), a.State), countWord(l, a.Count())
	status, alert, faults := refused(f)
	v.Alert = alert
	for _, tag := range slices.Sorted(maps.Keys(a.Body)) {
		v.Texts = append(v.Texts, look.Fact{Term: langName(tag), Text: a.Body[tag], Lang: tag})
	}
	v.Answers = d.answerTable(r, a)
	for _, c := range comments {
		who, _ := d.s.OrgName(l, c.Org)
		v.Comments = append(v.Comments, commentView{who, l.DateTimeShort(db.Time(c.At), d.s.Register.Zone()), c.Body, c.Lang})
	}
	for _, t := range slices.Backward(history) {
		v.History = append(v.History, look.Fact{Term: l.DateTimeShort(t.OccurredAt, d.s.Register.Zone()), Text: l.T("plan.advice.act." + t.Step)})
	}
	d.acts(r, a, &v)
	for i := range v.Steps {
		restore(r, &v.Steps[i])
	}
	v.Errors = mark(r, nil, faults, "steps")
	return d.one.Status(status, v), nil
}

// restore puts what was typed into the form that was sent.
func restore(r *web.Request, f *actForm) {
	if r.PostForm.Get("step") != f.Step {
		return
	}
	for i := range f.Fields {
		if f.Fields[i].Type == "checkbox" {
			f.Fields[i].Checked = r.PostForm.Get(f.Fields[i].Name) != ""
		} else {
			f.Fields[i].Value = r.PostForm.Get(f.Fields[i].Name)
		}
	}
}

func stateTag(word, state string) look.Tag {
	t := look.Tag{Word: word}
	switch state {
	case Adopted, Sent, Accepted, Linked, Asked, Consulted:
		t.Color = "info"
	case Settled, Verified, Done:
		t.Color = "success"
	case Partly, Returned:
		t.Color = "warning"
	case Rejected:
		t.Color = "danger"
	}
	return t
}

// facts are what a recommendation says beside its text.
func (d *desk) facts(q db.Reader, r *web.Request, a Advice) (out []look.Fact, err error) {
	l := r.Text
	add := func(key, text, href string) {
		out = append(out, look.Fact{Term: l.T("plan.advice." + key), Text: text, Href: href})
	}
	who, _ := d.s.OrgName(l, a.Org)
	add("by", who, "")
	add("due", dayWord(l, a.Due), "")
	add("priority", l.T("plan.advice.priority."+a.Priority), "")
	href := ""
	if d.s.Link != nil && a.Source.ID != "" {
		href = d.s.Link(a.Source.Kind, a.Source.ID)
	}
	add("source", d.sourceWord(l, a.Source), href)
	if a.Plan != "" {
		p, err := register.ByID(q, a.Plan)
		if err != nil {
			return nil, err
		}
		if _, err := d.s.Register.Find(q, r, p.Code, 0); err == nil {
			if a.Number == "" {
				add("about", p.Code, planAddress(p.Code))
			} else {
				add("about", p.Code+" "+a.Number, nodeAddress(p.Code, a.Number))
			}
		}
	}
	if a.Decision != "" {
		add("decision", a.Decision, "")
	}
	if a.State == Adopted || a.State == Sent || a.State == Settled {
		add("seen", l.T("plan.advice.seen."+map[bool]string{true: "public", false: "inside"}[a.Public]), "")
	}
	return out, nil
}

func (d *desk) answerTable(r *web.Request, a Advice) look.Table {
	l := r.Text
	t := look.Table{Caption: l.T("plan.advice.answers"), Head: []look.Cell{{Text: l.T("plan.advice.org")}, {Text: l.T("plan.advice.answer_word")}, {Text: l.T("plan.advice.answered")}, {Text: l.T("plan.advice.done_on")}, {Text: l.T("plan.advice.reason")}}}
	for _, x := range a.Answers {
		name, lang := d.s.OrgName(l, x.Org)
		c := look.Cell{Text: name, Lang: lang}
		if x.State != Addressed {
			c.Href = answerAddress(x.Ref)
		}
		t.Rows = append(t.Rows, []look.Cell{c, {Text: l.T("plan.advice.answer." + x.State)}, {Text: dayWord(l, x.AnsweredOn)}, {Text: dayWord(l, x.DoneOn)}, {Text: short(x.Reason), Lang: x.Lang}})
	}
	return t
}

// linkTable lists the nodes that carry a recommendation out, as far as the asker may read their plans.
func (d *desk) linkTable(q db.Reader, r *web.Request, a Advice) (look.Table, error) {
	l := r.Text
	t := look.Table{Caption: l.T("plan.advice.links"), Head: []look.Cell{{Text: l.T("plan.advice.plan")}, {Text: l.T("plan.register.number")}, {Text: l.T("plan.tree.field.text")}, {Text: l.T("plan.advice.org")}}}
	all, err := Links(q, a.ID)
	if err != nil {
		return t, err
	}
	for _, one := range all {
		p, err := register.ByID(q, one.Plan)
		if err != nil {
			return t, err
		}
		if _, err := d.s.Register.Find(q, r, p.Code, 0); err != nil {
			continue
		}
		e, err := d.s.shown(q, p)
		if err != nil {
			return t, err
		}
		n, ok := e.ByID(one.Node)
		if !ok {
			n.Number = one.Number
		}
		text, lang := d.s.word(l, n.Text)
		who := l.T("i18n.no_value")
		for _, x := range a.Answers {
			if x.ID == one.Answer {
				who, _ = d.s.OrgName(l, x.Org)
			}
		}
		t.Rows = append(t.Rows, []look.Cell{{Text: p.Code}, {Text: n.Number, Href: nodeAddress(p.Code, n.Number)}, {Text: short(text), Lang: lang}, {Text: who}})
	}
	return t, nil
}

// actionOf is the action of the policy that a step of a recommendation needs.
func actionOf(step string) string {
	if step == "adopt" {
		return "plan.advice.adopt"
	}
	return "plan.advice.write"
}

// acts are what the asker may do with a recommendation.
func (d *desk) acts(r *web.Request, a Advice, v *oneView) {
	l, own := r.Text, d.s.Own(a)
	to := oneAddress(a.Ref)
	if a.Editable() && r.Allowed("plan.advice.write", own) == nil {
		v.Acts = append(v.Acts, look.Act{Word: l.T("plan.advice.edit"), Href: to + "/edit", Icon: "pencil", Variant: "secondary"})
	}
	for _, s := range d.s.Process.Definition(Kind).StepsFrom(a.State) {
		if slices.Contains(s.Who, "system") || r.Allowed(actionOf(s.Name), own) != nil {
			continue
		}
		f := actForm{Key: "step-" + s.Name, Title: l.T("plan.advice.do." + s.Name), Note: l.T("plan.advice.note." + s.Name), Action: to + "/steps", Step: s.Name, ID: id.New(), Submit: l.T("plan.advice.do." + s.Name), Primary: s.Name != "withdraw" && len(v.Steps) == 0}
		switch s.Name {
		case "adopt":
			f.Fields = []look.Field{{Name: "decision", ID: "adopt-decision", Label: l.T("plan.register.decision"), Help: l.T("plan.register.decision_help"), Required: true},
				{Name: "public", ID: "adopt-public", Type: "checkbox", Label: l.T("plan.advice.make_public"), Value: "yes", Checked: a.Public}}
		case "withdraw":
			f.Fields = []look.Field{{Name: "reason", ID: "withdraw-reason", Type: "textarea", Rows: 2, Label: l.T("plan.register.reason"), Required: true}}
		}
		v.Steps = append(v.Steps, f)
	}
	if a.State == Consulted {
		v.Say = &actForm{Key: "say", Title: l.T("plan.advice.say"), Action: to + "/comments", ID: id.New(), Submit: l.T("plan.advice.say"),
			Fields: []look.Field{{Name: "comment", Type: "textarea", Rows: 3, Max: maxText, Label: l.T("plan.advice.comment"), Required: true}}}
	}
}
