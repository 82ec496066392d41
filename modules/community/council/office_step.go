package council

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// stepForm is GET /desk/council_reports/{ref}/steps/{step}.
func (o *office) stepForm(r *web.Request) (web.Reply, error) {
	return o.stepPage(r, r.PathValue("step"), fresh(url.Values{"id": {id.New()}}))
}

func (o *office) stepPage(r *web.Request, name string, t typed) (web.Reply, error) {
	s, ok := o.c.Process.Definition(Kind).Step(name)
	if !ok {
		return nil, errs.New(errs.NotFound, "web.no_such_page")
	}
	d, err := o.open(r)
	if err != nil {
		return nil, err
	}
	if !o.may(d, name) {
		return nil, errs.New(errs.Forbidden, "web.forbidden")
	}
	at, title := root+"/"+d.Ref, r.Text.T("council.act."+name)
	v := formView{Page: o.frame(r, title), Crumbs: crumbs(r, r.Text.DateRange(day(d.From), day(d.Until)), at, title), Lead: r.Text.T("council.needs." + name), Alert: t.alert,
		Action: at + "/steps", Submit: title, Form: slices.Contains(s.From, d.inst.State), Draft: "council-" + d.Ref + "-" + name,
		Hidden: []hidden{{"step", name}, {"id", t.values.Get("id")}, {"base_version", strconv.FormatInt(d.inst.Version, 10)}},
		Back:   look.Act{Word: r.Text.T("council.cancel"), Href: at, Variant: "secondary"}}
	v.NoIndex = true
	if !v.Form {
		v.Alert = &look.Alert{Kind: "warning", Text: r.Text.T("process.step_not_now")}
		return o.form.Status(http.StatusConflict, v), nil
	}
	for _, need := range s.Needs {
		f := look.Field{Name: need, Label: r.Text.T("council.field." + need), Value: t.values.Get(need), Required: true, Type: "textarea", Rows: 4, Max: maxWords}
		if need == "meeting" {
			f.Type, f.Max, f.Rows = "select", 0, 0
			if f.Options, err = o.meetings(r, d, t.values.Get(need)); err != nil {
				return nil, err
			}
		}
		v.Fields = append(v.Fields, f)
	}
	v.Errors = mark(r, v.Fields, t.faults)
	return o.form.Status(t.status, v), nil
}

// meetings are those held in the community since the period ended, the latest first.
func (o *office) meetings(r *web.Request, d opened, chosen string) (options []look.Option, err error) {
	options = []look.Option{{Word: r.Text.T("council.choose")}}
	if o.c.Meetings == nil {
		return options, nil
	}
	in := policy.Scope{Refs: []policy.Ref{{Kind: policy.Place, ID: d.Place}}}
	tomorrow := day(o.c.dayAt(d.Place, r.Now)).AddDate(0, 0, 1).Format("2006-01-02")
	err = r.Read(func(s *db.Snapshot) error {
		held, err := o.c.Meetings.Held(s, in, d.From, tomorrow)
		slices.Reverse(held)
		for _, row := range held {
			m := row.Meeting
			name := o.c.word(r, m.Titles)
			if name == "" {
				name = r.Text.T("meetings.kind." + m.Kind)
			}
			options = append(options, look.Option{Value: m.Ref, Word: r.Text.Date(day(m.Day())) + ", " + name, Selected: m.Ref == chosen})
		}
		return err
	})
	return options, err
}

// takeStep is POST /desk/council_reports/{ref}/steps.
func (o *office) takeStep(r *web.Request) (web.Reply, error) {
	get := func(name string) string { return strings.ReplaceAll(r.PostForm.Get(name), "\r\n", "\n") }
	in := StepInput{ID: get("id"), Step: get("step"), Reason: get("reason"), Meeting: get("meeting"), Decision: get("decision")}
	if base, err := strconv.ParseInt(get("base_version"), 10, 64); err == nil {
		in.BaseVersion = &base
	}
	if _, ok := o.c.Process.Definition(Kind).Step(in.Step); !ok {
		return nil, errs.Bad("step", "process.no_such_step", "step", in.Step)
	}
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		d, err := o.read(tx, r)
		if err != nil {
			return "", err
		}
		if !o.may(d, in.Step) {
			return "", errs.New(errs.Forbidden, "web.forbidden")
		}
		v, err := o.c.Take(tx, d.Report, in)
		return v.Ref, err
	})
	if t, ok := refused(r, err); ok {
		return o.stepPage(r, in.Step, t)
	}
	return web.SeeOther(root + "/" + ref + "?done=" + in.Step), err
}
