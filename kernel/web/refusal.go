package web

import (
	"net/http"

	"reeve/kernel/errs"
	"reeve/kernel/web/look"
)

// Refusal is an error that the person at a form can mend: what the form shows again.
type Refusal struct {
	Status int
	Faults []errs.Field // by field; empty where Alert tells it
	Alert  *look.Alert  // of a complaint about no field
}

// Refusal tells what a form shows again after err; ok is false for errors that are no form's business.
func (r *Request) Refusal(err error) (f Refusal, ok bool) {
	e := errs.Of(err)
	if e == nil {
		return f, false
	}
	switch e.Kind {
	case errs.Invalid:
		f.Status = http.StatusUnprocessableEntity
	case errs.Conflict:
		f.Status = http.StatusConflict
	default:
		return f, false
	}
	f.Faults = e.Fields
	if len(e.Fields) == 0 {
		f.Alert = &look.Alert{Kind: "warning", Text: r.Message(errs.Field{Key: e.Key, Args: e.Args})}
	}
	return f, true
}
