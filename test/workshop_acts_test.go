package test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"reeve/kernel/db"
	"reeve/modules/plan/rates"
	rooms "reeve/modules/plan/workshop"
	"reeve/test/fixture"
)

// statusCount is how many activities of 2024 have a status.
func statusCount(t testing.TB, town *fixture.Town, s rates.Status) int {
	t.Helper()
	_, figures := call(t, "GET", town.URL+"/api/v1/plans/KS-2021/assessments/2024", bearer(town.All["strategy"]), nil)
	return int(figures["by_status"].(map[string]any)[string(s)].(float64))
}

// TestRoomActs: what the chair does, and takes back.
func TestRoomActs(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		importPlan(t, town.App, strategy(t, 3, 3, nil), period)
		h := openRoom(t, town, url.Values{"order": {"objective"}, "languages": {"sq", "en"}})
		room := h.room(t, town)
		if room.Languages[0] != "sq" || room.Order != rooms.ByObjective {
			t.Errorf("%+v", room)
		}
		v, _ := comeIn(t, town.URL, rooms.WriteCode(room.Code), "Ana")
		other, _ := comeIn(t, town.URL, room.Code, "Boris")
		v.ref = h.ref

		if out, err := v.cast(vote("before-it-is-shown", "1.1.1", rates.Partly)); err != nil || out[0] != "refused" {
			t.Errorf("a vote on a row that was not shown: %v %v", out, err)
		}
		h.act(t, "show", "number", "1.1.1")
		if out, err := v.cast(vote("ana-first-vote-00", "1.1.1", rates.Partly), vote("ana-second-vote-0", "1.1.1", rates.Late), vote("ana-first-vote-00", "1.1.1", rates.Partly)); err != nil || out[2] != "counted" {
			t.Errorf("%v %v", out, err)
		}
		if got := tallyOf(t, town, room.ID, "1.1.1"); got[rates.Late] != 1 || got.Sum() != 1 {
			t.Errorf("the latest vote does not count alone: %v", got)
		}
		if status, _ := h.post(t, "/desk/rooms/"+h.ref, url.Values{"act": {"close"}, "number": {"1.1.2"}, "status": {"partly"}}); status != http.StatusConflict {
			t.Errorf("closing a row that is not on the screen: %d", status)
		}
		if status, _ := h.post(t, "/desk/rooms/"+h.ref, url.Values{"act": {"close"}, "number": {"1.1.1"}}); status != http.StatusUnprocessableEntity {
			t.Errorf("closing without a rating: %d", status)
		}
		h.act(t, "close", "number", "1.1.1", "status", "implemented", "challenge", "No cars", "advice", "Buy cars")
		if got := statusCount(t, town, rates.Implemented); got != 1 {
			t.Errorf("the reviewer's rating does not count: %d", got)
		}
		if out, _ := v.cast(vote("ana-comes-too-late", "1.1.1", rates.Implemented)); out[0] != "closed" {
			t.Errorf("late: %v", out)
		}
		h.act(t, "undo")
		if got := statusCount(t, town, rates.Implemented); got != 0 {
			t.Errorf("undo leaves the rating: %d", got)
		}
		if got := tallyOf(t, town, room.ID, "1.1.1"); got[rates.Late] != 1 || got.Sum() != 1 {
			t.Errorf("undo changes votes: %v", got)
		}
		if out, _ := v.cast(vote("ana-changes-again0", "1.1.1", rates.Partly)); out[0] != "counted" {
			t.Errorf("after undo: %v", out)
		}
		h.act(t, "park", "number", "1.1.1", "next", "2.1.1")
		if got := h.room(t, town).Current; got != "2.1.1" {
			t.Errorf("after putting aside %s is on the screen", got)
		}
		if out, _ := v.cast(vote("ana-on-put-aside-0", "1.1.1", rates.Implemented)); out[0] != "counted" {
			t.Errorf("a row put aside: %v", out)
		}
		h.act(t, "undo") // back from 2.1.1
		h.act(t, "undo") // not put aside
		if got := h.room(t, town).Current; got != "1.1.1" {
			t.Errorf("after two undos %s is on the screen", got)
		}
		h.act(t, "close", "number", "1.1.1", "status", "partly")
		h.act(t, "show", "number", "2.1.1")
		h.act(t, "reopen", "number", "1.1.1")
		h.act(t, "undo")
		if got := h.room(t, town).Current; got != "2.1.1" || statusCount(t, town, rates.Partly) != 1 {
			t.Errorf("undoing a reopening: %s", got)
		}
		sendOut(t, town, h, v, other, room)
	})
}

// sendOut: who is sent out, and what they said of open rows, is gone; the end erases names.
func sendOut(t *testing.T, town *fixture.Town, h *head, v, other *voter, room rooms.Room) {
	t.Helper()
	if out, _ := other.cast(vote("boris-votes-on-two", "2.1.1", rates.Late), map[string]any{"id": "boris-says-it-all0", "number": "2.1.1", "status": "", "comment": "<b>Not here</b>", "lang": "en", "given_at": 0}); out[1] != "counted" {
		t.Errorf("%v", out)
	}
	var persons []rooms.Person
	var said []rooms.Comment
	read := func() {
		err := town.App.DB.Read(context.Background(), func(q *db.Snapshot) (err error) {
			if persons, err = rooms.Persons(q, room.ID); err != nil {
				return err
			}
			said, err = rooms.CommentsOn(q, room.ID, "2.1.1")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	read()
	screen := reader{town.URL}.as(t, "/desk/rooms/"+h.ref+"/screen", h.token)
	if !strings.Contains(screen.body, "&lt;b&gt;Not here") || strings.Contains(screen.body, "Boris") {
		t.Error("the screen shows a comment as it should not, or whose it is")
	}
	h.act(t, "hide", "comment", said[0].ID)
	if screen := (reader{town.URL}).as(t, "/desk/rooms/"+h.ref+"/screen", h.token); strings.Contains(screen.body, "Not here") {
		t.Error("a hidden comment is on the screen")
	}
	h.act(t, "out", "person", persons[1].ID)
	if got := tallyOf(t, town, room.ID, "2.1.1"); got.Sum() != 0 {
		t.Errorf("who was sent out votes: %v", got)
	}
	if out, err := other.cast(vote("boris-votes-once-more", "2.1.1", rates.Late)); err == nil {
		t.Errorf("who was sent out: %v", out)
	}
	if again, err := v.client.PostForm(town.URL+"/en/room", url.Values{"code": {room.Code}, "name": {"Ana B"}}); err != nil || again.StatusCode != http.StatusOK {
		t.Errorf("coming back: %v", err)
	}
	if read(); len(persons) != 2 {
		t.Errorf("coming back made a new person: %d", len(persons))
	}
	h.act(t, "finish")
	if _, status := comeIn(t, town.URL, room.Code, "Late guest"); status != http.StatusUnprocessableEntity {
		t.Errorf("the code of a finished room: %d", status)
	}
	if out, err := v.cast(vote("ana-after-the-end0", "2.1.1", rates.Late)); err != nil || out[0] != "closed" {
		t.Errorf("after the end: %v %v", out, err)
	}
	for n := 0; ; n++ {
		if _, status := comeIn(t, town.URL, fmt.Sprintf("%08d", n), "Guesser"); status == http.StatusTooManyRequests {
			break
		}
		if n > 30 {
			t.Fatal("codes can be guessed without end")
		}
	}
	for _, role := range []string{"officer", "clerk", "analyst", "auditor", "admin"} {
		h.token = town.All[role]
		if status, _ := h.post(t, "/desk/plans/KS-2021/workshop", url.Values{"year": {"2024"}}); status != http.StatusForbidden {
			t.Errorf("%s opens a room: %d", role, status)
		}
	}
}

func tallyOf(t testing.TB, town *fixture.Town, room, row string) (out rooms.Tally) {
	t.Helper()
	err := town.App.DB.Read(context.Background(), func(q *db.Snapshot) (err error) { out, err = rooms.TallyOf(q, room, row); return err })
	if err != nil {
		t.Fatal(err)
	}
	return out
}
