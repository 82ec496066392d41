package test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/id"
	"reeve/kernel/mail"
	"reeve/modules/practice"
	"reeve/test/fixture"
)

// trainingDay is an event of a series of a programme on 8 July 2026, 9 to 16 o'clock in Prague, with three people named.
func trainingDay(t testing.TB, town *fixture.Town) (event string, refs map[string]string) {
	t.Helper()
	if err := town.App.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error {
		_, err := town.App.Practice.Events.AddSeries(tx, practice.Series{Slug: "evenings", Programme: "safe-towns", Titles: map[string]string{"en": "Safe evenings"}})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	event = announce(t, town, map[string]any{"series": "evenings", "start": "2026-07-08T09:00", "end": "2026-07-08T16:00", "registration_deadline": ""})
	refs = map[string]string{}
	for _, p := range []struct{ name, mail, delegation, org string }{{"Jana Dvořáková", "jana@obec.example", "CZ", "Kladno"}, {"Petr Novák", "", "CZ", "Kolín"}, {"Ola Nordmann", "ola@politi.example", "NO", "Oslo"}} {
		in := nominated(p.name, p.delegation)
		in["email"] = p.mail
		status, out := enrol(t, town, event, town.All["organiser"], p.org, in)
		if status != http.StatusCreated {
			t.Fatalf("%d %v", status, out)
		}
		refs[p.name] = out["nominations"].([]any)[0].(map[string]any)["id"].(string)
	}
	return event, refs
}

// atTheDoor sends marks and wants each to be taken; want names the code of a refusal.
func atTheDoor(t testing.TB, town *fixture.Town, event string, marks []map[string]any, want ...string) {
	t.Helper()
	for i := range marks {
		marks[i]["id"] = id.New()
		for _, k := range []string{"code", "nomination", "attendance", "direction", "session"} {
			if marks[i][k] == nil {
				marks[i][k] = ""
			}
		}
	}
	status, out := call(t, "POST", town.URL+"/api/v1/desk/events/"+event+"/checkins", bearer(town.All["organiser"]), map[string]any{"scans": marks})
	if status != http.StatusOK {
		t.Fatalf("%d %v", status, out)
	}
	for i, one := range out["items"].([]any) {
		got := one.(map[string]any)
		code, _ := got["code"].(string)
		if code != want[i] {
			t.Errorf("mark %d: %v, want %q", i, got, want[i])
		}
	}
}

// TestDayFromDoorToErasure leads an event from the door over hours, certificates and their page, the survey and the one
// six months later, to the count of people trained, which stays when the names are gone.
func TestDayFromDoorToErasure(t *testing.T) {
	fieldTown(t, func(t *testing.T, town *fixture.Town, now *time.Time) {
		organiser := town.All["organiser"]
		local := func(hour, minute int) time.Time { return time.Date(2026, 7, 8, hour-2, minute, 0, 0, time.UTC) }
		*now = local(8, 0).AddDate(0, 0, -1)
		event, refs := trainingDay(t, town)
		other := announce(t, town, map[string]any{"title": map[string]string{"en": "Quiet nights"}, "start": "2026-07-09T09:00", "end": "2026-07-09T16:00", "registration_deadline": ""})
		_, out := enrol(t, town, other, organiser, "Tábor", nominated("Eva Malá", "CZ"))
		foreign := town.App.Practice.Day.Code(out["nominations"].([]any)[0].(map[string]any)["id"].(string))
		code := town.App.Practice.Day.Code

		*now = local(16, 30)
		at := func(hour, minute int) string { return local(hour, minute).Format(time.RFC3339) }
		atTheDoor(t, town, event, []map[string]any{
			{"code": code(refs["Jana Dvořáková"]), "at": at(9, 2)}, {"code": code(refs["Jana Dvořáková"]), "direction": "out", "at": at(12, 0)}, {"code": code(refs["Jana Dvořáková"]), "at": at(13, 0)},
			{"nomination": refs["Ola Nordmann"], "at": at(8, 40)}, {"nomination": refs["Ola Nordmann"], "direction": "out", "at": at(16, 10)},
			{"code": foreign, "at": at(9, 5)}, {"code": "NOBODY-1234", "at": at(9, 6)},
		}, "", "", "", "", "", "practice.day.other_event", "practice.day.code_wrong")
		home := "/desk/practice/events/" + event + "/day"
		page := read(t, town, home, organiser)
		for _, want := range []string{"5 hours 58 minutes", "7 hours"} { // 9:02–12 and 13–16; within 9–16
			if !strings.Contains(spaced(page), want) {
				t.Errorf("the day does not show %s", want)
			}
		}
		if status, _, body := answerAs(t, town, home+"/certificates", organiser, nil); status != http.StatusSeeOther {
			t.Fatalf("certificates: %d %.300s", status, body)
		}
		papers := regexp.MustCompile(`href="(`+home+`/certificates/[0-9A-Z]{10})"[^>]*aria-label="Certificate: ([^"]+)"`).FindAllStringSubmatch(read(t, town, home, organiser), -1)
		if len(papers) != 2 || papers[0][2] != "Jana Dvořáková" {
			t.Fatalf("%v", papers)
		}
		_, pdf := asked(t, town, papers[0][1], organiser)
		words := pdfWords(t, []byte(pdf))
		number := regexp.MustCompile(`certificates/([0-9A-Z]{10})`).FindStringSubmatch(words)
		if number == nil || !strings.Contains(words, "Jana Dvořáková") || !strings.Contains(words, "5 hours 58 minutes") {
			t.Fatalf("the certificate says %s", words)
		}
		checkVerification(t, town, "/en/certificates/"+number[1])
		revokeAndRenew(t, town, papers[0][1], "/en/certificates/"+number[1], home)

		if !strings.Contains(read(t, town, home+"/people", organiser), "Events without evaluation") {
			t.Error("the event without evaluation is not named")
		}
		survey(t, town, event, home)
		if strings.Contains(read(t, town, home+"/people", organiser), "Events without evaluation") {
			t.Error("an event with three answers is named as without evaluation")
		}
		trained := func() string {
			status, out := call(t, "GET", town.URL+"/api/v1/programmes/safe-towns/trained", nil, nil)
			raw, _ := json.Marshal(out)
			if status != http.StatusOK {
				t.Fatalf("%d %s", status, raw)
			}
			return string(raw)
		}
		before := trained()
		if want := `{"by_country":{"CZ":1,"NO":1},"people":2,"programme":"safe-towns","seats":2,"undecided":0,"without_evaluation":[]}`; before != want {
			t.Errorf("trained: %s, want %s", before, want)
		}
		askedAgain(t, town, now, home)

		*now = now.AddDate(0, 8, 0)
		if err := town.App.Practice.Forget(context.Background()); err != nil {
			t.Fatal(err)
		}
		if page := read(t, town, home, organiser); strings.Contains(page, "Dvořáková") || !strings.Contains(page, "5 hours 58 minutes") {
			t.Error("after erasure the day shows a name, or no hours")
		}
		if after := trained(); after != before {
			t.Errorf("after erasure %s people are trained, before %s", after, before)
		}
		checkVerification(t, town, "/en/certificates/"+number[1])
	})
}

// checkVerification looks at the page of a certificate of Jana Dvořáková.
func checkVerification(t testing.TB, town *fixture.Town, path string) {
	t.Helper()
	page := read(t, town, path, "")
	if !strings.Contains(page, "Valid") || strings.Contains(page, "Dvořáková") || !strings.Contains(spaced(page), "5 hours 58 minutes") {
		t.Errorf("%s does not say that it is valid, or says a name", path)
	}
	for name, want := range map[string]string{"DVORAKOVA Jana": "Yes, the certificate is of this name.", "Petr Novák": "No, the certificate is not of this name."} {
		if _, _, body := answerAs(t, town, path, "", url.Values{"name": {name}}); !strings.Contains(body, want) {
			t.Errorf("%s is not told %q", name, want)
		}
	}
}

// revokeAndRenew revokes a certificate: its page says so, nobody gets it on paper, and issuing all again leaves it revoked.
func revokeAndRenew(t testing.TB, town *fixture.Town, paper, public, home string) {
	t.Helper()
	organiser := town.All["organiser"]
	read(t, town, paper+"/revoke", organiser)
	if status, _, _ := answerAs(t, town, paper, organiser, url.Values{}); status != http.StatusUnprocessableEntity {
		t.Errorf("revoked without a reason: %d", status)
	}
	if status, _, body := answerAs(t, town, paper, organiser, url.Values{"reason": {"Somebody else sat there"}}); status != http.StatusSeeOther {
		t.Fatalf("revoke: %d %.300s", status, body)
	}
	if status, _, _ := answerAs(t, town, paper, organiser, url.Values{"reason": {"Again"}}); status != http.StatusConflict {
		t.Errorf("revoked twice: %d", status)
	}
	if status, _, _ := answerAs(t, town, home+"/certificates", organiser, nil); status != http.StatusSeeOther {
		t.Errorf("issued again: %d", status)
	}
	if page := read(t, town, public, ""); !strings.Contains(page, "Revoked") || strings.Contains(page, "Somebody else") {
		t.Error("the page does not say that the certificate was revoked, or says why")
	}
	if status, _ := asked(t, town, paper, organiser); status != http.StatusConflict {
		t.Errorf("a revoked certificate is printed: %d", status)
	}
	if status, _, _ := answerAs(t, town, paper, organiser, url.Values{"way": {"again"}}); status != http.StatusSeeOther {
		t.Errorf("issued again: %d", status)
	}
}

// survey has three answer by slips, and looks at what is shown before and after the third.
func survey(t testing.TB, town *fixture.Town, event, home string) {
	t.Helper()
	var tokens []string
	if err := town.App.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error {
		e, _, err := practice.EventByRef(tx, event)
		if err == nil {
			tokens, err = town.App.Practice.Day.Slips(tx, e, 3)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for i, token := range tokens {
		if page := read(t, town, home, town.All["organiser"]); strings.Contains(page, "Mean, 1 to 5") {
			t.Errorf("%d answers are shown", i)
		}
		status, to, body := answerAs(t, town, "/en/survey/"+token, "", url.Values{"useful": {"5"}, "clear": {"4"}, "apply": {"3"}})
		if status != http.StatusSeeOther || !strings.Contains(to, "thanks") {
			t.Fatalf("answer: %d %.300s", status, body)
		}
	}
	if status, _ := asked(t, town, "/en/survey/"+tokens[0], ""); status != http.StatusNotFound {
		t.Errorf("a spent link: %d", status)
	}
	page := spaced(read(t, town, home, town.All["organiser"]))
	for _, want := range []string{"Mean, 1 to 5", "5.0", "4.0", "3.0", "on 2027-01-08"} {
		if !strings.Contains(page, want) {
			t.Errorf("the evaluation does not show %s", want)
		}
	}
}

// askedAgain lets six months go by: two have an address and get a letter, once; their answers stand beside the first.
func askedAgain(t testing.TB, town *fixture.Town, now *time.Time, home string) {
	t.Helper()
	letters := func() (links []string) {
		if err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) error {
			type row struct {
				id, record string
				sealed     []byte
			}
			all, err := db.All(s, func(scan db.Scan) (v row, err error) { return v, scan(&v.id, &v.record, &v.sealed) }, "SELECT id, record, sealed FROM mail_message WHERE about = 'practice.survey.about' ORDER BY id")
			for _, v := range all {
				plain, err := town.App.Keys.Open(s, v.record, "letter "+v.id, v.sealed)
				if err != nil {
					return err
				}
				links = append(links, regexp.MustCompile(`/[a-z]{2}/survey/[\w-]{22}`).FindString(string(plain)))
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return links
	}
	for _, c := range []struct {
		at   time.Time
		want int
	}{{time.Date(2027, 1, 7, 12, 0, 0, 0, time.UTC), 0}, {time.Date(2027, 1, 8, 9, 0, 0, 0, time.UTC), 2}, {time.Date(2027, 1, 9, 9, 0, 0, 0, time.UTC), 2}} {
		*now = c.at
		if err := town.App.Practice.AskAgain(context.Background()); err != nil {
			t.Fatal(err)
		}
		if got := len(letters()); got != c.want {
			t.Errorf("%s: %d letters, want %d", c.at.Format(time.DateOnly), got, c.want)
		}
	}
	for _, link := range letters() {
		if !strings.Contains(read(t, town, link, ""), "six months after the event") {
			t.Error("the page does not say that it is the second time")
		}
		if status, _, body := answerAs(t, town, link, "", url.Values{"useful": {"2"}, "clear": {"2"}, "apply": {"2"}}); status != http.StatusSeeOther {
			t.Errorf("answer: %d %.300s", status, body)
		}
	}
	page := spaced(read(t, town, home, town.All["organiser"]))
	if !strings.Contains(page, "Letters sent six months later: 2") || !strings.Contains(page, "Six months later: Answers: 2") || strings.Contains(page, "Six months later: Mean") {
		t.Error("two answers of the second round are not counted, or are shown")
	}
	if n := func() (n map[string]int64) {
		_ = town.App.DB.Read(context.Background(), func(s *db.Snapshot) (err error) { n, err = mail.Counts(s); return err })
		return n
	}(); n[mail.Waiting] < 2 {
		t.Errorf("%v", n)
	}
	if fmt.Sprint(len(letters())) != "2" {
		t.Error("the letters have changed")
	}
}

// TestRecommendFromEvent: what an organiser recommends because of an event is a draft with the event as its source.
func TestRecommendFromEvent(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		organiser := town.All["organiser"]
		event := announce(t, town, nil)
		home := "/desk/practice/events/" + event
		if !strings.Contains(read(t, town, home, organiser), home+"/recommend") {
			t.Error("the event does not lead to the form")
		}
		read(t, town, home+"/recommend", organiser)
		form := url.Values{"org": {"police"}, "recommend_text": {"Walk the centre together on Fridays."}, "to": {"city"}, "due": {"2090-12-31"}}
		if status, _ := desk(t, town, town.Tokens["clerk"], home+"/recommend", form); status != http.StatusForbidden {
			t.Errorf("recommended by a clerk: %d", status)
		}
		if status, to := desk(t, town, organiser, home+"/recommend", form); status != http.StatusSeeOther || to != home+"?done=yes" {
			t.Fatalf("recommended: %d %s", status, to)
		}
		var out struct {
			Items []struct {
				ID     string
				Source struct{ Kind, ID, Label string }
			}
		}
		if status := askJSON(t, town, "GET", town.All["strategy"], "/api/v1/desk/recommendations", nil, &out); status != http.StatusOK || len(out.Items) != 1 {
			t.Fatalf("%d %+v", status, out)
		}
		if s := out.Items[0].Source; s.Kind != "event" || s.ID != event || s.Label != "Safe towns" {
			t.Errorf("the source is %+v", s)
		}
		if page := read(t, town, "/desk/recommendations/"+out.Items[0].ID, town.All["strategy"]); !strings.Contains(page, `href="`+home+`"`) {
			t.Error("the recommendation does not lead to the event")
		}
	})
}

// TestSubstitutesDoNotWait: who steps in for a colleague is not counted among those who wait.
func TestSubstitutesDoNotWait(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		event := announce(t, town, map[string]any{"capacity": 1, "pools": []map[string]any{{"delegation": "CZ", "seats": 1}}})
		for _, p := range []struct {
			name       string
			substitute bool
		}{{"Jana Malá", false}, {"Petr Velký", true}, {"Eva Nová", false}} {
			in := nominated(p.name, "CZ")
			in["substitute"] = p.substitute
			if status, out := enrol(t, town, event, town.All["organiser"], "Kladno", in); status != http.StatusCreated {
				t.Fatalf("%d %v", status, out)
			}
		}
		_, shown := call(t, "GET", town.URL+"/api/v1/events/"+event, nil, nil)
		if pool := shown["pools"].([]any)[0].(map[string]any); pool["taken"] != 1.0 || pool["waiting"] != 1.0 {
			t.Errorf("%v", pool)
		}
	})
}
