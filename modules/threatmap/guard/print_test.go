package guard

import (
	"crypto/hmac"
	"crypto/sha256"
	"math/rand/v2"
	"strings"
	"testing"
)

func mac(key string) func([]byte) []byte {
	return func(b []byte) []byte {
		h := hmac.New(sha256.New, []byte(key))
		h.Write(b)
		return h.Sum(nil)
	}
}

func TestPrint(t *testing.T) {
	base := "Every morning between seven and eight lorries stop on the zebra crossing in front of the primary school in Mill Street and children cannot see the road"
	for name, c := range map[string]struct {
		other      string
		same, like bool
	}{
		"itself":                 {base, true, true},
		"case and marks":         {strings.ToUpper(base) + "!!!", true, true},
		"numbers put in":         {"17 " + base + " 4711", true, true},
		"a word put in":          {base + " clearly", false, true},
		"a word changed":         {strings.Replace(base, "lorries", "trucks", 1), false, true},
		"another about the same": {"Lorries park at the school crossing in Mill Street, it is dangerous for the pupils in the morning", false, false},
		"something else":         {"Somebody dumps old tyres and building rubble at the edge of the forest near the quarry every weekend", false, false},
	} {
		a, b := Read(base, mac("k")), Read(c.other, mac("k"))
		if (a.Same == b.Same) != c.same || Like(a.Print, b.Print) != c.like {
			t.Errorf("%s: same %v, like %v", name, a.Same == b.Same, Like(a.Print, b.Print))
		}
	}
	if a, b := Read(base, mac("k")), Read(base, mac("other")); a.Same == b.Same || Like(a.Print, b.Print) {
		t.Error("the key makes no difference")
	}
	if Read("Cars too fast here", mac("k")).Known() || Read("", mac("k")).Known() || Read("12345 !!", mac("k")).Known() {
		t.Error("short texts are alike by nature and not compared")
	}
	if Like(nil, nil) {
		t.Error("two texts that are not compared are not alike")
	}
}

// TestDifferentPupils: honest texts about one street, drawn from a small stock of words, are rarely taken for copies.
func TestDifferentPupils(t *testing.T) {
	words := strings.Fields("cars drive fast near the school crossing in the morning and children are afraid because nobody stops drivers look at phones motorbikes overtake buses signs are missing lights broken pavement narrow parents park on corner bicycles must swerve it is dark dangerous loud every day after lunch my sister was almost hit please help put a bump camera police should come more often")
	r := rand.New(rand.NewPCG(1, 2))
	var prints [][]byte
	for range 200 {
		var text []string
		for range 8 + r.IntN(12) {
			text = append(text, words[r.IntN(len(words))])
		}
		prints = append(prints, Read(strings.Join(text, " "), mac("k")).Print)
	}
	pairs := 0
	for i := range prints {
		for j := range i {
			if Like(prints[i], prints[j]) {
				pairs++
			}
		}
	}
	if pairs > 0 {
		t.Errorf("%d pairs of different texts were taken for copies", pairs)
	}
}

func BenchmarkRead(b *testing.B) {
	text := strings.Repeat("Every morning between seven and eight lorries stop on the zebra crossing in front of the school. ", 4)
	for b.Loop() {
		Read(text, mac("k"))
	}
}
