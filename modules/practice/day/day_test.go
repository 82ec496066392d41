package day

import (
	"context"
	"io/fs"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/jobs"
	"reeve/kernel/mail"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/kernel/secrets"
	"reeve/modules/places"
	"reeve/modules/practice/events"
	"reeve/modules/practice/seats"
)

// house is an installation with one series of a programme.
type house struct {
	t      *testing.T
	d      *db.DB
	v      *events.Events
	day    *Day
	series events.Series
	now    time.Time
}

func onHouse(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	parts := []fs.FS{audit.Files(), secrets.Files(), process.Files(), jobs.Files(), places.Files(), config.Files(), mail.Files(), events.Files(), Files()}
	run := func(o db.Options) func(t *testing.T) {
		return func(t *testing.T) {
			h := &house{t: t, now: time.Date(2021, 6, 10, 5, 0, 0, 0, time.UTC)}
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
	var covered []audit.Table
	for _, some := range [][]audit.Table{process.Tables(), places.Tables(), mail.Tables(), events.Tables(), Tables()} {
		covered = append(covered, some...)
	}
	now := func() time.Time { return h.now }
	log := must[*audit.Log](t)(audit.New(h.d, covered, audit.Options{Origin: "test/log", Signer: must[*audit.Signer](t)(audit.LoadOrCreateSigner(dir, "test")), Clock: now}))
	land := must[*places.Places](t)(places.New(h.d, log))
	engine := must[*process.Engine](t)(process.New(log, must[map[string]*calendar.Calendar](t)(calendar.Load()), events.Definitions()...))
	h.v = events.New(events.Needs{DB: h.d, Log: log, Keys: keys, Process: engine, Jobs: jobs.New(h.d, now), Places: land, Now: now, Country: func() string { return "CZ" }})
	h.day = New(Needs{DB: h.d, Log: log, Keys: keys, Process: engine, Places: land, Events: h.v, Now: now, Settings: config.New(h.d, log), Mail: mail.New(h.d, keys, log, now),
		Catalogue: must[*i18n.Catalogue](t)(i18n.Load(events.Files(), Files())), BaseURL: func() string { return "https://reeve.example" }})
	h.write(func(tx *db.Tx) (err error) {
		h.series, err = h.v.AddSeries(tx, events.Series{Slug: "sharing", Programme: "cz-no", Titles: i18n.Text{"en": "Sharing"}})
		return err
	})
}

func (h *house) write(fn func(tx *db.Tx) error) {
	h.t.Helper()
	if err := h.d.Write(context.Background(), db.System(), fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) event(title string) (e events.Event) {
	h.t.Helper()
	e = events.Event{Series: h.series.ID, Titles: i18n.Text{"cs": title}, Starts: "2021-06-10T09:00", Ends: "2021-06-10T16:00", Zone: "Europe/Prague", Capacity: 35,
		Pools: []seats.Pool{{Delegation: "CZ", Seats: 33}, {Delegation: "NO", Seats: 2}}}
	h.write(func(tx *db.Tx) (err error) { e, err = h.v.Add(tx, e, true); return err })
	return e
}

func (h *house) register(e events.Event, org string, asks ...events.Ask) (all []events.Standing) {
	h.t.Helper()
	h.write(func(tx *db.Tx) error {
		o, err := h.v.Organisation(tx, org, "cs", true)
		if err != nil {
			return err
		}
		_, all, err = h.v.Register(tx, []events.Event{e}, o.ID, asks)
		return err
	})
	return all
}

func (h *house) checkIn(e events.Event, scans ...Scan) (all []Taken) {
	h.t.Helper()
	for i := range scans {
		if scans[i].ID == "" {
			scans[i].ID = id.New()
		}
	}
	err := h.d.Write(context.Background(), db.System(), func(tx *db.Tx) (err error) {
		if all, err = h.day.CheckIn(tx, e, scans, h.day.Catalogue.For(i18n.English)); err == nil {
			err = h.day.looked(tx, e)
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return all
}

func (h *house) count() (c Count) {
	h.t.Helper()
	if err := h.d.Read(context.Background(), func(s *db.Snapshot) (err error) { c, err = h.day.Trained(s, "cz-no"); return err }); err != nil {
		h.t.Fatal(err)
	}
	return c
}

// at is an instant of the day of the events, in Prague.
func at(hour, minute int) time.Time { return time.Date(2021, 6, 10, hour-2, minute, 0, 0, time.UTC) }

// TestScanCountsWhenItWasMade marks somebody at 9:02 without a network; the mark arrives at 11.
func TestScanCountsWhenItWasMade(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		e, other := h.event("Bezpečná obec"), h.event("Prevence")
		n := h.register(e, "Kladno", events.Ask{Person: events.Person{Name: "Jana Malá"}, Delegation: "CZ"})[0]
		elsewhere := h.register(other, "Kladno", events.Ask{Person: events.Person{Name: "Jana Malá"}, Delegation: "CZ"})[0]
		h.now = at(11, 0)
		scan := Scan{ID: id.New(), Code: h.day.Code(n.Ref), At: at(9, 2)}
		first := h.checkIn(e, scan)[0]
		if first.Refused != nil || len(first.Attended.Marks) != 1 || first.Attended.Marks[0].At != db.Micros(at(9, 2)) || first.Attended.Marks[0].Received != db.Micros(at(11, 0)) {
			t.Fatalf("%+v", first)
		}
		h.now = at(15, 5)
		again := h.checkIn(e, scan, Scan{Code: h.day.Code(n.Ref), Out: true, At: at(15, 2)}, Scan{Code: h.day.Code(elsewhere.Ref)}, Scan{Code: n.Ref + "-0000000000000000"},
			Scan{Code: h.day.Code(n.Ref), At: at(15, 20)}, Scan{Code: h.day.Code(n.Ref), At: at(9, 2).Add(-80 * time.Hour)})
		if a := again[1].Attended; again[0].Refused != nil || a == nil || len(a.Marks) != 2 || a.Minutes != 6*60 {
			t.Errorf("%+v %+v", again[0], again[1])
		}
		for i, key := range map[int]string{2: "practice.day.other_event", 3: "practice.day.code_wrong", 4: "practice.day.in_future", 5: "practice.day.too_old"} {
			if r := again[i].Refused; r == nil || r.Key != key {
				t.Errorf("scan %d: %+v, want %s", i, r, key)
			}
		}
		if got := again[2].Refused.Args["event"]; got != "Prevence" {
			t.Errorf("the refusal names the event %v", got)
		}
		if c := h.count(); c.People != 1 || c.Seats != 1 || c.Countries["CZ"] != 1 || len(c.WithoutEvaluation) != 1 {
			t.Errorf("%+v", c)
		}
	})
}

func TestMissAndCertificate(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		e := h.event("Bezpečná obec")
		all := h.register(e, "Kladno", events.Ask{Person: events.Person{Name: "Jana Malá"}, Delegation: "CZ"}, events.Ask{Person: events.Person{Name: "Petr Velký"}, Delegation: "CZ"})
		h.now = at(9, 0)
		one, two := h.checkIn(e, Scan{Nomination: all[0].Ref}, Scan{Nomination: all[1].Ref})[0].Attended, all[1]
		h.write(func(tx *db.Tx) error { return h.day.Miss(tx, e, two.Ref) })
		if c := h.count(); c.Seats != 1 {
			t.Errorf("who missed is counted: %+v", c)
		}
		issue := func() (c Certificate, err error) {
			err = h.d.Write(context.Background(), db.System(), func(tx *db.Tx) error {
				a, err := ByRef(tx, one.Ref)
				if err != nil {
					return err
				}
				if c, err = h.day.Issue(tx, e, a); err != nil {
					return err
				}
				return h.day.looked(tx, e)
			})
			return c, err
		}
		if _, err := issue(); errs.KindOf(err) != errs.Conflict {
			t.Errorf("a certificate before the end: %v", err)
		}
		h.now = at(16, 1)
		c := must[Certificate](t)(issue())
		if again := must[Certificate](t)(issue()); again.Number != c.Number || c.Minutes != 7*60 {
			t.Errorf("%+v %+v", c, again)
		}
		h.now = h.now.AddDate(1, 1, 0)
		if err := h.day.Forget(context.Background(), 12); err != nil {
			t.Fatal(err)
		}
		err := h.d.Read(context.Background(), func(s *db.Snapshot) error {
			a, err := ByRef(s, one.Ref)
			if err != nil {
				return err
			}
			if _, err := h.day.Person(s, a); errs.KindOf(err) != errs.Gone {
				t.Errorf("the name is still there: %v", err)
			}
			if !h.day.IsOf(a, "MALÁ Jana") || h.day.IsOf(a, "Petr Velký") {
				t.Error("the certificate no longer knows whose it is")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestMinutes(t *testing.T) {
	e := events.Event{Starts: "2021-06-10T09:00", Ends: "2021-06-11T16:00", Zone: "Europe/Prague"}
	in, out := func(t time.Time) Mark { return Mark{At: db.Micros(t)} }, func(t time.Time) Mark { return Mark{At: db.Micros(t), Out: true} }
	next := func(h, m int) time.Time { return at(h, m).AddDate(0, 0, 1) }
	for name, c := range map[string]struct {
		marks []Mark
		want  int64
	}{
		"nothing":                     {nil, 0},
		"early in, no out":            {[]Mark{in(at(8, 30))}, 7 * 60},
		"in twice":                    {[]Mark{in(at(10, 0)), in(at(11, 0))}, 6 * 60},
		"out first, sent out of turn": {[]Mark{out(at(12, 0)), in(at(9, 0))}, 3 * 60},
		"lunch outside":               {[]Mark{in(at(9, 0)), out(at(12, 0)), in(at(13, 0)), out(at(16, 30))}, 6 * 60},
		"two days, one out forgotten": {[]Mark{in(at(9, 0)), in(next(9, 0)), out(next(12, 0))}, 10 * 60},
		"only out":                    {[]Mark{out(at(12, 0))}, 0},
		"after the end":               {[]Mark{in(at(18, 0))}, 0},
	} {
		if got := Minutes(e, c.marks); got != c.want {
			t.Errorf("%s: %d minutes, want %d", name, got, c.want)
		}
	}
	if got := wholeEvent(e); got != 14*60 {
		t.Errorf("the whole event is %d minutes", got)
	}
}
