package threatmap

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"reeve/kernel/errs"
	"reeve/kernel/secrets"
)

func testKeys(t *testing.T) *secrets.Keys {
	t.Helper()
	keys, err := secrets.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// solve does the work of the browser.
func solve(t *testing.T, c Challenge) solution {
	t.Helper()
	for n := range c.MaxNumber {
		if sum := sha256.Sum256([]byte(c.Salt + strconv.Itoa(n))); hex.EncodeToString(sum[:]) == c.Challenge {
			return solution{Algorithm: c.Algorithm, Challenge: c.Challenge, Number: n, Salt: c.Salt, Signature: c.Signature}
		}
	}
	t.Fatal("the challenge has no solution")
	return solution{}
}

func (s solution) payload(t *testing.T) string {
	t.Helper()
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b)
}

// fault is the message key of the first complaint about a field.
func fault(err error) string {
	if e := errs.Of(err); e != nil && len(e.Fields) > 0 {
		return e.Fields[0].Field + " " + e.Fields[0].Key
	}
	return ""
}

func TestChallenge(t *testing.T) {
	keys, now := testKeys(t), time.Unix(1_800_000_000, 0)
	c, err := newChallenge(keys, now, 50_000)
	if err != nil {
		t.Fatal(err)
	}
	good := solve(t, c)
	p, err := solved(keys, now.Add(time.Minute), good.payload(t))
	if err != nil || p.name != c.Challenge || p.work != 50_000 || !p.expires.Equal(now.Add(challengeLife)) {
		t.Fatalf("solved as %+v: %v", p, err)
	}
	forge := func(change func(s *solution)) string { s := good; change(&s); return s.payload(t) }
	for what, c := range map[string]struct {
		payload string
		at      time.Duration
		want    string
	}{
		"too late":     {good.payload(t), challengeLife + time.Second, "altcha threatmap.proof_old"},
		"wrong number": {forge(func(s *solution) { s.Number++ }), 0, "altcha threatmap.proof_wrong"},
		"longer life":  {forge(func(s *solution) { s.Salt = strings.Replace(s.Salt, "expires=18", "expires=19", 1) }), 0, "altcha threatmap.proof_wrong"},
		"less work":    {forge(func(s *solution) { s.Salt = strings.Replace(s.Salt, "numbers=50000", "numbers=90000", 1) }), 0, "altcha threatmap.proof_wrong"},
		"own challenge": {forge(func(s *solution) {
			h := sha256.Sum256([]byte(s.Salt + "7"))
			s.Number, s.Challenge = 7, hex.EncodeToString(h[:])
		}), 0, "altcha threatmap.proof_wrong"},
		"no signature":         {forge(func(s *solution) { s.Signature = "" }), 0, "altcha threatmap.proof_wrong"},
		"another algorithm":    {forge(func(s *solution) { s.Algorithm = "SHA-1" }), 0, "altcha threatmap.proof_wrong"},
		"no JSON":              {base64.StdEncoding.EncodeToString([]byte("{")), 0, "altcha threatmap.proof_wrong"},
		"no base64":            {"%%%", 0, "altcha threatmap.proof_wrong"},
		"nothing at all":       {"", 0, "altcha threatmap.proof_wrong"},
		"salt cut from behind": {forge(func(s *solution) { s.Salt = strings.TrimSuffix(s.Salt, "&") }), 0, "altcha threatmap.proof_wrong"},
	} {
		if _, err := solved(keys, now.Add(c.at), c.payload); fault(err) != c.want {
			t.Errorf("%s: %v, want %s", what, err, c.want)
		}
	}
	if _, err := solved(testKeys(t), now, good.payload(t)); fault(err) != "altcha threatmap.proof_wrong" {
		t.Errorf("another installation takes it: %v", err)
	}
}

func TestFormToken(t *testing.T) {
	keys, now := testKeys(t), time.Unix(1_800_000_000, 0)
	token := newFormToken(keys, now)
	p, err := checkFormToken(keys, now.Add(formTokenWait), token)
	if err != nil || p.work != 0 || !strings.HasPrefix(token, p.name+".") || !p.expires.Equal(now.Add(formTokenLife)) {
		t.Fatalf("%+v: %v", p, err)
	}
	if other := newFormToken(keys, now); other == token {
		t.Error("two forms have one token")
	}
	_, err = checkFormToken(keys, now.Add(5*time.Second), token)
	if fault(err) != "form_token threatmap.form_too_fast" {
		t.Fatalf("after 5 s: %v", err)
	}
	if wait := errs.Of(err).Fields[0].Args["seconds"].(int); wait < 15 || wait > 16 {
		t.Errorf("told to wait %d s", wait)
	}
	for what, c := range map[string]struct{ token, want string }{
		"nothing":       {"", "form_token threatmap.proof_missing"},
		"an older form": {strings.Replace(token, "1800000000", "1700000000", 1), "form_token threatmap.proof_wrong"},
		"no signature":  {p.name + ".", "form_token threatmap.proof_wrong"},
		"no form":       {".", "form_token threatmap.proof_wrong"},
	} {
		if _, err := checkFormToken(keys, now.Add(time.Minute), c.token); fault(err) != c.want {
			t.Errorf("%s: %v, want %s", what, err, c.want)
		}
	}
	if _, err := checkFormToken(keys, now.Add(formTokenLife+time.Second), token); fault(err) != "form_token threatmap.proof_old" {
		t.Errorf("after its life: %v", err)
	}
}
