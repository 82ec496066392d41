package test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/id"
	"reeve/kernel/measure"
	"reeve/kernel/policy"
	"reeve/modules/community"
	"reeve/modules/places"
	"reeve/test/fixture"
)

var problemRef = regexp.MustCompile(`^/desk/problems/([0-9A-Z]{10})\?done=`)

// nextHalf is the half-year after that of a day: its first and last day.
func nextHalf(now time.Time) (from, until time.Time) {
	year, month, _ := now.Date()
	switch {
	case month == time.January:
		from = time.Date(year, time.February, 1, 0, 0, 0, 0, time.UTC)
	case month < time.August:
		from = time.Date(year, time.August, 1, 0, 0, 0, 0, time.UTC)
	default:
		from = time.Date(year+1, time.February, 1, 0, 0, 0, 0, time.UTC)
	}
	return from, from.AddDate(0, 6, -1)
}

// proposal is a problem of the west beat, ready to be chosen but for its actions.
func proposal(now time.Time) url.Values {
	from, _ := nextHalf(now)
	return url.Values{"place": {"PL-Westerby-1"}, "title": {"Fast cars at the school"}, "category": {"speeding"}, "source": {"residents"}, "source_note": {"Meeting of parents"}, "voices": {"14"},
		"analysis": {"Between 7 and 8, on the straight road"}, "summary": {"Children cross where cars are fast."}, "area": {"place"}, "half": {from.Format(time.DateOnly)}, "control": {"PL-Easterby"},
		"before_from": {now.Format(time.DateOnly)}, "before_until": {from.AddDate(0, 0, -1).Format(time.DateOnly)}}
}

func propose(t testing.TB, town *fixture.Town, token string, form url.Values) string {
	t.Helper()
	status, to := desk(t, town, token, "/desk/problems/new", form)
	m := problemRef.FindStringSubmatch(to)
	if status != http.StatusSeeOther || m == nil {
		t.Fatalf("a problem is proposed: %d %s", status, to)
	}
	return m[1]
}

func takeProblem(t testing.TB, town *fixture.Town, token, ref, step string, more url.Values) int {
	t.Helper()
	form := url.Values{"step": {step}, "id": {id.New()}}
	for name, v := range more {
		form[name] = v
	}
	status, _ := desk(t, town, token, "/desk/problems/"+ref+"/steps", form)
	return status
}

// TestProblemLife leads a problem from a proposal to its score and into the next half-year, with what is refused on the
// way; the figures are those of the reports filed.
func TestProblemLife(t *testing.T) {
	clockTown(t, func(t *testing.T, town *fixture.Town, set func(local string)) {
		officer, coordinator := town.Tokens["officer"], town.Tokens["coordinator"]
		now := time.Now()
		from, until := nextHalf(now)
		file := func(n int, lat, lon float64) {
			for range n {
				file(t, town, map[string]any{"category": "speeding", "lat": lat, "lon": lon})
			}
		}
		file(6, 52.05, 18.05) // in the area
		file(2, 52.05, 18.11) // in the ring
		file(3, 52.05, 18.35) // in the control area
		file(1, 52.05, 18.16) // in none of them
		_ = file
		ref := propose(t, town, officer, proposal(now))

		// What is missing is named; nobody but the police sees it.
		if got := takeProblem(t, town, officer, ref, "choose", nil); got != 422 {
			t.Errorf("chosen without an action: %d", got)
		}
		action := url.Values{"what": {"A crossing guard"}, "on": {from.AddDate(0, 0, 20).Format(time.DateOnly)}}
		if status, _ := desk(t, town, officer, "/desk/problems/"+ref+"/actions", action); status != 422 {
			t.Errorf("an action without a partner: %d", status)
		}
		action.Set("partners", "City of Westerby; School 2")
		if status, _ := desk(t, town, officer, "/desk/problems/"+ref+"/actions", action); status != 303 {
			t.Fatalf("an action: %d", status)
		}
		if got := takeProblem(t, town, officer, ref, "choose", nil); got != 303 {
			t.Fatalf("chosen: %d", got)
		}
		for _, path := range []string{"/desk/problems/" + ref, "/desk/problems"} {
			if status, body := asked(t, town, path, town.Tokens["clerk"]); status == 200 && strings.Contains(body, "Fast cars") {
				t.Errorf("%s: the clerk sees it", path)
			}
		}
		if status, _ := asked(t, town, "/en/priorities/"+ref, ""); status != 404 {
			t.Errorf("everybody sees what is not published: %d", status)
		}

		// Approved by somebody else: not by the officer, and not by the coordinator who has chosen.
		if got := takeProblem(t, town, officer, ref, "approve", nil); got != 403 {
			t.Errorf("approved by the officer: %d", got)
		}
		other := proposal(now)
		other.Set("place", "PL-Westerby-2")
		own := propose(t, town, coordinator, other)
		desk(t, town, coordinator, "/desk/problems/"+own+"/actions", action)
		if got := takeProblem(t, town, coordinator, own, "choose", nil); got != 303 {
			t.Fatalf("chosen by the coordinator: %d", got)
		}
		if got := takeProblem(t, town, coordinator, own, "approve", nil); got != 403 {
			t.Errorf("approved by who has chosen: %d", got)
		}
		if got := takeProblem(t, town, coordinator, ref, "approve", nil); got != 303 {
			t.Fatalf("approved: %d", got)
		}
		// A second one for the beat and the half-year.
		twice := propose(t, town, officer, proposal(now))
		desk(t, town, officer, "/desk/problems/"+twice+"/actions", action)
		if got := takeProblem(t, town, officer, twice, "choose", nil); got != 409 {
			t.Errorf("two priorities of one half-year: %d", got)
		}
		if status, _ := desk(t, town, officer, "/desk/problems/"+ref+"/edit", proposal(now)); status != 409 {
			t.Errorf("changed after the approval: %d", status)
		}
		if got := takeProblem(t, town, officer, ref, "publish", nil); got != 303 {
			t.Fatalf("published: %d", got)
		}
		if got := takeProblem(t, town, officer, ref, "score", url.Values{"assessment": {"Nothing yet"}}); got != 409 {
			t.Errorf("scored before it begins: %d", got)
		}

		set(from.AddDate(0, 0, 30).Format(time.DateOnly) + " 12:00")
		file(2, 52.05, 18.05)
		file(3, 52.05, 18.35)
		status, out := call(t, "GET", town.URL+"/api/v1/priorities?community=PL-Westerby", nil, nil)
		items, _ := field(out, "items").([]any)
		if status != 200 || len(items) != 1 {
			t.Fatalf("%d %v", status, out)
		}
		for path, want := range map[string]float64{"area before": 6, "area after": 2, "ring before": 2, "ring after": 0, "control before": 3, "control after": 3} {
			area, window, _ := strings.Cut(path, " ")
			if got := field(items[0], "counts", area, "reports", window); got != want {
				t.Errorf("%s: %v, want %v", path, got, want)
			}
		}
		if field(items[0], "id") != ref || field(items[0], "post") != "west" || field(items[0], "counts", "running") != true || field(items[0], "counts", "control", "reports", "percent") != nil || field(items[0], "until") != until.Format(time.DateOnly) {
			t.Errorf("%v", items[0])
		}
		for _, path := range []string{"/en/priorities", "/uk/priorities?community=PL-Westerby", "/en/priorities/" + ref, "/en/officers/west"} {
			if status, body := asked(t, town, path, ""); status != 200 || !strings.Contains(body, "Fast cars at the school") || strings.Contains(body, "straight road") {
				t.Errorf("%s: %d", path, status)
			}
		}

		// An action is done, an own count entered, the score taken; later reports change it no more.
		_, body := asked(t, town, "/desk/problems/"+ref, officer)
		m := regexp.MustCompile(`<option value="([0-9a-f-]{36})"`).FindStringSubmatch(body)
		if m == nil {
			t.Fatal("no action to be done")
		}
		if status, _ := desk(t, town, officer, "/desk/problems/"+ref+"/done", url.Values{"action": {m[1]}, "done_on": {from.AddDate(1, 0, 0).Format(time.DateOnly)}}); status != 422 {
			t.Errorf("done in the future: %d", status)
		}
		if status, _ := desk(t, town, officer, "/desk/problems/"+ref+"/done", url.Values{"action": {m[1]}, "done_on": {from.AddDate(0, 0, 20).Format(time.DateOnly)}}); status != 303 {
			t.Errorf("done: %d", status)
		}
		if status, _ := desk(t, town, officer, "/desk/problems/"+ref+"/own", url.Values{"own_what": {"Speeding fines"}, "own_source": {"Register"}, "own_before": {"12"}, "own_after": {"31"}}); status != 303 {
			t.Errorf("own count: %d", status)
		}
		if got := takeProblem(t, town, officer, ref, "score", nil); got != 422 {
			t.Errorf("scored without words: %d", got)
		}
		if got := takeProblem(t, town, officer, ref, "score", url.Values{"assessment": {"Cars are slower."}}); got != 303 {
			t.Fatalf("scored: %d", got)
		}
		file(5, 52.05, 18.05)
		_, out = call(t, "GET", town.URL+"/api/v1/priorities", nil, nil)
		items, _ = field(out, "items").([]any)
		if len(items) != 1 || field(items[0], "counts", "area", "reports", "after") != 2.0 || field(items[0], "state") != "scored" || field(items[0], "assessment", "en") != "Cars are slower." {
			t.Errorf("%v", items)
		}
		if got := takeProblem(t, town, coordinator, ref, "carry_over", url.Values{"reason": {"Still fast in the evening"}}); got != 303 {
			t.Errorf("carried over: %d", got)
		}
		if _, body := asked(t, town, "/desk/problems?state=proposed", officer); strings.Count(body, "Fast cars at the school") != 2 { // the second one, and what goes on
			t.Error("it is not proposed again")
		}

		v, err := town.App.Measures["problem.actions_in_time"].Query(reading(t, town), measure.Question{From: from, Until: until, Scope: policy.Scope{All: true}})
		if err != nil || v.Num != 1 || v.Den != 1 {
			t.Errorf("%+v %v", v, err)
		}
	})
}

// reading is a snapshot for a question outside of a request.
func reading(t testing.TB, town *fixture.Town) (s *db.Snapshot) {
	t.Helper()
	ready, done := make(chan *db.Snapshot), make(chan struct{})
	go func() {
		_ = town.App.DB.Read(context.Background(), func(s *db.Snapshot) error { ready <- s; <-done; return nil })
	}()
	t.Cleanup(func() { close(done) })
	return <-ready
}

// TestSuggestionBecomesProposal: reports of one kind in one zone are offered, and bring zone and numbers along.
func TestSuggestionBecomesProposal(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		officer := town.Tokens["officer"]
		for range 4 {
			file(t, town, map[string]any{"category": "speeding", "lat": 52.031, "lon": 18.031})
		}
		_, body := asked(t, town, "/desk/problems/suggestions", officer)
		m := regexp.MustCompile(`href="(/desk/problems/new\?[^"]*)"`).FindStringSubmatch(body)
		if m == nil {
			t.Fatal("no cluster is offered")
		}
		_, body = asked(t, town, strings.ReplaceAll(m[1], "&amp;", "&"), officer)
		zone := regexp.MustCompile(`name="zones"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="zones"`).FindStringSubmatch(body)
		if zone == nil {
			t.Fatalf("no zone to choose")
		}
		form := proposal(time.Now())
		form.Set("area", "zones")
		if status, _ := desk(t, town, officer, "/desk/problems/new", form); status != 422 {
			t.Errorf("zones without a zone: %d", status)
		}
		form["zones"] = []string{zone[1] + zone[2]}
		ref := propose(t, town, officer, form)
		if status, body := asked(t, town, "/desk/problems/"+ref, officer); status != 200 || !strings.Contains(body, "rv-problem__ring") {
			t.Errorf("%d: its area is not drawn", status)
		}
		// Elsewhere the officer proposes nothing, and what is drawn wrongly is refused.
		form.Set("place", "PL-Easterby")
		if status, _ := desk(t, town, officer, "/desk/problems/new", form); status != 403 {
			t.Errorf("proposed elsewhere: %d", status)
		}
		form.Set("place", "PL-Westerby-1")
		form.Set("area", "drawn")
		form.Set("area_drawn", "52.0, 18.0\n52.1, 18.1\n52.0, 18.1\n52.1, 18.0")
		if status, _ := desk(t, town, officer, "/desk/problems/new", form); status != 422 {
			t.Errorf("crossing lines: %d", status)
		}
		form.Set("area_drawn", "52.02, 18.02\n52.02, 18.04\n52.04, 18.04\n52.04, 18.02")
		propose(t, town, officer, form)
	})
}

// problemPages gives the pages of problems, programmes and surveys, with something on them.
func problemPages(t testing.TB, town *fixture.Town) (public, atDesk []string) {
	t.Helper()
	now := time.Now()
	officer, coordinator := town.Tokens["officer"], town.Tokens["coordinator"]
	for range 4 {
		file(t, town, map[string]any{"category": "speeding", "lat": 52.031, "lon": 18.031})
	}
	from, _ := nextHalf(now)
	ref := propose(t, town, officer, proposal(now))
	desk(t, town, officer, "/desk/problems/"+ref+"/actions", url.Values{"what": {"A crossing guard"}, "on": {from.Format(time.DateOnly)}, "partners": {"School 2"}})
	for _, s := range []struct{ as, step string }{{officer, "choose"}, {coordinator, "approve"}, {officer, "publish"}} {
		if got := takeProblem(t, town, s.as, ref, s.step, nil); got != 303 {
			t.Fatalf("%s: %d", s.step, got)
		}
	}
	open := propose(t, town, officer, proposal(now))
	path := surveyFile(t, "n;share;question;year;place;survey;group", "1000;50;trust;2019;PL-Westerby;City poll;", "800;61;trust;2023;PL-Westerby;City poll;", "50;2;trust;2023;PL-Westerby;City poll;age: 18–29", "60;50;trust;2023;PL-Westerby;City poll;age: 30+")
	if _, err := town.App.Community.Surveys.Import(context.Background(), community.SurveyOptions{File: path, Actor: db.System()}); err != nil {
		t.Fatal(err)
	}
	err := town.App.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error {
		_, err := town.App.Places.SetProgramme(tx, places.Programme{Slug: "together", Names: map[string]string{"en": "Together for safety"}, Slogans: map[string]string{"en": "I am here"}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	admin := town.All["admin"]
	desk(t, town, admin, "/desk/programmes/together/plan/edit", url.Values{"from": {"2026-02-01"}, "goals": {"Fewer accidents"}, "partners": {"City of Westerby"}, "public": {"yes"}, "version": {"0"}})
	return []string{"/priorities", "/priorities/" + ref, "/surveys", "/surveys/PL-Westerby", "/programmes", "/programmes/together"},
		[]string{"/desk/problems", "/desk/problems/" + ref, "/desk/problems/" + open, "/desk/problems/" + open + "/edit", "/desk/problems/" + open + "/steps/choose", "/desk/problems/new", "/desk/problems/suggestions"}
}
