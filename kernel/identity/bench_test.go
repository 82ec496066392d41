package identity

import (
	"context"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/secrets"
)

func BenchmarkPrincipal(b *testing.B) {
	w := newWorld(b, dbtest.SQLite(b, audit.Files(), secrets.Files(), Files()))
	token, err := w.TokenForRole(context.Background(), db.System(), "intake", "x", time.Time{})
	w.must(err)
	now := time.Now()
	w.who(token, now)
	for b.Loop() {
		w.who(token, now)
	}
}

func BenchmarkHash(b *testing.B) {
	h := NewHasher(2)
	for b.Loop() {
		if _, err := h.Hash(context.Background(), goodPassword); err != nil {
			b.Fatal(err)
		}
	}
}
