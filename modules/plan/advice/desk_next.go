package advice

import (
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// mine is a plan that the asker may write.
func (d *desk) mine(q db.Reader, r *web.Request) (o register.Open, err error) {
	if o, err = d.s.Register.Find(q, r, r.PathValue("code"), 0); err != nil {
		return o, err
	}
	return o, r.Allowed("plan.write", d.s.Register.Resource(o.Plan))
}

func (d *desk) planCrumbs(r *web.Request, code, here string) look.Crumbs {
	return look.Crumbs{Label: r.Text.T("plan.register.crumbs"), Items: []look.NavItem{{Word: r.Text.T("plan.register.title"), Href: "/desk/plans"}, {Word: code, Href: planAddress(code)}, {Word: here}}}
}

func (d *desk) showLand(r *web.Request) (web.Reply, error) { return d.landPage(r, nil) }

// landPage is GET /desk/plans/{code}/recommendations: what the next version of the plan may take over.
func (d *desk) landPage(r *web.Request, f *web.Refusal) (web.Reply, error) {
	var o register.Open
	var e *register.Edition
	var ready []Advice
	err := r.Read(func(q *db.Snapshot) (err error) {
		if o, err = d.mine(q, r); err != nil {
			return err
		}
		if e, err = d.s.shown(q, o.Plan); err != nil {
			return err
		}
		ready, err = d.s.Ready(q, o.Plan.ID, o.Plan.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	l, code := r.Text, o.Plan.Code
	v := formView{Page: d.frame(r, l.T("plan.advice.land")), Crumbs: d.planCrumbs(r, code, l.T("plan.advice.land")), Lead: l.T("plan.advice.land_lead"), Action: planAddress(code) + "/recommendations", Submit: l.T("plan.advice.land_do"),
		Back: look.Act{Word: l.T("plan.advice.title"), Href: listAddress + "?plan=" + code, Variant: "secondary"}}
	v.NoIndex = true
	pick := look.Choices{Name: "advice", Legend: l.T("plan.advice.title"), Multiple: true}
	var group look.ChoiceGroup
	for _, a := range ready {
		text, _ := d.s.word(l, a.Body)
		group.Items = append(group.Items, look.Choice{Value: a.Ref, Word: short(text), Note: countWord(l, a.Count()), Checked: r.PostForm == nil || slices.Contains(r.PostForm["advice"], a.Ref)})
	}
	pick.Groups = []look.ChoiceGroup{group}
	under := look.Field{Name: "parent", Type: "select", Label: l.T("plan.advice.parent")}
	for _, n := range e.Plan.Nodes {
		if n.Activity == nil {
			text, _ := d.s.word(l, n.Text)
			under.Options = append(under.Options, look.Option{Value: n.Number, Word: n.Number + " " + short(text), Selected: r.PostForm.Get("parent") == n.Number})
		}
	}
	v.Choices, v.More = []look.Choices{pick}, []look.Field{under}
	if len(ready) == 0 {
		v.Empty = &look.Empty{Icon: "lightbulb", Title: l.T("plan.advice.none_ready"), Text: l.T("plan.advice.none_ready_text")}
	}
	status, alert, faults := refused(f)
	v.Alert, v.Errors = alert, mark(r, v.More, faults, "plan-form")
	return d.form.Status(status, v), nil
}

// takeLand is POST /desk/plans/{code}/recommendations.
func (d *desk) takeLand(r *web.Request) (web.Reply, error) {
	version, err := web.Write(r, func(tx *db.Tx) (int64, error) {
		o, err := d.mine(tx, r)
		if err != nil {
			return 0, err
		}
		return d.s.Land(tx, o.Plan, r.PostForm["advice"], r.PostForm.Get("parent"))
	})
	if f, ok := r.Refusal(err); ok {
		return d.landPage(r, &f)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther(planAddress(r.PathValue("code")) + "/versions?version=" + strconv.FormatInt(version, 10)), nil
}

func (d *desk) showContinue(r *web.Request) (web.Reply, error) { return d.continuePage(r, nil) }

// continuePage is GET /desk/plans/{code}/continue: how the next plan is made of this one.
func (d *desk) continuePage(r *web.Request, f *web.Refusal) (web.Reply, error) {
	var o register.Open
	if err := r.Read(func(q *db.Snapshot) (err error) { o, err = d.mine(q, r); return err }); err != nil {
		return nil, err
	}
	l, p, code := r.Text, o.Edition.Plan, o.Plan.Code
	first, last := civil(p.From), civil(p.Until)
	length := last.Year() - first.Year()
	value := func(name, usual string) string {
		if r.PostForm != nil && r.PostForm.Has(name) {
			return r.PostForm.Get(name)
		}
		return usual
	}
	v := formView{Page: d.frame(r, l.T("plan.advice.continue")), Crumbs: d.planCrumbs(r, code, l.T("plan.advice.continue")), Lead: l.T("plan.advice.continue_lead"), Action: planAddress(code) + "/continue", Submit: l.T("plan.advice.continue_do"),
		Back: look.Act{Word: l.T("plan.register.back"), Href: planAddress(code), Variant: "secondary"}}
	v.NoIndex = true
	v.Fields = []look.Field{{Name: "code", Label: l.T("plan.register.code"), Help: l.T("plan.register.code_help"), Required: true, Key: true, Value: value("code", nextCode(code, first.Year(), last.Year()+1))}}
	for _, tag := range register.Languages(p) {
		v.Fields = append(v.Fields, look.Field{Name: "title." + tag, Label: l.T("plan.tree.field.titles") + " (" + langName(tag) + ")", Lang: tag, Value: value("title."+tag, p.Titles[tag])})
	}
	v.Fields = append(v.Fields, look.Field{Name: "from", Type: "date", Label: l.T("plan.tree.field.from"), Required: true, Value: value("from", last.AddDate(0, 0, 1).Format("2006-01-02"))},
		look.Field{Name: "until", Type: "date", Label: l.T("plan.tree.field.until"), Required: true, Value: value("until", last.AddDate(length+1, 0, 0).Format("2006-01-02"))})
	rule := func(name string, all []string) look.Field {
		field := look.Field{Name: name, Type: "select", Label: l.T("plan.advice.rule." + name)}
		for _, one := range all {
			field.Options = append(field.Options, look.Option{Value: one, Word: l.T("plan.advice.rule." + name + "." + one), Selected: value(name, all[0]) == one})
		}
		return field
	}
	v.Fields = append(v.Fields, rule("activities", Keeps()), rule("numbers", []string{Renumber, KeepNumbers}), rule("deadlines", []string{ShiftDeadlines, ClearDeadlines}))
	pick := look.Choices{Name: "objective", Legend: l.T("plan.advice.objectives"), Help: l.T("plan.advice.objectives_help"), Multiple: true}
	var group look.ChoiceGroup
	for _, n := range o.Edition.Children("") {
		text, _ := d.s.word(l, n.Text)
		group.Items = append(group.Items, look.Choice{Value: n.Number, Word: n.Number + " " + short(text), Checked: r.PostForm == nil || len(r.PostForm) == 0 || slices.Contains(r.PostForm["objective"], n.Number)})
	}
	pick.Groups = []look.ChoiceGroup{group}
	v.Choices = []look.Choices{pick}
	v.More = []look.Field{{Name: "leave", Type: "textarea", Rows: 2, Label: l.T("plan.advice.leave"), Help: l.T("plan.advice.leave_help"), Optional: l.T("plan.register.optional"), Value: value("leave", ""), Key: true},
		{Name: "with", Type: "checkbox", Label: l.T("plan.advice.with"), Value: "yes", Checked: r.PostForm == nil || len(r.PostForm) == 0 || r.PostForm.Get("with") != ""}}
	status, alert, faults := refused(f)
	v.Alert, v.Errors = alert, mark(r, v.Fields, faults, "plan-form")
	return d.form.Status(status, v), nil
}

// nextCode is the code with the year of the next plan in place of its own.
func nextCode(code string, was, is int) string {
	if next := strings.Replace(code, itoa(was), itoa(is), 1); next != code {
		return next
	}
	return code + "-" + itoa(is)
}

// takeContinue is POST /desk/plans/{code}/continue.
func (d *desk) takeContinue(r *web.Request) (web.Reply, error) {
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	p, err := web.Write(r, func(tx *db.Tx) (register.Plan, error) {
		o, err := d.mine(tx, r)
		if err != nil {
			return o.Plan, err
		}
		rules := Rules{Code: get("code"), Titles: i18n.Text{}, From: get("from"), Until: get("until"), Activities: get("activities"), Numbers: get("numbers"), Deadlines: get("deadlines")}
		for name := range r.PostForm {
			if tag, ok := strings.CutPrefix(name, "title."); ok && get(name) != "" {
				rules.Titles[tag] = get(name)
			}
		}
		for _, n := range o.Edition.Children("") {
			if !slices.Contains(r.PostForm["objective"], n.Number) {
				rules.Leave = append(rules.Leave, n.Number)
			}
		}
		for _, number := range strings.FieldsFunc(get("leave"), func(c rune) bool { return c == ',' || c == ';' || c == ' ' || c == '\n' || c == '\r' || c == '\t' }) {
			if _, ok := o.Edition.Node(tree.CleanNumber(number)); !ok {
				return o.Plan, errs.Bad("leave", "plan.register.no_such_node", "number", number)
			}
			rules.Leave = append(rules.Leave, tree.CleanNumber(number))
		}
		return d.s.Continue(tx, o.Plan, rules, get("with") != "")
	})
	if f, ok := r.Refusal(err); ok {
		return d.continuePage(r, &f)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther(planAddress(p.Code) + "/versions"), nil
}
