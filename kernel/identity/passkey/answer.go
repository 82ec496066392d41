package passkey

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// maxAnswer is more than any browser sends; what is longer is not parsed.
const maxAnswer = 64 << 10

// Answer is what a browser sent back, not checked yet: only Verify and Registered tell whether it is true.
type Answer struct {
	Challenge  []byte
	Credential string // id of the passkey, base64url without padding
	Handle     []byte // owner that the passkey names; empty where it names none

	assertion *protocol.ParsedCredentialAssertionData
	creation  *protocol.ParsedCredentialCreationData
}

// ReadAssertion reads the answer to a Request.
func ReadAssertion(text string) (Answer, error) {
	if len(text) > maxAnswer {
		return Answer{}, errors.New("too long")
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(text))
	if err != nil {
		return Answer{}, explain(err)
	}
	challenge, err := base64.RawURLEncoding.DecodeString(parsed.Response.CollectedClientData.Challenge)
	return Answer{Challenge: challenge, Credential: base64.RawURLEncoding.EncodeToString(parsed.RawID), Handle: parsed.Response.UserHandle, assertion: parsed}, err
}

// ReadCreation reads the answer to a Creation.
func ReadCreation(text string) (Answer, error) {
	if len(text) > maxAnswer {
		return Answer{}, errors.New("too long")
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(text))
	if err != nil {
		return Answer{}, explain(err)
	}
	challenge, err := base64.RawURLEncoding.DecodeString(parsed.Response.CollectedClientData.Challenge)
	return Answer{Challenge: challenge, Credential: base64.RawURLEncoding.EncodeToString(parsed.RawID), creation: parsed}, err
}

// Registered checks a new passkey: made for this site's origin, with its challenge, by a device that verified its user
// (section 7.1). The caller knows the challenge for its own.
func (p Party) Registered(a Answer, o Owner) (Key, error) {
	if a.creation == nil {
		return Key{}, errors.New("no creation")
	}
	c, err := p.w.CreateCredential(user{Owner: o}, webauthn.SessionData{Challenge: base64.RawURLEncoding.EncodeToString(a.Challenge), RelyingPartyID: p.ID,
		UserID: o.Handle, UserVerification: protocol.VerificationRequired, CredParams: webauthn.CredentialParametersDefault()}, a.creation)
	if err != nil {
		return Key{}, explain(err)
	}
	k := Key{Credential: base64.RawURLEncoding.EncodeToString(c.ID), Public: c.PublicKey, Count: c.Authenticator.SignCount, BackupEligible: c.Flags.BackupEligible}
	for _, t := range c.Transport {
		k.Transports = append(k.Transports, string(t))
	}
	return k, nil
}

// Verify checks what a passkey has signed: for this site's origin, with its challenge, its user verified, with this key
// (section 7.2). count is how often it has signed, for [Cloned].
func (p Party) Verify(a Answer, o Owner, k Key) (count uint32, err error) {
	if a.assertion == nil {
		return 0, errors.New("no assertion")
	}
	if len(a.Handle) > 0 && !bytes.Equal(a.Handle, o.Handle) {
		return 0, errors.New("the passkey names another owner")
	}
	c, err := k.credential()
	if err != nil {
		return 0, err
	}
	_, err = p.w.ValidateLogin(user{o, []webauthn.Credential{c}}, webauthn.SessionData{Challenge: base64.RawURLEncoding.EncodeToString(a.Challenge), RelyingPartyID: p.ID,
		UserID: o.Handle, UserVerification: protocol.VerificationRequired}, a.assertion)
	if err != nil {
		return 0, explain(err)
	}
	return a.assertion.Response.AuthenticatorData.Counter, nil
}

// Cloned tells whether a counter betrays a copy: it must grow, unless the passkey does not count at all (section 6.1.1).
func Cloned(stored, seen uint32) bool { return (stored != 0 || seen != 0) && seen <= stored }

// explain brings the library's detail into the error's text.
func explain(err error) error {
	var e *protocol.Error
	if errors.As(err, &e) && e.DevInfo != "" {
		return fmt.Errorf("%w: %s", err, e.DevInfo)
	}
	return err
}
