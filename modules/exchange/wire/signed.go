package wire

import (
	"bytes"
	"crypto/ed25519"
	"strings"

	"reeve/kernel/errs"
)

// Signed is a text that was written once, with the signature over its type and itself.
type Signed struct {
	Type string // "envelope", "receipt", "card", "batch", "notice" …: lower case letters, digits and minus
	Body []byte
	Key  string // id of the key that signed
	Sig  []byte

	// Also are further signatures over the same bytes: a card that brings a new key is signed by the key before it too.
	Also []Signature
}

// Signature is a key's signature beside the first.
type Signature struct {
	Key string
	Sig []byte
}

const (
	maxSignatures = 8
	maxType       = 32
)

// MaxSigned is the longest body that ParseSigned takes. What is signed here are heads and lists of digests; contents
// travel beside them.
const MaxSigned = 8 << 20

// message is what is signed: "reeve-<type>-v1\n" and the body.
func (s Signed) message() []byte {
	return append([]byte(s.title()), s.Body...)
}

func (s Signed) title() string { return "reeve-" + s.Type + "-v1\n" }

// Sign signs a body, which must not be changed afterwards. Signing the same body again gives the same bytes.
func Sign(typ string, body []byte, key ed25519.PrivateKey) Signed {
	s := Signed{Type: typ, Body: body, Key: KeyID(key.Public().(ed25519.PublicKey))}
	s.Sig = ed25519.Sign(key, s.message())
	return s
}

// And adds the signature of another key over the same bytes.
func (s Signed) And(key ed25519.PrivateKey) Signed {
	s.Also = append(s.Also[:len(s.Also):len(s.Also)], Signature{KeyID(key.Public().(ed25519.PublicKey)), ed25519.Sign(key, s.message())})
	return s
}

// Verify checks the first signature; pub must be the key that Key names.
func (s Signed) Verify(pub ed25519.PublicKey) error {
	if len(pub) != ed25519.PublicKeySize || KeyID(pub) != s.Key {
		return errs.New(errs.Forbidden, "wire.other_key")
	}
	return s.check(pub, s.Sig)
}

// SignedBy checks that pub signed, first or beside others.
func (s Signed) SignedBy(pub ed25519.PublicKey) error {
	if len(pub) != ed25519.PublicKeySize {
		return errs.New(errs.Forbidden, "wire.other_key")
	}
	id := KeyID(pub)
	if id == s.Key {
		return s.check(pub, s.Sig)
	}
	for _, a := range s.Also {
		if a.Key == id {
			return s.check(pub, a.Sig)
		}
	}
	return errs.New(errs.Forbidden, "wire.other_key")
}

func (s Signed) check(pub ed25519.PublicKey, sig []byte) error {
	if !ed25519.Verify(pub, s.message(), sig) {
		return errs.New(errs.Forbidden, "wire.bad_signature")
	}
	return nil
}

// ID names what was signed; it does not depend on who signed.
func (s Signed) ID() ID { return ID(digestOf(s.title(), s.Body)) }

// MarshalBinary is the form in which signed texts travel and are kept: the line "reeve-<type>-v1", a line with key and
// signature for each who signed, an empty line, the body.
func (s Signed) MarshalBinary() ([]byte, error) {
	var b bytes.Buffer
	b.Grow(len(s.Body) + 256)
	b.WriteString(s.title())
	for _, g := range append([]Signature{{s.Key, s.Sig}}, s.Also...) {
		b.WriteString(g.Key + " " + b64.EncodeToString(g.Sig) + "\n")
	}
	b.WriteByte('\n')
	b.Write(s.Body)
	return b.Bytes(), nil
}

// ParseSigned reads what MarshalBinary wrote, and nothing else. Nothing is verified yet.
func ParseSigned(b []byte) (Signed, error) {
	var s Signed
	if len(b) > MaxSigned+4096 {
		return s, errs.New(errs.TooLarge, "wire.too_large", "max", MaxSigned)
	}
	line, rest, _ := bytes.Cut(b, []byte("\n"))
	name, ok := strings.CutPrefix(string(line), "reeve-")
	name, ok2 := strings.CutSuffix(name, "-v1")
	if !ok || !ok2 || !isType(name) {
		return s, errs.New(errs.Invalid, "wire.not_signed")
	}
	s.Type = name
	var all []Signature
	for {
		if line, rest, ok = bytes.Cut(rest, []byte("\n")); !ok {
			return s, errs.New(errs.Invalid, "wire.not_signed")
		}
		if len(line) == 0 {
			break
		}
		g, ok := parseSignature(string(line))
		if !ok || len(all) == maxSignatures || signedAlready(all, g.Key) {
			return s, errs.New(errs.Invalid, "wire.not_signed")
		}
		all = append(all, g)
	}
	if len(all) == 0 {
		return s, errs.New(errs.Invalid, "wire.not_signed")
	}
	s.Key, s.Sig, s.Body = all[0].Key, all[0].Sig, bytes.Clone(rest)
	if len(all) > 1 {
		s.Also = all[1:]
	}
	return s, nil
}

func parseSignature(line string) (Signature, bool) {
	key, sig, ok := strings.Cut(line, " ")
	if len(sig) != 86 {
		return Signature{}, false
	}
	raw, err := b64.DecodeString(sig)
	return Signature{key, raw}, ok && isDigest(key) && err == nil
}

func signedAlready(all []Signature, key string) bool {
	for _, g := range all {
		if g.Key == key {
			return true
		}
	}
	return false
}

func isType(s string) bool {
	if s == "" || len(s) > maxType || s[0] == '-' {
		return false
	}
	for _, c := range []byte(s) {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-') {
			return false
		}
	}
	return true
}
