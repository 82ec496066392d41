package test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/measure"
	"reeve/kernel/policy"
	"reeve/modules/community"
	"reeve/test/fixture"
)

// dutyTown is a town on both engines whose clock stands at noon of 1 July 2026.
func dutyTown(t *testing.T, run func(t *testing.T, town *fixture.Town)) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel() // the engines beside one another; the tests one after the other
			o := app.Options{Now: func() time.Time { return time.Date(2026, 7, 1, 10, 0, 0, 0, time.UTC) }}
			if engine == "postgres" {
				o.Database = dbtest.PostgresURL(t)
			}
			town := fixture.Open(t, o)
			town.Serve(t)
			run(t, town)
		})
	}
}

func rosterFile(t testing.TB, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "roster.csv")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func importRoster(t testing.TB, a *app.App, file string, dry bool) community.RosterResult {
	t.Helper()
	res, err := a.Community.Duty.ImportRoster(context.Background(), community.RosterOptions{File: file, DryRun: dry, Actor: db.System()})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// askJSON sends JSON as the holder of a token and decodes the answer into out.
func askJSON(t testing.TB, town *fixture.Town, method, token, path string, in, out any) int {
	t.Helper()
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		body = strings.NewReader(string(raw))
	}
	req, err := http.NewRequest(method, town.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if out != nil {
		if err := json.Unmarshal(raw, out); err != nil {
			t.Fatalf("%s %s: %d %s", method, path, res.StatusCode, raw)
		}
	}
	return res.StatusCode
}

// officer is the actor of the fixture's officer at the west beat.
func officer(t testing.TB, town *fixture.Town) db.Actor {
	t.Helper()
	who, err := town.App.Identity.AccountByEmail(context.Background(), "officer@example.org")
	if err != nil {
		t.Fatal(err)
	}
	return db.Actor{Kind: "account", ID: who.ID, Post: postID(t, town, "west")}
}

func postID(t testing.TB, town *fixture.Town, code string) string {
	t.Helper()
	for _, f := range town.App.Places.Snapshot().Posts() {
		if f.Post.Code == code {
			return f.Post.ID
		}
	}
	t.Fatalf("no post %s", code)
	return ""
}

// TestTimeInTheCommunity: 160 hours rostered, 140 recorded, 126 inside.
func TestTimeInTheCommunity(t *testing.T) {
	dutyTown(t, func(t *testing.T, town *fixture.Town) {
		lines := []string{"Hours,Date,Post code"}
		zone, err := time.LoadLocation("Europe/Warsaw")
		if err != nil {
			t.Fatal(err)
		}
		var work []community.DutyInput
		for n := range 20 {
			day := time.Date(2026, 6, 1+n, 8, 0, 0, 0, zone)
			lines = append(lines, "8,"+day.Format(time.DateOnly)+",west")
			add := func(kind, where string, from, long time.Duration) {
				work = append(work, community.DutyInput{ID: id.New(), Type: kind, Where: where, From: day.Add(from), To: day.Add(from + long), LateReason: "kept on paper"})
			}
			switch {
			case n < 15: // 126 of 140 hours inside, 6 sent elsewhere, 8 at the station
				add("foot_patrol", "community", 0, 8*time.Hour)
			case n == 15:
				add("council_session", "community", 0, 6*time.Hour)
				add("abstraction", "outside", 6*time.Hour, 2*time.Hour)
			case n == 16:
				add("paperwork_station", "station", 0, 8*time.Hour)
			case n == 17:
				add("abstraction", "community", 0, 4*time.Hour) // sent elsewhere is not inside, wherever it is
			}
		}
		if res := importRoster(t, town.App, rosterFile(t, lines...), false); res.Imported != 20 || res.Rejected != 0 {
			t.Fatalf("%+v", res)
		}
		err = town.App.DB.Write(context.Background(), officer(t, town), func(tx *db.Tx) error {
			for _, in := range work {
				if in.Type == "abstraction" {
					in.OrderedBy, in.OrderedWhy = "region", "event"
				}
				if _, _, err := town.App.Community.Duty.Record(tx, in); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var out map[string]any
		for _, who := range []string{"officer", "coordinator"} {
			for _, post := range []string{"west", postID(t, town, "west")} {
				if status := askJSON(t, town, "GET", town.Tokens[who], "/api/v1/desk/posts/"+post+"/time?from=2026-06-01&to=2026-06-30", nil, &out); status != 200 {
					t.Fatalf("%s: %d %v", who, status, out)
				}
				for name, want := range map[string]float64{"rostered_min": 9600, "recorded_min": 8400, "inside_min": 7560, "share": 0.9, "coverage": 0.875, "low": 0.7875, "high": 0.9125,
					"abstracted_min": 360} {
					if out[name] != want {
						t.Errorf("%s as %s: %v, want %v", name, who, out[name], want)
					}
				}
			}
		}
		if status := askJSON(t, town, "GET", town.Tokens["coordinator"], "/api/v1/desk/posts/east/time?from=2026-06-01&to=2026-06-30", nil, &out); status != 200 || out["share"] != nil || out["coverage"] != nil || out["low"] != nil || out["recorded_min"] != 0.0 {
			t.Errorf("a post with nothing: %d %v", status, out)
		}
		for who, want := range map[string]int{"officer": 404, "clerk": 403} {
			if status := askJSON(t, town, "GET", town.Tokens[who], "/api/v1/desk/posts/east/time", nil, nil); status != want {
				t.Errorf("the post of somebody else as %s: %d", who, status)
			}
		}
		v := town.App.Measures["community.time_inside"]
		err = town.App.DB.Read(context.Background(), func(s *db.Snapshot) error {
			got, err := v.Query(s, measure.Question{From: time.Date(2026, 6, 1, 0, 0, 0, 0, zone), Until: time.Date(2026, 7, 1, 0, 0, 0, 0, zone), Scope: policy.Scope{All: true}})
			if got.Num != 7560 || got.Den != 8400 {
				t.Errorf("the measure: %+v", got)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		status, page := atDesk(t, town, town.Tokens["coordinator"], "/desk/duty/team?from=2026-06-01&to=2026-06-30", nil)
		for _, text := range []string{"90.00", "87.50", "78.75", "91.25", "Regional command"} {
			if status != 200 || !strings.Contains(page, text) {
				t.Errorf("%s is not on the page of the team (%d)", text, status)
			}
		}
		_, csv := atDesk(t, town, town.Tokens["coordinator"], "/desk/duty/team.csv?from=2026-06-01&to=2026-06-30", nil)
		if !strings.Contains(csv, ",9600,8400,7560,360,0,") || !strings.Contains(csv, "0.9,0.875,0.7875,0.9125\r\n") {
			t.Errorf("CSV: %s", csv)
		}
		if _, page := atDesk(t, town, town.Tokens["coordinator"], "/desk/duty/posts/west?from=2026-06-01&to=2026-06-30", nil); !strings.Contains(page, "Council session") {
			t.Error("the entries of a post are not on its page")
		}
	})
}

// TestDutyEntry walks through the life of an entry: twice sent, overlapping, corrected, withdrawn, and who sees what.
func TestDutyEntry(t *testing.T) {
	dutyTown(t, func(t *testing.T, town *fixture.Town) {
		mine, theirs := town.Tokens["officer"], town.Tokens["coordinator"]
		in := map[string]any{"id": id.New(), "type": "home_visit", "from": "2026-07-01T06:00:00Z", "to": "2026-07-01T07:30:00Z", "where": "community", "people": 3, "note": "said it at the gate",
			"language": "pl", "partners": "social services"}
		var made, again map[string]any
		if status := askJSON(t, town, "POST", mine, "/api/v1/desk/duty", in, &made); status != 200 || made["inside"] != true || made["minutes"] != 90.0 || made["post"] != "west" || made["note"] != "said it at the gate" || made["place"] != "PL-Westerby" {
			t.Fatalf("%d %v", status, made)
		}
		if status := askJSON(t, town, "POST", mine, "/api/v1/desk/duty", in, &again); status != 200 || again["recorded_at"] != made["recorded_at"] {
			t.Errorf("sent twice: %d %v", status, again)
		}
		other := map[string]any{"id": in["id"], "type": "school", "from": "2026-07-01T06:00:00Z", "to": "2026-07-01T07:30:00Z", "where": "community"}
		if status := askJSON(t, town, "POST", mine, "/api/v1/desk/duty", other, nil); status != 409 {
			t.Errorf("something else under the same id: %d", status)
		}
		other["id"], other["from"], other["to"] = id.New(), "2026-07-01T07:29:00Z", "2026-07-01T08:00:00Z"
		var problem map[string]any
		if status := askJSON(t, town, "POST", mine, "/api/v1/desk/duty", other, &problem); status != 422 || !strings.Contains(fmt.Sprint(problem), "08:00") || !strings.Contains(fmt.Sprint(problem), "09:30") {
			t.Errorf("an overlap does not name the other: %d %v", status, problem)
		}
		other["from"] = "2026-07-01T07:30:00Z"
		if status := askJSON(t, town, "POST", mine, "/api/v1/desk/duty", other, nil); status != 200 {
			t.Errorf("one after the other: %d", status)
		}
		late := map[string]any{"type": "school", "from": "2026-06-20T07:29:00Z", "to": "2026-06-20T08:00:00Z", "where": "outside"}
		if status := askJSON(t, town, "POST", mine, "/api/v1/desk/duty", late, &problem); status != 422 || !strings.Contains(fmt.Sprint(problem), "late_reason") {
			t.Errorf("late without a reason: %d %v", status, problem)
		}
		late["post"], late["late_reason"] = "east", "ill"
		if status := askJSON(t, town, "POST", mine, "/api/v1/desk/duty", late, nil); status != 403 {
			t.Errorf("for a post of somebody else: %d", status)
		}

		path := "/api/v1/desk/duty/" + in["id"].(string)
		fixed := map[string]any{"type": "home_visit", "from": "2026-07-01T06:00:00Z", "to": "2026-07-01T07:00:00Z", "where": "community", "note": "mended"}
		if status := askJSON(t, town, "POST", mine, path, map[string]any{"entry": fixed, "version": 1, "reason": "shorter"}, &made); status != 200 || made["minutes"] != 60.0 || made["version"] != 2.0 {
			t.Fatalf("correction: %d %v", status, made)
		}
		if status := askJSON(t, town, "POST", mine, path, map[string]any{"entry": fixed, "version": 1}, nil); status != 409 {
			t.Errorf("an old version: %d", status)
		}
		if status := askJSON(t, town, "POST", theirs, path, map[string]any{"entry": fixed, "version": 2}, nil); status != 404 {
			t.Errorf("a correction by somebody else: %d", status)
		}
		if status := askJSON(t, town, "POST", mine, "/api/v1/desk/duty", in, &again); status != 200 || again["version"] != 2.0 {
			t.Errorf("sent again after the correction: %d %v", status, again)
		}
		if status, page := atDesk(t, town, mine, "/desk/duty/entries/"+in["id"].(string), nil); status != 200 || !strings.Contains(page, "shorter") || !strings.Contains(page, "mended") {
			t.Errorf("the page of the entry: %d", status)
		}
		if status, _ := atDesk(t, town, theirs, "/desk/duty/entries/"+in["id"].(string), nil); status != 404 {
			t.Errorf("the page of somebody else's entry: %d", status)
		}
		var list struct{ Items []map[string]any }
		if status := askJSON(t, town, "GET", theirs, "/api/v1/desk/duty?post=west", nil, &list); status != 200 || len(list.Items) != 2 || list.Items[0]["note"] != nil {
			t.Errorf("what the coordinator sees: %d %v", status, list)
		}
		if n := len(entries(t, town.App, "community.duty.consulted")); n != 1 {
			t.Errorf("%d consultations in the log", n)
		}
		if status := askJSON(t, town, "GET", mine, "/api/v1/desk/duty", nil, &list); status != 200 || len(list.Items) != 2 || list.Items[0]["note"] != "mended" {
			t.Errorf("what the officer sees: %d %v", status, list)
		}
		if status := askJSON(t, town, "POST", mine, path, map[string]any{"withdraw": true, "version": 2, "reason": "wrong day"}, &made); status != 200 || made["withdrawn"] != true {
			t.Errorf("withdrawing: %d %v", status, made)
		}
		var sum map[string]any
		if askJSON(t, town, "GET", mine, "/api/v1/desk/posts/west/time?from=2026-07-01", nil, &sum); sum["recorded_min"] != 30.0 {
			t.Errorf("what was withdrawn counts: %v", sum)
		}
	})
}

// atDesk gets a page, or sends a form where there are values, as the holder of a token.
func atDesk(t testing.TB, town *fixture.Town, token, path string, values url.Values) (int, string) {
	t.Helper()
	method, body := "GET", io.Reader(nil)
	if values != nil {
		method, body = "POST", strings.NewReader(values.Encode())
	}
	req, err := http.NewRequest(method, town.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	if values != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("Accept-Language", "en")
	req.Header.Set("Authorization", "Bearer "+token)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(page)
}

// TestDutyForm enters a piece of duty as the page offers it: the kind, and done.
func TestDutyForm(t *testing.T) {
	dutyTown(t, func(t *testing.T, town *fixture.Town) {
		mine := town.Tokens["officer"]
		status, page := atDesk(t, town, mine, "/desk/duty", nil)
		if status != 200 {
			t.Fatalf("%d %s", status, page)
		}
		form := url.Values{"type": {"foot_patrol"}}
		for _, m := range regexp.MustCompile(`<input [^>]*name="([a-z_]+)" value="([^"]*)"([^>]*)>`).FindAllStringSubmatch(page, -1) {
			if strings.Contains(m[0], "hidden") || strings.Contains(m[3], "checked") {
				form.Set(m[1], m[2])
			}
		}
		form.Set("day", "2026-07-01")
		for _, name := range []string{"id", "post", "from", "to", "where"} {
			if form.Get(name) == "" {
				t.Errorf("the form chooses no %s: %v", name, form)
			}
		}
		if status, _ := atDesk(t, town, mine, "/desk/duty", form); status != 303 {
			t.Errorf("saving: %d", status)
		}
		if status, _ := atDesk(t, town, mine, "/desk/duty", form); status != 303 {
			t.Errorf("saving twice: %d", status)
		}
		_, page = atDesk(t, town, mine, "/desk/duty", nil)
		if strings.Count(page, "/desk/duty/entries/") != 1 || !strings.Contains(page, "1.0 h") {
			t.Error("the entry is not on the page, or twice")
		}
		form.Set("id", id.New())
		if status, page := atDesk(t, town, mine, "/desk/duty", form); status != 422 || !strings.Contains(page, "11:00") {
			t.Errorf("an overlap: %d", status)
		}
		roster := url.Values{"post": {"west"}, "week": {"2026-06-29"}, "d2026-07-01": {"08:00-16:00"}}
		if status, _ := atDesk(t, town, town.Tokens["coordinator"], "/desk/duty/roster", roster); status != 303 {
			t.Errorf("the roster: %d", status)
		}
		if status, _ := atDesk(t, town, mine, "/desk/duty/roster", roster); status != 403 {
			t.Errorf("the roster as officer: %d", status)
		}
		roster.Set("d2026-07-02", "25")
		if status, page := atDesk(t, town, town.Tokens["coordinator"], "/desk/duty/roster", roster); status != 422 || !strings.Contains(page, "25") {
			t.Errorf("a day of 25 hours: %d", status)
		}
		if _, page := atDesk(t, town, town.Tokens["coordinator"], "/desk/duty/roster?post=west&week=2026-07-01", nil); !strings.Contains(page, `value="08:00-16:00"`) {
			t.Error("the roster is not on its page")
		}
	})
}

// TestRosterImport: what is wrong is named by its row, and the rest goes in.
func TestRosterImport(t *testing.T) {
	dutyTown(t, func(t *testing.T, town *fixture.Town) {
		file := rosterFile(t, "stanowisko;dzień;od;do;godziny", "west;01.06.2026;8:00;16:00;", "west;2026-06-02;;;25", "west;2026-06-03;;;7,5", "nobody;2026-06-03;8:00;16:00;", "west;2026-06-04;8:00;20:00;",
			"west;2026-06-04;20:00;9:00;", "west;2026-06-05;8:00;12:00;", "west;2026-06-05;13:00;17:00;", "west;soon;8:00;12:00;", "east;2026-06-05;22:00;6:00;", "west;2026-06-05;16:00;18:00;")
		dry := importRoster(t, town.App, file, true)
		res := importRoster(t, town.App, file, false)
		if dry.Imported != res.Imported || dry.Rejected != res.Rejected || len(dry.Days) != len(res.Days) {
			t.Errorf("the dry run says %+v, the import %+v", dry, res)
		}
		rows := map[int]string{}
		for _, f := range res.Bad {
			rows[f.Row] = f.Key
		}
		want := map[int]string{2: "duty.day_too_long", 4: "duty.no_such_post", 6: "duty.import.day_too_long", 9: "duty.day_wrong", 11: "duty.shifts_meet"}
		if fmt.Sprint(rows) != fmt.Sprint(want) || res.Imported != 6 || res.Rejected != 5 || res.RejectedFile == "" {
			t.Errorf("%v, %+v", rows, res)
		}
		if again := importRoster(t, town.App, file, false); again.Imported != 0 || again.Unchanged != 6 {
			t.Errorf("again: %+v", again)
		}
		changed := importRoster(t, town.App, rosterFile(t, "hours,post,date", "6,west,2026-06-05"), false)
		if len(changed.Days) != 1 || changed.Days[0].New || changed.Days[0].Was != "08:00-12:00 13:00-17:00" || changed.Days[0].To != 360 {
			t.Errorf("a changed day: %+v", changed)
		}
		var sum map[string]any
		if askJSON(t, town, "GET", town.Tokens["officer"], "/api/v1/desk/posts/west/time?from=2026-06-01&to=2026-06-30", nil, &sum); sum["rostered_min"] != 480.0+450+720+360 {
			t.Errorf("rostered: %v", sum)
		}
		if _, err := town.App.Community.Duty.ImportRoster(context.Background(), community.RosterOptions{File: rosterFile(t, "post,day of rest", "west,1"), Actor: db.System()}); errs.KindOf(err) != errs.Invalid {
			t.Errorf("a file without columns: %v", err)
		}
		raw, err := charmap.Windows1251.NewEncoder().String("посада;дата;години\nwest;2026-06-10;8\n")
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(t.TempDir(), "cp1251.csv")
		if err := os.WriteFile(name, []byte(raw), 0o600); err != nil {
			t.Fatal(err)
		}
		o := community.RosterOptions{File: name, Actor: db.System()}
		o.Format.Encoding = "utf-8"
		if _, err := town.App.Community.Duty.ImportRoster(context.Background(), o); errs.KindOf(err) != errs.Invalid {
			t.Errorf("a file in another encoding than it says: %v", err)
		}
		o.Format.Encoding = "windows-1251"
		if res, err := town.App.Community.Duty.ImportRoster(context.Background(), o); err != nil || res.Imported != 1 {
			t.Errorf("in its encoding: %+v %v", res, err)
		}
	})
}

// dutyPages are the pages of duty with something on them, as the coordinator sees them.
func dutyPages(t testing.TB, town *fixture.Town) []string {
	t.Helper()
	own := ""
	for _, who := range []string{"officer", "coordinator"} {
		own = id.New()
		from := time.Now().Add(-4 * time.Hour)
		in := map[string]any{"id": own, "type": "abstraction", "ordered_by": "region", "ordered_why": "event", "from": from.Format(time.RFC3339), "to": from.Add(time.Hour).Format(time.RFC3339), "where": "outside"}
		if status := askJSON(t, town, "POST", town.Tokens[who], "/api/v1/desk/duty", in, nil); status != 200 {
			t.Fatalf("duty of the %s: %d", who, status)
		}
		in["type"] = "meeting"
		if status := askJSON(t, town, "POST", town.Tokens[who], "/api/v1/desk/duty/"+own, map[string]any{"entry": in, "version": 1, "reason": "it was a meeting"}, nil); status != 200 {
			t.Fatalf("correction of the %s: %d", who, status)
		}
	}
	return []string{"/desk/duty", "/desk/duty/entries/" + own, "/desk/duty/team", "/desk/duty/posts/west", "/desk/duty/roster?post=west"}
}
