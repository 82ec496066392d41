package process_test

import (
	"context"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/process"
	"reeve/kernel/process/clock"
)

// A clock that follows its record takes over period, beginning, pauses and end; one that has moved on is warned of anew.
func TestFollow(t *testing.T) {
	run(t, func(o *office) {
		l := o.open("post")
		follow := func(c clock.Clock) {
			t.Helper()
			i, _, err := o.step(process.Command{Instance: l, Step: "told"})
			if err != nil {
				t.Fatal(err)
			}
			if err := o.write(func(tx *db.Tx) error {
				if _, _, err := o.e.Apply(tx, process.Command{Instance: l, Step: "told"}); err != nil {
					return err
				}
				return o.e.Follow(tx, i, "reading", c)
			}); err != nil {
				t.Fatal(err)
			}
		}
		hours := func(n int) clock.Clock {
			return clock.Clock{StartedAt: o.now, Period: clock.Period{Amount: n, Unit: clock.Hours}}
		}
		c := hours(8)
		follow(c)
		if at := o.clocks(l)["reading"]; !at.DueAt.Equal(c.StartedAt.Add(8 * time.Hour)) {
			t.Errorf("due %v", at.DueAt)
		}
		o.now = o.now.Add(9 * time.Hour)
		marked := func() (n int) {
			if err := o.d.Write(context.Background(), db.System(), func(tx *db.Tx) error {
				all, err := o.e.Escalate(tx, o.now)
				for _, x := range all {
					if x.Instance == l && x.Name == "reading" && x.Late {
						n++
					}
				}
				if err == nil && len(all) == 0 {
					_, _, err = o.e.Apply(tx, process.Command{Instance: l, Step: "told"})
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if marked() != 1 || marked() != 0 {
			t.Error("late is not marked once")
		}
		c.Period = clock.Period{Amount: 72, Unit: clock.Hours}
		c.Pauses = []clock.Pause{{From: c.StartedAt.Add(time.Hour), Until: c.StartedAt.Add(3 * time.Hour)}}
		follow(c)
		if at := o.clocks(l)["reading"]; !at.DueAt.Equal(c.StartedAt.Add(74*time.Hour)) || at.Status != clock.Running {
			t.Errorf("due %v, %s", at.DueAt, at.Status)
		}
		o.now = o.now.Add(80 * time.Hour)
		if marked() != 1 {
			t.Error("what has moved on is not marked when it is late again")
		}
		c.StoppedAt = o.now
		follow(c)
		if at := o.clocks(l)["reading"]; at.Status != clock.KeptLate {
			t.Errorf("%s after its end", at.Status)
		}
	})
}
