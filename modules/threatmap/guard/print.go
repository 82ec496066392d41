package guard

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// printSize is the number of parts of a print; the share of equal parts of two prints is close to the share of
// words and word pairs that their texts have in common.
const printSize = 64

// fewest is how many different words a text must have to be compared: short ones are alike by nature.
const fewest = 5

// nearly is the share of equal parts from which on two texts are nearly the same.
const nearly = 0.7

// Text is what is kept of a text: nothing from which it could be read.
type Text struct {
	Same  string // keyed hash of the folded text; empty = too short to compare
	Print []byte // keyed minhash
}

// Known tells whether the text was long enough to be compared.
func (t Text) Known() bool { return t.Same != "" }

// Like tells whether two prints are of nearly the same text.
func Like(a, b []byte) bool {
	if len(a) != printSize || len(b) != printSize {
		return false
	}
	same := 0
	for i := range a {
		if a[i] == b[i] {
			same++
		}
	}
	return float64(same) >= nearly*printSize
}

// Read folds a text and takes its hashes. mac is keyed; what it gives for one key means nothing for another.
func Read(text string, mac func([]byte) []byte) Text {
	words := fold(text)
	different := map[string]bool{}
	for _, w := range words {
		different[w] = true
	}
	if len(different) < fewest {
		return Text{}
	}
	sum := mac([]byte(strings.Join(words, " ")))
	key := mac([]byte("parts")) // one key for the parts of all texts, so that they can be compared
	seed := binary.LittleEndian.Uint64(key)
	features := map[uint64]bool{}
	for i, w := range words {
		features[hash(seed, w)] = true
		if i > 0 {
			features[hash(seed, words[i-1]+" "+w)] = true
		}
	}
	least := [printSize]uint64{}
	for i := range least {
		least[i] = math.MaxUint64
	}
	for f := range features {
		for i := range least {
			least[i] = min(least[i], mix(f^binary.LittleEndian.Uint64(key[8:])*uint64(2*i+1)))
		}
	}
	p := make([]byte, printSize)
	for i, v := range least {
		p[i] = byte(v)
	}
	return Text{Same: hex.EncodeToString(sum[:16]), Print: p}
}

// fold gives the words of a text without case, marks, numbers and punctuation: what a script varies first.
func fold(text string) []string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.IsLetter(r):
			return unicode.ToLower(r)
		}
		return ' '
	}, norm.NFD.String(text))
	return strings.Fields(plain)
}

// hash is FNV-1a from a secret beginning, mixed.
func hash(seed uint64, s string) uint64 {
	h := seed ^ 14695981039346656037
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return mix(h)
}

// mix is the finisher of SplitMix64.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
