package test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/modules/community"
	"reeve/modules/meetings"
	"reeve/test/fixture"
)

// halfYear fills Westerby with records of the last days and gives the ref of a report about them.
func halfYear(t *testing.T, town *fixture.Town) (ref string, reports []string) {
	t.Helper()
	officerKey, coordinatorKey, clerkKey := bearer(town.Tokens["officer"]), bearer(town.Tokens["coordinator"]), bearer(town.Tokens["clerk"])
	for range 5 {
		reports = append(reports, file(t, town, nil)["ref"].(string))
	}
	visit := func() map[string]any {
		return map[string]any{"step": "visit", "found": "14 of 52 cars", "occurred_at": time.Now().UTC().Format(time.RFC3339)}
	}
	open, confirm := func() map[string]any { return map[string]any{"step": "open"} }, func() map[string]any { return map[string]any{"step": "confirm", "reason": "Seen"} }
	for n, ref := range reports[:4] {
		steps(t, town, ref, step{officerKey, open(), 0, ""}, step{officerKey, visit(), 0, ""})
		if n == 3 {
			steps(t, town, ref, step{officerKey, map[string]any{"step": "not_confirm", "reason": "Nothing there"}, 0, ""})
			continue
		}
		steps(t, town, ref, step{officerKey, confirm(), 0, ""})
	}
	steps(t, town, reports[0], step{officerKey, visit(), 0, ""}, step{officerKey, map[string]any{"step": "eliminate", "reason": "A bump"}, 0, ""})
	steps(t, town, reports[1], step{coordinatorKey, map[string]any{"step": "hand_over", "body": "city", "reason": "A bump is needed"}, 0, ""},
		step{clerkKey, map[string]any{"step": "done", "reason": "Built"}, 0, ""})
	steps(t, town, reports[2], step{coordinatorKey, map[string]any{"step": "hand_over", "body": "city", "reason": "A bump is needed"}, 0, ""})

	yesterday := time.Now().AddDate(0, 0, -1)
	noon := time.Date(yesterday.Year(), yesterday.Month(), yesterday.Day(), 9, 0, 0, 0, time.UTC)
	if res := importRoster(t, town.App, rosterFile(t, "post,date,hours", "west,"+yesterday.Format(time.DateOnly)+",10"), false); res.Imported != 1 {
		t.Fatalf("%+v", res)
	}
	err := town.App.DB.Write(context.Background(), officer(t, town), func(tx *db.Tx) error {
		for _, in := range []community.DutyInput{{Type: "foot_patrol", Where: "community", From: noon, To: noon.Add(5 * time.Hour)},
			{Type: "home_visit", Where: "community", From: noon.Add(5 * time.Hour), To: noon.Add(6 * time.Hour), People: 3},
			{Type: "abstraction", Where: "outside", From: noon.Add(6 * time.Hour), To: noon.Add(8 * time.Hour), OrderedBy: "region", OrderedWhy: "event"}} {
			in.ID = id.New()
			if _, _, err := town.App.Community.Duty.Record(tx, in); err != nil {
				return err
			}
		}
		n := int64(12)
		at, _ := town.App.Places.Snapshot().ByCode("PL-Westerby")
		_, err := town.App.Meetings.Record(tx, meetings.Quick{ID: id.New(), Kind: meetings.Residents, Place: at.ID, Post: postID(t, town, "west"), Starts: yesterday.Format(time.DateOnly) + "T17:00",
			Ends: yesterday.Format(time.DateOnly) + "T18:00", People: &n, Text: "At the school", Commitments: []meetings.Ask{{Body: "A lamp", Due: time.Now().AddDate(0, 0, 14).Format(time.DateOnly)}}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return councilReport(t, town, time.Now().AddDate(0, -1, 0), time.Now().AddDate(0, 1, 0)), reports
}

// councilReport has the officer make a report at the desk.
func councilReport(t testing.TB, town *fixture.Town, from, until time.Time) string {
	t.Helper()
	status, to := desk(t, town, town.Tokens["officer"], "/desk/council_reports/new", url.Values{"id": {id.New()}, "post": {"west"}, "from": {from.Format(time.DateOnly)},
		"until": {until.Format(time.DateOnly)}, "addressee": {"Executive of Westerby"}, "words": {"It was quiet.\nBut for the cars."}, "lang": {"en"}})
	m := regexp.MustCompile(`/desk/council_reports/([0-9A-Z]{10})\?done=new`).FindStringSubmatch(to)
	if status != http.StatusSeeOther || m == nil {
		t.Fatalf("a report is made: %d %s", status, to)
	}
	return m[1]
}

// TestCouncilReport: the numbers equal the lists that they come from, in all formats and languages.
func TestCouncilReport(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		ref, reports := halfYear(t, town)
		at := "/desk/council_reports/" + ref
		officer := town.Tokens["officer"]
		status, page := atDesk(t, town, officer, at, nil)
		if status != 200 {
			t.Fatalf("%d %s", status, page)
		}
		rows, links := tableRows(page)
		got := map[string]string{}
		for _, r := range rows {
			got[r[0]] = r[1] + "|" + r[2]
		}
		for label, want := range map[string]string{"Received": "5|", "Confirmed": "3|", "Not confirmed": "1|", "Handed over to another body": "2|", "Threat removed": "2|", "Open at the end": "2|",
			"Visits to the place": "5|", "Read in time": "100.00%|4 of 4", "Verified in time": "100.00%|4 of 4", "Recorded hours": "8.0 h|", "Hours in the community": "6.0 h|",
			"Time in the community": "75.00%|6.0 h of 8.0 h", "Recorded of the roster": "80.00%|8.0 h of 10.0 h", "Sent elsewhere": "2.0 h|", "Home visits": "1|", "People reached": "3|",
			"Meetings held": "1|", "People present at meetings": "12|", "Commitments due": "1|", "Not answered yet": "1|", "Commitments answered in time": "0.00%|0 of 1", "Obligations due": "0|"} {
			if spaced(got[label]) != want {
				t.Errorf("%s: %q, want %q", label, got[label], want)
			}
		}
		for label, href := range links { // every number is the sum of the list behind it
			status, list := atDesk(t, town, officer, href, nil)
			lines, _ := tableRows(list)
			value := strings.SplitN(got[label], "|", 2)
			if strings.Contains(value[0], "%") {
				value[0], _, _ = strings.Cut(value[1], " of ")
			}
			sum := 0
			for _, l := range lines {
				sum += whole(t, l[2])
			}
			if status != 200 || sum != whole(t, value[0]) {
				t.Errorf("%s is %s, its list has %d (%d)", label, value[0], sum, status)
			}
			if label == "Received" {
				for _, ref := range reports {
					if !strings.Contains(list, "/desk/reports/"+ref) {
						t.Errorf("%s is not on the list", ref)
					}
				}
			}
		}
		var plain []string
		for _, r := range rows {
			plain = append(plain, digits(r[1]), digits(r[2]))
		}
		who, err := town.App.Identity.AccountByEmail(context.Background(), "officer@example.org")
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range i18n.All() {
			if err := town.App.Identity.Change(context.Background(), db.System(), who.ID, 0, who.Name, l.HTML()); err != nil {
				t.Fatal(err)
			}
			_, page := asked(t, town, at, officer)
			shown, _ := tableRows(page)
			var numbers []string
			for _, r := range shown {
				numbers = append(numbers, digits(r[1]), digits(r[2]))
			}
			if !slices.Equal(numbers, plain) {
				t.Errorf("%s: the page says %q, in English %q", l, numbers, plain)
			}
			_, docx := asked(t, town, at+"/files/report.docx?lang="+l.HTML(), officer)
			written := docxRows(t, []byte(docx))
			if !slices.EqualFunc(written, shown, slices.Equal) {
				t.Errorf("%s: DOCX has %q, the page %q", l, written, shown)
			}
			_, pdf := asked(t, town, at+"/files/report.pdf?lang="+l.HTML(), officer)
			all := pdfWords(t, []byte(pdf))
			for _, r := range shown {
				if want := spaced(strings.Join(r, " ")); !strings.Contains(all, want) {
					t.Errorf("%s: PDF lacks %q", l, want)
				}
			}
			_, again := asked(t, town, at+"/files/report.pdf?lang="+l.HTML(), officer)
			if again != pdf {
				t.Errorf("%s: two files of one report differ", l)
			}
		}
	})
}

// whole is the digits of a number put together, so that sums of hours with one decimal are exact.
func whole(t testing.TB, s string) (n int) {
	t.Helper()
	for _, c := range digits(s) {
		if c != ' ' {
			n = n*10 + int(c-'0')
		}
	}
	return n
}

// TestCouncilReportLife: seen by its community from submission on, and frozen from then on.
func TestCouncilReportLife(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		ref, _ := halfYear(t, town)
		at := "/desk/council_reports/" + ref
		officer, clerk := town.Tokens["officer"], town.Tokens["clerk"]
		take := func(token, name string, more url.Values) int {
			t.Helper()
			form := url.Values{"step": {name}, "id": {id.New()}}
			for k, v := range more {
				form[k] = v
			}
			status, _ := desk(t, town, token, at+"/steps", form)
			return status
		}
		if status, _ := asked(t, town, at, clerk); status != 404 {
			t.Errorf("the clerk reads a draft: %d", status)
		}
		if _, list := asked(t, town, "/desk/council_reports", clerk); strings.Contains(list, ref) {
			t.Error("a draft is on the clerk's list")
		}
		if got := take(officer, "decide", url.Values{"decision": {"x"}}); got != 409 {
			t.Errorf("decided before it was submitted: %d", got)
		}
		if got := take(officer, "submit", nil); got != 303 {
			t.Fatalf("submitted: %d", got)
		}
		file(t, town, nil)
		_, before := asked(t, town, at, clerk)
		rows, _ := tableRows(before)
		if len(rows) < 20 || rows[0][1] != "5" {
			t.Errorf("what was submitted changes: %q", rows)
		}
		if status, _ := desk(t, town, officer, at+"/edit", url.Values{"base": {"1"}, "from": {"2026-01-01"}, "until": {"2026-02-01"}, "addressee": {"x"}, "lang": {"en"}}); status != 409 {
			t.Errorf("changed after it was submitted: %d", status)
		}
		if got := take(clerk, "back", url.Values{"reason": {"no"}}); got != 403 {
			t.Errorf("the clerk takes it back: %d", got)
		}
		if got := take(clerk, "present", url.Values{"meeting": {"0000000000"}}); got != 422 {
			t.Errorf("presented nowhere: %d", got)
		}
		_, form := asked(t, town, at+"/steps/present", clerk)
		held := regexp.MustCompile(`<option value="([0-9A-Z]{10})"`).FindStringSubmatch(form)
		if held == nil {
			t.Fatalf("no meeting to choose: %s", form)
		}
		if got := take(clerk, "present", url.Values{"meeting": {held[1]}}); got != 303 {
			t.Errorf("presented: %d", got)
		}
		if got := take(clerk, "decide", url.Values{"decision": {"Taken note of."}}); got != 303 {
			t.Errorf("decided: %d", got)
		}
		_, page := asked(t, town, at, officer)
		if !strings.Contains(page, "Taken note of.") || !strings.Contains(page, "/desk/meetings/"+held[1]) {
			t.Error("decision or meeting are not on the page")
		}
		for _, in := range []url.Values{{"from": {"2026-13-01"}, "until": {"2026-02-01"}}, {"from": {"2026-03-01"}, "until": {"2026-02-01"}}, {"from": {"2199-03-01"}, "until": {"2199-04-01"}}, {"addressee": {""}}} {
			all := url.Values{"id": {id.New()}, "post": {"west"}, "from": {"2026-01-01"}, "until": {"2026-02-01"}, "addressee": {"x"}, "lang": {"en"}}
			for k, v := range in {
				all[k] = v
			}
			if status, _ := desk(t, town, officer, "/desk/council_reports/new", all); status != 422 {
				t.Errorf("%v: %d", in, status)
			}
		}
		if status, _ := desk(t, town, officer, "/desk/council_reports/new", url.Values{"id": {id.New()}, "post": {"east"}, "from": {"2026-01-01"}, "until": {"2026-02-01"}, "addressee": {"x"}, "lang": {"en"}}); status != 422 {
			t.Errorf("a report of somebody else's post: %d", status)
		}
	})
}

// councilPages are the pages about reports to the community, and about mail, as a coordinator sees them who also runs the
// installation.
func councilPages(t testing.TB, town *fixture.Town) []string {
	t.Helper()
	at := "/desk/council_reports/" + councilReport(t, town, time.Now().AddDate(0, -1, 0), time.Now().AddDate(0, 1, 0))
	return []string{"/desk/council_reports", "/desk/council_reports/new", at, at + "/edit", at + "/lists/received", at + "/steps/submit", "/desk/mail"}
}
