package document

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

func sealed(t testing.TB, plain, key []byte) []byte {
	t.Helper()
	s, err := newSealing(bytes.NewReader(plain), key)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(s)
	if err != nil || s.size != int64(len(plain)) {
		t.Fatal(s.size, err)
	}
	return b
}

func unsealed(b, key []byte) ([]byte, error) {
	r, err := newUnsealing(bytes.NewReader(b), key)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func TestSealing(t *testing.T) {
	key := newKey()
	for _, n := range []int{0, 1, boxPlain - 1, boxPlain, boxPlain + 1, 2 * boxPlain, 3*boxPlain + 5} {
		plain := bytes.Repeat([]byte("reeve"), n/5+1)[:n]
		b := sealed(t, plain, key)
		if got, err := unsealed(b, key); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%d bytes: %d, %v", n, len(got), err)
		}
		r, err := newUnsealing(bytes.NewReader(b), key)
		if err != nil {
			t.Fatal(err)
		}
		if err := iotest.TestReader(r, plain); err != nil {
			t.Errorf("%d bytes: %v", n, err)
		}
		if _, err := unsealed(b, newKey()); err == nil {
			t.Errorf("%d bytes open with another key", n)
		}
	}
}

func TestSealedBytesCannotBeChanged(t *testing.T) {
	key := newKey()
	plain := bytes.Repeat([]byte("reeve"), boxPlain)[:2*boxPlain+100]
	b := sealed(t, plain, key)
	other := append([]byte{}, b[boxFull:2*boxFull]...)
	for name, forged := range map[string][]byte{
		"cut to nothing":      nil,
		"cut after one box":   b[:boxFull],
		"cut after two boxes": b[:2*boxFull],
		"cut within the tag":  b[:2*boxFull+5],
		"cut within the last": b[:len(b)-1],
		"first box dropped":   b[boxFull:],
		"boxes exchanged":     append(append(other, b[:boxFull]...), b[2*boxFull:]...),
		"box added":           append(append([]byte{}, b...), b[:boxFull]...),
		"one byte added":      append(append([]byte{}, b...), 0),
	} {
		if _, err := unsealed(forged, key); err == nil {
			t.Errorf("%s: opens", name)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		forged := append([]byte{}, b...)
		forged[rapid.IntRange(0, len(b)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if got, err := unsealed(forged, key); err == nil {
			t.Fatalf("a changed bit went unnoticed in %d bytes", len(got))
		}
	})
}
