package test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/test/fixture"
)

// mailed are the mails in the outbox about a municipality's matters, opened.
func mailed(t testing.TB, town *fixture.Town) (all []string) {
	t.Helper()
	type row struct {
		letter, record string
		sealed         []byte
	}
	err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) error {
		rows, err := db.All(s, func(scan db.Scan) (v row, err error) { return v, scan(&v.letter, &v.record, &v.sealed) },
			"SELECT id, record, sealed FROM mail_message WHERE about = 'municipality.mail.about' ORDER BY id")
		for _, v := range rows {
			plain, oerr := town.App.Keys.Open(s, v.record, "letter "+v.letter, v.sealed)
			if oerr != nil {
				return oerr
			}
			all = append(all, string(plain))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestMunicipality: one list of what waits; told once of each thing, in the morning or at once; never what it is about.
func TestMunicipality(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			o := app.Options{}
			if engine == "postgres" {
				o.Database = dbtest.PostgresURL(t)
			}
			town := fixture.Open(t, o)
			town.Serve(t)
			clerk, coordinator, officer := town.Tokens["clerk"], bearer(town.Tokens["coordinator"]), bearer(town.Tokens["officer"])
			hand := func() string {
				t.Helper()
				ref := file(t, town, nil)["ref"].(string)
				steps(t, town, ref, step{officer, map[string]any{"step": "open"}, 0, ""}, step{officer, map[string]any{"step": "confirm", "reason": "Seen"}, 0, ""},
					step{coordinator, map[string]any{"step": "hand_over", "body": "city", "reason": "A bump is needed"}, 0, ""})
				return ref
			}
			first := hand()
			plan(t, town, town.Tokens["coordinator"], time.Now().AddDate(0, 0, 5), nil)
			status, page := atDesk(t, town, clerk, "/desk/municipality", nil)
			for _, want := range []string{"/desk/reports/" + first + "/steps/done", "/desk/reports/" + first + "/steps/take_back", "Quiet nights", "2 matters"} {
				if status != 200 || !strings.Contains(page, want) {
					t.Errorf("%d: %q is missing", status, want)
				}
			}
			for role, want := range map[string]int{"officer": 403, "coordinator": 403, "mayor": 200} {
				if status, _ := asked(t, town, "/desk/municipality", town.Tokens[role]); status != want {
					t.Errorf("as %s: %d, want %d", role, status, want)
				}
			}
			zone, _ := time.LoadLocation("Europe/Warsaw")
			now := time.Now().In(zone)
			morning := time.Date(now.Year(), now.Month(), now.Day()+1, 7, 30, 0, 0, zone)
			tell := func(at time.Time, want int) []string {
				t.Helper()
				for range 2 { // again changes nothing
					if err := town.App.Community.Municipality.Tell(context.Background(), at); err != nil {
						t.Fatal(err)
					}
				}
				all := mailed(t, town)
				if len(all) != want {
					t.Fatalf("%d letters at %s, want %d: %v", len(all), at, want, all)
				}
				return all
			}
			tell(morning.Add(-time.Hour), 0)
			for _, text := range tell(morning, 2) { // clerk and mayor
				for _, never := range []string{first, "speeding", "Cars", "Quiet", "Westerby", "bump"} {
					if strings.Contains(text, never) {
						t.Errorf("%q is in the mail: %s", never, text)
					}
				}
				if !strings.Contains(text, "/desk/municipality") || !strings.Contains(text, "2 new matters") {
					t.Errorf("%s", text)
				}
			}
			hand()
			tell(morning.Add(2*time.Hour), 2) // one digest a day
			if status, _ := desk(t, town, clerk, "/desk/municipality/notice", url.Values{"mode": {"now"}}); status != http.StatusSeeOther {
				t.Errorf("chosen: %d", status)
			}
			all := tell(morning.Add(2*time.Hour), 3)
			link := regexp.MustCompile(`/en/unsubscribe/[A-Za-z0-9_-]+`).FindString(all[2])
			if link == "" {
				t.Fatalf("no way to unsubscribe: %s", all[2])
			}
			if status, page := asked(t, town, link, ""); status != 200 || !strings.Contains(page, "No more mail") {
				t.Errorf("asked: %d", status)
			}
			if status, _ := asked(t, town, link[:len(link)-2]+"AA", ""); status != 404 {
				t.Errorf("a made-up address: %d", status)
			}
			res, err := http.Post(town.URL+link, "application/x-www-form-urlencoded", strings.NewReader("List-Unsubscribe=One-Click"))
			if err != nil || res.StatusCode != 200 {
				t.Fatalf("one click: %v %v", res, err)
			}
			res.Body.Close()
			hand()
			tell(morning.Add(3*time.Hour), 3)
			tell(morning.AddDate(0, 0, 1), 4) // the mayor's digest
			steps(t, town, first, step{bearer(clerk), map[string]any{"step": "done", "reason": "Built"}, 0, "eliminated"})
			if _, page := atDesk(t, town, clerk, "/desk/municipality", nil); strings.Contains(page, first) {
				t.Error("what is done still waits")
			}
		})
	}
}
