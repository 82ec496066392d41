package test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/modules/places"
	"reeve/test/fixture"
)

// officerTown is the town with what is public of the officer of the west beat.
func officerTown(t testing.TB) *fixture.Town {
	t.Helper()
	town := fixture.Open(t, app.Options{})
	p := town.App.Places
	err := town.App.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error {
		for _, f := range p.Snapshot().Posts() {
			if f.Post.Role != "officer" {
				continue
			}
			if err := p.SetContact(tx, places.Contact{Post: f.Post.ID, Phone: "+48 600 100 " + map[string]string{"west": "201", "east": "202"}[f.Post.Code],
				OfficeHours: i18n.Text{"en": "Tue 9–12", "pl": "wt. 9–12"}, OfficePlace: i18n.Text{"en": "1 Long Street"}}); err != nil {
				return err
			}
			if c, _ := p.Snapshot().Card(f.Post.ID); c.Officer != nil {
				if err := p.SetProfile(tx, places.Profile{Appointment: c.Officer.Appointment, Name: "Łucja Żółć", Rank: i18n.Text{"en": "sergeant", "pl": "sierżant"}, Languages: []string{"pl", "uk"}}, nil); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err == nil {
		err = p.Reload(context.Background())
	}
	if err != nil {
		t.Fatal(err)
	}
	return town
}

func body(t testing.TB, town *fixture.Town, path string, status int) string {
	t.Helper()
	res := town.Get(t, path, "")
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != status {
		t.Fatalf("%s: %d, want %d: %.300s", path, res.StatusCode, status, b)
	}
	return string(b)
}

func TestLocateTellsWhoAnswers(t *testing.T) {
	town := officerTown(t)
	town.Serve(t)
	type answer struct {
		Region, Community, Beat *struct{ Code string }
		Post                    *struct{ Code string }
		Officer                 *struct{ Name *string }
		Vacancy                 bool
		Contact                 *struct {
			Phone     *string
			UnitPhone *string `json:"unit_phone"`
		}
	}
	ask := func(query string) (v answer) {
		t.Helper()
		if err := json.Unmarshal([]byte(body(t, town, "/api/v1/locate?"+query, 200)), &v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	if v := ask("lat=52.05&lon=18.05"); v.Community == nil || v.Community.Code != "PL-Westerby" || v.Beat == nil || v.Post == nil || v.Post.Code != "west" ||
		v.Officer == nil || *v.Officer.Name != "Łucja Żółć" || v.Vacancy || *v.Contact.Phone != "+48 600 100 201" {
		t.Errorf("west beat: %+v", v)
	}
	if v := ask("lat=52.05&lon=18.15"); v.Post == nil || v.Post.Code != "east" || v.Officer != nil || !v.Vacancy || v.Contact.Phone != nil || *v.Contact.UnitPhone != "600100200" {
		t.Errorf("vacant east beat: %+v", v)
	}
	if v := ask("lat=52.1&lon=18.3"); v.Community == nil || v.Community.Code != "PL-Easterby" || v.Post != nil || v.Vacancy {
		t.Errorf("community without posts: %+v", v)
	}
	if v := ask("lat=51.95&lon=18.3"); v.Region == nil || v.Community != nil || v.Post != nil {
		t.Errorf("between communities: %+v", v)
	}
	// Filing would take a point just outside to the nearest community; this question does not.
	if raw := body(t, town, "/api/v1/locate?lat=52.3&lon=17.899", 200); strings.Contains(raw, "PL-") || !strings.Contains(raw, `"community":null`) || !strings.Contains(raw, `"contact":null`) {
		t.Errorf("outside: %s", raw)
	}
	for _, bad := range []string{"", "lat=52", "lat=x&lon=18", "lat=NaN&lon=18", "lat=99&lon=18"} {
		body(t, town, "/api/v1/locate?"+bad, 422)
	}
}

func TestOfficersAreListedByCode(t *testing.T) {
	town := officerTown(t)
	town.Serve(t)
	type page struct {
		Items []struct {
			Post    struct{ Code string }
			Vacancy bool
			Contact struct{ Phone *string }
		}
		Next *string
	}
	var codes []string
	for after := ""; ; {
		var v page
		if err := json.Unmarshal([]byte(body(t, town, "/api/v1/officers?limit=1&after="+after, 200)), &v); err != nil {
			t.Fatal(err)
		}
		for _, it := range v.Items {
			codes = append(codes, it.Post.Code)
			if it.Vacancy != (it.Post.Code == "east") || it.Vacancy != (it.Contact.Phone == nil) {
				t.Errorf("%+v", it)
			}
		}
		if v.Next == nil {
			break
		}
		after = *v.Next
	}
	if strings.Join(codes, " ") != "east west" {
		t.Errorf("codes %v", codes)
	}
	if raw := body(t, town, "/api/v1/officers?community=PL-Easterby", 200); !strings.Contains(raw, `"items":[]`) {
		t.Error(raw)
	}
	body(t, town, "/api/v1/officers?community=PL-Nowhere", 422)
}

func TestOfficerPages(t *testing.T) {
	town := officerTown(t)
	town.Serve(t)
	has := func(path string, words ...string) {
		t.Helper()
		page := body(t, town, path, 200)
		for _, w := range words {
			if !strings.Contains(page, w) {
				t.Errorf("%s lacks %q", path, w)
			}
		}
	}
	lacks := func(path string, words ...string) {
		t.Helper()
		page := body(t, town, path, 200)
		for _, w := range words {
			if strings.Contains(page, w) {
				t.Errorf("%s has %q", path, w)
			}
		}
	}
	has("/en/officers", "Westerby", "Easterby")
	has("/en/officers?q=zolc", "Łucja Żółć", "/en/officers/west")
	has("/en/officers?q=Wester", "/en/communities/PL-Westerby")
	has("/en/officers?q=qqqq", "Nothing was found")
	has("/en/officers?lat=52.05&lon=18.05", "/en/officers/west", "tel:&#43;48600100201")
	has("/en/officers?lat=1&lon=1", "outside every municipality")
	has("/en/officers/west", "Łucja Żółć", "sergeant", "tel:&#43;48600100201", "Tue 9–12", "Українська", "/en/list?community=PL-Westerby", "leaflet.pdf")
	has("/pl/officers/west", "sierżant", "wt. 9–12")
	has("/en/officers/east", "Post vacant", "tel:600100200", "Station")
	lacks("/en/officers/east", "600 100 202")
	has("/en/communities/PL-Westerby", "Łucja Żółć", "Post vacant", "/en/officers/west", "/en/officers/east")
	lacks("/en/communities/PL-Westerby", "600 100 202")
	has("/en/communities/PL-Easterby", "No officer’s post yet")
	for _, path := range []string{"/en/officers/coordinator", "/en/officers/nobody", "/en/communities/PL-Region", "/en/officers/nobody/leaflet.pdf"} {
		body(t, town, path, http.StatusNotFound)
	}
}

func TestLeafletInEveryLanguage(t *testing.T) {
	town := officerTown(t)
	town.Serve(t)
	for _, l := range i18n.All() {
		for _, path := range []string{"/officers/west/leaflet.pdf", "/officers/east/leaflet.pdf?paper=a4"} {
			res := town.Get(t, "/"+l.HTML()+path, "")
			b, err := io.ReadAll(res.Body)
			if err != nil || res.StatusCode != 200 || res.Header.Get("Content-Type") != "application/pdf" || !bytes.HasPrefix(b, []byte("%PDF-")) {
				t.Fatalf("%s%s: %d %v %.80q", l.HTML(), path, res.StatusCode, err, b)
			}
			if want := "/Lang (" + l.HTML() + ")"; !bytes.Contains(b, []byte(want)) {
				t.Errorf("%s%s lacks %s", l.HTML(), path, want)
			}
			if n := bytes.Count(b, []byte("/Type /Page\n")); n != 1 {
				t.Errorf("%s%s has %d pages", l.HTML(), path, n)
			}
		}
	}
}

// BenchmarkLocateHTTP asks over connections that stay open.
func BenchmarkLocateHTTP(b *testing.B) {
	town := officerTown(b)
	server := town.Serve(b)
	transport := server.Client().Transport.(*http.Transport)
	transport.MaxIdleConnsPerHost = 64
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		client := &http.Client{Transport: transport}
		for pb.Next() {
			res, err := client.Get(town.URL + "/api/v1/locate?lat=52.05&lon=18.05")
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, res.Body)
			res.Body.Close()
		}
	})
}

// BenchmarkLocateHandler asks the server without a network: all that a request passes in the program.
func BenchmarkLocateHandler(b *testing.B) {
	town := officerTown(b)
	handler := town.App.Server.Handler()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequest("GET", "/api/v1/locate?lat=52.05&lon=18.05", nil))
			if w.Code != http.StatusOK {
				b.Error(w.Code)
				return
			}
		}
	})
}

// officerPages are the pages of the finder, of communities and of officers in the states that look different.
func officerPages() []string {
	return []string{"/officers", "/officers?q=Wester", "/officers?q=qqqq", "/officers?lat=52.05&lon=18.15", "/officers?region=PL-Region", "/offline", "/officers/west", "/officers/east",
		"/communities/PL-Westerby", "/communities/PL-Easterby"}
}
