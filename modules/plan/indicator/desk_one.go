package indicator

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/tree"
)

// oneView is GET /desk/plans/{code}/indicator: an indicator, its values, and what one may do with that of a period.
type oneView struct {
	look.Page
	TitleLang string
	Crumbs    look.Crumbs
	Lead      string
	Light     look.Light
	Rule      string
	Alert     *look.Alert
	Errors    look.Errors
	Periods   look.Table
	Facts     []look.Fact
	Remarks   []string
	Period    string // as people write it
	State     *look.Tag
	Value     string
	Note      string
	Proof     []look.Fact
	Trace     *look.Act
	Form      *valueForm
	Steps     []stepForm
	Files     []look.Fact
	FileForm  *fileForm
	Edit      *look.Act
}

// valueForm enters a value, or computes it.
type valueForm struct {
	Action, Number, Period string
	Fields                 []look.Field
	Compute                bool
	Submit                 string
	Primary                bool
}

// stepForm is one step.
type stepForm struct {
	Action, Number, Period, Step, ID, Word string
	Reason                                 *look.Field
	Primary                                bool
}

// fileForm takes evidence.
type fileForm struct {
	Action, Number, Period string
	Field                  look.Field
	Submit                 string
}

func (d *desk) showOne(r *web.Request) (web.Reply, error) {
	return d.onePage(r, r.URL.Query().Get("number"), r.URL.Query().Get("period"), nil)
}

func (d *desk) onePage(r *web.Request, number, period string, refused *web.Refusal) (web.Reply, error) {
	var at At
	var values []Value
	var evidence []File
	err := r.Read(func(q *db.Snapshot) (err error) {
		if at, err = d.s.find(q, r, number, ""); err != nil {
			return err
		}
		if values, err = ValuesOf(q, at.Plan.ID, number); err != nil {
			return err
		}
		if v := in(values, period); v != nil {
			evidence, err = FilesOf(q, v.ID)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	all := Periods(at.Edition.Plan, at.Indicator, values)
	if !slices.Contains(all, period) {
		period = d.usual(r, all, values)
	}
	text, lang := d.s.Register.Word(r, at.Indicator.Text)
	p := oneView{Page: d.frame(r, at.Indicator.Number+" "+text), TitleLang: lang, Crumbs: d.crumbs(r, at.Plan, at.Indicator.Number), Period: periodWord(r.Text, period),
		Lead: r.Text.T("plan.indicator.of_node", "node", at.Node.Number, "kind", kindWord(r, at.Indicator.Computed))}
	p.NoIndex = true
	v := in(values, period)
	line := lineOf(at, v, period)
	p.Light, p.Rule = lightOf(r.Text, line.Fulfilment, at.Edition.Plan.Scheme)
	p.Periods, p.Facts = d.periods(r, at, all, values, period), d.facts(r, at)
	for _, remark := range rates.Lint(at.Indicator) {
		p.Remarks = append(p.Remarks, remark.Say(r.Text))
	}
	d.value(r, at, v, &p)
	for _, f := range evidence {
		p.Files = append(p.Files, look.Fact{Term: f.Name, Text: f.SHA256, Href: "/desk/plan-files/" + f.ID})
	}
	d.acts(r, at, v, period, &p)
	if r.Allowed("plan.write", d.s.Register.Resource(at.Plan)) == nil {
		p.Edit = &look.Act{Word: r.Text.T("plan.indicator.edit_act"), Href: "/desk/plans/" + at.Plan.Code + "/indicator/edit?" + url.Values{"number": {number}}.Encode(), Icon: "pencil", Variant: "secondary"}
	}
	status := http.StatusOK
	if refused != nil {
		status, p.Alert = refused.Status, refused.Alert
		p.mark(r, refused)
	}
	return d.one.Status(status, p), nil
}

// mark puts the complaints at their fields and into the summary.
func (p *oneView) mark(r *web.Request, refused *web.Refusal) {
	p.Errors.Title = r.Text.T("plan.indicator.errors")
	for _, bad := range refused.Faults {
		text, where := r.Message(bad), "value-acts"
		if p.Form != nil {
			for i := range p.Form.Fields {
				if f := &p.Form.Fields[i]; f.Name == bad.Field {
					f.Error, where = text, f.ControlID()
				}
			}
		}
		if p.FileForm != nil && bad.Field == "file" {
			p.FileForm.Field.Error, where = text, "file"
		}
		p.Errors.Items = append(p.Errors.Items, look.FieldError{ID: where, Text: text})
	}
}

func in(values []Value, period string) *Value {
	if n := slices.IndexFunc(values, func(v Value) bool { return v.Period == period }); n >= 0 {
		return &values[n]
	}
	return nil
}

// usual is the period shown where none was asked for: the latest that has begun.
func (d *desk) usual(r *web.Request, all []string, values []Value) string {
	today := d.s.Register.Today(r.Now)
	best := ""
	for _, period := range all {
		if first, _, _ := tree.PeriodDays(period); best == "" || first <= today {
			best = period
		}
	}
	return best
}

// periods lists every period with target, value and fulfilment.
func (d *desk) periods(r *web.Request, at At, all []string, values []Value, shown string) look.Table {
	l := r.Text
	t := look.Table{Caption: l.T("plan.indicator.periods"), Head: []look.Cell{{Text: l.T("plan.indicator.period")}, {Text: l.T("plan.indicator.target_word"), Number: true}, {Text: l.T("plan.indicator.value"), Number: true},
		{Text: l.T("plan.indicator.fulfilment"), Number: true}, {Text: l.T("plan.indicator.state")}}}
	for _, period := range all {
		v := in(values, period)
		line := lineOf(at, v, period)
		row := []look.Cell{{Text: periodWord(l, period), Href: oneAddress(at.Plan.Code, at.Indicator.Number, period)}, {Number: true, Text: l.T("i18n.no_value")}, {Number: true, Text: l.T("i18n.no_value")},
			{Number: true, Text: l.T("i18n.no_value")}, {}}
		if period == shown {
			row[0].Href = ""
		}
		if line.Target != nil && line.Target.Period == period {
			row[1].Text = WriteGoal(l, at.Indicator.Measure, line.Target.Quantity)
		}
		if v != nil {
			row[2].Text, row[3].Text, row[4].Text = Write(l, at.Indicator.Measure, v.Quantity), rates.Percent(l, line.Fulfilment.Rate, 1), l.T("plan.indicator.state."+v.State)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (d *desk) facts(r *web.Request, at At) (out []look.Fact) {
	l, ind := r.Text, at.Indicator
	add := func(key, text string) {
		if text != "" {
			out = append(out, look.Fact{Term: l.T("plan.tree.field." + key), Text: text})
		}
	}
	definition, lang := d.s.Register.Word(r, ind.Definition)
	if definition != "" {
		out = append(out, look.Fact{Term: l.T("plan.tree.field.definition"), Text: definition, Lang: lang})
	}
	if ind.Level != "" {
		add("level", l.T(ind.Level.Key()))
	}
	add("measure", l.T(ind.Measure.Key()))
	add("unit", ind.Unit)
	if ind.Direction != "" {
		add("direction", l.T(ind.Direction.Key()))
	}
	baseline := WriteGoal(l, ind.Measure, ind.Baseline.Quantity)
	if ind.Baseline.Year > 0 {
		baseline = l.T("plan.indicator.in_period", "value", baseline, "period", strconv.Itoa(ind.Baseline.Year))
	}
	add("baseline", baseline)
	add("numerator", ind.Numerator)
	add("denominator", ind.Denominator)
	add("source", ind.Source)
	add("method", ind.Method)
	owner := d.s.Register.UnitName(r, ind.OwnerUnit)
	if owner == "" {
		owner = ind.Owner
	}
	add("owner", owner)
	if ind.Frequency != "" {
		add("frequency", l.T(ind.Frequency.Key()))
	}
	if ind.Computed != "" {
		add("computed", measureWord(l, ind.Computed))
	}
	return out
}

// value shows what stands for the period.
func (d *desk) value(r *web.Request, at At, v *Value, p *oneView) {
	l := r.Text
	if v == nil {
		p.Value = l.T("plan.indicator.no_value")
		return
	}
	tag := stateTag(l, v.State)
	p.State, p.Value, p.Note = &tag, Write(l, at.Indicator.Measure, v.Quantity), v.Note
	if v.Proof == nil {
		return
	}
	p.Proof = []look.Fact{{Term: l.T("plan.indicator.query"), Text: measureWord(l, v.Proof.Measure)}, {Term: l.T("plan.indicator.rows"), Text: l.Number(v.Proof.Rows)}, {Term: l.T("plan.indicator.hash"), Text: v.Proof.Hash}}
	if r.Allowed("plan.value.trace", d.s.Resource(at)) == nil {
		p.Trace = &look.Act{Word: l.T("plan.indicator.show_records"), Icon: "database", Variant: "secondary",
			Href: "/desk/plans/" + at.Plan.Code + "/indicator/records?" + url.Values{"number": {v.Indicator}, "period": {v.Period}}.Encode()}
	}
}
