package wire

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"io"
	"testing"
	"time"

	"filippo.io/age"
	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"

	"reeve/modules/codes"
)

// person is a node of the tests: keys made from its name, so that they are the same each time.
type person struct {
	key      ed25519.PrivateKey
	identity *age.HybridIdentity
	card     Card
}

func seedOf(s string) []byte {
	h := sha256.Sum256([]byte("a test key: " + s))
	return h[:]
}

func newPerson(t testing.TB, name string) person {
	t.Helper()
	p := person{key: ed25519.NewKeyFromSeed(seedOf(name))}
	var err error
	if p.identity, err = age.GenerateHybridIdentity(); err != nil {
		t.Fatal(err)
	}
	pub := p.key.Public().(ed25519.PublicKey)
	origin := "reeve/" + string(OrgOf(pub))
	logKey, err := note.NewEd25519VerifierKey(origin, ed25519.NewKeyFromSeed(seedOf(name+" log")).Public().(ed25519.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	cosigner, err := torchwood.NewCosignatureSigner(origin+"/cosign", ed25519.NewKeyFromSeed(seedOf(name+" cosign")))
	if err != nil {
		t.Fatal(err)
	}
	p.card = Card{Version: 1, Org: OrgOf(pub), Serial: 1, Names: map[string]string{"en": name, "sr-Latn": name}, Country: "LT", Role: "spoc",
		Addresses: []string{"https://node.example:8443"}, TLS: []string{Digest([]byte(name))},
		Sign: []SignKey{{ID: KeyID(pub), Key: EncodeKey(pub), From: "2027-01-01T00:00:00Z"}}, Seal: p.identity.Recipient().String(),
		Log: LogKey{Origin: origin, Key: logKey, Cosign: cosigner.Verifier().String()}, From: "2027-01-01T00:00:00Z", Until: "2030-01-01T00:00:00Z"}
	return p
}

func (p person) org() Org { return p.card.Org }

func envelope(from, to person) Envelope {
	return Envelope{Version: 1, Nonce: "AAECAwQFBgcICQoLDA0ODw", Sender: from.org(), Key: KeyID(from.key.Public().(ed25519.PublicKey)), Epoch: 1,
		Recipient: []Recipient{{Org: to.org(), Role: To, N: 1}}, Written: "2027-10-30T23:30:00+03:00", Case: "LT-2027-000731", Kind: Request, OwnRef: "LT-2027-000731/1",
		Heads: []ID{}, Lamport: 1, Urgency: codes.Urgent, Ground: codes.GroundLife, Route: codes.SPOC, Profile: "eu-2023-977", Basis: "Directive (EU) 2023/977 art. 4",
		CrimeArea: "drugs", Lang: "en", Classification: codes.Unclassified, Items: []ItemRef{}}
}

func head(e Envelope, size int) ItemHead {
	return ItemHead{Sender: e.Sender, Recipients: e.Recipients(), Nonce: e.Nonce, N: 1, Type: Text, Title: "Whose number is this?", Media: TextMedia, Size: int64(size),
		Handling: []codes.Handling{codes.H2}, Grade: "B2", Basis: codes.Fact}
}

func receipt(from person, message ID) Receipt {
	return Receipt{Version: 1, Node: from.org(), Key: KeyID(from.key.Public().(ed25519.PublicKey)), Message: message, Kind: Delivered, At: FormatInstant(time.Date(2027, 10, 30, 20, 30, 1, 0, time.UTC)),
		Log: Position{Origin: from.card.Log.Origin, Epoch: 1, Index: 41, Commitment: Digest([]byte("entry"))}}
}

func mustSeal(t testing.TB, h ItemHead, content []byte, to ...person) []byte {
	t.Helper()
	var keys []string
	for _, p := range to {
		keys = append(keys, p.identity.Recipient().String())
	}
	var b bytes.Buffer
	if err := Seal(&b, h, bytes.NewReader(content), keys...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func openAll(sealed []byte, who person, want Binding) (ItemHead, []byte, error) {
	h, r, err := Open(bytes.NewReader(sealed), []age.Identity{who.identity}, want)
	if err != nil {
		return h, nil, err
	}
	b, err := io.ReadAll(r)
	return h, b, err
}
