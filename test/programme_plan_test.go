package test

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/id"
	"reeve/modules/places"
	"reeve/test/fixture"
)

// TestProgrammePlan: a programme's plan at the desk and for everybody, with appearances counted once.
func TestProgrammePlan(t *testing.T) {
	dutyTown(t, func(t *testing.T, town *fixture.Town) {
		err := town.App.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error {
			_, err := town.App.Places.SetProgramme(tx, places.Programme{Slug: "together", Names: map[string]string{"en": "Together for safety"}, Slogans: map[string]string{"en": "I am here"}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		admin := town.All["admin"]
		if status, _ := asked(t, town, "/desk/programmes/together/plan", town.Tokens["coordinator"]); status != 403 {
			t.Errorf("one that runs everywhere is the administrator's: %d", status)
		}
		if status, body := asked(t, town, "/desk/programmes/together/plan", admin); status != 200 || strings.Contains(body, "Clubs and circles") {
			t.Errorf("without a time nothing is counted, not none: %d %s", status, body)
		}
		form := url.Values{"from": {"2026-02-01"}, "until": {"2026-01-01"}, "goals": {"Fewer accidents\nMore light"}, "partners": {"City of Westerby"}, "public": {"yes"}, "version": {"0"}}
		if status, _ := desk(t, town, admin, "/desk/programmes/together/plan/edit", form); status != 422 {
			t.Errorf("it ends before it begins: %d", status)
		}
		if status, _ := asked(t, town, "/en/programmes/together", ""); status != 404 {
			t.Errorf("not public yet: %d", status)
		}
		form.Set("until", "2026-12-31")
		if status, _ := desk(t, town, admin, "/desk/programmes/together/plan/edit", form); status != 303 {
			t.Fatalf("saved: %d", status)
		}
		if status, _ := desk(t, town, admin, "/desk/programmes/together/plan/edit", form); status != 409 {
			t.Errorf("over a version that has passed: %d", status)
		}
		if status, _ := desk(t, town, admin, "/desk/programmes/together/plan/actions", url.Values{"what": {"Lamps"}, "on": {"2026-06-01"}, "action_partners": {"City of Westerby"}}); status != 303 {
			t.Errorf("an action: %d", status)
		}
		for n, kind := range []string{"council_session", "home_visit", "home_visit", "court"} {
			in := map[string]any{"id": id.New(), "type": kind, "from": time.Date(2026, 6, 30, 8+n, 0, 0, 0, time.UTC), "to": time.Date(2026, 6, 30, 9+n, 0, 0, 0, time.UTC), "where": "community"}
			if status := askJSON(t, town, "POST", town.Tokens["officer"], "/api/v1/desk/duty", in, nil); status >= 300 {
				t.Fatalf("%s: %d", kind, status)
			}
		}
		day := time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC)
		ref := plan(t, town, town.Tokens["officer"], day, url.Values{"kind": {"council"}, "title": {"Session"}})
		if got := takeMeeting(t, town, town.Tokens["officer"], "meeting", ref, "hold", nil); got != 303 {
			t.Fatalf("held: %d", got)
		}
		status, body := asked(t, town, "/en/programmes/together", "")
		if status != 200 || !strings.Contains(body, "Fewer accidents") || !strings.Contains(body, "City of Westerby") || !strings.Contains(body, "I am here") || !strings.Contains(body, "Lamps") {
			t.Errorf("%d %s", status, body)
		}
		for word, want := range map[string]string{"Council sessions": "1", "Homes": "2", "Schools": "0"} {
			if !regexp.MustCompile(`(?s)` + word + `</t[dh]>\s*<td[^>]*>` + want + `<`).MatchString(body) {
				t.Errorf("%s: not %s", word, want)
			}
		}
		if status, body := asked(t, town, "/pl/programmes", ""); status != 200 || !strings.Contains(body, "Together for safety") {
			t.Errorf("the list: %d", status)
		}
	})
}
