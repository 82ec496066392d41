package threatmap

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestReportKeyReadsWhatItSays: however a person types the six words, the same key comes out.
func TestReportKeyReadsWhatItSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var k ReportKey
		copy(k[:], rapid.SliceOfN(rapid.Byte(), len(k), len(k)).Draw(t, "bits"))
		said := k.String()
		if len(k.Words()) != 6 || len(said) != 35 {
			t.Fatalf("%q is not six words of five letters", said)
		}
		typed := []rune(said)
		for i, r := range typed {
			switch {
			case r == '-':
				typed[i] = rapid.SampledFrom([]rune("- .,\n")).Draw(t, "between")
			case rapid.Bool().Draw(t, "capital"):
				typed[i] = r - 'a' + 'A'
			}
		}
		got, ok := ParseReportKey(" " + string(typed))
		if !ok || got != k {
			t.Fatalf("%q reads as %v, %v; want %v", string(typed), got, ok, k)
		}
		if other := k; !bytes.Equal(other.Hash(), got.Hash()) {
			t.Fatal("equal keys have different hashes")
		}
	})
}

func TestReportKeyKnown(t *testing.T) {
	// 127.0.0.1 and 63.84.220.193 are the first examples of the proquint proposal (D. S. Wilkerson).
	k := ReportKey{127, 0, 0, 1, 63, 84, 220, 193, 0, 0, 255, 255}
	if want := "lusab-babad-gutih-tugad-babab-zuzuz"; k.String() != want {
		t.Errorf("%q, want %q", k, want)
	}
	if k.Hash(); bytes.Equal(k.Hash(), (ReportKey{}).Hash()) {
		t.Error("two keys have one hash")
	}
}

func TestReportKeyRefuses(t *testing.T) {
	good := ReportKey{1, 2, 3}.String()
	for name, s := range map[string]string{
		"nothing":         "",
		"five words":      strings.Join(strings.Split(good, "-")[:5], "-"),
		"seven words":     good + "-babad",
		"vowel first":     "a" + good[1:],
		"consonant where": good[:1] + "b" + good[2:],
		"no such letter":  "c" + good[1:],
	} {
		if k, ok := ParseReportKey(s); ok {
			t.Errorf("%s: %q reads as %v", name, s, k)
		}
	}
}
