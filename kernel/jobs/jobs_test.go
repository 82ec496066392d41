package jobs_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/jobs"
)

func enqueue(t *testing.T, d *db.DB, kind, key string, at time.Time) {
	t.Helper()
	if err := d.Housekeep(context.Background(), func(tx *db.Tx) error {
		return jobs.Enqueue(tx, kind, key, []byte(`{"a":1}`), at)
	}); err != nil {
		t.Fatal(err)
	}
}

func once(t *testing.T, r *jobs.Runner, want int) {
	t.Helper()
	if n, err := r.Once(context.Background()); err != nil || n != want {
		t.Fatalf("Once() = %d, %v; want %d", n, err, want)
	}
}

func TestJobs(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
		r := jobs.New(d, func() time.Time { return now })
		var done, failed int
		r.Handle("good", func(_ context.Context, body []byte) error {
			if string(body) != `{"a":1}` {
				t.Errorf("body %s", body)
			}
			done++
			return nil
		})
		r.Handle("bad", func(context.Context, []byte) error { failed++; return errors.New("not today") })

		enqueue(t, d, "good", "1", now)
		enqueue(t, d, "good", "1", now) // the same job again is one job
		enqueue(t, d, "good", "later", now.Add(time.Hour))
		enqueue(t, d, "bad", "1", now)
		once(t, r, 2)
		once(t, r, 0) // the failed one waits
		if done != 1 || failed != 1 {
			t.Errorf("done %d, failed %d", done, failed)
		}
		for range 20 {
			now = now.Add(2 * time.Hour)
			if _, err := r.Once(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		if done != 2 || failed != 12 {
			t.Errorf("after a day: done %d, want 2; failed %d, want 12 and then a dead letter", done, failed)
		}
	}, jobs.Files())
}

// TestTwoNodes has two nodes at the same jobs: none is done twice while its lease lasts.
func TestTwoNodes(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		var done atomic.Int64
		a, b := jobs.New(d, time.Now), jobs.New(d, time.Now)
		for _, r := range []*jobs.Runner{a, b} {
			r.Handle("count", func(context.Context, []byte) error { done.Add(1); return nil })
		}
		for i := range 60 {
			enqueue(t, d, "count", string(rune('A'+i)), time.Now().Add(-time.Second))
		}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for range 6 {
				a.Once(context.Background())
			}
		}()
		for range 6 {
			b.Once(context.Background())
		}
		<-ended
		for range 3 {
			a.Once(context.Background())
		}
		if done.Load() != 60 {
			t.Errorf("%d jobs done, want 60", done.Load())
		}
	}, jobs.Files())
}
