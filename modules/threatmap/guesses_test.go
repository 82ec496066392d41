package threatmap

import (
	"testing"
	"time"

	"reeve/kernel/errs"
)

func TestGuessesRunOutAndComeBack(t *testing.T) {
	g, now := newGuesses(), time.Unix(1_800_000_000, 0)
	for n := range guessBurst {
		if err := g.allow("a", now); err != nil {
			t.Fatalf("guess %d: %v", n+1, err)
		}
	}
	err := g.allow("a", now)
	if errs.KindOf(err) != errs.TooMany {
		t.Fatalf("one guess too many gives %v", err)
	}
	if wait := errs.Of(err).Args["seconds"].(int); wait < 10 || wait > 11 {
		t.Errorf("told to wait %d s, a guess comes back every 10 s", wait)
	}
	if err := g.allow("b", now); err != nil {
		t.Errorf("another address is slowed down too: %v", err)
	}
	if err := g.allow("a", now.Add(9*time.Second)); err == nil {
		t.Error("a guess is back before its time")
	}
	if err := g.allow("a", now.Add(20*time.Second)); err != nil {
		t.Errorf("no guess is back in time: %v", err)
	}
}

func TestGuessesForgiveTheRightKey(t *testing.T) {
	g, now := newGuesses(), time.Unix(1_800_000_000, 0)
	for n := range 10 * guessBurst {
		if err := g.allow("a", now); err != nil {
			t.Fatalf("right key %d: %v", n+1, err)
		}
		g.forgive("a")
	}
	g.forgive("never seen")
	for n := range guessBurst {
		if err := g.allow("a", now); err != nil {
			t.Fatalf("guess %d after right keys: %v", n+1, err)
		}
	}
	if err := g.allow("a", now); err == nil {
		t.Error("right keys earn more wrong ones than there are")
	}
}
