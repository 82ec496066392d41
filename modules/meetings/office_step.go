package meetings

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// actionOf is what a step with a meeting needs to be allowed.
func actionOf(step string) string {
	if step == "approve" {
		return actApprove
	}
	return actWrite
}

func (o *office) stepForm(r *web.Request) (web.Reply, error) {
	return o.stepPage(r, r.PathValue("step"), fresh(url.Values{"id": {id.New()}}))
}

func (o *office) stepPage(r *web.Request, name string, t typed) (web.Reply, error) {
	s, ok := o.m.Process.Definition(Kind).Step(name)
	if !ok {
		return nil, errs.New(errs.NotFound, "web.no_such_page")
	}
	a, err := o.open(r)
	if err != nil {
		return nil, err
	}
	if err := r.Allowed(actionOf(name), o.m.resource(Kind, a.ID, a.Meeting, a.inst)); err != nil {
		return nil, err
	}
	if name == "move" && t.values.Get("day") == "" {
		day, starts := civilOf(a.Starts)
		_, ends := civilOf(a.Ends)
		t.values.Set("day", day)
		t.values.Set("starts", starts)
		t.values.Set("ends", ends)
	}
	return o.stepPages(r, s, a.inst, t, "/desk/meetings/"+a.Ref, o.crumbs(r, a.Meeting, r.Text.T("meetings.act."+name)))
}

// stepPages is the form of a step of either life.
func (o *office) stepPages(r *web.Request, s process.Step, i process.Instance, t typed, href string, c look.Crumbs) (web.Reply, error) {
	word := r.Text.T("meetings.act." + s.Name)
	v := formView{Page: o.frame(r, word), Crumbs: c, Lead: r.Text.T("meetings.needs." + s.Name), Action: href + "/steps", Submit: word, Back: back(r, href)}
	key := t.values.Get("id")
	if !id.IsUUID(key) {
		key = id.New()
	}
	v.Hidden = []hidden{{"step", s.Name}, {"id", key}, {"base_version", strconv.FormatInt(i.Version, 10)}}
	if !slices.Contains(s.From, i.State) {
		t.status, t.alert = http.StatusConflict, &look.Alert{Kind: "warning", Text: r.Text.T("process.step_not_now")}
	}
	var fields []look.Field
	for _, need := range s.Needs {
		if need == "when" {
			fields = append(fields, timeFields(r, t)...)
			continue
		}
		fields = append(fields, look.Field{Name: need, Type: "textarea", Rows: 3, Max: maxText, Label: r.Text.T("meetings." + need), Value: t.values.Get(need), Required: true})
	}
	v.Groups = []group{{Fields: fields}}
	return o.finish(r, v, t)
}

// stepInput reads the form of a step.
func stepInput(r *web.Request) StepInput {
	in := StepInput{ID: posted(r, "id"), Step: posted(r, "step"), Reason: posted(r, "reason"), Text: posted(r, "text"), Meeting: posted(r, "meeting"),
		Starts: posted(r, "day") + "T" + posted(r, "starts"), Ends: posted(r, "day") + "T" + posted(r, "ends")}
	if base, err := strconv.ParseInt(posted(r, "base_version"), 10, 64); err == nil {
		in.BaseVersion = &base
	}
	return in
}

// takeStep is POST /desk/meetings/{ref}/steps. What was typed is never lost: a refused step comes back with it.
func (o *office) takeStep(r *web.Request) (web.Reply, error) {
	in := stepInput(r)
	if _, ok := o.m.Process.Definition(Kind).Step(in.Step); !ok {
		return nil, errs.Bad("step", "process.no_such_step", "step", in.Step)
	}
	ref, err := o.change(r, actionOf(in.Step), func(tx *db.Tx, v Meeting) error { _, err := o.m.Take(tx, v, in); return err })
	if err == nil {
		return web.SeeOther("/desk/meetings/" + ref + "?done=yes"), nil
	}
	t, again := refused(r, err)
	if !again {
		return nil, err
	}
	return o.stepPage(r, in.Step, t)
}
