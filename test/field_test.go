package test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/id"
	"reeve/test/fixture"
)

// fieldTown is a town on both engines whose clock can be moved; it stands at 20:00 in Westerby on 1 July 2026.
func fieldTown(t *testing.T, run func(t *testing.T, town *fixture.Town, now *time.Time)) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel() // the engines beside one another; the tests one after the other
			now := time.Date(2026, 7, 1, 10, 0, 0, 0, time.UTC)
			o := app.Options{Now: func() time.Time { return now }}
			if engine == "postgres" {
				o.Database = dbtest.PostgresURL(t)
			}
			town := fixture.Open(t, o)
			town.Serve(t)
			run(t, town, &now)
		})
	}
}

type fieldAnswers struct {
	Items []struct {
		ID, Result, Ref, State, Code, Reason string
		Version                              int64
		Errors                               []struct{ Field, Message string }
		Current                              map[string]any
	}
	Code string
}

// send sends commands as the officer and wants these results, one each.
func send(t testing.TB, town *fixture.Town, commands []map[string]any, want ...string) fieldAnswers {
	t.Helper()
	var out fieldAnswers
	if status := askJSON(t, town, "POST", town.Tokens["officer"], "/api/v1/commands", map[string]any{"commands": commands}, &out); status != http.StatusOK {
		t.Fatalf("%d %+v", status, out)
	}
	for n, a := range out.Items {
		if a.Result != want[n] {
			t.Errorf("command %d: %s %s %s %v, want %s", n, a.Result, a.Code, a.Reason, a.Errors, want[n])
		}
	}
	return out
}

func command(kind string, at time.Time, body map[string]any) map[string]any {
	return map[string]any{"id": id.New(), "type": kind, "base_version": nil, "occurred_at": at, "late_reason": "", "body": body}
}

func stepBody(ref any, step, found, reason string) map[string]any {
	return map[string]any{"ref": ref, "step": step, "found": found, "reason": reason, "text": "", "photos": []string{}}
}

// fieldPhoto sends a photo under an id.
func fieldPhoto(t testing.TB, town *fixture.Town, name string) (status int, body string) {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	if err := w.WriteField("id", name); err != nil {
		t.Fatal(err)
	}
	part, err := w.CreateFormFile("photo", "p.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(part, image.NewGray(image.Rect(0, 0, 80, 60)), nil); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest("POST", town.URL+"/api/v1/field/photos", &form)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+town.Tokens["officer"])
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(raw)
}

func count(t testing.TB, town *fixture.Town, table string) (n int) {
	t.Helper()
	queries := map[string]string{"report": "SELECT count(*) FROM report", "report_photo": "SELECT count(*) FROM report_photo", "duty_entry": "SELECT count(*) FROM duty_entry",
		"meeting": "SELECT count(*) FROM meeting", "commitment": "SELECT count(*) FROM commitment", "process_step": "SELECT count(*) FROM process_step",
		"waiting": "SELECT count(*) FROM field_photo WHERE used_by = ''", "field_command": "SELECT count(*) FROM field_command"}
	err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) error { return s.QueryRow(queries[table]).Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestCommandsOfADay: a day without network arrives in the evening, counts at its own times, and is there once however
// often it is sent.
func TestCommandsOfADay(t *testing.T) {
	fieldTown(t, func(t *testing.T, town *fixture.Town, now *time.Time) {
		ref := file(t, town, nil)["ref"]
		morning := *now
		*now = morning.Add(8 * time.Hour)
		visited := morning.Add(2 * time.Hour)
		name := id.New()
		if status, body := fieldPhoto(t, town, name); status != 200 || !strings.Contains(body, `"done"`) {
			t.Fatalf("%d %s", status, body)
		}
		if status, body := fieldPhoto(t, town, name); status != 200 || !strings.Contains(body, `"duplicate"`) {
			t.Fatalf("sent again: %d %s", status, body)
		}
		visit := stepBody(ref, "visit", "14 of 52 cars", "")
		visit["photos"] = []string{name}
		all := []map[string]any{
			command("report.step", morning.Add(time.Hour), stepBody(ref, "open", "", "")),
			command("report.step", visited, visit),
			command("report.step", visited.Add(time.Minute), stepBody(ref, "confirm", "", "Measured")),
			command("report.file", morning.Add(3*time.Hour), map[string]any{"category": "illegal_dumping", "lat": 52.05, "lon": 18.05, "place": "", "text": "Tyres by the road", "lang": "en", "photos": []string{}}),
			command("duty.record", morning.Add(4*time.Hour), map[string]any{"type": "foot_patrol", "from": morning.Add(2 * time.Hour), "to": morning.Add(4 * time.Hour), "where": "community", "place": "",
				"partners": "", "people": 3, "language": "uk", "ref": nil, "ordered_by": "", "ordered_why": "", "detail": "", "note": "quiet"}),
			command("meeting.record", morning.Add(6*time.Hour), map[string]any{"kind": "residents", "community": "", "starts": "2026-07-01T16:00", "ends": "2026-07-01T17:30", "title": "On the square", "lang": "en",
				"people": 20, "text": "Speeding", "commitments": []map[string]any{{"body": "Measure again", "by": "", "due": "2026-07-15"}}}),
		}
		first := send(t, town, all, "done", "done", "done", "done", "done", "done")
		again := send(t, town, all, "duplicate", "duplicate", "duplicate", "duplicate", "duplicate", "duplicate")
		for n := range first.Items {
			if first.Items[n].Ref != again.Items[n].Ref || first.Items[n].Version != again.Items[n].Version {
				t.Errorf("command %d: %+v, again %+v", n, first.Items[n], again.Items[n])
			}
		}
		for table, want := range map[string]int{"report": 2, "report_photo": 1, "duty_entry": 1, "meeting": 1, "commitment": 1, "waiting": 0, "field_command": 6} {
			if n := count(t, town, table); n != want {
				t.Errorf("%d of %s, want %d", n, table, want)
			}
		}
		_, whole := call(t, "GET", town.URL+"/api/v1/desk/reports/"+ref.(string), bearer(town.Tokens["officer"]), nil)
		for _, h := range whole["history"].([]any) {
			if s := h.(map[string]any); s["step"] == "visit" && s["occurred_at"] != visited.Format(time.RFC3339) {
				t.Errorf("the visit of %s counts at %v", visited, s["occurred_at"])
			}
		}
		for _, c := range whole["clocks"].([]any) {
			if k := c.(map[string]any); k["name"] == "read" && k["stopped_at"] != morning.Add(time.Hour).Format(time.RFC3339) {
				t.Errorf("the clock of reading stopped at %v", k["stopped_at"])
			}
		}
		_, spot := call(t, "GET", town.URL+"/api/v1/desk/reports/"+first.Items[3].Ref, bearer(town.Tokens["officer"]), nil)
		if spot["filed_at"] != morning.Add(3*time.Hour).Format(time.RFC3339) || spot["source"] != "field" {
			t.Errorf("the report on the spot: %v %v", spot["filed_at"], spot["source"])
		}
	})
}

// TestCommandsThatDoNotFit: each is answered for itself, and the others are taken.
func TestCommandsThatDoNotFit(t *testing.T) {
	fieldTown(t, func(t *testing.T, town *fixture.Town, now *time.Time) {
		ref, far := file(t, town, nil)["ref"], file(t, town, map[string]any{"lat": 52.05, "lon": 18.3})["ref"]
		start := *now
		*now = start.Add(time.Hour)
		open := command("report.step", start, stepBody(ref, "open", "", ""))
		send(t, town, []map[string]any{open}, "done")
		steps(t, town, ref.(string), step{as: bearer(town.Tokens["coordinator"]), in: map[string]any{"step": "not_confirm", "reason": "Seen by the patrol"}, status: 200, state: "not_confirmed"})
		other := command("report.step", start.Add(time.Minute), stepBody(ref, "confirm", "", "Something else"))
		other["id"] = open["id"]
		future := command("duty.record", start.Add(3*time.Hour), map[string]any{})
		old := command("duty.record", start.Add(-80*time.Hour), map[string]any{"type": "school", "from": start.Add(-81 * time.Hour), "to": start.Add(-80 * time.Hour), "where": "community"})
		strange := command("duty.record", start, map[string]any{"type": "school", "position": "52.1,18.1"})
		unknown := command("weather.report", start, map[string]any{})
		out := send(t, town, []map[string]any{
			command("report.step", start.Add(30*time.Minute), stepBody(ref, "visit", "Nothing", "")),
			other, future, old, strange, unknown,
			command("report.step", start, stepBody(far, "open", "", "")),
			command("report.step", start, stepBody(ref, "hide", "", "no reason")),
			command("duty.record", start.Add(time.Hour), map[string]any{"type": "school", "from": start, "to": start.Add(time.Hour), "where": "community"}),
		}, "conflict", "rejected", "rejected", "rejected", "rejected", "rejected", "rejected", "rejected", "done")
		if c := out.Items[0].Current; c == nil || c["state"] != "not_confirmed" || c["step"] != "not_confirm" || c["by"] != "Coordinator" {
			t.Errorf("the conflict says %v", out.Items[0].Current)
		} else if strings.Contains(fmt.Sprint(c["steps"]), "publish") {
			t.Errorf("the phone is offered steps of the desk: %v", c["steps"])
		}
		for n, code := range map[int]string{1: "field.id_taken", 2: "field.time_ahead", 3: "field.late", 4: "web.json_unknown_field", 5: "field.type_wrong"} {
			if out.Items[n].Code != code || out.Items[n].Reason == "" {
				t.Errorf("command %d: %s %q, want %s", n, out.Items[n].Code, out.Items[n].Reason, code)
			}
		}
		old["late_reason"] = "The phone was broken"
		send(t, town, []map[string]any{old}, "done")
		if n := count(t, town, "duty_entry"); n != 2 {
			t.Errorf("%d entries of duty", n)
		}
	})
}

// TestTodayIsOnesOwn: the phone gets the work of the own posts, then only what has changed, and the log says so.
func TestTodayIsOnesOwn(t *testing.T) {
	fieldTown(t, func(t *testing.T, town *fixture.Town, now *time.Time) {
		mine := file(t, town, map[string]any{"contact": "resident@example.org"})["ref"].(string)
		second := file(t, town, map[string]any{"category": "illegal_dumping"})["ref"].(string)
		file(t, town, map[string]any{"lat": 52.05, "lon": 18.3}) // of nobody
		get := func(since int64) (status int, out struct {
			Seq        int64
			Reports    []struct{ Ref, Text, State string }
			Keep       []string
			Categories []any
			Post       struct{ Code string }
		}, raw string) {
			var all map[string]any
			status = askJSON(t, town, "GET", town.Tokens["officer"], fmt.Sprintf("/api/v1/field/today?since=%d", since), nil, &all)
			askJSON(t, town, "GET", town.Tokens["officer"], fmt.Sprintf("/api/v1/field/today?since=%d", since), nil, &out)
			return status, out, fmt.Sprint(all)
		}
		_, out, raw := get(0)
		if len(out.Keep) != 2 || len(out.Reports) != 2 || out.Post.Code != "west" || len(out.Categories) == 0 {
			t.Fatalf("%+v", out)
		}
		if strings.Contains(raw, "resident@example.org") {
			t.Error("the contact went to the phone")
		}
		var opened int
		if err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) error {
			return s.QueryRow("SELECT count(*) FROM audit_entry WHERE action = 'threatmap.report.consulted'").Scan(&opened)
		}); err != nil || opened != 4 { // asked twice
			t.Errorf("%d openings in the log, %v", opened, err)
		}
		if town.App.DB.Engine() == db.Postgres {
			return // entries are numbered a moment later there
		}
		_, next, _ := get(out.Seq)
		if len(next.Reports) != 0 || len(next.Keep) != 2 || next.Categories != nil {
			t.Errorf("nothing has changed, but %+v came", next)
		}
		steps(t, town, mine, step{as: bearer(town.Tokens["officer"]), in: map[string]any{"step": "open"}, status: 200, state: "verification"})
		steps(t, town, second, step{as: bearer(town.Tokens["officer"]), in: map[string]any{"step": "mistake", "reason": "A joke"}, status: 200, state: "mistake"})
		_, next, _ = get(next.Seq)
		if len(next.Reports) != 1 || next.Reports[0].Ref != mine || next.Reports[0].State != "verification" || len(next.Keep) != 1 {
			t.Errorf("%+v", next)
		}
		if status := askJSON(t, town, "GET", town.Tokens["clerk"], "/api/v1/field/today", nil, nil); status != http.StatusForbidden {
			t.Errorf("a clerk gets %d", status)
		}
	})
}

// TestForgottenPhotos: a photo whose command never comes does not stay.
func TestForgottenPhotos(t *testing.T) {
	fieldTown(t, func(t *testing.T, town *fixture.Town, now *time.Time) {
		if status, body := fieldPhoto(t, town, id.New()); status != 200 {
			t.Fatal(status, body)
		}
		if err := town.App.Field.Sweep(context.Background(), now.AddDate(0, 0, 1)); err != nil || count(t, town, "waiting") != 1 {
			t.Errorf("after a day it waits no more: %v", err)
		}
		if err := town.App.Field.Sweep(context.Background(), now.AddDate(0, 0, 13)); err != nil || count(t, town, "waiting") != 0 {
			t.Errorf("it still waits: %v", err)
		}
	})
}
