package node

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"
	"filippo.io/torchwood"

	"reeve/kernel/audit"
	"reeve/kernel/errs"
	"reeve/modules/exchange/wire"
)

// Options say what a new node is.
type Options struct {
	Names     map[string]string // by language
	Country   string            // ISO 3166-1 alpha-2
	Role      string            // see wire.Roles
	Addresses []string          // https://…, where partners reach it
	Now       time.Time
	Valid     time.Duration // of the card; 0 = three years
}

// overlap is how long a key that was replaced still counts: for what was signed with it and is under way.
const overlap = 30 * 24 * time.Hour

const validity = 3 * 365 * 24 * time.Hour

// origin is the name of a new node's log.
func origin(org wire.Org) string { return "reeve/node/" + string(org) }

func cosignName(org wire.Org) string { return origin(org) + "/cosign" }

// Init makes the keys and the first card of a new data folder, and the key of its log, which is named after the node.
// errs.Conflict where the folder is a node already, or an installation for something else: a node has a folder and a
// database of its own. The node's file is written last, so that a folder is a node or is none.
func Init(ctx context.Context, dir string, o Options) error {
	if _, err := os.Stat(ownFile(dir)); err == nil {
		return errs.New(errs.Conflict, "node.is_node", "dir", dir)
	}
	for _, there := range []string{"reeve.db", filepath.Join("keys", "log.key")} {
		if _, err := os.Stat(filepath.Join(dir, there)); err == nil {
			return errs.New(errs.Conflict, "node.other_installation", "dir", dir)
		}
	}
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	org := wire.OrgOf(key.Public().(ed25519.PublicKey))
	s := stored{Version: 1, Cosign: make([]byte, ed25519.SeedSize), Notices: []string{}}
	rand.Read(s.Cosign)
	card := wire.Card{Version: 1, Org: org, Names: o.Names, Country: o.Country, Role: o.Role, Addresses: o.Addresses}
	s.Sign = []signKey{{Seed: key.Seed(), From: wire.FormatInstant(o.Now)}}
	if err := s.newSeal(o.Now); err != nil {
		return err
	}
	cert, err := newCertificate(org, o.Addresses, o.Now)
	if err != nil {
		return err
	}
	s.TLS = []certificate{cert}
	// The card is checked with a log's key that is thrown away, so that a wrong option leaves no key behind.
	if err := withoutLog(s.issue(card, wire.LogKey{}, o)); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	signer, err := audit.LoadOrCreateSigner(dir, origin(org))
	if err != nil {
		return err
	}
	if err := s.issue(card, wire.LogKey{Origin: signer.Name(), Key: signer.PublicKey()}, o); err != nil {
		return err
	}
	return s.write(ownFile(dir), true)
}

// withoutLog leaves out what is wrong with a card for want of a log.
func withoutLog(err error) error {
	e := errs.Of(err)
	if e == nil || e.Kind != errs.Invalid {
		return err
	}
	e.Fields = slices.DeleteFunc(e.Fields, func(f errs.Field) bool { return strings.HasPrefix(f.Field, "log.") })
	if len(e.Fields) == 0 {
		return nil
	}
	return e
}

func (s *stored) newSeal(now time.Time) error {
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		return err
	}
	s.Seal = append(s.Seal, sealKey{id.String(), wire.FormatInstant(now)})
	return nil
}

// issue writes the next card from the keys as they are and appends it, signed by the key in use and, if it was made by a
// rotation, by the key before it. The log's keys may be empty: then those of the card are kept.
func (s *stored) issue(c wire.Card, log wire.LogKey, o Options) error {
	c.Serial++
	c.Sign, c.TLS = nil, nil
	for _, k := range s.Sign {
		pub := ed25519.NewKeyFromSeed(k.Seed).Public().(ed25519.PublicKey)
		c.Sign = append(c.Sign, wire.SignKey{ID: wire.KeyID(pub), Key: wire.EncodeKey(pub), From: k.From, Until: k.Until})
	}
	identity, err := age.ParseHybridIdentity(s.Seal[len(s.Seal)-1].Identity)
	if err != nil {
		return err
	}
	c.Seal = identity.Recipient().String()
	for _, cert := range s.TLS {
		ready, err := cert.ready()
		if err != nil {
			return err
		}
		c.TLS = append(c.TLS, Pin(ready.Leaf))
	}
	if log.Key != "" {
		c.Log.Origin, c.Log.Key = log.Origin, log.Key
	}
	cosigner, err := torchwood.NewCosignatureSigner(cosignName(c.Org), ed25519.NewKeyFromSeed(s.Cosign))
	if err != nil {
		return err
	}
	c.Log.Cosign = cosigner.Verifier().String()
	valid := o.Valid
	if valid == 0 {
		valid = validity
	}
	c.From, c.Until = wire.FormatInstant(o.Now), wire.FormatInstant(o.Now.Add(valid))
	body, err := c.Marshal()
	if err != nil {
		return err
	}
	last := len(s.Sign) - 1
	signed := wire.Sign("card", body, ed25519.NewKeyFromSeed(s.Sign[last].Seed))
	if last > 0 && !s.Sign[last-1].Revoked {
		signed = signed.And(ed25519.NewKeyFromSeed(s.Sign[last-1].Seed))
	}
	raw, err := signed.MarshalBinary()
	if err != nil {
		return err
	}
	s.Cards = append(s.Cards, string(raw))
	return nil
}

// write replaces the file whole, so that nobody ever reads half of it; fresh refuses to replace one that is there.
func (s stored) write(file string, fresh bool) error {
	text, err := json.MarshalIndent(s, "", "\t")
	if err != nil {
		return err
	}
	folder := filepath.Dir(file)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	aside, err := os.CreateTemp(folder, ".node-*.json") // 0600, O_EXCL
	if err != nil {
		return err
	}
	defer os.Remove(aside.Name())
	_, err = aside.Write(append(text, '\n'))
	if err := errors.Join(err, aside.Sync(), aside.Close()); err != nil {
		return err
	}
	if fresh {
		if err := os.Link(aside.Name(), file); errors.Is(err, fs.ErrExist) {
			return errs.New(errs.Conflict, "node.is_node", "dir", filepath.Dir(folder))
		} else if err != nil {
			return err
		}
	} else if err := os.Rename(aside.Name(), file); err != nil {
		return err
	}
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
