package web

import (
	"net/http"
	"reflect"
	"strings"
)

// Surface is a listener's view of the program.
type Surface string

const (
	Public Surface = "public" // residents: pages, public API, log, health
	Desk   Surface = "desk"   // staff pages and the staff API
	Field  Surface = "field"  // the officer's phone and its commands
	Node   Surface = "node"   // what nodes of other organisations ask, by their own certificates; only where it is named
	Every  Surface = "every"  // what each listener needs: built files, health
)

// Route is one line of a routes.go: what may be asked, with which right, and who answers.
type Route struct {
	Method  string
	Path    string  // of net/http's ServeMux; {lang} is a language of the program
	Action  string  // action of the policy, for example "threatmap.report.file"
	Surface Surface // empty: by path, /desk, /api/v1/desk and /api/v1/exchange are Desk, /field and /api/v1/field Field, /exchange Node, the rest Public
	Handler Handler
	Summary string // one English line for the API description; empty for pages
	Status  int    // of a good answer; 0 = 200
	Limit   int64  // bytes of body; 0 = 1 MiB
}

// Handler answers requests of one route. Its kind decides how errors look.
type Handler struct {
	serve func(w http.ResponseWriter, r *Request) error
	api   bool // errors as problem+json
	in    reflect.Type
	out   reflect.Type
	query []Param
	media string
	empty []int
	multi bool // takes multipart/form-data besides JSON
}

// Param is a query parameter of an API route, for its description.
type Param struct{ Name, Description string }

// Raw answers for itself: files, feeds, redirects. Errors are pages.
func Raw(serve func(w http.ResponseWriter, r *Request) error) Handler { return Handler{serve: serve} }

// RawAPI is Raw with errors as problem+json.
func RawAPI(serve func(w http.ResponseWriter, r *Request) error, query ...Param) Handler {
	return Handler{serve: serve, api: true, query: query}
}

// Gives tells, for the description, in what media type a raw handler answers, and which statuses come without a body.
func (h Handler) Gives(media string, empty ...int) Handler {
	h.media, h.empty = media, empty
	return h
}

// Media is the media type of a raw handler's answers, empty if it was not told; empty are the statuses without a body.
func (h Handler) Media() (media string, empty []int) { return h.media, h.empty }

// Out is the type that a JSON handler answers with, nil for other handlers. arch_test looks at it: public
// routes may only answer with types of a public.go.
func (h Handler) Out() reflect.Type { return h.out }

func (r Route) surface() Surface {
	if r.Surface != "" {
		return r.Surface
	}
	if strings.HasPrefix(r.Path, "/desk") || strings.HasPrefix(r.Path, "/api/v1/desk") || strings.HasPrefix(r.Path, "/api/v1/exchange/") {
		return Desk
	}
	if strings.HasPrefix(r.Path, "/field") || strings.HasPrefix(r.Path, "/api/v1/field") {
		return Field
	}
	if strings.HasPrefix(r.Path, "/exchange/") {
		return Node
	}
	return Public
}

// Pattern is the route as ServeMux wants it.
func (r Route) Pattern() string { return r.Method + " " + r.Path }

// Desk tells whether the route is for staff, at a desk or in the field, or for both.
func (r *Route) Desk() bool {
	return r.surface() == Desk || r.surface() == Field || strings.HasPrefix(r.Path, "/desk")
}

// In is the type that a JSON handler reads, nil for other handlers.
func (h Handler) In() reflect.Type { return h.in }

// Query are the query parameters that the API description names.
func (h Handler) Query() []Param { return h.query }

// TakesMultipart tells whether the handler takes multipart/form-data too.
func (h Handler) TakesMultipart() bool { return h.multi }
