package process_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/process/clock"
)

func days(n int) clock.Period { return clock.Period{Amount: n, Unit: clock.CalendarDays} }

// overlay stores the next version of the letter's overlay.
func (o *office) overlay(ov process.Overlay) process.Overlay {
	o.t.Helper()
	ov.Definition = "letter"
	if ov.Why == "" {
		ov.Why = "tried out"
	}
	if err := o.write(func(tx *db.Tx) error {
		was, err := process.CurrentOverlay(tx, "letter")
		if err != nil {
			return err
		}
		ov, err = o.e.SaveOverlay(tx, ov, was.Version)
		return err
	}); err != nil {
		o.t.Fatal(err)
	}
	return ov
}

func (o *office) read(fn func(q *db.Snapshot) error) {
	o.t.Helper()
	if err := o.d.Read(context.Background(), fn); err != nil {
		o.t.Fatal(err)
	}
}

// faults are the fields that an error complains about, with the keys.
func faults(err error) map[string]string {
	all := map[string]string{}
	if e := errs.Of(err); e != nil {
		for _, f := range e.Fields {
			all[f.Field] = f.Key
		}
	}
	return all
}

// A step is refused while a field is empty or an item is not ticked; what is ticked counts for one step of the same person.
func TestChecklistAndRequired(t *testing.T) {
	run(t, func(o *office) {
		o.overlay(process.Overlay{Required: map[string][]string{"answer": {"reason"}}, Checklist: map[string][]i18n.Text{"answer": {{"en": "read twice"}, {"en": "signed"}}}})
		l := o.open("p")
		if _, _, err := o.step(process.Command{Instance: l, Step: "read"}); err != nil {
			t.Fatal(err)
		}
		answer := process.Command{Instance: l, Step: "answer"}
		_, _, err := o.step(answer)
		if f := faults(err); f["reason"] != "process.field_required" || f["checklist"] != "process.checklist_open" {
			t.Fatalf("the step without anything: %v", err)
		}
		tick := func(actor string, items ...int) error {
			return o.d.Write(context.Background(), db.Actor{Kind: "account", ID: actor}, func(tx *db.Tx) error { return o.e.Tick(tx, l, "answer", items) })
		}
		if err := tick("a", 5); errs.KindOf(err) != errs.Invalid {
			t.Errorf("an item that is not there: %v", err)
		}
		if err := tick("other", 0, 1); err != nil {
			t.Fatal(err)
		}
		if err := tick("a", 0); err != nil {
			t.Fatal(err)
		}
		answer.Given = []string{"reason"}
		if _, _, err := o.step(answer); faults(err)["checklist"] == "" || faults(err)["reason"] != "" {
			t.Errorf("half of it, and another's ticks: %v", err)
		}
		if err := tick("a", 1); err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.step(answer); err != nil {
			t.Fatalf("all ticked: %v", err)
		}
		if _, _, err := o.step(process.Command{Instance: l, Step: "again"}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.step(answer); faults(err)["checklist"] == "" {
			t.Errorf("the ticks of the first answer served a second one: %v", err)
		}
		if err := o.d.Write(context.Background(), db.System(), func(tx *db.Tx) error {
			_, _, err := o.e.Apply(tx, process.Command{Instance: l, Step: "answer"})
			return err
		}); err != nil {
			t.Errorf("the program itself: %v", err)
		}
	})
}

// Each thing that an overlay may not say is refused at its field.
func TestOverlayRefusals(t *testing.T) {
	run(t, func(o *office) {
		card := process.Card{Text: i18n.Text{"en": "How"}, Owner: "Head", Review: "2027-01-01"}
		for field, bad := range map[string]process.Overlay{
			"limits.reading":    {Limits: map[string]clock.Period{"reading": days(11)}},
			"limits.answering":  {Limits: map[string]clock.Period{"answering": days(4)}}, // has no bounds
			"tell.reading.1":    {Tell: map[string][]process.Tell{"reading": {{Share: 0, Whom: process.WhomPost}}}},
			"tell.reading.2":    {Tell: map[string][]process.Tell{"reading": {{Share: 50, Whom: process.WhomPost}, {Share: 50, Whom: "role:king"}}}},
			"required.read":     {Required: map[string][]string{"read": {"reason"}}},
			"labels.read.xx":    {Labels: map[string]i18n.Text{"read": {"xx": "Lu"}}},
			"states.gone":       {States: map[string]i18n.Text{"gone": {"en": "Gone"}}},
			"checklist.burn":    {Checklist: map[string][]i18n.Text{"burn": {{"en": "fire"}}}},
			"cards.read.review": {Cards: map[string]process.Card{"read": {Text: card.Text, Owner: "Head", Review: "soon"}}},
			"cards.read.owner":  {Cards: map[string]process.Card{"read": {Text: card.Text, Review: card.Review}}},
			"running":           {Running: []string{"nowhere"}},
			"why":               {Why: " "},
		} {
			bad.Definition = "letter"
			if bad.Why == "" {
				bad.Why = "because"
			}
			err := o.write(func(tx *db.Tx) error { _, err := o.e.SaveOverlay(tx, bad, 0); return err })
			if faults(err)[field] == "" {
				t.Errorf("%s: %v", field, err)
			}
		}
		o.overlay(process.Overlay{Cards: map[string]process.Card{"read": card}})
		if card.Past("2027-01-01") || !card.Past("2027-01-02") {
			t.Error("a card is past its review date from the day after it")
		}
	})
}

// What runs takes over a new limit only where the overlay says so, and an earlier version comes back as a new one.
func TestAdopt(t *testing.T) {
	run(t, func(o *office) {
		read, waits := o.open("p"), o.open("p")
		if _, _, err := o.step(process.Command{Instance: read, Step: "read"}); err != nil {
			t.Fatal(err)
		}
		own := id.New()
		if err := o.write(func(tx *db.Tx) error {
			_, err := o.e.Open(tx, process.Opening{ID: own, Definition: "letter", Ref: id.Ref(), Subject: "s", Post: "p", Place: "place", Calendar: "PL", At: tx.Now(),
				Periods: map[string]clock.Period{"reading": days(2)}})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		adopt := func(ov process.Overlay) int {
			n := 0
			if err := o.write(func(tx *db.Tx) (err error) {
				n, err = o.e.Adopt(tx, process.Adoption{Definition: "letter", Version: ov.Version})
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		preview := process.Overlay{Definition: "letter", Limits: map[string]clock.Period{"reading": days(1)}, Running: []string{"new"}}
		o.now = o.now.Add(48 * time.Hour)
		o.read(func(q *db.Snapshot) error {
			all, err := o.e.Preview(q, preview, o.now)
			if len(all) != 1 || all[0].Running != 1 || all[0].Own != 1 || all[0].LateNow != 0 || all[0].LateThen != 1 {
				t.Errorf("preview: %+v", all)
			}
			return err
		})
		before := o.clocks(waits)["reading"].DueAt
		first := o.overlay(process.Overlay{Limits: map[string]clock.Period{"reading": days(6)}})
		if n := adopt(first); n != 0 || o.clocks(waits)["reading"].DueAt != before {
			t.Errorf("%d took over what holds for new ones only", n)
		}
		second := o.overlay(process.Overlay{Limits: map[string]clock.Period{"reading": days(6)}, Running: []string{"new"}})
		if n := adopt(second); n != 2 { // the one that is read stays with what it has
			t.Errorf("%d took it over, want 2", n)
		}
		if n := adopt(second); n != 0 {
			t.Errorf("%d took it over twice", n)
		}
		if moved := o.clocks(waits)["reading"].DueAt.Sub(before); moved != 3*24*time.Hour {
			t.Errorf("the limit moved by %s", moved)
		}
		if s := o.clocks(own)["reading"]; s.Total > 3*24*time.Hour {
			t.Errorf("the record's own limit became %s", s.Total)
		}
		back := first
		back.Of, back.Why = first.Version, "as it was"
		if again := o.overlay(back); again.Version != 3 || again.Of != 1 || again.By != "a" {
			t.Errorf("%+v", again)
		}
		o.read(func(q *db.Snapshot) error {
			all, err := process.Overlays(q, "letter")
			if len(all) != 3 || all[0].Why != "as it was" || all[2].Why != "tried out" {
				t.Errorf("history: %+v", all)
			}
			return err
		})
	})
}

// An escalation comes when its share is used, waits while the clock stands, and tells nobody when the clock has stopped.
func TestEscalationPlan(t *testing.T) {
	run(t, func(o *office) {
		o.overlay(process.Overlay{Tell: map[string][]process.Tell{"reading": {{Share: 50, Whom: process.WhomPost, Mail: true}, {Share: 120, Whom: "role:coordinator"}}}})
		asked, l, read := o.open("p"), o.open("p"), o.open("p")
		total := o.clocks(l)["reading"].Total
		if _, _, err := o.step(process.Command{Instance: asked, Step: "ask"}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.step(process.Command{Instance: read, Step: "read"}); err != nil {
			t.Fatal(err)
		}
		reach := func(at time.Time) (n int) {
			o.now = at
			if err := o.write(func(tx *db.Tx) (err error) {
				n, err = o.e.Reach(tx, o.now)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		start := o.now
		if n := reach(start.Add(total/2 - time.Minute)); n != 0 {
			t.Errorf("%d before half of the time was used", n)
		}
		if n := reach(start.Add(total/2 + time.Minute)); n != 1 {
			t.Errorf("%d at half of the time, want 1: one clock stands, one has stopped", n)
		}
		if n := reach(start.Add(total/2 + time.Hour)); n != 0 {
			t.Errorf("%d told again", n)
		}
		due := process.Due{Instance: l, Name: "reading", Round: 1, Share: 50, Whom: process.WhomPost}
		notify := func(who string, d process.Due) (fresh bool) {
			if err := o.write(func(tx *db.Tx) (err error) {
				fresh, err = o.e.Notify(tx, who, d)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return fresh
		}
		if !notify("a", due) || notify("a", due) {
			t.Error("a person is told once")
		}
		stopped := due
		if stopped.Instance = read; notify("a", stopped) {
			t.Error("told of a clock that has stopped")
		}
		var notice string
		o.read(func(q *db.Snapshot) error {
			all, err := process.Notices(q, "a", 10)
			if len(all) != 1 || all[0].Instance.ID != l || all[0].Share != 50 {
				t.Fatalf("%+v", all)
			}
			notice = all[0].ID
			return err
		})
		if err := o.write(func(tx *db.Tx) error { return o.e.Seen(tx, notice) }); err != nil {
			t.Fatal(err)
		}
		o.read(func(q *db.Snapshot) error {
			all, err := process.Notices(q, "a", 10)
			if len(all) != 0 {
				t.Error("what was seen is still in the list")
			}
			return err
		})
		if n := reach(start.Add(total*6/5 + time.Minute)); n != 1 {
			t.Errorf("%d at 120 %%", n)
		}
	})
}

// The figures are those of a reckoning by hand over the same steps.
func TestFigures(t *testing.T) {
	run(t, func(o *office) {
		began := o.now
		var all []string
		for range 10 {
			all = append(all, o.open("p"))
		}
		var stays []time.Duration
		for n, l := range all[:9] {
			o.now = o.now.Add(time.Duration(n+1) * time.Hour)
			stays = append(stays, o.now.Sub(began))
			if _, _, err := o.step(process.Command{Instance: l, Step: "read"}); err != nil {
				t.Fatal(err)
			}
		}
		for _, l := range all[:2] {
			if _, _, err := o.step(process.Command{Instance: l, Step: "answer"}); err != nil {
				t.Fatal(err)
			}
		}
		slices.Sort(stays)
		o.now = began.Add(9 * 24 * time.Hour)
		o.read(func(q *db.Snapshot) error {
			f, err := process.Measure(q, "letter", began.Add(-time.Hour), o.now)
			if s := f.States["new"]; s.Now != 1 || s.Left != 9 || s.Median != stays[4] || s.P90 != stays[8] || s.Late != 1 || s.Ages != [4]int64{0, 0, 0, 1} || !s.Oldest.Equal(began) {
				t.Errorf("new: %+v", s)
			}
			if s := f.States["read"]; s.Now != 7 || s.Late != 7 || s.Left != 2 {
				t.Errorf("read: %+v", s)
			}
			if s := f.States["answered"]; s.Ended != 2 || s.Now != 0 {
				t.Errorf("answered: %+v", s)
			}
			if s := f.Steps[process.Arrow{Step: "read", From: "new"}]; s.Taken != 9 || s.Median != stays[4] {
				t.Errorf("step read: %+v", s)
			}
			if len(f.Stuck) != 2 || f.Stuck[0].State != "read" || f.Stuck[0].Late != 7 || f.LateIn() != 8 || f.Open() != 8 {
				t.Errorf("stuck: %+v", f.Stuck)
			}
			seen := 0
			for after := ""; ; {
				page, next, err := process.Records{Definition: "letter", State: "read", Late: true, Now: o.now, Scope: policy.Scope{All: true}, After: after, Limit: 3}.List(q)
				if err != nil {
					return err
				}
				seen += len(page)
				if after = next; next == "" {
					break
				}
			}
			if seen != 7 {
				t.Errorf("the list behind the number holds %d, want 7", seen)
			}
			return err
		})
	})
}
