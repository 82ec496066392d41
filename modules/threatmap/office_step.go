package threatmap

import (
	"net/http"
	"slices"
	"strconv"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// stepView is GET /desk/reports/{ref}/steps/{step}: the form of one step beside what the resident wrote.
type stepView struct {
	look.Page
	Crumbs   look.Crumbs
	State    look.State
	Lead     string
	Leads    *look.State // the state that the step leads to
	Alert    *look.Alert
	Since    *look.Table // what others did since the form was opened
	Kept     []look.Fact // what was typed, where the step is no longer possible
	Form     *stepForm
	Back     look.Act
	Wrote    wroteView
	Category string
	Clock    *look.Clock
}

// stepForm are the questions of a step. Date and time stand beside each other, photos are chosen by sight.
type stepForm struct {
	Action  string
	Hidden  []hiddenField
	Errors  look.Errors
	Fields  []look.Field
	Photos  *photoChoice
	Redact  *redactView
	Found   []look.Fact // in the text, that may tell who somebody is
	Sure    string      // asks whether it is meant all the same
	Submit  string
	Draft   string
	Publish string // hint beside a text that becomes public
}

// photoChoice is the choice of one photo of a report.
type photoChoice struct {
	Legend, Error string
	Items         []photoItem
}

type photoItem struct {
	Value, Word, Src string
	Checked          bool
}

// typedStep is what was typed into a step's form and what is wrong with it.
type typedStep struct {
	values  map[string]string
	faults  []errs.Field
	alert   string // message key of what is wrong with no field in particular
	args    map[string]any
	base    int64  // version that the form was made from
	id      string // of the step, kept through all attempts
	status  int
	tooLate bool // the time lies so far back that a reason is asked for
}

func (t typedStep) value(name, otherwise string) string {
	if t.values == nil {
		return otherwise
	}
	return t.values[name]
}

// showStep is GET /desk/reports/{ref}/steps/{step}.
func (o *office) showStep(r *web.Request) (web.Reply, error) {
	return o.stepPage(r, r.PathValue("step"), typedStep{status: http.StatusOK, id: id.New()})
}

func (o *office) stepPage(r *web.Request, name string, typed typedStep) (web.Reply, error) {
	s, ok := o.m.Process.Definition(Kind).Step(name)
	if !ok || !forStaff(s) {
		return nil, errs.New(errs.NotFound, "web.no_such_page")
	}
	op, err := o.open(r, r.PathValue("ref"))
	if err != nil {
		return nil, err
	}
	if err := o.m.mayStep(r, op.rep, op.inst, name); err != nil {
		return nil, err
	}
	view := stepView{Page: o.frame(r, r.Text.T("threatmap.office.act."+name)), State: state(r, op.State), Category: o.m.categoryName(op.Category, r),
		Lead: r.Text.T("threatmap.office.step.needs", "needs", i18n.Key("threatmap.office.needs."+name)), Wrote: o.wrote(r, op), Crumbs: o.crumbs(r, op),
		Back: look.Act{Word: r.Text.T("threatmap.office.step.back"), Href: "/desk/reports/" + op.Ref, Variant: "secondary"}}
	view.NoIndex = true
	last := len(view.Crumbs.Items) - 1
	view.Crumbs.Items[last].Href = "/desk/reports/" + op.Ref
	view.Crumbs.Items = append(view.Crumbs.Items, look.NavItem{Word: view.Title})
	for _, c := range op.Clocks {
		if c.StoppedAt == nil {
			k := o.clockLine(r, op.inst, c.running, op.zone)
			view.Clock = &k
		}
	}
	possible := slices.Contains(s.From, op.State) && o.sensible(op, name) && (!s.Once || op.count(name) == 0)
	if typed.alert != "" {
		view.Alert = &look.Alert{Kind: "warning", Title: r.Text.T("web.failure." + strconv.Itoa(typed.status)), Text: r.Message(errs.Field{Key: typed.alert, Args: typed.args})}
	} else if !possible {
		typed.status = http.StatusConflict
		view.Alert = &look.Alert{Kind: "warning", Title: r.Text.T("threatmap.office.step.not_now"), Text: r.Text.T("process.step_not_now")}
	}
	view.Since = o.since(r, op, typed)
	if view.Alert == nil {
		if view.Alert, err = o.checklist(r, op, name); err != nil {
			return nil, err
		}
	}
	if !possible {
		view.Kept = kept(r, typed)
		return o.step.Status(typed.status, view), nil
	}
	if s.To != "" {
		to := state(r, s.To)
		view.Leads = &to
	}
	form, err := o.form(r, op, s, typed)
	view.Form = form
	return o.step.Status(typed.status, view), err
}

// since lists what others did between the version that the form was made from and now.
func (o *office) since(r *web.Request, op opened, typed typedStep) *look.Table {
	if typed.status != http.StatusConflict || typed.base == 0 || typed.base >= op.Version {
		return nil
	}
	t := look.Table{Caption: r.Text.T("threatmap.office.step.since"), Head: logHead(r)}
	for _, step := range op.taken {
		if step.Version > typed.base {
			t.Rows = append(t.Rows, o.logRow(r, op, step))
		}
	}
	return &t
}

// kept gives back what was typed for a step that is no longer possible, so that it can be copied.
func kept(r *web.Request, typed typedStep) (facts []look.Fact) {
	for _, name := range []string{"found", "text", "reason", "late_reason"} {
		if v := typed.values[name]; v != "" {
			facts = append(facts, look.Fact{Term: r.Text.T("threatmap.office.field." + name), Text: v})
		}
	}
	return facts
}

// stepHidden are the hidden fields of every step's form: which step, its id, and the version that was seen.
func stepHidden(op opened, step, stepID string) []hiddenField {
	return []hiddenField{{"step", step}, {"id", stepID}, {"base_version", strconv.FormatInt(op.Version, 10)}}
}

func (o *office) form(r *web.Request, op opened, s process.Step, typed typedStep) (*stepForm, error) {
	f := &stepForm{Action: "/desk/reports/" + op.Ref + "/steps", Hidden: stepHidden(op, s.Name, typed.id), Draft: "step-" + op.Ref + "-" + s.Name,
		Submit: r.Text.T("threatmap.office.act." + s.Name), Errors: look.Errors{Title: r.Text.T("threatmap.office.step.errors")}}
	if s.Name == "publish_text" {
		f.Publish = r.Text.T("threatmap.office.step.names")
		o.warn(r, op, typed, f)
	}
	if back := r.FormValue("back"); back == "moderation" {
		f.Hidden = append(f.Hidden, hiddenField{"back", back})
	}
	needs, err := o.needs(r, op, s)
	if err != nil {
		return nil, err
	}
	for _, need := range needs {
		switch need {
		case "occurred_at":
			f.Fields = append(f.Fields, whenFields(r, op, typed)...)
		case "photo":
			var err error
			if f.Redact, err = o.redactForm(r, op, typed); err != nil {
				return nil, err
			}
		default:
			field, err := o.field(r, op, s, need, typed)
			if err != nil {
				return nil, err
			}
			f.Fields = append(f.Fields, field)
		}
	}
	if s.Name == "hide" {
		f.Photos = photoChoiceOf(r, op, s.Name, typed)
	}
	if typed.tooLate || typed.value("late_reason", "") != "" {
		f.Fields = append(f.Fields, look.Field{Name: "late_reason", Label: r.Text.T("threatmap.office.field.late_reason"),
			Type: "textarea", Rows: 2, Max: MaxText, Value: typed.value("late_reason", "")})
	}
	typed.mark(r, f)
	return f, nil
}

// warn lists what of the text that is to be published looks personal.
func (o *office) warn(r *web.Request, op opened, typed typedStep, f *stepForm) {
	text := op.Text
	if op.PublicText != nil {
		text = *op.PublicText
	}
	found := personalIn(typed.value("text", text))
	for _, p := range found {
		f.Found = append(f.Found, look.Fact{Term: r.Text.T("threatmap.personal." + p.Kind), Text: p.Text, Lang: htmlLang(op.Lang)})
	}
	if typed.values != nil && len(tellsWho(found)) > 0 {
		f.Sure = r.Text.T("threatmap.personal.sure")
	}
}

// mark puts the complaints at their fields and into the summary above the form.
func (t typedStep) mark(r *web.Request, f *stepForm) {
	for _, bad := range t.faults {
		name, text := bad.Field, r.Message(bad)
		if name == "occurred_at" {
			name = "occurred_date"
		}
		if n := slices.IndexFunc(f.Fields, func(q look.Field) bool { return q.Name == name }); n >= 0 {
			f.Fields[n].Error = text
		} else if f.Photos != nil && name == "photo" {
			f.Photos.Error = text
		} else if f.Redact != nil && name == "regions" {
			name = "regions"
		} else {
			name = "step-form"
		}
		f.Errors.Items = append(f.Errors.Items, look.FieldError{ID: name, Text: text})
	}
}
