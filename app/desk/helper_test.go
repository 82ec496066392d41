package desk_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/policy"
	"reeve/modules/places"
)

const password = "a long enough sentence"

// station is a whole program with one community, one beat, an officer on it and who else is needed.
type station struct {
	*app.App
	t       *testing.T
	handler http.Handler
	now     time.Time
	people  map[string]identity.Account
	intake  string // token
}

func open(t *testing.T) *station {
	t.Helper()
	s := &station{t: t, now: time.Now(), people: map[string]identity.Account{}}
	a, err := app.Open(t.Context(), app.Options{Dir: t.TempDir(), Now: func() time.Time { return s.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	s.App, s.handler = a, a.Server.Handler()
	for _, role := range []string{"officer", "coordinator", "admin", "auditor", "analyst"} {
		u, err := a.Identity.Create(t.Context(), db.System(), identity.NewAccount{Email: role + "@example.org", Name: "The " + role, Lang: "en"})
		s.must(err)
		s.people[role] = u
		if role != "officer" {
			_, err = a.Identity.Give(t.Context(), db.System(), u.ID, policy.Grant{Role: role, Scope: policy.Everything()}, time.Time{}, time.Time{})
			s.must(err)
		}
	}
	s.intake, err = a.Identity.TokenForRole(t.Context(), db.System(), "intake", "test", time.Time{})
	s.must(err)
	s.ground()
	return s
}

func (s *station) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// ground is a region with one community and one beat, whose post the officer holds.
func (s *station) ground() {
	s.t.Helper()
	square := func(lon, lat, side float64) geo.MultiPolygon {
		raw, err := json.Marshal(map[string]any{"type": "Polygon", "coordinates": [][][]float64{{{lon, lat}, {lon + side, lat}, {lon + side, lat + side}, {lon, lat + side}, {lon, lat}}}})
		s.must(err)
		var shape geo.MultiPolygon
		s.must(shape.UnmarshalJSON(raw))
		return shape
	}
	s.must(s.DB.Write(s.t.Context(), db.System(), func(tx *db.Tx) error {
		region, err := s.Places.AddPlace(tx, places.Place{Code: "PL-30", Country: "PL", Level: "voivodeship", Role: places.Region,
			Names: i18n.Text{"pl": "Wielkopolskie"}, At: geo.Point{Lat: 52.5, Lon: 18.5}})
		if err != nil {
			return err
		}
		community, err := s.Places.AddPlace(tx, places.Place{Code: "PL-3062011", Country: "PL", Level: "gmina", Role: places.Community, Parent: region.ID,
			Names: i18n.Text{"pl": "Konin"}, At: geo.Point{Lat: 52.5, Lon: 18.5}})
		if err != nil {
			return err
		}
		if _, err := s.Places.SetBoundary(tx, places.Boundary{Place: community.ID, Shape: square(18, 52, 1), Source: "test"}); err != nil {
			return err
		}
		_, err = s.Places.SetUp(tx, places.Staff{Org: places.Org{Code: "KMP", Kind: places.Police, Names: i18n.Text{"en": "Police of Konin"}, Place: "PL-30"},
			Units: []places.StaffUnit{{Unit: places.Unit{Code: "KMP-1", Names: i18n.Text{"en": "Station 1"}, Place: "PL-3062011"}, Posts: []places.StaffPost{
				{Post: places.Post{Code: "D1", Titles: i18n.Text{"en": "Officer of beat 1"}, Role: "officer"}, Holder: s.people["officer"].ID, From: "2020-01-01",
					Beat: &places.NewBeat{Code: "PL-3062011-1", Names: i18n.Text{"pl": "Rejon 1"}, Community: "PL-3062011", Shape: square(18, 52, 1), Source: "test"}},
				{Post: places.Post{Code: "D2", Titles: i18n.Text{"en": "Officer of beat 2"}, Role: "officer", Place: "PL-3062011"}},
			}}}})
		return err
	}))
	s.must(s.Places.Reload(context.Background()))
}

// file files a report in the beat and gives its reference.
func (s *station) file() string {
	s.t.Helper()
	category := ""
	for _, c := range s.Map.Categories.List() {
		if c.Class == "A" && c.Route == "beat" && category == "" {
			category = c.Code
		}
	}
	body, err := json.Marshal(map[string]any{"category": category, "lat": 52.5, "lon": 18.5, "text": "The lamp is broken.", "lang": "en"})
	s.must(err)
	r := httptest.NewRequest("POST", "/api/v1/reports", strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+s.intake)
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	var filed struct{ Ref string }
	if err := json.Unmarshal(w.Body.Bytes(), &filed); err != nil || w.Code != http.StatusCreated {
		s.t.Fatalf("filing: %d %s", w.Code, w.Body)
	}
	return filed.Ref
}

// browser is somebody at a desk. It has a session or a token, or neither before signing in.
type browser struct {
	*station
	cookie *http.Cookie
	step   *http.Cookie // after the password, before the second factor
	token  string
}

type page struct {
	status   int
	location string
	body     string
	header   http.Header
}

func (p page) has(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(p.body, text) {
			t.Errorf("%q is not on the page (%d):\n%s", text, p.status, p.main())
		}
	}
}

func (p page) lacks(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(p.body, text) {
			t.Errorf("%q is on the page", text)
		}
	}
}

// main is the page without its frame.
func (p page) main() string {
	_, rest, ok := strings.Cut(p.body, "<main")
	if !ok {
		return p.body
	}
	return rest
}

// value is a hidden input's value.
func (p page) value(t *testing.T, name string) string {
	t.Helper()
	m := regexp.MustCompile(`name="` + regexp.QuoteMeta(name) + `" value="([^"]*)"`).FindStringSubmatch(p.body)
	if m == nil {
		t.Fatalf("no hidden field %s", name)
	}
	return m[1]
}

func (b *browser) do(method, path string, form url.Values) page {
	b.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == "POST" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Accept-Language", "en")
	if b.cookie != nil {
		r.AddCookie(b.cookie)
	}
	if b.step != nil {
		r.AddCookie(b.step)
	}
	if b.token != "" {
		r.Header.Set("Authorization", "Bearer "+b.token)
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		into := &b.cookie
		if strings.HasSuffix(c.Name, "_step") {
			into = &b.step
		}
		*into = c
		if c.MaxAge < 0 {
			*into = nil
		}
	}
	if w.Code == http.StatusInternalServerError {
		b.t.Errorf("%s %s failed", method, path)
	}
	return page{w.Code, w.Header().Get("Location"), w.Body.String(), w.Header()}
}

func (b *browser) get(path string) page { b.t.Helper(); return b.do("GET", path, nil) }

func (b *browser) post(path string, pairs ...string) page {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return b.do("POST", path, form)
}

// signIn is somebody who has signed in with a password. Passwords are slow to hash on purpose.
func (s *station) signIn(role string) *browser {
	s.t.Helper()
	if !s.people[role].HasPassword {
		s.must(s.Identity.SetPassword(s.t.Context(), db.System(), s.people[role].ID, password))
		person := s.people[role]
		person.HasPassword = true
		s.people[role] = person
	}
	b := &browser{station: s}
	if p := b.post("/desk/sign-in", "email", role+"@example.org", "password", password); p.status != http.StatusSeeOther {
		s.t.Fatalf("sign-in as %s: %d %s", role, p.status, p.main())
	}
	return b
}

// as is somebody with a token.
func (s *station) as(role string) *browser {
	s.t.Helper()
	u, err := s.Identity.AccountByEmail(s.t.Context(), role+"@example.org")
	s.must(err)
	token, err := s.Identity.IssueToken(s.t.Context(), db.System(), u.ID, "test", time.Time{})
	s.must(err)
	return &browser{station: s, token: token}
}
