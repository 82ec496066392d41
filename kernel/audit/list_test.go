package audit_test

import (
	"context"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
)

func (w *world) list(f audit.Filter) (rows []audit.Row, next int64) {
	w.t.Helper()
	err := w.d.Read(context.Background(), func(s *db.Snapshot) (err error) {
		rows, next, err = audit.List(s, f)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return rows, next
}

func TestList(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.fill(25)
		rows, next := w.list(audit.Filter{Limit: 10})
		if len(rows) != 10 || rows[0].Seq != 25 || next != 16 {
			t.Fatalf("%d rows, next %d", len(rows), next)
		}
		if r := rows[0]; r.Actor.ID != "acc-1" || r.Actor.ActingFor != "post-8" || r.Kind != "thing" || r.ID != "thing-024" || r.Version != 1 || r.Erased {
			t.Errorf("row %+v", r)
		}
		if rows, next = w.list(audit.Filter{Limit: 10, After: 6}); len(rows) != 5 || next != 0 {
			t.Errorf("last page: %d rows, next %d", len(rows), next)
		}
		now, hour := time.Now(), time.Hour
		for name, c := range map[string]struct {
			f    audit.Filter
			want int
		}{
			"record":        {audit.Filter{Kind: "thing", ID: "thing-003"}, 1},
			"account":       {audit.Filter{Account: "acc-1"}, 25},
			"other account": {audit.Filter{Account: "acc-2"}, 0},
			"operation":     {audit.Filter{Operation: audit.Erasure}, 0},
			"action":        {audit.Filter{Action: "thing.put"}, 25},
			"place and org": {audit.Filter{Place: "PL-1", Org: "org-1"}, 25},
			"other place":   {audit.Filter{Place: "PL-2"}, 0},
			"since":         {audit.Filter{From: now.Add(-hour)}, 25},
			"not yet":       {audit.Filter{From: now.Add(hour)}, 0},
			"far future":    {audit.Filter{From: now.Add(100 * hour)}, 0},
			"until":         {audit.Filter{To: now.Add(hour)}, 25},
			"long ago":      {audit.Filter{To: now.Add(-100 * hour)}, 0},
		} {
			if rows, _ := w.list(c.f); len(rows) != c.want {
				t.Errorf("%s: %d rows, want %d", name, len(rows), c.want)
			}
		}
		var seen int64
		for {
			var page []audit.Change
			w.d.Read(context.Background(), func(s *db.Snapshot) (err error) { page, err = audit.Changes(s, seen, 7); return err })
			if len(page) == 0 {
				break
			}
			for _, c := range page {
				if c.Seq != seen+1 || c.Kind != "thing" {
					t.Fatalf("change %+v after %d", c, seen)
				}
				seen = c.Seq
			}
		}
		if seen != 25 {
			t.Errorf("the change feed ends at %d", seen)
		}
	})
}

func TestRetention(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		w.fill(10)
		cut := time.Now()
		time.Sleep(2 * time.Millisecond)
		w.fill(4) // these four records have a newer proof
		erase := func(before time.Time, limit int) (n int, err error) {
			err = w.d.Write(ctx, db.System(), func(tx *db.Tx) (err error) {
				n, err = w.l.EraseBody(tx, before, limit, "five years are over")
				return err
			})
			return n, err
		}
		for _, want := range []int{7, 3, 0} {
			if n, err := erase(cut, 7); err != nil || n != want {
				t.Fatalf("erased %d, %v; want %d", n, err, want)
			}
		}
		last := w.put("last")
		if _, _, err := w.l.WaitNumbered(ctx, last); err != nil {
			t.Fatal(err)
		}
		w.mustBeWhole()
		if rows, _ := w.list(audit.Filter{After: 11}); len(rows) != 10 || !rows[0].Erased || rows[0].Actor.ID != "" || rows[0].Justification != "" {
			t.Errorf("erased rows: %+v", rows)
		}
		v := newVandal(t, w.d)
		v.exec("UPDATE audit_entry SET body = NULL WHERE seq = 12")
		if rep := w.verify(); !names(rep, "audit_entry", "", "body") {
			t.Errorf("a body that went without retention: %v", rep.Faults)
		}
		v.flip("thing", "id", "thing-009", "name")
		if rep := w.verify(); !names(rep, "thing", "thing-009", "") {
			t.Errorf("a record whose proof was carried on: %v", rep.Faults)
		}
		if n, err := erase(time.Now().Add(time.Hour), 100); err == nil {
			t.Errorf("%d erased although a record does not fit its last proof", n)
		}
	})
}
