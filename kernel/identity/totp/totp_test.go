package totp

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestVectors are those of RFC 6238 appendix B for SHA-1.
func TestVectors(t *testing.T) {
	s := Secret("12345678901234567890")
	for unix, want := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		at := time.Unix(unix, 0)
		if got := s.code(Step(at), 8); got != want {
			t.Errorf("at %d: %s, want %s", unix, got, want)
		}
		if got := s.Code(Step(at)); got != want[2:] {
			t.Errorf("at %d: %s, want the last six digits of %s", unix, got, want)
		}
	}
	// RFC 4226 appendix D, the first counters.
	for step, want := range []string{"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"} {
		if got := s.Code(int64(step)); got != want {
			t.Errorf("counter %d: %s, want %s", step, got, want)
		}
	}
}

func TestMatch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Secret(rapid.SliceOfN(rapid.Byte(), 20, 20).Draw(t, "secret"))
		at := time.Unix(rapid.Int64Range(1_000, 4_000_000_000).Draw(t, "at"), 0)
		off := rapid.Int64Range(-3, 3).Draw(t, "off")
		used := Step(at) + rapid.Int64Range(-3, 3).Draw(t, "used")
		code := s.Code(Step(at) + off)
		step, ok := s.Match(code, at, used)
		inWindow := false // some step of the window after the used one has this code
		for d := int64(-1); d <= 1; d++ {
			inWindow = inWindow || s.Code(Step(at)+d) == code && Step(at)+d > used
		}
		if ok != inWindow {
			t.Fatalf("%d steps off, %d used: %v", off, used-Step(at), ok)
		}
		if ok {
			if _, again := s.Match(code, at, step); again && s.Code(step) != s.Code(step+1) && s.Code(step) != s.Code(step+2) {
				t.Fatal("a used step is good again")
			}
		}
	})
}

func TestText(t *testing.T) {
	s := New()
	back, err := Parse(strings.ToLower(s.Text()[:4]) + " " + s.Text()[4:])
	if err != nil || string(back) != string(s) {
		t.Fatalf("%v %x %x", err, back, s)
	}
	for _, bad := range []string{"", "ABC", s.Text() + "AAAAAAAA", strings.Repeat("1", 32)} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("%q is a secret", bad)
		}
	}
	want := "otpauth://totp/Safe%20town%20Konin:anna@example.pl?issuer=Safe%20town%20Konin&secret=" + s.Text()
	if got := s.URI("Safe town:Konin", "anna@example.pl"); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
