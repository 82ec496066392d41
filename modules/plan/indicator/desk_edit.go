package indicator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/measure"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// editView is GET /desk/plans/{code}/indicator/edit: the form of an indicator.
type editView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Alert  *look.Alert
	Action string
	Hidden []hidden
	Errors look.Errors
	Fields []look.Field
	Submit string
	Back   look.Act
}

type hidden struct{ Name, Value string }

// editable is what the form stands on: the plan's draft, else its latest version, with the node and the indicator named.
// An indicator without a number is a new one of the node.
func (d *desk) editable(q db.Reader, r *web.Request, node, number string) (at At, err error) {
	if at.Plan, err = register.ByCode(q, r.PathValue("code")); err != nil {
		return at, err
	}
	if err := r.Allowed("plan.write", d.s.Register.Resource(at.Plan)); err != nil {
		return at, err
	}
	all, err := register.Versions(q, at.Plan.ID)
	if err != nil {
		return at, err
	}
	v, ok := register.DraftOf(all)
	if !ok {
		v, _ = register.Latest(all)
	}
	if at.Edition, err = d.s.Register.Edition(q, at.Plan, v); err != nil {
		return at, err
	}
	if number != "" {
		found, ok := Find(at.Plan, at.Edition, number)
		if !ok {
			return at, errs.New(errs.NotFound, "plan.indicator.no_such_indicator", "number", number)
		}
		return found, nil
	}
	if at.Node, ok = at.Edition.Node(node); !ok {
		return at, errs.New(errs.NotFound, "plan.register.no_such_node", "number", node)
	}
	at.Indicator = tree.Indicator{Measure: tree.Number, Direction: tree.Rising, Frequency: tree.Yearly, Baseline: tree.Baseline{Quantity: tree.None(measure.Missing)}}
	return at, nil
}

func (d *desk) showEdit(r *web.Request) (web.Reply, error) {
	return d.editPage(r, r.URL.Query().Get("node"), r.URL.Query().Get("number"), nil)
}

func (d *desk) editPage(r *web.Request, node, number string, refused *web.Refusal) (web.Reply, error) {
	var at At
	if err := r.Read(func(q *db.Snapshot) (err error) { at, err = d.editable(q, r, node, number); return err }); err != nil {
		return nil, err
	}
	l, code := r.Text, at.Plan.Code
	title := l.T("plan.indicator.new", "node", at.Node.Number)
	if number != "" {
		title = l.T("plan.indicator.edit", "number", number)
	}
	v := editView{Page: d.frame(r, title), Crumbs: d.crumbs(r, at.Plan, title), Lead: l.T("plan.indicator.edit_lead"), Action: "/desk/plans/" + url.PathEscape(code) + "/indicator/edit",
		Submit: l.T("plan.indicator.save"), Back: look.Act{Word: l.T("plan.indicator.back_list"), Href: "/desk/plans/" + url.PathEscape(code) + "/indicators", Variant: "secondary"},
		Hidden: []hidden{{"node", at.Node.Number}, {"number", number}, {"digest", at.Edition.Version.Digest}}, Fields: d.questions(r, at)}
	v.NoIndex = true
	status := http.StatusOK
	if refused != nil {
		status, v.Alert, v.Hidden[2].Value = refused.Status, refused.Alert, r.PostForm.Get("digest")
		v.Errors.Title = l.T("plan.indicator.errors")
		for i := range v.Fields {
			again(&v.Fields[i], r.PostForm)
		}
		for _, bad := range refused.Faults {
			text, where := r.Message(bad), "indicator-form"
			name := bad.Field[strings.LastIndex(bad.Field, ".")+1:] // "1-1.targets" is a complaint of the whole plan
			for i := range v.Fields {
				if f := &v.Fields[i]; f.Name == bad.Field || f.Name == name {
					f.Error, where = text, f.ControlID()
				}
			}
			v.Errors.Items = append(v.Errors.Items, look.FieldError{ID: where, Text: text})
		}
	}
	return d.edit.Status(status, v), nil
}

// again puts what was typed back into a field.
func again(f *look.Field, form url.Values) {
	f.Checked = f.Type == "checkbox" && form.Get(f.Name) != ""
	if f.Type != "checkbox" {
		f.Value = form.Get(f.Name)
	}
	for i := range f.Options {
		f.Options[i].Selected = f.Options[i].Value == f.Value
	}
}

// questions are the fields of the form.
func (d *desk) questions(r *web.Request, at At) (out []look.Field) {
	l, ind := r.Text, at.Indicator
	optional := l.T("plan.indicator.optional")
	ask := func(name, value string) *look.Field {
		out = append(out, look.Field{Name: name, Label: l.T("plan.tree.field." + name), Value: value, Optional: optional})
		return &out[len(out)-1]
	}
	if ind.Number == "" {
		out = append(out, look.Field{Name: "new_number", Label: l.T("plan.tree.field.number"), Help: l.T("plan.indicator.number_help", "example", at.Node.Number+"-1"), Required: true, Key: true})
	}
	langs := register.Languages(at.Edition.Plan)
	if len(langs) == 0 {
		langs = []string{r.Text.Lang().HTML()}
	}
	for _, name := range []string{"text", "definition"} {
		for _, tag := range langs {
			value := ind.Text[tag]
			if name == "definition" {
				value = ind.Definition[tag]
			}
			out = append(out, look.Field{Name: name + "." + tag, Type: "textarea", Rows: 2, Max: maxText, Label: l.T("plan.tree.field."+name) + " (" + tag + ")", Value: value, Lang: tag})
		}
	}
	choose(l, ask("measure", string(ind.Measure)), []tree.Measure{tree.Number, tree.Percent, tree.Ratio, tree.Score, tree.YesNo}, ind.Measure)
	computed := ask("computed", ind.Computed)
	computed.Type, computed.Optional, computed.Label = "select", "", l.T("plan.indicator.values_come")
	computed.Options = []look.Option{{Word: l.T("plan.indicator.typed"), Selected: ind.Computed == ""}}
	for _, name := range d.s.Measures.Traced() {
		computed.Options = append(computed.Options, look.Option{Value: name, Word: l.T("plan.indicator.from_records", "measure", i18n.Key(name)), Selected: name == ind.Computed})
	}
	choose(l, ask("direction", string(ind.Direction)), []tree.Direction{tree.Rising, tree.Falling, tree.Hold, ""}, ind.Direction)
	choose(l, ask("level", string(ind.Level)), []tree.IndicatorLevel{"", tree.Impact, tree.Outcome, tree.Output, tree.Process}, ind.Level)
	choose(l, ask("frequency", string(ind.Frequency)), []tree.Every{tree.Yearly, tree.HalfYearly, tree.Quarterly, tree.Monthly, ""}, ind.Frequency)
	ask("unit", ind.Unit)
	ask("baseline", typedAs(ind.Measure, ind.Baseline.Quantity)).InputMode = "decimal"
	year := ""
	if ind.Baseline.Year > 0 {
		year = itoa(ind.Baseline.Year)
	}
	y := ask("baseline", year)
	y.Name, y.Label, y.InputMode = "baseline_year", l.T("plan.indicator.baseline_year"), "numeric"
	source := ask("baseline", ind.Baseline.Source)
	source.Name, source.Label = "baseline_source", l.T("plan.indicator.baseline_source")
	targets := ask("targets", targetLines(ind))
	targets.Type, targets.Rows, targets.Help = "textarea", 5, l.T("plan.indicator.targets_help")
	ask("numerator", ind.Numerator)
	ask("denominator", ind.Denominator)
	ask("source", ind.Source)
	ask("method", ind.Method)
	ask("owner", ind.Owner)
	d.units(r, ask("owner_unit", ind.OwnerUnit))
	cumulative := ask("cumulative", "yes")
	cumulative.Type, cumulative.Checked, cumulative.Optional = "checkbox", ind.Cumulative, ""
	if ind.Number != "" {
		out = append(out, look.Field{Name: "remove", Type: "checkbox", Label: l.T("plan.indicator.remove"), Value: "yes"})
	}
	return append(out, look.Field{Name: "reason", Type: "textarea", Rows: 2, Max: maxText, Label: l.T("plan.indicator.reason"), Required: true},
		look.Field{Name: "decision", Label: l.T("plan.tree.field.decision"), Optional: optional})
}

// choose makes a field a choice among words of the plan.
func choose[K interface {
	~string
	Key() string
}](l *i18n.Localizer, f *look.Field, all []K, chosen K) {
	f.Type, f.Optional = "select", ""
	for _, k := range all {
		word := l.T("i18n.no_value")
		if k != "" {
			word = l.T(k.Key())
		}
		f.Options = append(f.Options, look.Option{Value: string(k), Word: word, Selected: k == chosen})
	}
}

// units makes a field a choice among the units of the installation.
func (d *desk) units(r *web.Request, f *look.Field) {
	f.Type, f.Optional = "select", ""
	for _, u := range d.s.Register.Places.Snapshot().Units() {
		f.Options = append(f.Options, look.Option{Value: u.ID, Word: d.s.Register.Say(r, u.Names), Selected: u.ID == f.Value})
	}
	i18n.SortBy(r.Text.Collator(), f.Options, func(o look.Option) string { return o.Word })
	f.Options = append([]look.Option{{Word: r.Text.T("i18n.no_value")}}, f.Options...)
}

// takeEdit is POST /desk/plans/{code}/indicator/edit: the indicator goes into the plan's draft.
func (d *desk) takeEdit(r *web.Request) (web.Reply, error) {
	get := func(name string) string {
		return strings.TrimSpace(strings.ReplaceAll(r.PostForm.Get(name), "\r\n", "\n"))
	}
	node, number := get("node"), get("number")
	version, err := web.Write(r, func(tx *db.Tx) (string, error) {
		at, err := d.editable(tx, r, node, number)
		if err != nil {
			return "", err
		}
		if get("digest") != at.Edition.Version.Digest {
			return "", errs.New(errs.Conflict, "plan.register.changed_meanwhile")
		}
		n := at.Node
		n.Indicators = slices.Clone(n.Indicators)
		k := slices.IndexFunc(n.Indicators, func(i tree.Indicator) bool { return number != "" && i.Number == number })
		if get("remove") != "" && k >= 0 {
			n.Indicators = slices.Delete(n.Indicators, k, k+1)
		} else {
			ind, err := typedIndicator(get, names(r.PostForm), at.Indicator)
			if err != nil {
				return "", err
			}
			if k < 0 {
				n.Indicators = append(n.Indicators, ind)
			} else {
				n.Indicators[k] = ind
			}
			if ind.Computed != "" {
				if _, err := d.s.measureOf(ind); err != nil {
					return "", err
				}
			}
			p := at.Edition.Plan
			p.Nodes = slices.Clone(p.Nodes)
			p.Nodes[slices.IndexFunc(p.Nodes, func(o tree.Node) bool { return o.Number == n.Number })] = n
			if err := sound(p, ind); err != nil {
				return "", err
			}
		}
		v, err := d.s.Register.Edit(tx, at.Plan, []register.Change{{Node: n, Reason: get("reason"), Decision: get("decision")}})
		return itoa(int(v.Number)), err
	})
	if f, ok := r.Refusal(err); ok {
		return d.editPage(r, node, number, &f)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther("/desk/plans/" + url.PathEscape(r.PathValue("code")) + "/versions?version=" + version), nil
}

// names are the names of what a form sent, in order.
func names(form url.Values) (out []string) {
	for name := range form {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
