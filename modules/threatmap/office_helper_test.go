package threatmap

import (
	"context"
	"html"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jba/templatecheck"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/disclosure"
	"reeve/kernel/document"
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/jobs"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/kernel/process/clock"
	"reeve/kernel/secrets"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// station is a whole installation in small: one region, one community of two beats, its police and a town hall.
type station struct {
	t       *testing.T
	m       *Map
	d       *db.DB
	server  *httptest.Server
	now     time.Time
	places  map[string]string // ids by code
	posts   map[string]string
	orgs    map[string]string
	account string // who holds the post of beat 1
}

// onStation runs a test on both engines.
func onStation(t *testing.T, test func(t *testing.T, s *station)) {
	t.Helper()
	parts := []fs.FS{audit.Files(), secrets.Files(), identity.Files(), process.Files(), jobs.Files(), document.Files(), web.Files(), config.Files(), places.Files(), Files()}
	run := func(o db.Options) func(t *testing.T) {
		return func(t *testing.T) {
			s := &station{t: t, now: time.Now(), places: map[string]string{}, posts: map[string]string{}, orgs: map[string]string{}}
			o.Now = s.clock
			s.d = ok[*db.DB](t)(db.Open(context.Background(), o))
			t.Cleanup(func() { s.d.Close() })
			if err := s.d.Migrate(context.Background(), parts...); err != nil {
				t.Fatal(err)
			}
			s.open()
			test(t, s)
		}
	}
	t.Run("sqlite", run(db.Options{Dir: t.TempDir()}))
	t.Run("postgres", run(db.Options{Database: dbtest.PostgresURL(t)}))
}

func ok[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (s *station) open() {
	t, d := s.t, s.d
	ctx, dir := context.Background(), t.TempDir()
	keys := ok[*secrets.Keys](t)(secrets.Open(dir))
	if err := keys.Confirm(ctx, d); err != nil {
		t.Fatal(err)
	}
	var covered []audit.Table
	for _, tables := range [][]audit.Table{identity.Tables(), process.Tables(), document.Tables(), config.Tables(), places.Tables(), Tables()} {
		covered = append(covered, tables...)
	}
	log := ok[*audit.Log](t)(audit.New(d, covered, audit.Options{Origin: "test/log", Signer: ok[*audit.Signer](t)(audit.LoadOrCreateSigner(dir, "test")), Clock: s.clock}))
	calendars := ok[map[string]*calendar.Calendar](t)(calendar.Load())
	land := ok[*places.Places](t)(places.New(d, log))
	catalogue := ok[*i18n.Catalogue](t)(i18n.Load(identity.Files(), process.Files(), document.Files(), web.Files(), config.Files(), calendar.Texts(), clock.Texts(), look.Lang(), places.Files(), Files()))
	s.m = NewMap(Needs{DB: d, Log: log, Keys: keys, Process: ok[*process.Engine](t)(process.New(log, calendars, Definition())), Places: land,
		Archive: document.NewArchive(d, ok[*document.Folder](t)(document.OpenFolder(dir+"/files")), keys, log), Images: document.NewImages(256 << 20),
		Settings: config.New(d, log), Catalogue: catalogue, Now: s.clock, BaseURL: func() string { return "https://reeve.example" }})
	s.settle(ctx)
	if err := s.m.Setup(ctx); err != nil {
		t.Fatal(err)
	}
	s.serve(keys)
}

func (s *station) clock() time.Time { return s.now }

// settle makes region, community, beats, the police with its posts, and the town hall.
func (s *station) settle(ctx context.Context) {
	square := func(lat, lon, size float64) geo.MultiPolygon {
		return geo.MultiPolygon{{{{Lat: lat, Lon: lon}, {Lat: lat, Lon: lon + size}, {Lat: lat + size, Lon: lon + size}, {Lat: lat + size, Lon: lon}}}}
	}
	err := s.d.Write(ctx, db.System(), func(tx *db.Tx) error {
		add := func(code, level, role, name, parent string, lat, lon, size float64) error {
			p, err := s.m.Places.AddPlace(tx, places.Place{Code: code, Country: "PL", Level: level, Role: role, Names: i18n.Text{"pl": name}, Parent: s.places[parent],
				ParentBy: places.ByHand, At: geo.Point{Lat: lat + size/2, Lon: lon + size/2}})
			if err != nil {
				return err
			}
			s.places[code] = p.ID
			_, err = s.m.Places.SetBoundary(tx, places.Boundary{Place: p.ID, Shape: square(lat, lon, size), Source: "test"})
			return err
		}
		if err := add("PL-30", "voivodeship", places.Region, "Wielkopolskie", "", 52, 18, 1); err != nil {
			return err
		}
		if err := add("PL-3062", "gmina", places.Community, "Konin", "PL-30", 52.2, 18.2, 0.2); err != nil {
			return err
		}
		town, err := s.m.Places.AddOrg(tx, places.Org{Code: "UM-KONIN", Kind: places.Municipality, Names: i18n.Text{"pl": "Urząd Miejski"}, Place: s.places["PL-3062"]})
		if err != nil {
			return err
		}
		s.orgs["UM-KONIN"], s.account = town.ID, "11111111-1111-4111-8111-111111111111"
		force, err := s.m.Places.SetUp(tx, places.Staff{Org: places.Org{Code: "KWP", Kind: places.Police, Names: i18n.Text{"pl": "Policja"}, Place: "PL-30"},
			Units: []places.StaffUnit{{Unit: places.Unit{Code: "KMP-KONIN", Names: i18n.Text{"pl": "KMP Konin"}, Place: "PL-3062"}, Posts: []places.StaffPost{
				{Post: places.Post{Code: "B1", Titles: i18n.Text{"pl": "Dzielnicowy rejonu 1"}, Role: "officer"}, Holder: s.account, From: "2020-01-01",
					Beat: &places.NewBeat{Code: "PL-3062-B1", Names: i18n.Text{"pl": "Rejon 1"}, Community: "PL-3062", Shape: square(52.2, 18.2, 0.1), Source: "test"}},
				{Post: places.Post{Code: "B2", Titles: i18n.Text{"pl": "Dzielnicowy rejonu 2"}, Role: "officer"},
					Beat: &places.NewBeat{Code: "PL-3062-B2", Names: i18n.Text{"pl": "Rejon 2"}, Community: "PL-3062", Shape: square(52.3, 18.3, 0.1), Source: "test"}},
				{Post: places.Post{Code: "KOORD", Titles: i18n.Text{"pl": "Koordynator"}, Role: "coordinator", Place: "PL-30"}},
			}}}})
		s.orgs["KWP"] = force.ID
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.m.Places.Reload(ctx); err != nil {
		s.t.Fatal(err)
	}
	for _, p := range s.m.Places.Snapshot().Posts() {
		s.posts[p.Post.Code] = p.Post.ID
	}
}

// who gives each role of the tests the scope that its post or place brings.
func (s *station) who(name string) policy.Principal {
	p := policy.Principal{Kind: "account", ID: "22222222-2222-4222-8222-222222222222", Grants: policy.Public().Grants}
	grant := func(role string, scopes ...policy.Ref) {
		for _, scope := range scopes {
			p.Grants = append(p.Grants, policy.Grant{Role: role, Scope: scope})
		}
	}
	beats := s.m.Places.Snapshot()
	switch name {
	case "officer":
		p.ID, p.Post = s.account, s.posts["B1"]
		b1, _ := beats.ByCode("PL-3062-B1")
		grant("officer", policy.Ref{Kind: policy.Place, ID: b1.ID}, policy.Ref{Kind: policy.Post, ID: s.posts["B1"]})
	case "coordinator":
		p.Post = s.posts["KOORD"]
		grant("coordinator", policy.Ref{Kind: policy.Place, ID: s.places["PL-30"]})
	case "clerk":
		grant("clerk", policy.Ref{Kind: policy.Org, ID: s.orgs["UM-KONIN"]})
	case "moderator", "auditor", "intake":
		grant(name, policy.Everything())
	default:
		s.t.Fatalf("no role %q", name)
	}
	return p
}

func (s *station) serve(keys *secrets.Keys) {
	base := ok[*template.Template](s.t)(look.Base(func(name string) string { return "/assets/" + name }))
	pages := web.NewPages(base)
	frame := func(r *web.Request, title string) look.Page {
		return look.Page{Lang: r.Text.Lang().HTML(), Title: title, T: r.Text.T, Brand: look.Brand{Name: "Reeve", Home: "/"}, Search: &look.Search{Action: "/desk/reports", Name: "q"}}
	}
	routes := ok[[]web.Route](s.t)(s.m.Routes(pages, frame))
	if err := pages.Check(func(t *template.Template, view any) error { return templatecheck.CheckHTML(t, view) }); err != nil {
		s.t.Fatal(err)
	}
	rules := ok[*policy.Engine](s.t)(policy.Load(Files()))
	addresses := keys.Addresses(s.d)
	server := ok[*web.Server](s.t)(web.New(web.Options{DB: s.d, Policy: rules, Catalogue: s.m.Catalogue, Pages: pages, Frame: frame,
		Default: func() i18n.Lang { return i18n.English }, Address: addresses.Hash, Now: s.clock,
		Authenticate: []web.Authenticator{func(r *web.Request) (who identity.Who, ok bool, err error) {
			role := r.Header.Get("X-Test-Role")
			if role == "" {
				return who, false, nil
			}
			p := s.who(role)
			return identity.Who{Principal: p, Account: identity.Account{ID: p.ID}}, true, nil
		}, s.m.ByKey}}, routes))
	s.server = httptest.NewServer(server.Handler())
	s.t.Cleanup(s.server.Close)
}

// answer is what came back, its text without tags being enough for these tests.
type answer struct {
	status   int
	body     string
	location string
}

func (s *station) get(role, path string) answer { return s.ask(role, http.MethodGet, path, nil) }

func (s *station) post(role, path string, form url.Values) answer {
	return s.ask(role, http.MethodPost, path, form)
}

func (s *station) ask(role, method, path string, form url.Values) answer {
	s.t.Helper()
	req := ok[*http.Request](s.t)(http.NewRequest(method, s.server.URL+path, strings.NewReader(form.Encode())))
	req.Header.Set("X-Test-Role", role)
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res := ok[*http.Response](s.t)(client.Do(req))
	defer res.Body.Close()
	body := ok[[]byte](s.t)(io.ReadAll(res.Body))
	return answer{res.StatusCode, html.UnescapeString(string(body)), res.Header.Get("Location")}
}

// report files one and gives its number and key.
func (s *station) report(category, text string, lat, lon float64) Filed {
	s.t.Helper()
	p := ok[*prepared](s.t)(s.m.prepare(context.Background(), Filing{Category: category, Lat: &lat, Lon: &lon, Text: text, Lang: "pl",
		Weekdays: []int{5, 6}, Parts: []DayPart{disclosure.Evening}}, nil, s.now))
	p.source = "web"
	var filed Filed
	err := s.d.Write(context.Background(), db.System(), func(tx *db.Tx) (err error) { filed, err = s.m.file(tx, p); return err })
	if err != nil {
		s.t.Fatal(err)
	}
	return filed
}
