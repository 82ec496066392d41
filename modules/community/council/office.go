package council

import (
	"net/http"
	"net/url"
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// office is the desk's pages: the list, one report, the list behind a figure, the form, a step.
type office struct {
	c      *Council
	frame  func(r *web.Request, title string) look.Page
	list   *web.Page[listView]
	one    *web.Page[oneView]
	figure *web.Page[figureView]
	form   *web.Page[formView]
}

func newOffice(c *Council, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (o *office, err error) {
	o = &office{c: c, frame: frame}
	if o.list, err = web.Add[listView](pages, files, "desk", "page/list.html"); err != nil {
		return nil, err
	}
	if o.one, err = web.Add[oneView](pages, files, "desk", "page/report.html"); err != nil {
		return nil, err
	}
	if o.figure, err = web.Add[figureView](pages, files, "desk", "page/figure.html"); err != nil {
		return nil, err
	}
	o.form, err = web.Add[formView](pages, files, "desk", "page/form.html")
	return o, err
}

// root is where the reports are.
const root = "/desk/council_reports"

// opened is a report that a member of staff has before them, and what they may do with it.
type opened struct {
	Report
	inst           process.Instance
	write, present bool
}

// open reads a report that the asker may see; what may not be seen does not exist.
func (o *office) open(r *web.Request) (v opened, err error) {
	err = r.Read(func(s *db.Snapshot) error { v, err = o.read(s, r); return err })
	return v, err
}

func (o *office) read(q db.Reader, r *web.Request) (v opened, err error) {
	missing := errs.New(errs.NotFound, "council.no_such_report")
	ref, ok := id.ParseRef(r.PathValue("ref"))
	if !ok {
		return v, missing
	}
	if v.Report, err = ByRef(q, ref); err != nil {
		return v, err
	}
	if v.inst, err = process.Load(q, v.ID); err != nil {
		return v, err
	}
	res := o.c.resource(v.Report, v.inst)
	v.write = o.c.mayWrite(r, v.Report, v.inst)
	v.present = r.Allowed("community.council.present", res) == nil
	if !v.write && (v.inst.State == Draft || r.Allowed("community.council.read", res) != nil) {
		return v, missing
	}
	return v, nil
}

type hidden struct{ Name, Value string }

// typed is what was typed into a form and what is wrong with it.
type typed struct {
	values url.Values
	faults []errs.Field
	alert  *look.Alert
	status int
}

func fresh(values url.Values) typed { return typed{status: http.StatusOK, values: values} }

// refused is what a page shows again after a refusal; ok is false for errors that are no page's business.
func refused(r *web.Request, err error) (t typed, ok bool) {
	f, ok := r.Refusal(err)
	if !ok {
		return t, false
	}
	return typed{r.PostForm, f.Faults, f.Alert, f.Status}, true
}

// mark puts the complaints at their fields and into the summary above the form.
func mark(r *web.Request, fields []look.Field, faults []errs.Field) look.Errors {
	if len(faults) == 0 {
		return look.Errors{}
	}
	all := look.Errors{Title: r.Text.T("council.errors")}
	for _, bad := range faults {
		text, at := r.Message(bad), "council-form"
		if n := slices.IndexFunc(fields, func(f look.Field) bool { return f.Name == bad.Field }); n >= 0 {
			fields[n].Error, at = text, fields[n].ControlID()
		}
		all.Items = append(all.Items, look.FieldError{ID: at, Text: text})
	}
	return all
}

// crumbs lead back to the list, and to the report where the page is one below it.
func crumbs(r *web.Request, title, href, here string) look.Crumbs {
	c := look.Crumbs{Label: r.Text.T("council.crumbs"), Items: []look.NavItem{{Word: r.Text.T("council.reports"), Href: root}}}
	if title != "" {
		c.Items = append(c.Items, look.NavItem{Word: title, Href: href})
	}
	return look.Crumbs{Label: c.Label, Items: append(c.Items, look.NavItem{Word: here})}
}

// stateTag is the word of a report's state.
func stateTag(r *web.Request, state string) look.Tag {
	icons := map[string]string{Draft: "pencil", Submitted: "send", Presented: "users", Decided: "check"}
	return look.Tag{Word: r.Text.T("community.state." + state), Icon: icons[state]}
}

// done is the message above a page that an act has led back to.
func done(r *web.Request) []look.Alert {
	what := r.URL.Query().Get("done")
	if !slices.Contains([]string{"new", "edit", "submit", "back", "present", "decide"}, what) {
		return nil
	}
	return []look.Alert{{Kind: "success", Text: r.Text.T("council.done." + what)}}
}
