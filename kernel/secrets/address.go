package secrets

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"net/netip"
	"sync"
	"time"

	"reeve/kernel/db"
)

// Addresses hashes network addresses with a salt that lives for one day (UTC) and is then deleted: after
// that nobody, the operator included, can tell which address it was. All processes of an installation share
// the day's salt through the database, where it is wrapped under the master key.
type Addresses struct {
	k    *Keys
	d    *db.DB
	mu   sync.Mutex
	day  string
	salt []byte
}

// Addresses gives the hasher of an installation.
func (k *Keys) Addresses(d *db.DB) *Addresses { return &Addresses{k: k, d: d} }

// Hash is the keyed hash of an address for the day of now, 32 hexadecimal characters. Callers that limit by
// network give the prefix's address ([Network]).
func (a *Addresses) Hash(ctx context.Context, now time.Time, addr string) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.turn(ctx, now.UTC().Format(time.DateOnly)); err != nil {
		return "", err
	}
	h := hmac.New(sha256.New, a.salt)
	h.Write([]byte(addr))
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// Sweep deletes the salts of days gone by, from the database and from memory. Called by the clock, so that an
// idle installation forgets too.
func (a *Addresses) Sweep(ctx context.Context, now time.Time) error {
	day := now.UTC().Format(time.DateOnly)
	a.mu.Lock()
	if a.day < day {
		clear(a.salt)
		a.day, a.salt = "", nil
	}
	a.mu.Unlock()
	return a.d.Housekeep(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec("DELETE FROM address_salt WHERE day < $1", day)
		return err
	})
}

// turn makes the salt of a day the one in memory; a.mu is held.
func (a *Addresses) turn(ctx context.Context, day string) error {
	if a.day == day {
		return nil
	}
	var salt []byte
	err := a.d.Housekeep(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec("DELETE FROM address_salt WHERE day < $1", day); err != nil {
			return err
		}
		var wrapped []byte
		err := tx.QueryRow("SELECT salt FROM address_salt WHERE day = $1", day).Scan(&wrapped)
		if err == nil {
			salt, err = open(a.k.derived("address salts"), label("address_salt", day), wrapped)
			return err
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		salt = make([]byte, 32)
		rand.Read(salt)
		_, err = tx.Exec("INSERT INTO address_salt (day, salt) VALUES ($1, $2)",
			day, seal(a.k.derived("address salts"), label("address_salt", day), salt))
		return err
	})
	if err == nil {
		clear(a.salt)
		a.day, a.salt = day, salt
	}
	return err
}

// Network is the network an address counts as for limits: /24 for IPv4, /56 for IPv6. What is no address
// stays as it is.
func Network(addr string) string {
	ip, err := netip.ParseAddr(addr)
	if err != nil {
		return addr
	}
	ip, bits := ip.Unmap(), 24
	if ip.Is6() {
		bits = 56
	}
	p, err := ip.WithZone("").Prefix(bits)
	if err != nil {
		return addr
	}
	return p.String()
}
