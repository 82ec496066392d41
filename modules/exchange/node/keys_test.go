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
	"reeve/modules/codes"
	"reeve/modules/exchange/wire"
)

func TestRotation(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		a, b := newOwn(t, "Vilnius", "LT"), newOwn(t, "Rīga", "LV")
		h := open(t, d, a)
		h.trust(b)
		oldKey, oldSeal, first := b.KeyID(), b.Card().Seal, b.Org()
		var sealed bytes.Buffer
		head := wire.ItemHead{Sender: a.Org(), Recipients: []wire.Org{b.Org()}, Nonce: wire.NewNonce(), N: 1, Type: wire.Text, Media: wire.TextMedia, Size: 3, Handling: []codes.Handling{codes.H0}}
		if err := wire.Seal(&sealed, head, strings.NewReader("abc"), oldSeal); err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			if err := b.Rotate(start.Add(time.Duration(i) * time.Second)); err != nil {
				t.Fatal(err)
			}
		}
		if b.Org() != first || b.KeyID() == oldKey || b.Card().Seal == oldSeal || b.Card().Serial != 4 || len(b.CardsAfter(1)) != 3 || len(b.CardsAfter(4)) != 0 || len(b.CardsAfter(0)) != 4 {
			t.Fatalf("%+v", b.Card())
		}
		if _, _, err := wire.Open(&sealed, b.Identities(), head.Binding()); err != nil {
			t.Errorf("what was sealed for the old key: %v", err)
		}
		// the newest card alone is vouched for by a key that nobody here has seen
		if err := h.write(func(tx *db.Tx) error { _, err := h.Take(tx, b.SignedCard()); return err }); key(err) != "node.not_vouched" {
			t.Errorf("a card over a gap: %v", err)
		}
		for _, c := range b.CardsAfter(h.load(first).Card.Serial) {
			h.must(func(tx *db.Tx) error { _, err := h.Take(tx, c); return err })
		}
		p := h.load(first)
		if p.Card.Serial != 4 || p.Fingerprint != Fingerprint(b.Card()) {
			t.Errorf("%+v", p)
		}
		if _, err := p.Key(b.KeyID(), start); err != nil {
			t.Error(err)
		}
		if _, err := p.Key(oldKey, start.Add(overlap-time.Second)); err != nil {
			t.Errorf("within the overlap: %v", err)
		}
		if _, err := p.Key(oldKey, start.Add(overlap)); key(err) != "node.old_key" {
			t.Errorf("after the overlap: %v", err)
		}
		body := []byte("written before")
		if s, err := b.SignWith(oldKey, "batch", body); err != nil || s.Key != oldKey {
			t.Error(err)
		}
		var cards [][]byte
		if err := d.Read(context.Background(), func(s *db.Snapshot) (err error) { cards, err = Cards(s, first); return err }); err != nil || len(cards) != 4 {
			t.Errorf("%d cards kept: %v", len(cards), err)
		}
		// old cards and the same once more change nothing
		h.must(func(tx *db.Tx) error {
			if _, err := h.Take(tx, cards[0]); err != nil {
				return err
			}
			_, err := h.Take(tx, cards[3])
			return errors.Join(err, h.Log.Record(tx, audit.Entry{Operation: audit.Consultation, Action: "test", Kind: "test", ID: "1"}))
		})
	}, audit.Files(), Files())
}

// A card that another key made for a node's name is not taken, whoever signed it.
func TestForeignCard(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		b, mallory := newOwn(t, "Rīga", "LV"), newOwn(t, "Mallory", "XX")
		h := open(t, d, nil)
		h.trust(b)
		c := b.Card()
		c.Serial++
		c.Sign[0].Until = wire.FormatInstant(start)
		c.Sign = append(c.Sign, mallory.Card().Sign...)
		c.Seal = mallory.Card().Seal
		body, err := c.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := mallory.Sign("card", body).MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if err := h.write(func(tx *db.Tx) error { _, err := h.Take(tx, raw); return err }); key(err) != "node.not_vouched" {
			t.Errorf("%v", err)
		}
		if err := h.write(func(tx *db.Tx) error { _, err := h.Take(tx, mallory.SignedCard()); return err }); key(err) != "node.unknown_node" {
			t.Errorf("%v", err)
		}
		if p := h.load(b.Org()); p.Card.Serial != 1 {
			t.Error("the card was taken")
		}
	}, audit.Files(), Files())
}

func TestCompromisedKey(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		b, c := newOwn(t, "Rīga", "LV"), newOwn(t, "Tallinn", "EE")
		h := open(t, d, nil)
		h.trust(b)
		h.trust(c)
		old, oldTLS := b.SignedCard(), b.Card().TLS[0]
		if err := b.Revoke(start, "the server was stolen"); err != nil {
			t.Fatal(err)
		}
		if len(b.Notices()) != 1 || b.Card().Serial != 2 || b.Card().TLS[0] == oldTLS || len(b.Card().TLS) != 1 {
			t.Fatalf("%+v", b.Card())
		}
		// the new card is vouched for by nobody: neither before nor after the notice is it taken
		if err := h.write(func(tx *db.Tx) error { _, err := h.Take(tx, b.SignedCard()); return err }); key(err) != "node.not_vouched" {
			t.Errorf("%v", err)
		}
		forged, err := wire.ParseSigned(b.Notices()[0])
		if err != nil {
			t.Fatal(err)
		}
		raw, err := c.Sign("notice", forged.Body).MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if err := h.write(func(tx *db.Tx) error { _, err := h.TakeNotice(tx, raw); return err }); errs.KindOf(err) != errs.Forbidden {
			t.Errorf("a notice that another node signed: %v", err)
		}
		h.must(func(tx *db.Tx) error { _, err := h.TakeNotice(tx, b.Notices()[0]); return err })
		p := h.load(b.Org())
		if p.State != Revoked || p.RevokedWhy != whyNotice {
			t.Fatalf("%+v", p)
		}
		if err := h.write(func(tx *db.Tx) error { _, err := h.Take(tx, b.SignedCard()); return err }); key(err) != "node.revoked" {
			t.Errorf("%v", err)
		}
		stolen, _, _ := wire.OpenCard(old)
		if err := h.write(func(tx *db.Tx) error { _, err := h.Trust(tx, old, Fingerprint(stolen)); return err }); key(err) != "node.revoked_key" {
			t.Errorf("the old card was trusted again: %v", err)
		}
		if p = h.trust(b); p.State != Trusted || p.Card.Serial != 2 {
			t.Errorf("%+v", p)
		}
		if _, err := p.Key(forged.Key, start.Add(time.Second)); key(err) != "node.old_key" {
			t.Errorf("the stolen key counts: %v", err)
		}
		if _, err := b.SignWith(forged.Key, "batch", nil); errs.KindOf(err) != errs.NotFound {
			t.Errorf("the stolen key signs: %v", err)
		}
	}, audit.Files(), Files())
}

// Who steals a key may rotate it before the owner revokes it. The owner's notice ends the trust in the thief's key too, and
// two people bring the owner back.
func TestThiefRotatesFirst(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		b := newOwn(t, "Rīga", "LV")
		h := open(t, d, nil)
		h.trust(b)
		dir := t.TempDir()
		file := filepath.Join(dir, "keys", "node.json")
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(b.file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		thief, err := OpenOwn(dir)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 { // with a serial that the owner's card does not reach
			if err := thief.Rotate(start); err != nil {
				t.Fatal(err)
			}
			h.must(func(tx *db.Tx) error { _, err := h.Take(tx, thief.SignedCard()); return err })
		}
		if err := b.Revoke(start, "stolen"); err != nil {
			t.Fatal(err)
		}
		h.must(func(tx *db.Tx) error { _, err := h.TakeNotice(tx, b.Notices()[0]); return err })
		p := h.load(b.Org())
		if _, err := p.Key(thief.KeyID(), time.Now()); key(err) != "node.revoked" {
			t.Fatalf("the thief is trusted: %v", err)
		}
		p = h.trust(b)
		if _, err := p.Key(b.KeyID(), time.Now()); err != nil {
			t.Error(err)
		}
		if _, err := h.load(b.Org()).Key(thief.KeyID(), time.Now()); key(err) != "node.unknown_key" {
			t.Errorf("the thief's key: %v", err)
		}
		if err := h.write(func(tx *db.Tx) error { _, err := h.Take(tx, thief.SignedCard()); return err }); key(err) != "node.not_vouched" {
			t.Errorf("the thief's card once more: %v", err)
		}
		// the notice comes with every batch for ever
		h.must(func(tx *db.Tx) error { _, err := h.TakeNotice(tx, b.Notices()[0]); return err })
		if p := h.load(b.Org()); p.State != Trusted {
			t.Error("an old notice ended the trust again")
		}
		if err := b.Rotate(start); err != nil {
			t.Fatal(err)
		}
		h.must(func(tx *db.Tx) error { _, err := h.Take(tx, b.SignedCard()); return err })
		verify(t, d, h)
	}, audit.Files(), Files())
}

// Another process that changed the file is noticed.
func TestOwnFollowsItsFile(t *testing.T) {
	dir := t.TempDir()
	if err := Init(context.Background(), dir, Options{Names: map[string]string{"en": "A"}, Country: "LT", Role: "spoc", Addresses: []string{"https://a.example"}}); err != nil {
		t.Fatal(err)
	}
	server, err := OpenOwn(dir)
	if err != nil {
		t.Fatal(err)
	}
	command, err := OpenOwn(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Rotate(time.Now()); err != nil {
		t.Fatal(err)
	}
	server.looked = time.Time{} // two seconds later
	if server.KeyID() != command.KeyID() || len(server.Identities()) != 2 {
		t.Error("the server signs with the old key")
	}
	if err := os.WriteFile(filepath.Join(dir, "keys", "node.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	server.looked = time.Time{}
	if server.KeyID() != command.KeyID() {
		t.Error("a damaged file was taken over")
	}
}
