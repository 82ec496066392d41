package web

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/policy"
	"reeve/kernel/web/look"
)

// Authenticator finds out who asks from one kind of credential. ok is false when the request carries none.
type Authenticator func(r *Request) (who identity.Who, ok bool, err error)

// Options are what the server needs; all fields are required except where said.
type Options struct {
	DB           *db.DB
	Policy       *policy.Engine
	Catalogue    *i18n.Catalogue
	Pages        *Pages
	Authenticate []Authenticator // asked in order; the first that finds a credential decides
	Frame        func(r *Request, title string) look.Page
	Default      func() i18n.Lang // for a reader whose browser names no language of ours
	Address      func(ctx context.Context, now time.Time, address string) (string, error)
	Now          func() time.Time
	BehindProxy  bool // take the client's address from X-Forwarded-For's last entry
}

// Server answers requests.
type Server struct {
	Options
	db      *db.DB
	policy  *policy.Engine
	routes  []Route
	failure *Page[failureView]
	cross   *http.CrossOriginProtection
	seconds *prometheus.HistogramVec
}

// New makes a server for the routes of all modules. A route whose action no policy knows is refused.
func New(o Options, routes []Route) (*Server, error) {
	s := &Server{Options: o, db: o.DB, policy: o.Policy, routes: slices.Clone(routes), cross: http.NewCrossOriginProtection(),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "reeve_http_seconds", Help: "Time to answer, by route and status.",
			Buckets: []float64{.001, .003, .01, .03, .1, .3, 1, 3, 10}}, []string{"route", "status"})}
	var actions []string
	for _, r := range routes {
		actions = append(actions, r.Action)
	}
	if err := o.Policy.Check(actions); err != nil {
		return nil, err
	}
	var err error
	s.failure, err = Add[failureView](o.Pages, files, "public", "page/failure.html")
	return s, err
}

// Routes are all routes, for tests that walk them and for the API description.
func (s *Server) Routes() []Route { return s.routes }

// Collectors are the metrics of the server.
func (s *Server) Collectors() []prometheus.Collector { return []prometheus.Collector{s.seconds} }

// Handler serves the routes of some surfaces; none named means all but those of nodes.
func (s *Server) Handler(surfaces ...Surface) http.Handler {
	mux, known := http.NewServeMux(), http.NewServeMux() // known has every address once, whatever the verb
	forPrograms := map[string]bool{"/api/": true}        // folders in which everything is asked by programs
	verbs := map[string][]string{}
	for i := range s.routes {
		route := &s.routes[i]
		if at := route.surface(); len(surfaces) == 0 && at == Node || len(surfaces) > 0 && at != Every && !slices.Contains(surfaces, at) {
			continue
		}
		mount(mux, route, s.serve(route))
		if folder, ok := folderOf(route.Path); ok {
			before, was := forPrograms[folder]
			forPrograms[folder] = route.Handler.api && (before || !was)
		}
		if verbs[route.Path] == nil {
			mount(known, &Route{Path: route.Path}, http.NotFoundHandler())
		}
		verbs[route.Path] = append(verbs[route.Path], route.Method)
	}
	lost := &Route{Method: "GET", Path: "/", Action: "", Handler: Raw(func(w http.ResponseWriter, r *Request) error {
		_, pattern := known.Handler(r.Request)
		if allow := verbs[languageless(pattern)]; allow != nil {
			w.Header().Set("Allow", strings.Join(allow, ", "))
			return errs.New(errs.WrongMethod, "web.wrong_method", "method", r.Method)
		}
		return errs.New(errs.NotFound, "web.no_such_page")
	})}
	mux.Handle("/", s.serve(lost))
	for folder, yes := range forPrograms {
		if yes {
			mux.Handle(folder, s.serve(&Route{Path: folder, Handler: RawAPI(lost.Handler.serve)}))
		}
	}
	return mux
}

// folderOf is the first folder of an address that is the same for everybody.
func folderOf(path string) (folder string, ok bool) {
	first, _, ok := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return "/" + first + "/", ok && !strings.Contains(first, "{")
}

// mount registers a route; one with {lang} once for each language, so that it does not also match other
// folders of the site.
func mount(mux *http.ServeMux, route *Route, h http.Handler) {
	rest, ok := strings.CutPrefix(route.Path, "/{lang}")
	if !ok {
		mux.Handle(strings.TrimSpace(route.Pattern()), h)
		return
	}
	for _, l := range i18n.All() {
		mux.Handle(strings.TrimSpace(route.Method+" /"+l.HTML()+rest), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.SetPathValue("lang", l.HTML())
			h.ServeHTTP(w, r)
		}))
	}
}

// languageless is a mounted address as its route has it, with {lang} for the language.
func languageless(pattern string) string {
	first, rest, _ := strings.Cut(strings.TrimPrefix(pattern, "/"), "/")
	if _, ok := i18n.ParseLang(first); ok {
		return "/{lang}/" + rest
	}
	return pattern
}

// requestTime is how long an answer may take, uploads included.
const requestTime = 90 * time.Second

// limit is the most bytes a body of this route may have.
func (r Route) limit() int64 {
	if r.Limit != 0 {
		return r.Limit
	}
	return 1 << 20
}

func (s *Server) serve(route *Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		start := time.Now()
		rec := &recorder{ResponseWriter: w}
		ctx, cancel := context.WithTimeout(hr.Context(), requestTime) // a database that says nothing must not hold anybody for ever
		defer cancel()
		r := &Request{Request: hr.WithContext(ctx), Now: s.Now(), Route: route, server: s}
		r.Text = s.Catalogue.For(i18n.Negotiate(hr.Header.Get("Accept-Language"), i18n.All(), s.Default()))
		defer func() {
			if p := recover(); p != nil {
				slog.Error("panic", "route", route.Path, "panic", p, "stack", string(debug.Stack()))
				if rec.status == 0 {
					s.fail(rec, r, fmt.Errorf("panic: %v", p))
				}
			}
			s.seconds.WithLabelValues(route.Pattern(), strconv.Itoa(rec.status)).Observe(time.Since(start).Seconds())
		}()
		secure(rec.Header(), route)
		if err := s.prepare(rec, r); err != nil {
			s.fail(rec, r, err)
			return
		}
		if err := route.Handler.serve(rec, r); err != nil {
			s.fail(rec, r, err)
		}
	})
}

// prepare finds out who asks, in which language, whether the route is theirs, and reads what idempotency needs.
func (s *Server) prepare(w http.ResponseWriter, r *Request) error {
	if err := s.cross.Check(r.Request); err != nil {
		return errs.Wrap(err, errs.Forbidden, "web.cross_origin")
	}
	if r.ContentLength > r.Route.limit() {
		w.Header().Set("Connection", "close") // do not read what is refused
		return errs.New(errs.TooLarge, "web.too_large", "limit", r.Route.limit())
	}
	r.Body = http.MaxBytesReader(w, r.Body, r.Route.limit())
	var err error
	if r.address, err = s.Address(r.Context(), r.Now, s.clientAddress(r.Request)); err != nil {
		// The day's salt could not be stored: a full disk must not keep readers out.
		slog.Warn("network address not hashed", "error", err)
		r.address = "unknown"
	}
	r.Who = identity.Who{Principal: policy.Public()}
	for _, a := range s.Authenticate {
		who, ok, err := a(r)
		if err != nil {
			return err
		}
		if ok {
			r.Who = who
			break
		}
	}
	if err := s.language(r); err != nil {
		return err
	}
	if err := r.checkAddress(); err != nil {
		return err
	}
	if r.Route.Action != "" && !r.May(r.Route.Action) {
		return r.refuse()
	}
	if r.Method != http.MethodPost {
		return nil
	}
	return r.readBody()
}

// language: the path's on public pages, the account's on the desk, else what the browser asks for.
func (s *Server) language(r *Request) error {
	if strings.HasPrefix(r.Route.Path, "/{lang}") {
		l, ok := i18n.ParseLang(r.PathValue("lang"))
		if !ok || l.HTML() != r.PathValue("lang") {
			return errs.New(errs.NotFound, "web.no_such_page")
		}
		r.Text = s.Catalogue.For(l)
	} else if first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/"); isPageLang(first) {
		l, _ := i18n.ParseLang(first) // a page that there is not, below a language that there is
		r.Text = s.Catalogue.For(l)
	} else if l, ok := i18n.ParseLang(r.Who.Account.Lang); ok && !r.Route.Handler.api {
		r.Text = s.Catalogue.For(l)
	}
	return nil
}

// isPageLang tells whether the first part of a path is a language as pages write it.
func isPageLang(part string) bool {
	l, ok := i18n.ParseLang(part)
	return ok && l.HTML() == part
}

// readBody parses a form and takes the hash that tells whether a repeated Idempotency-Key has the same body.
func (r *Request) readBody() error {
	r.idempotency = r.Header.Get("Idempotency-Key")
	form := r.Route.Handler.multi && (!r.Route.Handler.api || r.IsMultipart())
	if form {
		if err := r.parseForm(); err != nil {
			return err
		}
		if k := r.PostForm.Get("idempotency_key"); k != "" {
			r.idempotency = k
		}
	}
	if r.idempotency == "" {
		return nil
	}
	if len(r.idempotency) < 16 || len(r.idempotency) > 200 {
		return errs.Bad("Idempotency-Key", "web.idempotency_length")
	}
	if form {
		r.bodyHash = hashForm(r.PostForm, r.MultipartForm)
		return nil
	}
	b, body, err := readAll(r.Body)
	if err != nil {
		return err
	}
	r.Body = body
	h := sha256.Sum256(b)
	r.bodyHash = h[:]
	return nil
}

// hashForm leaves out what proves the sender's patience and is not part of what is sent.
func hashForm(values map[string][]string, multi *multipart.Form) []byte {
	h := sha256.New()
	names := make([]string, 0, len(values))
	for name := range values {
		if name != "altcha" && name != "form_token" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		for _, v := range values[name] {
			fmt.Fprintf(h, "%d:%s=%d:%s;", len(name), name, len(v), v)
		}
	}
	if multi == nil {
		return h.Sum(nil)
	}
	names = names[:0]
	for name := range multi.File {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, f := range multi.File[name] {
			fmt.Fprintf(h, "%d:%s@%d:", len(name), name, f.Size)
			if file, err := f.Open(); err == nil {
				io.Copy(h, file)
				file.Close()
			}
		}
	}
	return h.Sum(nil)
}

func (s *Server) clientAddress(r *http.Request) string {
	if s.BehindProxy {
		list := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if last := strings.TrimSpace(list[len(list)-1]); last != "" {
			return last
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

func secure(h http.Header, route *Route) {
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
	if route.Desk() {
		h.Set("Cache-Control", "no-store")
	}
}

// recorder remembers the status for the metrics.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
