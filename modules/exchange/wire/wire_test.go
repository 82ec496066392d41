package wire

import (
	"bytes"
	"crypto/ed25519"
	"io"
	"math/rand/v2"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"filippo.io/age"

	"reeve/kernel/errs"
)

func TestMessageTravels(t *testing.T) {
	a, b, c := newPerson(t, "A"), newPerson(t, "B"), newPerson(t, "C")
	e := envelope(a, b)
	e.Recipient = append(e.Recipient, Recipient{Org: c.org(), Role: Copy, N: 7, Unit: "Kaunas"})
	content := []byte("Šiaulių g. 5 — Ćирилица, ґ, ł")
	sealed := mustSeal(t, head(e, len(content)), content, b, c)
	d := NewDigester()
	io.Copy(d, bytes.NewReader(sealed))
	e.Items = []ItemRef{d.Ref(1)}
	body, err := e.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := Sign("envelope", body, a.key).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}

	got, err := ParseSigned(raw)
	if err != nil {
		t.Fatal(err)
	}
	if err := got.Verify(a.key.Public().(ed25519.PublicKey)); err != nil {
		t.Fatal(err)
	}
	if err := got.Verify(b.key.Public().(ed25519.PublicKey)); errs.KindOf(err) != errs.Forbidden {
		t.Fatalf("another key verified: %v", err)
	}
	back, err := ParseEnvelope(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back, e) {
		t.Fatalf("got %+v\nwant %+v", back, e)
	}
	checked, err := io.ReadAll(back.Items[0].Check(bytes.NewReader(sealed)))
	if err != nil || !bytes.Equal(checked, sealed) {
		t.Fatal(err)
	}
	for _, who := range []person{b, c} {
		h, text, err := openAll(sealed, who, back.Binding(1))
		if err != nil || !bytes.Equal(text, content) || h.Grade != "B2" {
			t.Fatalf("%v %q", err, text)
		}
	}
	if _, _, err := openAll(sealed, a, back.Binding(1)); errs.Of(err) == nil || errs.Of(err).Key != "wire.not_for_us" {
		t.Fatalf("the sender could open what it sealed for others: %v", err)
	}
	if bytes.Contains(sealed, content[:8]) {
		t.Fatal("the sealed bytes show the content")
	}
}

// An item that was sealed for one message opens for no other.
func TestItemIsBound(t *testing.T) {
	a, b, c := newPerson(t, "A"), newPerson(t, "B"), newPerson(t, "C")
	e := envelope(a, b)
	sealed := mustSeal(t, head(e, 3), []byte("abc"), b)
	for name, change := range map[string]func(w *Binding){
		"sender":     func(w *Binding) { w.Sender = c.org() },
		"recipients": func(w *Binding) { w.Recipients = []Org{b.org(), c.org()} },
		"nonce":      func(w *Binding) { w.Nonce = NewNonce() },
		"n":          func(w *Binding) { w.N = 2 },
	} {
		w := e.Binding(1)
		change(&w)
		if _, _, err := openAll(sealed, b, w); errs.Of(err) == nil || errs.Of(err).Key != "wire.other_message" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := openAll(sealed, b, e.Binding(1)); err != nil {
		t.Fatal(err)
	}
}

func TestSealRefuses(t *testing.T) {
	a, b, c := newPerson(t, "A"), newPerson(t, "B"), newPerson(t, "C")
	e := envelope(a, b)
	x25519, _ := age.GenerateX25519Identity()
	rb, rc := b.identity.Recipient().String(), c.identity.Recipient().String()
	for name, try := range map[string]func() error{
		"nobody":   func() error { return Seal(io.Discard, head(e, 3), strings.NewReader("abc")) },
		"one more": func() error { return Seal(io.Discard, head(e, 3), strings.NewReader("abc"), rb, rc) },
		"no hybrid key": func() error {
			return Seal(io.Discard, head(e, 3), strings.NewReader("abc"), x25519.Recipient().String())
		},
		"short content": func() error { return Seal(io.Discard, head(e, 4), strings.NewReader("abc"), rb) },
		"long content":  func() error { return Seal(io.Discard, head(e, 2), strings.NewReader("abc"), rb) },
		"the same key twice": func() error {
			h := head(e, 3)
			h.Recipients = append(h.Recipients, c.org())
			return Seal(io.Discard, h, strings.NewReader("abc"), rb, rb)
		},
		"file over the limit": func() error {
			return Seal(io.Discard, head(e, MaxFile+1), io.LimitReader(rand.NewChaCha8([32]byte{}), MaxFile+1), rb)
		},
	} {
		if err := try(); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A file of 50 MB is sealed, digested and opened without being held.
func TestLargeFileInBoundedMemory(t *testing.T) {
	a, b := newPerson(t, "A"), newPerson(t, "B")
	e := envelope(a, b)
	h := head(e, MaxFile)
	h.Type, h.Media, h.Title = File, "application/octet-stream", "disk.img"
	d := NewDigester()
	pr, pw := io.Pipe()
	watch := newPeak()
	go func() {
		pw.CloseWithError(Seal(io.MultiWriter(pw, d), h, io.LimitReader(rand.NewChaCha8([32]byte{1}), MaxFile), b.identity.Recipient().String()))
	}()
	_, r, err := Open(pr, []age.Identity{b.identity}, e.Binding(1))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(watch, r); err != nil || n != MaxFile {
		t.Fatal(n, err)
	}
	if grown := watch.most - watch.before; grown > 24<<20 {
		t.Errorf("%d bytes were held for a file of %d", grown, int64(MaxFile))
	}
	ref := d.Ref(1)
	if len(ref.Chunks) != 51 || ref.Size > SealedLimit(MaxFile, 1) || ref.Size > MaxSealed {
		t.Errorf("%d chunks, %d bytes", len(ref.Chunks), ref.Size)
	}
	e.Items = []ItemRef{ref}
	if err := e.Check(); err != nil {
		t.Error(err)
	}
}

// peak looks at the memory in use after each MiB.
type peak struct{ n, before, most uint64 }

func newPeak() *peak {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return &peak{before: m.HeapAlloc}
}

func (p *peak) Write(b []byte) (int, error) {
	if (p.n+uint64(len(b)))>>20 > p.n>>20 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		p.most = max(p.most, m.HeapAlloc)
	}
	p.n += uint64(len(b))
	return len(b), nil
}

func TestChunksAreOfTheWhole(t *testing.T) {
	for _, size := range []int{1, 10, ChunkSize - 1, ChunkSize, ChunkSize + 1, 2 * ChunkSize, 2*ChunkSize + 5} {
		b := make([]byte, size)
		rand.NewChaCha8([32]byte{byte(size)}).Read(b)
		d := NewDigester()
		for rest := b; len(rest) > 0; { // in uneven parts
			n := min(len(rest), 70_001)
			d.Write(rest[:n])
			rest = rest[n:]
		}
		ref := d.Ref(1)
		if ref.Digest != Digest(b) || ref.Size != int64(size) {
			t.Fatalf("%d: %+v", size, ref)
		}
		var c checks
		ref.check(&c, "item")
		if err := c.err("envelope"); err != nil {
			t.Errorf("%d: %v", size, err)
		}
		for i := 0; i*ChunkSize < size; i++ {
			chunk := bytes.Clone(b[i*ChunkSize : min(size, (i+1)*ChunkSize)])
			if err := ref.CheckChunk(i, chunk); err != nil {
				t.Errorf("%d, chunk %d: %v", size, i, err)
			}
			chunk[len(chunk)/2] ^= 1
			if ref.CheckChunk(i, chunk) == nil || ref.CheckChunk(i, chunk[1:]) == nil || ref.CheckChunk(i+99, chunk) == nil {
				t.Errorf("%d, chunk %d: a change passed", size, i)
			}
		}
		b[size/2] ^= 1
		if _, err := io.ReadAll(ref.Check(bytes.NewReader(b))); err == nil {
			t.Errorf("%d: a changed item passed", size)
		}
		b[size/2] ^= 1
		for _, wrong := range [][]byte{b[:size-1], append(bytes.Clone(b), 0)} {
			if _, err := io.ReadAll(ref.Check(bytes.NewReader(wrong))); err == nil {
				t.Errorf("%d: %d bytes passed", size, len(wrong))
			}
		}
	}
}

// A head may fill its size and not a byte more; an item that ends within its head is none.
func TestHeadsOfAllSizes(t *testing.T) {
	a, b := newPerson(t, "A"), newPerson(t, "B")
	e := envelope(a, b)
	h := head(e, 1)
	for i := range 64 { // about 40 KiB, several of the reader's buffers
		h.Origin = append(h.Origin, Provenance{Org: a.org(), Note: strings.Repeat("ž", 290-i)})
	}
	if _, text, err := openAll(mustSeal(t, h, []byte("x"), b), b, e.Binding(1)); err != nil || string(text) != "x" {
		t.Fatal(err)
	}
	sealed := func(plain string) []byte {
		var out bytes.Buffer
		w, err := age.Encrypt(&out, b.identity.Recipient())
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, plain)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	line, err := head(e, 1).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ plain, want string }{
		"nothing":        {"", "wire.not_item"},
		"another title":  {"reeve-item-v2\n" + string(line) + "\nx", "wire.not_item"},
		"no end of line": {itemTitle + string(line), "wire.not_item"},
		"endless head":   {itemTitle + strings.Repeat(" ", MaxHead+1) + string(line) + "\nx", "wire.not_item"},
		"padded head":    {itemTitle + strings.Repeat(" ", MaxHead-len(line)) + string(line) + "\nx", ""},
		"too little":     {itemTitle + string(line) + "\n", "wire.content_damaged"},
		"too much":       {itemTitle + string(line) + "\nxy", "wire.content_long"},
	} {
		_, _, err := openAll(sealed(c.plain), b, e.Binding(1))
		got := ""
		if e := errs.Of(err); e != nil {
			got = e.Key
		}
		if got != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
