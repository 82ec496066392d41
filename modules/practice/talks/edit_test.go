package talks

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/practice/events"
)

// TestFileComesBack: the programme as everybody takes it away, as JSON and as a table, is read into another event as it was.
func TestFileComesBack(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		first := h.take(ImportOptions{File: write(t, "week.json", conference(20))})
		e, r, _ := h.released(first.Event)
		out, err := json.MarshalIndent(public(e.Ref, "Week", e.Zone, r), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		table := must[[]byte](t)(Workbook(r.Sessions))
		for name, raw := range map[string][]byte{"again.json": out, "again.xlsx": table} {
			res := h.take(ImportOptions{File: write(t, name, raw), Zone: e.Zone})
			if res.Imported != 20 || len(res.Bad) != 0 {
				t.Fatalf("%s: %+v", name, res)
			}
			_, back, _ := h.released(res.Event)
			for i, s := range back.Sessions {
				was := r.Sessions[i]
				if s.Key != was.Key || s.Title != was.Title || s.Starts != was.Starts || s.Ends != was.Ends || s.Venue != was.Venue || s.Host != was.Host || s.Abstract != was.Abstract || !slices.Equal(s.Speakers, was.Speakers) {
					t.Fatalf("%s: %+v, was %+v", name, s, was)
				}
				if name == "again.json" && (s.Cancelled != was.Cancelled || !slices.Equal(s.Tags, was.Tags) || s.Lang != was.Lang) {
					t.Fatalf("%s: %+v, was %+v", name, s, was)
				}
			}
		}
	})
}

// TestByHand: sessions written at the desk, and one rule about rooms for them and for files.
func TestByHand(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		e, _, _ := h.released(h.take(ImportOptions{File: write(t, "day.json", []byte(`{"zone": "Europe/Prague", "sessions": [{"key": "a", "title": "Opening", "start": "2019-04-01T09:00", "end": "2019-04-01T10:00", "room": "Hall"}]}`))}).Event)
		keep := func(s Session) (out Session, err error) {
			s.Lang = "en"
			err = h.d.Write(context.Background(), db.System(), func(tx *db.Tx) (err error) { out, err = h.talks.Keep(tx, e, s); return err })
			return out, err
		}
		for name, s := range map[string]Session{"in the hall": {Title: "Talk", Starts: "2019-04-01T09:30", Ends: "2019-04-01T11:00", Room: "HALL"}, "an end without a beginning": {Title: "Talk", Ends: "2019-04-01T11:00"},
			"1900": {Title: "Talk", Starts: "1900-01-01T00:00"}, "no title": {Starts: "2019-04-01T11:00"}, "backwards": {Title: "Talk", Starts: "2019-04-01T11:00", Ends: "2019-04-01T10:00"}} {
			if _, err := keep(s); errs.KindOf(err) != errs.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		talk := must[Session](t)(keep(Session{Title: "Talk", Room: "Hall", Speakers: []string{"Jana Malá"}})) // no time yet
		must[Session](t)(keep(Session{Title: "Another", Room: "Hall"}))                                       // nor this one: they are not at the same time
		release := func() (r Release, err error) {
			err = h.d.Write(context.Background(), db.System(), func(tx *db.Tx) (err error) { r, err = h.talks.Release(tx, e); return err })
			return r, err
		}
		if _, err := release(); errs.KindOf(err) != errs.Conflict {
			t.Errorf("sessions without a time are a new version: %v", err)
		}
		talk.Starts, talk.Ends = "2019-04-01T10:00", "2019-04-01T11:00"
		stale := talk
		if talk = must[Session](t)(keep(talk)); talk.Version != 2 {
			t.Errorf("%+v", talk)
		}
		if _, err := keep(stale); errs.KindOf(err) != errs.Conflict {
			t.Errorf("a version that has passed: %v", err)
		}
		if same := must[Session](t)(keep(talk)); same.Version != 2 {
			t.Errorf("nothing changed, and version %d", same.Version)
		}
		if r := must[Release](t)(release()); len(r.Sessions) != 2 || len(r.Changes) != 1 || r.Changes[0].What != Added {
			t.Errorf("%+v", r)
		}
		res := h.take(ImportOptions{Event: e.Ref, File: write(t, "more.json", []byte(`{"sessions": [{"key": "b", "title": "Late", "start": "2019-04-01T10:30", "room": "Hall"}]}`))})
		if res.Rejected != 1 || len(res.Bad) != 1 || res.Bad[0].Args["title"] != "Talk" {
			t.Errorf("a file wants the room of a session by hand: %+v", res)
		}
		out := func(key string, gone bool) {
			t.Helper()
			if err := h.d.Write(context.Background(), db.System(), func(tx *db.Tx) error { return h.talks.TakeOut(tx, e, key, gone) }); err != nil {
				t.Fatal(err)
			}
		}
		out(talk.Key, false)
		out("nobody", true)
		_, _, draft := h.released(e.Ref)
		if len(draft) != 3 || !draft[1].Cancelled || draft[2].Title != "Another" {
			t.Errorf("taken out after the release: %+v", draft)
		}
		out(talk.Key, true)
		if _, _, draft = h.released(e.Ref); len(draft) != 2 {
			t.Errorf("gone: %+v", draft)
		}
	})
}

// TestOrder: sessions without a time stand last and are never in each other's way.
func TestOrder(t *testing.T) {
	all := []Session{{Title: "b"}, {Title: "x", Starts: "2019-04-02T09:00"}, {Title: "a"}, {Title: "y", Starts: "2019-04-01T09:00"}}
	InOrder(all)
	if got := all[0].Title + all[1].Title + all[2].Title + all[3].Title; got != "yxab" {
		t.Error(got)
	}
	if (Session{Room: "Hall"}).Overlaps(Session{Room: "Hall"}) || (Session{Room: "Hall", Ends: "2019"}).Overlaps(Session{Room: "Hall", Starts: "2018"}) {
		t.Error("sessions without a time want a room")
	}
	for typed, want := range map[string]string{"": "", "9:30": "2019-04-01T09:30", "10:00": "2019-04-01T10:00", "2019-04-02 08:00": "2019-04-02T08:00", "soon": "soon"} {
		if got := Civil(typed, events.Event{Starts: "2019-04-01T09:00", Zone: "Europe/Prague"}); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
}
