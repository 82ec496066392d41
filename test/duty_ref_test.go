package test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/id"
	"reeve/modules/community"
	"reeve/test/fixture"
)

// TestDutyAbout: the meetings of the day can be chosen, and both the duty and the meeting say so.
func TestDutyAbout(t *testing.T) {
	dutyTown(t, func(t *testing.T, town *fixture.Town) {
		officer, coordinator := town.Tokens["officer"], town.Tokens["coordinator"]
		today := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
		ref := plan(t, town, coordinator, today, nil)
		elsewhere := plan(t, town, coordinator, today, url.Values{"community": {"PL-Easterby"}})
		later := plan(t, town, coordinator, today.AddDate(0, 0, 1), nil)
		_, page := atDesk(t, town, officer, "/desk/duty", nil)
		if !strings.Contains(page, `value="meeting:`+ref+`"`) || strings.Contains(page, elsewhere) || strings.Contains(page, later) {
			t.Error("the form offers other meetings than that of the day in the community")
		}
		form := url.Values{"id": {id.New()}, "post": {"west"}, "type": {"meeting"}, "day": {"2026-07-01"}, "from": {"10:00"}, "to": {"11:30"}, "where": {"community"}, "about": {"meeting:" + ref}, "note": {"Mine alone"}}
		if status, body := atDesk(t, town, officer, "/desk/duty", form); status != 303 {
			t.Fatalf("%d %s", status, body)
		}
		if _, page := atDesk(t, town, officer, "/desk/duty", nil); !strings.Contains(page, `href="/desk/meetings/`+ref+`"`) {
			t.Error("the entry does not lead to the meeting")
		}
		_, page = atDesk(t, town, coordinator, "/desk/meetings/"+ref, nil)
		if !strings.Contains(page, `id="work"`) || !strings.Contains(page, "1.5 h") || strings.Contains(page, "Mine alone") {
			t.Error("the meeting does not tell of the duty")
		}
		if _, page := atDesk(t, town, coordinator, "/desk/meetings/"+later, nil); strings.Contains(page, `id="work"`) {
			t.Error("another meeting tells of it too")
		}
		form.Set("id", id.New())
		form.Set("from", "08:00")
		form.Set("to", "08:30")
		form.Set("about", "nonsense:1")
		if status, _ := atDesk(t, town, officer, "/desk/duty", form); status != 422 {
			t.Errorf("about something that is no kind: %d", status)
		}
	})
}

// TestDutyNotesAreForgotten: after the months of the settings a note is gone, the entry and its digest stay, and the log
// tells why.
func TestDutyNotesAreForgotten(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	ctx, who, now := context.Background(), officer(t, town), time.Now()
	record := func(hours int, note string) string {
		t.Helper()
		in := community.DutyInput{ID: id.New(), Post: "west", Type: "foot_patrol", From: now.Add(-time.Duration(hours+1) * time.Hour), To: now.Add(-time.Duration(hours) * time.Hour), Where: "community", Note: note}
		if err := town.App.DB.Write(ctx, who, func(tx *db.Tx) error { _, _, err := town.App.Community.Duty.Record(tx, in); return err }); err != nil {
			t.Fatal(err)
		}
		return in.ID
	}
	old, young := record(50, "old"), record(2, "young")
	note := func(entry string) (text string) {
		t.Helper()
		if err := town.App.DB.Read(ctx, func(s *db.Snapshot) error {
			e, err := community.DutyEntryByID(s, entry)
			if err == nil {
				text, err = town.App.Community.Duty.Note(s, e, who.ID)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return text
	}
	forget := func(at time.Time) {
		t.Helper()
		if err := town.App.Community.Duty.Forget(ctx, at); err != nil {
			t.Fatal(err)
		}
	}
	months := int(town.App.Settings.Get().NoteMonths)
	if months != 12 {
		t.Fatalf("notes are kept for %d months", months)
	}
	forget(now.AddDate(0, months, -3))
	if note(old) != "old" {
		t.Error("a note is gone before its time")
	}
	for range 2 {
		forget(now.AddDate(0, months, 0).Add(-24 * time.Hour))
	}
	if a, b := note(old), note(young); a != "" || b != "young" {
		t.Errorf("notes %q and %q", a, b)
	}
	if got := entries(t, town.App, "community.duty.note_erased"); len(got) != 1 {
		t.Errorf("the log tells of it %d times", len(got))
	}
	var kept int
	if err := town.App.DB.Read(ctx, func(s *db.Snapshot) error {
		return s.QueryRow("SELECT COUNT(*) FROM duty_entry").Scan(&kept)
	}); err != nil || kept != 2 {
		t.Errorf("%d entries, %v", kept, err)
	}
	verified(t, town)
}
