package identity

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// A challenge is what a passkey signs: 16 random bytes, when it ends, and a keyed hash that binds both to what it is
// for. So a page can carry one without anything being stored, and a flood of page views fills no table. It is good
// once: the first use is remembered until it would have ended.
const (
	challengeLife = time.Hour // a sign-in page may stand open for a while
	nonceLength   = 16
	macLength     = 24
)

// What a challenge is for.
const (
	toSignIn  = "sign-in"
	toFinish  = "second" // bound to the account
	toConfirm = "confirm"
	toEnrol   = "enrol" // both bound to the session
)

func (i *Identity) challenge(use, bound string, now time.Time) []byte {
	b := make([]byte, nonceLength, nonceLength+8+macLength)
	rand.Read(b)
	b = binary.BigEndian.AppendUint64(b, uint64(db.Micros(now.Add(challengeLife))))
	return append(b, i.challengeMAC(use, bound, b)...)
}

func (i *Identity) challengeMAC(use, bound string, b []byte) []byte {
	text := append([]byte(use+"\x00"+bound+"\x00"), b...)
	return i.keys.MAC("passkey challenge", text)[:macLength]
}

// checkChallenge tells until when a challenge is good, or why it is not: another's, or too old.
func (i *Identity) checkChallenge(use, bound string, challenge []byte, now time.Time) (until time.Time, err error) {
	if len(challenge) != nonceLength+8+macLength {
		return until, passkeyRefused()
	}
	b, mac := challenge[:nonceLength+8], challenge[nonceLength+8:]
	if !bytes.Equal(mac, i.challengeMAC(use, bound, b)) {
		return until, passkeyRefused()
	}
	until = db.Time(int64(binary.BigEndian.Uint64(b[nonceLength:])))
	if !until.After(now) {
		return until, errs.New(errs.Invalid, "identity.passkey.late")
	}
	return until, nil
}

// spend marks a challenge as used; a second use is refused.
func spend(tx *db.Tx, challenge []byte, until time.Time) error {
	n, err := tx.Exec("INSERT INTO spent_challenge (challenge, expires_at) VALUES ($1, $2) ON CONFLICT (challenge) DO NOTHING",
		base64.RawURLEncoding.EncodeToString(challenge), db.Micros(until))
	if err == nil && n == 0 {
		return passkeyRefused()
	}
	return err
}

// passkeyRefused says no more than that: a stranger learns nothing about whose passkeys there are.
func passkeyRefused() error { return errs.New(errs.Unauthenticated, "identity.passkey.refused") }
