package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"strings"

	"reeve/kernel/errs"
)

// Pages are the HTML pages of the program: the frames and components once, each page's file on a clone.
type Pages struct {
	base   *template.Template
	checks []func(check func(t *template.Template, data any) error) error
}

// NewPages takes the frames and components of kernel/web/look.
func NewPages(base *template.Template) *Pages { return &Pages{base: base} }

// Check hands every page's template with an empty view to check (templatecheck in tests).
func (p *Pages) Check(check func(t *template.Template, data any) error) error {
	for _, c := range p.checks {
		if err := c(check); err != nil {
			return err
		}
	}
	return nil
}

// Page is one page: its template and the struct it is filled with, which embeds look.Page.
type Page[V any] struct {
	tmpl  *template.Template
	frame string
}

// Add parses file, which defines "content", for the frame "public" or "desk".
func Add[V any](p *Pages, fsys fs.FS, frame string, patterns ...string) (*Page[V], error) {
	t, err := p.base.Clone()
	if err != nil {
		return nil, err
	}
	if t, err = t.ParseFS(fsys, patterns...); err != nil {
		return nil, fmt.Errorf("page %v: %w", patterns, err)
	}
	page := &Page[V]{tmpl: t, frame: frame}
	p.checks = append(p.checks, func(check func(*template.Template, any) error) error {
		var zero V
		if err := check(t.Lookup(frame), zero); err != nil {
			return fmt.Errorf("page %v: %w", patterns, err)
		}
		return nil
	})
	return page, nil
}

// Reply is what a page handler answers with.
type Reply func(w http.ResponseWriter, r *Request) error

// With fills the page.
func (p *Page[V]) With(view V) Reply { return p.Status(http.StatusOK, view) }

// Status fills the page and sends it with another status, 422 for a form with errors.
func (p *Page[V]) Status(status int, view V) Reply {
	return func(w http.ResponseWriter, r *Request) error {
		var b bytes.Buffer // whole before the first byte goes out, so that a failing template is an error page
		if err := p.tmpl.ExecuteTemplate(&b, p.frame, view); err != nil {
			return err
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Language", r.Text.Lang().HTML())
		if w.Header().Get("Cache-Control") == "" {
			w.Header().Set("Cache-Control", "no-store")
		}
		w.WriteHeader(status)
		_, err := w.Write(b.Bytes())
		return err
	}
}

// SeeOther sends the browser to another page after a POST.
func SeeOther(address string) Reply {
	return func(w http.ResponseWriter, r *Request) error {
		http.Redirect(w, r.Request, address, http.StatusSeeOther)
		return nil
	}
}

// View answers a GET with a page.
func View(fn func(r *Request) (Reply, error)) Handler {
	return Raw(func(w http.ResponseWriter, r *Request) error {
		reply, err := fn(r)
		if err != nil {
			return err
		}
		return reply(w, r)
	})
}

// Form answers a POST of a form, urlencoded or multipart, that has been parsed into r.PostForm.
func Form(fn func(r *Request) (Reply, error)) Handler {
	h := Raw(func(w http.ResponseWriter, r *Request) error {
		if r.MultipartForm != nil {
			defer r.MultipartForm.RemoveAll()
		}
		reply, err := fn(r)
		if err != nil {
			return err
		}
		return reply(w, r)
	})
	h.multi = true
	return h
}

func (r *Request) parseForm() error {
	if r.IsMultipart() {
		return r.parseMultipart()
	}
	if err := r.ParseForm(); err != nil {
		if strings.Contains(err.Error(), "too large") {
			return errs.New(errs.TooLarge, "web.too_large", "limit", r.Route.limit())
		}
		return errs.Wrap(err, errs.Invalid, "web.form_broken")
	}
	return checkForm(r.Form)
}

// SafeNext is where to go after signing in: a path of this site, or the fallback.
func SafeNext(next, fallback string) string {
	u, err := url.Parse(next)
	if err != nil || next == "" || u.IsAbs() || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n") {
		return fallback
	}
	return next
}
