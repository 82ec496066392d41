package threatmap

import (
	"crypto/rand"
	"crypto/sha256"
	"strings"
)

// ReportKey is what lets its holder follow a report: 96 random bits. Only its hash is stored.
type ReportKey [12]byte

// NewReportKey draws a key.
func NewReportKey() (k ReportKey) {
	rand.Read(k[:]) // never fails since Go 1.24
	return k
}

// Proquints after D. S. Wilkerson: 16 bits as consonant-vowel-consonant-vowel-consonant, sayable on the phone
// in any of the languages.
const (
	consonants = "bdfghjklmnprstvz"
	vowels     = "aiou"
)

// String is the key as six proquints joined by hyphens: "lusab-babad-gutih-tugad-kobod-vanul".
func (k ReportKey) String() string { return strings.Join(k.Words(), "-") }

// Words are the six proquints of the key.
func (k ReportKey) Words() []string {
	words := make([]string, 0, 6)
	for i := 0; i < len(k); i += 2 {
		n := uint16(k[i])<<8 | uint16(k[i+1])
		words = append(words, string([]byte{
			consonants[n>>12], vowels[n>>10&3], consonants[n>>6&15], vowels[n>>4&3], consonants[n&15]}))
	}
	return words
}

// Hash is what is stored of a key. The key is random, so a plain hash cannot be turned back.
func (k ReportKey) Hash() []byte {
	h := sha256.Sum256(append([]byte("reeve-report-key-v1\x00"), k[:]...))
	return h[:]
}

// ParseReportKey reads a key as a person may have typed it: any case, spaces or hyphens or nothing between.
func ParseReportKey(s string) (k ReportKey, ok bool) {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, s)
	if len(s) != 30 {
		return k, false
	}
	for i := range 6 {
		var n uint16
		for j, c := range []byte(s[5*i : 5*i+5]) {
			set, bits := consonants, 4
			if j%2 == 1 {
				set, bits = vowels, 2
			}
			at := strings.IndexByte(set, c)
			if at < 0 {
				return k, false
			}
			n = n<<bits | uint16(at)
		}
		k[2*i], k[2*i+1] = byte(n>>8), byte(n)
	}
	return k, true
}
