package wire

import (
	"bytes"
	"reflect"
	"testing"
	"unicode/utf8"
)

// seeds are the golden bodies and what was once found.
func seeds(f *testing.F, names ...string) {
	f.Helper()
	for _, name := range names {
		f.Add(vectorFile(f, name))
	}
	for _, s := range []string{`{}`, `{"v":1}`, `{"v":1,"v":1}`, `{"V":1}`, `{"v":1.0}`, `{"v":-0}`, `{"v":01}`, `{"v":null}`, `{"v":1} `, `{"v":1}{}`, `{"v":1e0}`,
		`{"nonce":"\ud800"}`, `{"nonce":"\u0000"}`, "{\"nonce\":\"\xff\"}", `{"items":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}`, `{"names":{"sr-Latn":"x"}}`, `[]`, ``, "\ufeff{}"} {
		f.Add([]byte(s))
	}
}

// whatParses must be written as it was read: the same value comes back, and it keeps the rules.
func whatParses[T any](t *testing.T, b []byte, parse func([]byte) (T, error), marshal func(T) ([]byte, error)) {
	v, err := parse(b)
	if err != nil {
		return
	}
	if !utf8.Valid(b) {
		t.Fatalf("passed: %q", b)
	}
	again, err := marshal(v)
	if err != nil {
		t.Fatalf("%q parses and does not marshal: %v", b, err)
	}
	w, err := parse(again)
	if err != nil {
		t.Fatalf("%q does not parse: %v", again, err)
	}
	// an empty list and none are written alike
	if third, err := marshal(w); err != nil || !bytes.Equal(third, again) {
		t.Fatalf("%q and %q: %v", again, third, err)
	}
}

func FuzzEnvelope(f *testing.F) {
	seeds(f, "envelope.json", "answer.json")
	f.Fuzz(func(t *testing.T, b []byte) { whatParses(t, b, ParseEnvelope, Envelope.Marshal) })
}

func FuzzReceipt(f *testing.F) {
	seeds(f, "receipt.json")
	f.Fuzz(func(t *testing.T, b []byte) { whatParses(t, b, ParseReceipt, Receipt.Marshal) })
}

func FuzzCard(f *testing.F) {
	seeds(f, "card.json")
	f.Fuzz(func(t *testing.T, b []byte) { whatParses(t, b, ParseCard, Card.Marshal) })
}

func FuzzNotice(f *testing.F) {
	seeds(f, "notice.json")
	f.Fuzz(func(t *testing.T, b []byte) { whatParses(t, b, ParseNotice, Notice.Marshal) })
}

func FuzzItemHead(f *testing.F) {
	seeds(f, "item-head.json")
	f.Fuzz(func(t *testing.T, b []byte) { whatParses(t, b, ParseItemHead, ItemHead.Marshal) })
}

func FuzzEntity(f *testing.F) {
	seeds(f, "person.json", "vehicle.json", "document.json", "object.json", "act.json")
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, typ := range []ItemType{Person, Vehicle, Document, Object, Act} {
			whatParses(t, b, func(b []byte) (Entity, error) { return ParseEntity(typ, b) }, func(e Entity) ([]byte, error) {
				got, b, err := MarshalEntity(e)
				if got != typ {
					t.Fatalf("%s became %s", typ, got)
				}
				return b, err
			})
		}
	})
}

func FuzzSigned(f *testing.F) {
	f.Add(vectorFile(f, "card.signed"))
	f.Add(vectorFile(f, "rotated-card.signed"))
	f.Add(vectorFile(f, "envelope.signed"))
	f.Add([]byte("reeve-card-v1\n\n{}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := ParseSigned(b)
		if err != nil {
			return
		}
		again, err := s.MarshalBinary()
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%q was read, %q written: %v", b, again, err)
		}
		if twice, err := ParseSigned(again); err != nil || !reflect.DeepEqual(twice, s) {
			t.Fatal(err)
		}
	})
}

func FuzzOpen(f *testing.F) {
	b := goldenIdentity(f)
	sealed := vectorFile(f, "item.age")
	f.Add(sealed)
	f.Add(sealed[:len(sealed)/2])
	f.Add([]byte("age-encryption.org/v1\n"))
	want := goldenEnvelope(f).Binding(1)
	f.Fuzz(func(t *testing.T, in []byte) {
		if _, _, err := openAll(in, person{identity: b}, want); err == nil && !bytes.Equal(in, sealed) {
			t.Fatal("what nobody sealed opened")
		}
	})
}
