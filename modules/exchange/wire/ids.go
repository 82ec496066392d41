package wire

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"strings"
)

// b64 is base64url without padding, and refuses bits that nobody wrote.
var b64 = base64.RawURLEncoding.Strict()

var b32 = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// KeyID names a signing key: base64url of SHA-256 over "reeve-key-v1\n" and its 32 bytes.
func KeyID(pub ed25519.PublicKey) string {
	return digestOf("reeve-key-v1\n", pub)
}

// OrgOf names a node by its first signing key: "rn" and the base32 of the first 160 bits of SHA-256 over
// "reeve-node-v1\n" and the key's 32 bytes.
func OrgOf(pub ed25519.PublicKey) Org {
	h := sha256.Sum256(append([]byte("reeve-node-v1\n"), pub...))
	return Org("rn" + b32.EncodeToString(h[:20]))
}

// Valid tells whether o has the form of a node's name.
func (o Org) Valid() bool {
	rest, ok := strings.CutPrefix(string(o), "rn")
	raw, err := b32.DecodeString(rest)
	return ok && err == nil && len(raw) == 20
}

// Valid tells whether i has the form of a name.
func (i ID) Valid() bool { return isDigest(string(i)) }

// NewNonce is what an envelope and its items are bound by: 128 random bits, 22 characters of base64url.
func NewNonce() string {
	b := make([]byte, 16)
	rand.Read(b) // never fails since Go 1.24
	return b64.EncodeToString(b)
}

func isNonce(s string) bool {
	raw, err := b64.DecodeString(s)
	return err == nil && len(raw) == 16 && len(s) == 22
}

func digestOf(prefix string, b []byte) string {
	h := sha256.New()
	h.Write([]byte(prefix))
	h.Write(b)
	return b64.EncodeToString(h.Sum(nil))
}

// Digest is base64url of SHA-256.
func Digest(b []byte) string { return digestOf("", b) }

func isDigest(s string) bool {
	raw, err := b64.DecodeString(s)
	return err == nil && len(raw) == sha256.Size && len(s) == 43
}

// ParseKey reads a signing key as a card writes it.
func ParseKey(s string) (ed25519.PublicKey, bool) {
	raw, err := b64.DecodeString(s)
	if err != nil || len(raw) != ed25519.PublicKeySize || len(s) != 43 {
		return nil, false
	}
	return ed25519.PublicKey(raw), true
}

// EncodeKey writes a signing key as a card does.
func EncodeKey(pub ed25519.PublicKey) string { return b64.EncodeToString(pub) }
