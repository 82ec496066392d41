// Package passkey speaks WebAuthn with a browser: it says what a passkey is to be made or asked for with, and checks
// what the browser sends back. Web Authentication Level 2 (W3C Recommendation, 8 April 2021), sections 7.1 and 7.2.
//
// Nouns: a Site (the address that people see); a Party (the relying party: the site's domain and origin); a Key (what
// is known of a passkey: its id, its public half, how often it has signed); an Answer (what a passkey has signed).
// Nothing is stored here, and time is no concern: the caller makes the challenges and knows how long they are good.
//
// Invariants:
//   - A passkey is discoverable and verifies its user (a fingerprint, a PIN), so it is two factors in one thing.
//   - It answers for one origin only: what another site has obtained is refused.
//   - No attestation is asked for: it would tell makes of devices and prove nothing that is needed here.
package passkey

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Site is the address at which people sign in, "https://desk.example.org", and the name that their browser shows.
type Site struct{ URL, Name string }

// Party is the relying party of a site.
type Party struct {
	ID     string // domain
	Origin string // scheme, host and port
	w      *webauthn.WebAuthn
}

// At is the relying party of a site. ok is false where browsers know no passkeys: without TLS, except on the machine
// itself, and at addresses that are numbers. 127.0.0.1 counts as localhost, whose name the browser must then use.
func At(s Site) (p Party, ok bool) {
	u, err := url.Parse(s.URL)
	if err != nil || u.Host == "" {
		return Party{}, false
	}
	host := strings.ToLower(u.Hostname())
	if ip := net.ParseIP(host); ip != nil {
		if !ip.IsLoopback() {
			return Party{}, false
		}
		host = "localhost"
	}
	local := host == "localhost" || strings.HasSuffix(host, ".localhost")
	if u.Scheme != "https" && !(u.Scheme == "http" && local) {
		return Party{}, false
	}
	p = Party{ID: host, Origin: u.Scheme + "://" + host}
	if port := u.Port(); port != "" && !(u.Scheme == "https" && port == "443") && !(u.Scheme == "http" && port == "80") {
		p.Origin += ":" + port
	}
	name := s.Name
	if name == "" {
		name = host
	}
	p.w, err = webauthn.New(&webauthn.Config{RPID: p.ID, RPDisplayName: name, RPOrigins: []string{p.Origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{RequireResidentKey: protocol.ResidentKeyRequired(),
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired},
		// An extension that nobody asked for is of no use here and no harm; some managers of passkeys send one.
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore})
	return p, err == nil
}

// Key is what is kept of a passkey.
type Key struct {
	Credential     string // id, base64url without padding
	Public         []byte // COSE key
	Count          uint32 // signatures so far; 0 for those that do not count
	BackupEligible bool   // the owner's devices may share it
	Transports     []string
}

func (k Key) credential() (webauthn.Credential, error) {
	id, err := base64.RawURLEncoding.DecodeString(k.Credential)
	c := webauthn.Credential{ID: id, PublicKey: k.Public}
	c.Flags.BackupEligible = k.BackupEligible
	c.Authenticator.SignCount = k.Count
	for _, t := range k.Transports {
		c.Transport = append(c.Transport, protocol.AuthenticatorTransport(t))
	}
	return c, err
}

// Owner is whom a passkey signs in: a handle that tells nothing about the person (32 bytes) and what the person's own
// device shows.
type Owner struct {
	Handle        []byte
	Account, Name string
}

// user is an owner with keys, as the library wants it.
type user struct {
	Owner
	keys []webauthn.Credential
}

func (u user) WebAuthnID() []byte                         { return u.Handle }
func (u user) WebAuthnName() string                       { return u.Account }
func (u user) WebAuthnDisplayName() string                { return u.Name }
func (u user) WebAuthnCredentials() []webauthn.Credential { return u.keys }

func descriptors(keys []Key) (all []protocol.CredentialDescriptor, err error) {
	for _, k := range keys {
		c, err := k.credential()
		if err != nil {
			return nil, fmt.Errorf("passkey %s: %w", k.Credential, err)
		}
		all = append(all, c.Descriptor())
	}
	return all, nil
}

// Creation is what the browser makes a passkey with (PublicKeyCredentialCreationOptionsJSON). A device that holds one
// of the known keys makes no second one.
func (p Party) Creation(challenge []byte, o Owner, known []Key) (string, error) {
	exclude, err := descriptors(known)
	if err != nil {
		return "", err
	}
	options, _, err := p.w.BeginRegistration(user{Owner: o}, webauthn.WithExclusions(exclude), func(c *protocol.PublicKeyCredentialCreationOptions) error {
		c.Challenge = challenge
		return nil
	})
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(options.Response)
	return string(text), err
}

// Request is what the browser asks for a passkey with (PublicKeyCredentialRequestOptionsJSON): one of the known keys,
// or with none named whichever the person chooses.
func (p Party) Request(challenge []byte, known []Key) (string, error) {
	allow, err := descriptors(known)
	if err != nil {
		return "", err
	}
	options, _, err := p.w.BeginDiscoverableLogin(webauthn.WithChallenge(challenge), webauthn.WithAllowedCredentials(allow))
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(options.Response)
	return string(text), err
}
