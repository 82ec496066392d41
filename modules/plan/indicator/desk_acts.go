package indicator

import (
	"slices"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/id"
	"reeve/kernel/measure"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/tree"
)

// acts are what the asker may do with the value of the period.
func (d *desk) acts(r *web.Request, at At, v *Value, period string, p *oneView) {
	l, code, number := r.Text, at.Plan.Code, at.Indicator.Number
	address := "/desk/plans/" + code + "/indicator"
	res := d.s.Resource(at)
	enters, approves := r.Allowed("plan.value.enter", res) == nil, r.Allowed("plan.value.approve", res) == nil
	if enters && period != "" && (v == nil || v.Open()) {
		p.Form = &valueForm{Action: address, Number: number, Period: period, Compute: at.Indicator.Computed != "", Submit: l.T("plan.indicator.save"), Primary: v == nil}
		if p.Form.Compute {
			p.Form.Submit = l.T("plan.indicator.compute")
		} else {
			p.Form.Fields = d.fields(r, at, v)
		}
		note := look.Field{Name: "note", Type: "textarea", Rows: 3, Max: maxNote, Label: l.T("plan.indicator.note"), Optional: l.T("plan.indicator.optional"), Value: r.PostForm.Get("note")}
		if note.Value == "" && v != nil {
			note.Value = v.Note
		}
		p.Form.Fields = append(p.Form.Fields, note)
	}
	if v == nil {
		return
	}
	if enters && v.State != Approved {
		p.FileForm = &fileForm{Action: address + "/files", Number: number, Period: period, Submit: l.T("plan.indicator.attach"),
			Field: look.Field{Name: "file", Type: "file", Label: l.T("plan.indicator.file"), Help: l.T("plan.indicator.file_help"), Accept: ".pdf,.docx,.odt,.jpg,.jpeg,.png"}}
	}
	for _, s := range steps(d.s.Process.Definition(Kind), v.State, enters, approves) {
		f := stepForm{Action: address + "/steps", Number: number, Period: period, Step: s.Name, ID: id.New(), Word: l.T("plan.indicator.step." + s.Name), Primary: s.Name == "submit" || s.Name == "approve"}
		if slices.Contains(s.Needs, "reason") {
			f.Reason = &look.Field{Name: "reason", ID: "reason-" + s.Name, Label: l.T("plan.indicator.reason"), Required: true}
		}
		p.Steps = append(p.Steps, f)
	}
}

// steps are the steps that a state allows to who enters and who approves.
func steps(d *process.Definition, state string, enters, approving bool) (out []process.Step) {
	for _, s := range d.StepsFrom(state) {
		if approves(s.Name) && approving || !approves(s.Name) && enters {
			out = append(out, s)
		}
	}
	return out
}

// fields are the questions of a typed value. What was typed comes back.
func (d *desk) fields(r *web.Request, at At, v *Value) (out []look.Field) {
	l := r.Text
	typed := func(name, stored string) string {
		if r.PostForm.Has(name) {
			return r.PostForm.Get(name)
		}
		return stored
	}
	var q tree.Quantity
	if v != nil {
		q = v.Quantity
	}
	status := look.Field{Name: "status", Type: "select", Label: l.T("plan.indicator.is")}
	for _, s := range []measure.Status{measure.Known, measure.Missing, measure.NotApplicable, measure.Suppressed} {
		word := l.T("plan.indicator.known")
		if s != measure.Known {
			word = l.T(rates.ValueKey(s))
		}
		status.Options = append(status.Options, look.Option{Value: string(s), Word: word, Selected: typed("status", string(q.Status)) == string(s)})
	}
	out = append(out, status)
	m := at.Indicator.Measure
	if m == tree.YesNo {
		f := look.Field{Name: "value", Type: "select", Label: l.T("plan.indicator.value")}
		for value, key := range map[string]string{"0": "plan.indicator.no", "1": "plan.indicator.yes"} {
			f.Options = append(f.Options, look.Option{Value: value, Word: l.T(key), Selected: typed("value", strconv.FormatInt(q.Num, 10)) == value})
		}
		slices.SortFunc(f.Options, func(a, b look.Option) int { return len(b.Value) - len(a.Value) + int(b.Value[0]) - int(a.Value[0]) })
		return append(out, f)
	}
	parts := m == tree.Percent || m == tree.Ratio
	stored, part, whole := "", "", ""
	switch {
	case q.Known() && parts:
		part, whole = strconv.FormatInt(q.Num, 10), strconv.FormatInt(q.Den, 10)
	case q.Known():
		stored = plain(q)
	}
	label := l.T("plan.indicator.value")
	if m == tree.Percent {
		label = l.T("plan.indicator.value_percent")
	}
	out = append(out, look.Field{Name: "value", Label: label, InputMode: "decimal", Value: typed("value", stored)})
	if parts {
		out[1].Help = l.T("plan.indicator.or_parts")
		out = append(out, look.Field{Name: "part", Label: label2(l.T("plan.indicator.part_label"), at.Indicator.Numerator), InputMode: "numeric", Value: typed("part", part)},
			look.Field{Name: "whole", Label: label2(l.T("plan.indicator.whole_label"), at.Indicator.Denominator), InputMode: "numeric", Value: typed("whole", whole)})
	}
	return out
}

// label2 names what is counted where the plan says it.
func label2(label, what string) string {
	if what == "" {
		return label
	}
	return label + ": " + what
}

// plain writes a number as it is typed, with a full stop.
func plain(q tree.Quantity) string {
	if q.Num%q.Den == 0 {
		return strconv.FormatInt(q.Num/q.Den, 10)
	}
	return strconv.FormatFloat(float64(q.Num)/float64(q.Den), 'f', -1, 64)
}

// takeValue is POST /desk/plans/{code}/indicator.
func (d *desk) takeValue(r *web.Request) (web.Reply, error) {
	get := r.PostForm.Get
	number, period := get("number"), get("period")
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		at, err := d.s.find(tx, r, number, "plan.value.enter")
		if err != nil {
			return web.None{}, err
		}
		if at.Indicator.Computed != "" {
			_, err = d.s.Compute(tx, at, period, get("note"))
			return web.None{}, err
		}
		q, err := Read(at.Indicator.Measure, measure.Status(get("status")), get("value"), get("part"), get("whole"))
		if err == nil {
			_, err = d.s.Enter(tx, at, period, q, get("note"))
		}
		return web.None{}, err
	})
	if err != nil {
		return d.refuse(r, number, period, err)
	}
	return web.SeeOther(oneAddress(r.PathValue("code"), number, period)), nil
}

// takeStep is POST /desk/plans/{code}/indicator/steps.
func (d *desk) takeStep(r *web.Request) (web.Reply, error) {
	get := r.PostForm.Get
	in := stepIn{ID: get("id"), Number: get("number"), Period: get("period"), Step: get("step"), Reason: get("reason")}
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		_, _, err := d.s.step(tx, r, in)
		return web.None{}, err
	})
	if err != nil {
		return d.refuse(r, in.Number, in.Period, err)
	}
	return web.SeeOther(oneAddress(r.PathValue("code"), in.Number, in.Period)), nil
}
