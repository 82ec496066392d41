package form

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// View is a form of the desk. Groups are its parts, one after the other.
type View struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Langs  []look.LangLink // above the form: the same in other languages
	Alert  *look.Alert
	Action string
	Hidden []Hidden
	Errors look.Errors
	Groups []Group
	Submit string   // empty = save
	More   []Button // further ways to send the form, behind the first
	Back   look.Act
	Draft  string
}

// Group is a part of a form; without a title it is no part of its own.
type Group struct {
	ID, Title, Note string
	Parts           []Part
}

// Part is one question: a field, or choices laid open.
type Part struct {
	Field   look.Field
	Choices *look.Choices
}

// Button sends the form as it stands, with a value that says what for; nothing has to be filled in.
type Button struct{ Name, Value, Word string }

// Hidden is a value that the form carries.
type Hidden struct{ Name, Value string }

// Parts are fields as questions of a group.
func Parts(fields ...look.Field) (all []Part) {
	for _, f := range fields {
		all = append(all, Part{Field: f})
	}
	return all
}

// Forms answers with forms.
type Forms struct {
	page *web.Page[View]
}

// New makes the forms of a feature in a frame, "public" or "desk".
func New(pages *web.Pages, frame string) (*Forms, error) {
	page, err := web.Add[View](pages, files, frame, "page/form.html")
	return &Forms{page}, err
}

// Answer puts the complaints at their fields and into the summary above, and answers with the form.
func (d *Forms) Answer(r *web.Request, v View, t Typed) (web.Reply, error) {
	v.NoIndex, v.Alert = true, t.Alert
	v.Errors.Title = r.Text.T("form.errors")
	for _, bad := range t.faults {
		text, at := r.Message(bad), "the-form"
		for g := range v.Groups {
			for p := range v.Groups[g].Parts {
				part := &v.Groups[g].Parts[p]
				switch {
				case part.Choices != nil && part.Choices.Name == bad.Field:
					part.Choices.Error, at = text, bad.Field
				case part.Choices == nil && part.Field.Name == bad.Field:
					part.Field.Error, at = text, part.Field.ControlID()
				}
			}
		}
		v.Errors.Items = append(v.Errors.Items, look.FieldError{ID: at, Text: text})
	}
	if v.Submit == "" {
		v.Submit = r.Text.T("form.save")
	}
	return d.page.Status(t.Status, v), nil
}

// Typed is what was typed into a form and what is wrong with it.
type Typed struct {
	Values url.Values // nil = nothing was typed yet
	Alert  *look.Alert
	Status int
	faults []errs.Field
}

// Fresh is a form that nobody has filled in yet.
func Fresh(values url.Values) Typed { return Typed{Status: http.StatusOK, Values: values} }

// Refused turns an error that a person can mend into what the form shows again.
func Refused(r *web.Request, err error) (t Typed, ok bool) {
	f, ok := r.Refusal(err)
	if !ok {
		return t, false
	}
	t.Status, t.faults, t.Alert, t.Values = f.Status, f.Faults, f.Alert, r.PostForm
	if len(f.Faults) > 0 && f.Faults[0].Field == "" {
		t.Alert = &look.Alert{Kind: "warning", Text: r.Message(f.Faults[0])}
	}
	return t, true
}

// Faults are the complaints about fields, for a form that is laid out otherwise.
func (t Typed) Faults() []errs.Field { return t.faults }

// Flash says what was wrong with a small form on a page that has others too.
func (t Typed) Flash(r *web.Request) *look.Alert {
	if t.Alert != nil || len(t.faults) == 0 {
		return t.Alert
	}
	var all []string
	for _, f := range t.faults {
		all = append(all, r.Message(f))
	}
	return &look.Alert{Kind: "warning", Title: r.Text.T("form.errors"), Text: strings.Join(all, " ")}
}

// Posted is a field of a form as it was typed, without blanks around it.
func Posted(r *web.Request, name string) string {
	return strings.TrimSpace(strings.ReplaceAll(r.PostForm.Get(name), "\r\n", "\n"))
}

// Version is the version of the record that a form was filled in from; 0 for none.
func Version(r *web.Request) int64 {
	n, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Lines are the lines of a text that hold something.
func Lines(text string) []string {
	all := []string{}
	for l := range strings.SplitSeq(text, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			all = append(all, l)
		}
	}
	return all
}

// Crumbs lead back from a page over what lies between.
func Crumbs(r *web.Request, items ...look.NavItem) look.Crumbs {
	return look.Crumbs{Label: r.Text.T("form.crumbs"), Items: items}
}

// Back is the way back from a form.
func Back(r *web.Request, href string) look.Act {
	return look.Act{Word: r.Text.T("form.back"), Href: href, Variant: "secondary"}
}

// Done is the message above a page that an act has led back to.
func Done(r *web.Request) []look.Alert {
	if r.URL.Query().Get("done") == "" {
		return nil
	}
	return []look.Alert{{Kind: "success", Text: r.Text.T("form.done")}}
}

// Fact is a line of a list of facts.
func Fact(r *web.Request, key, text string) look.Fact {
	return look.Fact{Term: r.Text.T(key), Text: text}
}

// Head are the heads of a table.
func Head(r *web.Request, keys ...string) (cells []look.Cell) {
	for _, k := range keys {
		cells = append(cells, look.Cell{Text: r.Text.T(k)})
	}
	return cells
}

// Line joins what is there with commas.
func Line(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(t string) bool { return t == "" }), ", ")
}
