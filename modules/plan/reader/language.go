package reader

import (
	"maps"
	"slices"
	"strings"
	"unicode"
)

// Language tells the language of a text by its script, letters and small words; empty where it is not plain. Serbian in
// Latin letters is sr-Latn.
func (w *Words) Language(text string) string {
	cyrillic, latin := 0, 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic++
		case unicode.Is(unicode.Latin, r):
			latin++
		}
	}
	if cyrillic+latin < 2 {
		return ""
	}
	low := strings.ToLower(text)
	words := strings.FieldsFunc(low, func(r rune) bool { return !unicode.IsLetter(r) && r != '’' && r != '\'' })
	best, first, second := "", 0, 0
	for _, tag := range slices.Sorted(maps.Keys(w.signs)) {
		s, points := w.signs[tag], 0
		if cyrillic > latin != (tag == "uk" || tag == "sr") && tag != "sr" {
			continue
		}
		for _, word := range words {
			if s.words[word] {
				points += 2
			}
		}
		for _, r := range low {
			if r > 127 && strings.ContainsRune(s.letters, r) && unicode.Is(unicode.Cyrillic, r) == (cyrillic > latin) {
				points += 2
			}
		}
		if points > first {
			best, first, second = tag, points, first
		} else if points > second {
			second = points
		}
	}
	if first < 2 || first*3 < second*4 || best == "uk" && cyrillic < latin {
		return ""
	}
	if best == "sr" && latin > cyrillic {
		return "sr-Latn"
	}
	return best
}

// columnLanguage tells the language of a column from its texts together.
func (w *Words) columnLanguage(g *grid, col, from int) string {
	var b strings.Builder
	for r := from; r < len(g.rows) && b.Len() < 6000; r++ {
		if g.own(r, col) && !g.rows[r][col].number {
			b.WriteString(g.rows[r][col].text + " ")
		}
	}
	return w.Language(b.String())
}
