package problem

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

// actionOf is what a step needs to be allowed.
func actionOf(step string) string {
	if byHead(step) {
		return actApprove
	}
	return actWrite
}

func (o *office) stepForm(r *web.Request) (web.Reply, error) {
	return o.stepPage(r, r.PathValue("step"), form.Fresh(url.Values{"id": {id.New()}}))
}

func (o *office) stepPage(r *web.Request, name string, t form.Typed) (web.Reply, error) {
	s, ok := o.p.Process.Definition(Kind).Step(name)
	if !ok {
		return nil, errs.New(errs.NotFound, "web.no_such_page")
	}
	var row Row
	if err := r.Read(func(q *db.Snapshot) (err error) { row, err = o.read(q, r); return err }); err != nil {
		return nil, err
	}
	if err := r.Allowed(actionOf(name), o.p.resource(row.Problem, row.Instance)); err != nil {
		return nil, err
	}
	word, href := r.Text.T("problem.act."+name), "/desk/problems/"+row.Ref
	v := form.View{Page: o.frame(r, word), Lead: r.Text.T("problem.needs." + name), Action: href + "/steps", Submit: word, Back: form.Back(r, href),
		Crumbs: form.Crumbs(r, listCrumb(r), look.NavItem{Word: o.p.Word(r, row.Titles), Href: href}, look.NavItem{Word: word})}
	key := t.Values.Get("id")
	if !id.IsUUID(key) {
		key = id.New()
	}
	v.Hidden = []form.Hidden{{Name: "step", Value: name}, {Name: "id", Value: key}, {Name: "base_version", Value: strconv.FormatInt(row.Instance.Version, 10)}}
	if !slices.Contains(s.From, row.Instance.State) {
		t.Status, t.Alert = http.StatusConflict, &look.Alert{Kind: "warning", Text: r.Text.T("process.step_not_now")}
	}
	var fields []look.Field
	for _, need := range s.Needs {
		f := look.Field{Name: need, Type: "textarea", Rows: 4, Max: maxText, Label: r.Text.T("problem.field." + need), Value: t.Values.Get(need), Required: true}
		if need == "assessment" {
			f.Help = r.Text.T("problem.assessment_help")
		}
		fields = append(fields, f)
	}
	v.Groups = []form.Group{{Parts: form.Parts(fields...)}}
	return o.forms.Answer(r, v, t)
}

// takeStep is POST /desk/problems/{ref}/steps. What was typed is never lost: a refused step comes back with it.
func (o *office) takeStep(r *web.Request) (web.Reply, error) {
	in := StepInput{ID: form.Posted(r, "id"), Step: form.Posted(r, "step"), Reason: form.Posted(r, "reason"), Assessment: o.p.Put(r, nil, form.Posted(r, "assessment"))}
	if base, err := strconv.ParseInt(form.Posted(r, "base_version"), 10, 64); err == nil {
		in.BaseVersion = &base
	}
	if _, ok := o.p.Process.Definition(Kind).Step(in.Step); !ok {
		return nil, errs.Bad("step", "process.no_such_step", "step", in.Step)
	}
	var row Row
	if err := r.Read(func(q *db.Snapshot) (err error) { row, err = o.read(q, r); return err }); err != nil {
		return nil, err
	}
	var score *Score
	if in.Step == "score" { // counted before the transaction, which may run more than once
		var err error
		if score, err = o.p.Count(row.Problem, r.Now); err != nil {
			return nil, err
		}
	}
	ref, err := o.change(r, actionOf(in.Step), func(tx *db.Tx, row Row) error { return o.p.take(tx, row, in, score) })
	if err == nil {
		return web.SeeOther("/desk/problems/" + ref + "?done=yes"), nil
	}
	t, again := form.Refused(r, err)
	if !again {
		return nil, err
	}
	return o.stepPage(r, in.Step, t)
}

// whole reads a whole number that is not negative.
func whole(r *web.Request, name string, f *errs.Fields) int64 {
	n, err := strconv.ParseInt(form.Posted(r, name), 10, 64)
	if err != nil || n < 0 {
		f.Add(name, "problem.number_wrong")
	}
	return n
}
