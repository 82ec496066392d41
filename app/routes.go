package app

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"reeve/app/desk"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/kernel/web/openapi"
	"reeve/kernel/web/static"
)

// routes lists everything that can be asked, module by module.
func (a *App) routes() ([]web.Route, error) {
	all := []web.Route{
		{Method: "GET", Path: "/{$}", Action: "app.public.read", Handler: web.Raw(a.root)},
		{Method: "GET", Path: "/healthz", Surface: web.Every, Action: "app.health", Handler: web.Raw(a.healthz)},
		{Method: "GET", Path: "/readyz", Surface: web.Every, Action: "app.health", Handler: web.Raw(a.readyz)},
		{Method: "GET", Path: "/metrics", Action: "app.health", Handler: handler(promhttp.HandlerFor(a.Metrics, promhttp.HandlerOpts{}))},
		{Method: "GET", Path: "/log/", Surface: a.logSurface(), Action: "app.public.read", Handler: handler(a.Log.Handler())},
		{Method: "GET", Path: static.Prefix, Surface: web.Every, Action: "app.public.read", Handler: handler(a.Assets.Handler())},
		{Method: "GET", Path: "/api/v1/openapi.json", Action: "app.public.read", Handler: web.RawAPI(a.openapi).Gives("application/json"), Summary: "This description"},
	}
	a.Desk = desk.New(a.deskNeeds())
	a.Identity.Tell = a.Desk.Tell
	staff, err := a.Desk.Routes()
	if err != nil {
		return nil, err
	}
	land, err := a.Places.Routes(a.Pages, a.frame)
	if err != nil {
		return nil, err
	}
	rules, err := a.Processes.Routes(a.Pages, a.frame)
	if err != nil {
		return nil, err
	}
	own, err := a.moduleRoutes()
	return slices.Concat(all, staff, rules, land, own), err
}

// logSurface: everybody may read the log; a node's is read where its partners are.
func (a *App) logSurface() web.Surface {
	if a.Kind == Exchange {
		return web.Every
	}
	return web.Public
}

// moduleRoutes are the ways into what the installation is for.
func (a *App) moduleRoutes() ([]web.Route, error) {
	if a.Kind == Exchange {
		return a.Exchange.Routes(a.Pages, a.frame)
	}
	return a.communityRoutes()
}

// deskNeeds is what the pages of all staff work with.
func (a *App) deskNeeds() desk.Needs {
	n := desk.Needs{Mail: a.Mail, DB: a.DB, Policy: a.Policy, Identity: a.Identity, Settings: a.Settings, Log: a.Log, Process: a.Process, Places: a.Places,
		Measures: a.Measures, Catalogue: a.Catalogue, Pages: a.Pages, Frame: a.frame, Cookie: sessionCookie, Address: a.deskURL, Secure: a.secure}
	n.Boards = []func(r *web.Request) (look.Tasks, error){a.Processes.Board}
	if a.Kind == Exchange {
		n.Queue, n.Figures = "exchange.request.assign", "exchange.request.read"
		n.Boards = []func(r *web.Request) (look.Tasks, error){a.Exchange.Board}
		return n
	}
	n.Queue, n.Figures, n.Bodies = "threatmap.desk.queue", "threatmap.desk.read", "threatmap.body.read"
	n.Subject = a.Map.Categories.Subject
	n.Boards = append(n.Boards, a.Meetings.Board, a.Practice.Bank.Board, a.Practice.Calls.Board, a.Plan.Board)
	return n
}

func handler(h http.Handler) web.Handler {
	return web.Raw(func(w http.ResponseWriter, r *web.Request) error {
		h.ServeHTTP(w, r.Request)
		return nil
	})
}

// root sends a reader to the site in their language; where there is no public site, to the desk.
func (a *App) root(w http.ResponseWriter, r *web.Request) error {
	if a.Kind == Exchange {
		http.Redirect(w, r.Request, "/desk", http.StatusFound)
		return nil
	}
	w.Header().Set("Vary", "Accept-Language")
	l := i18n.Negotiate(r.Header.Get("Accept-Language"), i18n.All(), a.defaultLang())
	http.Redirect(w, r.Request, "/"+l.HTML()+"/", http.StatusFound)
	return nil
}

// healthz tells whether the program is up. The demo serves when its data are all there and not before.
func (a *App) healthz(w http.ResponseWriter, r *web.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := w.Write([]byte("ok\n"))
	return err
}

// readyz tells whether requests can be answered: database, clock, log, browser files.
func (a *App) readyz(w http.ResponseWriter, r *web.Request) error {
	if err := a.DB.Ping(r.Context()); err != nil {
		return errs.Wrap(err, errs.Unavailable, "errs.database_gone")
	}
	if skew, err := a.DB.Skew(r.Context()); err != nil {
		return errs.Wrap(err, errs.Unavailable, "errs.database_gone")
	} else if skew.Abs() > time.Second {
		return errs.New(errs.Unavailable, "app.clock_skew", "milliseconds", skew.Milliseconds())
	}
	if err := a.Log.Healthy(r.Context()); err != nil {
		return err
	}
	if !a.Assets.Ready() {
		return errs.New(errs.Unavailable, "app.assets_missing")
	}
	return a.healthz(w, r)
}

func (a *App) openapi(w http.ResponseWriter, r *web.Request) error {
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(openapi.Describe(a.Server.Routes(), a.PublicURL()))
}
