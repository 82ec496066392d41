package app

import (
	"encoding/json"
	"net/http"
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
		{Method: "GET", Path: "/log/", Action: "app.public.read", Handler: handler(a.Log.Handler())},
		{Method: "GET", Path: "/offline-worker.js", Action: "app.public.read", Handler: handler(a.Assets.Fixed("offline-worker.js", "/"))},
		{Method: "GET", Path: static.Prefix, Surface: web.Every, Action: "app.public.read", Handler: handler(a.Assets.Handler())},
		{Method: "GET", Path: "/api/v1/openapi.json", Action: "app.public.read", Handler: web.RawAPI(a.openapi).Gives("application/json"), Summary: "This description"},
	}
	a.Desk = desk.New(desk.Needs{Mail: a.Mail, DB: a.DB, Policy: a.Policy, Identity: a.Identity, Settings: a.Settings, Log: a.Log, Process: a.Process, Places: a.Places,
		Map: a.Map, Measures: a.Measures, Catalogue: a.Catalogue, Pages: a.Pages, Frame: a.frame, Cookie: sessionCookie, Secure: a.secure,
		Boards: []func(r *web.Request) (look.Tasks, error){a.Meetings.Board, a.Practice.Bank.Board, a.Plan.Board}})
	staff, err := a.Desk.Routes()
	if err != nil {
		return nil, err
	}
	reports, err := a.Map.Routes(a.Pages, a.frame)
	if err != nil {
		return nil, err
	}
	land, err := a.Places.Routes(a.Pages, a.frame)
	if err != nil {
		return nil, err
	}
	all = append(all, staff...)
	plans, err := a.Plan.Routes(a.Pages, a.frame)
	if err != nil {
		return nil, err
	}
	agreements, err := a.Community.Routes(a.Pages, a.frame)
	if err != nil {
		return nil, err
	}
	sittings, err := a.Meetings.Routes(a.Pages, a.frame)
	if err != nil {
		return nil, err
	}
	practice, err := a.Practice.Routes(a.Pages, a.frame)
	if err != nil {
		return nil, err
	}
	all = append(all, practice...)
	phone, err := a.Field.Routes(a.Pages, a.frame)
	if err != nil {
		return nil, err
	}
	all = append(all, phone...)
	all = append(all, land...)
	all = append(all, sittings...)
	all = append(all, agreements...)
	all = append(all, plans...)
	return append(all, reports...), nil
}

func handler(h http.Handler) web.Handler {
	return web.Raw(func(w http.ResponseWriter, r *web.Request) error {
		h.ServeHTTP(w, r.Request)
		return nil
	})
}

// root sends a reader to the site in their language.
func (a *App) root(w http.ResponseWriter, r *web.Request) error {
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

// secure tells whether cookies may only travel by TLS.
func (a *App) secure() bool { return len(a.PublicURL()) > 8 && a.PublicURL()[:8] == "https://" }
