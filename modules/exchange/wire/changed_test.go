package wire

import (
	"bytes"
	"crypto/ed25519"
	"io"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"reeve/kernel/errs"
)

// Any changed, added or removed byte of what is signed or sealed is refused.
func TestEveryChangedByteIsRefused(t *testing.T) {
	a, b := newPerson(t, "A"), newPerson(t, "B")
	pub := a.key.Public().(ed25519.PublicKey)
	e := envelope(a, b)
	content := bytes.Repeat([]byte("what only B reads. "), 9000) // several chunks of age
	sealed := mustSeal(t, head(e, len(content)), content, b)
	d := NewDigester()
	d.Write(sealed)
	e.Items = []ItemRef{d.Ref(1)}
	body, err := e.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	env := Sign("envelope", body, a.key)
	rb, err := receipt(a, env.ID()).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	cb, err := a.card.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	signed := map[string]struct {
		raw   []byte
		parse func(b []byte) error
	}{
		"envelope": {marshal(env), func(b []byte) error { _, err := ParseEnvelope(b); return err }},
		"receipt":  {marshal(Sign("receipt", rb, a.key)), func(b []byte) error { _, err := ParseReceipt(b); return err }},
		"card":     {marshal(Sign("card", cb, a.key)), func(b []byte) error { _, err := ParseCard(b); return err }},
	}
	for name, s := range signed {
		take := func(raw []byte) error {
			got, err := ParseSigned(raw)
			if err != nil {
				return err
			}
			if got.Type != name {
				return errs.New(errs.Invalid, "another type")
			}
			if err := got.Verify(pub); err != nil {
				return err
			}
			return s.parse(got.Body)
		}
		if err := take(s.raw); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for i := range s.raw { // every byte, one bit of it
			changed := bytes.Clone(s.raw)
			changed[i] ^= 1 << (i % 8)
			if take(changed) == nil {
				t.Errorf("%s: byte %d could be changed", name, i)
			}
		}
		rapid.Check(t, func(t *rapid.T) {
			changed := mutate(t, s.raw)
			if !bytes.Equal(changed, s.raw) && take(changed) == nil {
				t.Fatalf("%s: a change passed", name)
			}
		})
	}
	want := e.Binding(1)
	rapid.Check(t, func(t *rapid.T) {
		changed := mutate(t, sealed)
		if bytes.Equal(changed, sealed) {
			return
		}
		if _, err := io.ReadAll(e.Items[0].Check(bytes.NewReader(changed))); err == nil {
			t.Fatal("the digest holds for changed bytes")
		}
		if _, _, err := openAll(changed, b, want); err == nil {
			t.Fatal("a changed item opened")
		}
	})
}

func marshal(s Signed) []byte {
	b, err := s.MarshalBinary()
	if err != nil {
		panic(err) // has no way to fail
	}
	return b
}

// mutate changes, cuts, adds or moves bytes.
func mutate(t *rapid.T, b []byte) []byte {
	at := rapid.IntRange(0, len(b)-1).Draw(t, "at")
	switch rapid.IntRange(0, 4).Draw(t, "how") {
	case 0:
		c := bytes.Clone(b)
		c[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "bits"))
		return c
	case 1:
		return bytes.Clone(b[:at])
	case 2:
		return append(bytes.Clone(b), rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "more")...)
	case 3:
		return append(bytes.Clone(b[:at]), append([]byte{rapid.Byte().Draw(t, "new")}, b[at:]...)...)
	}
	to := rapid.IntRange(0, len(b)-1).Draw(t, "to")
	c := bytes.Clone(b)
	c[at], c[to] = c[to], c[at]
	return c
}

func TestSignedForm(t *testing.T) {
	a, b := newPerson(t, "A"), newPerson(t, "B")
	s := Sign("card", []byte("{}"), b.key).And(a.key)
	got, err := ParseSigned(marshal(s))
	if err != nil || !reflect.DeepEqual(got, s) {
		t.Fatalf("%v\n%+v\n%+v", err, got, s)
	}
	for _, who := range []person{a, b} {
		if err := got.SignedBy(who.key.Public().(ed25519.PublicKey)); err != nil {
			t.Error(err)
		}
	}
	if got.SignedBy(newPerson(t, "C").key.Public().(ed25519.PublicKey)) == nil {
		t.Error("C signed nothing")
	}
	if Sign("card", []byte("{}"), a.key).ID() != s.ID() || Sign("batch", []byte("{}"), a.key).ID() == s.ID() {
		t.Error("the name must be that of type and body alone")
	}
	if !bytes.Equal(marshal(Sign("receipt", []byte("x"), a.key)), marshal(Sign("receipt", []byte("x"), a.key))) {
		t.Error("signing twice gave two things")
	}
	// the signature of one type is none of another
	other := Sign("receipt", []byte("{}"), a.key)
	other.Type = "envelope"
	if other.Verify(a.key.Public().(ed25519.PublicKey)) == nil {
		t.Error("a receipt passed as an envelope")
	}
}

func TestOpenCard(t *testing.T) {
	a, b := newPerson(t, "A"), newPerson(t, "B")
	body, err := a.card.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if c, _, err := OpenCard(marshal(Sign("card", body, a.key))); err != nil || c.Org != a.org() || c.Names["sr-Latn"] != "A" {
		t.Fatal(err)
	}
	if _, _, err := OpenCard(marshal(Sign("card", body, b.key))); errs.KindOf(err) != errs.Forbidden {
		t.Errorf("a card that another key signed: %v", err)
	}
	if _, _, err := OpenCard(marshal(Sign("envelope", body, a.key))); errs.KindOf(err) != errs.Invalid {
		t.Errorf("an envelope passed as a card: %v", err)
	}
}
