package demo

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/identity"
	"reeve/kernel/policy"
	"reeve/modules/places"
	"reeve/modules/threatmap"
)

func install(t *testing.T, ctx context.Context, dir string) (Summary, error) {
	t.Helper()
	begin := time.Now()
	s, err := Install(ctx, app.Options{Dir: dir, BaseURL: "http://127.0.0.1:8080"}, nil)
	t.Logf("install: %v, %d reports, %d steps, %v", time.Since(begin).Round(time.Millisecond), s.Reports, s.Steps, err)
	return s, err
}

func open(t *testing.T, dir string) *app.App {
	t.Helper()
	a, err := app.Open(context.Background(), app.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

// counts gives the numbers of rows that a query groups.
func counts(t *testing.T, a *app.App, query string) map[string]int {
	t.Helper()
	all := map[string]int{}
	err := a.DB.Read(context.Background(), func(s *db.Snapshot) error {
		return db.Each(s, func(scan db.Scan) error {
			var name string
			var n int
			err := scan(&name, &n)
			all[name] = n
			return err
		}, query)
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// whole checks that everything is there that the demo promises.
func whole(t *testing.T, dir string) {
	t.Helper()
	a := open(t, dir)
	snap := a.Places.Snapshot()
	communities := map[string]int{}
	for _, p := range snap.WithRole(places.Community) {
		communities[p.Country]++
	}
	if want := map[string]int{"PL": 226, "UA": 63, "XK": 38, "CZ": 206, "LI": 11, "SE": 290, "GB": 1}; !maps.Equal(communities, want) {
		t.Errorf("communities %v, want %v", communities, want)
	}
	if n := len(snap.WithRole(places.Region)); n != 1+1+7+14+1+21 {
		t.Errorf("%d regions", n)
	}
	if n := len(snap.WithRole(places.Beat)); n != 21 {
		t.Errorf("%d beats", n)
	}
	beatsFit(t, a)
	states := counts(t, a, "SELECT state, COUNT(*) FROM process_instance GROUP BY state")
	for _, state := range threatmap.States() {
		if states[state] == 0 {
			t.Errorf("no report is %s: %v", state, states)
		}
	}
	if total := counts(t, a, "SELECT 'all', COUNT(*) FROM report WHERE source <> 'import'")["all"]; total != around+far+alpine+twins {
		t.Errorf("%d reports, want %d", total, around+far+alpine+twins)
	}
	happened(t, a)
	t.Logf("states %v", states)
	steps := counts(t, a, "SELECT step, COUNT(*) FROM process_step GROUP BY step")
	for _, s := range a.Process.Definition(threatmap.Kind).Steps {
		switch s.Name {
		case "hide", "keep", "hold", "follow_open", "follow_not_confirm", "follow_hand_over", "follow_back", "follow_part":
			continue // not in the story
		}
		if steps[s.Name] == 0 {
			t.Errorf("nobody took the step %s: %v", s.Name, steps)
		}
	}
	t.Logf("steps %v", steps)
	rules := counts(t, a, "SELECT rule, COUNT(*) FROM report GROUP BY rule")
	for _, rule := range []threatmap.Rule{threatmap.RuleBeat, threatmap.RuleUnit, threatmap.RuleQueue, threatmap.RuleCommunity} {
		if rules[string(rule)] == 0 {
			t.Errorf("no report went by the rule %s: %v", rule, rules)
		}
	}
	t.Logf("rules %v", rules)
	if late := counts(t, a, "SELECT name, COUNT(*) FROM process_clock WHERE stopped_at IS NULL AND late_at IS NOT NULL GROUP BY name"); late["read"] == 0 || late["verify"] == 0 {
		t.Errorf("late clocks %v", late)
	}
	waits := counts(t, a, "SELECT waits, COUNT(*) FROM process_instance GROUP BY waits")
	for _, on := range []string{"post", "queue", "body", "key"} {
		if waits[on] == 0 {
			t.Errorf("nothing waits for %s: %v", on, waits)
		}
	}
	t.Logf("waits %v, publication %v, sources %v", waits, counts(t, a, "SELECT publication, COUNT(*) FROM report GROUP BY publication"),
		counts(t, a, "SELECT source, COUNT(*) FROM report GROUP BY source"))
	besideReports(t, a, states)
	if !a.Settings.Get().Synthetic {
		t.Error("the installation does not say that it is invented")
	}
	rep, _, err := app.Verify(context.Background(), app.Options{Dir: dir}, nil)
	if err != nil || len(rep.Faults) > 0 {
		t.Errorf("audit verify: %v, %d faults, first %+v", err, len(rep.Faults), first(rep.Faults))
	}
}

// beatsFit checks that the beats of a community leave no gap and do not overlap.
func beatsFit(t *testing.T, a *app.App) {
	t.Helper()
	err := a.DB.Read(context.Background(), func(s *db.Snapshot) error {
		for _, code := range []string{"PL-3062011", "PL-3010013", "PL-3010123"} {
			community, _ := a.Places.Snapshot().ByCode(code)
			found, err := places.CheckBeats(s, community.ID, time.Now().Format(time.DateOnly), 100)
			if err != nil || len(found) > 0 {
				t.Errorf("beats of %s: %+v %v", code, found, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func first[T any](all []T) (v T) {
	if len(all) > 0 {
		v = all[0]
	}
	return v
}

// signedIn checks demo.json: every role once, its token takes it in through the real handler, passwords are right.
func signedIn(t *testing.T, dir string) File {
	t.Helper()
	name := filepath.Join(dir, "demo.json")
	info, err := os.Stat(name)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("demo.json: %v %v", info, err)
	}
	f, err := readFile(name)
	if err != nil {
		t.Fatal(err)
	}
	a := open(t, dir)
	h := a.Server.Handler()
	seen := map[string]bool{}
	for _, u := range f.Users {
		seen[u.Role] = true
		who, err := a.Identity.Principal(context.Background(), u.Token, time.Now())
		if err != nil {
			t.Errorf("token of %s: %v", u.Role, err)
			continue
		}
		has := false
		for _, g := range who.Principal.Grants {
			has = has || g.Role == u.Role
		}
		if !has {
			t.Errorf("%s has the grants %v", u.Role, who.Principal.Grants)
		}
		if u.Role == "officer" || u.Role == "admin" { // two of them: a check of a password costs as much as its making
			if _, err := a.Identity.SignIn(context.Background(), identity.Credentials{Email: u.Email, Password: u.Password}, time.Now()); err != nil {
				t.Errorf("password of %s: %v", u.Role, err)
			}
		}
		req := httptest.NewRequest("GET", "/api/v1/reports?limit=1", nil)
		req.Header.Set("Authorization", "Bearer "+u.Token)
		rec := httptest.NewRecorder()
		if h.ServeHTTP(rec, req); rec.Code != http.StatusOK {
			t.Errorf("%s asks for reports: %d %s", u.Role, rec.Code, rec.Body)
		}
	}
	for _, role := range policy.StaffRoles() {
		if !seen[role] {
			t.Errorf("no sign-in for %s", role)
		}
	}
	return f
}

func TestInstall(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	s, err := install(t, ctx, dir)
	if err != nil || !s.Loaded {
		t.Fatalf("%+v %v", s, err)
	}
	whole(t, dir)
	before := signedIn(t, dir)
	if before.URL != "http://127.0.0.1:8080" {
		t.Errorf("url %q", before.URL)
	}
	t.Run("officer", func(t *testing.T) { officerWorks(t, dir, before) })
	t.Run("practice", func(t *testing.T) { practiceIsThere(t, dir) })
	entries := func() map[string]int {
		return counts(t, open(t, dir), "SELECT 'all', COUNT(*) FROM audit_entry")
	}
	n := entries()
	if s, err = install(t, ctx, dir); err != nil || s.Loaded {
		t.Fatalf("second run: %+v %v", s, err)
	}
	if after := entries(); after["all"] != n["all"] {
		t.Errorf("the second run changed something: %v entries, then %v", n, after)
	}
	after := signedIn(t, dir)
	if a, b := marshal(t, before), marshal(t, after); a != b {
		t.Errorf("demo.json changed:\n%s\n%s", a, b)
	}
	if err := SetURL(dir, "http://127.0.0.1:9"); err != nil {
		t.Fatal(err)
	}
	if f := signedIn(t, dir); f.URL != "http://127.0.0.1:9" || f.Users[3] != before.Users[3] {
		t.Errorf("after a change of address: %+v", f)
	}
	if err := os.Remove(filepath.Join(dir, "demo.json")); err != nil {
		t.Fatal(err)
	}
	if _, err := install(t, ctx, dir); err != nil {
		t.Fatal(err)
	}
	if f := signedIn(t, dir); f.Users[0].Password == before.Users[0].Password {
		t.Error("a lost password came back")
	}
}

// officerWorks files in Konin as a call centre does and takes the first step as the officer.
func officerWorks(t *testing.T, dir string, f File) {
	h := open(t, dir).Server.Handler()
	token := map[string]string{}
	for _, u := range f.Users {
		token[u.Role] = u.Token
	}
	post := func(path, token, body string) (int, map[string]any) {
		req := httptest.NewRequest("POST", path, strings.NewReader(body))
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Content-Type", "application/json")
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, req)
		var out map[string]any
		json.Unmarshal(rec.Body.Bytes(), &out)
		return rec.Code, out
	}
	for _, category := range []string{"speeding", "vandalism", "illegal_dumping", "drug_use"} {
		status, filed := post("/api/v1/reports", token["intake"], `{"category":"`+category+`","lat":52.223,"lon":18.251,"text":"x","lang":"pl"}`)
		if status != http.StatusCreated {
			t.Fatalf("filing: %d %v", status, filed)
		}
		steps := "/api/v1/reports/" + filed["ref"].(string) + "/steps"
		if status, out := post(steps, token["clerk"], `{"step":"open"}`); status != http.StatusForbidden {
			t.Errorf("the clerk opens %s: %d %v", category, status, out)
		}
		if status, out := post(steps, token["officer"], `{"step":"open"}`); status != http.StatusOK || out["state"] != "verification" {
			t.Errorf("the officer opens %s: %d %v", category, status, out)
		}
	}
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestInterrupted stops installations in the middle of the land, of the people, of the reports, of the events, and at
// the sign-ins; the next run finishes them.
func TestInterrupted(t *testing.T) {
	dir := t.TempDir()
	for _, stop := range []struct {
		text string
		done int
	}{{"app.demo.places", 3}, {"app.demo.grants", 0}, {"app.demo.reports", 500}, {"app.demo.events", 6000}, {"app.demo.sign_ins", 0}} {
		ctx, cancel := context.WithCancel(context.Background())
		_, err := Install(ctx, app.Options{Dir: dir, BaseURL: "http://x"}, func(text string, done, total int) {
			if text == stop.text && done >= stop.done {
				cancel()
			}
		})
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("stopped at %s: %v", stop.text, err)
		}
		if _, err := os.Stat(filepath.Join(dir, "demo.json")); !errors.Is(err, os.ErrNotExist) {
			t.Fatalf("demo.json is there before its time: %v", err)
		}
	}
	if _, err := install(t, context.Background(), dir); err != nil {
		t.Fatal(err)
	}
	whole(t, dir)
	signedIn(t, dir)
}

// TestRefused: an installation with people of its own stays as it is.
func TestRefused(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	a, err := app.Open(ctx, app.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Identity.Create(ctx, db.System(), identity.NewAccount{Email: "chief@police.example", Name: "Chief", Lang: "en"}); err != nil {
		t.Fatal(err)
	}
	n := counts(t, a, "SELECT 'all', COUNT(*) FROM audit_entry")
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err := install(t, ctx, dir); errs.KindOf(err) != errs.Conflict {
		t.Errorf("%+v %v", s, err)
	}
	if after := counts(t, open(t, dir), "SELECT 'all', COUNT(*) FROM audit_entry"); after["all"] != n["all"] {
		t.Errorf("%v entries, then %v", n, after)
	}
	if _, err := os.Stat(filepath.Join(dir, "demo.json")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("demo.json: %v", err)
	}
}
