package test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"reeve/app"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/id"
	"reeve/test/fixture"
)

// both runs a test on both engines, over HTTP.
func both(t *testing.T, run func(t *testing.T, town *fixture.Town)) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel() // the engines beside one another; the tests one after the other
			var o app.Options
			if engine == "postgres" {
				o.Database = dbtest.PostgresURL(t)
			}
			town := fixture.Open(t, o)
			town.Serve(t)
			run(t, town)
		})
	}
}

// call sends JSON and reads JSON.
func call(t testing.TB, method, url string, header map[string]string, in any) (int, map[string]any) {
	t.Helper()
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequest(method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	for k, v := range header {
		req.Header.Set(k, v)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]any{}
	if len(raw) > 0 && strings.Contains(res.Header.Get("Content-Type"), "json") {
		if err := json.Unmarshal(raw, &out); err != nil {
			t.Fatalf("%s %s: %s", method, url, raw)
		}
	}
	return res.StatusCode, out
}

func bearer(token string) map[string]string {
	return map[string]string{"Authorization": "Bearer " + token}
}

func key(k any) map[string]string { return map[string]string{"Report-Key": k.(string)} }

// file files a report as the call centre does.
func file(t testing.TB, town *fixture.Town, in map[string]any) map[string]any {
	t.Helper()
	all := map[string]any{"category": "speeding", "lat": 52.05, "lon": 18.05, "text": "Cars race past the school.", "lang": "en"}
	for k, v := range in {
		all[k] = v
	}
	status, out := call(t, "POST", town.URL+"/api/v1/reports", bearer(town.All["intake"]), all)
	if status != http.StatusCreated {
		t.Fatalf("filing: %d %v", status, out)
	}
	return out
}

type step struct {
	as     map[string]string
	in     map[string]any
	status int
	state  string
}

func steps(t *testing.T, town *fixture.Town, ref string, all ...step) {
	t.Helper()
	for _, s := range all {
		if s.in["id"] == nil {
			s.in["id"] = id.New()
		}
		status, out := call(t, "POST", town.URL+"/api/v1/reports/"+ref+"/steps", s.as, s.in)
		if s.status == 0 {
			s.status = http.StatusOK
		}
		if status != s.status || s.state != "" && out["state"] != s.state {
			t.Fatalf("%v: %d %v; want %d %s", s.in, status, out, s.status, s.state)
		}
	}
}

// TestFromFilingToOutcome is the job of the threat map: filed by a resident, checked by the officer, seen by all.
func TestFromFilingToOutcome(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		r := file(t, town, nil)
		ref := r["ref"].(string)
		if r["id"] != ref || r["state"] != "new" || len(strings.Split(r["key"].(string), "-")) != 6 || r["community"].(map[string]any)["code"] != "PL-Westerby" {
			t.Errorf("answer to a filing: %v", r)
		}
		officer := bearer(town.Tokens["officer"])
		steps(t, town, ref,
			step{officer, map[string]any{"step": "open"}, 0, "verification"},
			step{officer, map[string]any{"step": "visit", "found": "14 of 52 cars above the limit", "occurred_at": time.Now().UTC().Format(time.RFC3339)}, 0, "verification"},
			step{officer, map[string]any{"step": "confirm", "reason": "Measured on the spot"}, 0, "confirmed"},
			step{officer, map[string]any{"step": "eliminate", "reason": "A speed bump was built"}, 0, "eliminated"},
		)
		status, seen := call(t, "GET", town.URL+"/api/v1/reports/"+ref, nil, nil)
		if status != 200 || seen["state"] != "eliminated" || seen["text"] != nil || seen["lang"] != nil {
			t.Fatalf("public report: %d %v", status, seen)
		}
		history := seen["history"].([]any)
		if n := len(history); n != 5 {
			t.Errorf("%d public steps, want 5: %v", n, history)
		}
		if last := history[len(history)-1].(map[string]any); last["reason"] != "A speed bump was built" {
			t.Errorf("outcome: %v", last)
		}
		steps(t, town, ref, step{officer, map[string]any{"step": "publish_text", "text": "Cars race."}, 0, ""})
		if _, seen = call(t, "GET", town.URL+"/api/v1/reports/"+ref, nil, nil); seen["text"] != "Cars race." || seen["lang"] != "en" {
			t.Errorf("after publish_text the public reads %v in %v", seen["text"], seen["lang"])
		}
		steps(t, town, ref, step{key(r["key"]), map[string]any{"step": "reopen", "text": "They are back"}, 0, "verification"},
			step{officer, map[string]any{"step": "confirm", "reason": "Seen again"}, 0, "confirmed"},
			step{officer, map[string]any{"step": "eliminate", "reason": "Camera"}, 0, "eliminated"},
			step{key(r["key"]), map[string]any{"step": "reopen", "text": "Again"}, http.StatusConflict, ""})
	})
}

func TestHandOverGoesToTheBodyAndNobodyElse(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		ref := file(t, town, nil)["ref"].(string)
		officer, coordinator, clerk := bearer(town.Tokens["officer"]), bearer(town.Tokens["coordinator"]), bearer(town.Tokens["clerk"])
		inside := town.URL + "/api/v1/desk/reports/" + ref
		if status, _ := call(t, "GET", inside, clerk, nil); status != http.StatusForbidden {
			t.Errorf("the clerk reads a report that was not handed over: %d", status)
		}
		steps(t, town, ref,
			step{officer, map[string]any{"step": "open"}, 0, ""},
			step{officer, map[string]any{"step": "confirm", "reason": "Seen"}, 0, ""},
			step{officer, map[string]any{"step": "hand_over", "body": "city", "reason": "Bump needed"}, http.StatusForbidden, ""},
			step{coordinator, map[string]any{"step": "hand_over", "reason": "Bump needed"}, http.StatusUnprocessableEntity, ""},
			step{coordinator, map[string]any{"step": "hand_over", "body": "city", "reason": "Bump needed"}, 0, "handed_over"})
		if status, out := call(t, "GET", inside, clerk, nil); status != 200 || out["text"] != "Cars race past the school." {
			t.Errorf("the clerk reads what was handed over: %d %v", status, out)
		}
		steps(t, town, ref, step{clerk, map[string]any{"step": "done", "reason": "Built"}, 0, "eliminated"})
	})
}

func TestWhoMayDoWhat(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		here := file(t, town, nil)
		there := file(t, town, map[string]any{"lat": 52.05, "lon": 18.3}) // Easterby, the coordinators' queue
		officer := bearer(town.Tokens["officer"])
		steps(t, town, there["ref"].(string),
			step{officer, map[string]any{"step": "open"}, http.StatusForbidden, ""},
			step{nil, map[string]any{"step": "open"}, http.StatusUnauthorized, ""},
			step{bearer("rv_00000000000000000000000000000000"), map[string]any{"step": "open"}, http.StatusUnauthorized, ""},
			step{key(here["key"]), map[string]any{"step": "withdraw"}, http.StatusForbidden, ""},
			step{bearer(town.Tokens["coordinator"]), map[string]any{"step": "open"}, 0, "verification"},
			step{bearer(town.Tokens["coordinator"]), map[string]any{"step": "reroute", "post": "west", "reason": "Nearest"}, 0, "verification"},
			step{officer, map[string]any{"step": "ask", "text": "Which side?"}, 0, "verification"},
			step{key(there["key"]), map[string]any{"step": "answer", "text": "The left"}, 0, "verification"},
			step{officer, map[string]any{"step": "not_confirm", "reason": "Nothing seen"}, 0, "not_confirmed"},
			step{key(there["key"]), map[string]any{"step": "dispute", "text": "Come in the evening"}, 0, "verification"})
		steps(t, town, here["ref"].(string), step{key(here["key"]), map[string]any{"step": "withdraw"}, 0, "withdrawn"},
			step{officer, map[string]any{"step": "open"}, http.StatusConflict, ""})
	})
}

func TestCrimeTipLeavesThePublicSideAtOnce(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		ref := file(t, town, nil)["ref"].(string)
		if status, _ := call(t, "GET", town.URL+"/api/v1/reports/"+ref, nil, nil); status != 200 {
			t.Fatal(status)
		}
		steps(t, town, ref, step{bearer(town.Tokens["officer"]), map[string]any{"step": "crime_tip", "reason": "Dealing"}, 0, "new"})
		if status, _ := call(t, "GET", town.URL+"/api/v1/reports/"+ref, nil, nil); status != 404 {
			t.Errorf("a crime tip is still public: %d", status)
		}
		if _, out := call(t, "GET", town.URL+"/api/v1/reports", nil, nil); len(out["items"].([]any)) != 0 {
			t.Errorf("a crime tip is still listed: %v", out)
		}
	})
}

func TestPrivacyClasses(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		for category, want := range map[string]struct{ exact, zone, listed bool }{"speeding": {true, false, true}, "vandalism": {false, true, true}, "drug_use": {false, false, false}} {
			ref := file(t, town, map[string]any{"category": category})["ref"].(string)
			status, out := call(t, "GET", town.URL+"/api/v1/reports/"+ref, nil, nil)
			p, told := out["published"].(map[string]any)
			if status != 200 || told != (want.exact || want.zone) {
				t.Errorf("%s: %d published %v", category, status, out["published"])
			}
			if told && (want.exact != (p["precision_m"] == 1.0 && p["lat"] == 52.05) || want.zone != (p["precision_m"].(float64) > 100 && p["lat"] != 52.05)) {
				t.Errorf("%s is published as %v", category, p)
			}
			_, list := call(t, "GET", town.URL+"/api/v1/reports?category="+category, nil, nil)
			if (len(list["items"].([]any)) == 1) != want.listed {
				t.Errorf("%s in the list: %v", category, list["items"])
			}
			_, count := call(t, "GET", town.URL+"/api/v1/reports/count?category="+category, nil, nil)
			if int(count["count"].(float64)) != len(list["items"].([]any)) {
				t.Errorf("%s: count %v", category, count)
			}
		}
	})
}

// TestRepeatedRequest sends the same filing twice with one key: one report, one answer, the same report key.
func TestRepeatedRequest(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		in := map[string]any{"category": "speeding", "lat": 52.05, "lon": 18.05, "text": "x", "lang": "en"}
		head := bearer(town.All["intake"])
		head["Idempotency-Key"] = id.New()
		s1, first := call(t, "POST", town.URL+"/api/v1/reports", head, in)
		s2, second := call(t, "POST", town.URL+"/api/v1/reports", head, in)
		if s1 != 201 || s2 != 201 || first["key"] != second["key"] || first["ref"] != second["ref"] {
			t.Errorf("%d %v\n%d %v", s1, first, s2, second)
		}
		in["text"] = "y"
		if status, out := call(t, "POST", town.URL+"/api/v1/reports", head, in); status != http.StatusUnprocessableEntity {
			t.Errorf("the same key with another body: %d %v", status, out)
		}
		if _, count := call(t, "GET", town.URL+"/api/v1/reports/count", nil, nil); count["count"] != 1.0 {
			t.Errorf("%v reports", count["count"])
		}
	})
}

// solve finds the number of a challenge, as a browser does.
func solve(t testing.TB, url string) string {
	t.Helper()
	status, c := call(t, "GET", url+"/api/v1/challenge", nil, nil)
	if status != 200 {
		t.Fatal(status, c)
	}
	for n := 0; n <= int(c["maxnumber"].(float64)); n++ {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s%d", c["salt"], n))
		if hex.EncodeToString(sum[:]) == c["challenge"] {
			raw, _ := json.Marshal(map[string]any{"algorithm": c["algorithm"], "challenge": c["challenge"], "number": n, "salt": c["salt"], "signature": c["signature"]})
			return base64.StdEncoding.EncodeToString(raw)
		}
	}
	t.Fatal("no number solves the challenge")
	return ""
}

func TestProofOfWork(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		in := map[string]any{"category": "speeding", "lat": 52.05, "lon": 18.05, "text": "x", "lang": "en"}
		if status, _ := call(t, "POST", town.URL+"/api/v1/reports", nil, in); status != http.StatusUnprocessableEntity {
			t.Errorf("without proof: %d", status)
		}
		in["altcha"] = solve(t, town.URL)
		if status, out := call(t, "POST", town.URL+"/api/v1/reports", nil, in); status != http.StatusCreated {
			t.Errorf("with proof: %d %v", status, out)
		}
		if status, _ := call(t, "POST", town.URL+"/api/v1/reports", nil, in); status != http.StatusUnprocessableEntity {
			t.Errorf("with a spent proof: %d", status)
		}
	})
}

// TestBadInput sends what must be refused with the field's name, and nothing stored.
func TestBadInput(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		for name, c := range map[string]struct {
			in    map[string]any
			field string
		}{
			"far at sea":        {map[string]any{"lat": 55.0, "lon": 3.0}, "lat"},
			"beyond the pole":   {map[string]any{"lat": 95.0}, "lat"},
			"unknown category":  {map[string]any{"category": "flying"}, "category"},
			"too long a text":   {map[string]any{"text": strings.Repeat("ä", 4001)}, "text"},
			"no such language":  {map[string]any{"lang": "xx"}, "lang"},
			"an unknown field":  {map[string]any{"colour": "red"}, "colour"},
			"a broken date":     {map[string]any{"seen_from": "2026-13-45"}, "seen_from"},
			"a strange answer":  {map[string]any{"answers": map[string]string{"vehicle": "spaceship"}}, "answers.vehicle"},
			"a strange weekday": {map[string]any{"weekdays": []int{9}}, "weekdays"},
		} {
			in := map[string]any{"category": "speeding", "lat": 52.05, "lon": 18.05, "text": "x", "lang": "en"}
			for k, v := range c.in {
				in[k] = v
			}
			status, out := call(t, "POST", town.URL+"/api/v1/reports", bearer(town.All["intake"]), in)
			fields, _ := out["errors"].([]any)
			found := false
			for _, f := range fields {
				f := f.(map[string]any)
				found = found || f["field"] == c.field && f["message"] != "" && !strings.Contains(f["message"].(string), "⟦")
			}
			if status != http.StatusUnprocessableEntity || !found {
				t.Errorf("%s: %d %v", name, status, out)
			}
		}
		in := map[string]any{"category": "speeding", "lat": 52.05, "lon": 18.05, "text": strings.Repeat("ä", 4000), "lang": "en"}
		if status, out := call(t, "POST", town.URL+"/api/v1/reports", bearer(town.All["intake"]), in); status != 201 {
			t.Errorf("4,000 characters: %d %v", status, out)
		}
		if _, count := call(t, "GET", town.URL+"/api/v1/reports/count", nil, nil); count["count"] != 1.0 {
			t.Errorf("%v reports", count["count"])
		}
	})
}

// TestTooLarge sends 200 MB: refused before it is read.
func TestTooLarge(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	req, err := http.NewRequest("POST", town.URL+"/api/v1/reports", io.LimitReader(zeros{}, 200<<20))
	if err != nil {
		t.Fatal(err)
	}
	req.ContentLength = 200 << 20
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Expect", "100-continue")
	start := time.Now()
	client := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: 5 * time.Second}}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("%d after %s", res.StatusCode, time.Since(start))
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
