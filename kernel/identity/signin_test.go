package identity

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"reeve/kernel/audit"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/errs"
	"reeve/kernel/secrets"
)

func TestSignIn(t *testing.T) {
	both(t, func(w world) {
		now := time.Now()
		w.person("anna@example.pl")
		who := w.who(w.mustSignIn("ANNA@example.pl ", now), now)
		if who.Account.Email != "anna@example.pl" || who.Principal.Kind != "account" || who.Session == "" {
			t.Errorf("%+v", who)
		}
		_, wrong := w.signIn("anna@example.pl", "another long password", "", now)
		_, unknown := w.signIn("nobody@example.pl", goodPassword, "", now)
		_, empty := w.signIn("anna@example.pl", "", "", now)
		for _, err := range []error{wrong, unknown, empty} {
			w.kind("refused sign-in", err, errs.Unauthenticated)
			if err.Error() != wrong.Error() {
				t.Errorf("%q and %q tell accounts apart", err, wrong)
			}
		}
		for _, token := range []string{"", "rs_", "rv_", "rs_00000000000000000000000000000000"} {
			w.nobody("token "+token, token, now)
		}
	})
}

// TestSameWork: an unknown address costs as much as a wrong password. Memory is what argon2id can be measured
// by without a clock.
func TestSameWork(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t, audit.Files(), secrets.Files(), Files()))
	const memory = 8 << 20
	heavy := w.hash.params
	heavy.Memory = memory / 1024
	w.hash = newHasher(2, heavy)
	now := time.Now()
	w.person("anna@example.pl")
	for _, email := range []string{"anna@example.pl", "nobody@example.pl"} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := w.signIn(email, "another long password", "", now)
		runtime.ReadMemStats(&after)
		w.kind(email, err, errs.Unauthenticated)
		if used := after.TotalAlloc - before.TotalAlloc; used < memory {
			t.Errorf("%s: only %d bytes were worked on", email, used)
		}
	}
}

func TestBruteForce(t *testing.T) {
	both(t, func(w world) {
		start := time.Now()
		w.person("anna@example.pl")
		for _, email := range []string{"anna@example.pl", "nobody@example.pl"} {
			now, tried := start, 0
			for now.Before(start.Add(24 * time.Hour)) {
				_, err := w.signIn(email, fmt.Sprintf("guess number %d", tried), "", now)
				switch errs.KindOf(err) {
				case errs.Unauthenticated:
					tried++
				case errs.TooMany:
					n := errs.Of(err).Args["seconds"].(int)
					if n < 1 || n > 300 {
						t.Fatalf("wait of %d s", n)
					}
					now = now.Add(time.Duration(n) * time.Second)
				default:
					t.Fatal(err)
				}
			}
			if tried < 250 || tried > 310 {
				t.Errorf("%s: %d guesses in a day", email, tried)
			}
			// The right password has to wait as well, then works and clears the counter.
			if email == "anna@example.pl" {
				_, err := w.signIn(email, goodPassword, "", now.Add(-time.Minute))
				w.kind("right password too early", err, errs.TooMany)
				w.mustSignIn(email, now.Add(time.Hour))
				for range 5 {
					_, err := w.signIn(email, "another guess", "", now.Add(time.Hour))
					w.kind("after success", err, errs.Unauthenticated)
				}
			}
		}
	})
}

// TestAddressIsSlowed: one address that tries many accounts is slowed, others are not.
func TestAddressIsSlowed(t *testing.T) {
	both(t, func(w world) {
		now := time.Now()
		w.person("anna@example.pl")
		// A station of people who sign in rightly is not slowed, however many they are.
		for range 60 {
			_, err := w.signIn("anna@example.pl", goodPassword, "station", now)
			w.must(err)
		}
		for n := range 40 {
			_, err := w.signIn(fmt.Sprintf("guess%d@example.pl", n), "winter comes early", "bad", now)
			w.kind("guess", err, errs.Unauthenticated)
		}
		_, err := w.signIn("anna@example.pl", goodPassword, "bad", now)
		w.kind("the 41st guess", err, errs.TooMany)
		_, err = w.signIn("anna@example.pl", goodPassword, "good", now)
		w.must(err)
	})
}

// TestGuessesAtOnce: tries side by side gain nothing over tries in a row.
func TestGuessesAtOnce(t *testing.T) {
	both(t, func(w world) {
		now := time.Now()
		w.person("anna@example.pl")
		var looked atomic.Int64
		var wg sync.WaitGroup
		for n := range 16 {
			wg.Go(func() {
				_, err := w.signIn("anna@example.pl", fmt.Sprintf("guess number %d", n), "", now)
				switch errs.KindOf(err) {
				case errs.Unauthenticated:
					looked.Add(1)
				case errs.TooMany:
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if looked.Load() != 5 {
			t.Errorf("%d passwords were looked at, want 5", looked.Load())
		}
	})
}

func TestWait(t *testing.T) {
	s := slowing{free: 3, most: 10 * time.Second}
	for failures, want := range []time.Duration{0, 0, 0, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 10 * time.Second} {
		if got := s.wait(int64(failures)); got != want {
			t.Errorf("after %d failures: %v, want %v", failures, got, want)
		}
	}
	if got := s.wait(1 << 40); got != s.most {
		t.Errorf("after very many: %v", got)
	}
}

func TestHasher(t *testing.T) {
	ctx, h := context.Background(), NewHasher(2)
	hash, err := h.Hash(ctx, "Zażółć gęślą jaźń")
	if err != nil {
		t.Fatal(err)
	}
	for password, want := range map[string]bool{"Zażółć gęślą jaźń": true, norm.NFD.String("Zażółć gęślą jaźń"): true, "zażółć gęślą jaźń": false} {
		if ok, err := h.Check(ctx, password, hash); err != nil || ok != want {
			t.Errorf("%q: %v %v", password, ok, err)
		}
	}
	if ok, err := h.Check(ctx, "anything at all", ""); err != nil || ok {
		t.Errorf("without a hash: %v %v", ok, err)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	h.turn <- struct{}{}
	h.turn <- struct{}{}
	if _, err := h.Hash(gone, "x"); err == nil {
		t.Error("a third hash ran beside two, or waited for one who had left")
	}
	h.waiting.Store(maxWaiting)
	if _, err := h.Hash(ctx, "x"); errs.KindOf(err) != errs.Unavailable {
		t.Errorf("a full line: %v", err)
	}
}
