package web

import (
	"log/slog"
	"net/http"
	"net/url"
	"strconv"

	"reeve/kernel/errs"
	"reeve/kernel/identity"
	"reeve/kernel/web/look"
)

// problem is RFC 9457 with this program's code and the complaints about fields.
type problem struct {
	Type    string         `json:"type"`
	Title   string         `json:"title"`
	Status  int            `json:"status"`
	Code    string         `json:"code"`
	Detail  string         `json:"detail"`
	Errors  []problemField `json:"errors"`
	Current any            `json:"current,omitempty"`
}

type problemField struct {
	Field   string `json:"field"`
	Row     *int   `json:"row"`
	Message string `json:"message"`
	Remedy  string `json:"remedy"`
}

// failureView is the page that tells what happened, what was kept and what to do.
type failureView struct {
	look.Page
	Detail string
	Fields []problemField
	Back   string
}

func statusOf(k errs.Kind) int {
	switch k {
	case errs.Malformed:
		return http.StatusBadRequest
	case errs.Invalid:
		return http.StatusUnprocessableEntity
	case errs.Unauthenticated:
		return http.StatusUnauthorized
	case errs.Forbidden:
		return http.StatusForbidden
	case errs.NotFound:
		return http.StatusNotFound
	case errs.WrongMethod:
		return http.StatusMethodNotAllowed
	case errs.Gone:
		return http.StatusGone
	case errs.Conflict:
		return http.StatusConflict
	case errs.TooLarge:
		return http.StatusRequestEntityTooLarge
	case errs.TooMany:
		return http.StatusTooManyRequests
	case errs.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// fail answers with an error in the form the route speaks.
func (s *Server) fail(w http.ResponseWriter, r *Request, err error) {
	e := errs.Of(err)
	if e == nil {
		if r.Context().Err() != nil {
			return // nobody is listening any more
		}
		slog.Error("request failed", "method", r.Method, "route", r.Route.Path, "error", err)
		e = errs.New(errs.Internal, "web.internal")
	} else if e.Kind == errs.Unavailable || e.Kind == errs.Internal {
		slog.Error("request failed", "method", r.Method, "route", r.Route.Path, "error", err)
	}
	status := statusOf(e.Kind)
	if e.Kind == errs.TooMany {
		if wait, ok := e.Args["seconds"]; ok {
			if n, ok := wait.(int); ok {
				w.Header().Set("Retry-After", strconv.Itoa(n))
			}
		}
	}
	if r.Route.Handler.api {
		w.Header().Set("Content-Type", "application/problem+json")
		p := problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: e.Key,
			Detail: r.message(e.Key, e.Args), Errors: r.fields(e.Fields), Current: e.Current}
		if err := writeProblem(w, status, p); err != nil {
			slog.Debug("answer not delivered", "error", err)
		}
		return
	}
	if e.Kind == errs.Unauthenticated && r.Route.surface() == Field && r.Method == http.MethodGet {
		to := "/field/sign-in"
		if r.URL.Path != "/field/" {
			to += "?next=" + url.QueryEscape(r.URL.RequestURI())
		}
		http.Redirect(w, r.Request, to, http.StatusSeeOther)
		return
	}
	if e.Kind == errs.Unauthenticated && r.Route.Desk() && r.Method == http.MethodGet {
		http.Redirect(w, r.Request, "/desk/sign-in?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	if to := factorPage(r, e); to != "" {
		http.Redirect(w, r.Request, to, http.StatusSeeOther)
		return
	}
	view := failureView{Page: s.Frame(r, r.Text.T("web.failure."+strconv.Itoa(status))), Detail: r.message(e.Key, e.Args), Fields: r.fields(e.Fields)}
	view.NoIndex = true
	if ref, err := url.Parse(r.Referer()); err == nil && ref.Host == r.Host {
		view.Back = ref.RequestURI()
	}
	if err := s.failure.Status(status, view)(w, r); err != nil {
		slog.Error("error page failed", "error", err)
		http.Error(w, http.StatusText(status), status)
	}
}

// factorPage is where somebody is led who lacks the second factor, or whose last showing of it lies too far back; empty
// for any other error. What was typed into a form is not thrown away: its sender reads what to do first.
func factorPage(r *Request, e *errs.Error) string {
	if r.Method != http.MethodGet || e.Kind != errs.Forbidden || r.Route.surface() == Public {
		return ""
	}
	back := "?next=" + url.QueryEscape(r.URL.RequestURI())
	switch {
	case r.Who.Hold == identity.HoldEnrol:
		return identity.FactorsPage + back
	case r.Who.Hold == identity.HoldConfirm, e.Key == identity.StaleKey:
		return identity.ConfirmPage + back
	}
	return ""
}

func writeProblem(w http.ResponseWriter, status int, p problem) error {
	w.Header().Set("Cache-Control", "no-store")
	return writeJSONBody(w, status, p)
}

// Message is the text of an error for the reader, for pages that show their own errors.
func (r *Request) Message(f errs.Field) string { return r.message(f.Key, f.Args) }

func (r *Request) message(key string, args map[string]any) string {
	return r.Text.T(key, errs.Arguments(args)...)
}

func (r *Request) fields(fields []errs.Field) []problemField {
	out := []problemField{}
	for _, f := range fields {
		p := problemField{Field: f.Field, Message: r.message(f.Key, f.Args)}
		if f.Row > 0 {
			p.Row = &f.Row
		}
		if f.Remedy != "" {
			p.Remedy = r.message(f.Remedy, f.Args)
		}
		out = append(out, p)
	}
	return out
}
