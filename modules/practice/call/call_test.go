package call

import (
	"context"
	"io/fs"
	"strings"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/jobs"
	"reeve/kernel/mail"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/kernel/secrets"
	"reeve/modules/places"
	"reeve/modules/practice/events"
	"reeve/modules/practice/talks"
)

// house is an installation with one event.
type house struct {
	t     *testing.T
	d     *db.DB
	keys  *secrets.Keys
	jobs  *jobs.Runner
	calls *Calls
	now   time.Time
	event events.Event
	org   string
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

// onHouse runs a test on both engines, at noon.
func onHouse(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	parts := []fs.FS{audit.Files(), secrets.Files(), process.Files(), jobs.Files(), places.Files(), mail.Files(), config.Files(), events.Files(), talks.Files(), Files()}
	run := func(o db.Options) func(t *testing.T) {
		return func(t *testing.T) {
			h := &house{t: t, now: time.Date(2021, 3, 1, 11, 0, 0, 0, time.UTC)}
			clock := func() time.Time { return h.now }
			o.Now = clock
			h.d = must[*db.DB](t)(db.Open(context.Background(), o))
			t.Cleanup(func() { h.d.Close() })
			if err := h.d.Migrate(context.Background(), parts...); err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			h.keys = must[*secrets.Keys](t)(secrets.Open(dir))
			if err := h.keys.Confirm(context.Background(), h.d); err != nil {
				t.Fatal(err)
			}
			var covered []audit.Table
			for _, some := range [][]audit.Table{process.Tables(), places.Tables(), events.Tables(), talks.Tables(), Tables()} {
				covered = append(covered, some...)
			}
			log := must[*audit.Log](t)(audit.New(h.d, covered, audit.Options{Origin: "test/log", Signer: must[*audit.Signer](t)(audit.LoadOrCreateSigner(dir, "test")), Clock: clock}))
			land := must[*places.Places](t)(places.New(h.d, log))
			engine := must[*process.Engine](t)(process.New(log, must[map[string]*calendar.Calendar](t)(calendar.Load()), append(events.Definitions(), Definition())...))
			h.jobs = jobs.New(h.d, clock)
			out := mail.New(h.d, h.keys, log, clock)
			settings, words := config.New(h.d, log), must[*i18n.Catalogue](t)(i18n.Load(events.Files(), process.Files(), places.Files(), talks.Files(), Files()))
			address, country := func() string { return "https://example.org" }, func() string { return "CZ" }
			v := events.New(events.Needs{DB: h.d, Log: log, Keys: h.keys, Process: engine, Jobs: h.jobs, Places: land, Now: clock, Country: country, Settings: settings, Catalogue: words, BaseURL: address})
			programme := talks.New(talks.Needs{DB: h.d, Log: log, Places: land, Events: v, Now: clock, Settings: settings, Catalogue: words, BaseURL: address})
			h.calls = New(Needs{DB: h.d, Log: log, Keys: h.keys, Process: engine, Jobs: h.jobs, Places: land, Events: v, Talks: programme, Now: clock, Country: country, Settings: settings, Catalogue: words, Mail: out, BaseURL: address})
			h.write(func(tx *db.Tx) error {
				o, err := v.Organisation(tx, "Kladno", "cs", true)
				if err != nil {
					return err
				}
				h.org = o.ID
				h.event, err = v.Add(tx, events.Event{Titles: i18n.Text{"cs": "Bezpečná obec"}, Starts: "2021-06-10T09:00", Ends: "2021-06-10T16:00", Zone: "Europe/Prague", Capacity: 35}, true)
				return err
			})
			test(t, h)
		}
	}
	t.Run("sqlite", run(db.Options{Dir: t.TempDir()}))
	t.Run("postgres", run(db.Options{Database: dbtest.PostgresURL(t)}))
}

func (h *house) try(fn func(tx *db.Tx) error) error {
	return h.d.Write(context.Background(), db.System(), fn)
}

func (h *house) write(fn func(tx *db.Tx) error) {
	h.t.Helper()
	if err := h.try(fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) call(c Call) {
	h.t.Helper()
	h.write(func(tx *db.Tx) error { return h.calls.Announce(tx, h.event, c) })
}

func (h *house) offer(title string) (p Proposal, err error) {
	err = h.try(func(tx *db.Tx) (err error) {
		p, err = h.calls.Offer(tx, h.event.ID, From{Org: h.org}, Offer{Title: title, Abstract: "What we did", Lang: "cs", People: People{Name: "Jana Malá", Mail: "jana@example.org", Lang: "nb", Needs: "No steps"}})
		return err
	})
	return p, err
}

func (h *house) decide(p Proposal, d Decision) error {
	return h.try(func(tx *db.Tx) error { _, err := h.calls.Decide(tx, p.Ref, d); return err })
}

func (h *house) state(p Proposal) string {
	h.t.Helper()
	var now Proposal
	if err := h.d.Read(context.Background(), func(s *db.Snapshot) (err error) { now, err = ByRef(s, p.Ref); return err }); err != nil {
		h.t.Fatal(err)
	}
	return now.State
}

func (h *house) draft() (all []talks.Session) {
	h.t.Helper()
	if err := h.d.Read(context.Background(), func(s *db.Snapshot) (err error) { all, err = talks.Draft(s, h.event.ID); return err }); err != nil {
		h.t.Fatal(err)
	}
	return all
}

// letters are subjects and words of the outbox, in order.
func (h *house) letters() (all []string) {
	h.t.Helper()
	if err := h.d.Read(context.Background(), func(s *db.Snapshot) error {
		return db.Each(s, func(scan db.Scan) error {
			var letter, record string
			var sealed []byte
			if err := scan(&letter, &record, &sealed); err != nil {
				return err
			}
			all = append(all, letter+"\n"+record+"\n"+string(sealed))
			return nil
		}, "SELECT id, record, sealed FROM mail_message WHERE sealed IS NOT NULL ORDER BY id")
	}); err != nil {
		h.t.Fatal(err)
	}
	for i, row := range all {
		part := strings.SplitN(row, "\n", 3)
		if err := h.d.Read(context.Background(), func(s *db.Snapshot) error {
			plain, err := h.keys.Open(s, part[1], "letter "+part[0], []byte(part[2]))
			all[i] = string(plain)
			return err
		}); err != nil {
			h.t.Fatal(err)
		}
	}
	return all
}

func (h *house) later(d time.Duration) {
	h.t.Helper()
	h.now = h.now.Add(d)
	for must[int](h.t)(h.jobs.Once(context.Background())) > 0 {
	}
}

// TestCall: what is taken and what is not.
func TestCall(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		if _, err := h.offer("Lights"); errs.KindOf(err) != errs.Conflict {
			t.Errorf("without a call: %v", err)
		}
		h.call(Call{Running: true, Deadline: "2021-03-31T23:59"})
		if err := h.try(func(tx *db.Tx) error { return h.calls.Announce(tx, h.event, Call{Running: true}) }); errs.KindOf(err) != errs.Conflict {
			t.Errorf("a call over one that was not read: %v", err)
		}
		if err := h.try(func(tx *db.Tx) error {
			return h.calls.Announce(tx, h.event, Call{Running: true, Deadline: "2021-07-01T00:00", Version: 1})
		}); errs.KindOf(err) != errs.Invalid {
			t.Errorf("a call that ends after the event: %v", err)
		}
		p := must[Proposal](t)(h.offer("Lights"))
		if _, err := h.offer("lights"); errs.KindOf(err) != errs.Invalid {
			t.Errorf("the same talk twice: %v", err)
		}
		if _, err := h.offer(""); errs.KindOf(err) != errs.Invalid {
			t.Errorf("without a title: %v", err)
		}
		var people People
		if err := h.d.Read(context.Background(), func(s *db.Snapshot) (err error) { people, err = h.calls.People(s, p); return err }); err != nil || strings.Join(people.Speakers, "") != "Jana Malá" {
			t.Errorf("who is written to speaks where nobody else is named: %+v %v", people, err)
		}
		h.now = time.Date(2021, 3, 31, 21, 59, 30, 0, time.UTC) // in the last minute in Prague
		must[Proposal](t)(h.offer("Benches"))
		h.now = h.now.Add(time.Minute)
		if _, err := h.offer("Late"); errs.KindOf(err) != errs.Conflict {
			t.Errorf("after the deadline: %v", err)
		}
	})
}

// TestDecisions: into the programme, out of it, each told once and by day with its reason.
func TestDecisions(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		h.call(Call{Running: true})
		first, second, third := must[Proposal](t)(h.offer("Lights")), must[Proposal](t)(h.offer("Benches")), must[Proposal](t)(h.offer("Dogs"))
		if all := h.letters(); len(all) != 3 || !strings.Contains(all[0], "Innlegget er mottatt") {
			t.Fatalf("%d letters: %.300s", len(all), all)
		}
		if err := h.decide(second, Decision{Step: "decline"}); errs.KindOf(err) != errs.Invalid {
			t.Errorf("declined without a reason: %v", err)
		}
		if err := h.decide(first, Decision{Step: "accept", Starts: "2021-06-10T10:00", Ends: "2021-06-10T11:00", Room: "Hall"}); err != nil {
			t.Fatal(err)
		}
		err := h.decide(second, Decision{Step: "accept", Starts: "2021-06-10T10:30", Room: "hall"})
		if bad := errs.Of(err); bad == nil || len(bad.Fields) != 1 || bad.Fields[0].Args["title"] != "Benches" || bad.Fields[0].Args["other"] != "Lights" {
			t.Errorf("two talks in one room: %v", err)
		}
		if s := h.state(second); s != Proposed {
			t.Errorf("refused, and %s", s)
		}
		if err := h.decide(second, Decision{Step: "accept"}); err != nil { // is placed later
			t.Fatal(err)
		}
		if all := h.draft(); len(all) != 2 || all[0].Title != "Lights" || all[1].Placed() || all[0].Speakers[0] != "Jana Malá" {
			t.Errorf("the draft: %+v", all)
		}
		var rel talks.Release
		h.write(func(tx *db.Tx) (err error) { rel, err = h.calls.Talks.Release(tx, h.event); return err })
		if len(rel.Sessions) != 1 {
			t.Errorf("released: %+v", rel.Sessions)
		}
		h.now = time.Date(2021, 3, 1, 22, 0, 0, 0, time.UTC)
		before := len(h.letters())
		if err := h.decide(third, Decision{Step: "waitlist", Reason: "The day is full"}); err != nil {
			t.Fatal(err)
		}
		if err := h.decide(third, Decision{Step: "decline", Reason: "It stays full"}); err != nil {
			t.Fatal(err)
		}
		if err := h.decide(third, Decision{Step: "accept"}); errs.KindOf(err) != errs.Conflict {
			t.Errorf("a declined one accepted: %v", err)
		}
		for _, p := range []Proposal{first, second} {
			if err := h.decide(p, Decision{Step: "withdraw"}); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(h.letters()); n != before {
			t.Errorf("%d letters in the night", n-before)
		}
		if all := h.draft(); len(all) != 1 || !all[0].Cancelled {
			t.Errorf("withdrawn: what was released is cancelled, what was not is out: %+v", all)
		}
		h.later(10 * time.Hour)
		all := h.letters()[before:]
		if len(all) != 3 || strings.Count(strings.Join(all, ""), "It stays full") != 1 || strings.Contains(strings.Join(all, ""), "The day is full") {
			t.Errorf("in the morning what holds then is told: %d %.800s", len(all), all)
		}
		h.later(10 * time.Hour)
		if n := len(h.letters()); n != before+3 {
			t.Errorf("told twice: %d", n)
		}
	})
}

// TestForget: who offered and who speaks is erased with the people of the event, what was decided stays.
func TestForget(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		h.call(Call{Running: true})
		p := must[Proposal](t)(h.offer("Lights"))
		taken := must[Proposal](t)(h.offer("Benches"))
		if err := h.decide(taken, Decision{Step: "accept"}); err != nil {
			t.Fatal(err)
		}
		forget := func() {
			h.write(func(tx *db.Tx) error { return h.calls.Forget(tx, tx.Now().AddDate(0, -12, 0)) })
		}
		read := func() error {
			return h.d.Read(context.Background(), func(s *db.Snapshot) error {
				now, err := ByRef(s, p.Ref)
				if err == nil {
					_, err = h.calls.People(s, now)
				}
				return err
			})
		}
		h.now = time.Date(2022, 6, 10, 13, 0, 0, 0, time.UTC) // an hour before
		forget()
		if err := read(); err != nil {
			t.Errorf("too early: %v", err)
		}
		h.now = h.now.Add(2 * time.Hour)
		forget()
		forget()
		if err := read(); errs.KindOf(err) != errs.Gone {
			t.Errorf("not erased: %v", err)
		}
		if all := h.draft(); len(all) != 1 || all[0].Title != "Benches" || len(all[0].Speakers) != 0 {
			t.Errorf("who was to speak stays in a draft: %+v", all)
		}
		if h.state(p) != Proposed {
			t.Error("the proposal is gone with its people")
		}
	})
}
