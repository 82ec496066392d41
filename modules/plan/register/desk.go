package register

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// desk is the desk's pages: the list, the versions of a plan, the form of a node, the import.
type desk struct {
	g        *Register
	frame    func(r *web.Request, title string) look.Page
	list     *web.Page[listView]
	versions *web.Page[versionsView]
	edit     *web.Page[formView]
	upload   *web.Page[formView]
	mapping  *web.Page[mappingView]
}

func newDesk(g *Register, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (d *desk, err error) {
	d = &desk{g: g, frame: frame}
	if d.list, err = web.Add[listView](pages, files, "desk", "page/desk/list.html"); err != nil {
		return nil, err
	}
	if d.versions, err = web.Add[versionsView](pages, files, "desk", "page/desk/versions.html"); err != nil {
		return nil, err
	}
	if d.edit, err = web.Add[formView](pages, files, "desk", "page/desk/form.html"); err != nil {
		return nil, err
	}
	if d.upload, err = web.Add[formView](pages, files, "desk", "page/desk/upload.html"); err != nil {
		return nil, err
	}
	d.mapping, err = web.Add[mappingView](pages, files, "desk", "page/desk/mapping.html")
	return d, err
}

// formView is a form of fields.
type formView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Alert  *look.Alert
	Errors look.Errors
	Action string
	Hidden []hidden
	Fields []look.Field
	Submit string
	Back   look.Act
	Draft  string
}

type hidden struct{ Name, Value string }

// typed is what was typed into a form and what is wrong with it.
type typed struct {
	get    func(name string) string // nil: nothing was typed yet
	faults []errs.Field
	alert  *look.Alert
	status int
}

func fresh() typed { return typed{status: http.StatusOK} }

// refused turns an error that a person can mend into what the form shows again.
func refused(r *web.Request, err error) (typed, bool) {
	f, ok := r.Refusal(err)
	return typed{get: r.PostForm.Get, faults: f.Faults, alert: f.Alert, status: f.Status}, ok
}

// mark puts the complaints at their fields and into the summary above the form.
func mark(r *web.Request, fields []look.Field, faults []errs.Field) look.Errors {
	all := look.Errors{Title: r.Text.T("plan.register.errors")}
	for _, bad := range faults {
		name := bad.Field[strings.LastIndexByte(bad.Field, '.')+1:]
		text, at := r.Message(bad), "plan-form"
		if n := slices.IndexFunc(fields, func(f look.Field) bool { return f.Name == bad.Field || f.Name == name }); n >= 0 {
			fields[n].Error, at = text, fields[n].ControlID()
		}
		all.Items = append(all.Items, look.FieldError{ID: at, Text: text})
	}
	return all
}

// listView is GET /desk/plans.
type listView struct {
	look.Page
	Lead  string
	Acts  []look.Act
	Table look.Table
	Empty *look.Empty
}

func (d *desk) showList(r *web.Request) (web.Reply, error) {
	l := r.Text
	v := listView{Page: d.frame(r, l.T("plan.register.title")), Lead: l.T("plan.register.lead"), Table: look.Table{Caption: l.T("plan.register.title"), Head: []look.Cell{{Text: l.T("plan.register.code")},
		{Text: l.T("plan.tree.field.titles")}, {Text: l.T("plan.register.period")}, {Text: l.T("plan.register.state")}, {Text: l.T("plan.register.objectives_word"), Number: true},
		{Text: l.T("plan.register.sub_objectives_word"), Number: true}, {Text: l.T("plan.register.activities_word"), Number: true}}}}
	v.NoIndex = true
	if r.May("plan.write") {
		v.Acts = append(v.Acts, look.Act{Word: l.T("plan.register.import"), Href: "/desk/plans/import", Icon: "upload", Variant: "secondary"})
	}
	err := r.Read(func(q *db.Snapshot) error {
		v.Table.Rows = nil
		plans, err := Plans(q)
		if err != nil {
			return err
		}
		for _, p := range plans {
			o, err := d.g.Find(q, r, p.Code, 0)
			if errs.KindOf(err) == errs.NotFound {
				continue
			}
			if err != nil {
				return err
			}
			e := o.Edition.Version
			title, lang := d.g.Word(r, e.Head.Titles)
			v.Table.Rows = append(v.Table.Rows, []look.Cell{{Text: p.Code, Href: "/desk/plans/" + url.PathEscape(p.Code)}, {Text: title, Lang: lang},
				{Text: l.DateRange(midnight(e.Head.From), midnight(e.Head.Until))}, {Text: l.T("plan.register.state." + e.State)},
				{Text: l.Number(e.Objectives), Number: true}, {Text: l.Number(e.SubObjectives), Number: true}, {Text: l.Number(e.Active), Number: true}})
		}
		return nil
	})
	if len(v.Table.Rows) == 0 {
		v.Empty = &look.Empty{Icon: "target", Title: l.T("plan.register.none"), Text: l.T("plan.register.none_text")}
	}
	return d.list.With(v), err
}

// versionsView is GET /desk/plans/{code}/versions.
type versionsView struct {
	look.Page
	TitleLang  string
	Crumbs     look.Crumbs
	Alert      *look.Alert
	Errors     look.Errors
	Table      look.Table
	Steps      []stepForm
	Lead       string
	Amendments []amendmentLine
	Shown      string
	None       string
}

// stepForm is one act with a version.
type stepForm struct {
	Action, Version, Step, ID, Word, Needs string
	Fields                                 []look.Field
}

// amendmentLine is one amendment of a version.
type amendmentLine struct {
	Number  string
	Href    string
	Changes []string
	Why     string
}

// amendmentsAtOnce is how many amendments of a version are listed.
const amendmentsAtOnce = 200

func (d *desk) showVersions(r *web.Request) (web.Reply, error) { return d.versionsPage(r, fresh()) }

func (d *desk) versionsPage(r *web.Request, t typed) (web.Reply, error) {
	number, err := r.Int("version", 0, 0, 1_000_000)
	if err != nil {
		return nil, err
	}
	var o Open
	var some []Amendment
	err = r.Read(func(q *db.Snapshot) (err error) {
		if o, err = d.g.Find(q, r, r.PathValue("code"), 0); err != nil {
			return err
		}
		if number == 0 {
			if last, ok := Latest(d.visible(r, o)); ok {
				number = int(last.Number)
			}
		}
		some, err = AmendmentsIn(q, o.Plan, int64(number))
		return err
	})
	if err != nil {
		return nil, err
	}
	seen, l := d.visible(r, o), r.Text
	if _, err := Numbered(seen, int64(number)); err != nil {
		return nil, err
	}
	title, lang := d.g.Word(r, o.Edition.Plan.Titles)
	v := versionsView{Page: d.frame(r, title), TitleLang: lang, Crumbs: d.crumbs(r, o.Plan.Code, l.T("plan.register.versions")), Alert: t.alert, Lead: l.T("plan.register.versions_lead"),
		Table: look.Table{Caption: l.T("plan.register.versions"), Head: []look.Cell{{Text: l.T("plan.register.version")}, {Text: l.T("plan.register.state")}, {Text: l.T("plan.register.in_force_from")},
			{Text: l.T("plan.register.activities_word"), Number: true}, {Text: l.T("plan.register.why")}}}}
	v.NoIndex = true
	for _, one := range slices.Backward(seen) {
		from := l.T("i18n.no_value")
		if one.From != "" {
			from = l.Date(midnight(one.From))
		}
		v.Table.Rows = append(v.Table.Rows, []look.Cell{{Text: itoa(one.Number), Href: "/desk/plans/" + url.PathEscape(o.Plan.Code) + "/versions?version=" + itoa(one.Number)},
			{Text: l.T("plan.register.state." + one.State)}, {Text: from}, {Text: l.Number(one.Active), Number: true}, {Text: WhyWords(l, one.Reason, one.Decision)}})
		d.steps(r, o, one, &v)
	}
	v.Shown = l.T("plan.register.amendments_in", "version", itoa(int64(number)))
	for _, a := range some[:min(len(some), amendmentsAtOnce)] {
		line := amendmentLine{Number: a.Number, Href: "/desk/plans/" + url.PathEscape(o.Plan.Code) + "/nodes/" + url.PathEscape(a.Number), Why: WhyWords(l, a.Reason, a.Decision)}
		for _, c := range a.Changes {
			line.Changes = append(line.Changes, SayField(l, c))
		}
		if a.Was == nil {
			line.Changes = append(line.Changes, l.T("plan.register.added_here"))
		}
		v.Amendments = append(v.Amendments, line)
	}
	if v.None = l.T("plan.register.no_amendments"); len(some) > amendmentsAtOnce {
		v.None = l.T("plan.register.more_amendments", "n", len(some)-amendmentsAtOnce)
	} else if len(some) > 0 {
		v.None = ""
	}
	v.Errors = mark(r, nil, t.faults)
	return d.versions.Status(t.status, v), nil
}

// visible are the versions that the asker may see: those put in force, and the others for who may see drafts.
func (d *desk) visible(r *web.Request, o Open) []Version {
	if r.Allowed("plan.draft", d.g.Resource(o.Plan)) == nil {
		return o.Versions
	}
	return slices.DeleteFunc(slices.Clone(o.Versions), func(v Version) bool { return v.From == "" })
}

func (d *desk) crumbs(r *web.Request, code, here string) look.Crumbs {
	c := look.Crumbs{Label: r.Text.T("plan.register.crumbs"), Items: []look.NavItem{{Word: r.Text.T("plan.register.title"), Href: "/desk/plans"}}}
	if code != "" {
		c.Items = append(c.Items, look.NavItem{Word: code, Href: "/desk/plans/" + url.PathEscape(code)})
	}
	c.Items = append(c.Items, look.NavItem{Word: here})
	return c
}

// steps are the acts with a version that the asker may do.
func (d *desk) steps(r *web.Request, o Open, v Version, to *versionsView) {
	l := r.Text
	for _, s := range d.g.Process.Definition(KindVersion).StepsFrom(v.State) {
		if slices.Contains(s.Who, "system") || r.Allowed(actionOf(s.Name), d.g.Resource(o.Plan)) != nil {
			continue
		}
		f := stepForm{Action: "/desk/plans/" + url.PathEscape(o.Plan.Code) + "/versions", Version: itoa(v.Number), Step: s.Name, ID: id.New(),
			Word: l.T("plan.register.act."+s.Name, "version", itoa(v.Number)), Needs: l.T("plan.register.needs." + s.Name)}
		switch s.Name {
		case "approve":
			f.Fields = []look.Field{{Name: "decision", ID: "decision-" + f.Version, Label: l.T("plan.register.decision"), Required: true}}
		case "discard":
			f.Fields = []look.Field{{Name: "reason", ID: "reason-" + f.Version, Label: l.T("plan.register.reason"), Required: true}}
		case "enter_force":
			f.Fields = []look.Field{{Name: "day", ID: "day-" + f.Version, Type: "date", Label: l.T("plan.register.in_force_from"), Value: d.g.Today(r.Now), Required: true}}
		}
		to.Steps = append(to.Steps, f)
	}
}

// actionOf is the action of the policy that a step needs.
func actionOf(step string) string {
	if step == "approve" {
		return "plan.approve"
	}
	return "plan.write"
}

// takeStep is POST /desk/plans/{code}/versions.
func (d *desk) takeStep(r *web.Request) (web.Reply, error) {
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	in := StepInput{ID: get("id"), Step: get("step"), Reason: get("reason"), Decision: get("decision"), Day: get("day")}
	if s, ok := d.g.Process.Definition(KindVersion).Step(in.Step); !ok || slices.Contains(s.Who, "system") {
		return nil, errs.Bad("step", "process.no_such_step", "step", in.Step)
	}
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		p, err := ByCode(tx, r.PathValue("code"))
		if err != nil {
			return web.None{}, err
		}
		if err := r.Allowed(actionOf(in.Step), d.g.Resource(p)); err != nil {
			return web.None{}, err
		}
		all, err := Versions(tx, p.ID)
		if err != nil {
			return web.None{}, err
		}
		n := slices.IndexFunc(all, func(v Version) bool { return itoa(v.Number) == get("version") })
		if n < 0 {
			return web.None{}, errs.New(errs.NotFound, "plan.register.no_such_version", "version", get("version"))
		}
		return web.None{}, d.g.Take(tx, p, all[n], in)
	})
	if t, ok := refused(r, err); ok {
		return d.versionsPage(r, t)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther("/desk/plans/" + url.PathEscape(r.PathValue("code")) + "/versions"), nil
}
