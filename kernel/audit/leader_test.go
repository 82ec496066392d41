package audit_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/errs"
)

// TestTwoServers lets two processes write to one PostgreSQL database, one after the other lose the lead.
func TestTwoServers(t *testing.T) {
	url := dbtest.PostgresURL(t)
	s := signer(t)
	server := func() (w *world, stop func()) {
		d, err := db.Open(context.Background(), db.Options{Database: url})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		if err := d.Migrate(context.Background(), audit.Files(), thingSchema); err != nil {
			t.Fatal(err)
		}
		w = &world{t: t, d: d, s: s}
		w.l = w.log(s)
		return w, w.run(w.l)
	}
	a, stopA := server()
	b, _ := server()
	const writers, rounds = 6, 30
	var wg sync.WaitGroup
	var mu sync.Mutex
	var ids []string
	for i := range writers {
		w := []*world{a, b}[i%2]
		wg.Go(func() {
			for k := range rounds {
				id := w.put(fmt.Sprintf("thing-%d-%d", i, k%7))
				mu.Lock()
				ids = append(ids, id)
				mu.Unlock()
				if i == 0 && k == rounds/2 {
					stopA() // the lead goes to the other while both go on writing
				}
			}
		})
	}
	wg.Wait()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	seen := map[int64]bool{}
	for _, id := range ids {
		seq, _, err := a.l.WaitNumbered(ctx, id)
		if err != nil || seen[seq] {
			t.Fatalf("number %d: %v", seq, err)
		}
		seen[seq] = true
	}
	if _, size, err := a.l.Checkpoint(ctx); err != nil || size != writers*rounds {
		t.Errorf("size %d, %v; want %d", size, err, writers*rounds)
	}
	a.mustBeWhole()
}

// TestFence: a leader that slept while another took over writes nothing when it wakes up.
func TestFence(t *testing.T) {
	ctx := context.Background()
	w := &world{t: t, d: dbtest.Postgres(t, audit.Files(), thingSchema), s: signer(t)}
	w.l = w.log(w.s)
	slept, err := w.l.Acquire(ctx, "sleeper")
	if err != nil || slept == 0 {
		t.Fatal(slept, err)
	}
	if other, err := w.l.Acquire(ctx, "other"); err != nil || other != 0 {
		t.Fatalf("a lease that is held was given away: fence %d, %v", other, err)
	}
	w.put("a")
	newVandal(t, w.d).exec("UPDATE log_lease SET expires = 1") // time passes
	other, err := w.l.Acquire(ctx, "other")
	if err != nil || other <= slept {
		t.Fatalf("fence %d after %d, %v", other, slept, err)
	}
	if e := errs.Of(w.l.NumberAs(ctx, "sleeper", slept)); e == nil || e.Key != "audit.lease_lost" {
		t.Errorf("numbering without the lease: %v", e)
	}
	if _, _, err := w.l.Checkpoint(ctx); errs.KindOf(err) != errs.NotFound {
		t.Errorf("the sleeper numbered something: %v", err)
	}
	if err := w.l.NumberAs(ctx, "other", other); err != nil {
		t.Error(err)
	}
	w.put("b")
	if err := w.l.NumberAs(ctx, "other", other); err != nil {
		t.Error(err)
	}
	w.mustBeWhole()
}

// TestUnhealthy: entries that nobody numbers are complained about.
func TestUnhealthy(t *testing.T) {
	d := dbtest.Postgres(t, audit.Files(), thingSchema)
	w := &world{t: t, d: d, s: signer(t)}
	late := func() time.Time { return time.Now().Add(11 * time.Second) }
	l, err := audit.New(d, things(), audit.Options{Origin: "test.example/log", Signer: w.s, Clock: late})
	if err != nil {
		t.Fatal(err)
	}
	w.l = l
	if err := l.Healthy(context.Background()); err != nil {
		t.Error(err)
	}
	w.put("a")
	if err := l.Healthy(context.Background()); errs.KindOf(err) != errs.Unavailable {
		t.Errorf("an entry without a number: %v", err)
	}
}
