package events

import (
	"context"
	"io/fs"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/jobs"
	"reeve/kernel/mail"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/kernel/secrets"
	"reeve/modules/places"
	"reeve/modules/practice/seats"
)

// house is an installation with one police organisation; each process of it is one more.
type house struct {
	t   *testing.T
	d   *db.DB
	v   *Events
	now time.Time
}

// onHouse runs a test on both engines.
func onHouse(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	parts := []fs.FS{audit.Files(), secrets.Files(), process.Files(), jobs.Files(), places.Files(), mail.Files(), config.Files(), Files()}
	run := func(o db.Options) func(t *testing.T) {
		return func(t *testing.T) {
			h := &house{t: t, now: time.Date(2020, 9, 1, 8, 0, 0, 0, time.UTC)}
			o.Now = func() time.Time { return h.now }
			h.d = must[*db.DB](t)(db.Open(context.Background(), o))
			t.Cleanup(func() { h.d.Close() })
			if err := h.d.Migrate(context.Background(), parts...); err != nil {
				t.Fatal(err)
			}
			h.open()
			test(t, h)
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

func (h *house) open() {
	t, dir := h.t, h.t.TempDir()
	keys := must[*secrets.Keys](t)(secrets.Open(dir))
	if err := keys.Confirm(context.Background(), h.d); err != nil {
		t.Fatal(err)
	}
	covered := append(append(process.Tables(), places.Tables()...), Tables()...)
	log := must[*audit.Log](t)(audit.New(h.d, covered, audit.Options{Origin: "test/log", Signer: must[*audit.Signer](t)(audit.LoadOrCreateSigner(dir, "test")), Clock: func() time.Time { return h.now }}))
	land := must[*places.Places](t)(places.New(h.d, log))
	engine := must[*process.Engine](t)(process.New(log, must[map[string]*calendar.Calendar](t)(calendar.Load()), Definitions()...))
	now := func() time.Time { return h.now }
	h.v = New(Needs{DB: h.d, Log: log, Keys: keys, Process: engine, Jobs: jobs.New(h.d, now), Places: land, Now: now, Country: func() string { return "CZ" }})
}

func (h *house) write(fn func(tx *db.Tx) error) error {
	return h.d.Write(context.Background(), db.System(), fn)
}

// workshop is an event of 33 Czech and 2 Norwegian seats.
func (h *house) workshop(change func(e *Event)) (e Event) {
	h.t.Helper()
	e = Event{Titles: i18n.Text{"cs": "Bezpečná obec"}, Starts: "2021-06-10T09:00", Ends: "2021-06-10T16:00", Zone: "Europe/Prague", Capacity: 35, Deadline: "2020-10-02T23:59",
		Pools: []seats.Pool{{Delegation: "CZ", Seats: 33}, {Delegation: "NO", Seats: 2}}}
	if change != nil {
		change(&e)
	}
	if err := h.write(func(tx *db.Tx) (err error) { e, err = h.v.Add(tx, e, true); return err }); err != nil {
		h.t.Fatal(err)
	}
	return e
}

// register sends people of an organisation; a name of two words, then the delegation.
func (h *house) register(e Event, org string, asks ...Ask) (all []Standing, err error) {
	err = h.write(func(tx *db.Tx) error {
		o, err := h.v.Organisation(tx, org, "cs", true)
		if err != nil {
			return err
		}
		_, all, err = h.v.Register(tx, []Event{e}, o.ID, asks)
		return err
	})
	return all, err
}

func person(name, delegation string) Ask {
	return Ask{Person: Person{Name: name}, Delegation: delegation}
}

func (h *house) standings(e Event) (all []Standing) {
	h.t.Helper()
	if err := h.d.Read(context.Background(), func(s *db.Snapshot) (err error) { all, err = Standings(s, e.ID); return err }); err != nil {
		h.t.Fatal(err)
	}
	return all
}

func (h *house) answer(ref, answer string) error {
	return h.write(func(tx *db.Tx) error { _, err := h.v.Answer(tx, ref, answer, id.New()); return err })
}

// later lets time go by and does what is due.
func (h *house) later(d time.Duration) {
	h.t.Helper()
	h.now = h.now.Add(d)
	for {
		if n := must[int](h.t)(h.v.Jobs.Once(context.Background())); n == 0 {
			return
		}
	}
}
