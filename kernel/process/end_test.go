package process_test

import (
	"context"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/process"
)

func TestEndStopsClocksAndWaitsForNobody(t *testing.T) {
	run(t, func(o *office) {
		l := o.open("p")
		for range 2 { // the second time changes nothing
			if err := o.write(func(tx *db.Tx) error { return o.e.End(tx, l) }); err != nil {
				o.t.Fatal(err)
			}
		}
		o.now = o.now.AddDate(1, 0, 0)
		err := o.d.Read(context.Background(), func(s *db.Snapshot) error {
			i, err := process.Load(s, l)
			if i.Version != 2 || i.ClosedAt.IsZero() || i.Waits != process.WaitsNobody {
				o.t.Errorf("ended: %+v", i)
			}
			for _, which := range []process.Which{process.Waiting, process.Overdue} {
				items, _, lerr := process.WorkList(s, process.List{Which: which, Posts: []string{"p"}, Now: o.now, Limit: 10, Scope: map[string]string{}})
				if lerr != nil || len(items) != 0 {
					o.t.Errorf("%s: %v %v", which, items, lerr)
				}
			}
			clocks, cerr := process.Clocks(s, l)
			for _, c := range clocks {
				if c.Clock.StoppedAt.IsZero() {
					o.t.Errorf("clock %s runs on", c.Name)
				}
			}
			if err == nil {
				err = cerr
			}
			return err
		})
		if err != nil {
			o.t.Fatal(err)
		}
		if err := o.write(func(tx *db.Tx) error {
			found, err := o.e.Escalate(tx, o.now.Add(time.Hour))
			if len(found) != 0 {
				o.t.Errorf("escalated: %v", found)
			}
			return err
		}); err != nil {
			o.t.Fatal(err)
		}
	})
}
