package node

import (
	"crypto/ed25519"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/wire"
)

// State of a partner.
type State string

const (
	Trusted State = "trusted"
	Revoked State = "revoked"
)

// Partner is another node that somebody here compared the fingerprint of.
type Partner struct {
	Org         wire.Org
	Card        wire.Card // the newest that was taken
	State       State
	Names       map[string]string // by language
	Country     string
	Role        string
	Fingerprint string
	TrustedAt   time.Time
	RevokedAt   time.Time // zero = not revoked
	RevokedWhy  string
	Version     int64

	place int64 // of Card among what was taken
}

// Name is the partner's name in a language, or in any if it has none there.
func (p Partner) Name(lang string) string { return NameIn(p.Names, lang) }

// NameIn chooses among names by language: the language itself, English, the first by tag.
func NameIn(names map[string]string, lang string) string {
	if n, ok := names[lang]; ok {
		return n
	}
	if n, ok := names["en"]; ok {
		return n
	}
	first := ""
	for l := range names {
		if first == "" || l < first {
			first = l
		}
	}
	return names[first]
}

// Key is a partner's signing key, if what it signs counts at an instant: the key stands on the newest card, is not
// replaced for longer than its overlap, and the node is not revoked.
func (p Partner) Key(id string, at time.Time) (ed25519.PublicKey, error) {
	if p.State != Trusted {
		return nil, errs.New(errs.Forbidden, "node.revoked", "org", string(p.Org))
	}
	k, pub, ok := p.Card.Key(id)
	if !ok {
		return nil, errs.New(errs.Forbidden, "node.unknown_key")
	}
	if k.Until != "" {
		if until, err := wire.ParseInstant(k.Until); err != nil || !at.Before(until) {
			return nil, errs.New(errs.Forbidden, "node.old_key", "until", k.Until)
		}
	}
	return pub, nil
}

// PastKey is a key of the partner whatever became of it since: for what was taken and stored while it counted.
func (p Partner) PastKey(id string) (ed25519.PublicKey, error) {
	if _, pub, ok := p.Card.Key(id); ok {
		return pub, nil
	}
	return nil, errs.New(errs.NotFound, "node.unknown_key")
}

func partnerCovered() []string {
	return []string{"state", "serial", "names", "country", "role", "fingerprint", "trusted_at", "revoked_at", "revoked_why", "version"}
}

func (p Partner) covered() []any {
	return []any{string(p.State), p.place, namesJSON(p.Names), p.Country, p.Role, p.Fingerprint, db.Micros(p.TrustedAt), microsOrZero(p.RevokedAt), p.RevokedWhy, p.Version}
}

func namesJSON(names map[string]string) string {
	b, _ := json.Marshal(names) // maps of strings always have a form
	return string(b)
}

func microsOrZero(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return db.Micros(t)
}

func timeOrZero(µs int64) time.Time {
	if µs == 0 {
		return time.Time{}
	}
	return db.Time(µs)
}

const partnerColumns = `p.org, p.state, p.names, p.country, p.role, p.fingerprint, p.trusted_at, p.revoked_at, p.revoked_why, p.version, p.serial, c.signed`

func scanPartner(scan db.Scan) (p Partner, err error) {
	var names string
	var trusted, revoked int64
	var signed []byte
	if err := scan(&p.Org, &p.State, &names, &p.Country, &p.Role, &p.Fingerprint, &trusted, &revoked, &p.RevokedWhy, &p.Version, &p.place, &signed); err != nil {
		return p, err
	}
	p.TrustedAt, p.RevokedAt = db.Time(trusted), timeOrZero(revoked)
	if err := json.Unmarshal([]byte(names), &p.Names); err != nil {
		return p, err
	}
	s, err := wire.ParseSigned(signed)
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal(s.Body, &p.Card) // was checked when it was taken; the log covers the bytes
}

// Load reads a partner, trusted or revoked; errs.NotFound if nobody here ever trusted it.
func Load(q db.Reader, org wire.Org) (Partner, error) {
	p, err := scanPartner(q.QueryRow(`SELECT `+partnerColumns+` FROM exchange_partner p JOIN exchange_card c ON c.org = p.org AND c.serial = p.serial WHERE p.org = $1`, string(org)).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return p, errs.New(errs.NotFound, "node.unknown_node", "org", string(org))
	}
	return p, err
}

// Partners are all nodes that were ever trusted here, by country and name.
func Partners(q db.Reader) ([]Partner, error) {
	return db.All(q, scanPartner, `SELECT `+partnerColumns+` FROM exchange_partner p JOIN exchange_card c ON c.org = p.org AND c.serial = p.serial ORDER BY p.country, p.names, p.org`)
}

// Find reads a partner by its id, one of its names, or the text of its card.
func Find(q db.Reader, what string) (Partner, error) {
	what = strings.TrimSpace(what)
	if strings.HasPrefix(what, "reeve-card-v1\n") {
		card, _, err := OpenCardText([]byte(what))
		if err != nil {
			return Partner{}, err
		}
		return Load(q, card.Org)
	}
	if org := wire.Org(strings.ToLower(what)); org.Valid() {
		return Load(q, org)
	}
	all, err := Partners(q)
	if err != nil {
		return Partner{}, err
	}
	var found []Partner
	for _, p := range all {
		for _, name := range p.Names {
			if strings.EqualFold(strings.TrimSpace(name), what) {
				found = append(found, p)
				break
			}
		}
	}
	switch len(found) {
	case 0:
		return Partner{}, errs.New(errs.NotFound, "node.unknown_node", "org", what)
	case 1:
		return found[0], nil
	}
	return Partner{}, errs.New(errs.Conflict, "node.several", "name", what, "n", len(found))
}

// OpenCardText is wire.OpenCard for a card that came as a file: line ends that a mail program made two bytes long, and
// an empty line at the end, are forgiven.
func OpenCardText(b []byte) (wire.Card, wire.Signed, error) {
	text := strings.ReplaceAll(strings.TrimPrefix(string(b), "\ufeff"), "\r\n", "\n")
	return wire.OpenCard([]byte(strings.TrimRight(text, "\n \t")))
}
