package test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"reeve/app"
	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/id"
	"reeve/kernel/measure"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/modules/meetings"
	"reeve/test/fixture"
)

var (
	meetingRef    = regexp.MustCompile(`^/desk/meetings/([0-9A-Z]{10})\?done=`)
	commitmentRef = regexp.MustCompile(`/desk/commitments/([0-9A-Z]{10})`)
)

// asked reads a page as somebody, with its status.
func asked(t testing.TB, town *fixture.Town, path, token string) (int, string) {
	t.Helper()
	res := town.Get(t, path, token)
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// plan plans a meeting in Westerby at the desk and gives its ref.
func plan(t testing.TB, town *fixture.Town, token string, day time.Time, more url.Values) string {
	t.Helper()
	form := url.Values{"community": {"PL-Westerby"}, "kind": {"residents"}, "day": {day.Format(time.DateOnly)}, "starts": {"00:01"}, "ends": {"23:59"}, "title": {"Quiet nights"}, "venue": {"Town hall; room 2"},
		"agenda": {"Noise by the river\nLamps | https://example.org/lamps"}, "guests": {"City of Westerby\nSchool board"}, "public": {"yes"}}
	for name, v := range more {
		form[name] = v
	}
	status, to := desk(t, town, token, "/desk/meetings/new", form)
	m := meetingRef.FindStringSubmatch(to)
	if status != http.StatusSeeOther || m == nil {
		t.Fatalf("a meeting is planned: %d %s", status, to)
	}
	return m[1]
}

func takeMeeting(t testing.TB, town *fixture.Town, token, kind, ref, step string, more url.Values) int {
	t.Helper()
	form := url.Values{"step": {step}, "id": {id.New()}}
	for name, v := range more {
		form[name] = v
	}
	status, _ := desk(t, town, token, "/desk/"+kind+"s/"+ref+"/steps", form)
	return status
}

// meetingVersion is the version of a meeting as it is stored.
func meetingOf(t testing.TB, town *fixture.Town, ref string) (v meetings.Meeting, state string) {
	t.Helper()
	err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) (err error) {
		if v, err = meetings.ByRef(s, ref); err != nil {
			return err
		}
		i, err := process.Load(s, v.ID)
		state = i.State
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return v, state
}

// TestMeetingLife leads a meeting from the plan to approved minutes, with what is refused on the way.
func TestMeetingLife(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		officer, coordinator := town.Tokens["officer"], town.Tokens["coordinator"]
		tomorrow := time.Now().AddDate(0, 0, 2)
		ref := plan(t, town, officer, tomorrow, nil)

		// What everybody sees: list, one meeting, JSON, calendar.
		for _, path := range []string{"/en/meetings", "/en/meetings?community=PL-Westerby", "/en/meetings/" + ref} {
			if status, body := asked(t, town, path, ""); status != 200 || !strings.Contains(body, "Quiet nights") || !strings.Contains(body, "Town hall; room 2") {
				t.Errorf("%s: %d", path, status)
			}
		}
		if _, body := asked(t, town, "/en/meetings?community=PL-Easterby", ""); strings.Contains(body, "Quiet nights") {
			t.Error("it is listed in another municipality")
		}
		status, out := call(t, "GET", town.URL+"/api/v1/communities/PL-Westerby/meetings", nil, nil)
		items, _ := field(out, "items").([]any)
		if status != 200 || len(items) != 1 || field(items[0], "zone") != "Europe/Warsaw" || field(items[0], "starts") != tomorrow.Format(time.DateOnly)+"T00:01:00" || field(out, "next") != nil || field(items[0], "moved_from") != nil {
			t.Errorf("%d %v", status, out)
		}
		if status, _ := call(t, "GET", town.URL+"/api/v1/communities/PL-Region/meetings", nil, nil); status != 404 {
			t.Errorf("a region is no community: %d", status)
		}
		if status, body := asked(t, town, "/pl/meetings/"+ref+"/calendar.ics", ""); status != 200 || !strings.HasPrefix(body, "BEGIN:VCALENDAR\r\n") || !strings.Contains(body, `LOCATION:Town hall\; room 2`) {
			t.Errorf("calendar: %d %s", status, body)
		}

		// Moved: the old time stays; a reason is needed; it is not held before it begins.
		later := tomorrow.AddDate(0, 0, 7)
		when := url.Values{"day": {later.Format(time.DateOnly)}, "starts": {"18:00"}, "ends": {"19:30"}}
		if got := takeMeeting(t, town, officer, "meeting", ref, "move", when); got != 422 {
			t.Errorf("moved without a reason: %d", got)
		}
		when.Set("reason", "The hall is taken")
		if got := takeMeeting(t, town, officer, "meeting", ref, "move", when); got != 303 {
			t.Errorf("moved: %d", got)
		}
		v, _ := meetingOf(t, town, ref)
		if v.MovedFrom != tomorrow.Format(time.DateOnly)+"T00:01" || v.Starts != later.Format(time.DateOnly)+"T18:00" {
			t.Errorf("%+v", v)
		}
		if _, body := asked(t, town, "/desk/meetings/"+ref, officer); !strings.Contains(body, "The hall is taken") {
			t.Error("the desk does not say why it was moved")
		}
		if got := takeMeeting(t, town, officer, "meeting", ref, "hold", nil); got != 409 {
			t.Errorf("held before it begins: %d", got)
		}

		// A second one, held today: minutes in the room.
		ref = plan(t, town, officer, time.Now(), url.Values{"title": {"Held today"}})
		if got := takeMeeting(t, town, officer, "meeting", ref, "hold", nil); got != 303 {
			t.Fatalf("held: %d", got)
		}
		minutes := url.Values{"version": {"1"}, "people": {"23"}, "guest_0": {"yes"}, "names": {"Anna Nowak"}, "minutes_0": {"It is loud.\r\nEvery night."}, "decision_0": {"A patrol each Friday"}, "text_more": {"Any other business"}}
		if status, _ := desk(t, town, officer, "/desk/meetings/"+ref+"/minutes", minutes); status != 303 {
			t.Fatalf("minutes: %d", status)
		}
		if status, _ := desk(t, town, officer, "/desk/meetings/"+ref+"/minutes", minutes); status != 409 {
			t.Errorf("minutes over a version that has passed: %d", status)
		}
		v, state := meetingOf(t, town, ref)
		if state != meetings.HeldState || v.People == nil || *v.People != 23 || len(v.Agenda) != 3 || v.Agenda[0].Minutes != "It is loud.\nEvery night." || !v.Guests[0].Present || v.Guests[0].Org == "" || v.Guests[1].Present {
			t.Errorf("%s %+v", state, v)
		}
		if status, body := asked(t, town, "/desk/meetings/"+ref, officer); status != 200 || !strings.Contains(body, "Anna Nowak") || !strings.Contains(body, "A patrol each Friday") {
			t.Errorf("%d", status)
		}
		if got := takeMeeting(t, town, officer, "meeting", ref, "minute", nil); got != 303 {
			t.Errorf("handed in: %d", got)
		}
		if got := takeMeeting(t, town, officer, "meeting", ref, "approve", nil); got != 403 {
			t.Errorf("an officer approves: %d", got)
		}
		if got := takeMeeting(t, town, coordinator, "meeting", ref, "approve", nil); got != 303 {
			t.Errorf("approved: %d", got)
		}
		minutes.Set("version", "2")
		if status, _ := desk(t, town, coordinator, "/desk/meetings/"+ref+"/minutes", minutes); status != 409 {
			t.Errorf("approved minutes are changed: %d", status)
		}
		if _, body := asked(t, town, "/en/meetings/"+ref, ""); !strings.Contains(body, "A patrol each Friday") || strings.Contains(body, "It is loud") || strings.Contains(body, "Anna Nowak") {
			t.Error("the public sees decisions and no minutes")
		}
		if status, _ := desk(t, town, coordinator, "/desk/meetings/"+ref+"/erase-names", url.Values{"reason": {"Asked for"}}); status != 303 {
			t.Errorf("names erased: %d", status)
		}
		if _, body := asked(t, town, "/desk/meetings/"+ref, coordinator); strings.Contains(body, "Anna Nowak") {
			t.Error("the name is still there")
		}

		// The municipality sees what is held in its place; another one does not exist for the public unless public.
		if status, _ := asked(t, town, "/desk/meetings/"+ref, town.Tokens["clerk"]); status != 200 {
			t.Errorf("the clerk: %d", status)
		}
		inside := plan(t, town, coordinator, tomorrow, url.Values{"public": {""}, "community": {"PL-Easterby"}, "guests": {"School board"}})
		if status, _ := asked(t, town, "/en/meetings/"+inside, ""); status != 404 {
			t.Errorf("a meeting that is not public: %d", status)
		}
		if status, _ := asked(t, town, "/desk/meetings/"+inside, town.Tokens["clerk"]); status != 404 {
			t.Errorf("the clerk of another municipality: %d", status)
		}
		verified(t, town)
	})
}

// verified wants the log to vouch for what is stored.
func verified(t testing.TB, town *fixture.Town) {
	t.Helper()
	err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) error {
		rep, err := audit.Verify(context.Background(), s, meetings.Tables(), town.App.Signer.PublicKey(), audit.VerifyOptions{Now: time.Now()})
		if !rep.OK() {
			t.Errorf("the log does not agree with the tables: %v", rep.Faults)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestCommitmentLife: asked at a meeting, due at the end of a day at its place, late by the calendar, answered at the
// next meeting.
func TestCommitmentLife(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		coordinator := town.Tokens["coordinator"]
		first := plan(t, town, coordinator, time.Now().AddDate(0, 0, -20), url.Values{"title": {"First"}})
		v, _ := meetingOf(t, town, first)
		posts := map[string]string{}
		for _, f := range town.App.Places.Snapshot().Posts() {
			posts[f.Post.Code] = f.Post.ID
		}
		ask := func(days int) int {
			status, _ := desk(t, town, coordinator, "/desk/meetings/"+first+"/commitments", url.Values{"body": {"Lamps on the bridge"}, "by": {"Jan Kos, teacher"}, "post": {posts["west"]}, "due": {time.Now().AddDate(0, 0, days).Format(time.DateOnly)}})
			return status
		}
		if got := ask(-20); got != 422 {
			t.Errorf("due on the day of the meeting: %d", got)
		}
		if a, b := ask(-5), ask(5); a != 303 || b != 303 {
			t.Fatalf("asked: %d %d", a, b)
		}
		var rows []meetings.CommitmentRow
		read := func() {
			t.Helper()
			if err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) (err error) {
				rows, _, err = town.App.Meetings.Commitments(s, meetings.CommitmentFilter{Meeting: v.ID, Limit: 10}, nil)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		read()
		if len(rows) != 2 {
			t.Fatalf("%d commitments", len(rows))
		}
		if err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) error {
			zone, _ := time.LoadLocation("Europe/Warsaw")
			for _, row := range rows {
				all, err := process.Clocks(s, row.Commitment.ID)
				if err != nil {
					return err
				}
				day, _ := time.ParseInLocation(time.DateOnly, row.Commitment.Due, zone)
				if want := day.AddDate(0, 0, 1); len(all) != 1 || !all[0].DueAt.Equal(want) {
					t.Errorf("the clock ends %v, want %v", all, want)
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for range 2 { // as often as it likes
			if err := town.App.Meetings.Turn(context.Background(), time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		read()
		if rows[0].Instance.State != meetings.Late || rows[1].Instance.State != meetings.Open {
			t.Errorf("%s %s", rows[0].Instance.State, rows[1].Instance.State)
		}
		if _, body := asked(t, town, "/desk/work", town.Tokens["officer"]); body == "" {
			t.Error("no page")
		}
		// At the next meeting both are shown, and one is answered there.
		next := plan(t, town, coordinator, time.Now(), url.Values{"title": {"Second"}})
		if _, body := asked(t, town, "/desk/meetings/"+next, coordinator); strings.Count(body, "Lamps on the bridge") < 2 {
			t.Error("what was promised last time is not shown")
		}
		ref := rows[0].Commitment.Ref
		if got := takeMeeting(t, town, town.Tokens["officer"], "commitment", ref, "answer", nil); got != 422 {
			t.Errorf("answered without words: %d", got)
		}
		for step, more := range map[string]url.Values{"answer": {"text": {"They burn again"}, "meeting": {next}}} {
			if got := takeMeeting(t, town, town.Tokens["officer"], "commitment", ref, step, more); got != 303 {
				t.Errorf("%s: %d", step, got)
			}
		}
		if got := takeMeeting(t, town, coordinator, "commitment", ref, "accept", nil); got != 303 {
			t.Errorf("accepted: %d", got)
		}
		if status, body := asked(t, town, "/desk/commitments/"+ref, coordinator); status != 200 || !strings.Contains(body, "They burn again") || !strings.Contains(body, "Jan Kos, teacher") || !strings.Contains(body, "Second") {
			t.Errorf("one commitment: %d", status)
		}
		if status, body := asked(t, town, "/desk/commitments?place=PL-Westerby", coordinator); status != 200 || strings.Count(body, "/desk/commitments/") < 1 || !commitmentRef.MatchString(body) {
			t.Errorf("the list: %d", status)
		}
		// One was due in the period and answered late, the other can still be answered.
		var kept measure.Value
		if err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) (err error) {
			kept, err = town.App.Measures["meetings.commitments_kept"].Query(s, measure.Question{From: time.Now().AddDate(0, -1, 0), Until: time.Now().AddDate(0, 1, 0), Scope: policy.Scope{All: true}})
			return err
		}); err != nil || kept.Num != 0 || kept.Den != 1 {
			t.Errorf("%+v %v", kept, err)
		}
		verified(t, town)
	})
}

// TestQuickMeeting: what the field sends is stored once however often it comes.
func TestQuickMeeting(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		at, _ := town.App.Places.Snapshot().ByCode("PL-Westerby")
		var west string
		for _, f := range town.App.Places.Snapshot().Posts() {
			if f.Post.Code == "west" {
				west = f.Post.ID
			}
		}
		day, n := time.Now().AddDate(0, 0, -1).Format(time.DateOnly), int64(12)
		in := meetings.Quick{ID: id.New(), Kind: meetings.Residents, Place: at.ID, Post: west, Starts: day + "T17:00", Ends: day + "T18:00", People: &n, Text: "At the school", Commitments: []meetings.Ask{
			{Body: "A lamp", Due: time.Now().AddDate(0, 0, 14).Format(time.DateOnly)}}}
		for range 3 {
			if err := town.App.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error {
				_, err := town.App.Meetings.Record(tx, in)
				if err == nil {
					tx.Audited()
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		var held []meetings.Row
		var promised []meetings.CommitmentRow
		if err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) (err error) {
			if held, err = town.App.Meetings.Held(s, policy.Scope{All: true}, day, "9999-12-31"); err == nil {
				promised, _, err = town.App.Meetings.Commitments(s, meetings.CommitmentFilter{Limit: 10}, nil)
			}
			return err
		}); err != nil || len(held) != 1 || len(promised) != 1 || promised[0].Instance.Post != west {
			t.Errorf("%d held, %d asked, %v", len(held), len(promised), err)
		}
	})
}

// TestScopeOfMeetings: each list shows exactly what may be opened one by one.
func TestScopeOfMeetings(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	refs := []string{plan(t, town, town.Tokens["coordinator"], time.Now(), nil), plan(t, town, town.Tokens["coordinator"], time.Now(), url.Values{"community": {"PL-Easterby"}, "guests": {"School board"}}),
		plan(t, town, town.Tokens["coordinator"], time.Now(), url.Values{"community": {"PL-Easterby"}, "guests": {"City of Westerby"}}), plan(t, town, town.Tokens["clerk"], time.Now(), nil)}
	for role, token := range town.Tokens {
		_, list := asked(t, town, "/desk/meetings", token)
		for n, ref := range refs {
			status, _ := asked(t, town, "/desk/meetings/"+ref, token)
			if listed := strings.Contains(list, "/desk/meetings/"+ref); listed != (status == 200) {
				t.Errorf("%s, meeting %d: listed %t, opened %d", role, n, listed, status)
			}
		}
	}
}

// meetingPages are the pages of meetings in the states that look different, public and at the desk.
func meetingPages(t testing.TB, town *fixture.Town) (public, atDesk []string) {
	t.Helper()
	coordinator := town.Tokens["coordinator"]
	soon, held := plan(t, town, coordinator, time.Now().AddDate(0, 0, 9), nil), plan(t, town, coordinator, time.Now().AddDate(0, 0, -9), nil)
	off := plan(t, town, coordinator, time.Now().AddDate(0, 0, 12), nil)
	if got := takeMeeting(t, town, coordinator, "meeting", off, "cancel", url.Values{"reason": {"Nobody can come"}}); got != 303 {
		t.Fatalf("cancelled: %d", got)
	}
	var post string
	for _, f := range town.App.Places.Snapshot().Posts() {
		if f.Post.Code == "west" {
			post = f.Post.ID
		}
	}
	if status, _ := desk(t, town, coordinator, "/desk/meetings/"+held+"/commitments", url.Values{"body": {"A lamp at the bridge"}, "post": {post}, "due": {time.Now().AddDate(0, 0, 30).Format(time.DateOnly)}}); status != 303 {
		t.Fatalf("asked: %d", status)
	}
	if got := takeMeeting(t, town, coordinator, "meeting", held, "hold", nil); got != 303 {
		t.Fatalf("held: %d", got)
	}
	done := plan(t, town, coordinator, time.Now().AddDate(0, 0, -20), nil)
	if status, _ := desk(t, town, coordinator, "/desk/meetings/"+done+"/minutes", url.Values{"version": {"1"}, "people": {"12"}, "minutes_0": {"It is loud"}, "open_0": {"yes"}, "decision_0": {"A patrol"}}); status != 303 {
		t.Fatalf("minutes: %d", status)
	}
	for _, step := range []string{"hold", "minute", "approve"} {
		if got := takeMeeting(t, town, coordinator, "meeting", done, step, nil); got != 303 {
			t.Fatalf("%s: %d", step, got)
		}
	}
	if got := handIn(t, town, coordinator, done, "plan.pdf", "%PDF-1.4", true); got != 303 {
		t.Fatalf("a file: %d", got)
	}
	_, body := asked(t, town, "/desk/commitments", coordinator)
	m := commitmentRef.FindStringSubmatch(body)
	if m == nil {
		t.Fatal("no commitment is listed")
	}
	return []string{"/meetings", "/meetings?community=PL-Easterby", "/meetings?view=past", "/meetings/" + done, "/meetings/" + soon, "/meetings/" + off},
		[]string{"/desk/meetings", "/desk/meetings?view=past", "/desk/meetings/" + done, "/desk/meetings/new", "/desk/meetings/due", "/desk/meetings/" + soon, "/desk/meetings/" + held, "/desk/meetings/" + soon + "/edit",
			"/desk/meetings/" + held + "/minutes", "/desk/meetings/" + soon + "/steps/move", "/desk/commitments", "/desk/commitments/" + m[1], "/desk/commitments/" + m[1] + "/steps/answer"}
}
