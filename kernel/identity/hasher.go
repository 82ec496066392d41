package identity

import (
	"context"
	"encoding/base64"
	"fmt"
	"sync/atomic"

	"github.com/alexedwards/argon2id"

	"reeve/kernel/errs"
)

// Hasher hashes passwords, few at a time: each hash takes 64 MiB.
type Hasher struct {
	params  argon2id.Params
	turn    chan struct{}
	waiting atomic.Int64
	nobody  string // a hash that no password has, for accounts that are not there
}

// maxWaiting is how many may stand in line for a turn; a flood of sign-ins must not fill the memory.
const maxWaiting = 64

// NewHasher makes a hasher that works on atOnce passwords at a time (2 is meant). RFC 9106 section 4, second
// recommended option, with 2 lanes.
func NewHasher(atOnce int) *Hasher {
	return newHasher(atOnce, argon2id.Params{Memory: 64 * 1024, Iterations: 3, Parallelism: 2, SaltLength: 16, KeyLength: 32})
}

func newHasher(atOnce int, p argon2id.Params) *Hasher {
	zero := func(n uint32) string { return base64.RawStdEncoding.EncodeToString(make([]byte, n)) }
	nobody := fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", p.Memory, p.Iterations, p.Parallelism, zero(p.SaltLength), zero(p.KeyLength))
	return &Hasher{params: p, turn: make(chan struct{}, atOnce), nobody: nobody}
}

// Hash makes the stored form of a password. Never call it inside a transaction.
func (h *Hasher) Hash(ctx context.Context, password string) (hash string, err error) {
	err = h.inTurn(ctx, func() error {
		hash, err = argon2id.CreateHash(normal(password), &h.params)
		return err
	})
	return hash, err
}

// Check tells whether the password has this hash. With an empty hash it takes the same time and says no.
func (h *Hasher) Check(ctx context.Context, password, hash string) (ok bool, err error) {
	known := hash != ""
	if !known {
		hash = h.nobody
	}
	err = h.inTurn(ctx, func() error {
		ok, err = argon2id.ComparePasswordAndHash(normal(password), hash)
		return err
	})
	return ok && known, err
}

func (h *Hasher) inTurn(ctx context.Context, fn func() error) error {
	defer h.waiting.Add(-1)
	if h.waiting.Add(1) > maxWaiting {
		return errs.New(errs.Unavailable, "identity.busy")
	}
	select {
	case h.turn <- struct{}{}:
		defer func() { <-h.turn }()
		return fn()
	case <-ctx.Done():
		return ctx.Err()
	}
}
