package wire

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"io"
	"syscall"
	"testing"
	"time"

	"filippo.io/age"
)

// used reports what a loop cost this process of the processors, whatever else the machine does.
func used(b *testing.B) func() {
	now := func() time.Duration {
		var r syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
			b.Fatal(err)
		}
		return time.Duration(r.Utime.Nano() + r.Stime.Nano())
	}
	from := now()
	return func() { b.ReportMetric(float64((now()-from).Microseconds())/float64(b.N), "cpu-µs/op") }
}

// BenchmarkSignSeal signs an envelope and seals an item of 10 KiB.
func BenchmarkSignSeal(b *testing.B) {
	a := newPerson(b, "A")
	content := bytes.Repeat([]byte("0123456789abcdef"), 640)
	for _, n := range []int{1, 5} {
		e := envelope(a, newPerson(b, "B0"))
		e.Recipient = nil
		var keys []string
		for i := range n {
			p := newPerson(b, fmt.Sprint("B", i))
			e.Recipient = append(e.Recipient, Recipient{Org: p.org(), Role: To, N: 1})
			keys = append(keys, p.identity.Recipient().String())
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			h := head(e, len(content))
			defer used(b)()
			for b.Loop() {
				d := NewDigester()
				if err := Seal(d, h, bytes.NewReader(content), keys...); err != nil {
					b.Fatal(err)
				}
				e.Items = []ItemRef{d.Ref(1)}
				body, err := e.Marshal()
				if err != nil {
					b.Fatal(err)
				}
				Sign("envelope", body, a.key)
			}
		})
	}
}

// BenchmarkVerifyOpen verifies an envelope and opens its item of 10 KiB.
func BenchmarkVerifyOpen(b *testing.B) {
	from, to := newPerson(b, "A"), newPerson(b, "B")
	content := bytes.Repeat([]byte("0123456789abcdef"), 640)
	e := envelope(from, to)
	sealed := mustSeal(b, head(e, len(content)), content, to)
	d := NewDigester()
	d.Write(sealed)
	e.Items = []ItemRef{d.Ref(1)}
	body, err := e.Marshal()
	if err != nil {
		b.Fatal(err)
	}
	raw := marshal(Sign("envelope", body, from.key))
	pub := from.key.Public().(ed25519.PublicKey)
	defer used(b)()
	for b.Loop() {
		s, err := ParseSigned(raw)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Verify(pub); err != nil {
			b.Fatal(err)
		}
		got, err := ParseEnvelope(s.Body)
		if err != nil {
			b.Fatal(err)
		}
		_, r, err := Open(got.Items[0].Check(bytes.NewReader(sealed)), []age.Identity{to.identity}, got.Binding(1))
		if err != nil {
			b.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, r); err != nil || n != int64(len(content)) {
			b.Fatal(n, err)
		}
	}
}

// BenchmarkParse is what taking an envelope costs besides its signature.
func BenchmarkParse(b *testing.B) {
	body := vectorFile(b, "envelope.json")
	defer used(b)()
	for b.Loop() {
		if _, err := ParseEnvelope(body); err != nil {
			b.Fatal(err)
		}
	}
}
