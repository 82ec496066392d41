package node

import (
	"crypto/ed25519"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"filippo.io/age"
	"filippo.io/torchwood"

	"reeve/kernel/errs"
	"reeve/modules/exchange/wire"
)

// Own is this node: its private keys and its card. Safe for concurrent use. What another process or a command changes
// in the file is seen within two seconds.
type Own struct {
	file string
	org  wire.Org

	mu      sync.Mutex
	state   *state
	looked  time.Time
	changed fs.FileInfo
}

// stored is DIR/keys/node.json.
type stored struct {
	Version int           `json:"v"`
	Sign    []signKey     `json:"sign"`   // the last one signs
	Seal    []sealKey     `json:"seal"`   // the last one stands on the card, all of them open
	TLS     []certificate `json:"tls"`    // the last one serves, the card names all of them
	Cosign  []byte        `json:"cosign"` // seed
	Cards   []string      `json:"cards"`  // signed, oldest first
	Notices []string      `json:"notices"`
}

type signKey struct {
	Seed    []byte `json:"seed"`
	From    string `json:"from"`
	Until   string `json:"until,omitempty"`
	Revoked bool   `json:"revoked,omitempty"`
}

type sealKey struct {
	Identity string `json:"identity"`
	From     string `json:"from"`
}

type certificate struct {
	DER []byte `json:"der"`
	Key []byte `json:"key"` // PKCS #8
}

// state is stored, ready for use; it is never changed, only replaced.
type state struct {
	stored
	signer     ed25519.PrivateKey
	keyID      string
	identities []age.Identity // newest first
	card       wire.Card
	cards      [][]byte
	tls        tls.Certificate
	cosigner   *torchwood.CosignatureSigner
}

// Is tells whether a data folder holds a node's keys.
func Is(dir string) bool {
	_, err := os.Stat(ownFile(dir))
	return err == nil
}

func ownFile(dir string) string { return filepath.Join(dir, "keys", "node.json") }

// OpenOwn reads the node of a data folder; errs.NotFound where the folder is none.
func OpenOwn(dir string) (*Own, error) {
	o := &Own{file: ownFile(dir)}
	if _, err := os.Stat(o.file); errors.Is(err, fs.ErrNotExist) {
		return nil, errs.New(errs.NotFound, "node.no_node", "dir", dir)
	}
	if err := o.read(); err != nil {
		return nil, err
	}
	o.org = o.state.card.Org
	return o, nil
}

// read takes over what the file says; the lock is held or nobody else has o yet.
func (o *Own) read() error {
	info, err := os.Stat(o.file)
	if err != nil {
		return errs.Wrap(err, errs.Internal, "node.key_file", "file", o.file)
	}
	text, err := os.ReadFile(o.file)
	if err != nil {
		return errs.Wrap(err, errs.Internal, "node.key_file", "file", o.file)
	}
	var s stored
	if err := json.Unmarshal(text, &s); err != nil {
		return errs.Wrap(err, errs.Internal, "node.key_file", "file", o.file)
	}
	st, err := s.ready()
	if err != nil {
		return errs.Wrap(err, errs.Internal, "node.key_file", "file", o.file)
	}
	if o.org != "" && st.card.Org != o.org {
		return errs.New(errs.Internal, "node.key_file", "file", o.file)
	}
	o.state, o.changed, o.looked = st, info, time.Now()
	return nil
}

// now gives the state, after a look whether the file was replaced.
func (o *Own) now() *state {
	o.mu.Lock()
	defer o.mu.Unlock()
	if time.Since(o.looked) > 2*time.Second {
		o.looked = time.Now()
		if info, err := os.Stat(o.file); err == nil && (!info.ModTime().Equal(o.changed.ModTime()) || !os.SameFile(info, o.changed)) {
			_ = o.read() // a damaged file changes nothing; OpenOwn says so at the next start
		}
	}
	return o.state
}

// ready checks keys against the newest card.
func (s stored) ready() (*state, error) {
	st := &state{stored: s}
	if s.Version != 1 || len(s.Sign) == 0 || len(s.Seal) == 0 || len(s.TLS) == 0 || len(s.Cards) == 0 || len(s.Cosign) != ed25519.SeedSize {
		return nil, errors.New("incomplete")
	}
	for _, k := range s.Sign {
		if len(k.Seed) != ed25519.SeedSize {
			return nil, errors.New("a signing key is damaged")
		}
		st.signer = ed25519.NewKeyFromSeed(k.Seed)
	}
	st.keyID = wire.KeyID(st.signer.Public().(ed25519.PublicKey))
	for i := len(s.Seal) - 1; i >= 0; i-- {
		id, err := age.ParseHybridIdentity(s.Seal[i].Identity)
		if err != nil {
			return nil, err
		}
		st.identities = append(st.identities, id)
	}
	for _, text := range s.Cards {
		st.cards = append(st.cards, []byte(text))
	}
	var err error
	if st.card, _, err = wire.OpenCard(st.cards[len(st.cards)-1]); err != nil {
		return nil, err
	}
	if wire.KeyID(st.card.Current()) != st.keyID {
		return nil, errors.New("the card names another key")
	}
	if st.tls, err = s.TLS[len(s.TLS)-1].ready(); err != nil {
		return nil, err
	}
	st.cosigner, err = torchwood.NewCosignatureSigner(cosignName(st.card.Org), ed25519.NewKeyFromSeed(s.Cosign))
	return st, err
}

// Org is this node's name.
func (o *Own) Org() wire.Org { return o.org }

// Sign signs with the key in use.
func (o *Own) Sign(typ string, body []byte) wire.Signed {
	return wire.Sign(typ, body, o.now().signer)
}

// KeyID is the id of the key in use, as envelopes and receipts name it.
func (o *Own) KeyID() string { return o.now().keyID }

// SignWith signs with the own key of that id, for a text that names it and was written just before a rotation.
func (o *Own) SignWith(id, typ string, body []byte) (wire.Signed, error) {
	for _, k := range o.now().Sign {
		key := ed25519.NewKeyFromSeed(k.Seed)
		if !k.Revoked && wire.KeyID(key.Public().(ed25519.PublicKey)) == id {
			return wire.Sign(typ, body, key), nil
		}
	}
	return wire.Signed{}, errs.New(errs.NotFound, "node.unknown_key")
}

// Identities open what was sealed for this node, also for keys of the past; newest first.
func (o *Own) Identities() []age.Identity { return o.now().identities }

// Card is this node's card.
func (o *Own) Card() wire.Card { return o.now().card }

// SignedCard is the card as it is handed to partners.
func (o *Own) SignedCard() []byte {
	s := o.now()
	return s.cards[len(s.cards)-1]
}

// CardsAfter are the signed cards with a higher serial, oldest first: each is vouched for by the one before it.
func (o *Own) CardsAfter(serial int64) [][]byte {
	s := o.now()
	first := s.card.Serial - int64(len(s.cards)) + 1 // serial of the oldest that is kept
	from := min(max(serial+1-first, 0), int64(len(s.cards)))
	return s.cards[from:]
}

// Notices are signed words about own keys that partners must take, oldest first.
func (o *Own) Notices() [][]byte {
	var all [][]byte
	for _, n := range o.now().stored.Notices {
		all = append(all, []byte(n))
	}
	return all
}

// TLS is the certificate that the node serves and shows; partners pin its key by the card.
func (o *Own) TLS() tls.Certificate { return o.now().tls }

// Cosigner signs other nodes' checkpoints (C2SP tlog-cosignature).
func (o *Own) Cosigner() *torchwood.CosignatureSigner { return o.now().cosigner }
