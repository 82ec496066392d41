package talks

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/jobs"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/kernel/secrets"
	"reeve/kernel/tabular"
	"reeve/modules/places"
	"reeve/modules/practice/events"
)

type house struct {
	t     *testing.T
	d     *db.DB
	talks *Talks
}

func onHouse(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	parts := []fs.FS{audit.Files(), secrets.Files(), process.Files(), jobs.Files(), places.Files(), events.Files(), Files()}
	run := func(o db.Options) func(t *testing.T) {
		return func(t *testing.T) {
			now := func() time.Time { return time.Date(2019, 3, 1, 8, 0, 0, 0, time.UTC) }
			o.Now = now
			d := must[*db.DB](t)(db.Open(context.Background(), o))
			t.Cleanup(func() { d.Close() })
			if err := d.Migrate(context.Background(), parts...); err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			keys := must[*secrets.Keys](t)(secrets.Open(dir))
			if err := keys.Confirm(context.Background(), d); err != nil {
				t.Fatal(err)
			}
			var covered []audit.Table
			for _, some := range [][]audit.Table{process.Tables(), places.Tables(), events.Tables(), Tables()} {
				covered = append(covered, some...)
			}
			log := must[*audit.Log](t)(audit.New(d, covered, audit.Options{Origin: "test/log", Signer: must[*audit.Signer](t)(audit.LoadOrCreateSigner(dir, "test")), Clock: now}))
			land := must[*places.Places](t)(places.New(d, log))
			engine := must[*process.Engine](t)(process.New(log, must[map[string]*calendar.Calendar](t)(calendar.Load()), events.Definitions()...))
			v := events.New(events.Needs{DB: d, Log: log, Keys: keys, Process: engine, Jobs: jobs.New(d, now), Places: land, Now: now, Country: func() string { return "CZ" }})
			test(t, &house{t, d, New(Needs{DB: d, Log: log, Places: land, Events: v, Now: now})})
		}
	}
	t.Run("sqlite", run(db.Options{Dir: t.TempDir()}))
	t.Run("postgres", run(db.Options{Database: dbtest.PostgresURL(t)}))
}

func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (h *house) take(o ImportOptions) ImportResult {
	h.t.Helper()
	o.Actor, o.Lang = db.System(), "de"
	return must[ImportResult](h.t)(h.talks.Import(context.Background(), o))
}

func (h *house) released(ref string) (e events.Event, r Release, draft []Session) {
	h.t.Helper()
	err := h.d.Read(context.Background(), func(s *db.Snapshot) (err error) {
		if e, _, err = events.EventByRef(s, ref); err != nil {
			return err
		}
		if r, _, err = Released(s, e.ID); err != nil {
			return err
		}
		draft, err = Draft(s, e.ID)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return e, r, draft
}

func write(t *testing.T, name string, body []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// conference is a schedule in the form that a conference week published (format 0.3.0 of its schema): addresses instead of
// rooms, several sessions at one address, open ends, cancelled ones, offsets in the times. The words are synthetic.
func conference(n int) []byte {
	type m = map[string]any
	var all []m
	for i := range n {
		s := m{"key": fmt.Sprintf("W-%d", i), "start": fmt.Sprintf("2019-04-%02dT%02d:00:00+02:00", 1+i%7, 9+i%8), "end": any(fmt.Sprintf("2019-04-%02dT%02d:00:00+02:00", 1+i%7, 11+i%8)), "cancelled": i%13 == 0,
			"host": m{"name": "Verein", "infotext": "…"}, "title": fmt.Sprintf("Vortrag %d", i), "location": m{"name": "Universität\nSanderring 2", "lat": 49.7, "lng": 9.9},
			"description": m{"short": "kurz", "long": "lang\n\nmehr"}, "tags": []string{"UX"}, "links": m{"event": "https://example.org/", "host": "javascript:alert(1)"}}
		if i%7 == 0 {
			s["end"] = nil
		}
		if i == 5 {
			delete(s, "location")
		}
		all = append(all, s)
	}
	b, _ := json.Marshal(m{"format": "0.3.0", "sessions": all})
	return b
}

func TestConferenceImports(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		path := write(t, "week.json", conference(143))
		res := h.take(ImportOptions{File: path})
		if res.Imported != 143 || res.Rejected != 0 || !res.NewEvent || res.Number != 1 || len(res.Bad) != 0 {
			t.Fatalf("%+v", res)
		}
		e, r, _ := h.released(res.Event)
		if e.Zone != "Europe/Prague" || e.Starts != "2019-04-01T09:00" || len(r.Sessions) != 143 || len(r.Changes) != 0 {
			t.Errorf("%s %s, %d sessions, %d changes", e.Zone, e.Starts, len(r.Sessions), len(r.Changes))
		}
		for _, s := range r.Sessions {
			if len(s.Links) != 1 || s.Room != "" || s.Abstract != "lang\n\nmehr" {
				t.Fatalf("%+v", s)
			}
		}
		if again := h.take(ImportOptions{File: path}); again.Unchanged != 143 || again.Imported+again.Rejected != 0 || again.NewEvent || again.Event != res.Event {
			t.Errorf("the same file again: %+v", again)
		}
		if dry := h.take(ImportOptions{File: write(t, "other.json", conference(3)), DryRun: true}); dry.Imported != 3 {
			t.Errorf("%+v", dry)
		}
	})
}

// TestBadRows takes the good rows of a table and tells of the others by row.
func TestBadRows(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		table := "title,start,end,room,speakers\n" +
			"Opening,2021-06-10 09:00,2021-06-10 10:00,Hall A,Jana Malá; Ola Nordmann\n" +
			"Same room,2021-06-10 09:30,2021-06-10 10:30,hall a,\n" +
			"Empty cell,1900-01-01 09:00,1900-01-01 10:00,Hall B,\n" +
			"Backwards,2021-06-10 12:00,2021-06-10 11:00,Hall B,\n" +
			",2021-06-10 12:00,2021-06-10 13:00,Hall B,\n" +
			"Right after,10.6.2021 10:00,10.6.2021 11:00,Hall A,\n" +
			"Not a time,soon,,Hall B,\n"
		path := write(t, "day.csv", []byte(table))
		res := h.take(ImportOptions{File: path, Title: "Workshop"})
		want := map[int]string{2: "practice.talks.room_taken", 3: "practice.date_far", 4: "practice.ends_before", 5: "practice.title_missing", 7: "practice.date_wrong"}
		got := map[int]string{}
		for _, b := range res.Bad {
			if got[b.Row] == "" {
				got[b.Row] = b.Key
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) || res.Imported != 2 || res.Rejected != 5 {
			t.Errorf("%v, want %v; %+v", got, want, res)
		}
		e, r, _ := h.released(res.Event)
		if len(r.Sessions) != 2 || len(r.Sessions[0].Speakers) != 2 || r.Sessions[1].Starts != "2021-06-10T10:00" {
			t.Errorf("%+v", r.Sessions)
		}

		// A later file moves one into another room: the draft has it, everybody sees it with the next release.
		moved := strings.Replace(table, "Hall A,Jana", "Hall C,Jana", 1)
		h.take(ImportOptions{File: write(t, "day.csv", []byte(moved)), Event: e.Ref})
		if _, r, draft := h.released(e.Ref); r.Number != 1 || r.Sessions[0].Room != "Hall A" || draft[0].Room != "Hall C" {
			t.Errorf("version %d, room %s, draft %s", r.Number, r.Sessions[0].Room, draft[0].Room)
		}
		if err := h.d.Write(context.Background(), db.System(), func(tx *db.Tx) error { _, err := h.talks.Release(tx, e); return err }); err != nil {
			t.Fatal(err)
		}
		_, r, _ = h.released(e.Ref)
		if r.Number != 2 || len(r.Changes) != 1 || r.Changes[0].What != Rehomed {
			t.Errorf("%d %+v", r.Number, r.Changes)
		}
		if err := h.d.Write(context.Background(), db.System(), func(tx *db.Tx) error { _, err := h.talks.Release(tx, e); return err }); errs.KindOf(err) != errs.Conflict {
			t.Errorf("released again without a change: %v", err)
		}

		// What goes out as a workbook comes in again.
		back := must[Schedule](t)(Read(write(t, "out.xlsx", must[[]byte](t)(Workbook(r.Sessions))), tabular.Format{}))
		if len(back.Items) != len(r.Sessions) || back.Items[0].Session.Title != r.Sessions[0].Title || civil(back.Items[0].start, time.UTC) != r.Sessions[0].Starts {
			t.Errorf("%+v", back)
		}
	})
}

func TestTimesOfFiles(t *testing.T) {
	zone := must[*time.Location](t)(time.LoadLocation("Europe/Prague"))
	for written, want := range map[string]string{
		"2021-06-10T07:00:00Z": "2021-06-10T09:00", "2021-06-10 09:00": "2021-06-10T09:00", "44357.375": "2021-06-10T09:00", "1": "1899-12-31T00:00", "10.6.2021 09:00": "2021-06-10T09:00", "": "",
	} {
		if got := civil(written, zone); got != want {
			t.Errorf("%q: %q, want %q", written, got, want)
		}
	}
	for _, c := range [][3]string{{"2021-06-10", "9:00", "2021-06-10T09:00"}, {"44357", "0.375", "44357.375"}, {"10.6.2021", "0.375", "2021-06-10T09:00"}, {"", "x", "x"}, {"2021-06-10", "", ""}} {
		if got := together(c[0], c[1]); got != c[2] {
			t.Errorf("%q and %q: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

func TestOverlaps(t *testing.T) {
	a := Session{ID: id.New(), Room: "A", Starts: "2021-06-10T09:00", Ends: "2021-06-10T10:00"}
	for name, c := range map[string]struct {
		change func(s *Session)
		want   bool
	}{
		"same time":       {func(s *Session) {}, true},
		"touches":         {func(s *Session) { s.Starts, s.Ends = "2021-06-10T10:00", "2021-06-10T11:00" }, false},
		"inside":          {func(s *Session) { s.Starts, s.Ends = "2021-06-10T09:15", "2021-06-10T09:30" }, true},
		"open end":        {func(s *Session) { s.Starts, s.Ends = "2021-06-10T09:15", "" }, true},
		"open end before": {func(s *Session) { s.Starts, s.Ends = "2021-06-10T08:15", "" }, false},
		"other room":      {func(s *Session) { s.Room = "B" }, false},
		"no room":         {func(s *Session) { s.Room = "" }, false},
		"cancelled":       {func(s *Session) { s.Cancelled = true }, false},
	} {
		b := a
		c.change(&b)
		if a.Overlaps(b) != c.want || b.Overlaps(a) != c.want {
			t.Errorf("%s: %t and %t, want %t", name, a.Overlaps(b), b.Overlaps(a), c.want)
		}
	}
}
