package test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/places"
	"reeve/test/fixture"
)

func officerFile(t testing.TB, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "officers.csv")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func importOfficers(t testing.TB, a *app.App, file string, dry bool) places.OfficerResult {
	t.Helper()
	res, err := a.Places.ImportOfficers(context.Background(), places.OfficerOptions{File: file, Lang: "en", Texts: a.Catalogue, DryRun: dry, Actor: db.System()})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// keysByRow are the complaints of an import as "row key".
func keysByRow(bad []errs.Field) map[int]string {
	all := map[int]string{}
	for _, f := range bad {
		all[f.Row] += f.Key + " "
	}
	return all
}

// TestImportOfficers reads posts, accounts and appointments, with columns in another language and order, and bad rows
// between good ones.
func TestImportOfficers(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		file := officerFile(t, "Ел. пошта;ПІБ;Код посади;Назва посади;Підрозділ;Дільниця;Звання;Телефон;З;До;Вид",
			"ivan@example.org;Ivan Kos;south;Officer of the south;station;;sergeant;600 100 201;2024-01-01;;",
			"olha@example.org;Olha Lis;south;;station;;;;01.02.2024;29.02.2024;заступник",
			";;north;Officer of the north;station;;;;;;",
			"ivan@example.org;Ivan Kos;second;A second post;station;;;;2024-03-01;;",
			"anna@example.org;Anna;third;Third;nowhere;;;;2024-01-01;;",
			"petro@example.org;Petro;west;;station;PL-Westerby-1;;;2024-01-01;;",
			"officer@example.org;Test officer;fourth;Fourth;station;;;;2024-01-01;;",
			"bad;Nobody;fifth;Fifth;station;;;call me;31.31.2024;;",
			";Somebody;sixth;Sixth;station;;;;2024-01-01;;",
			";;west;;station;PL-Westerby-1;;;;;")
		count := func() (posts, accounts, appointments int64) {
			t.Helper()
			if err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) error {
				return s.QueryRow("SELECT (SELECT COUNT(*) FROM post), (SELECT COUNT(*) FROM account), (SELECT COUNT(*) FROM appointment)").Scan(&posts, &accounts, &appointments)
			}); err != nil {
				t.Fatal(err)
			}
			return posts, accounts, appointments
		}
		p0, a0, n0 := count()
		dry := importOfficers(t, town.App, file, true)
		if p, a, n := count(); p != p0 || a != a0 || n != n0 || dry.Imported != 3 {
			t.Fatalf("a dry run left %d posts, %d accounts, %d appointments; would import %d: %+v", p-p0, a-a0, n-n0, dry.Imported, dry.Bad)
		}
		res := importOfficers(t, town.App, file, false)
		want := map[int]string{4: "places.officers.twice ", 5: "places.officers.unknown ", 6: "places.two_holders ", 7: "places.officers.holds_other ",
			8: "places.mail_wrong places.date_wrong places.phone_wrong ", 9: "places.officers.email_missing "}
		got := keysByRow(res.Bad)
		for row, keys := range want {
			for _, key := range strings.Fields(keys) {
				if !strings.Contains(got[row], key) {
					t.Errorf("row %d: %q, want %q", row, got[row], keys)
				}
			}
		}
		if res.Imported != 3 || res.Rejected != 6 || res.Unchanged != 1 || len(res.Notes) != 1 || res.Notes[0].Key != "places.officers.still_held" || res.RejectedFile == "" {
			t.Fatalf("%+v", res)
		}
		if p, a, n := count(); p-p0 != 2 || a-a0 != 2 || n-n0 != 2 {
			t.Errorf("%d posts, %d accounts, %d appointments: a refused row left something behind", p-p0, a-a0, n-n0)
		}
		if again := importOfficers(t, town.App, file, false); again.Imported != 0 || again.Unchanged != 4 {
			t.Errorf("the same file again: %+v", again)
		}
		card := cardOf(t, town, "south")
		if card.Vacancy || card.Officer == nil || card.Officer.Name != "Ivan Kos" || card.Officer.Rank["en"] != "sergeant" || card.Phone != "600 100 201" || card.Substitute != nil {
			t.Errorf("%+v %+v", card, card.Officer)
		}
		if v := cardOf(t, town, "north"); !v.Vacancy || v.Call() != "600100200" || v.Phone != "" {
			t.Errorf("a vacancy: %+v", v)
		}
		changed := importOfficers(t, town.App, officerFile(t, "post,unit,email,name,from,until,phone", "south,station,ivan@example.org,Ivan Kos,2024-01-01,2024-12-31,600 100 202"), false)
		if len(changed.Rows) != 1 || len(changed.Rows[0].Changes) != 2 || changed.Rows[0].Appointed {
			t.Errorf("%+v", changed)
		}
		if v := cardOf(t, town, "south"); !v.Vacancy || v.Phone != "" {
			t.Errorf("after the last day: %+v", v)
		}
	})
}

func cardOf(t testing.TB, town *fixture.Town, code string) places.Card {
	t.Helper()
	if err := town.App.Places.Reload(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, f := range town.App.Places.Snapshot().Posts() {
		if f.Post.Code == code {
			card, _ := town.App.Places.Snapshot().Card(f.Post.ID)
			return card
		}
	}
	t.Fatalf("no post %s", code)
	return places.Card{}
}

// TestPostsAtTheDesk makes organisation, unit and post, appoints, and refuses what is not the asker's to give.
func TestPostsAtTheDesk(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		admin, coordinator := town.All["admin"], town.Tokens["coordinator"]
		take := func(want int, token, path string, values ...string) {
			t.Helper()
			v := url.Values{}
			for i := 0; i+1 < len(values); i += 2 {
				v.Set(values[i], values[i+1])
			}
			if status, _ := desk(t, town, token, path, v); status != want {
				t.Errorf("%s %v: %d, want %d", path, values, status, want)
			}
		}
		reload := func() { cardOf(t, town, "west") }
		take(303, admin, "/desk/organisations/new", "code", "watch", "kind", "partner", "name", "Watch", "place", "PL-Region")
		take(409, admin, "/desk/organisations/new", "code", "watch", "kind", "partner", "name", "Watch")
		take(422, admin, "/desk/organisations/new", "code", "x", "kind", "partner", "name", "", "place", "nowhere")
		take(403, coordinator, "/desk/organisations/new", "code", "y", "kind", "partner", "name", "Y")
		take(303, coordinator, "/desk/organisations/police/units/new", "code", "east-station", "name", "East station", "parent", "hq", "place", "PL-Easterby", "phone", "600 100 300")
		take(303, admin, "/desk/organisations/new", "code", "abroad", "kind", "international", "name", "Abroad")
		take(403, coordinator, "/desk/organisations/abroad/units/new", "code", "z", "name", "Z", "place", "")
		take(422, coordinator, "/desk/organisations/police/units/new", "code", "w", "name", "W", "parent", "hq", "place", "PL-Easterby", "phone", "call")
		reload()
		take(303, coordinator, "/desk/posts/new", "code", "e1", "name", "Officer of Easterby", "role", "officer", "unit", "east-station", "place", "PL-Easterby", "phone", "600 100 301", "office_hours", "Mondays")
		take(403, coordinator, "/desk/posts/new", "code", "boss", "name", "Boss", "role", "admin", "unit", "hq", "place", "PL-Region")
		take(403, town.Tokens["officer"], "/desk/posts/new", "code", "o", "name", "O", "role", "officer", "unit", "station")
		if v := cardOf(t, town, "e1"); !v.Vacancy || v.Call() != "600 100 300" {
			t.Errorf("a vacant post shows %q", v.Call())
		}
		today := time.Now().UTC().Format(time.DateOnly)
		take(422, coordinator, "/desk/posts/e1/appoint", "email", "nobody@example.org", "kind", "holder", "from", "2024-01-01")
		take(403, coordinator, "/desk/posts/e1/appoint", "email", "coordinator@example.org", "kind", "holder", "from", "2024-01-01")
		take(403, coordinator, "/desk/posts/coordinator/appoint", "email", "clerk@example.org", "kind", "substitute", "from", "2024-01-01")
		take(303, coordinator, "/desk/posts/e1/appoint", "email", "Mayor@example.org", "kind", "holder", "from", "2024-01-01", "public_name", "Maria May", "rank", "sergeant", "languages", "pl, uk")
		take(409, coordinator, "/desk/posts/e1/appoint", "email", "mayor@example.org", "kind", "substitute", "from", "2024-01-01")
		take(409, coordinator, "/desk/posts/e1/appoint", "email", "clerk@example.org", "kind", "holder", "from", "2024-01-01")
		take(422, coordinator, "/desk/posts/e1/appoint", "email", "clerk@example.org", "kind", "substitute", "from", today, "until", "2024-01-01")
		take(303, coordinator, "/desk/posts/e1/appoint", "email", "clerk@example.org", "kind", "substitute", "from", "2024-01-01", "public_name", "Carl")
		v := cardOf(t, town, "e1")
		if v.Officer == nil || v.Officer.Name != "Maria May" || strings.Join(v.Officer.Languages, " ") != "pl uk" || v.Answers() == nil || v.Answers().Name != "Carl" || v.Call() != "600 100 301" || v.OfficeHours["en"] != "Mondays" {
			t.Fatalf("%+v", v)
		}
		photo := officerPhoto(t, town, coordinator, v.Officer.Appointment)
		if res := town.Get(t, "/officer-photos/"+photo, ""); res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Type"), "image/") {
			t.Errorf("the photo: %d %s", res.StatusCode, res.Header.Get("Content-Type"))
		}
		ended := []string{"kind", "holder", "from", "2024-01-01", "until", "2024-12-31", "public_name", "Maria May", "version", "1", "profile_version", "2", "photo_ref", photo, "no_photo", "yes"}
		take(303, coordinator, "/desk/appointments/"+v.Officer.Appointment, ended...)
		take(409, coordinator, "/desk/appointments/"+v.Officer.Appointment, ended...)
		if v := cardOf(t, town, "e1"); !v.Vacancy || v.Substitute == nil {
			t.Errorf("after the end: %+v", v)
		}
		if res := town.Get(t, "/officer-photos/"+photo, ""); res.StatusCode != 404 {
			t.Errorf("a photo taken away: %d", res.StatusCode)
		}
		for _, path := range postPages() {
			if res := town.Get(t, path, admin); res.StatusCode != 200 {
				t.Errorf("%s: %d", path, res.StatusCode)
			} else if body, _ := io.ReadAll(res.Body); strings.Contains(string(body), "⟦") || strings.Contains(string(body), "places.office") {
				t.Errorf("%s lacks words", path)
			}
		}
	})
}

// postPages are the desk's pages about who answers for what; the first seven are of all kinds.
func postPages() []string {
	return []string{"/desk/posts", "/desk/posts/west", "/desk/posts/west/appoint", "/desk/organisations", "/desk/organisations/police", "/desk/units/station/edit", "/desk/beats",
		"/desk/posts?filled=no", "/desk/posts/new", "/desk/posts/east", "/desk/posts/west/edit", "/desk/organisations/new", "/desk/organisations/police/edit",
		"/desk/organisations/police/units/new", "/desk/beats?community=PL-Westerby"}
}

// officerPhoto gives an appointment a photo and tells its address.
func officerPhoto(t testing.TB, town *fixture.Town, token, appointment string) string {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range map[string]string{"kind": "holder", "from": "2024-01-01", "public_name": "Maria May", "rank": "sergeant", "version": "1", "profile_version": "1"} {
		if err := form.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("photo", "me.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(part, image.NewRGBA(image.Rect(0, 0, 320, 400)), nil); err != nil {
		t.Fatal(err)
	}
	form.Close()
	req, err := http.NewRequest("POST", town.URL+"/desk/appointments/"+appointment, &body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 303 {
		t.Fatalf("a photo: %d", res.StatusCode)
	}
	photo := cardOf(t, town, "e1").Officer.Photo
	if photo == "" {
		t.Fatal("the card has no photo")
	}
	return photo
}
