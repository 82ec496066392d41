package passkey_test

import (
	"strings"
	"testing"

	"reeve/kernel/identity/passkey"
	"reeve/kernel/identity/passkey/passkeytest"
)

func TestAt(t *testing.T) {
	for url, want := range map[string][2]string{
		"https://desk.example.org":      {"desk.example.org", "https://desk.example.org"},
		"https://Desk.Example.org:443/": {"desk.example.org", "https://desk.example.org"},
		"https://desk.example.org:8443": {"desk.example.org", "https://desk.example.org:8443"},
		"http://127.0.0.1:8080":         {"localhost", "http://localhost:8080"},
		"http://[::1]:8080":             {"localhost", "http://localhost:8080"},
		"http://localhost:8080":         {"localhost", "http://localhost:8080"},
		"http://node1.localhost:9000":   {"node1.localhost", "http://node1.localhost:9000"},
		"http://desk.example.org":       {},
		"https://192.0.2.7":             {},
		"":                              {},
		"::":                            {},
	} {
		p, ok := passkey.At(passkey.Site{URL: url, Name: "Safe town"})
		if p.ID != want[0] || p.Origin != want[1] || ok != (want[0] != "") {
			t.Errorf("%q: %q %q %v, want %v", url, p.ID, p.Origin, ok, want)
		}
	}
}

// TestAnswers: what is true is taken, each lie alone is refused.
func TestAnswers(t *testing.T) {
	p, ok := passkey.At(passkey.Site{URL: "https://desk.example.org", Name: "Safe town"})
	if !ok {
		t.Fatal("no party")
	}
	owner := passkey.Owner{Handle: []byte("0123456789abcdef0123456789abcdef"), Account: "anna@example.org", Name: "Anna"}
	made, asked := []byte("challenge of the creation"), []byte("challenge of the request.")
	create := func(d *passkeytest.Device, origin string) (passkey.Key, error) {
		options, err := p.Creation(made, owner, nil)
		if err != nil {
			t.Fatal(err)
		}
		a, err := passkey.ReadCreation(d.Create(options, origin))
		if err != nil {
			t.Fatal(err)
		}
		if string(a.Challenge) != string(made) {
			t.Fatalf("challenge %q", a.Challenge)
		}
		return p.Registered(a, owner)
	}
	d := &passkeytest.Device{Counts: true}
	k, err := create(d, p.Origin)
	if err != nil {
		t.Fatal(err)
	}
	for what, lie := range map[string]struct {
		d      *passkeytest.Device
		origin string
	}{
		"another origin":    {&passkeytest.Device{}, "https://desk.example.com"},
		"another party":     {&passkeytest.Device{Party: "example.com"}, p.Origin},
		"user not verified": {&passkeytest.Device{Unverified: true}, p.Origin},
	} {
		if _, err := create(lie.d, lie.origin); err == nil {
			t.Errorf("a passkey is made by %s", what)
		}
	}
	get := func(d *passkeytest.Device, origin string, o passkey.Owner, k passkey.Key, change func(string) string) (uint32, error) {
		options, err := p.Request(asked, []passkey.Key{k})
		if err != nil {
			t.Fatal(err)
		}
		text, err := d.Get(options, origin)
		if err != nil {
			t.Fatal(err)
		}
		if change != nil {
			text = change(text)
		}
		a, err := passkey.ReadAssertion(text)
		if err != nil {
			return 0, err
		}
		return p.Verify(a, o, k)
	}
	count, err := get(d, p.Origin, owner, k, nil)
	if err != nil || count != 2 || passkey.Cloned(k.Count, count) {
		t.Fatalf("count %d after %d, %v", count, k.Count, err)
	}
	if c := d.Copy(); true {
		c.Unverified = true
		if _, err := get(c, p.Origin, owner, k, nil); err == nil {
			t.Error("an answer without the user verified is taken")
		}
		c.Unverified, c.Party = false, "example.com"
		if _, err := get(c, p.Origin, owner, k, nil); err == nil {
			t.Error("an answer for another party is taken")
		}
	}
	if _, err := get(d, "https://desk.example.com", owner, k, nil); err == nil {
		t.Error("an answer obtained by another site is taken")
	}
	if _, err := get(d, p.Origin, passkey.Owner{Handle: []byte("another")}, k, nil); err == nil {
		t.Error("an answer for another owner is taken")
	}
	other, err := create(&passkeytest.Device{}, p.Origin)
	if err != nil {
		t.Fatal(err)
	}
	forged := k
	forged.Public = other.Public
	if _, err := get(d, p.Origin, owner, forged, nil); err == nil {
		t.Error("an answer signed by another key is taken")
	}
	if _, err := get(d, p.Origin, owner, k, func(s string) string {
		return strings.Replace(s, `"signature":"MEU`, `"signature":"MEV`, 1) + strings.Repeat(" ", 100<<10)
	}); err == nil {
		t.Error("an endless answer is read")
	}
}

func TestCloned(t *testing.T) {
	for _, c := range []struct {
		stored, seen uint32
		cloned       bool
	}{{0, 0, false}, {0, 1, false}, {5, 6, false}, {5, 5, true}, {5, 4, true}, {5, 0, true}} {
		if passkey.Cloned(c.stored, c.seen) != c.cloned {
			t.Errorf("%d after %d: want cloned %v", c.seen, c.stored, c.cloned)
		}
	}
}

// FuzzRead: whatever a browser sends, reading it does not fail loudly.
func FuzzRead(f *testing.F) {
	d := &passkeytest.Device{}
	made := d.Create(`{"challenge":"AAAA","rp":{"id":"x"},"user":{"id":"AAAA"}}`, "https://x")
	got, err := d.Get(`{"challenge":"AAAA","rpId":"x"}`, "https://x")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(made)
	f.Add(got)
	p, _ := passkey.At(passkey.Site{URL: "https://x.example", Name: "x"})
	o := passkey.Owner{Handle: []byte{1}}
	f.Fuzz(func(t *testing.T, text string) {
		if a, err := passkey.ReadCreation(text); err == nil {
			if _, err := p.Registered(a, o); err == nil {
				t.Error("a made-up passkey is taken")
			}
		}
		if a, err := passkey.ReadAssertion(text); err == nil {
			if _, err := p.Verify(a, o, passkey.Key{Credential: a.Credential}); err == nil {
				t.Error("a made-up answer is taken")
			}
		}
	})
}
