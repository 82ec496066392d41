package places

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// formView is every form of these pages.
type formView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Alert  *look.Alert
	Action string
	Files  bool // has a file to choose
	Hidden []hidden
	Errors look.Errors
	Fields []look.Field
	Submit string
	Back   look.Act
}

type hidden struct{ Name, Value string }

// typed is what a form is filled with: what is known, or what was typed and refused.
type typed struct {
	status int
	values map[string]string
	faults []errs.Field
	alert  *look.Alert
}

func fresh(values map[string]string) typed { return typed{status: http.StatusOK, values: values} }

// refused turns a rule's complaint into the form once more, with everything that was typed; ok is false for other errors.
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

// render adds what is wrong to the fields, and sends the page.
func (o *office) render(r *web.Request, v formView, t typed) (web.Reply, error) {
	v.NoIndex, v.Alert = true, t.alert
	v.Submit = firstOf(v.Submit, r.Text.T("places.office.save"))
	v.Back = look.Act{Word: r.Text.T("places.office.back"), Href: v.Back.Href, Variant: "secondary"}
	v.Hidden = append(v.Hidden, hidden{"version", t.values["version"]})
	if len(t.faults) > 0 {
		v.Errors.Title = r.Text.T("places.office.errors")
	}
	for _, bad := range t.faults {
		text, at := r.Message(bad), "office-form"
		if n := slices.IndexFunc(v.Fields, func(f look.Field) bool { return f.Name == formName(bad.Field) }); n >= 0 {
			v.Fields[n].Error, at = text, v.Fields[n].ControlID()
		}
		v.Errors.Items = append(v.Errors.Items, look.FieldError{ID: at, Text: text})
	}
	return o.form.Status(t.status, v), nil
}

// formName is the field of a form that asks for what a rule complains about.
func formName(field string) string {
	switch field {
	case "names", "titles":
		return "name"
	case "valid_from":
		return "from"
	case "valid_until":
		return "until"
	case "account":
		return "email"
	}
	return field
}

// in puts a text in the reader's language in place of the one that was there; other languages stay.
func in(r *web.Request, t i18n.Text, field string) i18n.Text {
	out := i18n.Text{}
	for tag, text := range t {
		out[tag] = text
	}
	value := strings.TrimSpace(r.PostForm.Get(field))
	if value == "" {
		delete(out, string(r.Text.Lang()))
		return out
	}
	if value == t.In(r.Text.Lang()) { // also where it is written in the other script
		return out
	}
	out[string(r.Text.Lang())] = value
	return out
}

func typedText(r *web.Request, name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }

// base is the version a form was made from.
func base(r *web.Request) (int64, error) {
	n, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	if err != nil {
		return 0, errs.Bad("version", "places.changed_meanwhile")
	}
	return n, nil
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// placeField asks for a place by its code: there may be thousands.
func (o *office) placeField(r *web.Request, t typed, label, help string) look.Field {
	return look.Field{Name: "place", Label: r.Text.T(label), Help: r.Text.T(help), Value: t.values["place"], Optional: r.Text.T("places.office.optional"), Key: true}
}

// typedPlace reads the code of a place.
func (o *office) typedPlace(r *web.Request) (string, error) {
	code := typedText(r, "place")
	if code == "" {
		return "", nil
	}
	v, ok := o.p.Snapshot().ByCode(code)
	if !ok {
		return "", errs.Bad("place", "places.no_such_place", "place", code)
	}
	return v.ID, nil
}

func (o *office) placeCode(place string) string {
	v, _ := o.p.Snapshot().Place(place)
	return v.Code
}
