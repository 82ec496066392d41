package threatmap

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"net/url"
	"strconv"
	"strings"
	"time"

	"reeve/kernel/errs"
	"reeve/kernel/secrets"
)

type solution struct {
	Algorithm string `json:"algorithm"`
	Challenge string `json:"challenge"`
	Number    int    `json:"number"`
	Salt      string `json:"salt"`
	Signature string `json:"signature"`
	Took      int    `json:"took"`
}

const (
	challengeLife = 20 * time.Minute
	challengeMAC  = "altcha challenge"
	formTokenMAC  = "form token"
	formTokenLife = 4 * time.Hour
	formTokenWait = 20 * time.Second // nobody reads and fills the form faster
)

// proof is what vouches for a sender whom nobody knows: a challenge solved, or a form shown long enough ago.
type proof struct {
	name    string // good once, until expires
	expires time.Time
	work    int // numbers of the challenge; 0 = a form without script
}

// newChallenge makes a challenge of so many numbers that the server needs not remember: end and difficulty
// stand in the salt, which is signed.
func newChallenge(keys *secrets.Keys, now time.Time, numbers int) (Challenge, error) {
	var b [12]byte
	rand.Read(b[:]) // never fails since Go 1.24
	salt := hex.EncodeToString(b[:]) + "?expires=" + strconv.FormatInt(now.Add(challengeLife).Unix(), 10) + "&numbers=" + strconv.Itoa(numbers) + "&"
	n, err := rand.Int(rand.Reader, big.NewInt(int64(numbers)))
	if err != nil {
		return Challenge{}, err
	}
	sum := sha256.Sum256([]byte(salt + n.String()))
	c := Challenge{Algorithm: "SHA-256", Challenge: hex.EncodeToString(sum[:]), MaxNumber: numbers, Salt: salt}
	c.Signature = hex.EncodeToString(keys.MAC(challengeMAC, []byte(c.Salt+"\x00"+c.Challenge)))
	return c, nil
}

// solved checks a solution and gives what is to be marked as spent with the filing.
func solved(keys *secrets.Keys, now time.Time, payload string) (p proof, err error) {
	refused := errs.Bad("altcha", "threatmap.proof_wrong")
	raw, err := base64.StdEncoding.DecodeString(payload)
	if err != nil {
		return p, refused
	}
	var s solution
	if json.Unmarshal(raw, &s) != nil || s.Algorithm != "SHA-256" {
		return p, refused
	}
	mac, err := hex.DecodeString(s.Signature)
	if err != nil || !keys.CheckMAC(challengeMAC, []byte(s.Salt+"\x00"+s.Challenge), mac) {
		return p, refused
	}
	_, query, _ := strings.Cut(s.Salt, "?")
	values, _ := url.ParseQuery(strings.TrimSuffix(query, "&"))
	unix, err := strconv.ParseInt(values.Get("expires"), 10, 64)
	if err != nil {
		return p, refused
	}
	if p.work, err = strconv.Atoi(values.Get("numbers")); err != nil {
		return p, refused
	}
	if p.expires = time.Unix(unix, 0); now.After(p.expires) {
		return p, errs.Bad("altcha", "threatmap.proof_old")
	}
	sum := sha256.Sum256([]byte(s.Salt + strconv.Itoa(s.Number)))
	if hex.EncodeToString(sum[:]) != s.Challenge {
		return p, refused
	}
	p.name = s.Challenge
	return p, nil
}

// newFormToken marks when a form was shown, for readers without script.
func newFormToken(keys *secrets.Keys, now time.Time) string {
	var nonce [9]byte
	rand.Read(nonce[:])
	text := fmt.Sprintf("%d.%s", now.Unix(), base64.RawURLEncoding.EncodeToString(nonce[:]))
	return text + "." + base64.RawURLEncoding.EncodeToString(keys.MAC(formTokenMAC, []byte(text)))
}

// checkFormToken gives what is to be marked as spent: a form may be sent once, and not before somebody can have
// read it.
func checkFormToken(keys *secrets.Keys, now time.Time, token string) (p proof, err error) {
	i := strings.LastIndexByte(token, '.')
	if i < 0 {
		return p, errs.Bad("form_token", "threatmap.proof_missing")
	}
	text := token[:i]
	mac, err := base64.RawURLEncoding.DecodeString(token[i+1:])
	if err != nil || !keys.CheckMAC(formTokenMAC, []byte(text), mac) {
		return p, errs.Bad("form_token", "threatmap.proof_wrong")
	}
	unix, err := strconv.ParseInt(text[:strings.IndexByte(text, '.')], 10, 64)
	if err != nil {
		return p, errs.Bad("form_token", "threatmap.proof_wrong")
	}
	shown := time.Unix(unix, 0)
	if p.expires = shown.Add(formTokenLife); now.After(p.expires) {
		return p, errs.Bad("form_token", "threatmap.proof_old")
	}
	if wait := formTokenWait - now.Sub(shown); wait > 0 {
		return p, errs.Bad("form_token", "threatmap.form_too_fast", "seconds", int(wait.Seconds())+1)
	}
	p.name = text
	return p, nil
}
