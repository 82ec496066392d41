// Package id makes identifiers. Inside: UUIDv7 as text, ordered by time, never public. Outside: a ref of
// ten random Crockford characters, which tells neither order nor number of records.
package id

import (
	"crypto/rand"
	"encoding/hex"
	"strings"
	"time"
)

// New is a UUIDv7 (RFC 9562 section 5.7) in its 36-character text form.
func New() string { return At(time.Now()) }

// At is New for a given instant; used where the clock is an argument.
func At(t time.Time) string {
	var b [16]byte
	ms := uint64(t.UnixMilli())
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	rand.Read(b[6:]) // never fails since Go 1.24
	b[6] = 0x70 | b[6]&0x0f
	b[8] = 0x80 | b[8]&0x3f
	return format(b)
}

// IsUUID tells whether s has the text form of a UUID (any version); clients make ids of commands.
func IsUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range 36 {
		switch c := s[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case c >= '0' && c <= '9', c >= 'a' && c <= 'f':
		default:
			return false
		}
	}
	return true
}

func format(b [16]byte) string {
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Ref is a public reference: 10 characters of Crockford's base 32, 50 random bits.
func Ref() string {
	var b [10]byte
	rand.Read(b[:])
	for i := range b {
		b[i] = crockford[b[i]&31]
	}
	return string(b[:])
}

// ParseRef reads a ref as a person may have typed it: any case, with spaces or hyphens, O for 0, I and L for 1.
func ParseRef(s string) (string, bool) {
	s = strings.ToUpper(s)
	s = strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(s)
	if len(s) != 10 {
		return "", false
	}
	for i := range len(s) {
		if strings.IndexByte(crockford, s[i]) < 0 {
			return "", false
		}
	}
	return s, true
}
