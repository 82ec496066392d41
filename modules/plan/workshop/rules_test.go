package workshop

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"reeve/kernel/errs"
)

func TestAddresses(t *testing.T) {
	own := []netip.Addr{netip.MustParseAddr("192.168.1.20"), netip.MustParseAddr("10.42.0.1")}
	for _, c := range []struct {
		base, asked, port string
		want              []string
	}{
		{"https://plan.example.org", "127.0.0.1:8080", "8080", []string{"https://plan.example.org"}},
		{"https://plan.example.org/x/", "10.0.0.1", "443", []string{"https://plan.example.org/x"}},
		{"http://[::]:8080", "localhost:8080", "8080", []string{"http://192.168.1.20:8080", "http://10.42.0.1:8080"}},
		{"http://0.0.0.0:80", "localhost", "80", []string{"http://192.168.1.20", "http://10.42.0.1"}},
		{"http://[::]:8080", "10.42.0.1:8080", "8080", []string{"http://10.42.0.1:8080", "http://192.168.1.20:8080"}},
		{"http://127.0.0.1:8080", "127.0.0.1:8080", "8080", []string{"http://127.0.0.1:8080"}},
		{"", "room.local:8443", "8443", []string{"http://room.local:8443"}},
	} {
		if got := Addresses(c.base, c.asked, c.port, own); !slices.Equal(got, c.want) {
			t.Errorf("%s asked as %s: %v, want %v", c.base, c.asked, got, c.want)
		}
	}
}

func TestCodes(t *testing.T) {
	for typed, want := range map[string]string{"48217730": "48217730", " 4821 7730": "48217730", "4821-7730": "48217730", "4821\u00a07730": "48217730", "4821773": "", "4821773O": "", "": ""} {
		got, ok := ParseCode(typed)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%q: %q %v", typed, got, ok)
		}
	}
	if got, ok := ParseCode(WriteCode("01234567")); !ok || got != "01234567" {
		t.Errorf("a code is not read as it is written: %q", got)
	}
}

// TestKnocks: right codes cost nothing, so a whole room may come in from one address; wrong ones run out.
func TestKnocks(t *testing.T) {
	k, now := newKnocks(), time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)
	for range 500 {
		if err := k.may("room", now); err != nil {
			t.Fatal(err)
		}
	}
	tries := 0
	for ; k.may("guesser", now) == nil; tries++ {
		k.miss("guesser", now)
	}
	if tries != knockBurst {
		t.Errorf("%d wrong codes at once", tries)
	}
	if err := k.may("guesser", now); errs.KindOf(err) != errs.TooMany {
		t.Errorf("%v", err)
	}
	if k.may("room", now) != nil || k.may("guesser", now.Add(time.Hour)) != nil {
		t.Error("who has not guessed, or has waited, is kept out")
	}
}

func TestCastsThatCannotBe(t *testing.T) {
	good := Cast{ID: "0123456789abcdef", Number: "1.1", Status: "partly"}
	if why := good.check(); why != nil {
		t.Error(why)
	}
	for what, change := range map[string]func(*Cast){
		"short id":     func(c *Cast) { c.ID = "1" },
		"id of spaces": func(c *Cast) { c.ID = strings.Repeat(" ", 20) },
		"not due":      func(c *Cast) { c.Status = "not_due" },
		"unknown":      func(c *Cast) { c.Status = "x" },
		"nothing":      func(c *Cast) { c.Status = "" },
		"long comment": func(c *Cast) { c.Comment = strings.Repeat("я", maxComment+1) },
	} {
		c := good
		if change(&c); c.check() == nil {
			t.Errorf("%s is taken", what)
		}
	}
}

// TestHubForgetsNothing: a change while a pulse is being read makes that pulse stale.
func TestHubForgetsNothing(t *testing.T) {
	h := newHub()
	leave, ok := h.enter("r", "p")
	if !ok {
		t.Fatal("not let in")
	}
	wake, turn, _, fresh := h.listen("r")
	if fresh {
		t.Error("a pulse that nobody has read")
	}
	h.wake("r")
	h.keep("r", turn, PublicPulse{Rev: 1})
	if _, _, _, fresh := h.listen("r"); fresh {
		t.Error("a pulse of before the change is kept")
	}
	select {
	case <-wake:
	default:
		t.Error("nobody was woken")
	}
	_, turn, _, _ = h.listen("r")
	h.keep("r", turn, PublicPulse{Rev: 2})
	if _, _, p, fresh := h.listen("r"); !fresh || p.Rev != 2 {
		t.Error("the pulse is not kept")
	}
	for range maxStreams - 1 {
		if _, ok := h.enter("r", "p"); !ok {
			t.Error("too few streams")
		}
	}
	if _, ok := h.enter("r", "p"); ok {
		t.Error("too many streams")
	}
	if _, ok := h.enter("r", "q"); !ok {
		t.Error("one keeps the other out")
	}
	leave()
	if _, ok := h.enter("r", "p"); !ok {
		t.Error("who has left is still counted")
	}
}
