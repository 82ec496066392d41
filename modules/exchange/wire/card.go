package wire

import (
	"crypto/ed25519"
	"net/url"
	"strings"
	"time"

	"filippo.io/age"
	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/text/language"

	"reeve/kernel/errs"
)

// Roles are what a node can be.
func Roles() []string { return []string{"spoc", "police", "municipality", "training"} }

const (
	maxNames     = 32
	maxAddresses = 8
	maxPins      = 8
	maxKeys      = 64
)

// Marshal writes the card once, for signing.
func (k Card) Marshal() ([]byte, error) {
	if err := k.Check(); err != nil {
		return nil, err
	}
	b, err := Encode(k)
	if err == nil && len(b) > MaxCard {
		err = errs.New(errs.TooLarge, "wire.too_large", "max", MaxCard)
	}
	return b, err
}

// ParseCard reads the body of a card. Its signature is checked by OpenCard.
func ParseCard(body []byte) (Card, error) {
	var k Card
	if err := Decode(body, MaxCard, &k); err != nil {
		return Card{}, err
	}
	if err := k.Check(); err != nil {
		return Card{}, err
	}
	return k, nil
}

// OpenCard reads a signed card and checks that its own current key signed it. Whether the node is to be trusted, it
// cannot tell.
func OpenCard(signed []byte) (Card, Signed, error) {
	s, err := ParseSigned(signed)
	if err != nil {
		return Card{}, s, err
	}
	if s.Type != "card" {
		return Card{}, s, errs.New(errs.Invalid, "wire.other_type", "want", "card", "got", s.Type)
	}
	k, err := ParseCard(s.Body)
	if err != nil {
		return k, s, err
	}
	return k, s, s.Verify(k.Current())
}

// Check tells all that is wrong with a card.
func (k Card) Check() error {
	var c checks
	c.version(k.Version)
	c.org("id", k.Org)
	c.number("serial", k.Serial, 1, maxNumber)
	if len(k.Names) == 0 {
		c.bad("names", "wire.missing")
	}
	if c.count("names", len(k.Names), maxNames) {
		for l, name := range k.Names {
			c.word("names", l, isLang, "wire.lang")
			c.line("names."+short(l), name, 1, 200)
		}
	}
	if len(k.Country) != 2 || strings.ToUpper(k.Country) != k.Country || !isCode(k.Country) {
		c.bad("country", "wire.country")
	}
	one(&c, "role", k.Role, Roles()...)
	if len(k.Addresses) == 0 {
		c.bad("addresses", "wire.missing")
	}
	if c.count("addresses", len(k.Addresses), maxAddresses) {
		for i, a := range k.Addresses {
			if !isAddress(a) {
				c.bad(at("addresses", i, ""), "wire.address")
			}
		}
	}
	if len(k.TLS) == 0 {
		c.bad("tls", "wire.missing")
	}
	if c.count("tls", len(k.TLS), maxPins) {
		for i, p := range k.TLS {
			c.digest(at("tls", i, ""), p)
		}
	}
	k.checkKeys(&c)
	k.checkValidity(&c)
	return c.err("card")
}

func (k Card) checkKeys(c *checks) {
	if len(k.Sign) == 0 {
		c.bad("sign", "wire.missing")
		return
	}
	if !c.count("sign", len(k.Sign), maxKeys) {
		return
	}
	seen := map[string]bool{}
	for i, s := range k.Sign {
		pub, ok := ParseKey(s.Key)
		switch {
		case !ok:
			c.bad(at("sign", i, ".key"), "wire.key")
		case KeyID(pub) != s.ID:
			c.bad(at("sign", i, ".id"), "wire.key_id")
		case i == 0 && OrgOf(pub) != k.Org:
			c.bad("id", "wire.not_its_key")
		case seen[s.ID]:
			c.bad(at("sign", i, ".id"), "wire.twice", "value", s.ID)
		}
		seen[s.ID] = true
		c.instant(at("sign", i, ".from"), s.From)
		if last := i == len(k.Sign)-1; last {
			c.none(at("sign", i, ".until"), s.Until != "", "sign")
		} else {
			c.instant(at("sign", i, ".until"), s.Until)
		}
	}
	if _, err := age.ParseHybridRecipient(k.Seal); err != nil {
		c.bad("seal", "wire.seal_key")
	}
	if !isOrigin(k.Log.Origin) {
		c.bad("log.origin", "wire.origin")
	}
	if v, err := note.NewVerifier(k.Log.Key); err != nil || v.Name() != k.Log.Origin {
		c.bad("log.key", "wire.log_key")
	}
	if _, err := torchwood.NewCosignatureVerifier(k.Log.Cosign); err != nil {
		c.bad("log.cosign", "wire.log_key")
	}
}

func (k Card) checkValidity(c *checks) {
	c.instant("from", k.From)
	c.instant("until", k.Until)
	from, err1 := ParseInstant(k.From)
	until, err2 := ParseInstant(k.Until)
	if err1 == nil && err2 == nil && !until.After(from) {
		c.bad("until", "wire.until")
	}
}

// Current is the key that the node signs with.
func (k Card) Current() ed25519.PublicKey {
	pub, _ := ParseKey(k.Sign[len(k.Sign)-1].Key) // checked when the card was parsed
	return pub
}

// Key finds a signing key by its id.
func (k Card) Key(id string) (SignKey, ed25519.PublicKey, bool) {
	for _, s := range k.Sign {
		if s.ID == id {
			pub, ok := ParseKey(s.Key)
			return s, pub, ok
		}
	}
	return SignKey{}, nil, false
}

// InForce tells whether the card is valid at an instant.
func (k Card) InForce(now time.Time) bool {
	from, err1 := ParseInstant(k.From)
	until, err2 := ParseInstant(k.Until)
	return err1 == nil && err2 == nil && !now.Before(from) && now.Before(until)
}

// isAddress tells whether s is https://host[:port][/path] and nothing more.
func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && len(s) <= 200 && u.Scheme == "https" && u.Hostname() != "" && u.User == nil && u.RawQuery == "" && u.Fragment == "" &&
		!strings.ContainsAny(s, "?# \\") && !strings.HasSuffix(s, "/")
}

// isLang tells whether s is a language tag (BCP 47) in its usual form.
func isLang(s string) bool {
	if len(s) < 2 || len(s) > 35 {
		return false
	}
	t, err := language.Raw.Parse(s)
	return err == nil && t.String() == s
}
