// Package totp computes and checks one-time passwords that follow from a shared secret and the time: RFC 6238 with
// HMAC-SHA-1, 30 seconds and 6 digits, which is what every authenticator app understands.
//
// Nouns: a Secret (what the app and the program both keep); a step (half a minute since 1970); a code (the digits of a
// step). Nothing is stored here.
//
// Invariants: a code of a step at or before one that was used is refused, so that a code read over somebody's shoulder
// is worth nothing (RFC 6238 section 5.2). One step early or late is allowed for clocks that differ.
package totp

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

const (
	digits   = 6
	seconds  = 30
	tolerate = 1  // steps before and after the present one
	length   = 20 // bytes of a secret: RFC 4226 section 4, R6
)

// Secret is what app and program share, 20 bytes.
type Secret []byte

// New draws a secret.
func New() Secret {
	s := make(Secret, length)
	rand.Read(s) // never fails since Go 1.24
	return s
}

// Text is the secret as it is typed into an app (base 32 without padding, RFC 4648).
func (s Secret) Text() string { return encoding().EncodeToString(s) }

// Parse reads what Text wrote; blanks and small letters do not matter.
func Parse(text string) (Secret, error) {
	text = strings.ToUpper(strings.Join(strings.Fields(text), ""))
	b, err := encoding().DecodeString(text)
	if err != nil || len(b) != length {
		return nil, fmt.Errorf("not a secret of %d bytes in base 32", length)
	}
	return b, nil
}

func encoding() *base32.Encoding { return base32.StdEncoding.WithPadding(base32.NoPadding) }

// Step is the number of the half minute that an instant lies in.
func Step(at time.Time) int64 { return at.Unix() / seconds }

// Code is the code of a step.
func (s Secret) Code(step int64) string { return s.code(step, digits) }

// code is HOTP of the step: RFC 4226 section 5.3.
func (s Secret) code(step int64, n int) string {
	mac := hmac.New(sha1.New, s)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(step)))
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 15
	v := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	mod := uint32(1)
	for range n {
		mod *= 10
	}
	return fmt.Sprintf("%0*d", n, v%mod)
}

// Match finds the step that a code belongs to, around an instant and after the step used last. All steps are tried, so
// that the time taken tells nothing.
func (s Secret) Match(code string, at time.Time, used int64) (step int64, ok bool) {
	now := Step(at)
	for try := now - tolerate; try <= now+tolerate; try++ {
		same := subtle.ConstantTimeCompare([]byte(s.Code(try)), []byte(code)) == 1
		if same && try > used && !ok {
			step, ok = try, true
		}
	}
	return step, ok
}

// URI is the secret for an app that reads a QR code (the form "otpauth://totp/ISSUER:ACCOUNT?…" that apps agree on).
func (s Secret) URI(issuer, account string) string {
	issuer = strings.ReplaceAll(issuer, ":", " ")
	q := url.Values{"secret": {s.Text()}, "issuer": {issuer}}
	return "otpauth://totp/" + url.PathEscape(issuer) + ":" + url.PathEscape(account) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}
