package threatmap

import (
	"sync"
	"time"

	"reeve/kernel/errs"
)

// guesses slows down whoever tries report keys: with 96 random bits nobody finds one, so this only keeps the
// attempt from costing us anything. Kept in memory, by the day's keyed hash of the address.
type guesses struct {
	mu    sync.Mutex
	wrong map[string]*bucket
}

type bucket struct {
	tokens float64
	at     time.Time
}

const (
	guessBurst  = 20
	guessPerSec = 0.1
)

func newGuesses() *guesses { return &guesses{wrong: map[string]*bucket{}} }

// allow takes a token of the address; TooMany when there is none.
func (g *guesses) allow(address string, now time.Time) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.wrong) > 100_000 {
		clear(g.wrong)
	}
	b := g.wrong[address]
	if b == nil {
		b = &bucket{tokens: guessBurst, at: now}
		g.wrong[address] = b
	}
	b.tokens = min(guessBurst, b.tokens+guessPerSec*now.Sub(b.at).Seconds())
	b.at = now
	if b.tokens < 1 {
		return errs.New(errs.TooMany, "threatmap.too_many_keys", "seconds", int((1-b.tokens)/guessPerSec)+1)
	}
	b.tokens--
	return nil
}

// forgive gives the token back: the key was right.
func (g *guesses) forgive(address string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if b := g.wrong[address]; b != nil {
		b.tokens = min(guessBurst, b.tokens+1)
	}
}
