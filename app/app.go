package app

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"reeve/app/desk"
	"reeve/app/desk/processes"
	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/events"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/jobs"
	"reeve/kernel/mail"
	"reeve/kernel/measure"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/kernel/secrets"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/kernel/web/static"
	"reeve/modules/community"
	"reeve/modules/exchange"
	"reeve/modules/meetings"
	"reeve/modules/places"
	"reeve/modules/plan"
	"reeve/modules/practice"
	"reeve/modules/threatmap"
)

//go:embed lang policy
var files embed.FS

// Options say what to open.
type Options struct {
	Dir      string // data folder
	Database string // postgres://…; empty = SQLite in Dir
	BaseURL  string // address of the public site; empty = that of the request's listener
	DeskURL  string // address at which staff sign in; empty = BaseURL
	Files    string // folder or database; empty = folder on SQLite, database on PostgreSQL
	Proxy    bool
	Now      func() time.Time // nil = time.Now
	MaxPages int              // see db.Options

	FlushDelay time.Duration // see db.Options
}

// App is an open installation.
type App struct {
	Options
	Kind      Installation
	DB        *db.DB
	Keys      *secrets.Keys
	Addresses *secrets.Addresses
	Signer    *audit.Signer
	Log       *audit.Log
	Catalogue *i18n.Catalogue
	Policy    *policy.Engine
	Identity  *identity.Identity
	Process   *process.Engine
	Store     document.Store
	Archive   *document.Archive
	Settings  *config.Store
	Jobs      *jobs.Runner
	Mail      *mail.Outbox
	Events    *events.Bus
	Places    *places.Places
	Meetings  *meetings.Meetings
	Map       *threatmap.Map
	Community *community.Community
	Field     *community.Field
	Plan      *plan.Plan
	Practice  *practice.Practice
	Exchange  *exchange.Exchange // nil where the installation is no node; Map to Practice are nil where it is one
	Measures  measure.Set
	Assets    *static.Assets
	Pages     *web.Pages
	Desk      *desk.Desk
	Processes *processes.Processes
	Server    *web.Server
	Metrics   *prometheus.Registry

	baseURL atomic.Pointer[string]
}

// Open opens or creates an installation and brings its schema up to date.
func Open(ctx context.Context, o Options) (*App, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	a := &App{Options: o, Kind: Of(o.Dir), Metrics: prometheus.NewRegistry()}
	if err := a.openStores(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	if err := a.openServices(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	if err := a.openWeb(); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func (a *App) openStores(ctx context.Context) (err error) {
	if err := os.MkdirAll(a.Dir, 0o700); err != nil {
		return fmt.Errorf("create the data folder: %w", err)
	}
	if a.Keys, err = secrets.Open(a.Dir); err != nil {
		return err
	}
	if a.Signer, err = audit.LoadOrCreateSigner(a.Dir, logOrigin); err != nil {
		return err
	}
	if a.DB, err = db.Open(ctx, db.Options{Dir: a.Dir, Database: a.Database, Now: a.Now, MaxPages: a.MaxPages, FlushDelay: a.FlushDelay}); err != nil {
		return err
	}
	if err := a.DB.Migrate(ctx, a.Kind.parts()...); err != nil {
		return err
	}
	if err := a.Keys.Confirm(ctx, a.DB); err != nil {
		return err
	}
	a.Log, err = audit.New(a.DB, a.Kind.covered(), audit.Options{Origin: a.Signer.Name(), Signer: a.Signer, Clock: a.Now})
	return err
}

func (a *App) openServices(ctx context.Context) (err error) {
	a.Addresses = a.Keys.Addresses(a.DB)
	if a.Catalogue, err = i18n.Load(texts()...); err != nil {
		return err
	}
	if a.Policy, err = policy.Load(a.Kind.parts()...); err != nil {
		return err
	}
	calendars, err := calendar.Load()
	if err != nil {
		return err
	}
	if a.Process, err = process.New(a.Log, calendars, a.Kind.definitions()...); err != nil {
		return err
	}
	if a.Store, err = a.fileStore(); err != nil {
		return err
	}
	a.Archive = document.NewArchive(a.DB, a.Store, a.Keys, a.Log)
	a.Settings = config.New(a.DB, a.Log)
	a.Jobs = jobs.New(a.DB, a.Now)
	a.Mail = mail.New(a.DB, a.Keys, a.Log, a.Now)
	a.Mail.Work(a.Jobs)
	if a.Places, err = places.New(a.DB, a.Log); err != nil {
		return err
	}
	a.Events = a.wire()
	a.Places.Announce = a.Events.Announce
	a.Places.Folder = filepath.Join(a.Dir, "basemap")
	a.Places.AccountName = func(ctx context.Context, account string) string {
		who, err := a.Identity.Account(ctx, account)
		if err != nil {
			return ""
		}
		return who.Name
	}
	a.Identity = identity.New(a.DB, a.Keys, a.Log, a.Places.HeldPosts, identity.NewHasher(2))
	a.Identity.Site = a.site
	images := document.NewImages(512 << 20)
	a.Places.Archive, a.Places.Images, a.Places.Identity = a.Archive, images, a.Identity
	if err := a.openModules(images); err != nil {
		return err
	}
	a.openProcesses()
	if err := a.Settings.Refresh(ctx); err != nil {
		return err
	}
	if err := a.Places.Reload(ctx); err != nil {
		return err
	}
	if err := a.refreshLabels(ctx); err != nil {
		return err
	}
	if a.Map == nil {
		return nil
	}
	return a.Map.Setup(ctx)
}

// openModules opens what the installation is for.
func (a *App) openModules(images *document.Images) error {
	if a.Kind == Exchange {
		return a.openExchange()
	}
	return a.openCommunity(images)
}

func (a *App) fileStore() (document.Store, error) {
	if a.Files == "database" || a.Files == "" && a.DB.Engine() == db.Postgres {
		return document.OpenDatabase(a.DB), nil
	}
	return document.OpenFolder(filepath.Join(a.Dir, "files"))
}

func (a *App) openWeb() (err error) {
	if a.Assets, err = static.Load(static.Embedded()); err != nil {
		return err
	}
	base, err := look.Base(a.Assets.URL)
	if err != nil {
		return err
	}
	a.Pages = web.NewPages(base)
	if a.Community != nil {
		a.openField()
	}
	routes, err := a.routes()
	if err != nil {
		return err
	}
	a.Server, err = web.New(web.Options{DB: a.DB, Policy: a.Policy, Catalogue: a.Catalogue, Pages: a.Pages,
		Authenticate: a.authenticators(), Frame: a.frame, Default: a.defaultLang,
		Address: a.Addresses.Hash, Now: a.Now, BehindProxy: a.Proxy}, routes)
	if err != nil {
		return err
	}
	a.Metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	a.Metrics.MustRegister(a.DB.Collectors()...)
	a.Metrics.MustRegister(a.Server.Collectors()...)
	return nil
}

// Close closes the installation; what was acknowledged is on disk.
func (a *App) Close() error {
	if a.DB == nil {
		return nil
	}
	if a.Map != nil {
		if err := a.Map.Index.Save(context.Background()); err != nil {
			slog.Warn("index of reports: not saved, it will be read from the database", "error", err)
		}
	}
	if a.Places != nil {
		return errors.Join(a.Places.Close(), a.DB.Close())
	}
	return a.DB.Close()
}

// authenticators find who asks; a key of a report is one only where there are reports.
func (a *App) authenticators() []web.Authenticator {
	all := []web.Authenticator{a.bySession, a.byToken}
	if a.Map != nil {
		all = append(all, a.Map.ByKey)
	}
	return all
}

// PublicURL is the address of the public site as residents see it, without a slash at the end.
func (a *App) PublicURL() string {
	if p := a.baseURL.Load(); p != nil {
		return *p
	}
	return a.BaseURL
}

func (a *App) defaultLang() i18n.Lang {
	if l, ok := i18n.ParseLang(a.Settings.Get().Default); ok {
		return l
	}
	return i18n.English
}

const sessionCookie = "reeve_session"

// bySession finds who asks from the session's cookie, for staff in a browser.
func (a *App) bySession(r *web.Request) (identity.Who, bool, error) {
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return identity.Who{}, false, nil
	}
	who, err := a.Identity.Principal(r.Context(), c.Value, r.Now)
	if err != nil {
		return identity.Who{}, false, ignoreSignedOut(err)
	}
	return who, true, nil
}

// byToken finds who asks from "Authorization: Bearer rv_…", for programs. A wrong token is an error.
func (a *App) byToken(r *web.Request) (identity.Who, bool, error) {
	token, ok := bearer(r.Request)
	if !ok {
		return identity.Who{}, false, nil
	}
	who, err := a.Identity.Principal(r.Context(), token, r.Now)
	return who, err == nil, err
}

func bearer(r *http.Request) (string, bool) {
	const scheme = "Bearer "
	h := r.Header.Get("Authorization")
	if len(h) <= len(scheme) || h[:len(scheme)] != scheme {
		return "", false
	}
	return h[len(scheme):], true
}
