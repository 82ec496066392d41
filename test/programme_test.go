package test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"reeve/test/fixture"
)

// desked signs in through the form and gives a client that stays signed in.
func desked(t testing.TB, town *fixture.Town, email string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	town.SignsIn(t, email)
	c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.PostForm(town.URL+"/desk/sign-in", url.Values{"email": {email}, "password": {fixture.Password}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("sign-in as %s: %d", email, res.StatusCode)
	}
	return c
}

// sentForm posts a form with a picture where there is one.
func sentForm(t testing.TB, c *http.Client, address string, fields map[string]string, picture []byte) (int, string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if picture != nil {
		part, err := w.CreateFormFile("photo", "logo.png")
		if err != nil {
			t.Fatal(err)
		}
		part.Write(picture)
	}
	w.Close()
	res, err := c.Post(address, w.FormDataContentType(), &b)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// TestProgrammeOnPagesAndPaper: what the desk says of a programme stands on the pages of its land and on the leaflet;
// colours that cannot be read are refused, and so is land that is not the asker's.
func TestProgrammeOnPagesAndPaper(t *testing.T) {
	town := officerTown(t)
	town.Serve(t)
	logo := image.NewNRGBA(image.Rect(0, 0, 60, 30))
	for x := range 30 {
		logo.Set(x, 10, color.NRGBA{R: 200, A: 255})
	}
	var file bytes.Buffer
	if err := png.Encode(&file, logo); err != nil {
		t.Fatal(err)
	}
	desk := desked(t, town, "coordinator@example.org")
	form := map[string]string{"slug": "here", "name": "I am here", "slogan": "Beside you", "place": "PL-Westerby", "back": "#777777", "ink": "#FFFFFF", "version": "0", "look_version": "0"}
	if status, text := sentForm(t, desk, town.URL+"/desk/programmes/new", form, file.Bytes()); status != http.StatusUnprocessableEntity || !strings.Contains(text, "4.4 to 1") {
		t.Fatalf("grey on white: %d %.300s", status, text)
	}
	form["back"] = "#143C78"
	if status, text := sentForm(t, desk, town.URL+"/desk/programmes/new", form, file.Bytes()); status != http.StatusSeeOther {
		t.Fatalf("%d %.600s", status, text)
	}
	if status, _ := sentForm(t, desk, town.URL+"/desk/programmes/new", form, nil); status != http.StatusUnprocessableEntity {
		t.Errorf("the same slug once more: %d", status)
	}
	if err := town.App.Places.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	g, ok := town.App.Places.Snapshot().Programme(mustPlace(t, town, "PL-Westerby-1"))
	if !ok || g.Slug != "here" || g.Look.Logo == "" {
		t.Fatalf("the beat's programme is %+v", g)
	}
	for _, path := range []string{"/en/officers/west", "/en/communities/PL-Westerby"} {
		page := body(t, town, path, 200)
		for _, want := range []string{"I am here", "Beside you", g.Look.LogoHref(), `<link rel="stylesheet" href="` + g.StyleHref()} {
			if !strings.Contains(page, want) {
				t.Errorf("%s lacks %q", path, want)
			}
		}
	}
	if page := body(t, town, "/en/communities/PL-Easterby", 200); strings.Contains(page, "I am here") {
		t.Error("the programme stands on the page of another community")
	}
	if css := body(t, town, g.StyleHref(), 200); css != ".rv-programme{--rv-programme-back:#143c78;--rv-programme-ink:#ffffff}\n" {
		t.Error(css)
	}
	if picture := body(t, town, g.Look.LogoHref(), 200); !strings.HasPrefix(picture, "\xff\xd8") {
		t.Error("the logo is no JPEG of ours")
	}
	if paper := body(t, town, "/en/officers/west/leaflet.pdf", 200); strings.Count(paper, "/Subtype /Image") != 1 {
		t.Errorf("the leaflet has %d pictures", strings.Count(paper, "/Subtype /Image"))
	}
	body(t, town, "/programme-logos/0000000000", 404)
	form["slug"], form["place"] = "other", ""
	status, _ := sentForm(t, desk, town.URL+"/desk/programmes/new", form, nil)
	if everywhere := status == http.StatusSeeOther; everywhere {
		t.Error("somebody with one region's land made a programme for everywhere")
	}
}

func mustPlace(t testing.TB, town *fixture.Town, code string) string {
	t.Helper()
	p, ok := town.App.Places.Snapshot().ByCode(code)
	if !ok {
		t.Fatalf("no place %s", code)
	}
	return p.ID
}

// TestAgreementsByProgram enters an agreement over the interface, takes it through its life, and shows it to those alone
// who may see it.
func TestAgreementsByProgram(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		town.Serve(t)
		at, as := town.URL+"/api/v1/desk/agreements", bearer(town.Tokens["coordinator"])
		in := map[string]any{"kind": "memorandum", "number": "M-1", "community": "PL-Westerby", "from": "2026-01-01", "until": "2099-12-31", "title": map[string]string{"en": "Memorandum"},
			"parties": []map[string]any{{"name": "Police", "signatories": []map[string]string{{"name": "A. Chief", "post": "commander"}}}, {"name": "Rowing club", "signatories": []any{}}}}
		bad := map[string]any{"kind": "memorandum", "number": "", "community": "PL-Westerby"}
		if status, out := call(t, "POST", at, as, bad); status != http.StatusUnprocessableEntity {
			t.Fatalf("%d %v", status, out)
		}
		status, made := call(t, "POST", at, as, in)
		if status != http.StatusCreated || made["state"] != "draft" || made["signed"] != nil {
			t.Fatalf("%d %v", status, made)
		}
		if status, out := call(t, "POST", at, as, in); status != http.StatusConflict {
			t.Errorf("the number twice: %d %v", status, out)
		}
		one := at + "/" + made["id"].(string)
		for _, step := range []map[string]any{{"step": "negotiate", "reason": "Talks begin"}, {"step": "council_approve", "reason": "Resolution 7"}, {"step": "sign", "signed": "2026-01-01"}} {
			if status, out := call(t, "POST", one+"/steps", as, step); status != http.StatusOK {
				t.Fatalf("%v: %d %v", step, status, out)
			}
		}
		status, now := call(t, "GET", one, as, nil)
		history, _ := now["history"].([]any)
		if status != http.StatusOK || now["state"] != "in_force" || now["signed"] != "2026-01-01" || len(history) < 3 {
			t.Errorf("%d %v", status, now)
		}
		if status, out := call(t, "POST", one+"/steps", as, map[string]any{"step": "expire"}); status != http.StatusUnprocessableEntity {
			t.Errorf("a step of the calendar taken by hand: %d %v", status, out)
		}
		if status, out := call(t, "POST", one+"/steps", as, map[string]any{"step": "terminate"}); status != http.StatusUnprocessableEntity {
			t.Errorf("terminated without a reason: %d %v", status, out)
		}
		if status, list := call(t, "GET", at+"?community=PL-Westerby&state=in_force", as, nil); status != http.StatusOK || len(list["items"].([]any)) != 1 {
			t.Errorf("%d %v", status, list)
		}
		if status, _ := call(t, "POST", at, bearer(town.Tokens["clerk"]), in); status != http.StatusForbidden {
			t.Errorf("a clerk entered an agreement: %d", status)
		}
		if status, _ := call(t, "GET", at, bearer(town.Tokens["officer"]), nil); status != http.StatusForbidden {
			t.Errorf("an officer reads the register: %d", status)
		}
	})
}
