package community

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// stepView is GET /desk/agreements/{ref}/steps/{step}: the form of one step.
type stepView struct {
	look.Page
	Crumbs look.Crumbs
	State  look.Tag
	Lead   string
	Alert  *look.Alert
	Action string
	Hidden []hidden
	Errors look.Errors
	Fields []look.Field
	Form   bool
	Submit string
	Back   look.Act
}

type hidden struct{ Name, Value string }

// typed is what was typed into a form and what is wrong with it.
type typed struct {
	values map[string]string
	faults []errs.Field
	alert  *look.Alert
	status int
}

func (o *office) stepForm(r *web.Request) (web.Reply, error) {
	return o.stepPage(r, r.PathValue("step"), typed{status: http.StatusOK, values: map[string]string{"id": id.New()}})
}

func (o *office) stepPage(r *web.Request, name string, t typed) (web.Reply, error) {
	s, ok := o.c.Process.Definition(Kind).Step(name)
	if !ok || slices.Contains(s.Who, "system") {
		return nil, errs.New(errs.NotFound, "web.no_such_page")
	}
	a, err := o.open(r)
	if err != nil {
		return nil, err
	}
	if err := o.mayWrite(r, a); err != nil {
		return nil, err
	}
	v := stepView{Page: o.frame(r, r.Text.T("community.act."+name)), State: stateTag(r, a.inst.State), Lead: r.Text.T("community.needs." + name), Alert: t.alert,
		Action: "/desk/agreements/" + a.Ref + "/steps", Submit: r.Text.T("community.act." + name), Form: slices.Contains(s.From, a.inst.State),
		Back: look.Act{Word: r.Text.T("community.back"), Href: "/desk/agreements/" + a.Ref, Variant: "secondary"}}
	v.NoIndex, v.Crumbs = true, o.crumbs(r, a, r.Text.T("community.act."+name))
	v.Hidden = []hidden{{"step", name}, {"id", t.values["id"]}, {"base_version", strconv.FormatInt(a.inst.Version, 10)}}
	if !v.Form {
		v.Alert = &look.Alert{Kind: "warning", Text: r.Text.T("process.step_not_now")}
		return o.step.Status(http.StatusConflict, v), nil
	}
	for _, need := range s.Needs {
		f := look.Field{Name: need, Label: r.Text.T("community.field." + need), Value: t.values[need], Required: true}
		switch need {
		case "reason":
			f.Type, f.Rows, f.Max = "textarea", 3, maxText
		case "signed", "until":
			f.Type = "date"
		}
		if name == "amend" && need == "until" {
			f.Required, f.Optional = false, r.Text.T("community.optional")
		}
		v.Fields = append(v.Fields, f)
	}
	v.Errors = mark(r, v.Fields, t.faults)
	return o.step.Status(t.status, v), nil
}

// mark puts the complaints at their fields and into the summary above the form.
func mark(r *web.Request, fields []look.Field, faults []errs.Field) look.Errors {
	all := look.Errors{Title: r.Text.T("community.errors")}
	for _, bad := range faults {
		text, at := r.Message(bad), "agreement-form"
		if n := slices.IndexFunc(fields, func(f look.Field) bool { return f.Name == bad.Field }); n >= 0 {
			fields[n].Error, at = text, fields[n].ControlID()
		}
		all.Items = append(all.Items, look.FieldError{ID: at, Text: text})
	}
	return all
}

// takeStep is POST /desk/agreements/{ref}/steps. What was typed is never lost: a refused step comes back with it.
func (o *office) takeStep(r *web.Request) (web.Reply, error) {
	get := r.PostForm.Get
	in := StepInput{ID: get("id"), Step: get("step"), Reason: strings.ReplaceAll(get("reason"), "\r\n", "\n"), Signed: get("signed"), Until: get("until"), Successor: get("successor")}
	if base, err := strconv.ParseInt(get("base_version"), 10, 64); err == nil {
		in.BaseVersion = &base
	}
	if s, ok := o.c.Process.Definition(Kind).Step(in.Step); !ok || slices.Contains(s.Who, "system") {
		return nil, errs.Bad("step", "process.no_such_step", "step", in.Step)
	}
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		a, err := o.read(tx, r)
		if err != nil {
			return "", err
		}
		if err := o.mayWrite(r, a); err != nil {
			return "", err
		}
		_, err = o.c.take(tx, a.Agreement, in)
		return a.Ref, err
	})
	if err == nil {
		return web.SeeOther("/desk/agreements/" + ref + "?done=step"), nil
	}
	t, ok := refused(r, err)
	if !ok {
		return nil, err
	}
	if !id.IsUUID(t.values["id"]) {
		t.values["id"] = id.New()
	}
	return o.stepPage(r, in.Step, t)
}

// refused turns an error that a person can mend into what the form shows again.
func refused(r *web.Request, err error) (t typed, ok bool) {
	f, ok := r.Refusal(err)
	if !ok {
		return t, false
	}
	t.status, t.faults, t.alert, t.values = f.Status, f.Faults, f.Alert, map[string]string{}
	for name := range r.PostForm {
		t.values[name] = r.PostForm.Get(name)
	}
	return t, true
}

// takeObligation is POST /desk/agreements/{ref}/obligations: a new one, or what became of one.
func (o *office) takeObligation(r *web.Request) (web.Reply, error) {
	get := r.PostForm.Get
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		a, err := o.read(tx, r)
		if err != nil {
			return "", err
		}
		if err := o.mayWrite(r, a); err != nil {
			return "", err
		}
		if known := get("obligation"); known != "" {
			ob, err := getObligation(tx, a.ID, known)
			if err != nil {
				return "", err
			}
			return a.Ref, o.c.Discharge(tx, a.Agreement, ob, get("state"), get("reason"))
		}
		party, err := strconv.ParseInt(get("party"), 10, 64)
		if err != nil {
			party = -1
		}
		return a.Ref, o.c.Owe(tx, a.Agreement, Obligation{Party: party, Body: get("body"), Due: get("due")})
	})
	if t, again := refused(r, err); again {
		return o.page(r, t)
	} else if err != nil {
		return nil, err
	}
	return web.SeeOther("/desk/agreements/" + ref + "?done=obligation"), nil
}

// takeFile is POST /desk/agreements/{ref}/files.
func (o *office) takeFile(r *web.Request) (web.Reply, error) {
	var a openAgreement
	err := r.Read(func(s *db.Snapshot) (err error) { a, err = o.read(s, r); return err })
	if err != nil {
		return nil, err
	}
	if err := o.mayWrite(r, a); err != nil { // before anything is stored
		return nil, err
	}
	if r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 {
		return nil, errs.Bad("file", "community.file_missing")
	}
	part := r.MultipartForm.File["file"][0]
	in, err := part.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	h, err := o.c.Archive.TakeIn(r.Context(), in, part.Filename, r.PostForm.Get("public") != "")
	if err != nil {
		return nil, err
	}
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		now, err := o.read(tx, r)
		if err != nil {
			return "", err
		}
		if err := o.mayWrite(r, now); err != nil {
			return "", err
		}
		return now.Ref, o.c.attach(tx, now.Agreement, h)
	})
	if err != nil {
		return nil, err
	}
	return web.SeeOther("/desk/agreements/" + ref + "?done=file"), nil
}
