// Package passkeytest is a passkey in software, for tests that have no browser: it answers what kernel/identity/passkey
// asks, truthfully or with the lie that a test wants.
//
// Nouns: a Device (holds keys, counts its signatures). Web Authentication Level 2, sections 6.1 and 6.5; RFC 9053
// section 7.1.1 for the key; keys are ES256.
package passkeytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
)

// Device is a passkey in software. The zero value is one that verifies its user and does not count.
type Device struct {
	Count      uint32 // what the next signature counts from
	Counts     bool   // the counter grows with each signature
	Unverified bool   // it does not ask its user for finger or PIN
	Party      string // domain that it takes the site for; empty = what it is asked for

	keys []key
}

type key struct {
	id, handle []byte
	private    *ecdsa.PrivateKey
}

// Copy is a second device with the same keys and the same counter.
func (d *Device) Copy() *Device {
	c := *d
	return &c
}

type asked struct {
	Challenge string
	RP        struct{ ID string } `json:"rp"`
	RPID      string              `json:"rpId"`
	User      struct{ ID string }
	Allow     []struct{ ID string } `json:"allowCredentials"`
}

func raw(s string) []byte {
	b, _ := base64.RawURLEncoding.DecodeString(s)
	return b
}

func text(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func client(kind, challenge, origin string) []byte {
	b, _ := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false})
	return b
}

// data is the authenticator data without a key.
func (d *Device) data(party string, more byte) []byte {
	if d.Party != "" {
		party = d.Party
	}
	if d.Counts {
		d.Count++
	}
	sum := sha256.Sum256([]byte(party))
	flags := 0x01 | more // the user is there
	if !d.Unverified {
		flags |= 0x04
	}
	return binary.BigEndian.AppendUint32(append(sum[:], flags), d.Count)
}

// Create makes a key for what a page asks and gives the browser's answer.
func (d *Device) Create(options, origin string) string {
	var a asked
	if err := json.Unmarshal([]byte(options), &a); err != nil {
		panic(err)
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	k := key{id: make([]byte, 32), handle: raw(a.User.ID), private: private}
	rand.Read(k.id)
	d.keys = append(d.keys, k)
	point, err := private.PublicKey.Bytes()
	if err != nil {
		panic(err)
	}
	cose := append([]byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20}, point[1:33]...)
	cose = append(append(cose, 0x22, 0x58, 0x20), point[33:]...)
	data := append(d.data(a.RP.ID, 0x40), make([]byte, 16)...)
	data = append(binary.BigEndian.AppendUint16(data, uint16(len(k.id))), k.id...)
	data = append(data, cose...)
	object := append([]byte{0xa3}, "\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"...)
	object = append(append(object, byte(len(data))), data...)
	return answer(k, map[string]any{"clientDataJSON": text(client("webauthn.create", a.Challenge, origin)), "attestationObject": text(object), "transports": []string{"internal"}})
}

// Get signs what a page asks with the first key that fits, and gives the browser's answer; an error if none does.
func (d *Device) Get(options, origin string) (string, error) {
	var a asked
	if err := json.Unmarshal([]byte(options), &a); err != nil {
		return "", err
	}
	for _, k := range d.keys {
		fits := len(a.Allow) == 0
		for _, c := range a.Allow {
			fits = fits || c.ID == text(k.id)
		}
		if !fits {
			continue
		}
		said, data := client("webauthn.get", a.Challenge, origin), d.data(a.RPID, 0)
		sum := sha256.Sum256(said)
		digest := sha256.Sum256(append(append([]byte{}, data...), sum[:]...))
		signature, err := ecdsa.SignASN1(rand.Reader, k.private, digest[:])
		if err != nil {
			return "", err
		}
		return answer(k, map[string]any{"clientDataJSON": text(said), "authenticatorData": text(data), "signature": text(signature), "userHandle": text(k.handle)}), nil
	}
	return "", fmt.Errorf("the device has no key for this")
}

func answer(k key, response map[string]any) string {
	b, err := json.Marshal(map[string]any{"id": text(k.id), "rawId": text(k.id), "type": "public-key", "clientExtensionResults": map[string]any{}, "response": response})
	if err != nil {
		panic(err)
	}
	return string(b)
}
