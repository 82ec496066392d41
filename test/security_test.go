package test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"reeve/app"
	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/test/fixture"
)

// TestForgedFormsAreRefused sends forms as another site would make a browser send them.
func TestForgedFormsAreRefused(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	for _, path := range []string{"/en/report", "/en/follow", "/desk/sign-in", "/api/v1/reports"} {
		for name, header := range map[string]map[string]string{
			"by fetch metadata": {"Sec-Fetch-Site": "cross-site"},
			"by origin":         {"Origin": "https://elsewhere.example"},
		} {
			req, err := http.NewRequest("POST", town.URL+path, strings.NewReader(url.Values{"key": {"x"}}.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			for k, v := range header {
				req.Header.Set(k, v)
			}
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			if res.StatusCode != http.StatusForbidden {
				t.Errorf("%s, %s: %d", path, name, res.StatusCode)
			}
		}
	}
}

// TestOpeningAReportIsLogged wants the consultation in the log before the record is answered.
func TestOpeningAReportIsLogged(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		ref := file(t, town, nil)["ref"].(string)
		for _, path := range []string{"/api/v1/desk/reports/" + ref, "/desk/reports/" + ref} {
			before := consultations(t, town)
			if res := town.Get(t, path, town.Tokens["officer"]); res.StatusCode != 200 {
				t.Fatalf("%s: %d", path, res.StatusCode)
			}
			if after := consultations(t, town); after != before+1 {
				t.Errorf("%s: %d consultations, want %d", path, after, before+1)
			}
		}
		before := consultations(t, town)
		town.Get(t, "/api/v1/desk/reports/"+ref, town.Tokens["clerk"]) // refused
		town.Get(t, "/desk/reports", town.Tokens["officer"])           // a list of titles
		if after := consultations(t, town); after != before {
			t.Errorf("what was not opened was logged as opened: %d, want %d", after, before)
		}
	})
}

func consultations(t *testing.T, town *fixture.Town) (n int) {
	t.Helper()
	err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) error {
		return s.QueryRow("SELECT count(*) FROM audit_entry WHERE operation = $1 AND kind = $2 AND actor_id <> ''", string(audit.Consultation), "threatmap.report").Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestHeaders looks at what every answer tells the browser.
func TestHeaders(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	for _, path := range []string{"/en/", "/en/list", "/en/report", "/api/v1/reports", "/desk", "/desk/sign-in", "/nowhere", "/api/v1/nowhere"} {
		res := town.Get(t, path, "")
		csp := res.Header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: content security policy %q", path, csp)
		}
		if res.Header.Get("X-Content-Type-Options") != "nosniff" || res.Header.Get("Last-Modified") != "" {
			t.Errorf("%s: %v", path, res.Header)
		}
		if cookies := res.Cookies(); len(cookies) != 0 {
			t.Errorf("%s sets cookies for the public: %v", path, cookies)
		}
		if strings.HasPrefix(path, "/desk") && res.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may stay in a shared browser: %q", path, res.Header.Get("Cache-Control"))
		}
	}
}

// TestPublicListsTellNoOrder files reports one after another: the public order is by part of day and then by the
// random reference, so it does not tell who was first. Pages are bounded and miss nothing.
func TestPublicListsTellNoOrder(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		filed := map[string]bool{}
		for range 25 {
			filed[file(t, town, nil)["ref"].(string)] = true
		}
		var refs []string
		for after := ""; ; {
			status, out := call(t, "GET", town.URL+"/api/v1/reports?limit=7&after="+after, nil, nil)
			if status != 200 {
				t.Fatal(status, out)
			}
			for _, it := range out["items"].([]any) {
				refs = append(refs, it.(map[string]any)["ref"].(string))
			}
			if out["next"] == nil {
				break
			}
			after = out["next"].(string)
		}
		if len(refs) != len(filed) {
			t.Errorf("the pages hold %d reports, %d were filed", len(refs), len(filed))
		}
		falls := 0
		for i, ref := range refs {
			if !filed[ref] {
				t.Errorf("%s is listed twice or was never filed", ref)
			}
			delete(filed, ref)
			if i > 0 && refs[i-1] > ref {
				falls++
			}
		}
		if falls > 1 { // one fall where a part of the day began in between
			t.Errorf("the order is not by reference: %v", refs)
		}
		for _, limit := range []string{"0", "-1", "1001", "many"} {
			if status, _ := call(t, "GET", town.URL+"/api/v1/reports?limit="+limit, nil, nil); status != http.StatusUnprocessableEntity {
				t.Errorf("limit=%s: %d", limit, status)
			}
		}
	})
}

// TestProgramsReadProblems: where programs ask, also what is not there is said in a form that programs read.
func TestProgramsReadProblems(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	for path, want := range map[string]int{"GET /api/v1/nothing": 404, "GET /tiles/nothing/3/1/1.mvt": 404, "PUT /tiles/reports/0/0/0.mvt": 405, "GET /tiles/reports/30/0/0.mvt": 400, "GET /tiles/reports/3/-1/0.mvt": 400,
		"GET /api/v1/reports/count?bbox=170,-10,190,10": 400, "GET /api/v1/reports/count?bbox=170,-10,-170,10": 200} {
		method, address, _ := strings.Cut(path, " ")
		req, err := http.NewRequest(method, town.URL+address, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if kind := res.Header.Get("Content-Type"); res.StatusCode != want || want >= 400 && kind != "application/problem+json" {
			t.Errorf("%s: %d %s, want %d", path, res.StatusCode, kind, want)
		}
	}
	if res, err := http.Get(town.URL + "/nothing"); err != nil || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		t.Errorf("people do not get a page: %v %v", res, err)
	} else {
		res.Body.Close()
	}
}

// TestOnlyTextIsTaken: what no text has is refused where it comes in, on the database too that does not store it.
func TestOnlyTextIsTaken(t *testing.T) {
	town := fixture.Open(t, app.Options{Database: dbtest.PostgresURL(t)})
	town.Serve(t)
	ref := file(t, town, nil)["ref"].(string)
	status, answer := call(t, "POST", town.URL+"/api/v1/reports/"+ref+"/steps", bearer(town.Tokens["officer"]), map[string]any{"step": "crime_tip", "reason": "a\x00b"})
	if status != http.StatusUnprocessableEntity {
		t.Errorf("a step: %d %v", status, answer)
	}
	for path, want := range map[string]int{"/photos/%ff": 404, "/agreement-files/%00": 404, "/en/r/a%00": 404, "/api/v1/reports/count?community=%ff": 400, "/en/list?community=a%00": 400} {
		if res := town.Get(t, path, ""); res.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, res.StatusCode, want)
		}
	}
	res, err := http.Post(town.URL+"/desk/sign-in", "application/x-www-form-urlencoded", strings.NewReader("email=a%00b&password=x"))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("signing in: %d", res.StatusCode)
	}
}

// TestWrongMethods asks with verbs that an address does not take.
func TestWrongMethods(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	for path, method := range map[string]string{"/api/v1/categories": "PUT", "/api/v1/reports/count": "POST", "/en/list": "POST", "/api/v1/reports/0000000000/steps": "GET", "/desk/sign-out": "GET"} {
		req, err := http.NewRequest(method, town.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Allow") == "" {
			t.Errorf("%s %s: %d, Allow %q", method, path, res.StatusCode, res.Header.Get("Allow"))
		}
	}
	if res := town.Get(t, "/api/v1/nowhere", ""); res.StatusCode != http.StatusNotFound {
		t.Errorf("an address that is not there: %d", res.StatusCode)
	}
}
