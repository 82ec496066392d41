package process_test

import (
	"context"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/jobs"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/kernel/process/clock"
)

// letter is a small life: a letter is read and answered, or thrown away.
func letter() *process.Definition {
	return &process.Definition{Name: "letter", Version: 1, Initial: "new",
		States: []process.State{{Code: "new", Waits: process.WaitsPost}, {Code: "read", Waits: process.WaitsPost}, {Code: "answered", Closed: true, Waits: process.WaitsNobody}},
		Steps: []process.Step{
			{Name: "read", From: []string{"new"}, To: "read"},
			{Name: "ask", From: []string{"new", "read"}, Waits: process.WaitsKey, AnyTime: true},
			{Name: "told", From: []string{"new", "read"}, Waits: process.WaitsPost, AnyTime: true},
			{Name: "answer", From: []string{"read"}, To: "answered", May: []string{"reason"}},
			{Name: "again", From: []string{"answered"}, To: "read", Once: true},
		},
		Clocks: []process.ClockDef{
			{Name: "reading", Period: clock.Period{Amount: 3, Unit: clock.CalendarDays}, Least: clock.Period{Amount: 1, Unit: clock.CalendarDays}, Most: clock.Period{Amount: 10, Unit: clock.CalendarDays}, Starts: []string{""}, Stops: []string{"read"}, Pauses: []string{"ask"}, Resumes: []string{"told"}},
			{Name: "answering", Period: clock.Period{Amount: 5, Unit: clock.CalendarDays}, Starts: []string{"", "again"}, Stops: []string{"answer"}, Pauses: []string{"ask"}, Resumes: []string{"told"}},
		}}
}

type office struct {
	t   *testing.T
	d   *db.DB
	e   *process.Engine
	now time.Time
}

func run(t *testing.T, test func(o *office)) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			o := &office{t: t, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
			opts := db.Options{Dir: t.TempDir(), Now: func() time.Time { return o.now }}
			if engine == "postgres" {
				opts.Database = dbtest.PostgresURL(t)
			}
			var err error
			if o.d, err = db.Open(context.Background(), opts); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { o.d.Close() })
			if err := o.d.Migrate(context.Background(), audit.Files(), process.Files(), jobs.Files()); err != nil {
				t.Fatal(err)
			}
			signer, err := audit.LoadOrCreateSigner(t.TempDir(), "test")
			if err != nil {
				t.Fatal(err)
			}
			log, err := audit.New(o.d, process.Tables(), audit.Options{Origin: "test", Signer: signer, Clock: opts.Now})
			if err != nil {
				t.Fatal(err)
			}
			calendars, err := calendar.Load()
			if err != nil {
				t.Fatal(err)
			}
			if o.e, err = process.New(log, calendars, letter()); err != nil {
				t.Fatal(err)
			}
			test(o)
		})
	}
}

func (o *office) write(fn func(tx *db.Tx) error) error {
	return o.d.Write(context.Background(), db.Actor{Kind: "account", ID: "a", Post: "p"}, fn)
}

func (o *office) open(post string) string {
	o.t.Helper()
	l := id.New()
	if err := o.write(func(tx *db.Tx) error {
		_, err := o.e.Open(tx, process.Opening{ID: l, Definition: "letter", Ref: id.Ref(), Subject: "subject", Post: post, Place: "place", Calendar: "PL", At: tx.Now()})
		return err
	}); err != nil {
		o.t.Fatal(err)
	}
	return l
}

func (o *office) step(c process.Command) (i process.Instance, repeated bool, err error) {
	err = o.write(func(tx *db.Tx) (err error) {
		i, repeated, err = o.e.Apply(tx, c)
		return err
	})
	return i, repeated, err
}

func (o *office) clocks(l string) map[string]clock.State {
	o.t.Helper()
	out := map[string]clock.State{}
	err := o.d.Read(context.Background(), func(s *db.Snapshot) error {
		i, err := process.Load(s, l)
		if err != nil {
			return err
		}
		all, err := process.Clocks(s, l)
		for _, c := range all {
			out[c.Name] = o.e.State(i, c, o.now)
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return out
}

func TestLife(t *testing.T) {
	run(t, func(o *office) {
		l := o.open("p")
		if _, _, err := o.step(process.Command{Instance: l, Step: "answer"}); errs.KindOf(err) != errs.Conflict {
			o.t.Errorf("a step that the state does not allow: %v", err)
		}
		first, command := int64(1), id.New()
		i, repeated, err := o.step(process.Command{ID: command, Instance: l, Step: "read", BaseVersion: &first})
		if err != nil || repeated || i.State != "read" || i.Version != 2 {
			o.t.Fatalf("read: %+v, %v, %v", i, repeated, err)
		}
		again, repeated, err := o.step(process.Command{ID: command, Instance: l, Step: "read", BaseVersion: &first})
		if err != nil || !repeated || again.Version != 2 {
			o.t.Errorf("the same command again: version %d, repeated %v, %v", again.Version, repeated, err)
		}
		if _, _, err := o.step(process.Command{ID: command, Instance: o.open("p"), Step: "read"}); errs.KindOf(err) != errs.Invalid {
			o.t.Errorf("the id of another record's step: %v", err)
		}
		if _, _, err := o.step(process.Command{Instance: l, Step: "answer", BaseVersion: &first}); errs.KindOf(err) != errs.Conflict {
			o.t.Errorf("a base version that has passed: %v", err)
		}
		if i, _, err = o.step(process.Command{Instance: l, Step: "answer"}); err != nil || i.ClosedAt.IsZero() {
			o.t.Fatalf("answer: %+v, %v", i, err)
		}
		if i, _, err = o.step(process.Command{Instance: l, Step: "again"}); err != nil || !i.ClosedAt.IsZero() || i.State != "read" {
			o.t.Fatalf("again: %+v, %v", i, err)
		}
		o.step(process.Command{Instance: l, Step: "answer"})
		if _, _, err := o.step(process.Command{Instance: l, Step: "again"}); errs.KindOf(err) != errs.Conflict {
			o.t.Errorf("a second time what is possible once: %v", err)
		}
	})
}

func TestOccurredAt(t *testing.T) {
	run(t, func(o *office) {
		l := o.open("p")
		o.now = o.now.Add(10 * time.Hour)
		earlier := o.now.Add(-6 * time.Hour)
		if _, _, err := o.step(process.Command{Instance: l, Step: "read", OccurredAt: earlier}); err != nil {
			o.t.Fatal(err)
		}
		if c := o.clocks(l)["reading"]; c.Status != clock.Kept || c.Used != 4*time.Hour {
			o.t.Errorf("what happened at 14:00 and was sent at 20:00 counts at 14:00: %+v", c)
		}
		for name, at := range map[string]time.Time{"the future": o.now.Add(time.Hour), "before the opening": o.now.Add(-12 * time.Hour)} {
			if _, _, err := o.step(process.Command{Instance: l, Step: "answer", OccurredAt: at}); errs.KindOf(err) != errs.Invalid {
				o.t.Errorf("%s: %v", name, err)
			}
		}
		o.now = o.now.Add(100 * time.Hour)
		old := process.Command{Instance: l, Step: "answer", OccurredAt: o.now.Add(-73 * time.Hour)}
		if _, _, err := o.step(old); errs.KindOf(err) != errs.Invalid {
			o.t.Errorf("73 hours back without a reason: %v", err)
		}
		old.Backdated = true
		if _, _, err := o.step(old); err != nil {
			o.t.Errorf("73 hours back with a reason: %v", err)
		}
	})
}

func TestPauseMovesTheLimit(t *testing.T) {
	run(t, func(o *office) {
		l := o.open("p")
		due := o.clocks(l)["reading"].DueAt
		o.now = o.now.Add(time.Hour)
		if i, _, err := o.step(process.Command{Instance: l, Step: "ask"}); err != nil || i.Waits != process.WaitsKey {
			o.t.Fatalf("%+v, %v", i, err)
		}
		o.now = o.now.Add(5 * time.Hour)
		if s := o.clocks(l)["reading"]; s.Status != clock.Paused {
			o.t.Errorf("while waiting for an answer: %s", s.Status)
		}
		if i, _, err := o.step(process.Command{Instance: l, Step: "told"}); err != nil || i.Waits != process.WaitsPost {
			o.t.Fatalf("%+v, %v", i, err)
		}
		if s := o.clocks(l)["reading"]; !s.DueAt.Equal(due.Add(5 * time.Hour)) {
			o.t.Errorf("due %s, want %s and five hours", s.DueAt, due)
		}
	})
}

func TestWorkListAndEscalation(t *testing.T) {
	run(t, func(o *office) {
		mine, vacant := o.open("p"), o.open("")
		list := func(l process.List) (ids []string) {
			o.t.Helper()
			l.Now, l.Limit, l.Scope = o.now, 10, map[string]string{policy.Place: "i.place = %s"}
			err := o.d.Read(context.Background(), func(s *db.Snapshot) error {
				items, _, err := process.WorkList(s, l)
				for _, it := range items {
					ids = append(ids, it.ID)
				}
				return err
			})
			if err != nil {
				o.t.Fatal(err)
			}
			return ids
		}
		coordinator := policy.Scope{Refs: []policy.Ref{{Kind: policy.Place, ID: "place"}}}
		if got := list(process.List{Which: process.Waiting, Posts: []string{"p"}}); len(got) != 1 || got[0] != mine {
			o.t.Errorf("waiting for the post: %v", got)
		}
		if got := list(process.List{Which: process.Waiting, Queue: coordinator}); len(got) != 1 || got[0] != vacant {
			o.t.Errorf("the coordinators' queue: %v", got)
		}
		if got := list(process.List{Which: process.Overdue, Queue: coordinator}); len(got) != 0 {
			o.t.Errorf("late at once: %v", got)
		}
		escalate := func() (late, warned int) {
			o.t.Helper()
			if err := o.write(func(tx *db.Tx) error {
				all, err := o.e.Escalate(tx, o.now)
				late, warned = 0, 0
				for _, x := range all {
					if x.Late {
						late++
					} else {
						warned++
					}
				}
				return err
			}); err != nil {
				o.t.Fatal(err)
			}
			return late, warned
		}
		if late, warned := escalate(); late+warned != 0 {
			o.t.Errorf("escalated at once: %d, %d", late, warned)
		}
		o.now = o.now.Add(75 * time.Hour) // reading (3 days) at over 80 %, not late
		if late, warned := escalate(); late != 0 || warned != 2 {
			o.t.Errorf("at 80 %%: late %d, warned %d", late, warned)
		}
		if got := list(process.List{Which: process.Waiting, Queue: coordinator}); len(got) != 2 {
			o.t.Errorf("at 80 %% the coordinator sees %v", got)
		}
		o.now = o.now.Add(24 * time.Hour)
		if late, _ := escalate(); late != 2 {
			o.t.Errorf("at the limit: late %d", late)
		}
		if late, _ := escalate(); late != 0 {
			o.t.Errorf("escalated twice: %d", late)
		}
		if got := list(process.List{Which: process.Overdue, Queue: coordinator}); len(got) != 2 {
			o.t.Errorf("late: %v", got)
		}
	})
}

func TestDefinitionCheck(t *testing.T) {
	for name, spoil := range map[string]func(d *process.Definition){
		"unknown initial":   func(d *process.Definition) { d.Initial = "nowhere" },
		"step to nowhere":   func(d *process.Definition) { d.Steps[0].To = "nowhere" },
		"unreachable state": func(d *process.Definition) { d.States = append(d.States, process.State{Code: "island"}) },
		"clock of no step":  func(d *process.Definition) { d.Clocks[0].Stops = []string{"never"} },
		"clock without end": func(d *process.Definition) { d.Clocks[0].Period = clock.Period{} },
	} {
		d := letter()
		spoil(d)
		if d.Check() == nil {
			t.Errorf("%s was not found", name)
		}
	}
	if err := letter().Check(); err != nil {
		t.Error(err)
	}
}

func TestOverlay(t *testing.T) {
	run(t, func(o *office) {
		before := o.open("p")
		save := func(ov process.Overlay, base int64) error {
			ov.Definition, ov.Why = "letter", "tried out"
			return o.write(func(tx *db.Tx) error { _, err := o.e.SaveOverlay(tx, ov, base); return err })
		}
		week := process.Overlay{Limits: map[string]clock.Period{"reading": {Amount: 7, Unit: clock.CalendarDays}}, Required: map[string][]string{"answer": {"reason"}}}
		if err := save(week, 0); err != nil {
			o.t.Fatal(err)
		}
		if err := save(week, 0); errs.KindOf(err) != errs.Conflict {
			o.t.Errorf("two who edit the same version: %v", err)
		}
		for name, bad := range map[string]process.Overlay{
			"a clock that is not there": {Limits: map[string]clock.Period{"sleeping": {Amount: 1, Unit: clock.Hours}}},
			"a step that is not there":  {Required: map[string][]string{"burn": {"reason"}}},
			"a field nobody knows":      {Required: map[string][]string{"answer": {"colour"}}},
		} {
			if err := save(bad, 1); errs.KindOf(err) != errs.Invalid {
				o.t.Errorf("%s: %v", name, err)
			}
		}
		after := o.open("p")
		if a, b := o.clocks(before)["reading"].Total, o.clocks(after)["reading"].Total; b-a != 4*24*time.Hour {
			o.t.Errorf("three days are %s, seven are %s: what began before keeps its limit, what begins after has the new one", a, b)
		}
		err := o.d.Read(context.Background(), func(s *db.Snapshot) error {
			i, err := process.Load(s, after)
			if err != nil {
				return err
			}
			needs, err := o.e.Needs(s, i, "answer")
			if len(needs) != 1 || needs[0] != "reason" {
				o.t.Errorf("answer needs %v", needs)
			}
			return err
		})
		if err != nil {
			o.t.Fatal(err)
		}
	})
}
