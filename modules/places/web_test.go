package places

import (
	"context"
	"encoding/json"
	"html/template"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jba/templatecheck"

	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// serve answers as to somebody with these roles, and as to the public if there are none.
func serve(t *testing.T, p *Places, roles ...string) func(path string) (int, string) {
	t.Helper()
	handler := server(t, p, roles...)
	return func(path string) (int, string) {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w.Code, w.Body.String()
	}
}

func server(t *testing.T, p *Places, roles ...string) http.Handler {
	t.Helper()
	base, err := look.Base(func(name string) string { return "/" + name })
	must(t, err)
	pages := web.NewPages(base)
	frame := func(r *web.Request, title string) look.Page {
		return look.Page{Lang: r.Text.Lang().HTML(), Title: title, T: r.Text.T}
	}
	routes, err := p.Routes(pages, frame)
	must(t, err)
	must(t, pages.Check(func(tmpl *template.Template, view any) error { return templatecheck.CheckHTML(tmpl, view) }))
	engine, err := policy.Load(Files())
	must(t, err)
	all, err := i18n.Load(Files(), web.Files(), look.Lang())
	must(t, err)
	who := identity.Who{Principal: policy.Public()}
	for _, role := range roles {
		who.Principal.Grants = append(who.Principal.Grants, policy.Grant{Role: role, Scope: policy.Everything()})
	}
	server, err := web.New(web.Options{DB: p.d, Policy: engine, Catalogue: all, Pages: pages, Frame: frame, Now: time.Now,
		Authenticate: []web.Authenticator{func(*web.Request) (identity.Who, bool, error) { return who, true, nil }},
		Default:      func() i18n.Lang { return i18n.English },
		Address:      func(context.Context, time.Time, string) (string, error) { return "", nil }}, routes)
	must(t, err)
	return server.Handler()
}

func TestPublicAPI(t *testing.T) {
	onBoth(t, func(t *testing.T, p *Places) {
		load(t, p, options(t, "voivodeship", Region, grid(1, "")))
		load(t, p, options(t, "gmina", Community, append(grid(3, "3"), feature{map[string]any{"code": "9", "name": "Island"}, square(20, 54, 0.1), ""})))
		get := serve(t, p)
		var codes []string
		for path := "/api/v1/communities?limit=4"; path != ""; {
			status, body := get(path)
			var list PublicPlaces
			if err := json.Unmarshal([]byte(body), &list); err != nil || status != http.StatusOK {
				t.Fatalf("%s: %d %s", path, status, body)
			}
			for _, c := range list.Items {
				codes = append(codes, c.Code)
			}
			if path = ""; list.Next != nil {
				path = "/api/v1/communities?limit=4&after=" + *list.Next
			}
		}
		if len(codes) != 10 || !slices.IsSorted(codes) || codes[9] != "PL-9" {
			t.Errorf("%v", codes)
		}
		if _, body := get("/api/v1/regions"); !strings.Contains(body, `"communities":9`) || !strings.Contains(body, `"region":null`) || !strings.Contains(body, `"next":null`) {
			t.Error(body)
		}
		if _, body := get("/api/v1/communities?region=PL-000"); strings.Contains(body, "PL-9") || !strings.Contains(body, "PL-3001") {
			t.Error(body)
		}
		if status, body := get("/api/v1/communities/PL-3004"); status != http.StatusOK || !strings.Contains(body, `"population":null`) || !strings.Contains(body, `"region":{"code":"PL-000"`) {
			t.Error(status, body)
		}
		if status, body := get("/api/v1/communities/PL-3004/boundary"); status != http.StatusOK || !strings.Contains(body, `"type":"Feature"`) || !strings.Contains(body, `"geometry":{"type":"Polygon"`) {
			t.Error(status, body)
		}
		for path, want := range map[string]int{"/api/v1/communities/PL-000": 404, "/api/v1/communities/none/boundary": 404, "/api/v1/communities/PL-3004/boundary?at=x": 422,
			"/api/v1/communities?region=none": 422, "/api/v1/communities?after=%25": 422, "/api/v1/communities?limit=0": 422, "/desk/places": 303} {
			if status, body := get(path); status != want {
				t.Errorf("%s: %d, want %d: %s", path, status, want, body)
			}
		}
	})
}

func TestDeskShowsVacancies(t *testing.T) {
	p := onSQLite(t)
	staffed(t, p)
	p.AccountName = func(_ context.Context, account string) string { return "Name of " + account }
	get := serve(t, p, "officer")
	status, body := get("/desk/places?place=PL-B2")
	if status != http.StatusOK || !strings.Contains(body, "Vacant") || !strings.Contains(body, "Dzielnicowy") {
		t.Errorf("%d %s", status, body)
	}
	if _, body := get("/desk/places?place=PL-B1"); !strings.Contains(body, "Name of anna") {
		t.Error(body)
	}
	_, top := get("/desk/places")
	if !strings.Contains(top, "/desk/places?place=PL-000") || strings.Contains(top, "⟦places") || !strings.Contains(top, `href="/desk/programmes"`) {
		t.Error(top)
	}
	if status, _ := get("/desk/places?place=none"); status != http.StatusNotFound {
		t.Errorf("an unknown place: %d", status)
	}
}
