package match

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold is a word in small letters without marks: Jaceňuk is jacenuk. Letters that are no letter with a mark (ł, đ) stay.
func fold(word string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(lower(word)) {
		if !unicode.Is(unicode.Mn, r) || r == '\u0306' { // й is no и
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Key is the same for names that differ in case, marks, the order of their words, signs between them and titles only.
func Key(name string) string {
	var all []string
	for _, w := range words(name) {
		if !isTitle(lower(w)) {
			all = append(all, fold(w))
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}
