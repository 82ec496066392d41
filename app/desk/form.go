package desk

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"

	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// form is a simple form of the desk: questions below each other and one button.
type form struct {
	Action  string // address of the POST
	Label   string // of the form, where a page has several
	Errors  look.Errors
	Hidden  []hidden
	Fields  []look.Field
	Submit  string
	Variant string // "" primary, "secondary"
	Color   string // "" accent, "danger"
}

// button is a form with nothing but a button, for one line of a table.
type button struct {
	Action string
	Word   string
	About  string // what a screen reader hears after the word: which line it is
	Color  string
	Hidden []hidden
}

type hidden struct{ Name, Value string }

// once is the hidden key by which a form sent twice creates one thing.
func once() hidden {
	var b [16]byte
	rand.Read(b[:]) // never fails since Go 1.24
	return hidden{"idempotency_key", hex.EncodeToString(b[:])}
}

// answers are what was typed into the form of a page that has this name, and what is wrong with it. The zero
// answers are those of a fresh page.
type answers struct {
	form   string
	typed  url.Values
	alert  []look.Alert      // what is wrong with no field in particular; it stands above the page
	faults map[string]string // message by field
	order  []string          // fields with faults, as they were found
	status int
}

// refused makes answers of an error that the person can mend; ok is false for any other error.
func refused(r *web.Request, name string, err error) (a answers, ok bool) {
	e := errs.Of(err)
	if e == nil {
		return a, false
	}
	a = answers{form: name, typed: r.PostForm, faults: map[string]string{}}
	switch e.Kind {
	case errs.Invalid, errs.Unauthenticated:
		a.status = http.StatusUnprocessableEntity
	case errs.Conflict:
		a.status = http.StatusConflict
	case errs.TooMany:
		a.status = http.StatusTooManyRequests
	default:
		return a, false
	}
	for _, f := range e.Fields {
		if _, known := a.faults[f.Field]; !known {
			a.faults[f.Field] = r.Message(f)
			a.order = append(a.order, f.Field)
		}
	}
	if len(e.Fields) == 0 {
		a.alert = []look.Alert{{Kind: "danger", Text: r.Message(errs.Field{Key: e.Key, Args: e.Args})}}
	}
	return a, true
}

// of gives the answers if they are those of the form with this name, else those of an untouched form.
func (a answers) of(name string) answers {
	if a.form == name {
		return a
	}
	return answers{form: name}
}

// code is the status of the page that shows the answers.
func (a answers) code() int {
	if a.status == 0 {
		return http.StatusOK
	}
	return a.status
}

// field puts what was typed and the complaint about it into a question. Passwords are typed anew.
func (a answers) field(f look.Field) look.Field {
	f.ID, f.Error = a.form+"-"+f.Name, a.faults[f.Name]
	if a.typed != nil && f.Type != "password" {
		f.Value, f.Checked = a.typed.Get(f.Name), a.typed.Has(f.Name)
	}
	f.Options = slices.Clone(f.Options)
	for i := range f.Options {
		f.Options[i].Selected = f.Options[i].Value == f.Value
	}
	return f
}

// fill puts the answers into a form.
func (a answers) fill(r *web.Request, f form, fields ...look.Field) form {
	for _, q := range fields {
		f.Fields = append(f.Fields, a.field(q))
	}
	f.Errors.Title = r.Text.T("desk.errors")
	for _, name := range a.order {
		f.Errors.Items = append(f.Errors.Items, look.FieldError{ID: a.form + "-" + name, Text: a.faults[name]})
	}
	return f
}

// options are the choices of a select; word gives each its name.
func options(values []string, word func(string) string) []look.Option {
	all := make([]look.Option, 0, len(values))
	for _, v := range values {
		all = append(all, look.Option{Value: v, Word: word(v)})
	}
	return all
}

// above is the message above a page: what was refused, or what the act that led back here has done. The
// address names the latter, the list here says which there are.
func (a answers) above(r *web.Request) []look.Alert {
	if len(a.alert) > 0 {
		return a.alert
	}
	name := r.URL.Query().Get("done")
	if !slices.Contains([]string{"signed_out", "saved", "password", "post", "session", "revoked", "created", "passkey", "app", "codes", "removed", "proposed", "withdrawn", "blocked", "unblocked", "given", "ended", "tried"}, name) {
		return nil
	}
	return []look.Alert{{Kind: "success", Text: r.Text.T("desk.done." + name)}}
}

// move puts the complaint about a field to the question that stands for it.
func (a *answers) move(from, to string) {
	text, ok := a.faults[from]
	if !ok {
		return
	}
	delete(a.faults, from)
	a.faults[to] = text
	for i := range a.order {
		if a.order[i] == from {
			a.order[i] = to
		}
	}
}
