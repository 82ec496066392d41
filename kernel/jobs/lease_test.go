package jobs_test

import (
	"context"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/jobs"
)

func TestLeases(t *testing.T) {
	d, ctx := dbtest.Postgres(t, jobs.Files()), context.Background()
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	one, two := jobs.NewLeases(d, clock), jobs.NewLeases(d, clock)
	take := func(l *jobs.Leases, want bool) {
		t.Helper()
		if held, err := l.Take(ctx, "x"); err != nil || held != want {
			t.Errorf("Take() = %v, %v; want %v", held, err, want)
		}
	}
	take(one, true)
	take(two, false)
	now = now.Add(jobs.LeaseFor / 2)
	take(one, true) // renewed
	now = now.Add(jobs.LeaseFor - time.Second)
	take(two, false)
	now = now.Add(2 * time.Second)
	take(two, true)
	take(one, false)
	if err := one.Release(ctx, "x"); err != nil { // not its own any more
		t.Fatal(err)
	}
	take(one, false)
	if err := two.Release(ctx, "x"); err != nil {
		t.Fatal(err)
	}
	take(one, true)
}

func TestNotes(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		l := jobs.NewLeases(d, time.Now)
		if held, err := l.Take(ctx, "x"); err != nil || !held {
			t.Fatal(held, err)
		}
		for _, note := range []string{"one", "two"} {
			if err := l.Note(ctx, "x", note); err != nil {
				t.Fatal(err)
			}
		}
		err := d.Read(ctx, func(s *db.Snapshot) error {
			for name, want := range map[string]string{"x": "two", "y": ""} {
				if got, err := jobs.Noted(s, name); err != nil || got != want {
					t.Errorf("Noted(%s) = %q, %v", name, got, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if held, err := l.Take(ctx, "x"); err != nil || !held { // a note takes no lease away
			t.Error(held, err)
		}
	}, jobs.Files())
}
