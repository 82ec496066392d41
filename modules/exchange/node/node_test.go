package node

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/errs"
	"reeve/modules/exchange/wire"
)

// start is when the tests begin; the database stamps with the machine's clock.
var start = time.Now().UTC().Truncate(time.Second)

// newOwn makes a node in a folder that goes away with the test.
func newOwn(t *testing.T, name, country string) *Own {
	t.Helper()
	dir := t.TempDir()
	if err := Init(context.Background(), dir, Options{Names: map[string]string{"en": name}, Country: country, Role: "spoc", Addresses: []string{"https://127.0.0.1:8443"}, Now: start}); err != nil {
		t.Fatal(err)
	}
	o, err := OpenOwn(dir)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// here is a database with the door to it, and a clock that the test moves.
type here struct {
	*Nodes
	t      *testing.T
	public string // key of the log
}

func open(t *testing.T, d *db.DB, own *Own) here {
	t.Helper()
	signer, err := audit.LoadOrCreateSigner(t.TempDir(), "reeve/test")
	if err != nil {
		t.Fatal(err)
	}
	log, err := audit.New(d, Tables(), audit.Options{Origin: "reeve/test", Signer: signer, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return here{New(Needs{DB: d, Log: log, Now: func() time.Time { return start }, Own: own}), t, signer.PublicKey()}
}

func (h here) write(fn func(tx *db.Tx) error) error {
	h.t.Helper()
	return h.DB.Write(context.Background(), db.System(), fn)
}

func (h here) must(fn func(tx *db.Tx) error) {
	h.t.Helper()
	if err := h.write(fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h here) trust(o *Own) Partner {
	h.t.Helper()
	var p Partner
	h.must(func(tx *db.Tx) (err error) {
		p, err = h.Trust(tx, o.SignedCard(), Fingerprint(o.Card()))
		return err
	})
	return p
}

func (h here) load(org wire.Org) Partner {
	h.t.Helper()
	var p Partner
	if err := h.DB.Read(context.Background(), func(s *db.Snapshot) (err error) {
		p, err = Load(s, org)
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	return p
}

func key(err error) string {
	e := errs.Of(err)
	if e == nil {
		return ""
	}
	if len(e.Fields) > 0 {
		return e.Fields[0].Key
	}
	return e.Key
}

func TestInit(t *testing.T) {
	dir := t.TempDir()
	if _, err := OpenOwn(dir); errs.KindOf(err) != errs.NotFound {
		t.Fatalf("an empty folder: %v", err)
	}
	bad := Options{Names: map[string]string{"en": "A"}, Country: "Lithuania", Role: "king", Addresses: []string{"http://a.example"}}
	err := Init(context.Background(), dir, bad)
	if e := errs.Of(err); e == nil || len(e.Fields) != 3 {
		t.Errorf("%v", err)
	}
	if all, _ := filepath.Glob(filepath.Join(dir, "keys", "*")); len(all) != 0 {
		t.Errorf("a refused node left %v", all)
	}
	good := Options{Names: map[string]string{"en": "Vilnius", "lt": "Vilnius"}, Country: "LT", Role: "spoc", Addresses: []string{"https://a.example"}}
	if err := Init(context.Background(), dir, good); err != nil {
		t.Fatal(err)
	}
	if err := Init(context.Background(), dir, good); errs.KindOf(err) != errs.Conflict {
		t.Errorf("made twice: %v", err)
	}
	info, err := os.Stat(filepath.Join(dir, "keys", "node.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	o, err := OpenOwn(dir)
	if err != nil {
		t.Fatal(err)
	}
	card, _, err := wire.OpenCard(o.SignedCard())
	if err != nil || card.Org != o.Org() || card.Log.Origin != "reeve/node/"+string(o.Org()) {
		t.Errorf("%v %+v", err, card)
	}
	signer, err := audit.LoadOrCreateSigner(dir, "another")
	if err != nil || signer.Name() != card.Log.Origin || signer.PublicKey() != card.Log.Key {
		t.Errorf("the log is not the card's: %v", err)
	}
	if bytes.Contains(o.SignedCard(), []byte("AGE-SECRET-KEY")) {
		t.Error("the card shows a secret")
	}
	if !Pinned(card, o.TLS().Leaf) {
		t.Error("the certificate is not the card's")
	}
}

// An installation for residents does not become a node: the two have folders of their own.
func TestInitRefusesOtherInstallations(t *testing.T) {
	dir := t.TempDir()
	if _, err := audit.LoadOrCreateSigner(dir, "reeve/log"); err != nil {
		t.Fatal(err)
	}
	if err := Init(context.Background(), dir, Options{Names: map[string]string{"en": "A"}, Country: "LT", Role: "spoc", Addresses: []string{"https://a.example"}}); key(err) != "node.other_installation" {
		t.Fatal(err)
	}
	if _, err := OpenOwn(dir); errs.KindOf(err) != errs.NotFound {
		t.Fatal(err)
	}
}

func TestFingerprint(t *testing.T) {
	a, b := newOwn(t, "A", "LT"), newOwn(t, "B", "LV")
	f := Fingerprint(a.Card())
	if len(f) != 29 || len(strings.Fields(f)) != 5 {
		t.Fatalf("%q", f)
	}
	for _, typed := range []string{f, strings.ReplaceAll(f, " ", ""), " " + strings.ReplaceAll(f, " ", " - ") + "\n", strings.ReplaceAll(f, " ", "\u00a0")} {
		if err := SameFingerprint(a.Card(), typed); err != nil {
			t.Errorf("%q: %v", typed, err)
		}
	}
	digit := byte('1')
	if f[0] == digit {
		digit = '2'
	}
	for typed, want := range map[string]string{"": "node.fingerprint_form", f[1:]: "node.fingerprint_form", f + "1": "node.fingerprint_form", "x" + f: "node.fingerprint_form",
		string(digit) + f[1:]: "node.fingerprint_differs", Fingerprint(b.Card()): "node.fingerprint_differs"} {
		if err := SameFingerprint(a.Card(), typed); key(err) != want {
			t.Errorf("%q: %v", typed, err)
		}
	}
}

func TestTrust(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		a, b := newOwn(t, "Vilnius", "LT"), newOwn(t, "Rīga", "LV")
		h := open(t, d, a)
		if err := h.write(func(tx *db.Tx) error { _, err := h.Trust(tx, b.SignedCard(), Fingerprint(a.Card())); return err }); key(err) != "node.fingerprint_differs" {
			t.Fatalf("a wrong fingerprint: %v", err)
		}
		if err := h.write(func(tx *db.Tx) error { _, err := h.Trust(tx, a.SignedCard(), Fingerprint(a.Card())); return err }); key(err) != "node.own_card" {
			t.Errorf("the own card: %v", err)
		}
		p := h.trust(b)
		if p.State != Trusted || p.Version != 1 || p.Fingerprint != Fingerprint(b.Card()) {
			t.Errorf("%+v", p)
		}
		if again := h.load(b.Org()); again.Card.Serial != 1 || again.Card.Seal != b.Card().Seal || !again.TrustedAt.Equal(p.TrustedAt) {
			t.Errorf("%+v", again)
		}
		crlf := bytes.ReplaceAll(append(b.SignedCard(), '\n'), []byte("\n"), []byte("\r\n"))
		for _, what := range []string{string(b.Org()), strings.ToUpper(string(b.Org())), "rīga", " Rīga ", string(crlf)} {
			if err := d.Read(context.Background(), func(s *db.Snapshot) error {
				found, err := Find(s, strings.ReplaceAll(what, "\r\n", "\n"))
				if err == nil && found.Org != b.Org() {
					err = errors.New("another node")
				}
				return err
			}); err != nil {
				t.Errorf("%.20q: %v", what, err)
			}
		}
		if err := d.Read(context.Background(), func(s *db.Snapshot) error { _, err := Find(s, "Tallinn"); return err }); errs.KindOf(err) != errs.NotFound {
			t.Errorf("an unknown name: %v", err)
		}

		k := b.Card().Sign[0].ID
		if _, err := p.Key(k, start); err != nil {
			t.Error(err)
		}
		if _, err := p.Key(a.Card().Sign[0].ID, start); key(err) != "node.unknown_key" {
			t.Errorf("a key of another node: %v", err)
		}
		h.must(func(tx *db.Tx) error { _, err := h.Revoke(tx, b.Org(), "their server was stolen"); return err })
		p = h.load(b.Org())
		if _, err := p.Key(k, start); key(err) != "node.revoked" {
			t.Errorf("a revoked node: %v", err)
		}
		if _, err := p.PastKey(k); err != nil {
			t.Error(err)
		}
		if p = h.trust(b); p.State != Trusted || p.Version != 3 {
			t.Errorf("%+v", p)
		}
	}, audit.Files(), Files())
}
